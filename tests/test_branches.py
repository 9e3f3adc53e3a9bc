"""A sum settled branch by branch says what brute force says."""

from collections.abc import Iterator
from itertools import combinations
from random import Random
from typing import Any

import numpy as np
import pytest
from depth import sample
from ortools.sat.python import cp_model

from selector.solve import branches
from selector.solve import simplex as simplex_module
from selector.solve.branches import Branch, Branches
from selector.solve.clock import Clock
from selector.solve.duals import Row
from selector.solve.linear import linear_rows
from selector.solve.simplex import FREE, Simplex, _Programme

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

    def listed(self, branch: Branch, target: int) -> set[tuple[int, ...]]:
        """Return which are in a branch, by a solver that lists them."""
        model = self.model.clone()
        model.add(LinearExpr.weighted_sum(self.x, self.worth) >= target)
        branch.post(model)
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


def branches_of(small: Small, target: int, by_plan: bool = False) -> Iterator[Branch]:
    """Take a sum apart, as far as it goes."""
    plans = [x.index for x in small.x]
    open_ = Branches(linear_rows(small.model), small.terms, plans, {}, by_plan=by_plan)
    while (branch := open_.pop(target, Clock())) is not None:
        yield branch


@pytest.mark.parametrize("by_plan", [False, True])
@pytest.mark.parametrize("few", [0, 3])
@pytest.mark.parametrize("seed", sample(range(20), every=3))
def test_the_branches_hold_every_cohort_that_reaches_the_target_once(
    seed: int, few: int, by_plan: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(branches, "FEW", few)
    small = Small(seed)
    everything = sorted(sum(small.worth[p] for p in c) for c in small.cohorts(0))
    if not everything:
        assert not any(small.listed(branch, 0) for branch in branches_of(small, 0))
        return
    for rank in (1, 5, len(everything)):
        target = everything[-min(rank, len(everything))]
        parts = branches_of(small, target, by_plan)
        found = [small.listed(branch, target) for branch in parts]
        assert set().union(*found) == small.cohorts(target)
        assert sum(map(len, found)) == len(small.cohorts(target))
    more = everything[-1] + 1
    assert not any(small.listed(branch, more) for branch in branches_of(small, more))


def test_what_is_half_done_may_take_twice_as_much_and_no_more() -> None:
    small = Small(0)
    apart = Branches(linear_rows(small.model), small.terms, [x.index for x in small.x], {}, 10)
    told = [(10, 0.0, False), (11, 0.4, True), (11, 0.6, False), (20, 1.0, False), (21, 1.0, True)]
    for asked, done, tired in told:
        apart._asked, apart._done = asked, done
        assert apart.tired is tired
    apart.encourage()
    assert not apart.tired


@pytest.mark.parametrize("seed", range(8))
def test_when_nothing_is_open_all_of_it_is_done(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(branches, "FEW", 0)
    small = Small(seed)
    apart = Branches(linear_rows(small.model), small.terms, [x.index for x in small.x], {})
    while apart.pop(40, Clock()) is not None:
        assert 0 < apart._done <= 1
    assert apart._done == 1


def test_a_number_that_has_to_be_whole_is_what_is_split_on() -> None:
    small = Small(0)
    apart = Branches(linear_rows(small.model), small.terms, [x.index for x in small.x], {})
    ((places, factors),) = apart.splits.counts
    totals = [-factor for factor in factors.tolist()]
    assert totals == small.totals
    values = np.zeros(len(apart.simplex.columns))
    values[places[[1, 2]]] = 0.6, 0.4
    between = 0.6 * totals[1] + 0.4 * totals[2]
    assert between % 1 > 0.1
    state = np.full(len(values), FREE, dtype=np.int8)
    halves = apart.splits.halves(state, values)
    assert halves is not None
    dropped = {tuple(at.tolist()): value for at, value in halves}
    assert dropped == {tuple(places[:2].tolist()): 0, tuple(places[2:].tolist()): 0}


@pytest.mark.parametrize("seed", range(20))
def test_a_bound_with_columns_fixed_is_not_below_what_is_attained(seed: int) -> None:
    small, rng = Small(seed), Random(seed)
    rows = linear_rows(small.model)
    simplex = Simplex(rows.rows, rows.bounds, small.terms, {})
    for _ in range(10):
        state = np.full(len(simplex.columns), FREE, dtype=np.int8)
        fixed = {p: rng.randint(0, 1) for p in rng.sample(range(9), 2)}
        for p, value in fixed.items():
            state[simplex.columns.index(small.x[p].index)] = value
        kept = (c for c in small.cohorts(0) if all((p in c) == v for p, v in fixed.items()))
        best = max((sum(small.worth[p] for p in cohort) for cohort in kept), default=None)
        answer = simplex.ask(state, 0, None)
        assert answer is not None
        assert best is None or answer.most >= best


@pytest.mark.parametrize("seconds", [1e300, float("inf")])
def test_all_the_time_there_is_may_be_given(seconds: float) -> None:
    rows = linear_rows(Small(0).model)
    simplex = Simplex(rows.rows, rows.bounds, Small(0).terms, {})
    assert simplex.ask(np.full(len(simplex.columns), FREE, dtype=np.int8), 0, seconds) is not None


def test_duals_that_are_no_good_bound_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    small, rng = Small(3), Random(3)
    rows = linear_rows(small.model)
    simplex = Simplex(rows.rows, rows.bounds, small.terms, {})
    best = max(sum(small.worth[p] for p in cohort) for cohort in small.cohorts(0))
    solved = _Programme.solved

    def spoiled(programme: _Programme, *given: Any) -> Any:
        duals, values = solved(programme, *given) or pytest.fail("no duals")
        return duals + [rng.uniform(-3, 3) for _ in duals], values

    monkeypatch.setattr(_Programme, "solved", spoiled)
    state = np.full(len(simplex.columns), FREE, dtype=np.int8)
    for _ in range(20):
        answer = simplex.ask(state, 0, None)
        assert answer is not None
        assert answer.most >= best


@pytest.mark.parametrize("seed", range(5))
def test_what_is_too_dear_for_64_bits_is_counted_in_coarser_parts(seed: int) -> None:
    small, scale = Small(seed), 1 << 36
    rows, dear = linear_rows(small.model), {j: worth * scale for j, worth in small.terms.items()}
    simplex = Simplex(rows.rows, rows.bounds, dear, {})
    best = max((sum(small.worth[p] for p in c) for c in small.cohorts(0)), default=0)
    free = np.full(len(simplex.columns), FREE, dtype=np.int8)
    contradiction = np.where(np.arange(len(free)) < 9, 0, free).astype(np.int8)  # no plan at all
    for state, attained in ((free, best), (contradiction, None)):
        answer = simplex.ask(state, 0, None)
        assert answer is not None
        assert answer.fine < simplex_module.FINE
        assert attained is None or answer.most >= attained * scale
        assert attained is not None or answer.most < 0


def test_a_column_that_can_be_very_large_takes_nothing_off_a_bound() -> None:
    wide = 1 << 40  # x is 1 where y is larger than this, as it can be
    rows, bounds = [Row({0: 3, 1: -1}, -wide)], [(0, 1), (0, 2 * wide)]
    simplex = Simplex(rows, bounds, {0: 1}, {})
    answer = simplex.ask(np.full(2, FREE, dtype=np.int8), 0, None)
    assert answer is None or answer.most >= 1
