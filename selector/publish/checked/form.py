"""The corrected form: a plans file in which every cell is as the contract writes it.

Rows and columns stay where they are, in the form of an applicant too. A cell that was changed is
yellow, one that still needs a person red; both say in a comment why. More sheets list the same,
for who prints or cannot see colours, and hold the rows that are not of the table.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from selector.intake.columns import BY_NAME
from selector.intake.correction import Correction
from selector.intake.layout import FORM
from selector.intake.records import Regions
from selector.intake.xlsx_parts import place
from selector.publish.checked.form_of_one import kind_of, lay_out_form
from selector.publish.checked.lists import add_notes
from selector.publish.checked.marked import Cell, Row, marked, with_look
from selector.publish.forms.choices import add_lists, rule
from selector.publish.forms.parts import LEVEL, MOMENT, Book, heighten, made, printed
from selector.publish.forms.table import width_of
from selector.publish.forms.values import (
    moment_of,
    moment_shown,
    number_of,
    share_shown,
)
from selector.texts import load_texts
from selector.vocabulary import SHARES

_SHEET = "aanvragen"
_LOOKS: Mapping[str, Mapping[str, Any]] = {
    "same": {},
    "changed": {"bg_color": "#FFF2CC"},
    "wrong": {"bg_color": "#C0392B", "font_color": "#FFFFFF", "bold": True},
    "example": {"italic": True, "font_color": "#595959", "bg_color": "#F2F2F2"},
}
_BAND = {"bold": True, "bg_color": "#D9E2EC"}
_KINDS: Mapping[str, Mapping[str, Any]] = {
    "": {},
    "head": {**_BAND, "border": 1, "border_color": "#9AA5B1"},
    "band": _BAND,  # the heading of a part of a form
    "box": {"border": 1, "border_color": "#8C8C8C"},
    "key": {"font_color": "#595959", "font_size": 9},
}
_COMMENT = {"x_scale": 2.0, "y_scale": 1.2, "author": "selector"}
_LEAST, _WIDEST = 9, 44  # characters, of a column
_PAGES = 3  # wide, of a table


@dataclass(frozen=True)
class Written:
    """What came of a file: how many cells were changed, faults are left, rows set aside."""

    data: bytes
    changed: int
    todo: int
    aside: tuple[int, ...]


def corrected_form(correction: Correction, language: str, regions: Regions) -> Written:
    """Return the form as an XLSX, in the same order of columns and rows."""
    texts = load_texts(language)
    rows = marked(correction, texts)

    def fill(book: Book) -> None:
        form = correction.meant.layout
        sheet = book.book.add_worksheet(FORM if form.is_form else _SHEET)
        _fill(book, sheet, rows, correction)
        (lay_out_form if form.is_form else _lay_out)(book, sheet, rows, correction)
        add_notes(book, rows, correction)
        add_lists(book, regions)

    changed = sum(1 for _ in with_look(rows, "changed"))
    aside = tuple(sorted(correction.aside))
    return Written(made(fill, texts), changed, len(correction.faults), aside)


def _fill(book: Book, sheet: Worksheet, rows: Sequence[Row], correction: Correction) -> None:
    """Write every cell, with its comment."""

    @cache
    def style(look: str, kind: str, shown: str) -> Format:
        return book.format(num_format=shown, align="left", **{**_KINDS[kind], **_LOOKS[look]})

    table = correction.meant
    for row in rows:
        for cell in row.cells:
            kind = kind_of(cell, row, table.layout) if table.layout.is_form else ""
            kind = "head" if row.number == table.top else kind
            _write(sheet, cell, "" if kind == "head" else cell.column, kind, style)
            if cell.said:
                sheet.write_comment(cell.row, cell.at, cell.said, _COMMENT)


def _write(
    sheet: Worksheet, cell: Cell, column: str, kind: str, style: Callable[[str, str, str], Format]
) -> None:
    """Write a cell as a real date or number where it can be one, else as text."""
    moment = moment_of(cell.text) if column == MOMENT else None
    share = number_of(cell.text) if column in SHARES else None
    level = number_of(cell.text) if column == LEVEL else None
    if moment:
        shown = style(cell.look, kind, moment_shown(moment))
        sheet.write_datetime(cell.row, cell.at, moment, shown)
    elif share is not None:
        shown = style(cell.look, kind, share_shown(share))
        sheet.write_number(cell.row, cell.at, share, shown)
    elif level is not None:
        sheet.write_number(cell.row, cell.at, level, style(cell.look, kind, "0"))
    elif cell.text or cell.look != "same" or kind:
        sheet.write_string(cell.row, cell.at, cell.text, style(cell.look, kind, "@"))


def _lay_out(book: Book, sheet: Worksheet, rows: Sequence[Row], correction: Correction) -> None:
    """Make a table fit to read, to go on with and to print."""
    table, last = correction.meant, max(row.number for row in rows)
    widths = dict[int, int]()
    for at, name in zip(table.places, table.header, strict=True):
        texts = [cell.text for row in rows for cell in row.cells[at : at + 1]]
        widths[at] = _wide(texts, width_of(name) if name in BY_NAME else _WIDEST)
        sheet.set_column(at, at, widths[at])
        if column := BY_NAME.get(name):
            first = place(table.top + 1, at + 1)
            sheet.data_validation(table.top, at, last + 50, at, rule(column, book.texts, first))
    for row in rows:
        heighten(sheet, row.number - 1, *((c.text, widths.get(c.at, _WIDEST)) for c in row.cells))
    sheet.freeze_panes(table.top, min(2, len(table.header)))
    sheet.repeat_columns(0, 1)
    printed(sheet, _SHEET, _PAGES, table.top - 1)
    sheet.hide_gridlines(0)


def _wide(texts: Sequence[str], usual: int) -> int:
    """Return how wide a column is: for most texts, and for the longest word."""
    word = max((len(word) for text in texts for word in text.split()), default=0)
    longest = max(map(len, texts), default=0)
    return min(max(_LEAST, min(longest, usual) + 2, word + 2), _WIDEST)
