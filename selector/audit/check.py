"""One verification: the recount, then everything written again, then, when asked, solved again."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from selector import resources
from selector.audit.proof import Proof
from selector.audit.prove import prove
from selector.audit.rewrite import rewrite
from selector.errors import InputError
from selector.reopen import Refused, read_problem, read_run, read_theme
from selector.solve.clock import Clock
from selector.verify import Difference, Report, recount
from selector.verify.compare.report import Line

ELSEWHERE = ("disagree", "missing_line")  # kinds of difference in which the record may be right
# What the recount leaves, and what takes its place when more was done.
WRITTEN_AGAIN = frozenset(("pictures",))
SOLVED_AGAIN = frozenset(
    ("optimum", "optimum_tried", "optimum_certified", "infeasible", "infeasible_certified",
     "refusals", "lot_open", "exchanges_open")
)  # fmt: skip


def audit(
    folder: Path, regions: str | None = None, clock: Clock | None = None
) -> tuple[Report, bool]:
    """Verify a directory; tells also whether what was asked was shown in full.

    With a clock everything is solved again within its time. `regions` takes the place of the
    regions that the run kept. Raises `NotARun`.
    """
    report = recount(folder, None if regions is None else Path(regions), resources.boundaries)
    try:
        record = read_run(folder)
        problem = read_problem(folder, record, regions)
        theme = read_theme(folder, record)
    except (Refused, InputError) as fault:
        return _left(report, fault, clock), clock is None
    name = "infeasible.json" if record.get("status") == "infeasible" else "cohort.json"
    wrong = (d for d in report.differences if d.kind not in ELSEWHERE)
    if any(d.file == name or d.file.startswith("invoer") for d in wrong):
        report = replace(report, not_done=(*report.not_done, Line("not_written")))
    else:
        desk = rewrite(problem, folder, record, {d.file for d in report.differences}, theme)
        report = replace(
            report,
            rewritten=tuple(desk.done),
            present=(Line("versions"), *(line for line in desk.not_done if line.key == "foreign")),
            not_done=_without(report.not_done, WRITTEN_AGAIN)
            + tuple(line for line in desk.not_done if line.key != "foreign"),
            differences=(*report.differences, *desk.differences),
        )
    if clock is None:
        return report, True
    return _proven(report, prove(problem, record, clock))


def _left(report: Report, fault: Exception, clock: Clock | None) -> Report:
    """Say what was not done; what cannot be built on never passes for what agrees."""
    lines = [Line("not_written"), *([Line("prove_nothing")] if clock else [])]
    told = report.differences or (Difference("invoer", "", str(fault), kind="unreadable"),)
    return replace(report, not_done=(*report.not_done, *lines), differences=told)


def _without(lines: Iterable[Line], keys: frozenset[str]) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.key not in keys)


def _proven(report: Report, proof: Proof) -> tuple[Report, bool]:
    """Add what was solved again, in the place of what the recount left."""
    desk = proof.desk
    new = tuple(d for d in desk.differences if d not in report.differences)
    shown = proof.complete and not new
    left = _without(report.not_done, SOLVED_AGAIN) if shown else report.not_done
    return replace(
        report,
        proven=tuple(desk.done),
        not_done=(*left, *desk.not_done),
        differences=(*report.differences, *new),
    ), proof.complete
