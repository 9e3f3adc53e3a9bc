"""What a run read of the regions is kept with its result: later commands need no option."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import pytest
from builders import plan, tables, write_case
from click.testing import CliRunner
from depth import DEEP, sample
from round_plans import municipalities
from shapely import box
from verifying import FRAMEWORK, ROWS, agrees, named, verify

from selector import load_scenario, read_plans, read_regions, resources, select
from selector.audit import audit
from selector.cli import main
from selector.reopen import read_problem, read_run
from selector.verify import recount

pytestmark = pytest.mark.usefixtures("plain_maps")


@pytest.fixture(scope="module")
def boundaries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A square of 4 km on the centre of every municipality."""
    towns = municipalities()
    centres = [(int(town["rd_x"]), int(town["rd_y"])) for town in towns.values()]
    shapes = [box(x - 2000, y - 2000, x + 2000, y + 2000) for x, y in centres]
    path = tmp_path_factory.mktemp("grenzen") / "mijn grenzen.gpkg"
    frame = geopandas.GeoDataFrame({"statcode": list(towns)}, geometry=shapes, crs="EPSG:28992")
    frame.to_file(path, layer="gemeente_gegeneraliseerd_2023")
    return path


def drawn(folder: Path, suffix: str) -> Path:
    """Three plans of which two are drawn."""
    town = municipalities()["GM0363"]
    x, y = int(town["rd_x"]), int(town["rd_y"])
    shapes: Any = [
        box(x - 2000, y - 2000, x + 500, y + 2000),
        None,
        box(x + 1500, y, x + 9000, y + 9000),
    ]
    rows = [plan("P", ""), plan("Q", "GM0599", ambitie="4"), plan("R", "")]
    frame = geopandas.GeoDataFrame(rows, geometry=shapes, crs="EPSG:28992")
    path = folder / f"aanvragen.{suffix}"
    (frame.to_crs("EPSG:4326") if suffix == "geojson" else frame).to_file(path)
    return path


def moved(folder: Path) -> Path:
    """The directory somewhere else, and nothing left in its old place."""
    return Path(shutil.move(folder, folder.parent / "elders" / "uit"))


@pytest.mark.parametrize("suffix", sample(["geojson", "gpkg"], every=2))
def test_drawn_plans_verify_and_answer_later_without_the_option(
    boundaries: Path, tmp_path: Path, suffix: str
) -> None:
    path = drawn(tmp_path, suffix)
    _, scenario = write_case(tmp_path, ROWS, tables(1, territory={"min_cover": 0.05}))
    given = tmp_path / "grenzen.gpkg"
    shutil.copy(boundaries, given)
    facts = read_regions(given)
    result = select(read_plans(path, facts), load_scenario(scenario), facts, answers=True)
    assert [len(place.municipalities) for place in result.problem.places][:2] == [1, 1]
    (tmp_path / "elders").mkdir()
    folder = moved(result.save(tmp_path / "uit"))
    given.unlink()
    assert (folder / "invoer" / "regio" / "grenzen.gpkg").read_bytes() == boundaries.read_bytes()
    agrees(audit(folder)[0])
    assert verify(folder, "--regions", str(boundaries)).exit_code == 0
    for command in (["why", str(folder), "Q"], ["draw", str(folder)]):
        found = CliRunner().invoke(main, command)
        assert found.exit_code == 0, found.output


@DEEP
def test_a_shapefile_is_kept_in_all_its_parts(boundaries: Path, tmp_path: Path) -> None:
    geopandas.read_file(boundaries).to_file(tmp_path / "Grenzen 2023.shp")
    facts = read_regions(tmp_path / "Grenzen 2023.shp")
    assert set(facts.files) >= {"grenzen.shp", "grenzen.shx", "grenzen.dbf", "grenzen.prj"}
    plans, scenario = write_case(tmp_path, ROWS, FRAMEWORK)
    folder = select(read_plans(plans, facts), load_scenario(scenario), facts).save(tmp_path / "uit")
    agrees(recount(folder))
    assert read_problem(folder, read_run(folder)).regions.sha256 == facts.sha256


