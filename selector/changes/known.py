"""What a criterion could reach alone, worked out once for all rounds in which it is the same."""

from collections.abc import Hashable
from dataclasses import dataclass, field, replace

from selector.problem import Best, Problem
from selector.solve.alone import best_alone
from selector.solve.clock import Clock


@dataclass(frozen=True)
class Known:
    """The best scores alone of many problems that differ little."""

    clock: Clock
    bests: dict[Hashable, Best] = field(default_factory=dict)

    def relative(self, problem: Problem) -> Problem:
        """Return the problem with what its relative tiers are relative to."""
        looked_at = sorted({c for tier in problem.tiers if tier.relative for c in tier.over})
        if not looked_at:
            return problem
        sizes = [size for size in problem.solvable_sizes if size <= len(problem.eligible)]
        known = {size: {c: self._best(problem, c, size) for c in looked_at} for size in sizes}
        return replace(problem, best_alone=known)

    def _best(self, problem: Problem, criterion: int, size: int) -> Best:
        measure = problem.criteria[criterion]
        key = (measure, size, problem.eligible)
        if key not in self.bests:
            self.bests[key] = best_alone(problem, measure, size, self.clock)
        return self.bests[key]
