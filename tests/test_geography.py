"""Territories, contexts and competition, by cases worked out by hand on seven towns in a row.

Aadorp 100,000 urban; Beekdam 76,000; Ceestad 40,000 krimp; Duinzicht 4,000; Eeland 40,000
anticipeer; Florijn 100,000 urban; Geerdal 76,001. The first three are one labour-market region.
"""

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from builders import (
    SIDE,
    Row,
    codes,
    country,
    plan,
    problem_of,
    square,
    tables,
    write_scenario,
)
from shapely import MultiPolygon, Polygon, box, union_all
from shapely.geometry import mapping

from selector import InputError, Regions, load_scenario, read_plans, read_regions
from selector.criteria.balance import Balance
from selector.problem import Problem, make_problem

OVERLAP = {"rule": "overlap"}
SHARED_PARTY = {"rule": "shared_party"}
NEIGHBOURS = {"rule": "neighbours"}


@pytest.fixture(scope="module")
def land() -> Regions:
    return country()


def verdict(
    folder: Path, land: Regions, rows: Sequence[Row], *rules: dict[str, Any]
) -> tuple[str, str]:
    """The rule that decides about the first two plans, and its verdict."""
    pairs = problem_of(folder, rows, tables(competition=list(rules)), land).competition.pairs
    mine = pairs[(pairs["a"] == 0) & (pairs["b"] == 1)]
    return ("", "free") if mine.empty else (mine["rule"].item(), mine["verdict"].item())


def criterion(problem: Problem) -> Balance:
    found = problem.criteria[0]
    assert isinstance(found, Balance)
    return found


def balance_on(field: str, **keys: Any) -> dict[str, Any]:
    return tables(criteria=[{"name": "x", "measure": "balance", "on": field, **keys}])


# --- Territory and context


def test_a_territory_counts_its_people_once_for_every_sector(tmp_path: Path, land: Regions) -> None:
    rows = [plan("A", "Aadorp|Duinzicht", sectoren="po|vo|mbo")]
    problem = problem_of(tmp_path, rows, tables(), land)
    place = problem.places[0]
    assert [land.municipalities[m].name for m in place.municipalities] == ["Aadorp", "Duinzicht"]
    assert (place.people(land), place.population(land)) == (104_000, 312_000)


def test_a_national_plan_without_municipalities_covers_every_one(
    tmp_path: Path, land: Regions
) -> None:
    rows = [plan("A", "", samenwerking="landelijk"), plan("B", "Eeland", samenwerking="landelijk")]
    problem = problem_of(tmp_path, rows, tables(), land)
    assert [len(place.municipalities) for place in problem.places] == [7, 1]


def test_context_shares_count_people_once_and_round_by_largest_remainder(
    tmp_path: Path, land: Regions
) -> None:
    # 100,000 urban, 76,000 + 4,000 not, 40,000 krimp of 220,000: 454.5, 363.6 and 181.8.
    rows = [plan("A", "Aadorp|Beekdam|Ceestad|Duinzicht", sectoren="po|vo")]
    problem = problem_of(tmp_path, rows, balance_on("context_shares"), land)
    found = criterion(problem)
    assert found.categories == ("stedelijk", "niet-stedelijk", "krimp")
    assert found.weights == ((Fraction(454, 1000), Fraction(364, 1000), Fraction(182, 1000)),)


@pytest.mark.parametrize(
    ("towns", "dominant"),
    [
        ("Aadorp", "stedelijk"),
        ("Ceestad", "krimp"),  # class 2, but on the krimp list
        ("Eeland", "niet-stedelijk"),  # anticipeer is not krimp
        ("Aadorp|Beekdam|Ceestad", "stedelijk"),
        ("Ceestad|Eeland", "krimp"),  # 40,000 each: krimp goes first
        ("Eeland|Duinzicht|Aadorp", "stedelijk"),
        ("Ceestad|Eeland|Duinzicht", "niet-stedelijk"),
    ],
)
def test_the_dominant_context_holds_most_people(
    tmp_path: Path, land: Regions, towns: str, dominant: str
) -> None:
    found = criterion(problem_of(tmp_path, [plan("A", towns)], balance_on("context"), land))
    assert found.categories[found.weights[0].index(Fraction(1))] == dominant


