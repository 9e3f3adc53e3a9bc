"""The report of a check as a workbook: one row a plan."""

from datetime import datetime
from io import BytesIO
from textwrap import wrap

import xlsxwriter

from selector.publish.checked.quoted import quoted
from selector.publish.checked.report import Checked, CheckReport
from selector.texts import load_texts

COLUMNS = (
    ("plan_id", 10), ("row", 6), ("name", 26), ("verdict", 15), ("mend", 44), ("reasons", 44),
    ("findings", 44), ("read_as", 44),
)  # fmt: skip
_ALWAYS = 3  # columns; of the others those in which there is something
_LINE = 15.0  # points
_HIGHEST = 409.0  # points, of a row


def report_sheet(report: CheckReport, language: str) -> bytes:
    """Return the workbook; marks and what is about all of the file stand above the table."""
    texts, made = load_texts(language), BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(made, options) as book:
        book.set_properties({"created": datetime(2023, 3, 23)})
        sheet = book.add_worksheet(texts("check_report.sheet"))
        bold = book.add_format({"bold": True, "font_size": 14})
        head = book.add_format({"bold": True, "bg_color": "#D9E2EC", "text_wrap": True})
        cell = book.add_format(
            {"text_wrap": True, "valign": "top", "bottom": 1, "bottom_color": "#BBBBBB"}
        )
        plain = book.add_format({"valign": "top"})
        lead = texts("check_report.lead", plans=len(report.plans), scenario=report.scenario)
        faults = [texts("check_report.faults", count=report.faults)] if report.faults else []
        above = [*report.marks, lead, *faults, *report.general]
        sheet.write_string(0, 0, texts("check_report.title", file=report.file), bold)
        for r, line in enumerate(above, start=1):
            sheet.write_string(r, 0, quoted(line), plain)
        top = len(above) + 2
        rows = [_row(plan) for plan in report.plans]
        shown = [c for c in range(len(COLUMNS)) if c < _ALWAYS or any(row[c] for row in rows)]
        for c, (key, width) in enumerate(COLUMNS[i] for i in shown):
            sheet.set_column(c, c, width)
            sheet.write_string(top, c, texts(f"check_report.{key}"), head)
        for r, row in enumerate(rows, start=top + 1):
            for c, i in enumerate(shown):
                sheet.write_string(r, c, row[i], cell)
            sheet.set_row(r, _height(row))
        sheet.freeze_panes(top + 1, 1)
        sheet.autofilter(top, 0, top + len(rows), len(shown) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(top)
    return made.getvalue()


def _row(plan: Checked) -> list[str]:
    """Return what stands in each column."""
    lists = (plan.faults, plan.reasons, plan.findings, plan.read_as)
    said = (quoted("\n".join(lines)) for lines in lists)
    return [plan.plan_id, str(plan.row or ""), plan.name, plan.verdict, *said]


def _height(row: list[str]) -> float:
    """Return the height of a row in points, for the texts that are wrapped in it."""
    lines = (
        sum(max(len(wrap(part, width - 1)), 1) for part in text.split("\n"))
        for text, (_, width) in zip(row, COLUMNS, strict=True)
    )
    return min(max(lines) * _LINE + 2, _HIGHEST)
