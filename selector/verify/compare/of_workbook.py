"""What `cohort.xlsx` repeats of the record: there the two must say the same.

The record is held against the inputs; so what the inputs do not determine is at least the same
everywhere.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from selector.verify.compare.case import Case
from selector.verify.compare.table import Compared, Row
from selector.verify.recount.tables import as_text

WORKBOOK = "cohort.xlsx"
KEYS = {
    "criteria": ("name", "measure", "score", "best_alone"),
    "tiers": ("tier", "value", "bound", "attained"),
}
PARTS = ("input", "versions")  # tables of the record that are repeated on the sheet about it


def repeated(case: Case, row: Row) -> Compared | None:
    """Hold a sheet with criteria or tiers against the record, which its source gives."""
    if not case.delivered.sheets:
        return None
    entries, part = row.source(case), row.place
    rows = [[as_text(cell) for cell in line] for line in _rows(case, part)]
    if not isinstance(entries, list) or len(entries) != len(rows):
        said = len(entries) if isinstance(entries, list) else entries
        _disagree(case, part, part, said, len(rows))
        return None
    for i, (entry, cells) in enumerate(zip(entries, rows, strict=True), start=1):
        if not isinstance(entry, Mapping):
            continue
        for key, cell in zip(KEYS[part], cells, strict=False):
            said = _as_cell(case, key, entry)
            if said != cell:
                place = f"{part}[{entry.get('name', i)}].{key}"
                _disagree(case, part, place, said, cell)
    return Compared(len(rows), len(KEYS[part]))


def about(case: Case, row: Row) -> Compared | None:
    """Hold the sheet about the run against the record, which its source gives."""
    if not case.delivered.sheets:
        return None
    known, rows = row.source(case), _rows(case, "about")
    found = {str(line[0]): as_text(line[1]) for line in rows if line[0]}
    for key, value in known.items():
        if found.get(key) != value:
            _disagree(case, "about", _path(key, case.record), value, found.get(key))
    for key in found:
        if key not in known:
            _disagree(case, "about", f"versions.{key}", None, found[key])
    notes = [one_line(as_text(line[1])) for line in rows if not line[0]]
    said = case.record.get("notes")
    if notes != ([one_line(str(note)) for note in said] if isinstance(said, list) else said):
        _disagree(case, "about", "notes", said, notes)
    return Compared(len(known))


def known_of(case: Case) -> dict[str, Any]:
    """Return what the record says of the run."""
    known = {"status": case.record.get("status"), "scenario": case.record.get("scenario")}
    for part in PARTS:
        told = case.record.get(part)
        known |= told if isinstance(told, Mapping) else {}
    return known


def _as_cell(case: Case, key: str, entry: Mapping[str, Any]) -> str:
    """Return a value of the record as a sheet shows it."""
    value = entry.get(key)
    told = "  ".join(map(str, value)) if isinstance(value, list) else str(value)
    said = case.texts.word(str(value)) if key == "tier" else told
    bound = _open_bound(key, entry)
    return case.texts(f"summary.{bound}", value=said) if bound else said


def _open_bound(key: str, entry: Mapping[str, Any]) -> str:
    """Return how a value is marked that was not proven to be reached; nothing when it was."""
    if key == "best_alone":
        return "at_most" if entry.get("best_alone_is_bound") else ""
    if key != "bound" or entry.get("bound") == entry.get("value"):
        return ""
    return "at_least" if entry.get("tier") == "competition" else "at_most"


def _disagree(case: Case, sheet: str, place: str, said: object, other: object) -> None:
    against = f"{WORKBOOK}, {case.texts(f'sheet.{sheet}')}"
    case.desk.differ(case.delivered.name, place, said, other, "disagree", against)


def _path(key: str, record: Mapping[str, Any]) -> str:
    for part in PARTS:
        if isinstance(record.get(part), Mapping) and key in record[part]:
            return f"{part}.{key}"
    return key


def _rows(case: Case, name: str) -> Sequence[Sequence[Any]]:
    sheet = case.delivered.sheets.get(case.texts(f"sheet.{name}"), ())
    return [row for row in sheet[1:] if len(row) > 1]


def one_line(text: str) -> str:
    """Return a text with single spaces for all white space."""
    return " ".join(text.split())
