"""A plans file as a plain table of texts, whatever its format."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from selector.errors import Message

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry as Geometry

MAX_BYTES = 256 * 1024 * 1024
MAX_COLUMNS = 500
MAX_CELL = 32_767  # what a cell of a spreadsheet can hold


@dataclass(frozen=True)
class RawTable:
    """Header and rows as texts; each row with its number as a spreadsheet shows it.

    `top` is the number of the header's row; `unread` holds the texts of the rows left out.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    geometries: "Sequence[Geometry | None] | None" = None
    faults: tuple[Message, ...] = ()
    top: int = 1
    unread: frozenset[str] = frozenset()


def decode(file: str, data: bytes) -> tuple[str, Message | None]:
    """Return the bytes as text, or the fault that says why they are no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "", Message("not_utf8", file, 1, value="BOM", params={"guess": "UTF-16"})
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        shown = repr(data[error.start : error.start + 1])[2:-1]
        guess = "Windows-1252" if b"\x00" not in data[:1000] else "?"
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


def tidy(file: str, rows: Sequence[tuple[int, Sequence[str]]]) -> RawTable:
    """Trim cells, drop empty rows and nameless empty columns, and judge the header.

    The first row that is not empty is the header; every other must be as long.
    """
    stripped = ((number, tuple(cell.strip() for cell in row)) for number, row in rows)
    filled = [(number, row) for number, row in stripped if any(row)]
    if not filled:
        return RawTable(file, (), (), faults=(Message("empty_file", file),))
    (top, header), *body = filled
    names = [name.lstrip("\ufeff").casefold() for name in header]
    width = len(names)
    if width > MAX_COLUMNS:
        params = {"count": width, "limit": MAX_COLUMNS}
        return RawTable(file, (), (), faults=(Message("too_many_columns", file, params=params),))
    kept = [(number, row) for number, row in body if len(row) == width]
    ragged = [(number, row) for number, row in body if len(row) != width]
    faults = [
        Message("ragged", file, number, params={"found": len(row), "width": width})
        for number, row in ragged
    ]
    nameless = {i for i, name in enumerate(names) if not name}
    faults += [
        Message("nameless_column", file, top, value=str(i + 1))
        for i in sorted(nameless)
        if any(row[i] for _, row in kept)
    ]
    keep = [i for i in range(width) if i not in nameless]
    return RawTable(
        file,
        tuple(names[i] for i in keep),
        tuple((number, tuple(row[i] for i in keep)) for number, row in kept),
        faults=tuple(faults),
        top=top,
        unread=frozenset(cell for _, row in ragged for cell in row),
    )
