"""What must hold for every round: the same answer from the same plans, and no free lunch."""

import json
import random
import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import geopandas
import pytest
import xlsxwriter
from builders import (
    ROOT,
    Tables,
    changed,
    environment,
    read_rows,
    read_scenario,
    result_from,
    write_plans,
    write_scenario,
)
from depth import DEEP, sample
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rounds import write_round

from selector import Result
from selector import cliques as groups_of
from selector.cliques import clique_cover, most_together
from selector.numbers import parse_decimal, shared_out, show_decimal

ROUNDS = (0, 3, 10, 14)
quickly = settings(deadline=None, derandomize=True)


def record(result: Result) -> str:
    """The text of `cohort.json` without what may differ between two forms of one round."""
    found = result.as_dict()
    del found["notes"], found["input"]["plans_sha256"]
    return json.dumps(found, ensure_ascii=False, indent=2)


@pytest.mark.parametrize("seed", ROUNDS)
def test_the_order_of_rows_and_columns_makes_no_difference(tmp_path: Path, seed: int) -> None:
    plans, scenario = write_round(tmp_path, seed)
    rows, rng = read_rows(plans), random.Random(seed)
    columns = list(rows[0])
    rng.shuffle(rows)
    rng.shuffle(columns)
    shuffled = [{column: row[column] for column in columns} for row in rows]
    again = write_plans(tmp_path / "geschud", shuffled)
    assert again.read_bytes() != plans.read_bytes()
    assert record(result_from(again, scenario)) == record(result_from(plans, scenario))


PRINT_RECORD = """
import json, sys
from selector import load_scenario, read_plans, select
result = select(read_plans(sys.argv[1]), load_scenario(sys.argv[2]))
print(json.dumps(result.as_dict(), ensure_ascii=False, indent=2))
print(result.conflicts.to_csv(), result.plans.to_csv(), result.summary())
"""


@pytest.mark.parametrize("seed", sample(ROUNDS[:2], every=2))
def test_the_hash_seed_of_python_makes_no_difference(tmp_path: Path, seed: int) -> None:
    files = [str(path) for path in write_round(tmp_path, seed)]
    texts = [
        subprocess.run(
            [sys.executable, "-c", PRINT_RECORD, *files], cwd=ROOT, check=True,
            env=environment(PYTHONHASHSEED=hash_seed), capture_output=True,
        ).stdout
        for hash_seed in ("0", "1", "4242")
    ]  # fmt: skip
    assert len(texts[0]) > 1000
    assert texts[0] == texts[1] == texts[2]


def write_xlsx(path: Path, rows: list[dict[str, str]]) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("toelichting").write_string(0, 0, "niet dit blad")
        sheet = book.add_worksheet("aanvragen")
        for c, column in enumerate(rows[0]):
            sheet.write_string(0, c, column)
            for r, row in enumerate(rows, start=1):
                if column == "ambitie" and row[column]:
                    sheet.write_number(r, c, int(row[column]))
                else:
                    sheet.write_string(r, c, row[column])


def write_geopackage(path: Path, rows: list[dict[str, str]]) -> None:
    table: dict[str, list[Any]] = {column: [row[column] for row in rows] for column in rows[0]}
    table["geometry"] = [None] * len(rows)
    geopandas.GeoDataFrame(table, crs="EPSG:28992").to_file(path, layer="aanvragen", driver="GPKG")


@pytest.mark.parametrize("seed", ROUNDS)
def test_csv_xlsx_and_geopackage_give_the_same_answer(tmp_path: Path, seed: int) -> None:
    plans, scenario = write_round(tmp_path, seed)
    rows = read_rows(plans)
    write_xlsx(tmp_path / "aanvragen.xlsx", rows)
    write_geopackage(tmp_path / "aanvragen.gpkg", rows)
    expected = record(result_from(plans, scenario))
    assert record(result_from(tmp_path / "aanvragen.xlsx", scenario)) == expected
    assert record(result_from(tmp_path / "aanvragen.gpkg", scenario)) == expected


