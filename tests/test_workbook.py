"""The workbook: for reading and printing, in words, with numbers as numbers."""

import re
from pathlib import Path
from typing import Any

import pytest
from builders import ROOT, Row, plan, result_of, tables
from openpyxl import load_workbook

from selector import Result, read_plans, select
from selector.publish.workbook import write_workbook

SHEETS = {
    "nl": ["Voordracht", "Aanvragen", "Criteria", "Paren", "Witte vlekken", "Scenario", "Velden",
           "Herkomst"],
    "en": ["Nomination", "Plans", "Criteria", "Pairs", "White spots", "Scenario", "Fields",
           "Provenance"],
}  # fmt: skip
HOSTILE = ("=1+1", "@SUM(A1)", "+1", "-1", "<script>", "http://x.nl", "{=1}", "x" * 200, "ée\u0301",
           "&P &N", "mailto:a@b.nl", "#DIV/0!", "TRUE", "1-2")  # fmt: skip


@pytest.fixture(scope="module")
def example() -> Result:
    return select(read_plans(ROOT / "data" / "example" / "aanvragen.csv"), answers=True)


@pytest.fixture(scope="module")
def books(example: Result, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    found = {}
    for language in SHEETS:
        folder = tmp_path_factory.mktemp(language)
        write_workbook(example.outcome, folder, language)
        found[language] = load_workbook(folder / "cohort.xlsx")
    return found


def footer(sheet: Any) -> str:
    """What stands at the foot of every page, at the left."""
    return str(sheet.oddFooter.left.text)


def table(sheet: Any, first: str) -> tuple[list[str], list[list[Any]]]:
    """The headings of a sheet, of which the first is known, and the rows below."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    top = next(i for i, row in enumerate(rows) if row[0] == first)
    return rows[top], rows[top + 1 :]


@pytest.mark.parametrize("language", SHEETS)
def test_the_sheets_stand_in_their_order(books: dict[str, Any], language: str) -> None:
    assert books[language].sheetnames == SHEETS[language]


def test_every_sheet_prints_on_landscape_a4_with_its_headings(books: dict[str, Any]) -> None:
    for sheet in books["nl"]:
        setup = sheet.page_setup
        assert (setup.orientation, int(setup.paperSize)) == ("landscape", 9)
        assert (setup.fitToWidth or 1, setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows
        assert sheet.print_area
        assert sheet.freeze_panes
        assert sheet.auto_filter.ref


def test_dutch_sheets_hold_dutch_words_and_no_codes(books: dict[str, Any]) -> None:
    text = "\n".join(
        str(cell.value)
        for name in ("Voordracht", "Aanvragen", "Criteria", "Paren", "Scenario")
        for row in books["nl"][name].iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    )
    codes = ("voldoet_niet", "penalise", "forbid", "overlap:landelijk", "shared_party",
             "neighbours", "lifted", "in_optimal", "leximin", "balance", "coverage", "true",
             "|")  # fmt: skip
    assert [code for code in codes if code in text] == []
    # No fractions, but for the municipalities of a region: "Groningen (14/14)".
    assert re.search(r"(?<!\()\b[0-9]+/[0-9]+\b", text) is None


def test_scores_and_shares_are_numbers_with_two_places(
    books: dict[str, Any], example: Result
) -> None:
    sheet = books["nl"]["Criteria"]
    _, rows = table(sheet, "criterium")
    scores = {row[0]: row[2] for row in rows if row[0] in example.scores}
    assert scores == {n: pytest.approx(float(s), abs=1e-6) for n, s in example.scores.items()}
    assert {sheet.cell(row, 3).number_format for row in range(5, 15)} == {"0.00"}
    heads, plans = table(books["nl"]["Aanvragen"], "aanvraag")
    shares = [row[heads.index("aandeel besturen")] for row in plans]
    assert {type(share) for share in shares} <= {int, float, type(None), str}
    assert 0.91 in shares
    assert {share for share in shares if isinstance(share, str)} <= {"nvt"}


def test_the_criteria_have_a_chart_that_says_what_it_shows(example: Result, tmp_path: Path) -> None:
    import zipfile

    write_workbook(example.outcome, tmp_path, "nl")
    with zipfile.ZipFile(tmp_path / "cohort.xlsx") as archive:
        assert "xl/charts/chart1.xml" in archive.namelist()
        assert b'descr="Staafdiagram van de criteria (aantal: 13)' in archive.read(
            "xl/drawings/drawing1.xml"
        )


def test_every_sheet_says_that_the_round_is_fictitious(books: dict[str, Any]) -> None:
    for language, mark in (("nl", "verzonnen voorbeeldronde"), ("en", "")):
        for sheet in books[language]:
            above = [str(sheet.cell(row, 1).value) for row in (1, 2)]
            assert any(mark in line for line in above)
            assert mark in footer(sheet)


def test_the_nomination_names_the_chosen_plans_and_the_fields_are_explained(
    books: dict[str, Any], example: Result
) -> None:
    _, rows = table(books["nl"]["Voordracht"], "aanvraag")
    assert tuple(row[0] for row in rows) == example.selected
    _, fields = table(books["nl"]["Velden"], "blad")
    explained = {(row[0], row[1]) for row in fields}
    assert {("Aanvragen", "oordeel"), ("Paren", "gevolg"), ("Criteria", "haalbaar")} <= explained
    assert all(row[2] for row in fields)


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    rows: list[Row] = [
        plan(f"P{n:02}", naam=text, uitdagingen=text, besturen=text, eigen=text, aanvraag=text)
        for n, text in enumerate(HOSTILE)
    ]
    result = result_of(tmp_path, rows, tables(2, name="R&D &P <x>"))
    write_workbook(result.outcome, tmp_path, "nl")
    book = load_workbook(tmp_path / "cohort.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not [cell for cell in cells if cell.hyperlink]
    heads, found = table(book["Aanvragen"], "aanvraag")
    assert [row[1] for row in found] == [one.name for one in result.problem.plans.rows]
    assert heads.count("aanvraag") == 1
    assert "aanvraag_invoer" in heads
    assert "R&&D &&P" in footer(book["Aanvragen"])


def test_without_a_cohort_the_sheets_about_one_are_left_out(tmp_path: Path) -> None:
    quota = [{"name": "nieuw", "where": {"herkomst": "nieuw"}, "min": 3}]
    result = result_of(tmp_path, [plan("A"), plan("B")], tables(2, quotas=quota))
    write_workbook(result.outcome, tmp_path, "nl")
    book = load_workbook(tmp_path / "cohort.xlsx")
    assert book.sheetnames == ["Aanvragen", "Paren", "Scenario", "Velden", "Herkomst"]
