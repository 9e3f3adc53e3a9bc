"""Read an XLSX: sheet `aanvragen`, else the first; values only, guarded against hostile files.

Values come from calamine. Only when the sheet's XML shows formulas, error values or merged
cells is openpyxl asked which cells those are.
"""

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from xml.parsers import expat

from selector.errors import Message, shorten
from selector.intake.table import MAX_BYTES, RawTable, as_text, tidy

MAX_CELLS = 5_000_000
SHEET = "aanvragen"

_REF = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, expat.ExpatError)
_DAMAGED = (*_DAMAGE, NotImplementedError, OSError, EOFError, ValueError)


class _Refused(Exception):  # noqa: N818  (it is a fault of the input, not of the program)
    """The workbook cannot be read safely; `fault` says why."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def read_xlsx(file: str, data: bytes) -> RawTable:
    """Return the table, with faults for formulas, error values and merged cells."""
    try:
        odd = _inspect(data)
        sheet, rows = _rows(data)
        table = tidy(file, rows)
        return replace(table, faults=(*_odd_cells(table, data, sheet, odd), *table.faults))
    except _Refused as refused:
        fault = Message(refused.code, file, params=refused.params)
    except RuntimeError:
        fault = Message("encrypted", file)
    return RawTable(file, (), (), faults=(fault,))


def _inspect(data: bytes) -> bool:
    """Refuse what would blow up when opened; tell whether there are cells to look at twice."""
    odd, left = False, MAX_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" not in names:
                raise _Refused("not_xlsx")
            if sum(info.file_size for info in archive.infolist()) > MAX_BYTES:
                raise _Refused("too_big", limit=MAX_BYTES >> 20)
            for name in names:
                with archive.open(name) as member:
                    content = member.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise _Refused("too_big", limit=MAX_BYTES >> 20)
                if name.endswith((".xml", ".rels")) and (
                    b"<!DOCTYPE" in content or content.startswith((b"\xff\xfe", b"\xfe\xff"))
                ):
                    raise _Refused("not_xlsx")
                if b"sheetData" in content:
                    odd |= _guard_sheet(content)
    except _DAMAGED as error:
        raise _Refused("damaged", error=shorten(error)) from None
    return odd


def _guard_sheet(content: bytes) -> bool:
    """Refuse a sheet whose outermost cells span more than a computer should hold.

    Tells whether it has formulas, error values or merged cells.
    """
    row = column = rows = columns = 0
    odd = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, rows, columns, odd
        tag = name.rpartition(":")[2]
        if tag == "row":
            row, column = int(attributes.get("r", row + 1)), 0
        elif tag == "c":
            if found := _REF.fullmatch(attributes.get("r", "")):
                column, row = _column(found[1]), int(found[2])
            else:  # without a place of its own it follows the one before
                column += 1
            rows, columns = max(rows, row), max(columns, column)
            odd |= attributes.get("t") == "e"
        elif tag in ("f", "mergeCell"):
            odd = True

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(content, True)
    if rows * columns > MAX_CELLS:
        raise _Refused("too_many_cells", rows=rows, columns=columns)
    return odd


def _column(letters: str) -> int:
    """Return the number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _rows(data: bytes) -> tuple[str, Sequence[tuple[int, Sequence[str]]]]:
    """Return the name of the sheet, and its rows with their numbers."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = book.sheet_names
        if not names:
            raise _Refused("empty_file")
        sheet = next((name for name in names if name.strip().casefold() == SHEET), names[0])
        grid = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, OSError) as error:
        raise _Refused("damaged", error=shorten(error)) from None
    return sheet, [(i, [as_text(cell) for cell in row]) for i, row in enumerate(grid, start=1)]


def _odd_cells(table: RawTable, data: bytes, sheet: str, odd: bool) -> Iterator[Message]:
    """Yield a fault for every formula, error value and merged range of the sheet."""
    if not odd:
        return
    from openpyxl import load_workbook

    try:
        found = load_workbook(io.BytesIO(data))[sheet]
        merged = [(cells.min_row, cells.coord) for cells in found.merged_cells.ranges]
        header = [as_text(cell.value).strip().casefold() for cell in found[table.top]]
    except Exception as error:  # openpyxl raises whatever its parts raise on a damaged file
        raise _Refused("damaged", error=shorten(error)) from None
    for row, coord in sorted(merged):
        yield Message("merged_cells", table.file, row, value=coord)
    for cells in found.iter_rows():
        for cell, name in zip(cells, header, strict=True):
            if cell.data_type in ("f", "e"):
                kind = "formula" if cell.data_type == "f" else "error_cell"
                shown = shorten(getattr(cell.value, "text", cell.value))
                place = name if name in table.header else cell.coordinate
                yield Message(kind, table.file, cell.row, place, value=shown)