def test_a_tie_of_urban_and_not_urban_goes_to_not_urban(tmp_path: Path, land: Regions) -> None:
    scenario = balance_on("context") | {"territory": {"urban_classes": [1]}}
    # 100,000 urban in Aadorp; 100,000 not urban in Florijn.
    found = criterion(problem_of(tmp_path, [plan("A", "Aadorp|Florijn")], scenario, land))
    assert [*map(list, found.weights)] == [[0, 1, 0]]


def test_anticipeer_counts_as_krimp_when_the_scenario_says_so(
    tmp_path: Path, land: Regions
) -> None:
    scenario = balance_on("context") | {"territory": {"anticipeer_is_krimp": True}}
    found = criterion(problem_of(tmp_path, [plan("A", "Eeland")], scenario, land))
    assert [*map(list, found.weights)] == [[0, 0, 1]]


def test_landsdeel_is_where_most_people_live_and_a_national_plan_has_none(
    tmp_path: Path, land: Regions
) -> None:
    rows = [
        plan("A", "Beekdam|Ceestad|Duinzicht"),  # 76,000 in LD01, 44,000 in LD02
        plan("B", "Ceestad|Eeland"),  # 40,000 each: the lowest code
        plan("C", "Aadorp", samenwerking="landelijk"),
    ]
    found = criterion(problem_of(tmp_path, rows, balance_on("landsdeel"), land))
    assert found.categories == ("Landsdeel 1", "Landsdeel 2", "Landsdeel 3", "Landsdeel 4")
    assert [*map(list, found.weights)] == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]]


# --- Overlap


AT_THE_SHARE = [plan("A", "Aadorp|Duinzicht"), plan("B", "Beekdam|Duinzicht")]
UNDER_THE_SHARE = [plan("A", "Aadorp|Duinzicht"), plan("B", "Geerdal|Duinzicht")]


def test_overlap_of_exactly_the_minimum_share_competes(tmp_path: Path, land: Regions) -> None:
    # 4,000 of the 80,000 of the smaller plan is 5%.
    assert verdict(tmp_path, land, AT_THE_SHARE, OVERLAP) == ("overlap", "forbid")


def test_overlap_of_one_person_under_the_minimum_share_is_free(
    tmp_path: Path, land: Regions
) -> None:
    assert verdict(tmp_path, land, UNDER_THE_SHARE, OVERLAP) == ("", "free")  # 4,000 of 80,001


def test_any_shared_cell_competes_when_the_minimum_share_is_zero(
    tmp_path: Path, land: Regions
) -> None:
    rule = {**OVERLAP, "min_share": 0}
    assert verdict(tmp_path, land, UNDER_THE_SHARE, rule) == ("overlap", "forbid")
    apart = [plan("A", "Aadorp"), plan("B", "Beekdam")]
    assert verdict(tmp_path, land, apart, rule) == ("", "free")


def test_plans_in_different_sectors_share_no_cells(tmp_path: Path, land: Regions) -> None:
    rows = [plan("A", "Aadorp", sectoren="po"), plan("B", "Aadorp", sectoren="vo|mbo")]
    rules: list[dict[str, Any]] = [{**OVERLAP, "min_share": 0}, SHARED_PARTY, NEIGHBOURS]
    rows = [row | {"besturen": "B1"} for row in rows]
    assert verdict(tmp_path, land, rows, *rules) == ("", "free")


