"""Patterns of a balance: they leave just the cohorts that reach a score, each once."""

from fractions import Fraction
from itertools import combinations
from random import Random

import pytest
from depth import sample
from ortools.sat.python import cp_model

from selector.criteria import patterns
from selector.criteria.balance import Balance
from selector.criteria.coverage import Coverage

PLANS, SIZE = 8, 4


class _Listing(cp_model.CpSolverSolutionCallback):
    """Every solution, as the plans that it chooses."""

    def __init__(self, x: list[cp_model.IntVar]) -> None:
        super().__init__()
        self.x, self.found = x, list[frozenset[int]]()

    def on_solution_callback(self) -> None:
        self.found.append(frozenset(p for p, v in enumerate(self.x) if self.boolean_value(v)))


def random_balance(rng: Random) -> Balance:
    """Plans that bear one to three of three labels, some of them none that counts."""
    weights = []
    for _ in range(PLANS):
        labels = rng.sample(range(4), rng.randint(1, 3))
        weights.append(tuple(Fraction(int(c in labels), len(labels)) for c in range(3)))
    given = [rng.randint(0, 3) for _ in range(3)]
    total = sum(given) or 1
    targets = tuple(Fraction(n, total) for n in given)
    return Balance("accenten", ("a", "b", "c"), targets, tuple(weights))


def cohorts_of(measure: Balance | Coverage, least: int) -> tuple[list[frozenset[int]], bool]:
    """The cohorts that are left of all, one per solution, and whether that is said to be all."""
    model = cp_model.CpModel()
    x = [model.new_bool_var(f"{p}") for p in range(PLANS)]
    model.add(cp_model.LinearExpr.sum(x) == SIZE)
    complete = measure.tighten(model, x, range(PLANS), SIZE, least)
    solver = cp_model.CpSolver()
    solver.parameters.enumerate_all_solutions = True
    listing = _Listing(x)
    solver.solve(model, listing)
    return listing.found, complete


@pytest.mark.parametrize("seed", sample(range(40), every=7))
def test_patterns_leave_the_cohorts_that_reach_a_score(seed: int) -> None:
    rng = Random(seed)
    measure = random_balance(rng)
    scores = {frozenset(c): measure.numerator(c) for c in combinations(range(PLANS), SIZE)}
    least = rng.choice(sorted(set(scores.values())))
    found, complete = cohorts_of(measure, least)
    assert complete
    assert len(found) == len(set(found))
    assert set(found) == {cohort for cohort, n in scores.items() if n >= least}


@pytest.mark.parametrize("seed", range(10))
def test_too_many_patterns_take_no_cohort_away(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "PATTERNS", 1)
    rng = Random(seed)
    measure = random_balance(rng)
    scores = {frozenset(c): measure.numerator(c) for c in combinations(range(PLANS), SIZE)}
    least = rng.choice(sorted(set(scores.values()))[:-1])
    found, complete = cohorts_of(measure, least)
    assert set(found) >= {cohort for cohort, n in scores.items() if n >= least}
    assert complete is False


def test_too_many_totals_say_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "SUMS", 1)
    found, complete = cohorts_of(random_balance(Random(1)), 0)
    assert (len(found), complete) == (70, False)


def test_labels_that_are_all_borne_are_posted_as_counts() -> None:
    measure = Coverage("thema", ("a", "b"), 2, ((0, 1, 2), (2, 3, 4)))
    scores = {frozenset(c): measure.numerator(c) for c in combinations(range(PLANS), SIZE)}
    found, complete = cohorts_of(measure, 2)
    assert complete
    assert set(found) == {cohort for cohort, n in scores.items() if n == 2}
    assert len(cohorts_of(measure, 1)[0]) == 70
