"""Every cell of a file that is corrected: what it holds now, how it looks, and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from xlsxwriter.utility import xl_rowcol_to_cell

from selector.errors import Message
from selector.intake.correction import Correction, Spot
from selector.intake.example import EXAMPLE
from selector.publish.checked.quoted import quoted
from selector.texts import Texts

Look = Literal["same", "changed", "wrong", "example"]


@dataclass(frozen=True)
class Cell:
    """A cell: its place from 0, its column, its text, how it looks, why, and what it was."""

    row: int
    at: int
    column: str
    text: str
    look: Look = "same"
    said: str = ""
    was: str = ""

    @property
    def place(self) -> str:
        """Return how a spreadsheet names it."""
        return str(xl_rowcol_to_cell(self.row, self.at))


@dataclass(frozen=True)
class Row:
    """A row, with its number as a spreadsheet counts it."""

    number: int
    cells: tuple[Cell, ...]


def marked(correction: Correction, texts: Texts) -> tuple[Row, ...]:
    """Return the rows of the file that stay where they are: the table, the form, the example."""
    table, spots = correction.meant, correction.spots
    names = dict(zip(table.places, table.header, strict=True)) if table.places else {}
    kept = [(n, row) for n, row in table.sheet if n not in correction.aside]
    return tuple(
        _example(number, row, names)
        if any(names.get(at) == "plan_id" and text == EXAMPLE for at, text in enumerate(row))
        else Row(number, tuple(
            _cell(number, at, spots.get((number, at)), text, texts) for at, text in enumerate(row)
        ))
        for number, row in kept
    )  # fmt: skip


def _example(number: int, row: Sequence[str], names: Mapping[int, str]) -> Row:
    """Return the row that shows how it is done, as it was."""
    cells = (Cell(number - 1, at, names.get(at, ""), t, "example") for at, t in enumerate(row))
    return Row(number, tuple(cells))


def _cell(number: int, at: int, spot: Spot | None, was: str, texts: Texts) -> Cell:
    r = number - 1
    if spot is None:
        return Cell(r, at, "", was)
    if spot.faults:
        return Cell(r, at, spot.column, spot.now, "wrong", said(spot.faults, texts), was)
    if spot.now != was.strip():
        return Cell(r, at, spot.column, spot.now, "changed", texts("fixed.was", was=was), was)
    return Cell(r, at, spot.column, spot.now)


def said(faults: Sequence[Message], texts: Texts) -> str:
    """Return what is wrong in a cell, without the place."""
    alone = (
        replace(f, file="", row=None, column="", params={**f.params, "cell": ""}) for f in faults
    )
    return " ".join(quoted(fault.said(texts)) for fault in alone)


def with_look(rows: Sequence[Row], look: Look) -> Iterator[Cell]:
    """Yield the cells that look so."""
    return (cell for row in rows for cell in row.cells if cell.look == look)
