"""The forms: what can be picked, what is protected, and how they are read when filled in."""

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from builders import invoke, plan
from filling import empty_form, fill, rows_of
from openpyxl import load_workbook

from selector import load_scenario, read_plans, read_regions
from selector.errors import InputError
from selector.intake import layout, parse_plans
from selector.intake.columns import BY_NAME, COLUMNS
from selector.intake.parsing import Manner
from selector.publish.forms.choices import combined
from selector.publish.forms.parts import heighten
from selector.publish.forms.table import table_form, write_template
from selector.verify.recount.facts import read_facts
from selector.verify.recount.plans import read_plans as recount_plans
from selector.vocabulary import ASSESSMENTS, CONDITIONS, SECTORS, SHARES

ROWS = [plan("A"), plan("B", "GM0599"), plan("C", "GM0344")]
REGIONS = Path(__file__).parents[1] / "data" / "regions"


def round_form() -> Any:
    return load_workbook(BytesIO(table_form("nl", (), read_regions())))


def rules(sheet: Any) -> dict[str, Any]:
    """The rule for the first cell below each column, or beside each question."""
    return {
        str(rule.sqref).split()[0].split(":")[0]: rule
        for rule in sheet.data_validations.dataValidation
    }


def by_column(book: Any) -> dict[str, Any]:
    sheet = book["aanvragen"]
    found = rules(sheet)
    return {cell.value: found[f"{cell.column_letter}2"] for cell in sheet[1]}


def listed(book: Any, name: str) -> list[str]:
    """What a named list holds."""
    sheet, cells = book.defined_names[name].attr_text.split("!")
    return [cell.value for (cell,) in book[sheet][cells.replace("$", "")]]


def test_every_closed_set_can_be_picked_from_a_list() -> None:
    found = by_column(round_form())
    for column in COLUMNS:
        if column.known and not column.is_list:
            assert found[column.name].formula1 == f'"{",".join(column.known)}"'
            assert found[column.name].errorStyle in (None, "stop")
    assert found["ambitie"].formula1 == '"1,2,3,4,5"'


def test_several_sectors_can_be_picked_in_one_cell() -> None:
    book = round_form()
    assert by_column(book)["sectoren"].formula1 == "keuzes_sectoren"
    assert listed(book, "keuzes_sectoren") == [
        "po", "vo", "mbo", "po|vo", "po|mbo", "vo|mbo", "po|vo|mbo",
    ]  # fmt: skip
    assert len(listed(book, "keuzes_accenten")) == 31


def test_municipalities_are_picked_by_name_and_more_of_them_are_no_mistake() -> None:
    book = round_form()
    rule = by_column(book)["gemeenten"]
    assert rule.formula1 == "keuzes_gemeenten"
    assert not rule.showErrorMessage
    names = {town.name for town in read_regions().municipalities}
    assert set(listed(book, "keuzes_gemeenten")) == names


def test_dates_are_dates_and_shares_are_percentages() -> None:
    book = round_form()
    found, sheet = by_column(book), book["aanvragen"]
    example = {cell.value: sheet.cell(2, cell.column) for cell in sheet[1]}
    assert found["ingediend_op"].type == "date"
    assert example["ingediend_op"].value == datetime(2023, 4, 26, 14, 5)
    for name in SHARES:
        assert example[name].number_format.endswith("%")
        assert isinstance(example[name].value, int | float)
        assert "nvt" in found[name].formula1


def test_the_header_is_locked_and_the_cells_below_are_not() -> None:
    sheet = round_form()["aanvragen"]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert all(cell.protection.locked for cell in sheet[1])
    assert not any(cell.protection.locked for cell in sheet[2])
    assert not any(found.protection.locked for found in sheet.column_dimensions.values())


def test_columns_on_the_right_are_free_and_make_the_sheet_no_wider() -> None:
    sheet = round_form()["aanvragen"]
    (rest,) = [d for d in sheet.column_dimensions.values() if d.max == 16_384]
    assert rest.min == len(COLUMNS) + 1
    assert not rest.protection.locked
    assert sheet.max_column == len(COLUMNS)


