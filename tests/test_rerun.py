"""`selector rerun`: every byte the same again, or what differs and what may be the cause."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from builders import invoke, skip_drawings, write_case
from depth import DEEP, sample
from verifying import FRAMEWORK, IMPOSSIBLE, ROWS, edit

from selector import load_scenario, read_plans, select
from selector.resources import themes
from selector.solve import clock

RECORD = "cohort.json"


@pytest.fixture(autouse=True)
def without_drawings(monkeypatch: pytest.MonkeyPatch) -> None:
    skip_drawings(monkeypatch)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> tuple[str | Path, ...]:
    plans, scenario = write_case(tmp_path_factory.mktemp("ronde") / "ronde", ROWS, FRAMEWORK)
    return plans, "--scenario", scenario


@pytest.fixture(scope="module")
def first(case: tuple[str | Path, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("een") / "een"
    with pytest.MonkeyPatch.context() as patch:
        skip_drawings(patch)
        assert invoke("run", *case, "--out", out).exit_code == 0
    return out


@pytest.fixture
def made(first: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(first, tmp_path / "een"))


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def again(folder: Path, *options: str) -> tuple[int, dict[str, Any]]:
    found = invoke("rerun", folder, "--out", folder.with_name("twee"), "--json", *options)
    return found.exit_code, json.loads(found.stdout)


@pytest.mark.parametrize(
    "options",
    sample([(options,) for options in (
     (), ("--lang", "en"), ("--certify",),
     ("--lang", "en", "--certify", "--no-swaps", "--seed", "x"), ("--no-answers",),
     ("--no-swaps", "--no-answers"), ("--theme", str(themes() / "voorbeeld.toml")),
     ("--swaps", "--answers"), ("--seed", "trekking"), ("--only", "kaarten"), ("--no-dossier",),
     ("--time-limit", "600"))], every=12),
)  # fmt: skip
def test_every_byte_is_the_same_whatever_was_asked_for(
    case: tuple[str | Path, ...], tmp_path: Path, options: tuple[str, ...]
) -> None:
    first = tmp_path / "een"
    assert invoke("run", *case, "--out", first, *options).exit_code == 0
    code, told = again(first)
    assert (code, told["same"], told["differences"]) == (0, True, [])
    assert contents(first) == contents(tmp_path / "twee")
    assert told["files"] == len(contents(first))


@DEEP
def test_the_day_is_taken_over_and_the_place_does_not_matter(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plans, scenario = write_case(tmp_path / "ronde", ROWS, FRAMEWORK)
    out = ("--out", tmp_path / "een")
    assert invoke("run", plans, "--scenario", scenario, *out).exit_code == 0
    (tmp_path / "elders").mkdir()
    moved = Path(shutil.move(tmp_path / "een", tmp_path / "elders" / "uit"))
    shutil.rmtree(tmp_path / "ronde")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert again(moved)[0] == 0


@DEEP
def test_a_result_of_python_that_was_asked_for_less_comes_out_the_same(tmp_path: Path) -> None:
    plans, scenario = write_case(tmp_path / "ronde", ROWS, FRAMEWORK)
    result = select(read_plans(plans), load_scenario(scenario), runner_up=False)
    result.save(tmp_path / "een", "en")
    assert again(tmp_path / "een")[0] == 0


def test_a_round_that_cannot_be_comes_out_the_same(tmp_path: Path) -> None:
    plans, scenario = write_case(tmp_path / "ronde", ROWS, IMPOSSIBLE)
    out = tmp_path / "een"
    assert invoke("run", plans, "--scenario", scenario, "--out", out).exit_code == 3
    assert again(out)[0] == 0
    assert contents(out) == contents(tmp_path / "twee")


@DEEP
def test_an_answer_to_what_if_comes_out_the_same(made: Path, tmp_path: Path) -> None:
    kept = tmp_path / "gevraagd"
    assert invoke("whatif", made, "B.ambitie=5", "size=3", "--out", kept).exit_code == 0
    assert again(kept)[0] == 0


@DEEP
def test_other_versions_are_the_reason_that_is_named(made: Path) -> None:
    edit(made, lambda record: record["versions"].update(ortools="1.2.3"))
    code, told = again(made)
    assert code == 5
    assert [d["place"] for d in told["differences"]] == ["versions.ortools"]
    assert told["versions"]["ortools"][0] == "1.2.3"
    said = invoke("rerun", made, "--out", made.with_name("drie")).stdout
    assert "ortools 1.2.3 → " in said


def test_a_changed_file_is_named_and_the_new_result_stays(made: Path, tmp_path: Path) -> None:
    before = contents(made)
    edit(made, lambda record: record.update(selected=["A"]))
    (made / "plans.csv").unlink()
    code, told = again(made)
    assert code == 5
    assert told["changed"] == [RECORD, "plans.csv"]
    assert {d["file"] for d in told["differences"]} == {RECORD, "plans.csv"}
    assert contents(tmp_path / "twee") == before


@DEEP
def test_a_list_of_hashes_that_was_adapted_hides_nothing(made: Path) -> None:
    from selector.publish.ownership import seal

    edit(made, lambda record: record.update(ticket_decided=False))
    seal(made)
    found = invoke("rerun", made, "--out", made.with_name("twee"))
    assert found.exit_code == 5
    assert "ticket_decided" in found.stdout
    assert "geen oorzaak bekend" in found.stdout


@DEEP
def test_what_is_of_no_result_is_told_and_does_not_count(made: Path) -> None:
    (made / "aantekening.txt").write_text("van mij", encoding="utf-8")
    code, told = again(made)
    assert (code, told["foreign"]) == (0, ["aantekening.txt"])


@DEEP
def test_a_file_that_a_run_would_not_leave_there_does_count(made: Path) -> None:
    (made / "infeasible.json").write_text("{}", encoding="utf-8")
    code, told = again(made)
    assert code == 5
    assert [(d["file"], d["kind"]) for d in told["differences"]] == [("infeasible.json", "extra")]


@DEEP
def test_where_time_ran_out_it_is_said_and_the_limit_is_taken_over(
    case: tuple[str | Path, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, limits = tmp_path / "een", list[float | None]()
    assert invoke("run", *case, "--out", out, "--time-limit", "0.02").exit_code in (0, 1, 4)
    if not out.exists():  # not even a cohort in that time
        pytest.skip("too slow a machine")
    edit(out, lambda record: record.update(time_limit=30))
    own = clock.Clock.__post_init__

    def noting(made: clock.Clock) -> None:
        limits.append(made.limit)
        own(made)

    monkeypatch.setattr(clock.Clock, "__post_init__", noting)
    found = invoke("rerun", out, "--out", tmp_path / "twee")
    assert limits[0] == 30
    assert "hoeft niet opnieuw" in found.stderr
    assert found.exit_code == 5
    assert "time_limit" in found.stdout


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / RECORD).unlink(),
        lambda folder: (folder / RECORD).write_text("[]", encoding="utf-8"),
        lambda folder: (folder / "invoer" / "aanvragen.csv").write_text("x", encoding="utf-8"),
        lambda folder: edit(folder, lambda record: record.update(language="fy")),
        lambda folder: edit(folder, lambda record: record.update(left_out=["x"])),
        lambda folder: edit(folder, lambda record: record.update(date="gisteren")),
        lambda folder: edit(folder, lambda record: record.update(time_limit=-1)),
        lambda folder: edit(folder, lambda record: record.update(regions_notes=[1])),
        lambda folder: edit(folder, lambda record: record.update(notes=3)),
        lambda folder: edit(folder, lambda record: record.pop("certified")),
        shutil.rmtree,
    ],
)
def test_what_cannot_be_made_again_is_refused_and_nothing_is_written(
    made: Path, tmp_path: Path, spoil: Any
) -> None:
    spoil(made)
    found = invoke("rerun", made, "--out", tmp_path / "twee")
    assert found.exit_code == 2
    assert found.stderr
    assert not (tmp_path / "twee").exists()


def test_what_exists_is_never_written_over(made: Path, tmp_path: Path) -> None:
    (tmp_path / "twee").mkdir()
    (tmp_path / "twee" / "iets").touch()
    assert invoke("rerun", made, "--out", tmp_path / "twee").exit_code == 2
    assert invoke("rerun", made).exit_code == 2
    assert [path.name for path in (tmp_path / "twee").iterdir()] == ["iets"]
