"""Raising a level that all criteria of a tier reach, or all but some of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd

from ortools.sat.python import cp_model

from selector.solve.duals import Bound, LinearRows
from selector.solve.exempt import Case, Exempt, Numerators
from selector.solve.posted import Posted
from selector.solve.reach import reach
from selector.solve.search import Attempt
from selector.solve.stated import Asked
from selector.tiers import Tier

FINE = 1 << 40  # a level is raised in parts of the common denominator, if it is not above this
COARSE = 1 << 30  # else in so many steps, and what lies between two steps is asked for again
SMALL = 40  # plans below which the relaxation saves less than it takes
KERNEL = 60  # plans that are looked among first, when there are half as many again
AHEAD = 3  # ranks that their prices look ahead
JUMP = 3  # tries, each with more effort, in which all ranks that are left are reached at once
JUMPS = 4  # ways to be exempt, beyond which that is not tried

Reaching = Mapping[int, Sequence[cp_model.IntVar]]  # of criteria, on condition of what


@dataclass(frozen=True)
class Rank:
    """The next score from below, after those from which the criteria that have them are exempt."""

    posted: Posted
    exempt: Exempt

    @property
    def tier(self) -> Tier:
        """Return the tier."""
        return self.exempt.tier

    @property
    def best(self) -> Fraction | None:
        """Return what the best cohort so far has on this rank; None when there is none yet."""
        problem, chosen = self.posted.problem, self.posted.search.incumbent
        if chosen is None:
            return None
        return sorted(problem.tier_scores(self.tier, chosen))[len(self.exempt)]

    @property
    def steps(self) -> int:
        """Return in how many steps the level is raised."""
        common = self.posted.common(self.tier)
        return common if common <= FINE else COARSE

    def jump(self) -> Attempt | None:
        """Find a cohort with every criterion that is not exempt at what it could reach alone.

        None when which are exempt hangs on the cohort and there are too many ways, or there is no
        such cohort, or none was found with little effort. No later rank of it can be bettered.
        """
        cases = self.exempt.cases or (None,)
        if (
            not len(self.exempt)
            or len(cases) > JUMPS
            or not self._in(cases[0]).settled(self.posted)
        ):
            return None
        tops = {c: self.posted.top(c) for c in self.posted.open(self.tier)}
        for case in cases:
            asked, _ = self._asked(tops, case)
            attempt = self._reach(asked, JUMP)
            if attempt.chosen is not None:
                return Attempt(attempt.chosen, True)
        return None

    def _reach(self, asked: Asked, tries: int) -> Attempt:
        """Find any cohort in a model where there is little to be found, with little effort."""
        search = self.posted.search
        return reach(search, asked) if self.posted.many else search.find(asked.model, tries)

    def left(self) -> "Rank | None":
        """Return it without the cases in which little effort proves that nothing is better.

        None when no case is left. The first one is that of the best cohort so far; if that stays,
        all do.
        """
        cases, many = self.exempt.cases, self.posted.many
        if not many or not cases or self.best is None or not self._none_in(cases[0]):
            return self
        kept = tuple(case for case in cases[1:] if not self._none_in(case))
        return replace(self, exempt=replace(self.exempt, cases=kept)) if kept else None

    def _none_in(self, case: Case) -> bool:
        search = self.posted.search
        return not search.over and search.ruled_out(self._above(self.best, case)[0].model)

    def raise_level(self, ceiling: Fraction) -> Attempt:
        """Find the cohort with the highest level; a bound is in `steps`."""
        for case in self.exempt.cases or (None,):
            attempt = self._raise_in(case, ceiling)
            if not attempt.proven:
                return attempt if len(self.exempt.cases) < 2 else replace(attempt, bound=None)
        return Attempt(self.posted.search.incumbent, True)

    def _raise_in(self, case: Case | None, ceiling: Fraction) -> Attempt:
        """Raise the level above the best so far in one case, or in all.

        What lies between two steps is asked for again, until there is nothing more.
        """
        search, exact = self.posted.search, self._exact
        if self.posted.many and self.best is not None:
            return self._raise_many(self.best, case, ceiling)
        while self.best is None or self.best < ceiling:
            attempt = search.maximise(*self._levelled(ceiling, case))
            if attempt.chosen is None or (attempt.proven and exact):
                return replace(attempt, chosen=search.incumbent)
            if not attempt.proven:
                more = None if attempt.bound is None else attempt.bound + int(not exact)
                return replace(attempt, bound=more)
        return Attempt(search.incumbent, True)

    @property
    def _exact(self) -> bool:
        return self.steps == self.posted.common(self.tier)

    def _raise_many(self, best: Fraction, case: Case | None, ceiling: Fraction) -> Attempt:
        """Do so of many plans, where it is first asked whether there is anything better.

        With little effort; what that does not settle is taken apart, or gets ever more.
        """
        search = self.posted.search
        while best < ceiling:
            attempt = search.find(self._above(best, case)[0].model, tries=1)
            if not attempt.proven and self._apart(case, ceiling):
                break
            if not attempt.proven:
                attempt = search.find(self._above(self.best or best, case)[0].model)
            if attempt.chosen is None:
                return replace(attempt, chosen=search.incumbent)
            attempt = search.maximise(*self._levelled(ceiling, case), 1)
            if attempt.proven and self._exact:
                break
            best = self.best or best
        return Attempt(search.incumbent, True)

    def _apart(self, case: Case | None, ceiling: Fraction) -> bool:
        """Raise the level by questions that are taken apart; tell whether that settles it.

        Asked for is more than half of what is left, and after a no anything that is better.
        """
        search = self.posted.search
        while search.patience is None and self.best is not None and self.best < ceiling:
            half = (self.best + ceiling) / 2
            attempt = reach(search, self._above(half, case)[0])
            if attempt == Attempt(None, True):
                ceiling = half
                attempt = reach(search, self._above(self.best, case)[0])
                if attempt.chosen is None:
                    return attempt.proven
            elif not attempt.proven:
                return False
        return search.patience is None

    def look(self, ceiling: Fraction) -> bool:
        """Look among few plans first; the best cohort so far becomes what is found, if anything is.

        They are the best priced for this rank and the next ones: where one criterion holds a rank
        down, the prices of that rank alone tell of no other.
        """
        search, lowest = self.posted.search, len(self.exempt) + 1 + AHEAD
        bound = self._relaxed(lowest, (), self.posted.open(self.tier))
        if bound is None or search.incumbent is None or 2 * len(search.among) < 3 * KERNEL:
            return False
        price = {p: bound.slope[search.x[p].index] for p in search.among}
        order = sorted(price, key=lambda p: (-price[p], p))
        level, trial = self._levelled(ceiling, next(iter(self.exempt.cases), None))
        for p in sorted(search.among - search.incumbent.union(order[:KERNEL])):
            trial.add(search.x[p] == 0)
        return search.maximise(level, trial, tries=1).chosen is not None

    def bound(self) -> Bound | None:
        """Bound the `worth` of a cohort, in parts of the common denominator; or not.

        The sum of the k lowest scores s is the largest k t - sum of d_i with d_i >= t - s_i and
        d_i >= 0 (Ogryczak and Tamir, 2003); d_i is 0 where s_i cannot be exempt.
        """
        lower = self.exempt.lower(self.posted)
        if self.exempt.settled(self.posted):
            return self._relaxed(1, lower, ())
        return self._relaxed(len(self.exempt) + 1, (), lower)

    def worth(self, level: Fraction) -> Fraction:
        """Return the sum of a score on this rank and those below it; of that one, if they settle.

        All cohorts still in the running have the same scores below it.
        """
        return level if self.exempt.settled(self.posted) else level + sum(self.exempt.known)

    def _relaxed(self, lowest: int, out: Collection[int], below: Collection[int]) -> Bound | None:
        """Bound so many times a level, less what the criteria that may be `below` it fall short.

        What is `out` may be anything.
        """
        posted, over = self.posted, self.posted.open(self.tier)
        small, common = len(posted.search.among) < SMALL, posted.common(self.tier)
        if small or len(self.exempt) >= len(over) or posted.search.clock.left() == 0:
            return None
        numerators = {c: posted.numerator(c) for c in over if c not in out}
        relaxation = LinearRows(posted.search.model)
        level = relaxation.column(0, common)
        terms = {level: min(lowest, len(over))}
        for c, numerator in numerators.items():
            row = {numerator.index: common // posted.unit(self.tier, c), level: -1}
            if c in below:
                short = relaxation.column(0, common)
                row[short], terms[short] = 1, -1
            relaxation.at_least(row, 0)
        return relaxation.maximum(terms, posted.search.clock.left())

    def _levelled(
        self, ceiling: Fraction, case: Case | None
    ) -> tuple[cp_model.IntVar, cp_model.CpModel]:
        """Return the level that all which is not exempt reaches, above the best, and its model."""
        posted, steps = self.posted, self.steps
        asked, reaching = self._above(self.best, case)
        low, high = int((self.best or Fraction(0)) * steps), int(ceiling * steps)
        level = asked.model.new_int_var(low, high, "level")
        for c, conditions in reaching.items():
            unit = posted.unit(self.tier, c)
            shared = gcd(steps, unit)
            reached = asked.numerator(c) * (steps // shared) >= level * (unit // shared)
            asked.model.add(reached).only_enforce_if(*conditions)
        return level, asked.model

    def _above(self, level: Fraction | None, case: Case | None) -> tuple[Asked, Reaching]:
        """Return a model in which all that is not exempt has more than a level, if there is one."""
        units = {c: self.posted.unit(self.tier, c) for c in self.posted.open(self.tier)}
        least = {c: 0 if level is None else int(level * unit) + 1 for c, unit in units.items()}
        return self._asked(least, case)

    def _asked(self, least: Numerators, case: Case | None) -> tuple[Asked, Reaching]:
        """Return a model in which all that is not exempt has so much; of one case, or of them all.

        With what each criterion has it on condition of.
        """
        posted, exempt = self.posted, self._in(case)
        lower = exempt.lower(posted)
        floors = {c: n for c, n in least.items() if c not in lower} | dict(case or ())
        asked = posted.asking(floors, least, without=None if case is None else exempt.laid)
        asked.aim()
        plain: dict[int, Sequence[cp_model.IntVar]] = {c: () for c in least if c not in lower}
        return asked, {**plain, **exempt.unless(posted, least)(asked)}

    def _in(self, case: Case | None) -> Exempt:
        """Return who is exempt in one case; in all of them, if it is none."""
        return self.exempt if case is None else replace(self.exempt, cases=(case,))