def test_the_share_is_that_of_the_less_populous_territory_over_its_cells(
    tmp_path: Path, land: Regions
) -> None:
    # Shared: Ceestad in po, 40,000. A: (100,000 + 40,000) x 2 sectors. B: 40,000 + 4,000 in po.
    rows = [plan("A", "Aadorp|Ceestad", sectoren="po|vo"), plan("B", "Ceestad|Duinzicht")]
    just, too_much = {**OVERLAP, "min_share": 0.909}, {**OVERLAP, "min_share": 0.9091}
    assert verdict(tmp_path, land, rows, just) == ("overlap", "forbid")  # 40/44 = 0.90909...
    assert verdict(tmp_path, land, rows, too_much) == ("", "free")


def test_conflicts_hold_the_evidence_of_a_pair(tmp_path: Path, land: Regions) -> None:
    rows = [
        plan("A", "Aadorp|Ceestad", sectoren="po|vo", besturen="B1|B2", opleidingen="I1"),
        plan("B", "Ceestad", sectoren="po|vo|mbo", besturen="B2|B3", opleidingen="I1|I2"),
    ]
    pair = problem_of(tmp_path, rows, tables(), land).competition.pairs.iloc[0]
    assert (pair["shared_cells"], pair["shared_population"]) == (2, 80_000)
    assert (pair["shared_municipalities"], pair["shared_area_m2"]) == (1, 100_000_000)
    assert (pair["shared_boards"], pair["shared_institutes"]) == (1, 1)
    assert not pair["agreement"]
    assert pair["same_labour_market_region"]


# --- What lifts a rule, and the order of rules


@pytest.mark.parametrize("recorded_by", [0, 1])
def test_an_agreement_recorded_by_either_side_lifts_a_rule(
    tmp_path: Path, land: Regions, recorded_by: int
) -> None:
    rows = [plan("A", "Aadorp", afstemming=""), plan("B", "Aadorp", afstemming="")]
    assert verdict(tmp_path, land, rows, OVERLAP) == ("overlap", "forbid")
    rows[recorded_by]["afstemming"] = "BA"[recorded_by]
    assert verdict(tmp_path, land, rows, OVERLAP) == ("", "free")
    strict = {**OVERLAP, "lifted_by": ["landelijk"]}
    assert verdict(tmp_path, land, rows, strict) == ("overlap", "forbid")


def test_an_agreement_with_a_third_plan_lifts_nothing(tmp_path: Path, land: Regions) -> None:
    rows = [plan("A", "Aadorp", afstemming="C"), plan("B", "Aadorp"), plan("C", "Florijn")]
    assert verdict(tmp_path, land, rows, OVERLAP) == ("overlap", "forbid")


@pytest.mark.parametrize("national", [0, 1])
def test_a_national_plan_on_either_side_lifts_a_rule(
    tmp_path: Path, land: Regions, national: int
) -> None:
    rows = [plan("A", "Aadorp"), plan("B", "Aadorp")]
    rows[national]["samenwerking"] = "landelijk"
    assert verdict(tmp_path, land, rows, OVERLAP) == ("", "free")
    strict = {**OVERLAP, "lifted_by": ["afstemming"]}
    assert verdict(tmp_path, land, rows, strict) == ("overlap", "forbid")


BOTH = [plan("A", "Aadorp", besturen="B1"), plan("B", "Aadorp", besturen="B1")]


def test_the_first_rule_that_applies_decides(tmp_path: Path, land: Regions) -> None:
    parties = {**SHARED_PARTY, "verdict": "penalise", "weight": 3}
    assert verdict(tmp_path, land, BOTH, OVERLAP, parties) == ("overlap", "forbid")
    assert verdict(tmp_path, land, BOTH, parties, OVERLAP) == ("shared_party", "penalise")


def test_a_rule_that_only_reports_shields_a_pair_from_the_rules_after_it(
    tmp_path: Path, land: Regions
) -> None:
    seen = {**SHARED_PARTY, "verdict": "report"}
    assert verdict(tmp_path, land, BOTH, seen, OVERLAP) == ("shared_party", "report")
    problem = problem_of(tmp_path, BOTH, tables(competition=[seen, OVERLAP]), land)
    assert problem.competition.forbidden == ()


