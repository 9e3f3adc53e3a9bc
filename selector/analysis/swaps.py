"""Swaps: for every chosen plan Y and eligible plan X outside the cohort, "X in and Y out"."""

from collections.abc import Sequence
from dataclasses import dataclass

from selector.analysis.questions import Found, settle
from selector.problem import Problem
from selector.rules import FixedRule, Turn
from selector.solve.clock import Clock
from selector.solve.optimum import Optimum
from selector.tiers import Value


@dataclass(frozen=True)
class Swap:
    """The best cohort with one plan in and a chosen one out, all by plan_id.

    `cohort` is None when there is none. `tier`, counted from 1, is the first one with another
    value, `now` and `then` its values; None when no tier changes.
    """

    into: str
    out: str
    cohort: tuple[str, ...] | None = None
    tier: int | None = None
    now: Value | None = None
    then: Value | None = None

    @property
    def feasible(self) -> bool:
        """Tell whether any cohort has the one and lacks the other."""
        return self.cohort is not None


def find_swaps(problem: Problem, optimum: Optimum, clock: Clock) -> tuple[Swap, ...]:
    """Return the swaps by Y and then X, as far as time allows; the optimum must be proven.

    A plan that the scenario locks stays where it is locked: such a swap is not feasible.
    """
    if not optimum.proven:
        raise ValueError("a proven cohort is needed")
    locked = {rule.plan for rule in problem.rules if isinstance(rule, FixedRule)}
    others = [p for p in problem.eligible if p not in optimum.chosen]
    turns = [Turn(into, out) for out in sorted(optimum.chosen) for into in others]
    settled: dict[Turn, Found | None] = {t: None for t in turns if locked & {t.into, t.out}}
    settled |= settle(problem, optimum, (t for t in turns if t not in settled), clock)
    ids = problem.plans.ids
    return tuple(_swap(optimum, ids, turn, settled[turn]) for turn in turns if turn in settled)


def _swap(optimum: Optimum, ids: Sequence[str], turn: Turn, found: Found | None) -> Swap:
    bare = Swap(ids[turn.into], ids[turn.out])
    if found is None:
        return bare
    cohort, tier = tuple(ids[p] for p in sorted(found.cohort)), found.changes(optimum)
    if tier is None:
        return Swap(bare.into, bare.out, cohort)
    before = optimum.tiers[tier].value
    return Swap(bare.into, bare.out, cohort, tier + 1, before, found.values[tier])
