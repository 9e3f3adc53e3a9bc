"""The largest mean distance and the largest smallest one: planes, prices, exchanges, levels."""

from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
import reference
from builders import Row, plan, problem_of, read_scenario, result_from, tables, write_scenario
from depth import sample
from ortools.sat.python import cp_model
from round_plans import REGIONS
from rounds import write_round

from selector import Regions, read_regions
from selector.criteria.pair_sum import PairSum
from selector.geography.distance import Distances, metres_between
from selector.solve import concave, improve, levels, optimum, search, tangents
from selector.solve.clock import Clock
from selector.solve.improve import Exchanges
from selector.solve.relaxation import relax
from selector.solve.search import Search


@pytest.fixture(scope="module")
def regions() -> Regions:
    return read_regions()


def a_map(rng: Random, count: int) -> Distances:
    """Sites at random, close together now and then so that rounding down matters; some shared."""
    wide = rng.choice((3, 40, 300_000))
    places = [(rng.randrange(wide), rng.randrange(wide)) for _ in range(count)]
    sites = sorted(set(places))
    a, b = np.triu_indices(len(sites), 1)
    metres = np.zeros((len(sites), len(sites)), dtype=np.int32)
    metres[a, b] = metres_between(sites, a, b)  # type: ignore[arg-type]
    return Distances(tuple(sites.index(p) for p in places), metres + metres.T)


@pytest.mark.parametrize("seed", range(8))
def test_every_plane_lies_above_every_cohort_and_touches_its_own(seed: int) -> None:
    rng = Random(seed)
    case = PairSum(tuple(range(9)), rng.randint(1, 5), a_map(rng, 9), 10, 10**7)
    cohorts = list(combinations(range(9), case.count))
    for _ in range(20):
        unit = rng.choice((1, 3, 1024))
        marks = sorted(rng.randint(0, case.count * unit) for _ in range(8))
        weights = np.diff([0, *marks, case.count * unit])
        plane = case.plane(weights, unit)
        for cohort in cohorts:
            assert int(plane.factors[list(cohort)].sum()) + plane.constant >= case.total(cohort)
    for cohort in cohorts:
        own = case.plane(np.array([p in cohort for p in range(9)], dtype=np.int64), 1)
        assert int(own.factors[list(cohort)].sum()) + own.constant == case.total(cohort)


def a_model(rng: Random) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    """A small model with every kind of row that the relaxation reads, and one that it does not."""
    model = cp_model.CpModel()
    x = [model.new_bool_var(f"{i}") for i in range(7)]
    model.add(sum(x) == rng.randint(2, 4))
    model.add_at_most_one(rng.sample(x, 3))
    model.add_bool_or([~x[0], x[1], x[rng.randint(2, 6)]])
    model.add_implication(x[rng.randint(0, 2)], x[rng.randint(3, 6)])
    model.add(sum(rng.randint(-2, 3) * v for v in x) <= rng.randint(0, 4))
    model.add_exactly_one(x[4], ~x[5])
    model.add(x[6] >= 1).only_enforce_if(x[3])
    if rng.random() < 0.5:
        model.add(x[rng.randint(0, 6)] == rng.randint(0, 1))
    return model, x


