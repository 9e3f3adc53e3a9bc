"""The optimal cohorts as the second solver sees them: who is in all, some or none, and the lot."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from selector.numbers import SCALE
from selector.problem import Problem
from selector.solve.clock import Clock
from selector.solve.found import Optimum
from selector.solve.goals import Goal
from selector.solve.highs import HighsResult, SizeSolver
from selector.solve.tickets import ticket
from selector.tiers import Tier, Value

Found = dict[int, str]


class OptimalCohorts(SizeSolver):
    """The cohorts of one size that attain proven values of all tiers."""

    def __init__(self, problem: Problem, optimum: Optimum, clock: Clock) -> None:
        super().__init__(problem, optimum.size, clock)
        last = len(problem.tiers) - 1
        for i, (tier, result) in enumerate(zip(problem.tiers, optimum.tiers, strict=True)):
            self._lay_down(tier, result.value, Fraction(0 if i == last else tier.tolerance, SCALE))

    def _lay_down(self, tier: Tier, value: Value, tolerance: Fraction) -> None:
        if isinstance(value, tuple):
            for k, goal in enumerate(self._statement.lowest_sums(tier), 1):
                self._keep(goal, goal.units(sum(value[:k], Fraction(0))))
        else:
            goal = self._statement.goal(tier)
            self._keep(goal, goal.units(value - tolerance))

    def heaviest(self, weights: Mapping[int, int]) -> HighsResult:
        """Find the optimal cohort with the largest sum of weights of its plans."""
        return self._maximise(self._weighed(weights), None)

    def require(self, plan: int) -> None:
        """Keep only the cohorts with a plan."""
        self._keep(self._weighed({plan: 1}), 1)

    def _weighed(self, weights: Mapping[int, int]) -> Goal:
        expression = self._statement.program.total(
            [self._statement.x[p] for p in weights], list(weights.values())
        )
        reach = sum(map(abs, weights.values())) + 1.0
        return Goal(
            expression, Fraction(1), reach, lambda c: sum(w for p, w in weights.items() if p in c)
        )


def split(problem: Problem, optimum: Optimum, clock: Clock) -> Found | None:
    """Return by eligible plan in how many optimal cohorts it is; None when that was not settled.

    Each solve asks for a cohort with plans not seen yet or without plans seen always, until
    there is none.
    """
    solver = OptimalCohorts(problem, optimum, clock)
    always = ever = optimum.chosen
    while True:
        news = {p: 1 for p in problem.eligible if p not in ever} | dict.fromkeys(always, -1)
        answer = solver.heaviest(news)
        if answer.status != "proven" or answer.cohort is None:
            return None
        if always <= answer.cohort <= ever:
            return {p: _word(p, always, ever) for p in problem.eligible}
        always, ever = always & answer.cohort, ever | answer.cohort


def _word(plan: int, always: frozenset[int], ever: frozenset[int]) -> str:
    return "all" if plan in always else "some" if plan in ever else "none"


def drawn(
    problem: Problem, optimum: Optimum, tied: Iterable[int], clock: Clock
) -> frozenset[int] | None:
    """Return the cohort that the tickets pick; None when that was not settled."""
    solver = OptimalCohorts(problem, optimum, clock)
    ids, seed = problem.plans.ids, problem.scenario.seed
    cohort = optimum.chosen
    for plan in sorted(tied, key=lambda p: ticket(seed, ids[p])):
        answer = solver.heaviest({plan: 1})
        if answer.status != "proven" or answer.cohort is None:
            return None
        if plan in answer.cohort:
            solver.require(plan)
            cohort = answer.cohort
    return cohort
