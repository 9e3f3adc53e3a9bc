"""Plans that draw their territory: broken and foreign geometry, areas, and the same as codes."""

import json
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
import shapely
from builders import SIDE, codes, country, plan, problem_of, square, tables
from builders import write_scenario as scenario_file
from hypothesis import given, settings
from hypothesis import strategies as st
from rounds import write_round
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box
from shapely.geometry import mapping

from selector import InputError, Regions, load_scenario, read_plans, read_regions
from selector.geography.drawn import take_apart
from selector.geography.shared_areas import measured_areas
from selector.geography.territory import Territory
from selector.problem import Problem, make_problem

RD = "EPSG:28992"
REAL = Path(__file__).resolve().parents[2] / "shared" / "regions" / "gemeente_2023.geojson"
OVERLAP = {"rule": "overlap", "min_share": 0}
TOWNS = ("Aadorp", "Beekdam", "Ceestad", "Duinzicht", "Eeland", "Florijn", "Geerdal")


@pytest.fixture(scope="module")
def land() -> Regions:
    return country(boundaries=True)


def write_drawn(folder: Path, shapes: dict[str, Any], crs: str | None = RD) -> Path:
    """Plans with a polygon as GeoJSON, with coordinates in `crs`."""
    features = [
        {
            "type": "Feature",
            "properties": plan(plan_id, "") | {"ingediend_op": None},
            "geometry": shape if isinstance(shape, dict) else mapping(shape),
        }
        for plan_id, shape in shapes.items()
    ]
    document: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if crs:
        document["crs"] = {"type": "name", "properties": {"name": crs}}
    path = folder / "aanvragen.geojson"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def drawn(folder: Path, shapes: dict[str, Any], land: Regions, **table: Any) -> Problem:
    path = write_drawn(folder, shapes)
    scenario = scenario_file(folder, tables(territory=table, competition=[OVERLAP]))
    return make_problem(read_plans(path, land), load_scenario(scenario), land)


def shared_km2(problem: Problem) -> list[float]:
    return (problem.competition.pairs["shared_area_m2"] / 1_000_000).tolist()


# --- Areas


def test_the_area_that_two_polygons_share_is_measured(tmp_path: Path, land: Regions) -> None:
    x, y = square(0).bounds[:2]
    one = box(x, y, x + 0.6 * SIDE, y + SIDE)
    other = box(x + 0.5 * SIDE, y, x + SIDE, y + 0.5 * SIDE)
    problem = drawn(tmp_path, {"A": one, "B": other}, land, min_area_km2=0)
    assert shared_km2(problem) == [pytest.approx(0.05 * SIDE**2 / 1e6, abs=1e-6)]
    assert problem.competition.pairs["rule"].tolist() == ["overlap"]


def test_polygons_that_touch_within_one_municipality_do_not_overlap(
    tmp_path: Path, land: Regions
) -> None:
    x, y = square(0).bounds[:2]
    halves = {
        "A": box(x, y, x + 0.5 * SIDE, y + SIDE),
        "B": box(x + 0.5 * SIDE, y, x + SIDE, y + SIDE),
    }
    problem = drawn(tmp_path, halves, land, min_area_km2=0.0001)
    assert problem.competition.pairs["shared_cells"].tolist() == [1]
    assert problem.competition.pairs["rule"].tolist() == [""]


@pytest.mark.parametrize(("least", "rule"), [(0.0, "overlap"), (1e6, "")])
def test_a_shared_area_below_the_least_is_a_sliver(
    tmp_path: Path, land: Regions, least: float, rule: str
) -> None:
    problem = drawn(tmp_path, {"A": square(0), "B": square(0)}, land, min_area_km2=least)
    assert problem.competition.pairs["rule"].tolist() == [rule]


def test_what_lies_outside_the_country_counts_for_nothing(tmp_path: Path, land: Regions) -> None:
    x, y = square(0).bounds[:2]
    sea = box(x, y - 5 * SIDE, x + SIDE, y)
    shapes = {p: shapely.union_all([square(t), sea]) for p, t in (("A", 0), ("B", 1))}
    assert drawn(tmp_path, shapes, land).competition.pairs.query("shared_area_m2 > 0").empty


