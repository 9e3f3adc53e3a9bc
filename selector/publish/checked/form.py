"""The corrected form: the columns and rows of a plans file, as the contract writes them.

A cell that was changed is yellow, one that still needs a person red; both say in a comment why.
Two more sheets list the same, for who prints or cannot see colours.
"""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from selector.errors import Message
from selector.intake.correction import Correction
from selector.intake.table import as_text
from selector.numbers import parse_decimal
from selector.texts import Texts, load_texts
from selector.vocabulary import SHARES

_SHEET = "aanvragen"
_NUMBERS = (*SHARES, "ambitie")
_WIDEST = 44
LINE, HIGHEST = 13.5, 409.0  # points, of a line and of a row
_HEAD = {"bold": True, "bg_color": "#D9E2EC", "border": 1, "border_color": "#9AA5B1"}
_LOOKS: Mapping[str, Mapping[str, Any]] = {
    "same": {},
    "changed": {"bg_color": "#FFF2CC"},
    "wrong": {"bg_color": "#C0392B", "font_color": "#FFFFFF", "bold": True},
}
_COMMENT = {"x_scale": 2.0, "y_scale": 1.2, "author": "selector"}


@dataclass(frozen=True)
class Cell:
    """A cell of the form: its text, how it looks, what its comment says, and what it was."""

    text: str
    look: str = "same"
    said: str = ""
    was: str = ""


@dataclass(frozen=True)
class Row:
    """A row of the form; `number` is that in the file it was made from."""

    number: int
    cells: tuple[Cell, ...]


def corrected_form(correction: Correction, language: str) -> bytes:
    """Return the form as an XLSX, in the same order of columns and rows."""
    texts, made = load_texts(language), BytesIO()
    header, rows = _header(correction, texts), list(_rows(correction, texts))
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(made, options) as book:
        book.set_properties({"created": datetime(2023, 3, 23)})
        _fill(book, header, rows)
        changes = list(_listed([header, *rows], "changed", correction))
        _list(book, texts("fixed.changes"), _titles(texts, "before", "now"), changes)
        todo = list(_todo([header, *rows], correction, texts))
        _list(book, texts("fixed.todo"), _titles(texts, "what"), todo)
    return made.getvalue()


def _header(correction: Correction, texts: Texts) -> Row:
    """Return the headings, with what they were."""
    typed = correction.headings
    cells = tuple(
        Cell(n, "changed", texts("fixed.was", was=typed[n]), typed[n]) if n in typed else Cell(n)
        for n in correction.meant.header
    )
    return Row(correction.meant.top, cells)


def _rows(correction: Correction, texts: Texts) -> Iterator[Row]:
    """Yield the rows in the order of the file; those that could not be read are red."""
    faults, header = correction.by_place, correction.meant.header
    pairs = zip(correction.typed.rows, correction.meant.rows, strict=True)
    found = [
        Row(number, tuple(
            _cell(faults.get((number, name), ()), was, now, texts)
            for name, was, now in zip(header, before, after, strict=True)
        ))
        for (number, before), (_, after) in pairs
    ]  # fmt: skip
    found += [
        Row(number, tuple(Cell(text, "wrong", _said(faults.get((number, ""), ()), texts))
                          for text in row))
        for number, row in correction.meant.ragged
    ]  # fmt: skip
    return iter(sorted(found, key=lambda row: row.number))


def _cell(faults: Sequence[Message], was: str, now: str, texts: Texts) -> Cell:
    if faults:
        return Cell(now, "wrong", _said(faults, texts), was)
    if was != now:
        return Cell(now, "changed", texts("fixed.was", was=was), was)
    return Cell(now)


def _said(faults: Sequence[Message], texts: Texts) -> str:
    """Return what is wrong in a cell, without the place."""
    return " ".join(replace(f, file="", row=None, column="").said(texts) for f in faults)


