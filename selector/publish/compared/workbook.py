"""`vergelijking.xlsx`: a comparison to sort, filter and print."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from textwrap import wrap
from typing import Any

import xlsxwriter

from selector.comparison.compared import Compared
from selector.publish.compared.view import Table, View, view
from selector.publish.workbook import A4, LINE, MARGINS, OPTIONS
from selector.texts import Texts
from selector.theme import NEUTRAL

WIDEST, NARROWEST = 60, 9  # characters of a column
CHOSEN = "#CFE0F1"


def write_workbook(compared: Compared, path: Path, texts: Texts) -> None:
    """Write the workbook; text is never taken for a formula, and no date of making is inside."""
    shown, inks = view(compared, texts), NEUTRAL.colours
    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        book.set_properties({"created": datetime(2023, 5, 11), "title": shown.title})
        formats = {
            "title": book.add_format(
                {"bold": True, "font_size": 14, "font_color": NEUTRAL.colours.accent}
            ),
            "head": book.add_format(
                {
                    "bold": True,
                    "text_wrap": True,
                    "bg_color": inks.rail,
                    "bottom": 1,
                    "valign": "top",
                }
            ),
            "text": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
            "number": book.add_format({"num_format": "0.000", "valign": "top", "align": "left"}),
            "in": book.add_format({"bg_color": CHOSEN}),
        }
        for key, table in _sheets(compared, shown, texts):
            page = book.add_worksheet(texts(f"compare.sheet_{key}"))
            _fill(page, table, [shown.title, *shown.marks, *_lead(key, shown)], formats)
            if key == "plans":
                _mark(page, table, len(shown.marks) + 2, texts("compare.in"), formats["in"])


def _sheets(compared: Compared, shown: View, texts: Texts) -> Iterator[tuple[str, Table]]:
    yield "results", shown.results
    yield "plans", shown.plans
    rows = tuple(
        (name, *(None if s is None else float(s) for s in compared.scores(name)))
        for name in compared.sides.criteria
    )
    yield "points", Table(shown.points.title, shown.points.head, rows)  # type: ignore[arg-type]
    yield "tiers", shown.tiers
    yield "differences", _differences(shown, texts)
    yield "steps", _steps(shown, texts)


def _lead(key: str, shown: View) -> list[str]:
    """Return what stands above the table of a sheet."""
    if key == "results":
        return [*shown.told, shown.always]
    if key == "steps":
        lines = ((pair.title, line) for pair in shown.pairs for line in (pair.why, pair.order))
        return [f"{title}. {line}" for title, line in lines if line]
    return []


def _differences(shown: View, texts: Texts) -> Table:
    rows = [(pair.title, line.strip()) for pair in shown.pairs
            for line in (*pair.keys, *pair.cells, pair.more_cells) if line]  # fmt: skip
    head = (texts("compare.head_between"), texts("compare.head_difference"))
    return Table("", head, tuple(rows))


def _steps(shown: View, texts: Texts) -> Table:
    rows = []
    for pair in shown.pairs:
        rows += [
            (pair.title, str(s.number), "; ".join(s.moves), s.result)
            for s in pair.steps
            if pair.flips
        ]
        rows += [(pair.title, "", flip, "") for flip in pair.flips]
    head = ("between", "step", "difference", "choice")
    return Table("", tuple(texts(f"compare.head_{key}") for key in head), tuple(rows))


def _fill(page: Any, table: Table, lead: Sequence[str], formats: dict[str, Any]) -> None:
    """Write a table below what leads to it, with filters, to be printed as wide as a page."""
    for number, line in enumerate(lead):
        page.write_string(number, 0, line, formats["title"] if number == 0 else None)
    top, widths = len(lead) + 1, list[int]()
    for i, head in enumerate(table.head):
        page.write_string(top, i, head, formats["head"])
        lengths = [len(str(row[i] or "")) for row in table.rows]
        widths.append(min(max([len(head), *lengths, NARROWEST]) + 1, WIDEST))
        page.set_column(i, i, widths[-1])
    for number, row in enumerate(table.rows, start=top + 1):
        lines = max(len(wrap(str(cell or ""), w)) for cell, w in zip(row, widths, strict=True))
        page.set_row(number, LINE * max(lines, 1) + 2)
        for i, cell in enumerate(row):
            if isinstance(cell, float):
                page.write_number(number, i, cell, formats["number"])
            elif cell:
                page.write_string(number, i, cell, formats["text"])
    page.autofilter(top, 0, top + max(len(table.rows), 1), len(table.head) - 1)
    page.freeze_panes(top + 1, 1)
    page.set_landscape()
    page.set_paper(A4)
    page.set_margins(**MARGINS)
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)
    page.hide_gridlines(2)


def _mark(page: Any, table: Table, top: int, word: str, look: Any) -> None:
    """Colour the chosen plans."""
    last = len(table.head) - 1
    rule = {"type": "text", "criteria": "begins with", "value": word, "format": look}
    page.conditional_format(top, 2, top + len(table.rows), last, rule)