def test_the_form_is_explained_column_by_column() -> None:
    sheet = round_form()["toelichting"]
    told = {row[0].value: row for row in sheet if row[0].value in BY_NAME}
    assert set(told) == set(BY_NAME)
    assert all(cell.value for row in told.values() for cell in row)


def test_what_is_needed_to_be_eligible_is_said_so() -> None:
    sheet = round_form()["toelichting"]
    told = {row[0].value: row[1].value for row in sheet if row[0].value in BY_NAME}
    required = load_scenario("afwegingskader-2023").eligibility.required
    assert {n for n in CONDITIONS if "in aanmerking te komen" in told[n]} == set(required)
    assert [told[name] for name in ("plan_id", "ambitie")] == ["ja", "nee"]
    form = load_workbook(BytesIO(empty_form()))["toelichting"]
    assert "Realisatie Eenheid" in str({row[0].value: row[1].value for row in form}["plan_id"])


def test_the_form_prints_on_a4_with_its_header_on_every_page() -> None:
    sheet = round_form()["aanvragen"]
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.print_title_cols == "$A:$B"


@pytest.mark.parametrize("text", ["x" * 5000, "woord " * 900])
def test_no_row_is_higher_than_excel_allows(text: str) -> None:
    class Sheet:
        height = 0.0

        def set_row(self, row: int, height: float) -> None:
            self.height = height

    sheet: Any = Sheet()
    heighten(sheet, 1, (text, 10))
    assert 300 < sheet.height <= 409.5


def test_choices_are_told_in_the_order_of_the_set() -> None:
    assert combined(("a", "b")) == ("a", "b", "a|b")


def test_a_form_is_the_same_bytes_each_time() -> None:
    regions = read_regions()
    assert table_form("nl", (), regions) == table_form("nl", (), regions)


# --- The example row


def with_example(tmp_path: Path, **example: str) -> Path:
    """The form with its example, changed in places, and three plans below it."""
    book = round_form()
    sheet = book["aanvragen"]
    header = [str(cell.value) for cell in sheet[1]]
    for column, text in example.items():
        sheet.cell(2, header.index(column) + 1).value = text
    for r, row in enumerate(ROWS, start=3):
        for c, column in enumerate(header, start=1):
            sheet.cell(r, c).value = row.get(column)
    book.save(tmp_path / "ronde.xlsx")
    return tmp_path / "ronde.xlsx"


def test_the_example_is_read_by_neither_the_reader_nor_the_recount(tmp_path: Path) -> None:
    form = with_example(tmp_path)
    assert read_plans(form).ids == ("A", "B", "C")
    recounted = recount_plans(form.read_bytes(), read_facts(REGIONS))[1]
    assert [plan.plan_id for plan in recounted] == ["A", "B", "C"]


def test_what_is_wrong_in_the_example_does_not_matter(tmp_path: Path) -> None:
    form = with_example(tmp_path, sectoren="hbo", gemeenten="Atlantis", afstemming="Z")
    plans = read_plans(form)
    assert plans.ids == ("A", "B", "C")
    assert next((n.code, n.row) for n in plans.notes) == ("example_changed", 2)


def test_an_example_that_nobody_has_touched_is_told_as_such(tmp_path: Path) -> None:
    notes = read_plans(with_example(tmp_path)).notes
    assert [(n.code, n.row) for n in notes] == [("example_ignored", 2)]


def test_an_empty_form_says_that_only_the_example_is_in_it(tmp_path: Path) -> None:
    form = tmp_path / "formulier.xlsx"
    invoke("template", form)
    found = invoke("check", form)
    assert found.exit_code == 2
    assert "alleen een voorbeeldrij" in found.stderr


@pytest.mark.parametrize(
    "text",
    ["2023-04-26T14:05:00", "2023-04-26", "2023-04-26T00:00:00", "2023-04-26T14:05:00+02:00",
     "2023-04-26T14:05:00.250000"],
)  # fmt: skip
def test_a_moment_reads_back_as_it_was_written(tmp_path: Path, text: str) -> None:
    write_template(tmp_path / "r.xlsx", rows=[plan("A", ingediend_op=text)])
    assert read_plans(tmp_path / "r.xlsx").rows[0].cells["ingediend_op"] == (text,)