def test_a_lifted_rule_hands_the_pair_to_the_next_rule(tmp_path: Path, land: Regions) -> None:
    rows = [BOTH[0] | {"afstemming": "B"}, BOTH[1] | {"afstemming": "A"}]
    strict = {**SHARED_PARTY, "lifted_by": []}
    assert verdict(tmp_path, land, rows, OVERLAP, strict) == ("shared_party", "forbid")


# --- Shared parties and neighbours


@pytest.mark.parametrize("column", ["besturen", "opleidingen"])
def test_a_shared_party_competes_only_within_a_shared_sector(
    tmp_path: Path, land: Regions, column: str
) -> None:
    rows = [
        plan("A", "Aadorp", sectoren="po|vo", **{column: "X1|X2"}),
        plan("B", "Florijn", sectoren="vo", **{column: "X2"}),
    ]
    assert verdict(tmp_path, land, rows, SHARED_PARTY) == ("shared_party", "forbid")
    rows[1]["sectoren"] = "mbo"
    assert verdict(tmp_path, land, rows, SHARED_PARTY) == ("", "free")


def test_a_board_and_an_institute_of_one_name_are_not_a_shared_party(
    tmp_path: Path, land: Regions
) -> None:
    rows = [plan("A", "Aadorp", besturen="X"), plan("B", "Florijn", opleidingen="X")]
    assert verdict(tmp_path, land, rows, SHARED_PARTY) == ("", "free")


@pytest.mark.parametrize(
    ("first", "second", "rule"),
    [
        ("Aadorp", "Beekdam", "neighbours"),  # a border, one labour-market region
        ("Aadorp", "Aadorp", "neighbours"),  # a shared municipality
        ("Aadorp", "Ceestad", ""),  # one region, no border
        ("Ceestad", "Duinzicht", ""),  # a border between two regions
        ("Beekdam|Ceestad", "Duinzicht|Florijn", ""),
        ("Aadorp|Ceestad", "Beekdam|Duinzicht", "neighbours"),
    ],
)
def test_neighbours_share_a_labour_market_region_and_touch(
    tmp_path: Path, land: Regions, first: str, second: str, rule: str
) -> None:
    rows = [plan("A", first), plan("B", second)]
    assert verdict(tmp_path, land, rows, NEIGHBOURS)[0] == rule
    other = [rows[0], rows[1] | {"sectoren": "mbo"}]
    assert verdict(tmp_path, land, other, NEIGHBOURS)[0] == ""


def test_plans_that_only_touch_do_not_overlap(tmp_path: Path, land: Regions) -> None:
    rows = [plan("A", "Aadorp"), plan("B", "Beekdam")]
    assert verdict(tmp_path, land, rows, {**OVERLAP, "min_share": 0}) == ("", "free")


@pytest.mark.parametrize(
    ("first", "second", "rule"),
    [
        ("Heerlen", "Maastricht", ""),  # one labour-market region, others in between
        ("Heerlen", "Kerkrade", "neighbours"),
        ("Sittard-Geleen", "Echt-Susteren", ""),  # Zuid-Limburg against Midden-Limburg
        ("Den Haag", "'s-Gravenhage", "neighbours"),
    ],
)
def test_neighbours_on_the_real_map(tmp_path: Path, first: str, second: str, rule: str) -> None:
    rows = [plan("A", first), plan("B", second)]
    assert verdict(tmp_path, read_regions(), rows, NEIGHBOURS)[0] == rule


# --- Polygons


def drawn(
    folder: Path,
    shapes: dict[str, Any],
    land: Regions | None = None,
    **table: Any,
) -> Problem:
    """The problem of plans that hand in a polygon, in a country with boundaries."""
    features = []
    for plan_id, shape in shapes.items():
        properties = plan(plan_id, "") | {"ingediend_op": None}
        features.append({"type": "Feature", "properties": properties, "geometry": mapping(shape)})
    crs = {"type": "name", "properties": {"name": "EPSG:28992"}}
    document = {"type": "FeatureCollection", "crs": crs, "features": features}
    path = folder / "aanvragen.geojson"
    path.write_text(json.dumps(document), encoding="utf-8")
    land = land or country(boundaries=True)
    rules = [{**OVERLAP, "min_share": 0}, NEIGHBOURS]
    scenario = write_scenario(folder, tables(territory=table, competition=rules))
    return make_problem(read_plans(path, land), load_scenario(scenario), land)


