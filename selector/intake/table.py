"""A plans file as a plain table of texts, whatever its format."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from selector.errors import Message, shorten
from selector.intake.columns import BY_NAME
from selector.intake.layout import Layout
from selector.intake.plain import control_character, hides, plain
from selector.intake.typed import heading

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry as Geometry

MAX_ROWS = 20_000  # with something in them
MAX_COLUMNS = 500
_ENOUGH = 3  # columns by which a second header is known
MAX_CELL = 32_767  # what a cell of a spreadsheet can hold


@dataclass(frozen=True)
class RawTable:
    """Header and rows as texts; each row with its number as a spreadsheet shows it.

    `top` is the number of the header's row; `unread` holds the texts of the rows left out;
    `layout` says where the cells of a workbook stand. No text holds a line end, an invisible or
    a control character. `sheet` holds every row of the file that is not empty as it was typed,
    also those that are not of the table; `places` says where in these the columns stand, from 0.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    geometries: "Sequence[Geometry | None] | None" = None
    faults: tuple[Message, ...] = ()
    top: int = 1
    unread: frozenset[str] = frozenset()
    notes: tuple[Message, ...] = ()
    left: tuple[tuple[int, tuple[str, ...]], ...] = ()  # rows left out, for they fit in no table
    layout: Layout = field(default_factory=Layout)
    sheet: tuple[tuple[int, tuple[str, ...]], ...] = ()
    places: tuple[int, ...] = ()


def decode(file: str, data: bytes) -> tuple[str, Message | None]:
    """Return the bytes as text, or the fault that says why they are no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "", Message("not_utf8", file, 1, value="BOM", params={"guess": "UTF-16"})
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        shown = data[error.start : error.start + 1].decode("cp1252", "replace")
        guess = "Windows-1252" if b"\x00" not in data[:1000] else "UTF-16"
        return "", Message("not_utf8", file, row, value=shown, params={"guess": guess})
    if "\x00" in text:
        return "", Message("nul_bytes", file, text.count("\n", 0, text.index("\x00")) + 1)
    return text, None


def as_text(value: object) -> str:
    """Return a typed cell as the text that a person would have typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, float):
        if value != value:
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else _plain(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "|".join(as_text(item) for item in value)
    return str(value)


def _plain(value: float) -> str:
    text = repr(value)
    return format(value, ".15f").rstrip("0") if "e" in text else text


def failed(fault: Message) -> RawTable:
    """Return the table of a file that cannot be read at all."""
    return RawTable(fault.file, (), (), faults=(fault,))


def tidy(file: str, rows: "Rows", typed: bool = True) -> RawTable:
    """Trim cells, drop empty rows and nameless empty columns, and judge the header.

    The first row that is not empty is the header, unless it is a title above it; every other must
    be as long, and below the last plan may stand remarks. `typed`: a person made the rows.
    """
    stripped = ((number, tuple(cell.strip() for cell in row)) for number, row in rows)
    filled = [(number, row) for number, row in stripped if any(row)]
    if not filled:
        return failed(Message("empty_file", file))
    at, end = heading.bounds(filled) if typed else (0, len(filled))
    (top, header), *body = filled[at:end]
    width = len(header)
    if fault := _out_of_bounds(file, width, [number for number, _ in body]):
        return failed(fault)
    names = heading.column_names(header)
    faults = list(_misfits(file, body, names, typed))
    misfit = {fault.row for fault in faults}
    kept = [(number, row) for number, row in body if number not in misfit]
    left = [(number, row) for number, row in body if number in misfit]
    nameless = {i for i, name in enumerate(names) if not name}
    faults += [
        Message("nameless_column", file, top, value=str(i + 1))
        for i in sorted(nameless)
        if any(row[i] for _, row in kept)
    ]
    keep = [i for i in range(width) if i not in nameless]
    columns = tuple(names[i] for i in keep)
    cells = [(number, tuple(row[i] for i in keep)) for number, row in kept]
    odd = [(number, row) for number, row in cells if not _ordinary(row)]
    head = [(top, [header[i] for i in keep])]
    return RawTable(
        file,
        columns,
        tuple((n, row if _ordinary(row) else tuple(map(_seen, columns, row))) for n, row in cells),
        faults=(*faults, *_unfit(file, [""] * len(keep), head), *_unfit(file, columns, odd)),
        top=top,
        unread=frozenset(cell for _, row in left for cell in row),
        left=tuple(left),
        sheet=tuple(filled),
        places=tuple(keep),
        notes=(
            *heading.notes(file, filled, at, end),
            *_hidden(file, columns, [*head, *odd]),
        ),
    )


def _misfits(file: str, rows: "Rows", names: Sequence[str], typed: bool) -> Iterator[Message]:
    """Yield a fault for every row that is another header, or that has another length."""
    for number, row in rows:
        if typed and _is_header(row, names):
            yield Message("second_table", file, number)
        elif len(row) != len(names):
            params = {"found": len(row), "width": len(names)}
            yield Message("ragged", file, number, params=params)


def _is_header(row: Sequence[str], names: Sequence[str]) -> bool:
    """Tell whether a row holds the names of the columns once more."""
    if "plan_id" not in names or names.index("plan_id") >= len(row):
        return False
    if heading.column_names([row[names.index("plan_id")]]) != ("plan_id",):
        return False
    return heading.known_columns(row) >= _ENOUGH


def _ordinary(row: Sequence[str]) -> bool:
    """Tell, quickly, that a row holds nothing but short texts with single spaces."""
    text = "".join(row)
    return len(text) <= MAX_CELL and text.isprintable() and "  " not in text


def _out_of_bounds(file: str, width: int, numbers: Sequence[int]) -> Message | None:
    """Return the fault of a table that is too wide or too long."""
    if width > MAX_COLUMNS:
        return Message("too_many_columns", file, params={"count": width, "limit": MAX_COLUMNS})
    if len(numbers) > MAX_ROWS:
        return Message("too_many_rows", file, numbers[MAX_ROWS], params={"limit": MAX_ROWS})
    return None


def _seen(column: str, cell: str) -> str:
    """Return a cell as a person sees it; in a list a line end parts two items.

    A plan_id is an identity, which nobody should guess: it stays as it is, to be judged.
    """
    if column == "plan_id":
        return cell
    return plain(cell, "|" if column in BY_NAME and BY_NAME[column].is_list else " ")


Rows = Sequence[tuple[int, Sequence[str]]]


def _unfit(file: str, columns: Sequence[str], rows: Rows) -> Iterator[Message]:
    """Yield a fault for every cell with a control character, or that no spreadsheet can hold."""
    for number, row in rows:
        for column, cell in zip(columns, row, strict=True):
            if len(cell) > MAX_CELL:
                yield Message("cell_too_long", file, number, column, value=shorten(cell, 40))
            elif found := control_character(cell):
                params, shown = {"character": found}, shorten(cell)
                yield Message("control_character", file, number, column, "", shown, "", params)


def _hidden(file: str, columns: Sequence[str], rows: Rows) -> Iterator[Message]:
    """Yield a note for every cell that was read without its invisible characters."""
    for number, row in rows:
        for column, cell in zip(columns, row, strict=True):
            if hides(cell) and column != "plan_id":
                params = {"read": shorten(plain(cell))}
                yield Message("invisible", file, number, column, "", shorten(cell), "", params)