def rank(result: Result, tiers: int | None = None) -> list[Any]:
    """What a result reached, tier by tier, so that more is better; an infeasible one is least."""
    if result.outcome.optimum is None:
        return []
    rows = result.outcome.cohort.tier_values()[:tiers]
    values = [-v if kind == "competition" else v for kind, v, *_ in rows]  # type: ignore[operator]
    return [list(v) if isinstance(v, tuple) else [v] for v in values]


def without_tolerance(scenario: Tables) -> Tables:
    """A scenario in which no tier gives anything up."""
    objective = [
        {key: v for key, v in t.items() if key != "tolerance"} for t in scenario["objective"]
    ]
    return changed(scenario, "objective", to=objective)


@DEEP
@pytest.mark.parametrize("seed", [1, 4, 5, 10, 18])
def test_a_tighter_quota_never_improves_the_first_tier(tmp_path: Path, seed: int) -> None:
    plans, path = write_round(tmp_path, seed)
    scenario, reached = read_scenario(path), []
    for least in range(6):
        quota = {"name": "steeds-strenger", "where": {"herkomst": "nieuw"}, "min": least}
        tighter = changed(scenario, "quotas", to=[*scenario.get("quotas", ()), quota])
        found = result_from(plans, write_scenario(tmp_path, tighter, f"{least}.toml"))
        reached.append(rank(found, tiers=1))
    assert reached[0] != reached[-1], "the quota never mattered: choose another seed"
    assert reached == sorted(reached, reverse=True)


@DEEP
@pytest.mark.parametrize("seed", [0, 7, 10, 12])
def test_more_tolerance_in_one_tier_never_worsens_the_next(tmp_path: Path, seed: int) -> None:
    plans, path = write_round(tmp_path, seed)
    scenario = read_scenario(path)
    names = [criterion["name"] for criterion in scenario["criteria"]]
    reached = []
    for tolerance in (0, 0.01, 0.05, 0.15, 0.4):
        first = {"tier": "sum", "over": names[1:], "tolerance": tolerance}
        tiers = [first, {"tier": "criterion", "over": names[:1]}]
        wider = changed(scenario, "objective", to=tiers)
        found = result_from(plans, write_scenario(tmp_path, wider, f"{tolerance}.toml"))
        reached.append(rank(found))
    assert len({str(first) for first, _ in reached}) == 1, "its own optimum changed"
    seconds = [second for _, second in reached]
    assert seconds == sorted(seconds)


@DEEP
@pytest.mark.parametrize("seed", [0, 3, 14])
def test_locking_a_plan_in_never_improves_the_outcome(tmp_path: Path, seed: int) -> None:
    plans, path = write_round(tmp_path, seed)
    scenario = without_tolerance(read_scenario(path))
    free = result_from(plans, write_scenario(tmp_path, scenario))
    locked = scenario["cohort"].get("locked_in", [])
    for plan_id in sorted(row["plan_id"] for row in read_rows(plans)):
        if plan_id in scenario["cohort"].get("locked_out", ()) or plan_id in locked:
            continue
        fixed = changed(scenario, "cohort", "locked_in", to=[*locked, plan_id])
        found = result_from(plans, write_scenario(tmp_path, fixed, "vast.toml"))
        assert rank(found) <= rank(free), plan_id
        p = free.problem.plans.ids.index(plan_id)
        if free.outcome.in_optimal(p) != "none":
            assert rank(found) == rank(free), plan_id
            assert plan_id in found.selected


@pytest.mark.parametrize("seed", range(200, 208))
def test_a_score_lies_between_nothing_and_what_it_could_reach_alone(
    tmp_path: Path, seed: int
) -> None:
    found = result_from(*write_round(tmp_path, seed, n_plans=20)).as_dict()
    if found["status"] == "infeasible":
        pytest.skip("nothing was chosen")
    for criterion in found["criteria"]:
        score, alone = Fraction(criterion["score"]), Fraction(criterion["best_alone"])
        assert 0 <= score <= alone <= 1, criterion["name"]


