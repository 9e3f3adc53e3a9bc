"""Raising a level that all criteria of a tier reach, or all but some of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from math import gcd
from typing import Any

from ortools.sat.python import cp_model

from selector.solve.duals import Bound, LinearRows
from selector.solve.posted import Posted, whole
from selector.solve.search import Attempt
from selector.tiers import Tier

FINE = 1 << 40  # a level is raised in parts of the common denominator, if it is not above this
COARSE = 1 << 30  # else in so many steps, and what lies between two steps is asked for apart
SMALL = 40  # plans below which the relaxation saves less than it takes
KERNEL = 60  # plans that are looked among first, when there are half as many again
AHEAD = 3  # ranks that their prices look ahead
JUMP = 2  # tries, each with more effort, in which all ranks that are left are reached at once


@dataclass(frozen=True)
class Rank:
    """The next score from below, after those `known`; so many criteria are exempt from it.

    `short` tells of a criterion whether it scores below the last score known, where that hangs
    on the cohort. Every cohort still in the running has the scores known as its lowest. So a
    criterion can be exempt only when it can score exactly one of them: when that score is a whole
    number of its units. Mostly these are just as many as are exempt, and nothing hangs on anything.
    """

    tier: Tier
    known: tuple[Fraction, ...] = ()
    short: Mapping[int, cp_model.IntVar] = field(default_factory=dict)

    @property
    def exempt(self) -> int:
        """Return how many criteria may score below it."""
        return len(self.known)

    @property
    def floor(self) -> Fraction:
        """Return the score before it."""
        return self.known[-1] if self.known else Fraction(0)

    def lower(self, posted: Posted) -> tuple[int, ...]:
        """Return the open criteria that can score one of the scores known."""
        units = {c: posted.unit(self.tier, c) for c in posted.open(self.tier)}
        scores = set(self.known)
        return tuple(c for c, u in units.items() if any((s * u).denominator == 1 for s in scores))

    def jump(self, posted: Posted) -> Attempt | None:
        """Find a cohort with every criterion that is not exempt at what it could reach alone.

        None when which are exempt hangs on the cohort, or there is no such cohort, or none was
        found with little effort. No later rank of it can be bettered.
        """
        lower = self.lower(posted)
        if not self.exempt or len(lower) > self.exempt:
            return None
        tops = {c: posted.top(c) for c in posted.open(self.tier) if c not in lower}
        trial = posted.stated(tops)
        if trial is None:
            numerators = {c: posted.numerator(c) for c in tops}  # in the model before it is copied
            trial = posted.search.trial()
            for c, top in tops.items():
                trial.add(numerators[c] >= top)
        attempt = posted.search.find(trial, tries=JUMP)
        return None if attempt.chosen is None else Attempt(attempt.chosen, True)

    def raise_level(self, posted: Posted, ceiling: Fraction) -> Attempt:
        """Find the cohort with the highest level; its bound is in `steps`."""
        steps, common = self.steps(posted), posted.common(self.tier)
        trial, level = self._levelled(posted, ceiling)
        attempt = posted.search.maximise(level, trial)
        if steps == common or not attempt.proven:
            more = steps != common and attempt.bound is not None
            return replace(attempt, bound=attempt.bound + 1) if more else attempt  # type: ignore[operator]
        return self._beyond(posted, ceiling)

    def bound(self, posted: Posted) -> Bound | None:
        """Bound the sum of this score and those below, in parts of the common denominator; or not.

        The sum of the k lowest scores s is the largest k t - sum of d_i with d_i >= t - s_i and
        d_i >= 0 (Ogryczak and Tamir, 2003).
        """
        return self._relaxed(posted, self.exempt + 1)

    def look(self, posted: Posted, ceiling: Fraction) -> bool:
        """Look among few plans first; the best cohort so far becomes what is found, if anything is.

        They are the best priced for this rank and the next ones: where one criterion holds a rank
        down, the prices of that rank alone tell of no other.
        """
        search, bound = posted.search, self._relaxed(posted, self.exempt + 1 + AHEAD)
        if bound is None or search.incumbent is None or 2 * len(search.among) < 3 * KERNEL:
            return False
        price = {p: bound.slope[search.x[p].index] for p in search.among}
        order = sorted(price, key=lambda p: (-price[p], p))
        trial, level = self._levelled(posted, ceiling)
        for p in sorted(search.among - search.incumbent.union(order[:KERNEL])):
            trial.add(search.x[p] == 0)
        return search.maximise(level, trial, tries=1).chosen is not None

    def _relaxed(self, posted: Posted, lowest: int) -> Bound | None:
        """Bound the sum of so many scores from below."""
        over, common = posted.open(self.tier), posted.common(self.tier)
        small = len(posted.search.among) < SMALL
        if small or self.exempt >= len(over) or posted.search.clock.left() == 0:
            return None
        numerators = [posted.numerator(c) for c in over]
        relaxation = LinearRows(posted.search.model)
        level = relaxation.column(0, common)
        short = [relaxation.column(0, common) for _ in over]
        for c, numerator, below in zip(over, numerators, short, strict=True):
            weight = common // posted.unit(self.tier, c)
            relaxation.at_least({below: 1, numerator.index: weight, level: -1}, 0)
        terms = {level: min(lowest, len(over))} | dict.fromkeys(short, -1)
        return relaxation.maximum(terms, posted.search.clock.left())

    def _levelled(
        self, posted: Posted, ceiling: Fraction
    ) -> tuple[cp_model.CpModel, cp_model.IntVar]:
        """Return a model in which all that is not exempt reaches a level, and that level."""
        steps = self.steps(posted)
        for c in posted.open(self.tier):  # in the model before it is copied
            posted.numerator(c)
        trial = posted.search.trial()
        level = trial.new_int_var(int(self.floor * steps), int(ceiling * steps), "level")
        self._demand(posted, trial, partial(_reaches, posted, steps, level))
        return trial, level

    def steps(self, posted: Posted) -> int:
        """Return in how many steps the level is raised."""
        common = posted.common(self.tier)
        return common if common <= FINE else COARSE

    def lay_down(self, posted: Posted, value: Fraction) -> "Rank":
        """Let at most the exempt score below a value, and return the next rank."""
        following = replace(self, known=(*self.known, value))
        if self.exempt and self.floor == value:  # a lower rank says as much
            return following
        lower = self.lower(posted)
        for c in posted.open(self.tier):
            if c not in lower:
                posted.at_least(c, value * posted.unit(self.tier, c))
        if len(lower) <= self.exempt:
            return replace(following, short={})
        return replace(following, short=self._short_of(posted, lower, value))

    def _short_of(
        self, posted: Posted, lower: Sequence[int], value: Fraction
    ) -> Mapping[int, cp_model.IntVar]:
        """Post per criterion whether it scores below a value, and how many may."""
        model, short = posted.search.model, dict[int, cp_model.IntVar]()
        for c in lower:
            least = whole(value * posted.unit(self.tier, c))
            short[c] = model.new_bool_var(f"below:{self.exempt}:{c}")
            model.add(posted.numerator(c) >= least).only_enforce_if(~short[c])
            model.add(posted.numerator(c) < least).only_enforce_if(short[c])
            if c in self.short:
                model.add_implication(self.short[c], short[c])
        model.add(cp_model.LinearExpr.sum(list(short.values())) <= self.exempt)
        posted.hang()
        return short

    def _beyond(self, posted: Posted, ceiling: Fraction) -> Attempt:
        """Look between two steps: ask for more than the best so far until there is no more."""
        search = posted.search
        while True:
            scores = posted.problem.tier_scores(self.tier, search.incumbent or ())
            best = sorted(scores)[self.exempt]
            attempt = Attempt(search.incumbent, True)
            if best >= ceiling:
                return attempt
            trial = search.trial()
            self._demand(posted, trial, partial(posted.more, best))
            found = search.find(trial)
            if found.chosen is None:
                return replace(attempt, proven=found.proven)

    def _demand(
        self, posted: Posted, trial: cp_model.CpModel, wanted: Callable[[int, int], Any]
    ) -> None:
        """Ask something of all open criteria, by position and unit, but of those exempt.

        What scored below an earlier rank is exempt first.
        """
        lower = self.lower(posted)
        for c in posted.open(self.tier):
            if c not in lower:
                trial.add(wanted(c, posted.unit(self.tier, c)))
        if len(lower) <= self.exempt:
            return
        exempt = [trial.new_bool_var(f"exempt:{c}") for c in lower]
        trial.add(cp_model.LinearExpr.sum(exempt) <= self.exempt)
        for c, free in zip(lower, exempt, strict=True):
            trial.add(wanted(c, posted.unit(self.tier, c))).only_enforce_if(~free)
            if c in self.short:
                trial.add_implication(self.short[c], free)


def _reaches(posted: Posted, steps: int, level: cp_model.IntVar, criterion: int, unit: int) -> Any:
    """Return that a criterion reaches a level, counted in steps."""
    shared = gcd(steps, unit)
    return posted.numerator(criterion) * (steps // shared) >= level * (unit // shared)
