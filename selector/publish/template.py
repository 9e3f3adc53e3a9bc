"""`selector template`: a form in Excel for analysts, with explanations and drop-down lists."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

import xlsxwriter

from selector.errors import InputError, Message
from selector.intake.plans import COLUMNS, Column
from selector.publish.folder import check_new, write_file
from selector.texts import Texts, load_texts
from selector.vocabulary import AMBITIONS, CONDITIONS

ROWS = 5000  # rows with drop-down lists; more can be filled in


def write_template(
    path: Path, language: str = "nl", rows: Sequence[Mapping[str, str]] = ()
) -> None:
    """Write a form, empty or filled with `rows`; an existing file is refused.

    Raises `InputError` when the file exists, and `WriteError` when it cannot be written.
    """
    if path.suffix.lower() != ".xlsx":
        raise InputError([Message("not_xlsx_name", str(path))])
    check_new(path)
    texts, made = load_texts(language), BytesIO()
    with xlsxwriter.Workbook(made, {"strings_to_formulas": False, "in_memory": True}) as book:
        book.set_properties({"created": datetime(2023, 3, 23)})
        required = book.add_format({"bold": True, "bg_color": "#004488", "font_color": "white"})
        optional = book.add_format({"bold": True, "bg_color": "#D9E2EC"})
        text_format = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet("aanvragen")
        for c, column in enumerate(COLUMNS):
            sheet.set_column(c, c, _width(column), text_format)
            sheet.write_string(0, c, column.name, required if column.required else optional)
            sheet.write_comment(0, c, meaning(column.name, texts), {"x_scale": 2.2, "y_scale": 1.4})
            _validate(sheet, c, column, texts)
        for r, row in enumerate(rows, start=1):
            for c, column in enumerate(COLUMNS):
                sheet.write_string(r, c, row.get(column.name, ""))
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(len(rows), 1), len(COLUMNS) - 1)
        _explain(book, texts, required)
    write_file(path, made.getvalue())


def meaning(column: str, texts: Texts) -> str:
    """Return what a column of the plans file is for."""
    if column in CONDITIONS:
        return texts("column.condition", code=column, title=texts(f"condition.{column}"))
    return texts(f"column.{column}")


def _validate(sheet: xlsxwriter.worksheet.Worksheet, c: int, column: Column, texts: Texts) -> None:
    """Add a drop-down list where one word of a list is expected."""
    choices = AMBITIONS if column.name == "ambitie" else column.known
    if not choices:
        return
    listed = ", ".join(choices)
    sheet.data_validation(
        1, c, ROWS, c,
        {
            "validate": "list",
            "source": list(choices),
            "input_title": column.name,
            "input_message": texts("template.choose", values=listed)[:255],
            "error_title": texts("template.wrong_title")[:32],
            "error_message": texts("template.choose", values=listed)[:255],
            # a list with | cannot be picked, so it must be allowed
            "error_type": "information" if column.is_list else "stop",
        },
    )  # fmt: skip


def _explain(book: xlsxwriter.Workbook, texts: Texts, head: xlsxwriter.format.Format) -> None:
    sheet = book.add_worksheet(texts("template.explanation"))
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, texts("template.intro"))
    titles = [texts(f"template.{key}") for key in ("column", "required", "values", "meaning")]
    sheet.write_row(2, 0, titles, head)
    for r, column in enumerate(COLUMNS, start=3):
        needed = texts.word("yes") if column.required else texts.word("no")
        values = " | ".join(column.known)
        sheet.write_row(r, 0, [column.name, needed, values, meaning(column.name, texts)], wrap)
    for c, width in enumerate((22, 10, 46, 80)):
        sheet.set_column(c, c, width)


def _width(column: Column) -> int:
    wide = {"naam": 36, "gemeenten": 44, "ingediend_op": 20, "uitdagingen": 30, "besturen": 30}
    return wide.get(column.name, 9 if column.name in CONDITIONS else 18)
