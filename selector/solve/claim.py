"""An optimum that is claimed, and how a cohort does beside it: by exact counting."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from selector.numbers import SCALE
from selector.problem import Problem
from selector.solve.found import Optimum
from selector.tiers import Value, better

FEW = 4  # others that are as good so far; where there are more, they are not looked for
EXCHANGES = 5000  # of one plan for another that are looked at


@dataclass(frozen=True)
class Claim:
    """What is claimed of every tier of a problem; tiers are numbered from 0."""

    problem: Problem
    optimum: Optimum

    def value(self, number: int) -> Value:
        """Return the value claimed for a tier."""
        return self.optimum.tiers[number].value

    def tolerance(self, number: int) -> Fraction:
        """Return what later tiers may give up of it; the last tier gives up nothing."""
        last = number == len(self.problem.tiers) - 1
        return Fraction(0 if last else self.problem.tiers[number].tolerance, SCALE)

    def attains(self, cohort: frozenset[int], number: int) -> bool:
        """Tell whether a cohort has just the value that is claimed for a tier."""
        return self.problem.value(self.problem.tiers[number], cohort) == self.value(number)

    def strict(self, number: int) -> bool:
        """Tell whether later tiers keep to just what is claimed, as the claimed cohort does."""
        return not self.tolerance(number) and self.attains(self.optimum.chosen, number)

    def keeps(self, cohort: frozenset[int], size: int, number: int) -> bool:
        """Tell whether a cohort of a size keeps to all rules and to the tiers before one."""
        return (
            len(cohort) == size
            and all(rule.check(cohort) for rule in self.problem.rules)
            and not any(self._falls_short(cohort, before) for before in range(number))
        )

    def beaten_on(self, cohort: frozenset[int], size: int) -> int | None:
        """Return the tier on which a cohort of a size beats the claim, if there is one."""
        for number, tier in enumerate(self.problem.tiers):
            if not self.keeps(cohort, size, number):
                return None
            if better(self.problem.value(tier, cohort), self.value(number), tier):
                return number
        return None

    def reaches(self, cohort: frozenset[int], number: int, settled: int) -> bool:
        """Tell whether a cohort is as good on the tiers before one, and on so many of its values.

        A tier of a single value counts whole.
        """
        if any(self._falls_short(cohort, before) for before in range(number)):
            return False
        claimed = self.value(number)
        own = self.problem.value(self.problem.tiers[number], cohort)
        if isinstance(claimed, tuple) and isinstance(own, tuple):
            return own[:settled] == claimed[:settled]
        return own == claimed

    def _falls_short(self, cohort: frozenset[int], number: int) -> bool:
        tier, value = self.problem.tiers[number], self.value(number)
        least = value if isinstance(value, tuple) else value - self.tolerance(number)
        return better(least, self.problem.value(tier, cohort), tier)


class Known:
    """Cohorts other than the claimed one that are known to be as good so far.

    They differ from it in one plan, unless they were told of. Who falls behind does so for good.
    """

    def __init__(self, claim: Claim) -> None:
        self._claim = claim
        self._found: list[frozenset[int]] = []
        self._todo = islice(_exchanged(claim), EXCHANGES)

    def reaching(self, number: int, settled: int) -> list[frozenset[int]]:
        """Return those that reach so many values of a tier: all that are known, or too many."""
        self._found = [c for c in self._found if self._claim.reaches(c, number, settled)]
        while len(self._found) <= FEW:
            cohort = next(self._todo, None)
            if cohort is None:
                break
            if self._claim.reaches(cohort, number, settled):
                self._found.append(cohort)
        return self._found

    def tell(self, cohort: frozenset[int]) -> None:
        """Tell of one more."""
        self._found.append(cohort)


def _exchanged(claim: Claim) -> Iterator[frozenset[int]]:
    """Yield the cohorts that keep all rules with one plan exchanged, all plans in turn first."""
    problem, chosen = claim.problem, claim.optimum.chosen
    inside, outside = sorted(chosen), [p for p in problem.eligible if p not in chosen]
    for shift in range(len(inside)):
        for i, entering in enumerate(outside):
            cohort = chosen - {inside[(i + shift) % len(inside)]} | {entering}
            if all(rule.check(cohort) for rule in problem.rules):
                yield cohort
