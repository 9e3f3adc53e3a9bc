"""The best cohorts but one: each as good as can be at some distance from all before it."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from selector.analysis.beside import contrast
from selector.analysis.counting import Tally, count_optimal
from selector.cohort import Cohort
from selector.rules import DifferRule
from selector.rules.differ import distance
from selector.solve.clock import Clock
from selector.solve.optimum import solve
from selector.texts.contrast import Shift, Tie
from selector.tiers import Value

Stopped = Literal["count", "none_left", "tolerance", "time"]


@dataclass(frozen=True)
class Worsening:
    """The first tier, counted from 1, on which an alternative is worse, and its two values.

    Of a leximin tier: the first score that is lower, with its `rank` from below.
    """

    tier: int
    kind: str
    before: Fraction
    after: Fraction
    rank: int | None = None


@dataclass(frozen=True)
class Alternative:
    """A cohort, beside the one that was chosen."""

    chosen: Cohort
    cohort: Cohort

    @property
    def leaves(self) -> tuple[str, ...]:
        """Return the plan_ids that are chosen and not in the alternative."""
        return tuple(p for p in self.chosen.selected if p not in self.cohort.selected)

    @property
    def enters(self) -> tuple[str, ...]:
        """Return the plan_ids that are in the alternative and not chosen."""
        return tuple(p for p in self.cohort.selected if p not in self.chosen.selected)

    @property
    def distance(self) -> int:
        """Return how many plans of the larger of the two are not in the other."""
        return distance(self.chosen.chosen, self.cohort.chosen)

    @property
    def scores(self) -> tuple[tuple[str, Fraction, Fraction], ...]:
        """Return per criterion its name, the score of the chosen cohort and of this one."""
        after = self.cohort.scores
        return tuple((name, before, after[name]) for name, before in self.chosen.scores.items())

    @property
    def contrast(self) -> Shift | Tie:
        """Return what differs first from the chosen cohort, to be said."""
        values = ([row[1] for row in c.tier_values()] for c in (self.chosen, self.cohort))
        return contrast(self.chosen.problem, self.chosen.chosen, self.cohort.chosen, *values)

    @property
    def worsening(self) -> Worsening | None:
        """Return the first tier that worsens; None when the two are equally good."""
        first = self.contrast
        if isinstance(first, Tie):
            return None
        before, after = first.best or (first.now, first.then)
        rank = first.place + 1 if first.kind == "leximin" else None
        return Worsening(first.tier + 1, first.kind, before, after, rank)


@dataclass(frozen=True)
class Alternatives:
    """The alternatives to a chosen cohort, best first, and why there are no more.

    `stopped` is `count` (as many as were asked for), `none_left` (no other cohort keeps to the
    rules at this distance), `tolerance` (all others give up too much) or `time`. `count` is the
    number of cohorts that are as good as the chosen one.
    """

    chosen: Cohort
    differ: int
    tolerance: Fraction | None
    found: tuple[Alternative, ...]
    stopped: Stopped
    count: Tally

    @property
    def proven(self) -> bool:
        """Tell whether every alternative is proven to be the best that is left."""
        return self.stopped != "time"


def find_alternatives(
    chosen: Cohort, count: int, differ: int, tolerance: Fraction | None, clock: Clock
) -> Alternatives:
    """Return the best cohorts that differ in at least `differ` plans from the chosen one.

    The distance between two cohorts is how many plans of the larger are not in the other: of
    cohorts of one size, how many leave. Each alternative is the best by the scenario itself (all
    tiers, then the tickets) of those far enough from the chosen cohort and all alternatives
    before it. With a `tolerance` they stop where the first tier falls more than that below the
    chosen cohort's: its score, of leximin the lowest one, of competition the weight.
    """
    found: list[Alternative] = []
    problem, last = chosen.problem, chosen.optimum
    stopped: Stopped = "count"
    while len(found) < count:
        rule = DifferRule(str(len(found) + 1), last.chosen, differ)
        problem = replace(problem, rules=(*problem.rules, rule))
        try:
            optimum = solve(problem, clock)
        except TimeoutError:
            stopped = "time"
            break
        if optimum is None:
            stopped = "none_left"
            break
        alternative, last = Alternative(chosen, Cohort(problem, optimum)), optimum
        if tolerance is not None and _given_up(alternative, at_least=True) > tolerance:
            stopped = "tolerance"
            break
        if optimum.proven or tolerance is None or _given_up(alternative) <= tolerance:
            found.append(alternative)
        if not optimum.proven:
            stopped = "time"
            break
    number = count_optimal(chosen.problem, chosen.optimum, clock)
    return Alternatives(chosen, differ, tolerance, tuple(found), stopped, number)


def _given_up(alternative: Alternative, at_least: bool = False) -> Fraction:
    """Return what is given up of the first tier, or at least must be given up."""
    kind, before, *_ = alternative.chosen.tier_values()[0]
    _, value, bound, _ = alternative.cohort.tier_values()[0]
    fall = _lowest(before) - _lowest(bound if at_least else value)
    return -fall if kind == "competition" else fall


def _lowest(value: Value) -> Fraction:
    return value[0] if isinstance(value, tuple) else value