amounts = st.dictionaries(st.text(max_size=3), st.integers(0, 10**9), min_size=1, max_size=15)


@quickly
@given(amounts.filter(lambda parts: any(parts.values())))
def test_per_mille_sums_to_a_thousand_and_stays_within_one_of_the_exact_share(
    parts: dict[str, int],
) -> None:
    shares = shared_out(parts)
    assert sum(shares.values()) == 1000
    total = sum(parts.values())
    assert all(abs(shares[name] - Fraction(1000 * n, total)) < 1 for name, n in parts.items())


@quickly
@given(amounts.filter(lambda parts: any(parts.values())))
@example({"b": 1, "a": 1, "c": 1})
def test_per_mille_gives_more_never_less_and_an_equal_part_at_most_one_less(
    parts: dict[str, int],
) -> None:
    shares = shared_out(dict(reversed(parts.items())))
    assert shares == shared_out(parts)
    for first, second in combinations(sorted(parts), 2):
        if parts[first] > parts[second]:
            assert shares[first] >= shares[second]
        elif parts[first] < parts[second]:
            assert shares[first] <= shares[second]
        else:  # the first by name goes first
            assert shares[first] - shares[second] in (0, 1)


@quickly
@given(st.integers(-(10**12), 10**12), st.sampled_from(".,"), st.booleans())
def test_a_decimal_of_four_places_survives_writing_and_reading(
    parts: int, mark: str, percent: bool
) -> None:
    number = Decimal(parts) / 10_000
    text = show_decimal(number * 100 if percent else number).replace(".", mark)
    assert parse_decimal(text + ("%" if percent else "")) == (number, False)


@quickly
@given(st.integers(0, 10**9), st.integers(5, 9))
@example(10_005, 5)  # 0.10005 is 0.1001
def test_a_decimal_of_more_places_is_rounded_half_up_and_reported(parts: int, places: int) -> None:
    exact = Decimal(parts).scaleb(-places)
    expected = exact.quantize(Decimal("0.0001"), ROUND_HALF_UP)
    assert parse_decimal(f"{exact:f}") == (expected, expected != exact)


@pytest.mark.parametrize(
    "text", ["", " ", "-", ".", "%", "1.2.3", "1,000.5", "1e3", "nan", "inf", "½", "0x1"]
)
def test_what_is_no_plain_decimal_is_not_read_as_one(text: str) -> None:
    assert parse_decimal(text) is None


nodes = st.integers(0, 11)
graphs = st.sets(st.tuples(nodes, nodes).filter(lambda pair: pair[0] < pair[1]), max_size=40)
groups = st.lists(st.sets(nodes, min_size=2, max_size=6).map(sorted), max_size=8)


@quickly
@given(graphs, groups)
@example({(0, 1), (1, 2)}, [[0, 1, 2]])  # a cell whose plans do not all exclude each other
def test_the_cliques_cover_all_forbidden_pairs_and_no_others(
    pairs: set[tuple[int, int]], cells: list[list[int]]
) -> None:
    cliques = clique_cover(12, sorted(pairs), cells)
    covered = {pair for clique in cliques for pair in combinations(sorted(clique), 2)}
    assert covered == pairs


@quickly
@given(graphs)
def test_most_together_is_the_largest_set_without_a_pair_and_never_less(
    pairs: set[tuple[int, int]],
) -> None:
    def apart(chosen: int) -> bool:
        return not any(chosen >> a & 1 and chosen >> b & 1 for a, b in pairs)

    most = max(chosen.bit_count() for chosen in range(2**12) if apart(chosen))
    assert most_together(range(12), pairs) == most
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(groups_of, "MOST_WORK", 0)
        assert most_together(range(12), pairs) >= most
