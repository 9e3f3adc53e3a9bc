"""How a table of a file (a CSV, a sheet, a layer) is held against what it must be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from selector.verify.compare.desk import Desk, Quoted

Cell = str | Quoted


@dataclass(frozen=True)
class Cells:
    """A table: its columns, its rows, and how many of the first columns name a row."""

    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    keys: int = 1

    @property
    def by_key(self) -> Mapping[str, Sequence[Cell]]:
        """Return the rows by what names them."""
        return {"|".join(map(str, row[: self.keys])): row for row in self.rows}


def compare_cells(
    desk: Desk,
    file: str,
    expected: Cells,
    columns: Sequence[str],
    found: Iterable[Sequence[str]],
    sheet: str = "",
) -> int:
    """Hold the rows of a table against what they must be; return how many columns were compared.

    Columns of `found` that are not among those expected are not looked at.
    """
    header, keys, start = expected.header, expected.keys, f"{sheet}, " if sheet else ""
    for name in header:
        if name not in columns:
            desk.differ(file, f"{start}{name}", kind="absent")
    same = list(columns) == list(header)
    where = [i if same else _index(columns, name) for i, name in enumerate(header)]
    left, order = dict(expected.by_key), list[str]()
    for row in found:
        if len(row) != len(columns) or None in where[:keys]:
            desk.differ(file, f"{start}{'|'.join(row[:keys])}", list(row), kind="row")
            continue
        key = "|".join(row[i] for i in where[:keys] if i is not None)
        if key not in left:
            desk.differ(file, f"{start}{key}", kind="extra")
            continue
        order.append(key)
        for name, i, value in zip(header, where, left.pop(key), strict=True):
            if i is not None and row[i] != value:
                desk.compare(file, f"{start}{key}, {name}", value, row[i])
    for key in left:
        desk.differ(file, f"{start}{key}", kind="absent")
    _order(desk, file, start, order, expected)
    named = None not in where[:keys]
    return sum(i is not None for i in where) if named else 0


def _order(desk: Desk, file: str, start: str, order: Sequence[str], expected: Cells) -> None:
    """Note where rows first stand in another order."""
    kept = set(order)
    wanted = [key for key in expected.by_key if key in kept]
    for key, place in zip(order, wanted, strict=True):
        if key != place:
            desk.differ(file, f"{start}{key}", key, place, kind="order")
            return


def _index(columns: Sequence[str], name: str) -> int | None:
    return columns.index(name) if name in columns else None
