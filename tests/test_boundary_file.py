"""Files of boundaries as CBS and GIS programs write them, whole and broken."""

import json
import shutil
import zipfile
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
from builders import EXAMPLE, country
from click.testing import CliRunner
from shapely import MultiPolygon, Polygon, box

from selector import InputError, read_regions
from selector.cli import main
from selector.intake.boundaries import read_boundaries

REAL = Path(__file__).resolve().parents[2] / "shared" / "regions" / "gemeente_2023.geojson"
CODES = [f"GM000{number}" for number in range(1, 8)]


def squares(column: str = "statcode") -> geopandas.GeoDataFrame:
    """The seven squares of the test country, last one first."""
    shapes = country(boundaries=True).boundaries
    assert shapes is not None
    frame = geopandas.GeoDataFrame({column: CODES}, geometry=list(shapes), crs=shapes.crs)
    return frame.iloc[::-1]


def areas(path: Path, year: int | None = None) -> list[float]:
    """Square kilometres of each town, in order of code."""
    series, digest = read_boundaries(path, CODES, year)
    assert list(series.index) == CODES
    assert str(series.crs) == "EPSG:28992"
    assert len(digest) == 64
    return [round(float(area), 3) for area in series.area / 1e6]


def faults(path: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_boundaries(path, CODES)
    return [fault.code for fault in caught.value.faults]


@pytest.mark.parametrize("name", ["g.gpkg", "g.geojson", "g.shp"])
@pytest.mark.parametrize("column", ["statcode", "STATCODE", "Statcode"])
def test_every_format_and_case_of_the_column(tmp_path: Path, name: str, column: str) -> None:
    squares(column).to_file(tmp_path / name)
    assert areas(tmp_path / name) == [100.0] * 7


def test_a_zipped_shapefile(tmp_path: Path) -> None:
    folder = tmp_path / "los"
    folder.mkdir()
    squares().to_file(folder / "gemeenten.shp")
    with zipfile.ZipFile(tmp_path / "gemeenten.zip", "w") as archive:
        for file in folder.iterdir():
            archive.write(file, file.name)
    assert areas(tmp_path / "gemeenten.zip") == [100.0] * 7


@pytest.mark.parametrize(
    "layer",
    ["gemeente_gegeneraliseerd", "gemeente_gegeneraliseerd_2023",
     "gebiedsindelingen:gemeente_gegeneraliseerd", "mijn_laag"],
)  # fmt: skip
def test_the_layer_is_found_among_others(tmp_path: Path, layer: str) -> None:
    path = tmp_path / "gebiedsindelingen.gpkg"
    other = geopandas.GeoDataFrame({"naam": ["a"]}, geometry=[box(0, 0, 1, 1)], crs="EPSG:28992")
    other.to_file(path, layer="aaa")
    squares().to_file(path, layer=layer)
    assert areas(path) == [100.0] * 7


def test_the_generalised_layer_goes_before_another_with_codes(tmp_path: Path) -> None:
    path = tmp_path / "gebiedsindelingen.gpkg"
    halves = squares()
    halves.geometry = halves.geometry.scale(0.5, 1)
    halves.to_file(path, layer="buurt")
    squares().to_file(path, layer="gemeente_gegeneraliseerd_2023")
    assert areas(path) == [100.0] * 7


def test_of_several_years_the_one_of_the_table(tmp_path: Path) -> None:
    now, then = squares(), squares()
    now["jrstatcode"] = [f"2023{code}" for code in now["statcode"]]
    then["jrstatcode"] = [f"2019{code}" for code in then["statcode"]]
    then.geometry = then.geometry.translate(0, 50_000)
    both = geopandas.GeoDataFrame(pd.concat([then, now]), crs=now.crs)
    both.to_file(tmp_path / "alles.gpkg")
    series, _ = read_boundaries(tmp_path / "alles.gpkg", CODES, 2023)
    assert set(series.bounds["miny"]) == {400_000.0}
    then.to_file(tmp_path / "oud.gpkg")
    assert areas(tmp_path / "oud.gpkg", 2023) == [100.0] * 7  # the only year there is


def test_rows_of_one_code_are_parts_of_it(tmp_path: Path) -> None:
    x, y = 100_000, 400_000
    parts = squares().iloc[:-1]
    first = {"statcode": ["GM0001", " GM0001 "]}
    halves = [box(x, y, x + 5_000, y + 10_000), box(x + 5_000, y, x + 10_000, y + 10_000)]
    extra = geopandas.GeoDataFrame(first, geometry=halves, crs=parts.crs)
    whole = geopandas.GeoDataFrame(pd.concat([parts, extra]), crs=parts.crs)
    whole.to_file(tmp_path / "delen.gpkg")
    assert areas(tmp_path / "delen.gpkg") == [100.0] * 7


def test_invalid_polygons_are_repaired(tmp_path: Path) -> None:
    frame = squares()
    x, y = 100_000, 400_000
    bow = Polygon([(x, y), (x + 10_000, y + 10_000), (x + 10_000, y), (x, y + 10_000)])
    island = MultiPolygon([box(x + 20_000, y, x + 21_000, y + 1_000),
                           box(x + 20_500, y, x + 22_000, y + 1_000)])  # fmt: skip
    shapes = list(frame.geometry)
    shapes[-1], shapes[-3] = bow, island
    frame.geometry = shapes
    frame.to_file(tmp_path / "ongeldig.gpkg")
    found = areas(tmp_path / "ongeldig.gpkg")
    assert found[0] == 50.0
    assert found[2] == 2.0
    series, _ = read_boundaries(tmp_path / "ongeldig.gpkg", CODES)
    assert series.is_valid.all()


def test_in_degrees(tmp_path: Path) -> None:
    squares().to_crs("EPSG:4326").to_file(tmp_path / "graden.geojson")
    assert areas(tmp_path / "graden.geojson") == pytest.approx([100.0] * 7, abs=0.01)


def test_the_digest_of_a_shapefile_is_of_its_codes_too(tmp_path: Path) -> None:
    frame = squares()
    frame.to_file(tmp_path / "een.shp")
    frame["statcode"] = list(frame["statcode"])[::-1]
    frame.to_file(tmp_path / "twee.shp")
    assert (tmp_path / "een.shp").read_bytes() == (tmp_path / "twee.shp").read_bytes()
    digests = {read_boundaries(tmp_path / f"{name}.shp", CODES)[1] for name in ("een", "twee")}
    assert len(digests) == 2


def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    squares("code").to_file(tmp_path / "kolom.gpkg")
    assert faults(tmp_path / "kolom.gpkg") == ["missing_column"]
    squares().iloc[2:].to_file(tmp_path / "minder.gpkg")
    assert faults(tmp_path / "minder.gpkg") == ["boundaries_missing"]
    squares().to_file(tmp_path / "crs.shp")
    (tmp_path / "crs.prj").unlink()
    assert faults(tmp_path / "crs.shp") == ["no_crs"]
    moved = squares().iloc[1:]
    moved.geometry = moved.geometry.translate(2_000_000)
    moved.to_file(tmp_path / "elders.gpkg")
    assert faults(tmp_path / "elders.gpkg") == ["boundaries_missing", "outside_netherlands"]
    (tmp_path / "kapot.gpkg").write_bytes(b"SQLite format 3\x00 en dan niets")
    assert faults(tmp_path / "kapot.gpkg") == ["damaged"]
    (tmp_path / "leeg.geojson").write_text("")
    assert faults(tmp_path / "leeg.geojson") == ["not_boundaries"]
    (tmp_path / "tekst.zip").write_text("geen archief")
    assert faults(tmp_path / "tekst.zip") == ["not_boundaries"]
    (tmp_path / "half.zip").write_bytes(b"PK\x03\x04 geen archief")
    assert faults(tmp_path / "half.zip") == ["damaged"]
    pd.DataFrame({"statcode": CODES}).to_csv(tmp_path / "tabel.txt")
    assert faults(tmp_path / "tabel.txt")
    table = {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"statcode": code}, "geometry": None} for code in CODES
    ]}  # fmt: skip
    (tmp_path / "zonder.geojson").write_text(json.dumps(table))
    assert set(faults(tmp_path / "zonder.geojson")) <= {"boundaries_missing", "no_crs"}


