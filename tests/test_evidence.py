"""What two plans have in common, worked out by hand and counted again with plain sets.

Seven towns in a row; the border between town i and town i + 1 is (i + 1) x 1.5 km long.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from math import isnan
from pathlib import Path
from random import Random
from typing import Any

import geopandas
import pytest
from builders import TOWNS, Row, country, plan, problem_of, result_of, square, tables
from depth import sample

from selector import Regions, read_regions
from selector.geography.details import Details
from selector.problem import Problem
from selector.publish.geopackage import write_geopackage

METRES = tuple(1500 * (i + 1) for i in range(len(TOWNS) - 1))
NAMES = [town[0] for town in TOWNS]
MARKETS = ["Markt " + town[3][-1] for town in TOWNS]


@pytest.fixture(scope="module")
def land() -> Regions:
    return replace(country(), border_metres=METRES)


def evidence(problem: Problem) -> dict[tuple[str, str], dict[str, Any]]:
    """Every row of the evidence with its details, by the names of the pair."""
    pairs = problem.competition.pairs
    details = Details(problem.plans, problem.places, problem.regions)
    found = details.of(pairs["a"].to_numpy(), pairs["b"].to_numpy())
    rows = zip(pairs.to_dict("records"), found.to_dict("records"), strict=True)
    return {
        (row["plan_a"], row["plan_b"]): {str(key): value for key, value in (row | detail).items()}
        for row, detail in rows
    }


def pair(folder: Path, land: Regions, *rows: Row) -> dict[str, Any]:
    """The evidence of the first two plans."""
    return evidence(problem_of(folder, rows, tables(), land))[rows[0]["plan_id"], "B"]


def test_a_border_counts_only_between_what_each_covers_alone(tmp_path: Path, land: Regions) -> None:
    # A covers towns 1-3, B 3-5. Alone: 1, 2 and 4, 5, which do not touch.
    found = pair(
        tmp_path, land, plan("A", "Aadorp|Beekdam|Ceestad"), plan("B", "Ceestad|Duinzicht|Eeland")
    )
    assert found["border_km"] == 0
    # Alone: towns 1 and 3 against 2 and 4: borders 1-2, 2-3 and 3-4.
    found = pair(tmp_path, land, plan("A", "Aadorp|Ceestad"), plan("B", "Beekdam|Duinzicht"))
    assert found["border_km"] == pytest.approx(1.5 + 3.0 + 4.5)


def test_names_and_ids_of_what_is_shared_are_in_order(tmp_path: Path, land: Regions) -> None:
    found = pair(
        tmp_path,
        land,
        plan("A", "Duinzicht|Ceestad|Aadorp", sectoren="vo|po|mbo", besturen="z9|a1|m5"),
        plan("B", "Ceestad|Duinzicht|Eeland", sectoren="vo|po", besturen="m5|z9"),
    )
    assert found["municipalities"] == "Ceestad|Duinzicht"
    assert found["sectors"] == "po|vo"
    assert found["boards"] == "m5|z9"
    assert found["institutes"] == ""
    assert found["labour_market_regions"] == "Markt 1|Markt 2"
    assert found["shared_area_m2"] == 2 * 10_000 * 10_000


def test_distance_lies_between_centres_weighted_by_people(tmp_path: Path, land: Regions) -> None:
    # Ceestad and Eeland have 40,000 people each, so their centre is that of Duinzicht.
    found = pair(tmp_path, land, plan("A", "Duinzicht"), plan("B", "Ceestad|Eeland|Duinzicht"))
    assert found["distance_km"] == 0
    rows = [plan("A", "Aadorp", besturen="b1"), plan("B", "Ceestad", besturen="b1")]
    assert pair(tmp_path, land, *rows)["distance_km"] == 20


def test_a_national_plan_is_at_no_distance(tmp_path: Path, land: Regions) -> None:
    rows = [plan("A", "Aadorp"), plan("B", "", samenwerking="landelijk")]
    assert isnan(pair(tmp_path, land, *rows)["distance_km"])


def test_without_lengths_of_borders_neighbours_still_are_neighbours(tmp_path: Path) -> None:
    found = pair(tmp_path, country(), plan("A", "Aadorp"), plan("B", "Beekdam"))
    assert found["adjacent"]
    assert found["border_km"] == 0


@pytest.mark.parametrize("header", ["code_a,code_b,kind", "code_a,code_b,kind,shared_border_km"])
def test_a_table_of_borders_may_leave_out_their_lengths(tmp_path: Path, header: str) -> None:
    empty = "," * (header.count(",") - 2)
    path = tmp_path / "adjacency.csv"
    path.write_text(f"{header}\nGM0014,GM1699,land_border{empty}\n", encoding="utf-8")
    regions = read_regions(tmp_path)
    assert len(regions.borders) == 1
    assert regions.border_metres == (0,)


def test_lengths_of_borders_are_read_in_metres() -> None:
    regions = read_regions()
    index = {m.code: i for i, m in enumerate(regions.municipalities)}
    at = regions.borders.index((index["GM0014"], index["GM1699"]))
    assert regions.border_metres[at] == 3570


def test_a_single_plan_makes_no_pair(tmp_path: Path, land: Regions) -> None:
    problem = problem_of(tmp_path, [plan("A", "Aadorp")], tables(), land)
    assert evidence(problem) == {}
    assert problem.competition.forbidden == ()


def test_a_pair_that_shares_nothing_has_no_row(tmp_path: Path, land: Regions) -> None:
    rows = [plan("A", "Aadorp"), plan("B", "Geerdal")]
    assert evidence(problem_of(tmp_path, rows, tables(), land)) == {}


def test_a_pair_that_shares_only_a_labour_market_region_has_no_row(
    tmp_path: Path, land: Regions
) -> None:
    # Aadorp and Ceestad are in one labour-market region, with Beekdam in between.
    rules = tables(competition=[{"rule": "neighbours"}])
    apart = [plan("A", "Aadorp"), plan("B", "Ceestad")]
    assert evidence(problem_of(tmp_path, apart, rules, land)) == {}
    # With a border they are a row, whether a rule decides or not.
    for sectors, rule in (("po", "neighbours"), ("mbo", "")):
        beside = [plan("A", "Aadorp"), plan("B", "Beekdam", sectoren=sectors)]
        found = evidence(problem_of(tmp_path, beside, rules, land))
        assert found["A", "B"]["same_labour_market_region"]
        assert found["A", "B"]["rule"] == rule


# --- On the map


def layers(folder: Path, land: Regions, *rows: Row) -> dict[str, Any]:
    """The pairs per layer of `cohort.gpkg`, as written."""
    rules = [{"rule": "overlap"}, {"rule": "neighbours", "verdict": "penalise", "weight": 1}]
    result = result_of(folder, rows, tables(competition=rules), land)
    write_geopackage(result.outcome, folder, "nl")
    areas = "concurrentie_zeshoeken" if land.boundaries is None else "concurrentie_gebied"
    return {
        name: geopandas.read_file(folder / "cohort.gpkg", layer=name)
        for name in (areas, "concurrentie_grens")
    }


def test_pairs_with_a_rule_are_areas_where_they_share_ground_and_lines_elsewhere(
    tmp_path: Path,
) -> None:
    found = layers(
        tmp_path,
        replace(country(boundaries=True), border_metres=METRES),
        plan("A", "Aadorp|Beekdam"),
        plan("B", "Beekdam"),
        plan("C", "Ceestad"),
        plan("D", "Duinzicht"),  # borders C, in another labour-market region: no rule applies
    )
    areas, lines = found.values()
    shared = areas[["plan_a", "plan_b", "gedeelde_gemeenten"]]
    assert shared.values.tolist() == [["A", "B", "Beekdam"]]
    assert areas.geometry.iloc[0].symmetric_difference(square(1)).area == 0
    assert lines[["plan_a", "plan_b"]].values.tolist() == [["A", "C"], ["B", "C"]]
    assert list(lines.geometry.iloc[1].coords) == [(115_000, 405_000), (125_000, 405_000)]
    assert lines["grens_km"].tolist() == [3.0, 3.0]


def test_without_competing_pairs_both_layers_are_there_and_empty(
    tmp_path: Path, land: Regions
) -> None:
    found = layers(tmp_path, land, plan("A", "Aadorp"))
    assert [len(layer) for layer in found.values()] == [0, 0]


# --- The same, counted with plain sets


def some(rng: Random, values: Sequence[str], low: int, high: int) -> list[str]:
    return rng.sample(values, rng.randint(low, high))


def random_rows(rng: Random) -> list[Row]:
    ids = [f"P{i}" for i in range(rng.randint(2, 9))]
    return [
        plan(
            plan_id,
            "|".join(some(rng, NAMES, 1, 4)),
            sectoren="|".join(some(rng, ["po", "vo", "mbo"], 1, 3)),
            besturen="|".join(some(rng, ["b1", "b2", "b3", "b4"], 0, 2)),
            opleidingen="|".join(some(rng, ["i1", "i2", "i3", "i4"], 0, 2)),
            samenwerking=rng.choice(["regionaal", "regionaal", "landelijk"]),
            afstemming="|".join(some(rng, [i for i in ids if i != plan_id], 0, 1)),
        )
        for plan_id in ids
    ]


def parts(row: Row, column: str) -> set[str]:
    return {part for part in row[column].split("|") if part}


def joined(values: Iterable[str], order: Sequence[str]) -> str:
    return "|".join(value for value in order if value in set(values))


def counted(one: Row, other: Row) -> dict[str, Any]:
    """Count what two plans share, from their cells alone."""
    towns = {NAMES.index(name) for name in parts(one, "gemeenten")}
    others = {NAMES.index(name) for name in parts(other, "gemeenten")}
    sectors = parts(one, "sectoren") & parts(other, "sectoren")
    boards = parts(one, "besturen") & parts(other, "besturen")
    institutes = parts(one, "opleidingen") & parts(other, "opleidingen")
    both, alone, alone_too = towns & others, towns - others, others - towns
    markets = {MARKETS[t] for t in towns} & {MARKETS[t] for t in others}
    agreed = other["plan_id"] in parts(one, "afstemming")
    agreed = agreed or one["plan_id"] in parts(other, "afstemming")
    return {
        "shared_cells": len(both) * len(sectors),
        "shared_population": sum(TOWNS[t][1] for t in both) * len(sectors),
        "shared_municipalities": len(both),
        "shared_area_m2": len(both) * 100_000_000,
        "shared_boards": len(boards),
        "shared_institutes": len(institutes),
        "shared_sectors": len(sectors),
        "adjacent": any(abs(s - t) == 1 for s in towns for t in others),
        "same_labour_market_region": bool(markets),
        "agreement": agreed,
        "border_km": sum(
            METRES[min(s, t)] for s in alone for t in alone_too if abs(s - t) == 1
        ) / 1000,
        "sectors": joined(sectors, ["po", "vo", "mbo"]),
        "municipalities": joined({NAMES[t] for t in both}, NAMES),
        "boards": "|".join(sorted(boards)),
        "institutes": "|".join(sorted(institutes)),
        "labour_market_regions": "|".join(sorted(markets)),
    }  # fmt: skip


EVIDENCE = (
    "shared_cells", "shared_municipalities", "shared_boards", "shared_institutes", "adjacent",
    "agreement",
)  # fmt: skip


@pytest.mark.parametrize("seed", sample(range(25), every=5))
def test_evidence_is_what_plain_sets_say_whatever_the_order_of_rows(
    tmp_path: Path, land: Regions, seed: int
) -> None:
    rng = Random(seed)
    rows = random_rows(rng)
    expected = {}
    for one, other in combinations(rows, 2):
        facts = counted(one, other)
        if any(facts[name] for name in EVIDENCE):
            expected[one["plan_id"], other["plan_id"]] = facts
    for order in (rows, rng.sample(rows, len(rows))):
        found = evidence(problem_of(tmp_path, order, tables(), land))
        assert found.keys() == expected.keys()
        for names, facts in expected.items():
            assert {key: found[names][key] for key in facts} == facts, names
