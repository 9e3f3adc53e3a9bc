"""Is there any cohort as good as a given row of values? One question, for a quick no.

All tiers stand in one model, step after step (see `steps`). Nothing is maximised, so a no costs a
single proof.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from selector.problem import Problem
from selector.solve.clock import Clock
from selector.solve.engine import Effort, solve_model
from selector.solve.steps import Steps, steps_of
from selector.tiers import Value

QUICK = Effort(0.05, 0.2)


@dataclass(frozen=True)
class AsGood:
    """`none`: it is proven that no cohort is as good; else `cohort` is one, if one was met."""

    none: bool
    cohort: frozenset[int] | None = None


def as_good(problem: Problem, values: Sequence[Value], clock: Clock) -> AsGood:
    """Look for a cohort that is as good as these values, on as many tiers as there are values.

    It gives up soon. Only for tiers that order all cohorts, with what relative tiers are relative
    to.
    """
    sizes = [size for size in problem.solvable_sizes if size <= len(problem.eligible)]
    for size in sizes:
        found = _of_size(problem, values, clock, size)
        if not found.none:
            return found
    return AsGood(True)


def none_better(problem: Problem, values: Sequence[Value], size: int, clock: Clock) -> AsGood:
    """Look for a cohort that is better than these values, or as good and larger than `size`.

    It gives up soon, and asks the same of the problem as `as_good`.
    """
    for other in problem.solvable_sizes:
        if other <= len(problem.eligible):
            found = _of_size(problem, values, clock, other, better=other <= size)
            if not found.none:
                return found
    return AsGood(True)


def _of_size(
    problem: Problem, values: Sequence[Value], clock: Clock, size: int, better: bool = False
) -> AsGood:
    if not all(problem.settled(tier, size) for tier in problem.tiers):
        return AsGood(False)
    plain = Plain(problem, size)
    asking = Steps(problem, size, plain)
    for tier, value in zip(problem.tiers, values, strict=False):
        for step in steps_of(tier, value):
            asking.ask(step)
    if better and not asking.dropped:
        plain.model.add_bool_or(asking.ahead)
    found = solve_model(plain.model, clock, effort=QUICK)
    if found.values is None:
        return AsGood(found.proven)
    chosen = (p for p in problem.eligible if found.values[plain.x[p].index])
    return AsGood(False, frozenset(chosen))


class Plain:
    """A model with the rules, and the numerators of criteria as they are asked for."""

    def __init__(self, problem: Problem, size: int) -> None:
        self.model = cp_model.CpModel()
        out, among = self.model.new_constant(0), frozenset(problem.eligible)
        self.x = [self.model.new_bool_var("") if p in among else out
                  for p in range(len(problem.plans))]  # fmt: skip
        for rule in problem.rules:
            rule.post(self.model, self.x, size)
        self._problem, self._size = problem, size
        self._numerators: dict[int, cp_model.IntVar] = {}

    def numerator(self, criterion: int) -> cp_model.IntVar:
        """Return the numerator of a criterion, posted when first asked for."""
        if criterion not in self._numerators:
            measure = self._problem.criteria[criterion]
            found = self.model.new_int_var(0, measure.denominator(self._size), "")
            self.model.add(found == measure.post(self.model, self.x, self._size))
            self._numerators[criterion] = found
        return self._numerators[criterion]