def solutions(model: cp_model.CpModel, x: list[cp_model.IntVar]) -> list[tuple[int, ...]]:
    class Collect(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            found.append(tuple(int(self.value(v)) for v in x))

    found: list[tuple[int, ...]] = []
    solver = cp_model.CpSolver()
    solver.parameters.enumerate_all_solutions = True
    solver.solve(model, Collect())
    return found


@pytest.mark.parametrize("seed", range(12))
def test_what_any_prices_propose_bounds_every_solution(seed: int) -> None:
    rng = Random(seed)
    model, x = a_model(rng)
    relaxation, noise = relax(model), np.random.default_rng(seed)
    found = solutions(model, x)
    for values in found:
        v = np.array(values)
        assert (relaxation.matrix @ v <= relaxation.high).all()
        assert (relaxation.lower <= v).all()
        assert (v <= relaxation.upper).all()
    slopes = noise.integers(-50, 50, (3, 7))
    constants = [5, -20, 40]
    for _ in range(10):  # bad prices give a loose bound, and never a wrong one
        told = relaxation.bound(
            slopes, constants, noise.random(3), noise.normal(0, 9, len(relaxation.high))
        )
        assert told is not None
        bound, rest, unit = told
        for values in found:
            v = np.array(values)
            total = min(slopes @ v + constants)
            assert unit * total <= bound
            ends = np.where(rest > 0, relaxation.upper, relaxation.lower)
            left = [j for j in range(7) if v[j] != ends[j]]
            assert all(unit * total <= bound - abs(int(rest[j])) for j in left)


def test_prices_that_are_no_numbers_or_too_large_propose_nothing() -> None:
    model, _ = a_model(Random(1))
    relaxation = relax(model)
    slopes, none = np.ones((1, 7), dtype=np.int64), np.zeros(len(relaxation.high))
    assert relaxation.bound(slopes, [0], np.zeros(1), none) is None
    assert relaxation.bound(slopes, [0], np.array([np.nan]), none) is None
    assert relaxation.bound(slopes, [0], np.ones(1), none + 1e30) is None


@pytest.mark.parametrize("seed", range(8))
def test_a_plan_is_barred_where_the_rows_would_break(seed: int) -> None:
    model, x = a_model(Random(seed))
    relaxation = relax(model)
    exchanges = Exchanges.under(relaxation, [v.index for v in x])
    for values in solutions(model, x):
        chosen = np.flatnonzero(values)
        barred = exchanges.barred(chosen)
        for i, out in enumerate(chosen):
            for into in range(7):
                v = np.array(values)
                v[out], v[into] = 0, 1
                kept = (relaxation.matrix @ v <= relaxation.high).all()
                free = relaxation.free[out] and relaxation.free[into] and not values[into]
                assert barred[i, into] == (not (kept and free))


def distances_first(folder: Path, seed: int, on: str) -> tuple[Path, Path]:
    """A random round in which a distance comes first, in one of the ways that there are."""
    rng = Random(seed)
    plans, path = write_round(folder, seed, rng.choice((10, 13)), dispersion=True, relative=True)
    scenario = read_scenario(path)
    name = scenario["criteria"][0]["name"]
    reference_km = rng.choice((60, 150, 400, 400))
    scenario["criteria"][0] = {
        "name": name, "measure": "dispersion", "on": on, "reference_km": reference_km
    }  # fmt: skip
    kind = rng.choice(("criterion", "criterion", "worst", "leximin", "sum"))
    first: dict[str, Any] = {"tier": kind, "over": [name], "relative": rng.random() < 0.4}
    if kind != "leximin" and rng.random() < 0.4:
        first["tolerance"] = rng.choice((0.02, 0.05, 0.125, 0.3))
    scenario["objective"].insert(0, first)
    return plans, write_scenario(folder, scenario)


@pytest.mark.parametrize("seed", sample(range(3000, 3014), every=5))
def test_a_distance_that_comes_first_gets_the_answer_of_brute_force(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch, regions: Regions
) -> None:
    rng = Random(seed)
    monkeypatch.setattr(search, "LISTABLE", 0)
    monkeypatch.setattr(optimum, "PILOT", rng.choice((3, 200)))
    monkeypatch.setattr(tangents, "ROUNDS", rng.choice((0, 2, 100)))
    monkeypatch.setattr(tangents, "UNIT", rng.choice((3, 1 << 10)))
    monkeypatch.setattr(improve, "STALL", rng.choice((0, 60)))
    monkeypatch.setattr(levels, "STALL", rng.choice((0, 60)))
    on = "min_distance" if seed % 4 == 0 else "mean_distance"
    plans, scenario = distances_first(tmp_path, seed, on)
    expected = reference.solve(plans, scenario, REGIONS)
    result = result_from(plans, scenario, regions)
    assert result.status == expected["status"]
    if result.status == "infeasible":
        return
    found = result.as_dict()
    assert found["selected"] == expected["selected"]
    assert [t["value"] for t in found["tiers"]] == [t["value"] for t in expected["tiers"]]
    best = [c["best_alone"] for c in expected["criteria"]]
    assert [c["best_alone"] for c in found["criteria"]] == best
    for p, plan_id in enumerate(result.problem.plans.ids):
        assert result.outcome.in_optimal(p) == expected["plans"][plan_id]["in_optimal"]


def spread(regions: Regions, count: int) -> list[Row]:
    """Plans in towns all over the country."""
    codes = sorted(m.code for m in regions.municipalities)
    return [plan(f"P{i:03}", code) for i, code in enumerate(codes[:: len(codes) // count][:count])]


@pytest.mark.parametrize("on", ["mean_distance", "min_distance"])
def test_a_hundred_plans_are_proven_and_counted_alike_one_by_one(
    tmp_path: Path, regions: Regions, on: str
) -> None:
    distance = {"name": "ver", "measure": "dispersion", "on": on, "reference_km": 300}
    scenario = tables(10, criteria=[distance], objective=[{"tier": "criterion", "over": ["ver"]}])
    problem = problem_of(tmp_path, spread(regions, 100), scenario, regions)
    best = optimum.solve(problem, Clock(60.0))
    assert best is not None
    assert best.proven
    criterion = problem.criteria[0]
    for out in best.chosen:  # no exchange does better, counted one by one and all at once
        rest, others = best.chosen - {out}, sorted(set(problem.eligible) - best.chosen)
        counts = [criterion.numerator(rest | {q}) for q in others]
        assert max(counts) <= criterion.numerator(best.chosen)
        assert criterion.joined(rest, others) == counts  # type: ignore[attr-defined]


def test_exchanges_without_rows_reach_the_best_of_a_few_plans() -> None:
    rng = Random(5)
    distances = a_map(rng, 12)
    model = cp_model.CpModel()
    x = [model.new_bool_var("") for _ in range(12)]
    model.add(sum(x) == 4)
    case = PairSum(tuple(range(12)), 4, distances, 10, 10**7)
    exchanges = Exchanges.under(relax(model), [v.index for v in x])
    found = improve.improve([0, 1, 2, 3], case.gains, exchanges)
    assert case.total(found) == max(map(case.total, combinations(range(12), 4)))


def test_no_time_means_no_proof_and_a_bound_that_holds(tmp_path: Path, regions: Regions) -> None:
    distance = {"name": "ver", "measure": "dispersion", "on": "mean_distance", "reference_km": 300}
    scenario = tables(6, criteria=[distance], objective=[{"tier": "criterion", "over": ["ver"]}])
    problem = problem_of(tmp_path, spread(regions, 60), scenario, regions)
    full = optimum.solve(problem, Clock())
    none = optimum.solve(problem, Clock(0.0))
    assert full is not None
    assert none is not None
    assert not none.proven
    assert none.tiers[0].value <= full.tiers[0].value <= none.tiers[0].bound  # type: ignore[operator]


@pytest.mark.parametrize("seed", range(6))
def test_a_floor_that_is_laid_down_costs_no_cohort_that_keeps_to_it(
    tmp_path: Path, regions: Regions, seed: int
) -> None:
    rng = Random(seed)
    codes = sorted(m.code for m in regions.municipalities)
    rows = [plan(f"P{i}", rng.choice(codes)) for i in range(5)]
    rows += [plan(f"N{i}", "GM0014", samenwerking="landelijk") for i in range(1 + seed % 2)]
    distance = {"name": "ver", "measure": "dispersion", "on": "mean_distance", "reference_km": 300}
    problem = problem_of(tmp_path, rows, tables(2, criteria=[distance]), regions)
    criterion, group = problem.criteria[0], frozenset(rng.sample(problem.eligible, 2))
    allowed = [frozenset(c) for c in combinations(problem.eligible, 2) if group & set(c)]
    cohorts = {cohort: criterion.numerator(cohort) for cohort in allowed}
    for least in (min(cohorts.values()) + 1, sorted(cohorts.values())[-3]):
        search = Search(problem, 2, Clock())
        search.incumbent = next(c for c, n in cohorts.items() if n >= least)
        search.model.add(sum(search.x) == 2)
        search.model.add(sum(search.x[p] for p in group) >= 1)
        concave.lay_down(search, criterion, least)  # type: ignore[arg-type]
        search.model.add(criterion.post(search.model, search.x, 2) >= least)
        found, complete = search.enumerate(1000, 1.0)
        assert complete
        assert set(found) == {c for c, n in cohorts.items() if n >= least}
        assert len(found) == len(set(found))
