"""The GeoPackage: what is in EPSG:28992 is true, and every layer says what it shows."""

import sqlite3
import warnings
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas
import pyogrio
import pytest
from builders import plan, tables, write_case
from round_plans import municipalities
from shapely import box

from selector import Regions, Result, load_scenario, read_plans, read_regions, select
from selector.geography.source import ATTRIBUTION
from selector.publish.geopackage import write_geopackage

ROWS = [
    plan("A", "GM0363|GM0384", aandeel_besturen="85%"),
    plan("B", "GM0363", herkomst="bestaand", aandeel_besturen="nvt"),
    plan("C", "GM0014", naam="<a> & \"b\"; 'c'"),
    plan("L", "", samenwerking="landelijk"),
]
SCENARIO = tables(2, competition=[{"rule": "overlap", "verdict": "penalise"}])
HEXAGONS = {"aanvragen_zeshoeken", "gemeenten_zeshoeken", "concurrentie_zeshoeken"}


def squares(folder: Path, attribution: str = "") -> Path:
    """A square of 4 km on every municipality, with an attribution as a download has it."""
    towns = municipalities()
    centres = [(int(town["rd_x"]), int(town["rd_y"])) for town in towns.values()]
    shapes = [box(x - 2000, y - 2000, x + 2000, y + 2000) for x, y in centres]
    frame = geopandas.GeoDataFrame({"statcode": list(towns)}, geometry=shapes, crs="EPSG:28992")
    path = folder / "grenzen.geojson"
    frame.to_crs("EPSG:4326").to_file(path)
    if attribution:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("{", f'{{"naamsvermelding":"{attribution}",', 1), "utf-8")
    return path


Make = Callable[..., Path]


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    def made(regions: Regions | None = None, language: str = "nl") -> Path:
        folder = tmp_path_factory.mktemp("gpkg")
        plans, scenario = write_case(folder, ROWS, SCENARIO)
        facts = regions or read_regions()
        result: Result = select(read_plans(plans, facts), load_scenario(scenario), facts)
        write_geopackage(result.outcome, folder, language)
        return folder / "cohort.gpkg"

    return made


@pytest.fixture(scope="module")
def schematic(make: Make) -> Path:
    return make()


