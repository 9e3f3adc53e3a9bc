"""A plans file as a plain table of texts, whatever its format."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from selector.errors import Message

if TYPE_CHECKING:
    from shapely import Geometry

MAX_BYTES = 256 * 1024 * 1024
MAX_COLUMNS = 500
MAX_CELL = 32_767  # what a cell of a spreadsheet can hold


@dataclass(frozen=True)
class RawTable:
    """Header and rows as texts; each row with its number as a spreadsheet shows it."""

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    geometries: "Sequence[Geometry | None] | None" = None
    faults: tuple[Message, ...] = ()


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


def tidy(file: str, header: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]]) -> RawTable:
    """Trim cells, drop empty rows and nameless empty columns, and judge the header.

    Every row must be as long as the header or longer by empty cells only.
    """
    names = [name.strip().lstrip("\ufeff").casefold() for name in header]
    if len(names) > MAX_COLUMNS:
        params = {"count": len(names), "limit": MAX_COLUMNS}
        fault = Message("too_many_columns", file, params=params)
        return RawTable(file, (), (), faults=(fault,))
    faults: list[Message] = []
    kept_rows: list[tuple[int, tuple[str, ...]]] = []
    width = len(names)
    for number, row in rows:
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if len(cells) != width and (len(cells) < width or any(cells[width:])):
            params: dict[str, object] = {"found": len(cells), "expected": width}
            faults.append(Message("ragged", file, number, params=params))
            continue
        kept_rows.append((number, tuple(cells[:width])))
    nameless = [i for i, name in enumerate(names) if not name]
    for i in nameless:
        if any(cells[i] for _, cells in kept_rows):
            faults.append(Message("nameless_column", file, 1, value=str(i + 1)))
    keep = [i for i in range(width) if i not in set(nameless)]
    final = tuple((number, tuple(cells[i] for i in keep)) for number, cells in kept_rows)
    return RawTable(file, tuple(names[i] for i in keep), final, faults=tuple(faults))
