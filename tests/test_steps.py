"""Cohorts as good as one, step by step: those listed are exactly those that comparing gives."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
import reference
from builders import result_from, result_of, tables, valued
from depth import sample
from ortools.sat.python import cp_model
from round_plans import REGIONS
from rounds import write_round

from selector import Regions, read_regions
from selector.intake import read_plans
from selector.problem import Problem, make_problem
from selector.scenario import load_scenario
from selector.solve import rivals, search
from selector.solve.alone import with_best_alone
from selector.solve.as_good import Plain, as_good
from selector.solve.clock import Clock
from selector.solve.steps import Step, Steps, steps_of

Cohort = frozenset[int]


class Listed(cp_model.CpSolverSolutionCallback):
    """Collects the cohorts of a model."""

    def __init__(self, x: dict[int, cp_model.IntVar]) -> None:
        super().__init__()
        self.x, self.found = x, list[Cohort]()

    def on_solution_callback(self) -> None:
        """Take one."""
        self.found.append(frozenset(p for p, x in self.x.items() if self.boolean_value(x)))


def listed(problem: Problem, size: int, steps: list[Step], ahead: bool) -> list[Cohort]:
    plain = Plain(problem, size)
    asking = Steps(problem, size, plain)
    for step in steps:
        asking.ask(step)
    if ahead:
        plain.model.add_bool_or(asking.ahead)
    solver, found = cp_model.CpSolver(), Listed({p: plain.x[p] for p in problem.eligible})
    solver.parameters.enumerate_all_solutions = True
    assert solver.solve(plain.model, found) in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    return found.found


def cohorts(problem: Problem, size: int) -> Iterator[Cohort]:
    for chosen in map(frozenset, combinations(problem.eligible, size)):
        if all(rule.check(chosen) for rule in problem.rules):
            yield chosen


def compared(problem: Problem, first: Cohort, second: Cohort, count: int) -> int:
    """1 if the first is better on so many steps, -1 if it is worse, else 0."""
    pairs = [
        (mine.least, theirs.least, tier)
        for tier in problem.tiers
        for mine, theirs in zip(
            steps_of(tier, problem.value(tier, first)),
            steps_of(tier, problem.value(tier, second)),
            strict=True,
        )
    ]
    for mine, theirs, tier in pairs[:count]:
        if mine != theirs:
            lower = (mine < theirs) == tier.lower_is_better
            return 1 if lower else -1
    return 0


@pytest.fixture(scope="module")
def regions() -> Regions:
    return read_regions()


@pytest.mark.parametrize("seed", sample(range(7000, 7060), every=6))
def test_as_good_as_one_are_those_that_comparing_gives(
    tmp_path: Path, seed: int, regions: Regions
) -> None:
    plans, scenario = write_round(tmp_path, seed, 11, relative=seed % 2 == 1)
    read = make_problem(read_plans(plans, regions), load_scenario(scenario), regions)
    problem, draw = with_best_alone(read, Clock()), Random(seed)
    for size in problem.solvable_sizes:
        if not (all_of_them := list(cohorts(problem, size))):
            continue
        one = draw.choice(all_of_them)
        steps = [s for tier in problem.tiers for s in steps_of(tier, problem.value(tier, one))]
        count = draw.randint(1, len(steps))
        told = {cohort: compared(problem, cohort, one, count) for cohort in all_of_them}
        for ahead in (False, True):
            found = listed(problem, size, steps[:count], ahead)
            assert len(found) == len(set(found))
            assert set(found) == {c for c, sign in told.items() if sign >= int(ahead)}


def test_a_sum_of_numbers_too_large_is_not_asked_for(
    tmp_path: Path, regions: Regions, monkeypatch: pytest.MonkeyPatch
) -> None:
    from selector.solve import steps as module

    monkeypatch.setattr(module, "WIDEST", 0)
    plans, scenario = write_round(tmp_path, 7002, 11)
    problem = make_problem(read_plans(plans, regions), load_scenario(scenario), regions)
    sums = [tier for tier in problem.tiers if tier.kind == "sum"]
    asking = Steps(problem, problem.solvable_sizes[0], Plain(problem, problem.solvable_sizes[0]))
    for tier in sums:
        asking.ask(Step(tier, 0, problem.value(tier, frozenset(problem.eligible[:3]))))  # type: ignore[arg-type]
    assert asking.dropped == bool(sums)


# In round 6 a tier has a tolerance, within which a better cohort on the next is a worse one on it.
@pytest.mark.parametrize("seed", [6, *sample(range(7100, 7140), every=5)])
def test_listing_rivals_by_ones_and_twos_gives_the_answer_of_brute_force(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rivals, "AHEAD", 1 + seed % 4)
    monkeypatch.setattr(search, "SOME", 1 + seed % 2)
    monkeypatch.setattr(search, "LISTED", 30)
    plans, scenario = write_round(tmp_path, seed, dispersion=seed % 3 == 1, relative=seed % 2 == 1)
    expected = reference.solve(plans, scenario, REGIONS)
    result = result_from(plans, scenario)
    assert result.status == expected["status"]
    if result.status == "optimal":
        assert list(result.selected) == expected["selected"]
        optimum = result.outcome.optimum
        assert optimum is not None
        assert all(tier.proven for tier in optimum.tiers)
        for p, plan_id in enumerate(result.problem.plans.ids):
            assert result.outcome.in_optimal(p) == expected["plans"][plan_id]["in_optimal"]


@pytest.mark.parametrize("seed", sample(range(7200, 7215), every=4))
def test_what_was_not_listed_is_worse_than_all_that_was(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "SOME", 2)
    plans, scenario = write_round(tmp_path, seed, 11)
    result = result_from(plans, scenario)
    optimum = result.outcome.optimum
    if optimum is None or not optimum.listed:
        pytest.skip("nothing was listed")
    problem, known = result.problem, optimum.listed
    for cohort in set(cohorts(problem, optimum.size)) - set(known):
        for one in known:
            assert compared(problem, cohort, one, 99) < 0


def test_a_range_far_wider_than_the_scores_is_no_sum_too_large_for_the_solver(
    tmp_path: Path,
) -> None:
    rows = [valued(f"A{i}", kosten=f"{i}.0001", baten=f"{9 - i}.0003") for i in range(9)]
    wide = {"measure": "total", "range": [0, 10_000_000]}
    criteria = [{"name": on, "on": on, **wide} for on in ("kosten", "baten")]
    weights = {"kosten": 0.3333, "baten": 1.25}
    objective = [{"tier": "sum", "relative": True, "weights": weights}]
    result = result_of(tmp_path, rows, tables(3, criteria=criteria, objective=objective))
    problem, best = with_best_alone(result.problem, Clock()), result.outcome.optimum
    assert best is not None
    values = [problem.value(tier, best.chosen) for tier in problem.tiers]
    assert not as_good(problem, values, Clock()).none
