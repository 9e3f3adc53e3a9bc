"""Where the cells of a plans file stand in their sheet, and the form of one applicant.

That form has one plan from top to bottom: the column in A under the word `kolom`, a question in B,
the answers from C on. A column may have several rows and cells, one value in each.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from selector.errors import Message
from selector.intake.plain import plain
from selector.intake.xlsx_parts import place

FORM, MARK = "aanvraag", "kolom"  # the sheet, and what stands in A1
FIRST_ANSWER = 3  # column C
Rows = Sequence[tuple[int, Sequence[str]]]


@dataclass(frozen=True)
class Cell:
    """A cell: row and column from 1, and its text."""

    row: int
    column: int
    text: str = ""


@dataclass(frozen=True)
class Layout:
    """The sheet that was read: the number of every column, or the answers to a form."""

    sheet: str = ""
    columns: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[str, tuple[Cell, ...]] = field(default_factory=dict)

    @property
    def is_form(self) -> bool:
        """Tell whether it is the form of one applicant."""
        return bool(self.answers)

    def turned(self) -> Rows:
        """Return the form as a table of one row; several answers become a list."""
        texts = [[c.text for c in cells if c.text] for cells in self.answers.values()]
        return [(1, list(self.answers)), (2, ["|".join(found) for found in texts])]

    def column_at(self, row: int) -> str:
        """Return the column that a row of the form asks for, or nothing."""
        return next(
            (n for n, cells in self.answers.items() if any(c.row == row for c in cells)), ""
        )

    def in_form(self, messages: Iterable[Message]) -> list[Message]:
        """Return messages about the form of an applicant with their cells, others as they are."""
        return [self.placed(message) if self.is_form else message for message in messages]

    def placed(self, message: Message) -> Message:
        """Return a message with the sheet and the cell that it is about, as far as known."""
        cell = self._cell(message)
        if cell is None:
            return message
        params = {**message.params, "sheet": self.sheet, "cell": place(cell.row, cell.column)}
        return replace(message, row=cell.row, params=params)

    def _cell(self, message: Message) -> Cell | None:
        if message.row is None or not message.column:
            return None
        if self.is_form:
            return _answer(self.answers.get(message.column, ()), message)
        number = self.columns.get(message.column)
        return Cell(message.row, number) if number else None


def _answer(cells: Sequence[Cell], message: Message) -> Cell | None:
    """Return the answer that a message is about: by its row, else by its value."""
    if there := [cell for cell in cells if cell.row == message.row and message.row > 2]:
        cells = there
    value = (message.value or "").casefold()
    found = (cell for cell in cells if value and value in plain(cell.text).casefold())
    return next(found, cells[0] if cells else None)


def layout_of(sheet: str, rows: Rows) -> Layout:
    """Return how a sheet is laid out: as a form when A1 and the column A say so."""
    if answers := _answers(rows):
        return Layout(sheet, answers=answers)
    header: Sequence[str] = next((row for _, row in rows if any(map(str.strip, row))), ())
    return Layout(sheet, {_name(text): i for i, text in enumerate(header, start=1)})


def _answers(rows: Rows) -> Mapping[str, tuple[Cell, ...]]:
    """Return the answers by column; none when this is no form."""
    if not rows or not rows[0][1] or _name(rows[0][1][0]) != MARK:
        return {}
    found = dict[str, tuple[Cell, ...]]()
    for number, row in rows[1:]:
        if name := _name(row[0]):
            cells = (
                Cell(number, i, text.strip())
                for i, text in enumerate(row, start=1)
                if i >= FIRST_ANSWER
            )
            found[name] = (*found.get(name, ()), *cells)
    return found if "plan_id" in found and all(found.values()) else {}


def _name(text: str) -> str:
    return plain(text).casefold()
