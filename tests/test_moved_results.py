"""A result is moved and all that it was made from is gone: every later command still works."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import geopandas
import pytest
from builders import invoke, plan, tables, write_case
from round_plans import municipalities
from shapely import box
from verifying import draw_plainly

ROWS = [
    plan("A", "GM0363|GM0384", besturen="B1"),
    plan("B", "GM0363", besturen="B1", herkomst="bestaand"),
    plan("C", "GM0599", herkomst="bestaand"),
    plan("D", "GM0014", a1="werkt_toe"),
]
CRITERIA = [
    {"name": "herkomst", "measure": "balance", "on": "herkomst"},
    {"name": "context", "measure": "balance", "on": "context"},
]
SCENARIO = tables(
    2, criteria=CRITERIA, competition=[{"rule": "overlap"}], objective=[{"tier": "leximin"}]
)


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A result with boundaries and a krimp list of its own; what was read is removed."""
    home = tmp_path_factory.mktemp("eerst")
    plans, scenario = write_case(home, ROWS, SCENARIO)
    own = home / "regio"
    own.mkdir()
    (own / "krimp.csv").write_text("code;type\nGM0014;krimp\n", encoding="utf-8")
    towns = municipalities()
    shapes = [box(int(t["rd_x"]) - 2000, int(t["rd_y"]) - 2000, int(t["rd_x"]) + 2000,
                  int(t["rd_y"]) + 2000) for t in towns.values()]  # fmt: skip
    frame = geopandas.GeoDataFrame({"statcode": list(towns)}, geometry=shapes, crs="EPSG:28992")
    frame.to_file(own / "grenzen.gpkg", layer="gemeente_gegeneraliseerd_2023")
    with pytest.MonkeyPatch.context() as patch:
        draw_plainly(patch)
        run = ("run", plans, "--scenario", scenario, "--regions", own, "--out", home / "uit")
        done = invoke(*run, "--quiet")
    assert done.exit_code == 0, done.output
    place = tmp_path_factory.mktemp("elders") / "verhuisd"
    shutil.move(home / "uit", place)
    shutil.rmtree(home)
    return place


@pytest.mark.usefixtures("plain_maps")
@pytest.mark.parametrize(
    "command",
    [
        ("verify", "DIR"),
        ("verify", "DIR", "--prove"),
        ("why", "DIR", "A"),
        ("draw", "DIR"),
        ("alternatives", "DIR", "--count", "2", "--differ", "1"),
        ("merge", "DIR", "--quiet"),
        ("pareto", "DIR", "--criteria", "herkomst", "context", "--out", "OUT"),
        ("run", "DIR", "--out", "OUT", "--quiet"),
    ],
    ids=lambda command: " ".join(command[:3]),
)
def test_every_later_command_works_without_options(
    moved: Path, tmp_path: Path, command: Sequence[str]
) -> None:
    places = {"DIR": moved, "OUT": tmp_path / "uit"}
    done = invoke(*(places.get(word, word) for word in command))
    assert done.exit_code == 0, done.output


@pytest.mark.usefixtures("plain_maps")
def test_a_run_of_a_result_gives_that_result_again(moved: Path, tmp_path: Path) -> None:
    assert invoke("run", moved, "--out", tmp_path / "uit", "--quiet").exit_code == 0
    first, second = (
        json.loads((folder / "cohort.json").read_text(encoding="utf-8"))
        for folder in (moved, tmp_path / "uit")
    )
    assert second["input"] == first["input"]
    assert second["selected"] == first["selected"]
    kept = {path.relative_to(moved).as_posix() for path in (moved / "invoer").rglob("*")}
    again = {p.relative_to(tmp_path / "uit").as_posix() for p in (tmp_path / "uit").rglob("*")}
    assert kept <= again
    assert {"invoer/regio/krimp.csv", "invoer/regio/grenzen.gpkg"} <= kept


def test_a_scenario_that_is_named_goes_before_the_one_inside(moved: Path, tmp_path: Path) -> None:
    _, other = write_case(tmp_path, ROWS, tables(1, criteria=CRITERIA))
    done = invoke("pareto", moved, "--scenario", other, "--criteria", "herkomst", "context",
                  "--out", tmp_path / "front")  # fmt: skip
    assert done.exit_code == 0, done.output
    front = json.loads((tmp_path / "front" / "front.json").read_text(encoding="utf-8"))
    assert {len(point["selected"]) for point in front["points"]} == {1}


def test_a_result_whose_input_was_changed_is_refused(moved: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(moved, tmp_path / "gewijzigd")
    kept = copy / "invoer" / "aanvragen.csv"
    kept.write_text(kept.read_text(encoding="utf-8").replace("Plan A", "Plan Z"), "utf-8")
    for command in (("merge", copy), ("pareto", copy, "--criteria", "herkomst", "context")):
        done = invoke(*command)
        assert done.exit_code == 5
        assert "aanvragen.csv" in done.stderr
