"""Whether HiGHS finds a cohort that is better than a claimed one, tier by tier.

Of the claim only the values and the cohort are used: as the bar that a better cohort has to
pass. That there is none has to come from the rules and the definitions, stated anew. HiGHS
has to allow the claimed cohort itself as well, so that rows which allow nothing confirm nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import inf
from typing import Literal

from selector.numbers import SCALE
from selector.problem import Problem
from selector.solve.bars import EXACT, Bar, bars
from selector.solve.clock import Clock
from selector.solve.found import Optimum
from selector.solve.goals import Statement
from selector.solve.highs import tellable
from selector.solve.program import maximise
from selector.statement import Linear, Row
from selector.tiers import Value, better

# `none`: no cohort is better; `behind`: no cohort of this size is as good; `open`: it cannot be
# told in this way, or there is a better one.
Said = Literal["none", "behind", "open", "out_of_time"]
TRIES = 4  # cohorts that only seem better within the tolerances of floats, and are ruled out


@dataclass(frozen=True)
class Answer:
    """What HiGHS made of some rows: a cohort that keeps to them, or the word that tells why not."""

    cohort: frozenset[int] | None
    said: Said = "open"


@dataclass(frozen=True)
class Beaten:
    """A cohort that is better than the claim on a tier, by exact counting; `stated`: the rows."""

    number: int
    cohort: frozenset[int]
    stated: str


@dataclass(frozen=True)
class Verdict:
    """On how many tiers it was found, before time ran out, that no cohort is better.

    None when it could not be told, or when one was found to be better: `beaten`, or one that is
    as good and larger.
    """

    tiers: int | None
    beaten: Beaten | None = None


def unbeaten(problem: Problem, optimum: Optimum, clock: Clock) -> Verdict:
    """Ask HiGHS, for every allowed size, for a cohort that is better than a claimed optimum."""
    least = len(problem.tiers)
    sizes = (optimum.size, *(s for s in reversed(problem.solvable_sizes) if s != optimum.size))
    for size in sizes:
        challenge = Challenge(problem, optimum, size, clock)
        tiers = challenge.unbeaten()
        if tiers is None:
            return Verdict(None, challenge.beaten)
        least = min(least, tiers)
    return Verdict(least)


class Challenge:
    """The cohorts of one size that are as good as a claimed optimum on the tiers looked at."""

    def __init__(self, problem: Problem, optimum: Optimum, size: int, clock: Clock) -> None:
        self.problem, self.optimum, self.size, self.clock = problem, optimum, size, clock
        self.beaten: Beaten | None = None
        self._statement = Statement(problem, size)
        self._own = size == optimum.size

    def unbeaten(self) -> int | None:
        """Return on how many tiers there is none better; None when that cannot be told."""
        count = len(self.problem.tiers)
        for number in range(count):
            said = self._tier(number)
            if said == "behind":
                return count
            if said != "none":
                return number if said == "out_of_time" else None
        return count if self.size <= self.optimum.size else None  # as good and larger is better

    def _tier(self, number: int) -> Said:
        """Look for a cohort that is better on one tier, and lay down the value of it."""
        value, tolerance = self._claimed(number)
        for bar in bars(self._statement, self.problem.tiers[number], value, tolerance):
            said = self._bar(bar, number) if tellable(bar.size) else "open"
            if said != "none":
                return said
            self._statement.program.rows.extend(bar.kept)
        return self._allowed() if self._own else "none"

    def _bar(self, bar: Bar, number: int) -> Said:
        """Look for a cohort that passes a bar, once it is known that one reaches it."""
        if not (self._own and self._attained(self.optimum.chosen, number)):
            answer = self._ask(bar.reached)
            if answer.said == "out_of_time":
                return "out_of_time"
            if self._own and not self._is_witness(answer.cohort, number):
                return "open"
            if not self._own and answer.said == "none":
                return "behind"
        if bar.passed is None:
            return "none"
        # In large sums floats take the claimed cohort itself for better; it is not.
        itself = (self._without(self.optimum.chosen),) if self._own and bar.size > EXACT else ()
        return self._passed((*bar.passed, *itself), number)

    def _passed(self, rows: Sequence[Row], number: int) -> Said:
        """Look for a cohort that is better on a tier; what only seems so is ruled out."""
        for _ in range(TRIES):
            answer = self._ask(rows)
            if answer.cohort is None:
                return answer.said
            if self._better(answer.cohort, number):
                stated = self._statement.program.text()
                self.beaten = Beaten(number + 1, answer.cohort, stated)
                return "open"
            rows = (*rows, self._without(answer.cohort))
        return "open"

    def _allowed(self) -> Said:
        """Tell whether the rows allow the claimed cohort: else they say nothing."""
        members = [self._statement.x[p] for p in self.optimum.chosen]
        rows = [(self._statement.program.total(members), len(members), inf)]
        answer = self._ask(rows, presolve=True)  # little is left then
        if answer.said == "out_of_time":
            return answer.said
        return "none" if answer.cohort == self.optimum.chosen else "open"

    def _ask(self, rows: Sequence[Row], presolve: bool = False) -> Answer:
        """Look for a cohort under more rows.

        Without presolve, in which HiGHS was seen to err; now and then it stops with an error of
        its own, and is then asked the other way.
        """
        program = self._statement.program
        program = replace(program, rows=[*program.rows, *rows])
        for either in (presolve, not presolve):
            outcome = maximise(program, Linear({}), self.clock, presolve=either)
            if outcome.chosen is not None:
                return Answer(frozenset(p for p in outcome.chosen if p < len(self._statement.x)))
            if outcome.status == "stopped":
                return Answer(None, "out_of_time")
            if outcome.status == "infeasible":
                return Answer(None, "none")
        return Answer(None)

    def _without(self, cohort: frozenset[int]) -> Row:
        members = [self._statement.x[p] for p in cohort]
        return self._statement.program.total(members), -inf, len(members) - 1

    def _claimed(self, number: int) -> tuple[Value, Fraction]:
        """Return the value claimed for a tier, and what later tiers may give up of it."""
        last = number == len(self.problem.tiers) - 1
        tolerance = Fraction(0 if last else self.problem.tiers[number].tolerance, SCALE)
        return self.optimum.tiers[number].value, tolerance

    def _is_witness(self, cohort: frozenset[int] | None, number: int) -> bool:
        """Count out whether a cohort attains what is claimed, where the claimed one gave it up."""
        return cohort is not None and self._keeps(cohort, number) and self._attained(cohort, number)

    def _attained(self, cohort: frozenset[int], number: int) -> bool:
        value, _ = self._claimed(number)
        return self.problem.value(self.problem.tiers[number], cohort) == value

    def _better(self, cohort: frozenset[int], number: int) -> bool:
        """Count out whether a cohort is one that beats the claim on a tier."""
        tier = self.problem.tiers[number]
        value, _ = self._claimed(number)
        return self._keeps(cohort, number) and better(self.problem.value(tier, cohort), value, tier)

    def _keeps(self, cohort: frozenset[int], number: int) -> bool:
        """Count out whether a cohort keeps to all rules and to the tiers before one."""
        return (
            len(cohort) == self.size
            and all(rule.check(cohort) for rule in self.problem.rules)
            and not any(self._falls_short(cohort, before) for before in range(number))
        )

    def _falls_short(self, cohort: frozenset[int], number: int) -> bool:
        tier, (value, tolerance) = self.problem.tiers[number], self._claimed(number)
        least = value if isinstance(value, tuple) else value - tolerance
        return better(least, self.problem.value(tier, cohort), tier)