def covered(problem: Problem) -> list[str]:
    """The towns of the first plan."""
    land = problem.regions
    return [land.municipalities[m].name for m in problem.places[0].municipalities]


def test_a_polygon_covers_a_municipality_from_a_tenth_of_its_area(tmp_path: Path) -> None:
    exactly = union_all([square(0), square(1, east=0.1 * SIDE)])
    assert covered(drawn(tmp_path, {"A": exactly})) == ["Aadorp", "Beekdam"]
    just_not = union_all([square(0), square(1, east=0.0998 * SIDE)])
    assert covered(drawn(tmp_path, {"A": just_not})) == ["Aadorp"]


def test_the_scenario_sets_what_a_polygon_must_cover(tmp_path: Path) -> None:
    shape = union_all([square(0), square(1, east=0.4 * SIDE)])
    assert covered(drawn(tmp_path, {"A": shape}, min_cover=0.5)) == ["Aadorp"]
    assert covered(drawn(tmp_path, {"A": shape}, min_cover=0.4)) == ["Aadorp", "Beekdam"]


def test_what_a_polygon_covers_in_part_is_reported(tmp_path: Path) -> None:
    shape = union_all([square(0), square(1, east=0.25 * SIDE), square(2, east=0.05 * SIDE)])
    partial = drawn(tmp_path, {"A": shape}).places[0].partial
    assert partial == (("GM0002", 250, True), ("GM0003", 50, False))


def test_a_polygon_that_crosses_itself_is_repaired(tmp_path: Path) -> None:
    x, y = square(0).bounds[:2]
    bow_tie = Polygon([(x, y), (x + SIDE, y + SIDE), (x + SIDE, y), (x, y + SIDE)])
    assert not bow_tie.is_valid
    problem = drawn(tmp_path, {"A": bow_tie})
    assert covered(problem) == ["Aadorp"]
    assert problem.places[0].partial == (("GM0001", 500, True),)


def test_a_sliver_over_the_border_covers_nothing_there(tmp_path: Path) -> None:
    slivered = union_all([square(0), square(1, east=2)])  # two metres over the border
    problem = drawn(tmp_path, {"A": slivered, "B": square(1)})
    assert covered(problem) == ["Aadorp"]
    assert problem.competition.pairs["shared_cells"].sum() == 0


def test_polygons_that_only_touch_are_neighbours_and_do_not_overlap(tmp_path: Path) -> None:
    problem = drawn(tmp_path, {"A": square(0), "B": square(1)})
    assert problem.competition.pairs["rule"].tolist() == ["neighbours"]


def test_a_polygon_of_several_parts_with_a_hole_counts_its_area_only(tmp_path: Path) -> None:
    x, y = square(0).bounds[:2]
    hole = box(x + 200, y + 200, x + SIDE - 200, y + SIDE - 200)  # leaves 7.8%
    shape = MultiPolygon([square(0).difference(hole), square(2)])  # type: ignore[list-item]
    assert covered(drawn(tmp_path, {"A": shape})) == ["Ceestad"]


def test_a_polygon_that_covers_no_municipality_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        drawn(tmp_path, {"A": square(0), "B": square(9)})
    assert codes(caught.value.faults) == {"polygon_covers_nothing"}


def test_a_polygon_without_boundaries_to_hold_it_against_is_a_fault(
    tmp_path: Path, land: Regions
) -> None:
    with pytest.raises(InputError) as caught:
        drawn(tmp_path, {"A": square(0)}, land)
    assert codes(caught.value.faults) == {"no_boundaries"}
