"""A directory as the result that it says it is, once the recount agrees with all of it."""

from pathlib import Path

from selector.audit.check import audit
from selector.audit.recorded import recorded_outcome, with_kept_proof
from selector.outcome import Outcome
from selector.reopen import Refused, read_problem, read_run, read_theme
from selector.texts import load_texts
from selector.verify import Report


class Distrusted(Exception):  # noqa: N818  (it is about the directory, not about the program)
    """The recount found a difference; `report` tells which."""

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self.report = report


def trusted(folder: Path) -> Outcome:
    """Return the proven result in a directory, recounted and written again, but not solved again.

    Raises `Distrusted`, and `Refused` for what is no proven result.
    """
    record = read_run(folder)
    status = record.get("status")
    if status == "infeasible":
        raise Refused("infeasible", "reopen.infeasible", folder=folder)
    if status != "optimal":
        raise Refused("not_proven", "reopen.not_proven", folder=folder)
    problem, theme = read_problem(folder, record), read_theme(folder, record)
    report, _ = audit(folder)
    if not report.agrees:
        raise Distrusted(report)
    found = recorded_outcome(problem, record, load_texts(str(record["language"])), theme)
    return with_kept_proof(found, folder, record)
