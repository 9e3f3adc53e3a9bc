"""What a check found, plan by plan, for sending back: verdict, remarks, what is to be mended."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from selector.eligibility import Assessment
from selector.errors import Message
from selector.geography.findings import Finding
from selector.intake.correction import Correction
from selector.intake.types import Plans
from selector.publish.sentences import finding_alone, reason_sentence
from selector.texts import Texts


@dataclass(frozen=True)
class Judged:
    """Plans that could be read, with their verdicts and what stands out about each.

    `together` tells how many of them can be chosen together, where that is fewer or too few.
    """

    plans: Plans
    assessments: Sequence[Assessment]
    findings: Sequence[Sequence[Finding]]
    together: Sequence[str] = ()


@dataclass(frozen=True)
class Checked:
    """One plan of a report, in sentences; without a verdict when the file has faults.

    `row` is None in the form of an applicant, which has no rows of plans.
    """

    plan_id: str
    name: str
    row: int | None
    verdict: str
    reasons: tuple[str, ...]
    findings: tuple[str, ...]
    read_as: tuple[str, ...]
    faults: tuple[str, ...]


@dataclass(frozen=True)
class CheckReport:
    """A report: the file, what is about all of it, and its plans in the order of the file."""

    file: str
    scenario: str
    marks: tuple[str, ...]
    general: tuple[str, ...]
    plans: tuple[Checked, ...]
    faults: int


def make_report(
    correction: Correction,
    judged: Judged | None,
    scenario: str,
    marks: tuple[str, ...],
    texts: Texts,
) -> CheckReport:
    """Return the report of a file; `judged` is None when it has faults."""
    rows = {number for number, _ in correction.meant.rows}
    messages = (*correction.faults, *correction.notes)
    general = sorted((m for m in messages if m.row not in rows), key=lambda m: m.row or 0)
    plans = tuple(
        _checked(number, dict(zip(correction.meant.header, cells, strict=True)),
                 correction, judged, texts)
        for number, cells in correction.meant.rows
    )  # fmt: skip
    return CheckReport(
        correction.meant.file,
        scenario,
        marks,
        (*(_alone(m, texts) for m in general), *(judged.together if judged else ())),
        plans,
        len(correction.faults),
    )


def _checked(
    row: int, cells: dict[str, str], correction: Correction, judged: Judged | None, texts: Texts
) -> Checked:
    """Return what is to be said of one row."""
    verdict, reasons, findings = "", tuple[str, ...](), tuple[str, ...]()
    p = judged.plans.index.get(cells.get("plan_id", "")) if judged else None
    if judged is not None and p is not None:
        assessment = judged.assessments[p]
        verdict = texts.word(assessment.verdict)
        reasons = tuple(reason_sentence(reason, texts) for reason in assessment.reasons)
        findings = tuple(finding_alone(finding, texts) for finding in judged.findings[p])
    return Checked(
        cells.get("plan_id", ""),
        cells.get("naam", ""),
        None if correction.meant.layout.is_form else row,
        verdict,
        reasons,
        findings,
        _said(correction.notes, row, texts),
        _said(correction.faults, row, texts),
    )


def _said(messages: Sequence[Message], row: int, texts: Texts) -> tuple[str, ...]:
    return tuple(_alone(replace(m, row=None), texts) for m in messages if m.row == row)


def _alone(message: Message, texts: Texts) -> str:
    """Return a message as a sentence without its file."""
    said = replace(message, file="").said(texts)
    return f"{said[:1].upper()}{said[1:]}"
