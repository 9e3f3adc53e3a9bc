"""`selector template`: the form of a round, one plan a row, with an example that is not read."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from selector.errors import InputError, Message
from selector.intake.columns import BY_NAME, COLUMNS, Column
from selector.intake.example import EXAMPLE, SHOWN
from selector.intake.records import Regions
from selector.intake.regions import read_regions
from selector.intake.xlsx_parts import place
from selector.publish.folder import check_new, write_file
from selector.publish.forms.choices import add_lists, rule
from selector.publish.forms.parts import (
    LEVEL,
    MOMENT,
    Book,
    explained,
    heighten,
    made,
    meaning,
    printed,
    protected,
)
from selector.publish.forms.values import moment_of, moment_shown, number_of
from selector.texts import load_texts
from selector.vocabulary import CONDITIONS, SHARES

_SHEET = "aanvragen"
ROWS = 5000  # rows with lists; more can be filled in
_PAGES = 3  # wide: thirty columns cannot be read on fewer
_PRINTED_TOO = 0  # the lines between cells
_LAST = 16_383  # the last column of a sheet
_WIDTHS = {
    "plan_id": 11, "aandeel_besturen": 17, "aandeel_opleidingen": 20,
    "naam": 28, "ingediend_op": 20, "gemeenten": 34, "uitdagingen": 24,
    "accenten": 24, "besturen": 24, "opleidingen": 24, "ambitie": 8, "herkomst": 11,
    "sectoren": 12, **dict.fromkeys(CONDITIONS, 10),
}  # fmt: skip
_FAINT = {"italic": True, "font_color": "#595959", "bg_color": "#F2F2F2"}


def write_template(
    path: Path, language: str = "nl", rows: Sequence[Mapping[str, str]] = ()
) -> None:
    """Write a form, with an example or filled with `rows`; an existing file is refused.

    Raises `InputError` when the file exists, and `WriteError` when it cannot be written.
    """
    check_form(path)
    write_file(path, table_form(language, rows, read_regions()))


def check_form(path: Path) -> None:
    """Refuse a place for a form that cannot be written to; raises `InputError`."""
    if path.suffix.lower() != ".xlsx":
        raise InputError([Message("not_xlsx_name", str(path))])
    check_new(path)


def table_form(language: str, rows: Sequence[Mapping[str, str]], regions: Regions) -> bytes:
    """Return the bytes of the form; columns of the rows that it does not know come last."""
    extra = dict.fromkeys(name for row in rows for name in row if name not in BY_NAME)
    columns = (*COLUMNS, *map(Column, sorted(extra)))

    def fill(book: Book) -> None:
        sheet = book.book.add_worksheet(_SHEET)
        for c, column in enumerate(columns):
            _add_column(book, sheet, c, column)
        _add_rows(book, sheet, columns, rows or [SHOWN], {} if rows else _FAINT)
        _unlock_the_rest(book, sheet, len(columns))
        _lay_out(sheet, len(columns), max(len(rows), ROWS))
        explained(book, book.texts("template.intro", example=EXAMPLE))
        add_lists(book, regions)

    return made(fill, load_texts(language))


def _unlock_the_rest(book: Book, sheet: Worksheet, columns: int) -> None:
    """Unlock the columns on the right: to add one there, and to delete rows at all.

    They hold nothing, so the sheet does not become wider by it.
    """
    widest = sheet.dim_colmax
    sheet.set_column(columns, _LAST, None, book.answer(""))
    sheet.dim_colmax = widest


def _lay_out(sheet: Worksheet, columns: int, rows: int) -> None:
    """Keep the header in sight, on paper too, and protect it."""
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, rows, columns - 1)
    sheet.repeat_columns(0, 1)
    printed(sheet, _SHEET, _PAGES)
    sheet.hide_gridlines(_PRINTED_TOO)
    protected(sheet)


def _add_column(book: Book, sheet: Worksheet, c: int, column: Column) -> None:
    """Add a column: its name, locked, and what may stand below it."""
    sheet.set_column(c, c, width_of(column.name), book.answer(column.name))
    sheet.write_string(0, c, column.name, book.required if column.required else book.optional)
    if column.name in BY_NAME:
        said = meaning(column.name, book.texts)
        sheet.write_comment(0, c, said, {"x_scale": 2.2, "y_scale": 1.4})
        sheet.data_validation(1, c, ROWS, c, rule(column, book.texts, place(2, c + 1)))


def _add_rows(
    book: Book,
    sheet: Worksheet,
    columns: Sequence[Column],
    rows: Sequence[Mapping[str, str]],
    look: Mapping[str, Any],
) -> None:
    """Add plans, each in a row as high as its cells need."""
    styles = [book.answer(column.name, **look) for column in columns]
    dated = cache(lambda shown: book.answer(MOMENT, **look, num_format=shown))
    for r, row in enumerate(rows, start=1):
        texts = [row.get(column.name, "") for column in columns]
        for c, text in enumerate(texts):
            moment = moment_of(text) if columns[c].name == MOMENT else None
            if moment:
                sheet.write_datetime(r, c, moment, dated(moment_shown(moment)))
            elif text or look:
                _write(sheet, r, c, columns[c].name, text, styles[c])
        heighten(sheet, r, *((t, width_of(c.name)) for t, c in zip(texts, columns, strict=True)))


def width_of(column: str) -> int:
    """Return how wide a column is, in characters."""
    return _WIDTHS.get(column, 16)


def _write(sheet: Worksheet, r: int, c: int, column: str, text: str, style: Format) -> None:
    """Write a cell as a number where it reads back as the same, else as text."""
    number = number_of(text) if column in (*SHARES, LEVEL) else None
    if number is not None:
        sheet.write_number(r, c, number, style)
    else:
        sheet.write_string(r, c, text, style)