@pytest.mark.parametrize("text", ["0.725", "66.7%", "72,5%", "1", "nvt", "0.3333"])
def test_a_share_reads_back_as_it_was_written(tmp_path: Path, text: str) -> None:
    write_template(tmp_path / "r.xlsx", rows=[plan("A", aandeel_besturen=text)])
    assert read_plans(tmp_path / "r.xlsx").rows[0].cells["aandeel_besturen"] == (text,)


# --- The form of one applicant


def test_every_column_is_a_question_with_a_box(tmp_path: Path) -> None:
    sheet = load_workbook(BytesIO(empty_form()))["aanvraag"]
    rows = rows_of(sheet)
    assert set(rows) == set(BY_NAME)
    for column in COLUMNS:
        first = rows[column.name][0]
        starred = column.required and column.name != "plan_id"  # which the office gives
        assert str(sheet.cell(first, 2).value).endswith("*") == starred
        assert not sheet.cell(first, 3).protection.locked
        assert sheet.cell(first, 1).protection.locked


def test_each_box_for_a_sector_or_condition_has_its_list() -> None:
    sheet = load_workbook(BytesIO(empty_form()))["aanvraag"]
    rows, found = rows_of(sheet), rules(sheet)
    assert found[f"C{rows['sectoren'][0]}"].formula1 == f'"{",".join(SECTORS)}"'
    for code in CONDITIONS:
        assert found[f"C{rows[code][0]}"].formula1 == f'"{",".join(ASSESSMENTS)}"'


def test_a_filled_form_is_read_as_a_row_would_be(tmp_path: Path) -> None:
    moment = datetime(2023, 4, 26, 14, 5)
    form = fill(tmp_path / "n.xlsx", "N1", ingediend_op=moment, ambitie=4, aandeel_besturen="nvt")
    (plan,) = read_plans(form).rows
    assert plan.plan_id == "N1"
    assert plan.sectors == ("po", "vo")
    assert plan.cells["gemeenten"] == ("GM0014", "GM1969")
    assert plan.cells["ingediend_op"] == ("2023-04-26T14:05:00",)
    assert plan.cells["aandeel_besturen"] == ("nvt",)
    assert plan.cells["ambitie"] == ("4",)


def test_yes_to_a_question_is_met_and_told_and_no_has_two_meanings(tmp_path: Path) -> None:
    plans = read_plans(fill(tmp_path / "n.xlsx", "N1", a1="Ja", m1="ja"))
    assert plans.rows[0].conditions["a1"] == plans.rows[0].conditions["m1"] == "voldaan"
    told = {n.column: n.params["cell"] for n in plans.notes if n.code == "read_as"}
    assert set(told) == {"a1", "m1"}
    with pytest.raises(InputError) as refused:
        read_plans(fill(tmp_path / "o.xlsx", "N1", a1="Nee", m1="ja"))
    (fault,) = refused.value.faults
    assert "Bedoelt u `werkt_toe` of `ontbreekt`?" in refused.value.said("nl")
    assert fault.column == "a1"
    with pytest.raises(InputError):
        read_plans(tmp_path / "n.xlsx", strict=True)


def test_a_form_without_a_plan_id_is_checked_all_the_same(tmp_path: Path) -> None:
    form = fill(tmp_path / "n.xlsx", "", naam="Food Valley")
    found = invoke("check", form)
    assert found.exit_code == 0, found.stderr
    assert "de aanvraag heet nu `Food-Valley`" in found.stderr
    assert invoke("check", fill(tmp_path / "o.xlsx", "", naam="")).exit_code == 2
    with pytest.raises(InputError):  # a round has plan_ids
        read_plans(form)


def test_an_agreement_in_one_form_is_looked_at_when_all_plans_are_together(tmp_path: Path) -> None:
    form = fill(tmp_path / "n.xlsx", "N1", afstemming=["Z9"])
    found = invoke("check", form)
    assert found.exit_code == 0, found.stderr
    assert "`Z9` is een andere aanvraag" in found.stderr
    with pytest.raises(InputError):
        read_plans(form)