def _fill(book: xlsxwriter.Workbook, header: Row, rows: Sequence[Row]) -> None:
    """Write the sheet with the plans."""
    sheet = book.add_worksheet(_SHEET)
    heads = {name: book.add_format({**_HEAD, **look}) for name, look in _LOOKS.items()}
    looks = {
        name: book.add_format({"num_format": "@", "valign": "top", **look})
        for name, look in _LOOKS.items()
    }
    for c, cell in enumerate(header.cells):
        column = [row.cells[c].text for row in rows if c < len(row.cells)]
        width = max(map(len, (cell.text, *column)), default=8)
        sheet.set_column(c, c, min(width + 3, _WIDEST), looks["same"])
    for r, row in enumerate((header, *rows)):
        for c, cell in enumerate(row.cells):
            style = (heads if r == 0 else looks)[cell.look]
            name = header.cells[c].text if c < len(header.cells) else ""
            number = _number(cell.text) if r and name in _NUMBERS else None
            if number is not None:
                sheet.write_number(r, c, number, style)
            else:
                sheet.write_string(r, c, cell.text, style)
            if cell.said:
                sheet.write_comment(r, c, cell.said, _COMMENT)
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0, 1)


def _number(text: str) -> float | None:
    """Return a number that reads back as the same text."""
    parsed = parse_decimal(text)
    number = None if parsed is None else float(parsed[0])
    return number if as_text(number) == text else None


def _listed(rows: Sequence[Row], look: str, correction: Correction) -> Iterator[list[str]]:
    """Yield for every cell with a look where it is, what it was and what it is."""
    for place, row, name, cell in _cells(rows, correction):
        if cell.look == look:
            yield [place, name, str(row.number), cell.was, cell.text]


def _todo(rows: Sequence[Row], correction: Correction, texts: Texts) -> Iterator[list[str]]:
    """Yield everything that needs a person: cells in red, and what is in no cell."""
    told = set[int]()
    for place, row, name, cell in _cells(rows, correction):
        if cell.look == "wrong":
            told.update(map(id, correction.by_place.get((row.number, name), ())))
            yield [place, name, str(row.number), cell.said]
    for fault in correction.faults:
        if id(fault) not in told:
            said = _said([fault], texts)
            yield ["", fault.column, str(fault.row or ""), said]


def _cells(rows: Sequence[Row], correction: Correction) -> Iterator[tuple[str, Row, str, Cell]]:
    """Yield every cell with its place in the form, its row and the name of its column."""
    header = correction.meant.header
    for r, row in enumerate(rows):
        for c, cell in enumerate(row.cells):
            yield xl_rowcol_to_cell(r, c), row, header[c] if c < len(header) else "", cell


def _titles(texts: Texts, *last: str) -> list[str]:
    return [texts(f"fixed.{key}") for key in ("cell", "column", "row", *last)]


def _list(
    book: xlsxwriter.Workbook, name: str, titles: Sequence[str], rows: Sequence[Sequence[str]]
) -> None:
    """Add a sheet with a list."""
    sheet = book.add_worksheet(name)
    head, wrap = book.add_format(_HEAD), book.add_format({"text_wrap": True, "valign": "top"})
    for c, title in enumerate(titles):
        sheet.write_string(0, c, title, head)
        sheet.set_column(c, c, (8, 20, 16)[c] if c < 3 else 60, wrap)
    for r, row in enumerate(rows, start=1):
        lines = max(len(textwrap.wrap(text, 55)) for text in row)
        sheet.set_row(r, min(LINE * max(lines, 1) + 2, HIGHEST))
        for c, text in enumerate(row):
            sheet.write_string(r, c, text, wrap)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def counts(correction: Correction) -> tuple[int, int]:
    """Return how many cells were changed, and how many things still need a person."""
    texts = load_texts(None)
    rows = [_header(correction, texts), *_rows(correction, texts)]
    changed = sum(cell.look == "changed" for row in rows for cell in row.cells)
    return changed, len(correction.faults)
