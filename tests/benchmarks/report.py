"""The report: one table of ratios, how it was measured, and how the time grows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .comparing import Comparison, first_value, middle
from .machine import hardware, versions
from .scaling import Curve

HEADER = (
    "question", "plans", "peer", "ratio", "CPU ratio", "selector s", "peer s",
    "proven: selector, peer", "first tier: selector, peer", "wins",
)  # fmt: skip
FAR = 50_000  # plans: what the last paragraph is about


@dataclass(frozen=True)
class Setting:
    """What was asked for."""

    command: str
    date: str
    seeds: tuple[int, ...]
    large_seeds: tuple[int, ...]  # from `large` plans on
    large: int
    limit: float
    huge: int
    huge_limit: float
    minutes: float
    load: str


def table(comparisons: Iterable[Comparison]) -> str:
    """Return the table of ratios, as Markdown."""
    rows = [HEADER, *[_row(comparison) for comparison in comparisons]]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEADER))]
    lines = [_line(row, widths) for row in rows]
    return "\n".join([lines[0], _line(["-" * width for width in widths], widths), *lines[1:]])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return "| " + " | ".join(padded) + " |"


def _row(found: Comparison) -> tuple[str, ...]:
    ours, theirs = [o for o, _ in found.pairs], [t for _, t in found.pairs]
    head = (found.question.name, f"{found.plans}", found.peer)
    if not found.measured:
        blank = ("-",) * (len(HEADER) - len(head) - 1)
        return (*head, *blank, f"{theirs[0].status}: {theirs[0].remark}")
    unit = found.question.unit
    proofs = [sum(o.status == "proven" for o in side) for side in (ours, theirs)]
    remarks = sorted({t.remark for t in theirs if t.remark})
    if best := [t.best_after for t in theirs if t.best_after is not None]:
        remarks.append(f"its best after {middle(best)} s")
    return (
        *head,
        found.ratio(),
        found.cpu_ratio(),
        middle([o.wall for o in ours]),
        middle([t.wall for t in theirs]),
        f"{proofs[0]}/{len(ours)}, {proofs[1]}/{len(theirs)}",
        f"{first_value(ours, found.question)}, {first_value(theirs, found.question)}{unit}",
        "; ".join([_wins(found), *remarks]),
    )


def _wins(found: Comparison) -> str:
    wins = sorted(found.wins().items(), reverse=True)
    text = ", ".join(
        f"{'**peer**' if who == 'peer' else who} {count} ({by})" for (who, by), count in wins
    )
    wrong = found.contradictions()
    return f"**{wrong} proofs contradict each other**, {text}" if wrong else text


def page(
    setting: Setting, comparisons: Sequence[Comparison], curves: Sequence[Curve], figure: str
) -> str:
    """Return the whole page."""
    parts = [
        "# Benchmarks",
        f"Written by `{setting.command}` on {setting.date} in {setting.minutes:.0f} minutes; "
        "do not edit by hand. To repeat it from a fresh clone: "
        '`pip install -e ".[bench]" && python -m tests.benchmarks` '
        "(`--quick` for small rounds only, `--help` for more).",
        "## Ratios",
        "A ratio is peer / selector: above 1 selector is faster, `>` means that the peer ran "
        "into the time limit (so it is at least this), `<` that selector did, `-` that both did. "
        "`wins` counts the seeds by winner, and by what it wins: the better cohort (`value`), "
        "else a proof where the other has none (`proof`), else time; `rules` where the peer's "
        "cohort breaks hard rules that it cannot be told.",
        table(comparisons),
        _where_peers_win(comparisons),
        "## How it was measured",
        _method(setting),
        "| what | value |\n| --- | --- |\n"
        + "\n".join(f"| {n} | {v} |" for n, v in _circumstances(setting)),
        "## Growth",
        f"![Time against the number of plans]({figure})",
        _growth_table(curves),
        _far(curves),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _where_peers_win(comparisons: Sequence[Comparison]) -> str:
    """Return a list of everything in which a peer did better."""
    lines = []
    for found in comparisons:
        wins = {by: n for (who, by), n in found.wins().items() if who == "peer" and found.measured}
        if wins:
            what = ", ".join(f"{by} {n} of {len(found.pairs)}" for by, n in sorted(wins.items()))
            name = f"{found.peer} on *{found.question.name}*, {found.plans} plans"
            lines.append(f"- {name}: {what}.")
    return "Where a peer wins:\n\n" + "\n".join(lines) if lines else "No peer wins a row."


def _method(setting: Setting) -> str:
    return f"""\