@DEEP
def test_replaced_tables_are_kept_and_only_those(tmp_path: Path) -> None:
    mine = tmp_path / "gemeenten"
    mine.mkdir()
    (mine / "krimp.csv").write_text("code;type\nGM0363;krimp\n", encoding="utf-8")
    plans, scenario = write_case(tmp_path, ROWS, FRAMEWORK)
    facts = read_regions(mine)
    folder = select(read_plans(plans, facts), load_scenario(scenario), facts).save(tmp_path / "uit")
    kept = folder / "invoer" / "regio"
    assert [path.name for path in kept.iterdir()] == ["krimp.csv"]
    shutil.rmtree(mine)
    agrees(audit(folder)[0])
    (kept / "krimp.csv").write_text("code;type\nGM0599;krimp\n", encoding="utf-8")
    report, _ = audit(folder)
    assert named(report, "cohort.json", "input.regions_sha256")
    assert named(report, "plans.csv", "A, context")


def test_the_bundled_tables_are_not_kept(original: Path) -> None:
    assert sorted(path.name for path in (original / "invoer").iterdir()) == [
        "aanvragen.csv", "scenario.toml",
    ]  # fmt: skip


@DEEP
def test_downloaded_boundaries_are_kept_as_well(
    boundaries: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SELECTOR_DATA", str(tmp_path / "data"))
    own = resources.boundaries(2023)
    own.parent.mkdir(parents=True)
    geopandas.read_file(boundaries).to_crs("EPSG:4326").to_file(own)
    plans, scenario = write_case(tmp_path, ROWS, FRAMEWORK)
    facts = read_regions()
    folder = select(read_plans(plans, facts), load_scenario(scenario), facts).save(tmp_path / "uit")
    monkeypatch.setenv("SELECTOR_DATA", str(tmp_path / "niets"))
    assert (folder / "invoer" / "regio" / "grenzen.geojson").read_bytes() == own.read_bytes()
    agrees(recount(folder))
    assert CliRunner().invoke(main, ["why", str(folder), "A"]).exit_code == 0


def test_a_plans_file_named_as_the_folder_of_the_regions_is_no_trouble(
    boundaries: Path, tmp_path: Path
) -> None:
    plans, scenario = write_case(tmp_path, ROWS, FRAMEWORK)
    facts = read_regions(boundaries)
    applications = read_plans(plans.rename(tmp_path / "regio"), facts)
    folder = select(applications, load_scenario(scenario), facts).save(tmp_path / "uit")
    assert (folder / "invoer" / "regio-1" / "grenzen.gpkg").is_file()
    agrees(recount(folder))


@DEEP
@pytest.mark.parametrize(
    "harm",
    [
        lambda kept: (kept / "grenzen.gpkg").write_bytes(b"kapot"),
        lambda kept: (kept / "grenzen.gpkg").unlink(),
        lambda kept: (kept / "krimp.csv").write_text("code;type\nGM0599;krimp\n"),
        lambda kept: shutil.rmtree(kept),
    ],
)
def test_kept_regions_that_were_changed_are_found(
    boundaries: Path, tmp_path: Path, harm: Callable[[Path], object]
) -> None:
    plans, scenario = write_case(tmp_path, ROWS, FRAMEWORK)
    facts = read_regions(boundaries)
    folder = select(read_plans(plans, facts), load_scenario(scenario), facts).save(tmp_path / "uit")
    harm(folder / "invoer" / "regio")
    found = verify(folder)
    assert found.exit_code == 5
    assert "regi" in found.stdout.partition("Verschillen:")[2]
    assert CliRunner().invoke(main, ["why", str(folder), "A"]).exit_code == 5
    record = json.loads((folder / "cohort.json").read_text(encoding="utf-8"))
    assert record["input"]["regions_sha256"] == facts.sha256