@pytest.mark.parametrize("answers", [{}, {"a1": "Ja", "m1": "yes"}])
def test_the_recount_reads_a_filled_form_likewise(tmp_path: Path, answers: dict[str, str]) -> None:
    form = fill(tmp_path / "n.xlsx", "N1", **answers)
    columns, (recounted,) = recount_plans(form.read_bytes(), read_facts(REGIONS))
    plans = read_plans(form)
    assert columns == plans.columns
    for column in columns:
        assert recounted.labels(column) == plans.rows[0].cells.get(column, ()), column


def test_a_fault_in_a_filled_form_names_its_cell(tmp_path: Path) -> None:
    form = fill(tmp_path / "n.xlsx", "N1", gemeenten=["Groningen", "", "", "", "Atlantis"])
    rows = rows_of(load_workbook(form)["aanvraag"])
    found = invoke("check", form)
    assert found.exit_code == 2
    assert f"cel C{rows['gemeenten'][1]}, kolom `gemeenten`: " in found.stderr
    assert "Atlantis" in found.stderr


def test_an_empty_form_of_an_applicant_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "leeg.xlsx").write_bytes(empty_form())
    found = invoke("check", tmp_path / "leeg.xlsx")
    assert found.exit_code == 2
    assert "leeg.xlsx: dit formulier is niet ingevuld." in found.stderr


def test_every_required_answer_that_is_missing_is_named_with_its_cell(tmp_path: Path) -> None:
    form = fill(tmp_path / "n.xlsx", "", naam="", sectoren="", samenwerking="", herkomst="")
    rows = rows_of(load_workbook(form)["aanvraag"])
    found = invoke("check", form)
    for column in COLUMNS:  # without a name there is nothing to make a plan_id of
        told = f"cel C{rows[column.name][0]}, kolom `{column.name}`" in found.stderr
        assert told == column.required, column.name


def test_a_formula_among_the_answers_is_a_fault_with_its_cell(tmp_path: Path) -> None:
    form = fill(tmp_path / "n.xlsx", "N1", besturen=["A", "=1+1"])
    rows = rows_of(load_workbook(form)["aanvraag"])
    found = invoke("check", form)
    assert found.exit_code == 2
    assert f"cel D{rows['besturen'][0]}, kolom `besturen`" in found.stderr
    assert "Fouten: 1." in found.stderr


def test_a_form_with_more_answers_than_anyone_gives_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = fill(tmp_path / "n.xlsx", "N1")
    monkeypatch.setattr(layout, "MAX_ANSWERS", 20)
    found = invoke("check", form)
    assert found.exit_code == 2
    assert "antwoorden; hoogstens 20 mag" in found.stderr


def test_a_round_whose_first_column_is_called_kolom_is_a_round_still(tmp_path: Path) -> None:
    book = load_workbook(BytesIO(table_form("nl", [plan("A")], read_regions())))
    sheet = book["aanvragen"]
    for r in (1, 2):
        for c in range(len(COLUMNS), 0, -1):
            sheet.cell(r, c + 1).value = sheet.cell(r, c).value
    sheet["A1"], sheet["A2"] = "kolom", "x"
    book.save(tmp_path / "r.xlsx")
    assert read_plans(tmp_path / "r.xlsx").ids == ("A",)


def test_a_form_is_corrected_in_its_own_boxes(tmp_path: Path) -> None:
    boxes = ["Etten Leur", "Tilburg"]
    form = fill(tmp_path / "n.xlsx", "N1", ambitie=9, a1="Werkt toe", gemeenten=boxes)
    invoke("check", form, "--fix", tmp_path / "beter.xlsx")
    book = load_workbook(tmp_path / "beter.xlsx")
    sheet = book["aanvraag"]
    rows = rows_of(sheet)
    level, mark, town = (sheet.cell(rows[n][0], 3) for n in ("ambitie", "a1", "gemeenten"))
    assert "9" in str(level.comment)
    assert (mark.value, town.value) == ("werkt_toe", "Etten-Leur")
    assert sheet.cell(rows["gemeenten"][0], 4).comment is None
    assert rows == rows_of(load_workbook(form)["aanvraag"])
    level.value = 4
    mended = BytesIO()
    book.save(mended)
    assert parse_plans("m", mended.getvalue(), read_regions(), Manner(strict=True)).ids == ("N1",)
