"""The CSV files of a result: they open by a double click, in Dutch and in English."""

import csv
import re
from pathlib import Path

import pytest
from builders import plan, read_rows, result_from, tables, write_case
from verifying import agrees, draw_plainly

from selector import Result, read_plans
from selector.audit import audit
from selector.verify import recount

FILES = ("plans.csv", "conflicts.csv", "white_spots.csv")
ROWS = [
    plan("1-2", "GM0363|GM0384", aandeel_besturen="85%", cijfer="7.5", afstemming="MEI1"),
    plan("MEI1", "GM0363", aandeel_besturen="0.65", cijfer="6,25", naam="Maart 3"),
    plan("C", "GM0599", herkomst="bestaand", aandeel_besturen="72,5%", cijfer="72.5%"),
    plan("D", "", samenwerking="landelijk", aandeel_besturen="nvt", thema="7/9", cijfer="zeven"),
]
DATE = re.compile(r"\d{1,4}[-/. ]\d{1,4}([-/. ]\d{1,4})?|(mei|maart) ?\d+", re.IGNORECASE)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    scenario = tables(2, competition=[{"rule": "overlap", "verdict": "penalise", "lifted_by": []}])
    return result_from(*write_case(tmp_path_factory.mktemp("ronde"), ROWS, scenario))


@pytest.fixture(scope="module")
def folders(result: Result, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    place = tmp_path_factory.mktemp("uit")
    with pytest.MonkeyPatch.context() as patch:
        draw_plainly(patch)
        return {language: result.save(place / language, language) for language in ("nl", "en")}


def cells(path: Path, delimiter: str) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


@pytest.mark.parametrize("file", FILES)
def test_dutch_has_semicolons_a_mark_and_commas_english_commas_and_points(
    folders: dict[str, Path], file: str
) -> None:
    dutch, english = ((folders[language] / file).read_bytes() for language in ("nl", "en"))
    assert dutch.startswith(b"\xef\xbb\xbf")
    assert dutch.count(b"\xef\xbb\xbf") == 1
    assert not english.startswith(b"\xef\xbb\xbf")
    one, other = cells(folders["nl"] / file, ";"), cells(folders["en"] / file, ",")
    assert one[0] == other[0]
    assert len(one[0]) > 5
    assert {len(row) for row in (*one, *other)} == {len(one[0])}


def test_numbers_have_the_sign_of_the_language(folders: dict[str, Path]) -> None:
    (first, *_), (same, *_) = (read_rows(folders[name] / "conflicts.csv") for name in ("nl", "en"))
    assert re.fullmatch(r"\d+,\d+", first["gedeelde_km2"])
    assert first["gedeelde_km2"].replace(",", ".") == same["gedeelde_km2"]
    for language, sign in (("nl", ","), ("en", ".")):
        rows = {row["plan_id"]: row for row in read_rows(folders[language] / "plans.csv")}
        assert rows["'1-2"]["cijfer"] == f"7{sign}5"
        assert rows["'MEI1"]["cijfer"] == f"6{sign}25"
        assert rows["D"]["cijfer"] == "zeven"


def test_shares_are_numbers_from_0_to_1(folders: dict[str, Path]) -> None:
    shares = {
        row["plan_id"].lstrip("'"): row["aandeel_besturen"]
        for row in read_rows(folders["nl"] / "plans.csv")
    }
    assert shares == {"1-2": "0,85", "MEI1": "0,65", "C": "0,725", "D": "nvt"}


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(("language", "delimiter"), [("nl", ";"), ("en", ",")])
def test_no_cell_is_turned_into_a_date(
    folders: dict[str, Path], file: str, language: str, delimiter: str
) -> None:
    header, *rows = cells(folders[language] / file, delimiter)
    dates = {
        cell
        for row in rows
        for name, cell in zip(header, row, strict=True)
        if DATE.fullmatch(cell) and name != "ingediend_op" and not re.fullmatch(r"\d+\.\d+", cell)
    }
    assert dates == set()


@pytest.mark.usefixtures("plain_maps")
@pytest.mark.parametrize("language", ["nl", "en"])
def test_both_forms_verify(folders: dict[str, Path], language: str) -> None:
    agrees(recount(folders[language]))
    agrees(audit(folders[language])[0])


@pytest.mark.parametrize("language", ["nl", "en"])
def test_plans_csv_handed_in_gives_the_same_plans(
    folders: dict[str, Path], result: Result, language: str
) -> None:
    again = read_plans(folders[language] / "plans.csv")
    first = result.problem.plans
    assert again.ids == first.ids
    for one, other in zip(first.rows, again.rows, strict=True):
        assert (one.name, one.board_share, one.municipalities, one.agreements, one.conditions) == (
            other.name, other.board_share, other.municipalities, other.agreements,
            other.conditions,
        )  # fmt: skip
    assert {row.plan_id: row.cells.get("thema") for row in again.rows}["D"] == ("7/9",)


def test_one_word_means_one_thing_in_all_files(folders: dict[str, Path]) -> None:
    headers = [set(cells(folders["nl"] / file, ";")[0]) for file in FILES]
    given = {*ROWS[0], "thema"}
    shared = (headers[0] & headers[1]) | (headers[0] & headers[2]) | (headers[1] & headers[2])
    assert shared - given == {"context", "inwoners"}
    assert not {"verdict", "selected", "reasons"} & set().union(*headers)
