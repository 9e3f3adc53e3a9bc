"""The ways in which a row of the table is compared, by the kind of file that it is about."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from selector.verify.compare.case import Case
from selector.verify.compare.cells import Cells, compare_cells
from selector.verify.compare.delivered import below
from selector.verify.compare.desk import ABSENT
from selector.verify.compare.of_plans import ANSWER
from selector.verify.compare.of_workbook import WORKBOOK, one_line
from selector.verify.compare.safe import safe
from selector.verify.compare.table import Compared, Row
from selector.verify.recount.tables import as_text

LAYERS = "cohort.gpkg"


def key(case: Case, row: Row) -> Compared | None:
    """Hold a key of the JSON file against its source."""
    expected, found = row.source(case), case.record.get(row.place, ABSENT)
    case.desk.compare(row.file, row.place, expected, found)
    if found is ABSENT:
        return None
    return Compared(len(expected) if isinstance(expected, list) else 1)


def check(case: Case, row: Row) -> Compared | None:
    """Let the source look itself, where there is more to it than one value."""
    found: Compared | None = row.source(case)
    return found


def cells(case: Case, row: Row) -> Compared | None:
    """Hold a CSV against its source, cell by cell."""
    if row.file not in case.delivered.tables:
        return None
    rows = case.delivered.tables[row.file] or [[]]
    if row.file == "plans.csv" and isinstance(case.record.get("answers"), list):
        rows = _without_answer(rows, case)
    given: Cells = row.source(case)
    comma = case.delivered.marks[row.file] == ";"
    texts = [[safe(c, comma) if isinstance(c, str) else c for c in r] for r in given.rows]
    names = [safe(name, comma) for name in given.header]
    expected, columns = Cells(names, texts, given.keys), rows[0]
    wide = compare_cells(case.desk, row.file, expected, columns, rows[1:])
    header = expected.header
    if [name for name in columns if name in header] != [n for n in header if n in columns]:
        case.desk.differ(row.file, "", columns, header, "columns")
    for name in columns:
        if columns.count(name) > header.count(name):
            case.desk.differ(row.file, name, kind="extra")
    return _so_wide(len(given.rows), wide)


def _without_answer(rows: Sequence[Sequence[str]], case: Case) -> Sequence[Sequence[str]]:
    """Return the rows of `plans.csv` without the answers, after a look at who has one."""
    if ANSWER not in rows[0]:
        case.desk.differ("plans.csv", ANSWER, kind="absent")
        return rows
    at, width = rows[0].index(ANSWER), len(rows[0])
    answers = [entry for entry in case.record["answers"] if isinstance(entry, Mapping)]
    answered = {entry.get("plan_id") for entry in answers}
    for row in rows[1:]:
        if len(row) == width and bool(row[at]) is not (row[0] in answered):
            place = f"{row[0]}, {ANSWER}"
            case.desk.differ("plans.csv", place, row[at], kind="unreadable")
    return [[*row[:at], *row[at + 1 :]] if len(row) == width else row for row in rows]


def sheet(case: Case, row: Row) -> Compared | None:
    """Hold a sheet of the workbook against its source, cell by cell."""
    if not case.delivered.sheets:
        return None
    title = case.texts(f"sheet.{row.place}")
    if title not in case.delivered.sheets:
        case.desk.differ(WORKBOOK, title, kind="absent")
        return None
    given: Cells = row.source(case)
    found = below(case.delivered.sheets[title], given.header[0])
    rows = [[one_line(as_text(c)) for c in r] for r in found] or [[]]
    tidy = [[one_line(cell) if isinstance(cell, str) else cell for cell in r] for r in given.rows]
    expected = Cells(given.header, tidy, given.keys)
    wide = compare_cells(case.desk, WORKBOOK, expected, rows[0], rows[1:], title)
    return _so_wide(len(tidy), wide)


def layer(case: Case, row: Row) -> Compared | None:
    """Hold the attributes of a layer of the GeoPackage against its source; not the shapes."""
    if row.place not in case.delivered.layers:
        return None
    rows, expected = case.delivered.layers[row.place], row.source(case)
    columns = [name for name in expected.header if not rows or name in rows[0]]
    found = [[as_text(record[name]) for name in columns] for record in rows]
    wide = compare_cells(case.desk, LAYERS, expected, columns, found, row.place)
    return _so_wide(len(expected.rows), wide)


def _so_wide(count: int, columns: int) -> Compared | None:
    """Return what was compared of a table; nothing when none of its columns could be."""
    return Compared(count, columns) if columns else None


def lines(case: Case, row: Row) -> Compared | None:
    """Look whether the summary holds every line that the source gives."""
    return _said(case, row, lambda line, found: line == found)


def starts(case: Case, row: Row) -> Compared | None:
    """Look whether every text that the source gives starts a line of the summary."""
    return _said(case, row, lambda start, found: found.startswith(start))


def _said(case: Case, row: Row, fits: Callable[[str, str], bool]) -> Compared | None:
    must: Any = row.source(case)
    if case.delivered.summary is None or not must:
        return None
    for line in must:
        if not any(fits(line, found) for found in case.delivered.summary):
            case.desk.differ(row.file, "", other=line.strip(), kind="unsaid")
    return Compared(len(must))
