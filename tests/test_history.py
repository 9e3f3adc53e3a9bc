"""`selector history`: the results below a folder by the date in them, each beside the last."""

import json
import os
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from builders import invoke, plan, result_from, skip_drawings, tables, write_case
from verifying import edit

from selector.audit import history as room

ROWS = [plan("A"), plan("B", "GM0599", herkomst="bestaand"), plan("C", "GM0014")]


@pytest.fixture(autouse=True)
def without_drawings(monkeypatch: pytest.MonkeyPatch) -> None:
    skip_drawings(monkeypatch)


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "kast"
    folder.mkdir()
    return folder


def keep(shelf: Path, place: str, day: int, size: int = 2, rows: Any = ROWS, **more: Any) -> Path:
    """Save a result below the folder, made on a day of May."""
    case = write_case(shelf.parent / "ronde", rows, tables(size, **more))
    out = shelf / place
    out.parent.mkdir(parents=True, exist_ok=True)
    return result_from(*case, day=date(2023, 5, day)).save(out)


def look(shelf: Path) -> list[dict[str, Any]]:
    found = invoke("history", shelf, "--json")
    assert found.exit_code == 0
    results: list[dict[str, Any]] = json.loads(found.stdout)["results"]
    return results


def test_results_stand_in_order_of_their_own_date_not_of_the_files(shelf: Path) -> None:
    keep(shelf, "b/laat", 3), keep(shelf, "c", 1), keep(shelf, "a/diep/er", 2)
    os.utime(shelf / "c" / "cohort.json", (2e9, 2e9))
    found = look(shelf)
    assert [entry["dir"] for entry in found] == ["c", "a/diep/er", "b/laat"]
    assert [entry["date"] for entry in found] == ["2023-05-01", "2023-05-02", "2023-05-03"]


def test_within_a_day_the_names_count_as_people_count(shelf: Path) -> None:
    for name in ("uit-10", "uit-9", "uit-1"):
        keep(shelf, name, 1)
    assert [entry["dir"] for entry in look(shelf)] == ["uit-1", "uit-9", "uit-10"]


def test_what_differs_is_told_by_input_key_cell_and_choice(shelf: Path) -> None:
    keep(shelf, "1", 1, 1)
    keep(shelf, "2", 2, 3)
    other = [{**ROWS[0], "naam": "Anders", "c2": "werkt_toe"}, *ROWS[1:]]
    keep(shelf, "3", 3, 3, other)
    keep(shelf, "4", 4, 2, other[:2])
    first, second, third, fourth = (entry["differs"] for entry in look(shelf))
    assert first is None
    assert second["inputs"] == ["scenario"]
    assert [d["change"] for d in second["scenario"]] == ["cohort.size=3"]
    assert len(second["enters"]) == 2
    assert second["leaves"] == []
    assert (third["inputs"], third["cells"], third["scenario"]) == (["plans"], 2, [])
    assert (third["enters"], third["leaves"]) == ([], [])
    assert (fourth["plans_out"], fourth["leaves"]) == (["C"], ["C"])


def test_another_seed_is_another_key(shelf: Path) -> None:
    case = write_case(shelf.parent / "ronde", ROWS, tables(2))
    for number, seed in enumerate(("een", "twee")):
        out = shelf / str(number)
        options = ("--seed", seed, "--out", out)
        assert invoke("run", case[0], "--scenario", case[1], *options).exit_code == 0
    differs = look(shelf)[1]["differs"]
    assert differs["inputs"] == []
    assert [d["key"] for d in differs["scenario"]] == ["seed"]


def test_a_round_without_cohort_takes_part(shelf: Path) -> None:
    keep(shelf, "1", 1)
    quota = {"name": "x", "where": {"herkomst": "bestaand"}, "min": 2}
    keep(shelf, "2", 2, quotas=[quota])
    found = look(shelf)
    assert [entry["status"] for entry in found] == ["optimal", "infeasible"]
    assert len(found[1]["differs"]["leaves"]) == 2


def test_versions_and_changed_files_are_named(shelf: Path) -> None:
    keep(shelf, "1", 1)
    edit(keep(shelf, "2", 2), lambda record: record["versions"].update(ortools="0.1"))
    found = look(shelf)
    assert found[1]["differs"]["versions"] == ["ortools"]
    assert found[1]["changed"] == ["cohort.json"]
    assert "veranderd sinds" in invoke("history", shelf).stdout


def test_what_cannot_be_read_is_told_and_the_rest_goes_on(shelf: Path) -> None:
    keep(shelf, "1", 1)
    for name, text in (("2", "[]"), ("3", "{"), ("4", '{"input": 3}')):
        (shelf / name).mkdir()
        (shelf / name / "cohort.json").write_text(text, encoding="utf-8")
    edit(keep(shelf, "5", 5), lambda record: record.update(date="gisteren"))
    shutil.rmtree(keep(shelf, "6", 6, 1) / "invoer")
    told = json.loads(invoke("history", shelf, "--json").stdout)
    assert told["unreadable"] == ["2", "3", "4", "5"]
    assert [entry["dir"] for entry in told["results"]] == ["1", "6"]
    assert told["results"][1]["differs"]["scenario"] is None
    assert "niet worden teruggelezen" in invoke("history", shelf).stdout


def test_links_and_hidden_folders_are_not_followed(shelf: Path) -> None:
    keep(shelf, "1", 1)
    keep(shelf, ".uit-abcdefgh/nieuw", 2)
    keep(shelf.parent / "elders", "x", 1)
    (shelf / "rond").symlink_to(shelf, target_is_directory=True)
    (shelf / "weg").symlink_to(shelf.parent / "elders", target_is_directory=True)
    assert [entry["dir"] for entry in look(shelf)] == ["1"]


def test_depth_and_number_are_bounded_and_that_is_told(
    shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(shelf, "1", 1), keep(shelf, "2", 2), keep(shelf, "a/b/c/d/e/f/g/h", 3)
    assert [entry["dir"] for entry in look(shelf)] == ["1", "2"]
    monkeypatch.setattr(room, "MOST_RESULTS", 1)
    told = json.loads(invoke("history", shelf, "--json").stdout)
    assert (len(told["results"]), told["complete"]) == (1, False)
    assert "niet overal gekeken" in invoke("history", shelf).stdout


def test_a_folder_that_is_a_result_is_one(shelf: Path) -> None:
    keep(shelf, "1", 1)
    assert [entry["dir"] for entry in look(shelf / "1")] == ["."]


def test_an_empty_folder_says_so_and_none_is_refused(shelf: Path) -> None:
    assert "geen uitkomsten" in invoke("history", shelf).stdout
    assert invoke("history", shelf / "weg").exit_code == 2


def test_no_name_can_steer_the_terminal(shelf: Path) -> None:
    keep(shelf, "1\x1b[31m", 1)
    assert "\x1b" not in invoke("history", shelf).stdout
