"""The cohorts that may be better than the best so far: as good as it is on the next steps.

All cohorts still in the running have the same on the steps before. So whatever is best of them all
is among these, and they are few: to list them and compare spares the proofs that are left. It holds
where the tiers order all cohorts (`Problem.ordered`): within a tolerance, less can still be best.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ortools.sat.python import cp_model

from selector.solve.posted import Posted
from selector.solve.steps import Step, Steps, steps_of
from selector.tiers import better

AHEAD = 3  # steps that are asked for: of more, the model grows faster than the list shrinks


@dataclass(frozen=True)
class AsGoodAsBest:
    """Those of a search, from the tier at a `place` on, after so many of its `ranks`."""

    posted: Posted
    place: int
    ranks: int

    def model(self) -> cp_model.CpModel:
        """Return a model of them; in it everything is determined by the plans chosen."""
        steps, problem = list(islice(self._steps(), AHEAD)), self.posted.problem
        criteria = {c for step in steps for c in self.posted.open(step.tier)}
        asking = Steps(problem, self.posted.search.size, self.posted.copied(criteria))
        for step in steps:
            asking.ask(step)
        return asking.scored.model

    def best(self, found: Sequence[frozenset[int]]) -> frozenset[int] | None:
        """Return the best of some of them, if it is better than the best so far."""
        before = top = self.posted.search.incumbent
        for cohort in found:
            top = cohort if top is None or self._better(cohort, top) else top
        return None if top == before else top

    def _better(self, first: frozenset[int], second: frozenset[int]) -> bool:
        problem = self.posted.problem
        for tier in problem.tiers[self.place :]:
            mine, theirs = problem.value(tier, first), problem.value(tier, second)
            if mine != theirs:
                return better(mine, theirs, tier)
        return False

    def _steps(self) -> Iterator[Step]:
        """Yield the next steps, with what the best cohort so far has."""
        problem, best = self.posted.problem, self.posted.search.incumbent
        if best is None or self.posted.apart:
            return
        skipped = self.ranks
        for tier in problem.tiers[self.place :]:
            yield from islice(steps_of(tier, problem.value(tier, best)), skipped, None)
            skipped = 0
