"""The tiers of the objective, one after the other, each with its value and proven bound.

A tier is solved exactly on whole numbers over a common denominator, and then laid down as a
constraint on the tiers after it. Squeezing the tiers into one weighted sum is faster to write
and gave wrong optima in floating point; so they are solved one by one. As soon as few enough
cohorts are left in the running they are listed, and the rest is plain comparison.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial

from selector.numbers import SCALE
from selector.problem import Best, Problem
from selector.solve.clock import Progress
from selector.solve.found import TierResult
from selector.solve.kinds import SOLVERS
from selector.solve.posted import Posted, TierTask
from selector.solve.rivals import AsGoodAsBest
from selector.solve.search import Search
from selector.tiers import Tier, Value, better


class TierSolver:
    """Solves the tiers of one problem for one size.

    `alone` is as in `Posted`. `best` holds the values of the tiers with fewer rules: ceilings
    for as long as the tiers before attain them. `pool` holds the cohorts still in the running
    once they have been listed; `listed` keeps them all.
    """

    def __init__(
        self,
        problem: Problem,
        search: Search,
        alone: Callable[[int], Best],
        best: Sequence[Value] = (),
    ) -> None:
        self.problem, self.search = problem, search
        self._posted = Posted(problem, search, alone)
        self._best, self._place = list(best), 0
        self.pool: list[frozenset[int]] | None = None
        self.listed: list[frozenset[int]] = []

    def solve_all(self) -> list[TierResult]:
        """Solve the tiers one after the other, up to and with the first that is not proven."""
        results: list[TierResult] = []
        for _ in self.problem.tiers:
            result = self.solve_next()
            if result is not None:
                results.append(result)
            if result is None or not result.proven:
                break
        return results

    def solve_next(self, to_beat: Value | None = None) -> TierResult | None:
        """Solve the next tier and lay it down; None when no cohort was found in time.

        What is given up of a tier serves the tiers after it: the last one gives up nothing.
        A leximin tier that falls behind `to_beat` is not finished.
        """
        tier = self.problem.tiers[self._place]
        self._place += 1
        last = self._place == len(self.problem.tiers)
        self.search.clock.tell(Progress(self.search.size, self._place, tier.kind))
        bound = self._best.pop(0) if self._best else None
        tolerance = Fraction(0 if last else tier.tolerance, SCALE)
        task = TierTask(tolerance, bound, to_beat, partial(self._listed, self._place - 1), last)
        result = self._solve(tier, task)
        if result is None or result.value != bound:
            self._best = []
        if result is not None and not self.problem.settled(tier, self.search.size):
            return TierResult(result.value, tier.widest(), False)
        return result

    def _solve(self, tier: Tier, asked: TierTask) -> TierResult | None:
        if self.pool is None:
            self._posted.restate()
            result = SOLVERS[tier.kind](self._posted, tier, asked)
            if result is None or not result.proven:
                return result
            behind = asked.to_beat is not None and better(asked.to_beat, result.value, tier)
            if self.pool is None and (behind or not self._listed(self._place, 0)):
                return result
        return self._compare(tier, asked.tolerance)

    def _listed(self, place: int, ranks: int) -> bool:
        """List the cohorts still in the running, if they are few; tell whether they are listed.

        Those are left out that are worse than the best so far on the next steps: of the tier at a
        place, after so many of its ranks, and of those after it.
        """
        if self.pool is None:
            ordered = self.problem.ordered
            rivals = AsGoodAsBest(self._posted, place, ranks) if ordered else None
            self.pool = self.search.list_all(rivals)
            self.listed = self.pool or []
        return self.pool is not None

    def _compare(self, tier: Tier, tolerance: Fraction) -> TierResult:
        """Keep of the listed cohorts those that are best on a tier, or within its tolerance."""
        assert self.pool
        values = [self.problem.value(tier, cohort) for cohort in self.pool]
        top = values[0]
        for value in values[1:]:
            top = value if better(value, top, tier) else top
        self.search.incumbent = self.pool[values.index(top)]
        self.pool = [
            cohort
            for cohort, value in zip(self.pool, values, strict=True)
            if value == top or (tolerance and value >= top - tolerance)  # type: ignore[operator]
        ]
        return TierResult(top, top, True)
