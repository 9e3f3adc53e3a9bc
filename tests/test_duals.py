"""The linear relaxation: its bounds and fixings against all solutions of small models."""

from itertools import product
from random import Random

import pytest
from by_highs import proposing
from ortools.sat.python import cp_model

from selector.solve.duals import PARTS
from selector.solve.linear import linear_rows


class Small:
    """A random model of a few yes/no plans and one number, and all its solutions."""

    def __init__(self, seed: int) -> None:
        rng = Random(seed)
        self.model, self.count = cp_model.CpModel(), 6
        x = [self.model.new_bool_var(f"x{i}") for i in range(self.count)]
        yes = self.model.new_bool_var("yes")
        gap = self.model.new_int_var(0, 40, "gap")
        self.weights = [rng.randint(-3, 5) for _ in x]
        goal, least = rng.randint(-2, 6), rng.randint(1, 3)
        self.model.add(cp_model.LinearExpr.sum(x) == 3)
        spread = cp_model.LinearExpr.weighted_sum(x, self.weights) - goal
        self.model.add_abs_equality(gap, spread)
        bearers = rng.sample(range(self.count), 4)
        held = cp_model.LinearExpr.sum([x[i] for i in bearers])
        self.model.add(held >= least).only_enforce_if(yes)
        self.model.add(held < least).only_enforce_if(~yes)
        first, second, third = rng.sample(range(self.count), 3)
        self.model.add_at_most_one(x[first], x[second])
        self.model.add_implication(x[third], x[first])
        self.model.add_bool_or(x[second], ~x[third], yes)
        self.model.add(gap >= 0 * x[first])
        self.model.add(0 * x[first] <= 0)
        self.objective = {i: rng.randint(0, 4) for i in range(self.count)}
        self.objective |= {yes.index: 3, gap.index: -2}
        self.solutions = [
            (chosen, 3 * covered - 2 * apart + sum(self.objective[i] for i in chosen))
            for chosen, covered, apart in (
                (
                    {i for i in range(self.count) if bits[i]},
                    sum(bits[i] for i in bearers) >= least,
                    abs(sum(w for w, bit in zip(self.weights, bits, strict=True) if bit) - goal),
                )
                for bits in product((0, 1), repeat=self.count)
                if sum(bits) == 3
                and not (bits[first] and bits[second])
                and (bits[first] or not bits[third])
            )
            if covered or second in chosen or third not in chosen
        ]


def check(small: Small) -> int:
    """Compare a bound and its fixings with all solutions; return how many plans were fixed."""
    bound = linear_rows(small.model).maximum(small.objective)
    if bound is None:
        return 0
    best = max((value for _, value in small.solutions), default=-100)
    assert bound.top >= best * PARTS
    fixed = 0
    for target in (best - 1, best, best + 1):
        sides = bound.fixed(range(small.count), target)
        assert not bound.below(target) or target > best
        for plan, side in sides.items():
            assert all((plan in c) == bool(side) for c, value in small.solutions if value >= target)
        fixed += len(sides)
    return fixed


def test_a_bound_and_what_it_fixes_hold_for_all_solutions() -> None:
    smalls = [Small(seed) for seed in range(150)]
    assert sum(check(small) for small in smalls if small.solutions) > 300


@pytest.mark.parametrize("size", [1e-9, 0.3, 50.0])
def test_a_bound_holds_whatever_duals_the_linear_programme_proposes(
    monkeypatch: pytest.MonkeyPatch, size: float
) -> None:
    monkeypatch.setattr("scipy.optimize.linprog", proposing(size))
    for seed in range(60):
        check(Small(seed))


def test_a_linear_relaxation_without_a_solution_bounds_nothing() -> None:
    model = cp_model.CpModel()
    x = model.new_bool_var("x")
    model.add(x == 2)
    assert linear_rows(model).maximum({x.index: 1}) is None
