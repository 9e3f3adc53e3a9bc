"""The corrected form and the report that `check` writes on request."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from builders import EXAMPLE
from click.testing import CliRunner, Result
from depth import sample
from malformed import COLUMNS, csv_text, three, with_line
from openpyxl import Workbook, load_workbook
from test_as_typed import ONE_MEANING

from selector.cli import main
from selector.intake import Plans, parse_plans, read_regions
from selector.intake.correction import correct
from selector.intake.parsing import Manner
from selector.publish.checked.form import corrected_form

TYPED = (
    {"ingediend_op": "26-04-2023 16:30", "a1": "Werkt toe", "aandeel_besturen": "0.5"},
    {"gemeenten": "Etten Leur|Oost-Gelre"},
)
SPOILED = (
    {"ingediend_op": "04/05/2023", "a1": "Werkt toe"},
    {"gemeenten": "Etten Leur|Bergen"},
)
REGIONS = read_regions()
YELLOW, RED = "FFFFF2CC", "FFC0392B"


def check(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments)])


def written(folder: Path, text: str) -> Path:
    file = folder / "plannen.csv"
    file.write_text(text, "utf-8")
    return file


def cells(file: Path) -> dict[str, Any]:
    """Return the cells of the first sheet by their place."""
    sheet = load_workbook(file).worksheets[0]
    return {cell.coordinate: cell for row in sheet.iter_rows() for cell in row}


def column(name: str) -> str:
    return "ABCDEFGHIJKLM"[COLUMNS.index(name)]


def test_the_corrected_form_is_read_to_the_letter_as_the_same_plans(tmp_path: Path) -> None:
    typed = written(tmp_path, "Ronde 2023\n" + csv_text(three(*TYPED)).replace("naam", "Naam *"))
    found = check(typed, "--fix", tmp_path / "nieuw.xlsx")
    assert found.exit_code == 0, found.output
    data, regions = (tmp_path / "nieuw.xlsx").read_bytes(), read_regions()
    fixed = parse_plans("nieuw.xlsx", data, regions, Manner(strict=True))
    before = parse_plans("plannen.csv", typed.read_bytes(), regions)
    assert fixed.columns == before.columns == COLUMNS
    assert alike(fixed) == alike(before)
    assert [plan.row for plan in fixed.rows] == [plan.row for plan in before.rows] == [3, 4, 5]


def alike(plans: Plans) -> list[Any]:
    """What plans hold, a moment as such and not as it was written."""
    named = [{n: c for n, c in p.cells.items() if n != "ingediend_op"} for p in plans.rows]
    return [(p.submitted, cells) for p, cells in zip(plans.rows, named, strict=True)]


CAPITALS = [("samenwerking", "Regionaal"), ("a1", "VOLDAAN"), ("sectoren", "VO, po"),
            ("herkomst", "Nieuw"), ("aandeel_besturen", "NVT"),
            ("naam", "Regio\u00a0\u200bNoord")]  # fmt: skip


@pytest.mark.parametrize(
    ("column", "text"), sample([*(case[:2] for case in ONE_MEANING), *CAPITALS], every=3)
)
def test_a_spelling_that_is_taken_is_mended_once_and_for_all(
    column: str, text: str, tmp_path: Path
) -> None:
    typed, regions = written(tmp_path, csv_text(three({column: text}), (*COLUMNS, "a2"))), REGIONS
    first = corrected_form(correct(typed, regions), "nl", regions)
    assert first.changed == 1
    (tmp_path / "a.xlsx").write_bytes(first.data)
    again = corrected_form(correct(tmp_path / "a.xlsx", regions), "nl", regions)
    assert (again.changed, again.todo) == (0, 0)
    before = parse_plans("plannen.csv", typed.read_bytes(), regions)
    for form in (first, again):
        fixed = parse_plans("a.xlsx", form.data, regions, Manner(strict=True))
        assert fixed.notes == ()
        assert alike(fixed) == alike(before)


def test_dates_are_real_dates_and_shares_are_shown_as_percentages(tmp_path: Path) -> None:
    typed = written(tmp_path, csv_text(three(
        {"ingediend_op": "26-04-2023 16:30", "aandeel_besturen": "0.725"},
        {"ingediend_op": "26 april 2023", "aandeel_besturen": "1"},
    )))  # fmt: skip
    check(typed, "--fix", tmp_path / "nieuw.xlsx")
    shown, moment, share = (cells(tmp_path / "nieuw.xlsx"), *map(column, (
        "ingediend_op", "aandeel_besturen")))  # fmt: skip
    assert shown[f"{moment}2"].value == datetime(2023, 4, 26, 16, 30)
    assert shown[f"{moment}2"].number_format == "yyyy-mm-dd hh:mm"
    assert shown[f"{moment}3"].number_format == "yyyy-mm-dd"
    assert [shown[f"{share}{row}"].value for row in (2, 3)] == [0.725, 1]
    assert [shown[f"{share}{row}"].number_format for row in (2, 3)] == ["0.0%", "0%"]


def test_small_letters_are_written_as_the_contract_has_them(tmp_path: Path) -> None:
    typed = written(tmp_path, csv_text(three({"samenwerking": "Lokaal", "sectoren": "PO, vo"})))
    check(typed, "--fix", tmp_path / "nieuw.xlsx")
    shown = cells(tmp_path / "nieuw.xlsx")
    assert shown[f"{column('samenwerking')}2"].value == "lokaal"
    assert shown[f"{column('sectoren')}2"].value == "po|vo"
    assert shown[f"{column('samenwerking')}2"].fill.fgColor.rgb == YELLOW


def test_rows_that_are_no_plan_are_set_aside_and_told_and_the_example_stays(
    tmp_path: Path,
) -> None:
    example = {"plan_id": "VOORBEELD", "naam": "Zo doet u het"}
    rows = [example, *three({"a1": "Voldaan"})]
    typed = written(tmp_path, f"Ronde 2023\n\n{csv_text(rows)}Opmerking: nog niet compleet\n")
    found = check(typed, "--fix", tmp_path / "nieuw.xlsx")
    assert "rij 1 en 8" in found.stderr
    shown = cells(tmp_path / "nieuw.xlsx")
    assert [shown[f"A{row}"].value for row in range(1, 8)] == [
        None, None, "plan_id", "VOORBEELD", "P1", "P2", "P3",
    ]  # fmt: skip
    aside = load_workbook(tmp_path / "nieuw.xlsx")["niet gelezen"]
    assert [[cell.value for cell in row] for row in aside.iter_rows(min_row=2)] == [
        ["1", "Ronde 2023"], ["8", "Opmerking: nog niet compleet"],
    ]  # fmt: skip


def test_sheets_that_are_left_out_are_named(tmp_path: Path) -> None:
    book = Workbook()
    for row in [line.split(";") for line in csv_text(three()).splitlines()]:
        book.worksheets[0].append(row)
    book.create_sheet("begroting")
    book.create_sheet("gemeenten")  # the forms have that one too
    book.save(tmp_path / "met.xlsx")
    found = check(tmp_path / "met.xlsx", "--fix", tmp_path / "nieuw.xlsx")
    assert "het blad `begroting`." in found.stderr


def test_changed_cells_are_yellow_and_say_what_they_were(tmp_path: Path) -> None:
    check(written(tmp_path, csv_text(three(*TYPED))), "--fix", tmp_path / "nieuw.xlsx")
    found = cells(tmp_path / "nieuw.xlsx")
    changed = {place for place, cell in found.items() if cell.fill.fgColor.rgb == YELLOW}
    assert changed == {f"{column('ingediend_op')}2", f"{column('a1')}2", f"{column('gemeenten')}3"}
    cell = found[f"{column('a1')}2"]
    assert cell.value == "werkt_toe"
    assert "Werkt toe" in cell.comment.text
    assert found[f"{column('aandeel_besturen')}2"].value == 0.5
    assert found["A2"].comment is None


def test_what_needs_a_person_is_red_with_both_meanings_and_the_exit_code_is_2(
    tmp_path: Path,
) -> None:
    typed = written(tmp_path, csv_text(three(*SPOILED)))
    found = check(typed, "--fix", tmp_path / "nieuw.xlsx")
    assert found.exit_code == 2
    assert found.stdout == ""
    assert "Er is niets geschreven" not in found.stderr
    shown = cells(tmp_path / "nieuw.xlsx")
    red = {place for place, cell in shown.items() if cell.fill.fgColor.rgb == RED}
    assert red == {f"{column('ingediend_op')}2", f"{column('gemeenten')}3"}
    said = shown[f"{column('ingediend_op')}2"].comment.text
    assert "2023-05-04" in said
    assert "2023-04-05" in said
    assert shown[f"{column('gemeenten')}3"].value == "Etten-Leur|Bergen"
    todo = load_workbook(tmp_path / "nieuw.xlsx")["nog te doen"]
    assert [row[0].value for row in todo.iter_rows(min_row=2)] == ["C2", "E3"]


def test_a_row_that_cannot_be_read_is_kept_in_red_in_its_place(tmp_path: Path) -> None:
    typed = written(tmp_path, with_line(3, "P2;Twee;te weinig"))
    assert check(typed, "--fix", tmp_path / "nieuw.xlsx").exit_code == 2
    shown = cells(tmp_path / "nieuw.xlsx")
    assert [shown[f"A{row}"].value for row in (2, 3, 4)] == ["P1", "P2", "P3"]
    assert shown["A3"].fill.fgColor.rgb == RED


def test_what_was_read_as_something_else_is_told_below_the_faults(tmp_path: Path) -> None:
    said = check(written(tmp_path, csv_text(three(*SPOILED)))).stderr
    order = [said.index(part) for part in (
        "heeft twee betekenissen", "Let op:", "`Etten Leur` gelezen als `Etten-Leur`", "Fouten: 2.",
    )]  # fmt: skip
    assert order == sorted(order)
    assert "`Werkt toe` gelezen als" in said
    assert "gelezen als" not in check(tmp_path / "plannen.csv", "--strict").stderr


def test_a_missing_column_is_listed_as_still_to_do(tmp_path: Path) -> None:
    typed = written(tmp_path, csv_text(three(), [c for c in COLUMNS if c != "herkomst"]))
    assert check(typed, "--fix", tmp_path / "nieuw.xlsx").exit_code == 2
    todo = load_workbook(tmp_path / "nieuw.xlsx")["nog te doen"]
    assert [row[1].value for row in todo.iter_rows(min_row=2)] == ["herkomst"]


@pytest.mark.parametrize("option", ["--fix", "--report"])
def test_nothing_that_is_there_is_overwritten(option: str, tmp_path: Path) -> None:
    there = tmp_path / "bestaand.xlsx"
    there.write_bytes(b"van mij")
    found = check(EXAMPLE, option, there)
    assert found.exit_code == 2
    assert "bestaat al" in found.stderr
    assert there.read_bytes() == b"van mij"


def test_names_that_say_another_kind_of_file_are_refused(tmp_path: Path) -> None:
    assert check(EXAMPLE, "--fix", tmp_path / "x.csv").exit_code == 2
    assert check(EXAMPLE, "--report", tmp_path / "x.pdf").exit_code == 2
    both = check(EXAMPLE, "--fix", tmp_path / "x.xlsx", "--report", tmp_path / "x.xlsx")
    assert both.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_file_without_a_table_is_not_fixed(tmp_path: Path) -> None:
    (tmp_path / "leeg.csv").write_bytes(b"")
    assert check(tmp_path / "leeg.csv", "--fix", tmp_path / "nieuw.xlsx").exit_code == 2
    assert not (tmp_path / "nieuw.xlsx").exists()


def test_the_report_has_verdicts_findings_and_how_cells_were_read(tmp_path: Path) -> None:
    typed = written(tmp_path, csv_text(three(*TYPED)))
    assert check(typed, "--report", tmp_path / "r.html").exit_code == 0
    page = (tmp_path / "r.html").read_text("utf-8")
    assert page.count("<article") == 3
    for said in ("voldoet niet", "Los van de rest", "gelezen als <code>2023-04-26T16:30</code>"):
        assert said in page
    assert check(typed, "--report", tmp_path / "r.xlsx").exit_code == 0
    sheet = load_workbook(tmp_path / "r.xlsx").active
    assert sheet is not None
    texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert any("gelezen als" in text for text in texts)
    assert any("Los van de rest" in text for text in texts)


def test_the_report_of_a_file_with_faults_says_what_to_mend_and_judges_nobody(
    tmp_path: Path,
) -> None:
    typed = written(tmp_path, csv_text(three(*SPOILED)))
    assert check(typed, "--report", tmp_path / "r.html", "--lang", "en").exit_code == 2
    page = (tmp_path / "r.html").read_text("utf-8")
    assert page.count('class="wrong"') == 2
    assert 'class="verdict"' not in page
    assert "To be mended" in page


def test_text_of_applicants_is_shown_and_never_run(tmp_path: Path) -> None:
    typed = written(tmp_path, csv_text(three({"naam": "<script>alert(1)</script>"})))
    check(typed, "--report", tmp_path / "r.html", "--fix", tmp_path / "f.xlsx")
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_how_many_can_stand_together_and_which_exclude_each_other_is_told(tmp_path: Path) -> None:
    found = check(EXAMPLE, "--report", tmp_path / "r.html")
    for said in (
        "Van de 26 aanvragen die kunnen worden gekozen, passen er hoogstens 23 naast elkaar.",
        "Elkaar sluiten uit: A08–A21, A10–A22, A12–A28.",
    ):
        assert said in found.stdout
        assert said in (tmp_path / "r.html").read_text("utf-8")
    assert "Het scenario vraagt" not in found.stdout
    few = check(written(tmp_path, csv_text(three(*TYPED))))
    assert "Er kan geen enkele aanvraag worden gekozen." in few.stdout
    assert "Het scenario vraagt er minstens 12: dat kan niet." in few.stdout


def test_the_report_of_the_example_is_marked_as_fiction(tmp_path: Path) -> None:
    assert check(EXAMPLE, "--report", tmp_path / "r.html").exit_code == 0
    assert "verzonnen" in (tmp_path / "r.html").read_text("utf-8")


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    typed = written(tmp_path, csv_text(three(*TYPED)))
    for name in "ab":
        check(typed, "--report", tmp_path / f"{name}.html", "--fix", tmp_path / f"{name}.xlsx")
    for kind in ("html", "xlsx"):
        first, second = ((tmp_path / f"{name}.{kind}").read_bytes() for name in "ab")
        assert first == second
