"""Workbooks in which something is hidden, or lies where nobody looks: read or not, it is told."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from malformed import csv_text, three
from openpyxl import Workbook

from selector.errors import InputError, Message
from selector.intake import parse_plans, read_regions
from selector.verify.recount.facts import read_facts
from selector.verify.recount.plans import read_plans as recount_plans

REGIONS = read_regions()
ROWS = [line.split(";") for line in csv_text(three()).splitlines()]
Change = Callable[[Any, Any], object]


def workbook(change: Change) -> bytes:
    """Three plans on the sheet `aanvragen`, and what a person did to it."""
    book: Any = Workbook()
    sheet = book.active
    sheet.title = "aanvragen"
    for row in ROWS:
        sheet.append(row)
    change(book, sheet)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def notes(change: Change) -> list[Message]:
    """What is noted of the workbook, of which the recount reads the same plans."""
    data = workbook(change)
    plans = parse_plans("r.xlsx", data, REGIONS)
    recounted = recount_plans(data, read_facts())[1]
    assert [plan.plan_id for plan in recounted] == list(plans.ids) == ["P1", "P2", "P3"]
    return list(plans.notes)


def hide_row(book: Any, sheet: Any) -> None:
    sheet.row_dimensions[3].hidden = True


def filter_rows(book: Any, sheet: Any) -> None:
    sheet.auto_filter.ref = "A1:M4"
    sheet.auto_filter.add_filter_column(0, ["P1"])
    sheet.row_dimensions[3].hidden = True


def hide_column(book: Any, sheet: Any) -> None:
    sheet.column_dimensions["F"].hidden = True


def squeeze_column(book: Any, sheet: Any) -> None:
    sheet.column_dimensions["F"].width = 0.1


def hide_sheet(book: Any, sheet: Any) -> None:
    book.create_sheet("Blad2")
    sheet.sheet_state = "veryHidden"


def other_name(book: Any, sheet: Any) -> None:
    sheet.title = "Blad1"
    book.create_sheet("begroting")["A1"] = "euro"
    book.create_sheet("leeg")


HIDDEN: list[tuple[Change, Message]] = [
    (hide_row, Message("hidden_row", "r.xlsx", 3)),
    (filter_rows, Message("hidden_row", "r.xlsx", 3)),
    (hide_column, Message("hidden_column", "r.xlsx", 1, "samenwerking")),
    (squeeze_column, Message("hidden_column", "r.xlsx", 1, "samenwerking")),
    (hide_sheet, Message("hidden_sheet", "r.xlsx", value="aanvragen")),
    (
        other_name,
        Message("other_sheets", "r.xlsx", value="Blad1", params={"others": ["`begroting`"]}),
    ),
]


@pytest.mark.parametrize(("change", "told"), HIDDEN)
def test_nothing_hidden_is_read_without_a_word(change: Change, told: Message) -> None:
    assert notes(change) == [told]


def empty_row(book: Any, sheet: Any) -> None:
    sheet.row_dimensions[9].hidden = True


def other_sheet(book: Any, sheet: Any) -> None:
    book.create_sheet("begroting")["A1"] = "euro"


@pytest.mark.parametrize("change", [empty_row, other_sheet])
def test_what_is_not_read_and_not_looked_for_is_not_told(change: Change) -> None:
    assert notes(change) == []


def test_a_second_table_below_the_first_is_one_fault() -> None:
    def second(book: Any, sheet: Any) -> None:
        for row in [[], ROWS[0], ["P9", *ROWS[1][1:]]]:
            sheet.append(row)

    with pytest.raises(InputError) as refused:
        parse_plans("r.xlsx", workbook(second), REGIONS)
    assert [(f.code, f.row) for f in refused.value.faults] == [("second_table", 6)]


def test_a_hidden_answer_of_an_applicant_is_told_with_its_cell() -> None:
    from filling import empty_form, rows_of
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(empty_form()))
    sheet = book["aanvraag"]
    rows = rows_of(sheet)
    answers = {"plan_id": "N1", "naam": "Noord", "sectoren": "po", "gemeenten": "Groningen",
               "samenwerking": "lokaal", "herkomst": "nieuw"}  # fmt: skip
    for name, answer in answers.items():
        sheet.cell(rows[name][0], 3).value = answer
    sheet.row_dimensions[rows["herkomst"][0]].hidden = True
    stream = BytesIO()
    book.save(stream)
    told = parse_plans("r.xlsx", stream.getvalue(), REGIONS).notes
    place = f"C{rows['herkomst'][0]}"
    assert [(n.code, n.column, n.params["cell"]) for n in told] == [
        ("hidden_cell", "herkomst", place)
    ]
