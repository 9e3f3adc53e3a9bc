"""The form of one applicant: one plan from top to bottom, every column a question.

The reader of plans files reads it as it is (`selector.intake.layout` says how).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from selector.intake.columns import BY_NAME, Column
from selector.intake.layout import FIRST_ANSWER, FORM, MARK
from selector.intake.records import Regions
from selector.intake.regions import read_regions
from selector.intake.xlsx_parts import place
from selector.publish.folder import write_file
from selector.publish.forms.choices import add_lists, rule
from selector.publish.forms.parts import (
    AREA,
    IDENTITY,
    MOMENT,
    Book,
    explained,
    heighten,
    made,
    printed,
    protected,
)
from selector.publish.forms.table import check_form
from selector.texts import load_texts
from selector.vocabulary import CONDITIONS, SHARES

_ACROSS = 4  # answers beside each other, where there may be several
_DOWN: Mapping[str, int] = {  # rows of answers
    AREA: 12, "besturen": 6, "opleidingen": 3, "accenten": 2, "uitdagingen": 2, "afstemming": 2,
}  # fmt: skip
_PARTS: Mapping[str, tuple[str, ...]] = {  # in the order in which people think of it
    "plan": ("plan_id", "naam", MOMENT),
    "area": ("sectoren", AREA, "samenwerking", "herkomst", "afstemming"),
    "parties": ("besturen", "opleidingen", *SHARES),
    "content": ("uitdagingen", "accenten", "governance", "ambitie"),
    "conditions": CONDITIONS,
}
_LEAST = {"naam": 2}  # lines of an answer
KEY_WIDTH, QUESTION_WIDTH, ANSWER_WIDTH = 18, 65, 20  # characters
_PART_HEIGHT = 22


@dataclass(frozen=True)
class _Form:
    """The sheet in the making, and the row to write next."""

    book: Book
    sheet: Worksheet
    row: int = 1

    def after(self, rows: int) -> "_Form":
        return replace(self, row=self.row + rows)


def write_applicant(path: Path, language: str = "nl") -> None:
    """Write the form of one applicant; an existing file is refused.

    Raises `InputError` when the file exists, and `WriteError` when it cannot be written.
    """
    check_form(path)
    write_file(path, applicant_form(language, read_regions()))


def applicant_form(language: str, regions: Regions) -> bytes:
    """Return the bytes of the form of one applicant."""

    def fill(book: Book) -> None:
        form = _head(book)
        for part, columns in _PARTS.items():
            form = _part(form, part)
            for name in columns:
                form = _question(form, BY_NAME[name])
        printed(form.sheet, book.texts("applicant.title"))
        protected(form.sheet)
        explained(book, book.texts("applicant.intro"), applicant=True)
        add_lists(book, regions)

    return made(fill, load_texts(language))


def _head(book: Book) -> _Form:
    """Return the sheet with its header and how it is to be filled in."""
    texts, sheet = book.texts, book.book.add_worksheet(FORM)
    last = FIRST_ANSWER + _ACROSS - 2
    sheet.set_column(0, 0, KEY_WIDTH)
    sheet.set_column(1, 1, QUESTION_WIDTH)
    sheet.set_column(FIRST_ANSWER - 1, last, ANSWER_WIDTH)
    heads = (MARK, texts("applicant.question"), texts("applicant.answer"))
    for c in range(last + 1):
        sheet.write(0, c, heads[c] if c < len(heads) else "", book.required)
    sheet.write_string(1, 1, texts("applicant.how"), book.running)
    heighten(sheet, 1, (texts("applicant.how"), QUESTION_WIDTH))
    sheet.freeze_panes(1, 2)
    return _Form(book, sheet, 2)


def _part(form: _Form, part: str) -> _Form:
    """Write the heading of a part of the form."""
    band = form.book.format(bold=True, bg_color="#D9E2EC", valign="vcenter")
    for c in range(FIRST_ANSWER - 1 + _ACROSS):
        form.sheet.write_blank(form.row, c, None, band)
    form.sheet.write_string(form.row, 1, form.book.texts(f"applicant.part_{part}"), band)
    form.sheet.set_row(form.row, _PART_HEIGHT)
    return form.after(1)


def _question(form: _Form, column: Column) -> _Form:
    """Write a question and its empty answers; a list has several, with one item in each."""
    book, sheet, asked = form.book, form.sheet, _asked(form.book, column)
    across = _ACROSS if column.is_list else 1
    down = _DOWN.get(column.name, 1)
    answer = book.answer(column.name, border=1, border_color="#8C8C8C", bg_color="#FFFBE6")
    for r in range(form.row, form.row + down):
        sheet.write_string(r, 0, column.name, _key(book, first=r == form.row))
        for c in range(FIRST_ANSWER - 1, FIRST_ANSWER - 1 + across):
            sheet.write_blank(r, c, None, answer)
    sheet.write_string(form.row, 1, asked, book.running)
    heighten(sheet, form.row, (asked, QUESTION_WIDTH), least=_LEAST.get(column.name, 1))
    box = (form.row, FIRST_ANSWER - 1, form.row + down - 1, FIRST_ANSWER + across - 2)
    sheet.data_validation(*box, rule(column, book.texts, place(*_from_one(box)), single=True))
    return form.after(down)


def _key(book: Book, first: bool) -> Format:
    """Return the format of the name of a column: faint, and fainter where it is repeated."""
    return book.format(font_color="#595959" if first else "#BFBFBF", font_size=9)


def _from_one(box: tuple[int, int, int, int]) -> tuple[int, int]:
    return box[0] + 1, box[1] + 1


def _asked(book: Book, column: Column) -> str:
    """Return a question; a star says that it must be answered, by the applicant."""
    star = "\N{NO-BREAK SPACE}*" if column.required and column.name != IDENTITY else ""
    return book.texts(f"question.{column.name}") + star
