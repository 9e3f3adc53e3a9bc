"""Forms filled in as a person does it, for the tests of the forms and of `collect`."""

from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from round_plans import CONDITIONS

from selector import read_regions
from selector.publish.forms.applicant import applicant_form

KEY, FIRST = 1, 3  # the columns of the names and of the first answers
BASE = {
    "naam": "Noord samen", "sectoren": ["po", "vo"], "gemeenten": ["Groningen", "Westerkwartier"],
    "samenwerking": "regionaal", "herkomst": "bestaand", "aandeel_besturen": 0.725,
    "besturen": ["bestuur A", "bestuur B"],
    **dict.fromkeys(CONDITIONS, "voldaan"),
}  # fmt: skip


@cache
def empty_form() -> bytes:
    """The form of one applicant."""
    return applicant_form("nl", read_regions())


def rows_of(sheet: Any) -> dict[str, list[int]]:
    """Where each column is asked for."""
    found: dict[str, list[int]] = {}
    for row in range(2, sheet.max_row + 1):
        if name := sheet.cell(row, KEY).value:
            found.setdefault(name, []).append(row)
    return found


def fill(path: Path, plan_id: str, **answers: Any) -> Path:
    """Write a form with answers; a list takes a box for each item, four in a row."""
    book = load_workbook(BytesIO(empty_form()))
    sheet = book["aanvraag"]
    rows = rows_of(sheet)
    given: Mapping[str, Any] = {"plan_id": plan_id, **BASE, **answers}
    for column, answer in given.items():
        for i, item in enumerate(answer if isinstance(answer, list) else [answer]):
            sheet.cell(rows[column][i // 4], FIRST + i % 4).value = item
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path
