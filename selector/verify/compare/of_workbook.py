"""What `cohort.xlsx` repeats of the record: there the two must say the same.

The record is held against the inputs; so what the inputs do not determine is at least the same
everywhere.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from selector.verify.compare.case import Case
from selector.verify.compare.delivered import below
from selector.verify.compare.table import Compared, Row
from selector.verify.recount.exact import read_fraction
from selector.verify.recount.tables import as_text

WORKBOOK = "cohort.xlsx"
HASHES = (
    "plans_sha256",
    "base_sha256",
    "scenario_sha256",
    "regions_sha256",
    "theme_sha256",
    "logo_sha256",
)
PLACES = 6  # of a score in a cell


def criteria(case: Case, row: Row) -> Compared | None:
    """Hold the sheet with criteria against the record, which its source gives."""
    if not case.delivered.sheets:
        return None
    entries, word = row.source(case), case.texts.word
    rows = [[as_text(cell) for cell in line] for line in _rows(case, "criteria", "criterion")]
    rows = [line for line in rows if line[1]]
    if not isinstance(entries, list) or len(entries) != len(rows):
        said = len(entries) if isinstance(entries, list) else entries
        _disagree(case, "criteria", "criteria", said, len(rows))
        return None
    for entry, cells in zip(entries, rows, strict=True):
        if isinstance(entry, Mapping):
            sure = "no" if entry.get("best_alone_is_bound") else "yes"
            known = {
                "name": str(entry.get("name")), "measure": word(str(entry.get("measure"))),
                "score": _decimal(entry.get("score")),
                "best_alone": _decimal(entry.get("best_alone")),
                "best_alone_is_bound": word(sure),
            }  # fmt: skip
            for (key, said), cell in zip(known.items(), cells, strict=False):
                if said != cell:
                    _disagree(case, "criteria", f"criteria[{known['name']}].{key}", said, cell)
    return Compared(len(rows), 5)


def tiers(case: Case, row: Row) -> Compared | None:
    """Hold the tiers on the sheet of the scenario against the record, which its source gives."""
    if not case.delivered.sheets:
        return None
    entries = row.source(case)
    listed = entries if isinstance(entries, list) else []
    found = {str(line[0]): line for line in _rows(case, "scenario", "part")}
    for number, entry in enumerate(listed, start=1):
        line = found.get(case.texts("sheet.tier_number", number=number), ())
        said = as_text(line[2]) if len(line) > 2 else ""
        if isinstance(entry, Mapping) and not said.startswith(wanted := _said(case, entry)):
            _disagree(case, "scenario", f"tiers[{number}].value", wanted, said)
    return Compared(len(listed), 1)


def _said(case: Case, entry: Mapping[str, Any]) -> str:
    """Return the value of a tier as the sheet begins with it; open, it says on which side."""
    value, competing = entry.get("value"), entry.get("tier") == "competition"
    parts = value if isinstance(value, list) else [value]
    shown = " ".join(str(part) if competing else _score(case, part) for part in parts)
    if value == entry.get("bound"):
        return f"{shown} ("
    return f"{case.texts('summary.at_most' if competing else 'summary.at_least', value=shown)};"


def _score(case: Case, part: object) -> str:
    read = read_fraction(part)
    return "?" if read is None else case.texts.decimal(float(read), 3)


def _decimal(text: object) -> str:
    """Return a fraction as a cell has it."""
    read = read_fraction(text)
    return str(text) if read is None else as_text(round(float(read), PLACES))


def about(case: Case, row: Row) -> Compared | None:
    """Hold the sheet about the run against the record, which its source gives."""
    if not case.delivered.sheets:
        return None
    known, rows = row.source(case), _rows(case, "about", "key")
    found = {str(line[0]): as_text(line[1]) for line in rows if line[0]}
    for key, value in known.items():
        if found.get(key) != value:
            _disagree(case, "about", _path(key, case), value, found.get(key))
    for key in found:
        if key not in known:
            _disagree(case, "about", f"versions.{key}", None, found[key])
    notes = [one_line(as_text(line[1])) for line in rows if not line[0]]
    said = case.record.get("notes")
    if notes != ([one_line(str(note)) for note in said] if isinstance(said, list) else said):
        _disagree(case, "about", "notes", said, notes)
    return Compared(len(known))


def known_of(case: Case) -> dict[str, Any]:
    """Return what the record says of the run, by the words of the sheet."""
    record, texts = case.record, case.texts
    hashes, versions = (
        found if isinstance(found, Mapping) else {}
        for found in (record.get("input"), record.get("versions"))
    )
    return {
        texts("sheet.status"): texts.word(str(record.get("status"))),
        texts("sheet.scenario_name"): record.get("scenario"),
        **{texts(f"sheet.{key}"): hashes[key] for key in HASHES if key in hashes},
        **versions,
    }


def _disagree(case: Case, sheet: str, place: str, said: object, other: object) -> None:
    against = f"{WORKBOOK}, {case.texts(f'sheet.{sheet}')}"
    case.desk.differ(case.delivered.name, place, said, other, "disagree", against)


def _path(key: str, case: Case) -> str:
    """Return the key of the record that a word of the sheet stands for."""
    places = {case.texts(f"sheet.{name}"): f"input.{name}" for name in HASHES}
    places |= {case.texts("sheet.status"): "status", case.texts("sheet.scenario_name"): "scenario"}
    return places.get(key, f"versions.{key}")


def _rows(case: Case, name: str, first: str) -> Sequence[Sequence[Any]]:
    """Return the rows of a sheet below its headings, the first of which is known."""
    sheet = case.delivered.sheets.get(case.texts(f"sheet.{name}"), ())
    return [row for row in below(sheet, case.texts(f"sheet.{first}"))[1:] if len(row) > 1]


def one_line(text: str) -> str:
    """Return a text with single spaces for all white space."""
    return " ".join(text.split())
