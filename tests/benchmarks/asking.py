"""What is asked after the choice: `python -m tests.benchmarks.asking`, in some ten minutes.

Per scenario and number of plans: the solve, the certificate of the second solver, and of few
plans one "what if" per eligible plan, all answers at once, and all swaps. Processor seconds of
one process, threads included, so the figures of a row can be laid beside each other.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TypeVar

import selector
from selector.analysis.swaps import find_swaps
from selector.analysis.why import answer, answer_all
from selector.problem import Problem, make_problem
from selector.solve.alone import with_best_alone
from selector.solve.certify import certify
from selector.solve.clock import Clock
from selector.solve.optimum import solve

from .machine import hardware, load
from .measuring import ROOT
from .questions import MODELS, Question, write_scenario
from .rounds import write_round

PAGE = ROOT / "docs" / "benchmarks-asking.md"
SCENARIOS = ("afwegingskader-2023", "alle-punten-gelijk")
ROUNDS = {29: 5, 60: 5, 200: 5, 1000: 3}  # by the number of plans
ASKED, SWAPPED = 60, 29  # plans beyond which no questions are asked, and not all swaps made
COLUMNS = (
    "scenario", "plans", "rounds", "solve", "certificate",
    "one what-if", "all answers", "all swaps",
)  # fmt: skip
Done = TypeVar("Done")


@dataclass(frozen=True)
class Asked:
    """Processor seconds of one round; `what_ifs` one by one, None what is not asked."""

    solve: float
    certificate: float
    what_ifs: Sequence[float] = ()
    answers: float | None = None
    swaps: float | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the page, and write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", default=str(PAGE))
    options = parser.parse_args(arguments)
    busy = load()
    with TemporaryDirectory() as folder:
        ask(Path(folder), SCENARIOS[0], min(ROUNDS), 0)  # loads what is loaded once
        rows = [
            row(scenario, plans, [ask(Path(folder), scenario, plans, s + 1) for s in range(rounds)])
            for scenario in SCENARIOS
            for plans, rounds in ROUNDS.items()
        ]
    text = page(rows, busy)
    print(text)
    Path(options.out).write_text(text, encoding="utf-8", newline="\n")
    return 0


def ask(folder: Path, scenario: str, plans: int, seed: int) -> Asked:
    """Measure one round."""
    read, clock = _problem(folder, scenario, plans, seed), Clock()
    ceilings, problem = _timed(lambda: with_best_alone(read, clock))
    spent, optimum = _timed(lambda: solve(problem, clock))
    assert optimum is not None
    assert optimum.proven
    certificate, found = _timed(lambda: certify(problem, optimum, clock))
    assert found.certified
    if plans > ASKED:
        return Asked(ceilings + spent, certificate)
    what_ifs = [
        _timed(lambda p=p: answer(problem, optimum, p, clock))[0]  # type: ignore[misc]
        for p in problem.eligible
    ]
    answers, (each, _) = _timed(lambda: answer_all(problem, optimum, clock))
    swaps = None
    if plans <= SWAPPED:
        swaps = _timed(lambda: find_swaps(problem, optimum, clock, each or ()))[0]
    return Asked(ceilings + spent, certificate, what_ifs, answers, swaps)


def _problem(folder: Path, scenario: str, plans: int, seed: int) -> Problem:
    question = Question(scenario, MODELS / f"{scenario}.toml", ())
    chosen = selector.load_scenario(write_scenario(question, folder, plans))
    file = write_round(folder, plans, seed)
    return make_problem(selector.read_plans(file), chosen, selector.read_regions())


def _timed(do: Callable[[], Done]) -> tuple[float, Done]:
    before = time.process_time()
    done = do()
    return time.process_time() - before, done


def row(scenario: str, plans: int, found: Sequence[Asked]) -> str:
    """Return a line of the table: medians over the rounds, and the worst of some."""
    what_ifs = [seconds for each in found for seconds in each.what_ifs]
    ratios = [each.certificate / each.solve for each in found]
    answers = [each.answers for each in found if each.answers is not None]
    swaps = [each.swaps for each in found if each.swaps is not None]
    cells = (
        scenario,
        str(plans),
        str(len(found)),
        _both([each.solve for each in found]),
        f"{_both([each.certificate for each in found])} ({min(ratios):.1f} to {max(ratios):.1f})",
        _both(what_ifs),
        _both(answers),
        _both(swaps),
    )
    return f"| {' | '.join(cells)} |"


def _both(seconds: Sequence[float]) -> str:
    return f"{median(seconds):.2g} / {max(seconds):.2g}" if seconds else ""


def page(rows: Sequence[str], busy: str) -> str:
    """Return the page."""
    lines = [
        "# What a question costs",
        "",
        f"Written by `python -m tests.benchmarks.asking` on {date.today().isoformat()}; "
        f"{hardware()}; {busy} processes wanted a core before it began.",
        "",
        "What is asked after the choice, of fictional rounds "
        "(`tests/benchmarks/rounds.py`, 12 plans chosen; of more than 60 plans 15). "
        "Processor seconds of one process with its threads, median / worst: of the rounds, and "
        "for a what-if of all eligible plans in them. Loading libraries is not counted.",
        "",
        "- **certificate**: the second solver looks for something better, on every tier; in "
        "brackets the least and the most in times the solve of the same round.",
        "- **one what-if**: the best cohort with one plan in it, or without it, tickets included.",
        "- **all answers**: that of every eligible plan; what one tells is used for the next.",
        "- **all swaps**: each plan in for each that is out; those with answers at hand.",
        "",
        f"| {' | '.join(COLUMNS)} |",
        f"|{' --- |' * len(COLUMNS)}",
        *rows,
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
