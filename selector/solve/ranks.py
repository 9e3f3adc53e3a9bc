"""A rank of a leximin tier: what can be asked of it, and what bounds it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd

from ortools.sat.python import cp_model

from selector.solve.duals import Bound
from selector.solve.exempt import Case, Exempt, Numerators
from selector.solve.linear import linear_rows
from selector.solve.posted import Posted
from selector.solve.stated import Asked
from selector.tiers import Tier

FINE = 1 << 40  # a level is raised in parts of the common denominator, if it is not above this
COARSE = 1 << 30  # else in so many steps, and what lies between two steps is asked for again
SMALL = 40  # plans below which the relaxation saves less than it takes

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

    @property
    def exact(self) -> bool:
        """Tell whether every score is a whole number of steps."""
        return self.steps == self.posted.common(self.tier)

    @property
    def open(self) -> Sequence[int]:
        """Return the criteria of the tier that not every cohort scores 1 on."""
        return self.posted.open(self.tier)

    def bound(self) -> Bound | None:
        """Bound the `worth` of a cohort, in parts of the common denominator; or not.

        The sum of the k lowest scores s is the largest k t - sum of d_i with d_i >= t - s_i and
        d_i >= 0 (Ogryczak and Tamir, 2003); d_i is 0 where s_i cannot be exempt.
        """
        lower = self.exempt.lower(self.posted)
        if self.exempt.settled(self.posted):
            return self.relaxed(1, lower, ())
        return self.relaxed(len(self.exempt) + 1, (), lower)

    def worth(self, level: Fraction) -> Fraction:
        """Return the sum of a score on this rank and those below it; of that one, if they settle.

        All cohorts still in the running have the same scores below it.
        """
        return level if self.exempt.settled(self.posted) else level + sum(self.exempt.known)

    def relaxed(self, lowest: int, out: Collection[int], below: Collection[int]) -> Bound | None:
        """Bound so many times a level, less what the criteria that may be `below` it fall short.

        What is `out` may be anything.
        """
        posted, over = self.posted, self.open
        small, common = len(posted.search.among) < SMALL, posted.common(self.tier)
        if small or len(self.exempt) >= len(over) or posted.search.clock.left() == 0:
            return None
        numerators = {c: posted.numerator(c) for c in over if c not in out}
        relaxation = linear_rows(posted.search.model)
        level = relaxation.column(0, common)
        terms = {level: min(lowest, len(over))}
        for c, numerator in numerators.items():
            row = {numerator.index: common // posted.unit(self.tier, c), level: -1}
            if c in below:
                short = relaxation.column(0, common)
                row[short], terms[short] = 1, -1
            relaxation.at_least(row, 0)
        return relaxation.maximum(terms, posted.search.clock.left())

    def levelled(
        self, ceiling: Fraction, case: Case | None
    ) -> tuple[cp_model.IntVar, cp_model.CpModel]:
        """Return the level that all which is not exempt reaches, above the best, and its model."""
        posted, steps = self.posted, self.steps
        asked, reaching = self.above(self.best, case)
        low, high = int((self.best or Fraction(0)) * steps), int(ceiling * steps)
        level = asked.model.new_int_var(low, high, "level")
        for c, conditions in reaching.items():
            unit = posted.unit(self.tier, c)
            shared = gcd(steps, unit)
            reached = asked.numerator(c) * (steps // shared) >= level * (unit // shared)
            asked.model.add(reached).only_enforce_if(*conditions)
        return level, asked.model

    def above(self, level: Fraction | None, case: Case | None) -> tuple[Asked, Reaching]:
        """Return a model in which all that is not exempt has more than a level, if there is one."""
        units = {c: self.posted.unit(self.tier, c) for c in self.open}
        least = {c: 0 if level is None else int(level * unit) + 1 for c, unit in units.items()}
        return self.asked(least, case)

    def asked(self, least: Numerators, case: Case | None) -> tuple[Asked, Reaching]:
        """Return a model in which all that is not exempt has so much; of one case, or of them all.

        With what each criterion has it on condition of.
        """
        posted, exempt = self.posted, self.within(case)
        lower = exempt.lower(posted)
        floors = {c: n for c, n in least.items() if c not in lower} | dict(case or ())
        asked = posted.asking(floors, least, without=None if case is None else exempt.laid)
        asked.aim()
        plain: dict[int, Sequence[cp_model.IntVar]] = {c: () for c in least if c not in lower}
        return asked, {**plain, **exempt.unless(posted, least)(asked)}

    def within(self, case: Case | None) -> Exempt:
        """Return who is exempt in one case; in all of them, if it is none."""
        return self.exempt if case is None else replace(self.exempt, cases=(case,))
