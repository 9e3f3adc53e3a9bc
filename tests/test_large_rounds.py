"""What serves thousands of plans, tried on rounds small enough for brute force."""

from dataclasses import replace
from math import isqrt
from pathlib import Path

import pytest
import reference
from builders import plan, problem_of, result_from, tables
from depth import DEEP, sample
from round_plans import REGIONS
from rounds import write_round

from selector import Regions, read_regions
from selector.cliques import clique_cover
from selector.intake import read_plans
from selector.problem import Problem, make_problem
from selector.rules import FixedRule
from selector.scenario import load_scenario
from selector.solve import optimum, search, tickets
from selector.solve.clock import Clock
from selector.solve.exchange import exchanges
from selector.solve.optimum import solve
from selector.solve.search import Search


@pytest.fixture(scope="module")
def regions() -> Regions:
    return read_regions()


def round_of(folder: Path, seed: int, regions: Regions) -> Problem:
    plans, scenario = write_round(folder, seed, dispersion=seed % 2 == 0)
    return make_problem(read_plans(plans, regions), load_scenario(scenario), regions)


@pytest.mark.parametrize("seed", sample(range(2000, 2024), every=5))
def test_pilots_windows_and_no_lists_give_the_answer_of_brute_force(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(optimum, "PILOT", 3)
    monkeypatch.setattr(tickets, "WINDOW", 3)
    monkeypatch.setattr(tickets, "BATCH", 2)
    monkeypatch.setattr(search, "LISTABLE", 0)
    plans, scenario = write_round(tmp_path, seed, dispersion=seed % 2 == 0, relative=seed % 3 == 0)
    expected = reference.solve(plans, scenario, REGIONS)
    result = result_from(plans, scenario)
    assert result.status == expected["status"]
    if result.status == "optimal":
        assert list(result.selected) == expected["selected"]
        for p, plan_id in enumerate(result.problem.plans.ids):
            assert result.outcome.in_optimal(p) == expected["plans"][plan_id]["in_optimal"]


@DEEP
@pytest.mark.parametrize("seed", sample(range(2100, 2112), every=5))
def test_a_what_if_gives_the_same_with_and_without_the_whole_answer(
    tmp_path: Path, seed: int, regions: Regions
) -> None:
    problem = round_of(tmp_path, seed, regions)
    base = solve(problem, Clock())
    if base is None:
        return
    for p in problem.eligible:
        kind = "locked_out" if p in base.chosen else "locked_in"
        rule = FixedRule(kind, problem.plans.ids[p], p)  # type: ignore[arg-type]
        changed = replace(problem, rules=(*problem.rules, rule))
        quick, slow = solve(changed, Clock(), base), solve(changed, Clock())
        assert (quick is None) == (slow is None)
        if quick and slow:
            assert quick.chosen == slow.chosen
            assert [t.value for t in quick.tiers] == [t.value for t in slow.tiers]


@pytest.mark.parametrize("seed", sample(range(2200, 2216), every=5))
def test_an_exchange_changes_no_score_and_keeps_every_rule(
    tmp_path: Path, seed: int, regions: Regions
) -> None:
    problem = round_of(tmp_path, seed, regions)
    best = solve(problem, Clock())
    if best is None:
        return
    for out, into in exchanges(problem, best.chosen, best.chosen, problem.eligible):
        other = best.chosen - {out} | {into}
        assert len(other) == best.size
        assert all(rule.check(other) for rule in problem.rules)
        assert problem.scores(other) == problem.scores(best.chosen)
        assert problem.penalty(other) <= problem.penalty(best.chosen)


def test_distances_are_whole_metres_between_weighted_centres(
    tmp_path: Path, regions: Regions
) -> None:
    amsterdam, utrecht, assen = (
        regions.municipalities[regions.index[code]] for code in ("GM0363", "GM0344", "GM0106")
    )
    rows = [plan("A", "GM0363"), plan("B", "GM0363|GM0344"), plan("C", "GM0106")]
    rows.append(plan("D", "GM0014", samenwerking="landelijk"))
    criteria = [
        {"name": on, "measure": "dispersion", "on": on, "reference_km": 1000}
        for on in ("min_distance", "mean_distance")
    ]
    problem = problem_of(tmp_path, rows, tables(criteria=criteria), regions)
    people = amsterdam.population + utrecht.population
    x, y = (
        (amsterdam.population * a + utrecht.population * u) / people
        for a, u in ((amsterdam.x, utrecht.x), (amsterdam.y, utrecht.y))
    )
    ends = ((amsterdam.x, amsterdam.y), (x, y), (assen.x, assen.y))
    ab, ac, bc = (
        int(((p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2) ** 0.5)
        for p, q in ((ends[0], ends[1]), (ends[0], ends[2]), (ends[1], ends[2]))
    )
    assert ac == isqrt(int((amsterdam.x - assen.x) ** 2 + (amsterdam.y - assen.y) ** 2))
    nearest, mean = problem.criteria
    everyone = range(4)
    assert nearest.numerator(everyone) == 10 * ab
    assert mean.numerator(everyone) == 10 * ((ab + ac + bc) // 3)
    assert nearest.numerator([0, 3]) == nearest.denominator(2)  # one place: fewer than two


def test_covered_pairs_make_cliques_larger_and_need_none_of_their_own() -> None:
    assert clique_cover(3, [(0, 1)], covered=[(0, 2), (1, 2)]) == ((0, 1, 2),)
    assert clique_cover(3, [], covered=[(0, 2)]) == ()


def test_without_time_a_side_question_has_none_either(tmp_path: Path, regions: Regions) -> None:
    assert Clock(10.0).part(0.5).left() <= 5.0  # type: ignore[operator]
    assert Clock().part(0.5).left() is None
    search = Search(round_of(tmp_path, 2201, regions), 2, Clock(), among=[0, 1])
    assert sum(variable.name != "" for variable in search.x) == 2