@st.composite
def blobs(draw: st.DrawFn) -> list[Any]:
    west, south = square(0).bounds[:2]
    number = st.floats(-0.3, 4.0)
    return [
        Point(west + draw(number) * SIDE, south + draw(number) * SIDE / 4).buffer(
            draw(st.floats(0.05, 2.0)) * SIDE, quad_segs=4
        )
        for _ in range(draw(st.integers(2, 6)))
    ]


@settings(deadline=None)
@given(blobs())
def test_areas_and_covers_are_those_of_plain_intersections(shapes: list[Any]) -> None:
    land = country(boundaries=True)
    assert land.boundaries is not None
    units = land.boundaries.to_numpy()
    pieces = take_apart(shapes, land)
    places = []
    for shape, found in zip(shapes, pieces, strict=True):
        shares = shapely.area(shapely.intersection(units, shape)) / shapely.area(units)
        assert set(found.whole) == set(np.flatnonzero(np.round(shares * 10_000) >= 9_999))
        told = {m: share for m, _, share in found.parts}
        assert told.keys() == set(np.flatnonzero(np.round(shares * 10_000) >= 1)) - {*found.whole}
        assert all(abs(shares[m] * 10_000 - share) <= 0.6 for m, share in told.items())
        places.append(Territory(tuple(sorted(found.whole)), ("po",), (), found))
    a, b, areas = measured_areas(places, land)
    measured = dict(zip(zip(a.tolist(), b.tolist(), strict=True), areas.tolist(), strict=True))
    ground = shapely.union_all(units)
    for i in range(len(shapes)):
        for j in range(i + 1, len(shapes)):
            exact = shapes[i].intersection(shapes[j]).intersection(ground).area
            # a municipality of which 0.01% is missing counts whole, one of which 0.01% is held not
            assert measured.get((i, j), 0) == pytest.approx(exact, abs=7 * 2e-4 * SIDE**2)


# --- The same as codes


@pytest.mark.parametrize("crs", [RD, "EPSG:4326", "EPSG:3857", "EPSG:4258"])
def test_dissolved_municipalities_give_the_cells_and_verdicts_of_their_codes(
    tmp_path: Path, land: Regions, crs: str
) -> None:
    held = {"A": (0, 1), "B": (1, 2), "C": (3, 5), "D": (4,), "E": (2,)}
    rows = [plan(p, "|".join(TOWNS[t] for t in towns)) for p, towns in held.items()]
    by_code = problem_of(tmp_path, rows, tables(competition=[OVERLAP]), land)
    shapes = [shapely.union_all([square(t) for t in towns]) for towns in held.values()]
    moved = geopandas.GeoSeries(shapes, crs=RD).to_crs(crs)
    path = write_drawn(tmp_path, dict(zip(held, moved, strict=True)), crs)
    by_polygon = make_problem(read_plans(path, land), by_code.scenario, land)
    assert_same(by_code, by_polygon)


def assert_same(by_code: Problem, by_polygon: Problem) -> None:
    assert [p.municipalities for p in by_code.places] == [
        p.municipalities for p in by_polygon.places
    ]
    assert all(place.partial == () for place in by_polygon.places)
    first, second = by_code.competition.pairs, by_polygon.competition.pairs
    for column in first:
        assert first[column].tolist() == second[column].tolist(), column