Rounds are fictional and generated (`tests/benchmarks/rounds.py`): plans on connected groups of
real municipalities. 12 plans are chosen up to 60, 15 beyond. Every measurement runs in a process
of its own, one at a time, so peers that cannot be loaded beside ortools are no trouble. Loading
libraries and compiling (numba) are not timed; building the model is. The table holds medians over
the seeds of wall-clock seconds; the CPU ratio compares processor seconds of all threads and
children, and is the steadier of the two on a busy machine. The time limit is {setting.limit:g} s
for a solve, and {setting.huge_limit:g} s from {setting.huge:,} plans on.
Rounds are drawn with {_seeds(setting.seeds)}; from {setting.large} plans on with
{_seeds(setting.large_seeds)}. A peer that seeks a proof and runs out of time on every seed of one
size is not asked the larger ones.

- **weighing framework** is `models/alle-punten-gelijk.toml`: leximin over 12 criteria, their sum,
  least competition, content. **seven criteria** is `tests/benchmarks/scenarios/benchmark.toml`.
- **selector** solves all tiers, then settles ties by ticket and finds what each criterion could
  reach alone; that work, which no peer does, is in its time. It uses one core.
- **plain CP-SAT** is the same model as one writes it first: a constraint per forbidden pair, no
  redundant rows, default parameters, all cores. **HiGHS** is the package's second solver, an
  own formulation in `scipy.optimize.milp`. Proven values must be equal; the command fails if not.
- **abcvoting** elects by proportional approval voting, each category value a voter: optimal for
  its own aim, with neither targets nor competition, so its cohort is judged on our tiers.
- **furthest apart** is the p-dispersion problem on whole metres, against spopt's `PDispersion`
  with two solvers. **most dispersed** is the largest mean distance with at least two urban, two
  non-urban and one shrinking plan. **max-div** searches by heuristic for a fixed time and proves
  nothing: compare values.
- First tier: the lowest score of the leximin, or the distance; the median over the seeds."""


def _circumstances(setting: Setting) -> list[tuple[str, str]]:
    seeds = ("seeds", _seeds(setting.seeds))
    return [("machine", hardware()), ("load before", setting.load), seeds, *versions()]


def _seeds(seeds: Sequence[int]) -> str:
    return ("seed " if len(seeds) == 1 else "seeds ") + ", ".join(map(str, seeds))


def _growth_table(curves: Sequence[Curve]) -> str:
    head = "| question | plans | reading + geography s | solving s | total s | pairs with evidence "
    rows = [head + "| peak MB | proven |", "|" + " --- |" * 8]
    for curve in curves:
        for p in curve.points:
            rows.append(
                f"| {curve.name} | {p.plans} | {p.preparing:.2f} | {p.solving:.2f} "
                f"| {p.total:.2f} | {p.pairs} | {p.peak_mb:.0f} | {p.proof} |"
            )
    return "\n".join(rows)


def _far(curves: Sequence[Curve]) -> str:
    """Return what would be next at 50,000 plans, from the largest size measured."""
    if not curves or curves[0].preparing_at(FAR) is None:
        return ""
    curve, last = curves[0], curves[0].points[-1]
    slope, seconds = curve.preparing_slope(), curve.preparing_at(FAR)
    pairs = last.pairs * (FAR / last.plans) ** 2
    return f"""\
**At 50,000 plans.** Reading and geography grow with the power {slope:.1f} of the number of plans
at the sizes measured, and in the end with the square: {seconds:,.0f} s at the least. What ends it
first is memory: evidence exists for about
{pairs / 1e6:,.0f} million pairs (they grow with the square), against {last.pairs / 1e6:.1f} million
and {last.peak_mb / 1024:.1f} GB at {last.plans:,} plans. Next would be (1) to keep only pairs that
some rule decides, and to judge the products block by block, so that the table of evidence is
written as it is made and never held; (2) to take the cliques straight from the (municipality,
sector) cells, without listing the pairs that they cover; (3) to hand the solver one variable with
a count for plans that are alike in every criterion and territory, and to leave out plans that
another one dominates. A round of that size would be a fiction: the country has 342
municipalities, and 29 plans came in."""
