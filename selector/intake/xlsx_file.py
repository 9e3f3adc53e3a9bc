"""Read an XLSX: sheet `aanvragen`, else the first; values only, guarded against hostile files.

Values come from calamine. Only when the sheet's XML shows formulas, error values or merged
cells is openpyxl asked which cells those are.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from selector.errors import Message, shorten
from selector.intake.table import MAX_BYTES, RawTable, as_text, tidy

MAX_CELLS = 20_000_000
SHEET = "aanvragen"

_REF = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
_ODD = re.compile(rb'<(?:\w+:)?(?:f[ >/]|mergeCell )|\bt="e"')


class _Refused(Exception):
    """The workbook cannot be read safely; `fault` says why."""

    def __init__(self, fault: Message) -> None:
        self.fault = fault


def read_xlsx(file: str, data: bytes) -> RawTable:
    """Return the table, with faults for formulas, error values and merged cells."""
    try:
        odd = _inspect(file, data)
        return _read(file, data, odd)
    except _Refused as refused:
        return RawTable(file, (), (), faults=(refused.fault,))


def _inspect(file: str, data: bytes) -> bool:
    """Refuse what would blow up when opened; tell whether there are cells to look at twice."""
    odd, total = False, 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" not in names:
                raise _Refused(Message("not_xlsx", file))
            if sum(info.file_size for info in archive.infolist()) > MAX_BYTES:
                raise _Refused(Message("too_big", file, params={"limit": MAX_BYTES >> 20}))
            for name in names:
                with archive.open(name) as member:
                    content = member.read(MAX_BYTES - total + 1)
                total += len(content)
                if total > MAX_BYTES:
                    raise _Refused(Message("too_big", file, params={"limit": MAX_BYTES >> 20}))
                if name.endswith((".xml", ".rels")) and b"<!" in content[:2000].replace(
                    b"<!--", b""
                ):
                    raise _Refused(Message("not_xlsx", file))
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    _guard_extent(file, content)
                    odd = odd or bool(_ODD.search(content))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError) as error:
        raise _Refused(Message("damaged", file, params={"error": shorten(error)})) from None
    except RuntimeError:
        raise _Refused(Message("encrypted", file)) from None
    return odd


def _guard_extent(file: str, content: bytes) -> None:
    """Refuse a sheet whose outermost cells span more than a computer should hold."""
    row = column = 1
    for letters, digits in _REF.findall(content):
        number = 0
        for letter in letters:
            number = number * 26 + letter - 64
        row, column = max(row, int(digits)), max(column, number)
    if row * column > MAX_CELLS:
        raise _Refused(Message("too_many_cells", file, params={"rows": row, "columns": column}))


def _read(file: str, data: bytes, odd: bool) -> RawTable:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names
        sheet = next((name for name in names if name.strip().casefold() == SHEET), None)
        if not names:
            raise _Refused(Message("empty_file", file))
        sheet = sheet or names[0]
        grid = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OSError) as error:
        raise _Refused(Message("damaged", file, params={"error": shorten(error)})) from None
    rows = [(i + 1, [_text(cell) for cell in row]) for i, row in enumerate(grid)]
    while rows and not any(cell.strip() for cell in rows[0][1]):
        rows.pop(0)
    faults = tuple(_odd_cells(file, data, sheet)) if odd else ()
    if not rows:
        return RawTable(file, (), (), faults=(*faults, Message("empty_file", file)))
    table = tidy(file, rows[0][1], rows[1:])
    return RawTable(file, table.header, table.rows, faults=(*faults, *table.faults))


def _text(cell: object) -> str:
    return as_text(None if cell == "" else cell)


def _odd_cells(file: str, data: bytes, sheet: str) -> Iterator[Message]:
    """Yield a fault for every formula, error value and merged range of the sheet."""
    from openpyxl import load_workbook

    try:
        found = load_workbook(io.BytesIO(data))[sheet]
    except Exception as error:  # openpyxl raises whatever its parts raise on a damaged file
        yield Message("damaged", file, params={"error": shorten(error)})
        return
    for merged in found.merged_cells.ranges:
        yield Message("merged_cells", file, merged.min_row, value=str(merged.coord))
    for row in found.iter_rows():
        for cell in row:
            if cell.data_type in ("f", "e"):
                kind = "formula" if cell.data_type == "f" else "error_cell"
                yield Message(kind, file, cell.row, cell.coordinate, value=shorten(cell.value))
