"""Where the cells of a plans file stand in their sheet, and the form of one applicant.

That form has one plan from top to bottom: the column in A under the word `kolom`, a question in B,
the answers from C on. A column may have several rows and cells, one value in each.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from selector.errors import Message
from selector.intake.plain import plain
from selector.intake.xlsx_parts import Unsafe, place

FORM, MARK = "aanvraag", "kolom"  # the sheet, and what stands in A1, by which a form is known
FIRST_ANSWER = 3  # column C
MAX_ANSWERS = 20_000
FORM_ROW = 2  # of the plan, when a form is turned into a table
Rows = Sequence[tuple[int, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: row and column from 1, and its text."""

    row: int
    column: int
    text: str = ""


@dataclass(frozen=True)
class Layout:
    """The sheet that was read: the number of every column, or the answers to a form.

    A column of a form has the cells with something in them, or else its first one; `asked` holds
    the column that a row asks for, `decimals` the row and column of cells with a broken number;
    `others` names the other sheets of the workbook.
    """

    sheet: str = ""
    columns: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[str, Sequence[Cell]] = field(default_factory=dict)
    asked: Mapping[int, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    decimals: frozenset[tuple[int, int]] = frozenset()

    @property
    def is_form(self) -> bool:
        """Tell whether it is the form of one applicant."""
        return bool(self.answers)

    def turned(self) -> Rows:
        """Return the form as a table of one row; several answers become a list."""
        texts = [[c.text for c in cells if c.text] for cells in self.answers.values()]
        return [(1, list(self.answers)), (FORM_ROW, ["|".join(found) for found in texts])]

    def row_of(self, message: Message) -> int | None:
        """Return the row of the table that a message is about: of a form always the same."""
        return FORM_ROW if self.is_form else message.row

    def in_form(self, messages: Iterable[Message]) -> list[Message]:
        """Return messages about the form of an applicant with their cells.

        A number of a cell stands in each with the decimal sign that its sheet shows.
        """
        shown = (self._in_digits(message) if self.decimals else message for message in messages)
        return [self.placed(message) if self.is_form else message for message in shown]

    def _in_digits(self, message: Message) -> Message:
        """Return a message of which the value is a number of a cell as being about a number."""
        cell = self._cell(message)
        if cell is None or (cell.row, cell.column) not in self.decimals:
            return message
        return replace(message, params={**message.params, "decimal": True})

    def placed(self, message: Message) -> Message:
        """Return a message with the sheet and the cell that it is about, as far as known."""
        cell = None if "cell" in message.params else self._cell(message)
        return message if cell is None else self.at(message, cell.row, cell.column)

    def at(self, message: Message, row: int, column: int) -> Message:
        """Return a message as being about a cell."""
        params = {**message.params, "sheet": self.sheet, "cell": place(row, column)}
        return replace(message, row=row, params=params)

    def _cell(self, message: Message) -> Cell | None:
        if message.row is None or not message.column:
            return None
        if self.is_form:
            return _answer(self.answers.get(message.column, ()), message)
        number = self.columns.get(message.column)
        return Cell(message.row, number) if number else None


def _answer(cells: Sequence[Cell], message: Message) -> Cell | None:
    """Return the answer that a message is about, by its value; else the first."""
    value = (message.value or "").casefold()
    found = (cell for cell in cells if value and value in plain(cell.text).casefold())
    return next(found, cells[0] if cells else None)


def form_in(sheet: str, rows: Rows) -> Layout:
    """Return how a form of one applicant is laid out; of another sheet its name alone.

    Raises `Unsafe` when there are more answers than anyone gives.
    """
    if not rows or not rows[0][1] or _name(rows[0][1][0]) != MARK:
        return Layout(sheet)
    asked = {number: name for number, row in rows[1:] if (name := _name(row[0]))}
    given = dict[str, list[Cell]]()
    for number, row in rows[1:]:
        if number in asked:
            given.setdefault(asked[number], []).extend(_filled(number, row))
    if "plan_id" not in given or len(rows[0][1]) < FIRST_ANSWER:
        return Layout(sheet)
    if (count := sum(map(len, given.values()))) > MAX_ANSWERS:
        raise Unsafe("too_many_answers", count=count, limit=MAX_ANSWERS)
    first = {name: number for number, name in reversed(asked.items())}
    empty = {name: [Cell(number, FIRST_ANSWER)] for name, number in first.items()}
    return Layout(sheet, answers={n: cells or empty[n] for n, cells in given.items()}, asked=asked)


def _filled(number: int, row: Sequence[str]) -> Iterator[Cell]:
    """Yield the answers in a row."""
    for i, text in enumerate(row[FIRST_ANSWER - 1 :], start=FIRST_ANSWER):
        if trimmed := text.strip():
            yield Cell(number, i, trimmed)


def table_in(sheet: str, header: Sequence[str]) -> Layout:
    """Return how a sheet with a plan in every row is laid out."""
    return Layout(sheet, {_name(text): i for i, text in enumerate(header, start=1)})


def _name(text: str) -> str:
    return plain(text).casefold()