def test_a_boundary_whose_sides_cross_all_over_is_named_before_it_is_repaired(
    tmp_path: Path,
) -> None:
    spots = np.random.default_rng(1).random((3000, 2)) * 5000 + np.array([120_000, 450_000])
    frame = squares()
    frame.geometry = [Polygon(spots), *frame.geometry[1:]]
    frame.to_file(tmp_path / "kluwen.gpkg")
    with pytest.raises(InputError) as caught:
        read_boundaries(tmp_path / "kluwen.gpkg", CODES)
    (fault,) = caught.value.faults
    assert (fault.code, fault.place) == ("tangled", "GM0007")


@pytest.mark.skipif(not REAL.exists(), reason="the real boundaries are not beside the project")
def test_a_folder_may_hold_the_boundaries(tmp_path: Path) -> None:
    folder = tmp_path / "gebied"
    folder.mkdir()
    source = Path(__file__).parents[1] / "data" / "regions" / "krimp.csv"
    shutil.copy(source, folder)
    shutil.copy(REAL, folder / "grenzen.geojson")
    regions = read_regions(folder)
    assert regions.boundaries is not None
    out = tmp_path / "uit"
    arguments = [str(EXAMPLE), "--scenario", "krimp-eerst", "--regions", str(folder)]
    assert CliRunner().invoke(main, ["run", *arguments, "--out", str(out)]).exit_code == 0
    verified = CliRunner().invoke(main, ["verify", str(out), "--regions", str(folder)])
    assert verified.exit_code == 0, verified.output
    shutil.copy(REAL, folder / "nog_een.geojson")
    with pytest.raises(InputError) as caught:
        read_regions(folder)
    assert [fault.code for fault in caught.value.faults] == ["several_boundaries"]


@pytest.mark.skipif(not REAL.exists(), reason="the real boundaries are not beside the project")
def test_the_real_file_of_2023() -> None:
    regions = read_regions(REAL)
    assert regions.boundaries is not None
    assert len(regions.boundaries) == 342
    assert regions.boundaries.is_valid.all()
    told = regions.boundaries.area / 1e4
    land = pd.Series({m.code: m.area_ha for m in regions.municipalities})
    ratio = (told / land).sort_values()
    assert 0.9 < ratio.median() < 1.1  # within boundaries there is also water, and coasts are cut
    assert (told > 0).all()
