"""A sum settled case by case says what brute force says."""

from itertools import combinations
from random import Random

import pytest
from ortools.sat.python import cp_model

from selector.solve.cases import Case, Parting
from selector.solve.duals import LinearRows

LinearExpr = cp_model.LinearExpr


class Small:
    """Three of nine plans; of the totals of their weights one of a few holds, by a choice."""

    def __init__(self, seed: int) -> None:
        rng = Random(seed)
        self.worth = [rng.randint(1, 30) for _ in range(9)]
        self.weight = [rng.randint(1, 6) for _ in range(9)]
        self.totals = sorted(rng.sample(range(5, 15), 4))
        self.model = cp_model.CpModel()
        self.x = [self.model.new_bool_var("") for _ in range(9)]
        y = [self.model.new_bool_var("") for _ in self.totals]
        self.model.add(LinearExpr.sum(self.x) == 3)
        self.model.add(LinearExpr.sum(y) == 1)
        total = LinearExpr.weighted_sum(self.x, self.weight)
        self.model.add(total == LinearExpr.weighted_sum(y, self.totals))
        self.terms = {x.index: worth for x, worth in zip(self.x, self.worth, strict=True)}

    def cohorts(self, target: int) -> set[tuple[int, ...]]:
        """Return by brute force which plans are worth as much together."""
        return {
            chosen
            for chosen in combinations(range(9), 3)
            if sum(self.weight[p] for p in chosen) in self.totals
            if sum(self.worth[p] for p in chosen) >= target
        }

    def listed(self, case: Case, target: int) -> set[tuple[int, ...]]:
        """Return which are in a case, by a solver that lists them."""
        model = self.model.clone()
        model.add(LinearExpr.weighted_sum(self.x, self.worth) >= target)
        case.post(model)
        solver, found = cp_model.CpSolver(), _Found(self.x)
        solver.parameters.enumerate_all_solutions = True
        solver.solve(model, found)
        return found.sets


class _Found(cp_model.CpSolverSolutionCallback):
    def __init__(self, x: list[cp_model.IntVar]) -> None:
        super().__init__()
        self.x, self.sets = x, set[tuple[int, ...]]()

    def on_solution_callback(self) -> None:
        self.sets.add(tuple(p for p, x in enumerate(self.x) if self.boolean_value(x)))


@pytest.mark.parametrize("seed", range(20))
def test_the_cases_hold_every_cohort_that_reaches_the_target_once(seed: int) -> None:
    small = Small(seed)
    everything = sorted(sum(small.worth[p] for p in c) for c in small.cohorts(0))
    if not everything:
        pytest.skip("no cohort has any of the totals")
    target = everything[-min(5, len(everything))]
    rows = LinearRows(small.model)
    parting = Parting(rows, small.terms, [x.index for x in small.x])
    bound = rows.maximum(small.terms)
    assert bound is not None
    whole = parting.whole(bound, target)
    parts = parting.parts(whole, target, None)
    found = [small.listed(case, target) for case in parts]
    assert whole.open
    assert set().union(*found) == small.cohorts(target)
    assert sum(map(len, found)) == len(small.cohorts(target))


@pytest.mark.parametrize("seed", range(20))
def test_a_case_below_the_target_has_nothing_that_reaches_it(seed: int) -> None:
    small = Small(seed)
    rows = LinearRows(small.model)
    parting = Parting(rows, small.terms, [x.index for x in small.x])
    bound = rows.maximum(small.terms)
    if bound is None:
        assert not small.cohorts(0)
        return
    for case in parting.parts(parting.whole(bound, 0), 0, None):
        reached = [sum(small.worth[p] for p in c) for c in small.listed(case, 0)]
        assert not case.below(max(reached, default=0))
