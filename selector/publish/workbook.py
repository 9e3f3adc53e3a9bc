"""`cohort.xlsx`: the result for people who read, sort and print.

Landscape A4, as wide as the page, with the headings on every page.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from textwrap import wrap
from typing import Any

import xlsxwriter

from selector.outcome import Outcome
from selector.publish.answers import runner_up_sentence
from selector.publish.marks import marks
from selector.publish.sheets import Row, Sheet, nomination, pairs_sheet, plans_sheet, spots
from selector.publish.sheets_about import (
    about_sheet,
    criteria_sheet,
    fields_sheet,
    scenario_sheet,
)
from selector.texts import Texts, load_texts
from selector.theme import Theme

OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": True,
    "in_memory": True,
}
A4, MARGINS = 9, {"left": 0.4, "right": 0.4, "top": 0.6, "bottom": 0.6}  # inches
LINE, HIGHEST = 13.0, 400.0  # points
QUIET = "#777777"  # of the lines between rows
NUMBERS = {"text": "@", "whole": "#,##0", "decimal": "0.00"}
Formats = dict[str, Any]


def write_workbook(result: Outcome, folder: Path, language: str) -> None:
    """Write `cohort.xlsx`; text is never taken for a formula, and no date of making is inside."""
    texts = load_texts(language)
    with xlsxwriter.Workbook(str(folder / "cohort.xlsx"), OPTIONS) as book:
        book.set_properties({"created": datetime(2023, 5, 11), "title": texts("map.title")})
        formats = _formats(book, result.theme)
        for sheet in sheets_of(result, texts):
            page = book.add_worksheet(texts(f"sheet.{sheet.key}"))
            top = _fill(page, sheet, _lead(sheet, result, texts), formats)
            last = top + len(sheet.rows)
            if sheet.key == "criteria":
                last = _chart(book, page, sheet, top, texts, result.theme)
            _set_up(page, sheet, top, last, result, texts)


def sheets_of(result: Outcome, texts: Texts) -> list[Sheet]:
    """Return the sheets of a result in their order."""
    found = [plans_sheet(result, texts), pairs_sheet(result, texts)]
    if result.optimum is not None:
        found.insert(0, nomination(result, texts, _headline(result, texts)))
        found.insert(2, criteria_sheet(result, texts))
        found.append(spots(result, texts))
    found.append(scenario_sheet(result, texts))
    return [*found, fields_sheet(found, texts), about_sheet(result, texts)]


def _headline(result: Outcome, texts: Texts) -> tuple[str, ...]:
    """Return the choice in three lines."""
    verdicts = [assessment.verdict for assessment in result.problem.assessments]
    count = {"plans": len(verdicts), "size": len(result.selected)}
    name = result.problem.scenario.name
    return (
        texts(f"summary.title_{result.status}", scenario=name, **count),
        texts(
            "summary.eligible", eligible=len(result.problem.eligible), plans=len(verdicts),
            provisional=verdicts.count("voorlopig"),
        ),
        runner_up_sentence(result.runner_up, texts.language),
    )  # fmt: skip


def _lead(sheet: Sheet, result: Outcome, texts: Texts) -> list[str]:
    """Return what stands above a table: what it is, then marks, then what it says."""
    title = f"{texts(f'sheet.{sheet.key}')} · {result.problem.scenario.name}"
    return [title, *marks(result, texts.language), *sheet.lead]


def _formats(book: xlsxwriter.Workbook, theme: Theme) -> Formats:
    base = {"font_size": 10, "valign": "top"}
    head = {**base, "bold": True, "text_wrap": True, "bg_color": theme.colours.rail, "bottom": 1}
    found: Formats = {
        "title": book.add_format(
            {"bold": True, "font_size": 14, "font_color": theme.colours.accent}
        ),
        "lead": book.add_format({"font_size": 10, "text_wrap": True, "valign": "top"}),
        "head": book.add_format(head),
    }
    for form, number in NUMBERS.items():
        shape = {**base, "num_format": number}
        found[form] = book.add_format(shape)
        found[f"{form}_printed"] = book.add_format(
            {**shape, "bottom": 7, "bottom_color": QUIET}
            | ({"text_wrap": True, "align": "left", "indent": 1} if form == "text" else {})
        )
    return found


def _fill(page: Any, sheet: Sheet, lead: list[str], formats: Formats) -> int:
    """Write a sheet; returns the number of the row of its headings, counted from 0."""
    wide = sum(column.width for column in sheet.columns[: sheet.printed])
    for number, line in enumerate(lead):
        style = formats["lead" if number else "title"]
        page.merge_range(number, 0, number, sheet.printed - 1, "", style)
        page.write_string(number, 0, line, style)
        page.set_row(number, _height([(line, wide)]) if number else 22)
    top = len(lead) + 1
    for c, column in enumerate(sheet.columns):
        page.set_column(c, c, column.width)
        page.write_string(top, c, column.title, formats["head"])
    page.set_row(top, _height([(c.title, c.width - 1) for c in sheet.columns[: sheet.printed]]))
    for r, row in enumerate(sheet.rows, start=top + 1):
        page.set_row(r, _row_height(sheet, row))
        for c, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            printed = "_printed" if c < sheet.printed else ""
            _put(page, r, c, value, formats, column.form, printed)
    return top


def _row_height(sheet: Sheet, row: Row) -> float:
    cells = zip(sheet.columns[: sheet.printed], row, strict=False)
    return _height([(value, c.width) for c, value in cells if isinstance(value, str)])


def _height(cells: Sequence[tuple[str, int]]) -> float:
    """Return the height in points of a row of texts that are wrapped at a width in characters."""
    lines = (len(wrap(text, max(int(width * 1.1), 4))) for text, width in cells)
    return min(LINE * max(lines, default=1) + 2, HIGHEST)


def _put(
    page: Any, row: int, column: int, value: Any, formats: Formats, form: str, printed: str
) -> None:
    """Write one cell: a number as a number, anything else as text."""
    if value is None or value == "":
        page.write_blank(row, column, None, formats[f"text{printed}"])
    elif isinstance(value, int | float):
        kind = form if form != "text" else "whole" if float(value).is_integer() else "decimal"
        page.write_number(row, column, value, formats[f"{kind}{printed}"])
    else:
        page.write_string(row, column, str(value), formats[f"text{printed}"])


def _set_up(page: Any, sheet: Sheet, top: int, last: int, result: Outcome, texts: Texts) -> None:
    """Set how a sheet scrolls, sorts and prints."""
    page.freeze_panes(top + 1, 1)
    if sheet.rows:
        page.autofilter(top, 0, top + len(sheet.rows), len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(A4)
    page.set_margins(**MARGINS)
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)
    page.print_area(0, 0, max(last, top), sheet.printed - 1)
    said = " · ".join([result.problem.scenario.name, *marks(result, texts.language)])
    page.set_footer(f"&L&8{_escaped(said)[:180]}&R&8&A · &P/&N")


def _escaped(text: str) -> str:
    """Return a text for a footer, where `&` opens a command and a digit may belong to one."""
    return " " + text.replace("&", "&&")


def _chart(
    book: xlsxwriter.Workbook, page: Any, sheet: Sheet, top: int, texts: Texts, theme: Theme
) -> int:
    """Draw score and attainable side by side below the table; returns the last row it covers."""
    colours = theme.colours
    name, first, last = texts("sheet.criteria"), top + 1, top + len(sheet.rows)
    chart = book.add_chart({"type": "bar"})
    for column, colour in ((2, colours.chosen), (3, colours.not_chosen)):
        chart.add_series({
            "name": [name, top, column],
            "categories": [name, first, 0, last, 0],
            "values": [name, first, column, last, column],
            "fill": {"color": colour},
            "gap": 60,
        })  # fmt: skip
    chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
    chart.set_x_axis({"min": 0, "max": 1, "num_format": "0.00", "num_font": {"size": 9},
                      "major_gridlines": {"visible": True,
                                          "line": {"color": colours.rail}}})  # fmt: skip
    chart.set_legend({"position": "top"})
    chart.set_title({"none": True})
    rows = 4 + len(sheet.rows)
    chart.set_size({"width": 900, "height": 20 * rows})
    told = texts("sheet.chart", count=len(sheet.rows))
    page.insert_chart(last + 2, 0, chart, {"description": told})
    return last + 2 + rows
