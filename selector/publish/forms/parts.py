"""What the forms share: formats, protection, how a page is printed, the explanation.

Cells to fill in are unlocked and the rest is protected without a password: a slip of the hand
changes no header, and who wants to can lift it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from io import BytesIO
from textwrap import wrap
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from selector.intake.columns import COLUMNS, Column
from selector.scenario import load_scenario
from selector.texts import Texts
from selector.vocabulary import CONDITIONS, SHARES

IDENTITY, MOMENT, AREA, LEVEL = "plan_id", "ingediend_op", "gemeenten", "ambitie"
_USUAL = "afwegingskader-2023"  # the scenario whose conditions are named as such
_MADE = datetime(2023, 3, 23)  # so that it is the same bytes whenever it is made
_A4 = 9
_FREE = {
    "format_cells": True, "format_columns": True, "format_rows": True, "sort": True,
    "autofilter": True, "insert_rows": True, "delete_rows": True,
}  # fmt: skip
_WIDTHS = (22, 34, 42, 66)  # of the explanation, in characters
_LINE, _HIGHEST = 15, 405  # points: the height of a line, and nearly what Excel allows a row


@dataclass(frozen=True)
class Book:
    """A workbook in the making, its texts and formats."""

    book: xlsxwriter.Workbook
    texts: Texts

    def format(self, **more: Any) -> Format:
        """Return a format of a cell, whose text is broken off at the edge."""
        return self.book.add_format({"text_wrap": True, "valign": "top", **more})

    @cached_property
    def required(self) -> Format:
        """Return the format of the name of a required column."""
        return self.format(bold=True, bg_color="#004488", font_color="white")

    @cached_property
    def optional(self) -> Format:
        """Return the format of the name of another column."""
        return self.format(bold=True, bg_color="#D9E2EC")

    @cached_property
    def running(self) -> Format:
        """Return the format of running text."""
        return self.format()

    @cached_property
    def bordered(self) -> Format:
        """Return the format of running text in a table."""
        return self.format(bottom=1, bottom_color="#BFBFBF")

    def answer(self, column: str, **more: Any) -> Format:
        """Return the format of a cell to fill in."""
        return self.format(**{"locked": False, **_kind(column), **more})


def _kind(column: str) -> Mapping[str, Any]:
    """Return how a spreadsheet shows what is typed: as a date, a percentage, as it stands."""
    if column == MOMENT:
        return {"num_format": "yyyy-mm-dd hh:mm", "align": "left"}
    if column in SHARES:
        return {"num_format": "0.0%", "align": "left"}
    return {"num_format": "0" if column == LEVEL else "@", "align": "left"}


def made(fill: Callable[[Book], None], texts: Texts) -> bytes:
    """Return the bytes of a workbook: the same ones each time."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False, "in_memory": True}) as book:
        book.set_properties({"created": _MADE})
        fill(Book(book, texts))
    return stream.getvalue()


def meaning(column: str, texts: Texts) -> str:
    """Return what a column of the plans file is for."""
    if column in CONDITIONS:
        return texts("column.condition", code=column, title=texts(f"condition.{column}"))
    return texts(f"column.{column}")


def printed(sheet: Worksheet, title: str, pages_wide: int = 1, header: int = 0) -> None:
    """Have a sheet printed on A4, landscape, so many pages wide, with its header repeated."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(pages_wide, 0)
    sheet.repeat_rows(header)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.set_header(f"&L{title}&R&P/&N")


def protected(sheet: Worksheet) -> None:
    """Protect what is locked, without a password; widths, sorting and rows stay free."""
    sheet.protect("", _FREE)


def heighten(sheet: Worksheet, row: int, *texts: tuple[str, int], least: int = 1) -> None:
    """Make a row as high as its texts need in cells of so many characters wide.

    Not every program does that by itself for a row that it has not seen change.
    """
    lines = (sum(len(wrap(line, width)) or 1 for line in text.splitlines())
             for text, width in texts if len(text) > width or "\n" in text)  # fmt: skip
    sheet.set_row(row, min(_HIGHEST, _LINE * max([least, *lines])))


def explained(book: Book, intro: str, applicant: bool = False) -> None:
    """Add a sheet that says of every column what it is for and what may stand in it."""
    texts = book.texts
    sheet = book.book.add_worksheet(texts("template.explanation"))
    for c, width in enumerate(_WIDTHS):
        sheet.set_column(c, c, width)
    lines = [line for text in intro.splitlines() for line in wrap(text, sum(_WIDTHS) - 20)]
    for r, line in enumerate(lines):
        sheet.write_string(r, 0, line)
    head = len(lines) + 1
    titles = [texts(f"template.{key}") for key in ("column", "required", "values", "meaning")]
    sheet.write_row(head, 0, titles, book.required)
    for r, column in enumerate(COLUMNS, start=head + 1):
        asked = needed(column, texts, applicant)
        told = [column.name, asked, values(column, texts), meaning(column.name, texts)]
        sheet.write_row(r, 0, told, book.bordered)
        heighten(sheet, r, *zip(told, _WIDTHS, strict=True))
    sheet.freeze_panes(head + 1, 1)
    printed(sheet, texts("template.explanation"), header=head)
    protected(sheet)


def needed(column: Column, texts: Texts, applicant: bool) -> str:
    """Return whether a column must be filled in, in words; by an applicant no plan_id is."""
    if applicant and column.name == IDENTITY:
        return texts("template.needed_id")
    if column.name == AREA:
        return texts("template.needed_towns")
    if column.name in _weighed():
        return texts("template.needed_condition")
    return texts.word("yes") if column.required else texts.word("no")


@cache
def _weighed() -> frozenset[str]:
    """Return the conditions on which a plan can be refused in the usual scenario."""
    return frozenset(load_scenario(_USUAL).eligibility.required)


def values(column: Column, texts: Texts) -> str:
    """Return what may stand in a column, in words."""
    if column.known:
        joined = " | ".join(column.known)
        return texts("template.several", values=joined) if column.is_list else joined
    return texts(f"template.values_{_sort(column)}")


def _sort(column: Column) -> str:
    special = {MOMENT: "moment", AREA: "towns", LEVEL: "level", **dict.fromkeys(SHARES, "share")}
    return special.get(column.name, "list" if column.is_list else "text")