@pytest.fixture(scope="module")
def real(make: Make, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(read_regions(squares(tmp_path_factory.mktemp("grenzen"), ATTRIBUTION)))


def layer(path: Path, name: str) -> Any:
    return geopandas.read_file(path, layer=name)


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(query).fetchall()


def shapes(path: Path) -> Iterator[str]:
    yield from (str(name) for name, kind in pyogrio.list_layers(path) if kind)


def test_hexagons_have_no_place_on_earth_and_say_so(schematic: Path) -> None:
    known = {name: (system, told) for name, system, told in rows(
        schematic, "SELECT table_name, srs_id, description FROM gpkg_contents")}  # fmt: skip
    assert set(shapes(schematic)) >= HEXAGONS
    for name, kind in pyogrio.list_layers(schematic)[:-1]:
        system, told = known[name]
        areas = kind == "MultiPolygon"
        assert (name in HEXAGONS) is areas
        assert system == (-1 if areas else 28992)
        assert ("zeshoeken" in told.casefold()) is areas
    assert rows(schematic, "SELECT DISTINCT srs_id FROM gpkg_geometry_columns"
                           " WHERE table_name LIKE '%zeshoeken'") == [(-1,)]  # fmt: skip
    crs = layer(schematic, "aanvragen_zeshoeken").crs
    assert crs is None or crs.to_epsg() is None


@pytest.mark.parametrize("which", ["schematic", "real"])
def test_points_are_where_plans_and_municipalities_are(
    which: str, request: pytest.FixtureRequest
) -> None:
    path: Path = request.getfixturevalue(which)
    tail = "_midden" if which == "real" else ""
    towns = layer(path, f"gemeenten{tail}").set_index("code")
    facts = municipalities()
    assert towns.crs.to_epsg() == 28992
    assert {(code, p.x, p.y) for code, p in towns.geometry.items()} == {
        (code, float(town["rd_x"]), float(town["rd_y"])) for code, town in facts.items()
    }
    plans = layer(path, f"aanvragen{tail}").set_index("plan_id")
    inside = [facts[code] for code in ("GM0363", "GM0384")]
    people = [int(town["population"]) for town in inside]
    for axis, found in (("rd_x", plans.geometry["A"].x), ("rd_y", plans.geometry["A"].y)):
        weighed = sum(int(t[axis]) * n for t, n in zip(inside, people, strict=True))
        assert found == pytest.approx(weighed / sum(people), abs=0.001)
    assert plans.geometry["L"] is None


def test_with_boundaries_areas_are_true_and_their_source_is_named(real: Path) -> None:
    assert not HEXAGONS & set(shapes(real))
    plans = layer(real, "aanvragen").set_index("plan_id")
    assert plans.crs.to_epsg() == 28992
    assert plans.geometry["A"].area == pytest.approx(2 * 16_000_000, rel=0.001)
    told = dict(rows(real, "SELECT table_name, description FROM gpkg_contents"))
    assert "CBS/Kadaster, CC BY 4.0" in told["aanvragen"]
    assert "CBS" not in told["aanvragen_midden"]


def test_boundaries_from_elsewhere_are_not_called_official(make: Make, tmp_path: Path) -> None:
    path = make(read_regions(squares(tmp_path)), "en")
    (told,) = rows(path, "SELECT description FROM gpkg_contents WHERE table_name = 'gemeenten'")
    assert "CBS" not in told[0]
    assert "Boundaries" in told[0]


def test_every_layer_has_one_default_style_that_is_sound(schematic: Path, real: Path) -> None:
    for path in (schematic, real):
        styles = rows(path, "SELECT f_table_name, f_geometry_column, useAsDefault, styleQML"
                            " FROM layer_styles")  # fmt: skip
        assert sorted(style[0] for style in styles) == sorted(shapes(path))
        assert {style[1:3] for style in styles} == {("geom", 1)}
        for name, _, _, qml in styles:
            root = ElementTree.fromstring(qml)
            symbols = {symbol.get("name") for symbol in root.iter("symbol")}
            rules = [rule for rule in root.iter("rule") if rule.get("symbol")]
            assert {rule.get("symbol") for rule in rules} == symbols
            columns = {f'"{column}"' for column in layer(path, name).columns}
            assert all(any(c in str(rule.get("filter")) for c in columns) for rule in rules)


@pytest.mark.parametrize(("language", "title"), [("nl", "in beste selecties"),
                                                 ("en", "in best selections")])  # fmt: skip
def test_columns_have_titles_in_the_language_of_the_result(
    make: Make, language: str, title: str
) -> None:
    path = make(language=language)
    titles = {(layer, column): told for layer, column, told in rows(
        path, "SELECT table_name, column_name, title FROM gpkg_data_columns")}  # fmt: skip
    assert titles["aanvragen", "in_beste_selecties"] == title
    own = set(layer(path, "concurrentie_grens").columns) - {"geometry"}
    assert {column for name, column in titles if name == "concurrentie_grens"} == own


def test_shares_are_numbers(schematic: Path) -> None:
    shares = layer(schematic, "aanvragen").set_index("plan_id")["aandeel_besturen"]
    assert shares["A"] == 0.85
    assert shares.isna().tolist() == [False, True, True, True]


def test_it_is_sound_and_the_same_every_time(make: Make, schematic: Path) -> None:
    assert make().read_bytes() == schematic.read_bytes()
    assert rows(schematic, "PRAGMA integrity_check") == [("ok",)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert all(len(layer(schematic, name)) for name in HEXAGONS)