@pytest.mark.skipif(not REAL.is_file(), reason="the real boundaries are not here")
@pytest.mark.parametrize("seed", range(3))
def test_real_boundaries_give_the_pairs_of_the_codes(tmp_path: Path, seed: int) -> None:
    land = read_regions(REAL)
    assert land.boundaries is not None
    plans, scenario = write_round(tmp_path, seed)
    by_code = make_problem(read_plans(plans, land), load_scenario(scenario), land)
    units, rows = land.boundaries.to_numpy(), []
    for given_plan, place in zip(by_code.plans.rows, by_code.places, strict=True):
        row = {c: "|".join(given_plan.cells.get(c, ())) for c in by_code.plans.columns}
        shape = shapely.union_all(units[list(place.municipalities)])
        if len(place.municipalities) < len(land):
            row["gemeenten"] = ""
        rows.append(row | {"geometry": None if row["gemeenten"] else shape})
    frame = geopandas.GeoDataFrame(rows, geometry="geometry", crs=RD).to_crs("EPSG:4326")
    path = tmp_path / "getekend.gpkg"
    frame.to_file(path, layer="aanvragen", driver="GPKG")
    assert_same(by_code, make_problem(read_plans(path, land), by_code.scenario, land))


# --- Broken geometry


@pytest.mark.parametrize(
    "spoil",
    [
        lambda s: Polygon([*s.exterior.coords[:-1], *s.exterior.coords]),  # twice around
        lambda s: Polygon(list(s.exterior.coords)[::-1]),
        lambda s: GeometryCollection([s, Point(s.centroid), LineString(s.exterior.coords)]),
        lambda s: MultiPolygon([s, s]),
        lambda s: shapely.force_3d(s, 12.0),
        lambda s: s.segmentize(100),
        lambda s: s.buffer(1.0),  # a sliver of one metre on all sides
        lambda s: s.buffer(-1.0),
    ],
)
def test_harmless_faults_of_a_polygon_change_nothing(
    tmp_path: Path, land: Regions, spoil: Any
) -> None:
    problem = drawn(tmp_path, {"A": spoil(square(0))}, land)
    assert problem.places[0].municipalities == (0,)


@pytest.mark.parametrize(
    ("shape", "fault"),
    [
        (Point(155_000, 463_000), "not_an_area"),
        (LineString([(155_000, 463_000), (156_000, 463_000)]), "not_an_area"),
        (box(1, 2, 3, 4), "outside_netherlands"),
        ({"type": "Polygon", "coordinates": [[[1, 2]]]}, "damaged"),
        ({"type": "Vierkant", "coordinates": []}, "damaged"),
    ],
)
def test_a_geometry_that_is_no_territory_is_a_fault(
    tmp_path: Path, land: Regions, shape: Any, fault: str
) -> None:
    with pytest.raises(InputError) as caught:
        read_plans(write_drawn(tmp_path, {"A": shape}), land)
    assert codes(caught.value.faults) == {fault}


def test_latitude_and_longitude_the_wrong_way_round_are_recognised(
    tmp_path: Path, land: Regions
) -> None:
    wrong = box(52.0, 5.0, 52.2, 5.3)
    with pytest.raises(InputError) as caught:
        read_plans(write_drawn(tmp_path, {"A": wrong}, crs=None), land)
    assert codes(caught.value.faults) == {"geometry_swapped"}


def test_what_was_repaired_is_told(tmp_path: Path, land: Regions) -> None:
    x, y = square(0).bounds[:2]
    bow_tie = Polygon([(x, y), (x + SIDE, y + SIDE), (x + SIDE, y), (x, y + SIDE)])
    plans = read_plans(write_drawn(tmp_path, {"A": bow_tie, "B": square(1)}), land)
    told = [note.row for note in plans.notes if note.code == "geometry_repaired"]
    assert told == [2]


def test_a_plan_with_codes_and_one_with_a_polygon_are_compared(
    tmp_path: Path, land: Regions
) -> None:
    path = write_drawn(tmp_path, {"A": square(0, east=0.5 * SIDE), "B": square(0)})
    document = json.loads(path.read_text(encoding="utf-8"))
    document["features"][1]["properties"]["gemeenten"] = "Aadorp"
    document["features"][1]["geometry"] = None
    path.write_text(json.dumps(document), encoding="utf-8")
    scenario = scenario_file(tmp_path, tables(competition=[OVERLAP]))
    problem = make_problem(read_plans(path, land), load_scenario(scenario), land)
    assert shared_km2(problem) == [pytest.approx(0.5 * SIDE**2 / 1e6)]
