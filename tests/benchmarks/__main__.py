"""`python -m tests.benchmarks`: measure, print one table of ratios, write docs/benchmarks.md."""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from .comparing import Comparison
from .machine import load
from .measuring import ROOT, Outcome, Task, measure
from .questions import OURS, QUESTIONS, Question, write_scenario
from .report import Setting, page, table
from .rounds import write_round
from .scaling import curve, draw

LARGE = 200  # plans: from here on one seed, unless the seeds are given
HUGE, PATIENCE = 1000, 6  # plans from which a solve gets so many times the limit
FIGURE = "schaal.png"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 1 when two proofs contradict each other, else 0."""
    options = _parse(arguments)
    began, load_before = time.monotonic(), load()
    comparisons: list[Comparison] = []
    ours: dict[str, dict[int, Sequence[Outcome]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for question in QUESTIONS:
            bench = Bench(Path(folder), question, options)
            comparisons += bench.run()
            ours[question.name] = bench.ours
    curves = [curve(question.name, ours[question.name]) for question in QUESTIONS[:2]]
    setting = Setting(
        command=" ".join(["python -m tests.benchmarks", *(arguments or sys.argv[1:])]),
        date=date.today().isoformat(),
        seeds=tuple(options.seeds),
        large_seeds=tuple(options.large_seeds),
        large=LARGE,
        limit=options.limit,
        huge=HUGE,
        huge_limit=options.limit * PATIENCE,
        minutes=(time.monotonic() - began) / 60,
        load=load_before,
    )
    out = Path(options.out)
    draw(curves, options.limit * PATIENCE, out.parent / FIGURE)
    out.write_text(page(setting, comparisons, curves, FIGURE), encoding="utf-8", newline="\n")
    print(table(comparisons))
    return 1 if any(found.contradictions() for found in comparisons) else 0


class Bench:
    """One question on rounds of growing size; `ours` fills with our outcomes per size."""

    def __init__(self, folder: Path, question: Question, options: argparse.Namespace) -> None:
        self.folder, self.question, self.options = folder, question, options
        self.ours: dict[int, Sequence[Outcome]] = {}

    def run(self) -> Iterator[Comparison]:
        """Yield a comparison per size and peer; a peer without any proof does not go on."""
        asked = [p for p in self.question.peers if p in self.options.peers]
        for plans in (n for n in sorted(self.options.sizes) if n <= self.question.most):
            ours = self._outcomes(OURS, plans)
            self.ours[plans] = ours
            for peer in list(asked):
                theirs = self._outcomes(peer, plans)
                pairs = tuple(zip(ours, theirs, strict=True))
                found = Comparison(self.question, plans, peer, self._limit(plans), pairs)
                yield found
                if found.gave_up():
                    asked.remove(peer)

    def _outcomes(self, solver: str, plans: int) -> list[Outcome]:
        seeds = self.options.large_seeds if plans >= LARGE else self.options.seeds
        return [self._measure(solver, plans, seed) for seed in seeds]

    def _limit(self, plans: int) -> float:
        limit: float = self.options.limit
        return limit * PATIENCE if plans >= HUGE else limit

    def _measure(self, solver: str, plans: int, seed: int) -> Outcome:
        folder = self.folder / f"{plans}-{seed}"
        file = folder / "aanvragen.csv"
        if not file.exists():
            write_round(folder, plans, seed)
        scenario = write_scenario(self.question, folder, plans)
        outcome = measure(Task(solver, str(file), str(scenario), self._limit(plans)))
        what = f"{self.question.name}, {plans} plans, seed {seed}, {solver}"
        remark = f" ({outcome.remark})" if outcome.remark else ""
        print(f"{what}: {outcome.status}, {outcome.wall:.2f} s{remark}", file=sys.stderr)
        return outcome


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small rounds, one seed, 2 s a solve")
    parser.add_argument("--sizes", type=int, nargs="+", metavar="PLANS")
    parser.add_argument("--seeds", type=int, nargs="+")
    parser.add_argument("--limit", type=float, metavar="SECONDS", help="per solve")
    known = sorted({peer for question in QUESTIONS for peer in question.peers})
    parser.add_argument("--peers", nargs="*", choices=known, default=known, metavar="NAME",
                        help=f"of {', '.join(known)}; without a name: none")  # fmt: skip
    parser.add_argument("--out", default=str(ROOT / "docs" / "benchmarks.md"), metavar="FILE")
    options = parser.parse_args(arguments)
    options.sizes = options.sizes or ([29, 60] if options.quick else [29, 60, 200, 1000, 5000])
    options.large_seeds = options.seeds or [1]
    options.seeds = options.seeds or ([1] if options.quick else [1, 2, 3])
    options.limit = options.limit or (2.0 if options.quick else 10.0)
    return options


if __name__ == "__main__":
    raise SystemExit(main())
