"""Whether HiGHS finds a cohort that is better than a claimed one, tier by tier.

Of the claim only the values and the cohort are used: as the bar that a better cohort has to
pass. That there is none has to come from the rules and the definitions, stated anew. HiGHS
has to allow the claimed cohort itself as well, so that rows which allow nothing confirm nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Literal

from selector.problem import Problem
from selector.solve.bars import EXACT, Bar, bars
from selector.solve.claim import FEW, Claim, Known
from selector.solve.clock import Clock
from selector.solve.found import Optimum
from selector.solve.goals import Statement
from selector.solve.highs import tellable
from selector.solve.presolve import Presolve
from selector.solve.presolve.programs import Restated
from selector.solve.program import maximise
from selector.statement import Linear, Row

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
        self.claim, self.size, self.clock = Claim(problem, optimum), size, clock
        self.beaten: Beaten | None = None
        self._statement = Statement(problem, size)
        self._presolve = Presolve(self._statement.program)
        self._own = size == optimum.size
        self._known = Known(self.claim)

    def unbeaten(self) -> int | None:
        """Return on how many tiers there is none better; None when that cannot be told."""
        count = len(self.claim.problem.tiers)
        for number in range(count):
            said = self._tier(number)
            if said == "behind":
                return count
            if said != "none":
                return number if said == "out_of_time" else None
        return count if self.size <= self.claim.optimum.size else None  # as good and larger: better

    def _tier(self, number: int) -> Said:
        """Look for a cohort that is better on one tier, and lay down the value of it."""
        tier, value = self.claim.problem.tiers[number], self.claim.value(number)
        for bar in bars(self._statement, tier, value, self.claim.tolerance(number)):
            said = self._bar(bar, number) if tellable(bar.size) else "open"
            if said != "none":
                return said
            self._statement.program.rows.extend(bar.kept)
        return self._allowed(bar.kept) if self._own else "none"

    def _bar(self, bar: Bar, number: int) -> Said:
        """Look for a cohort that passes a bar, once it is known whether one reaches it."""
        alone = self._own and self.claim.strict(number)
        said = self._another(bar, number) if alone else self._reached(bar, number)
        if said != "none" or bar.passed is None:
            return said
        # In large sums floats take the claimed cohort itself for better; it is not.
        itself = self._without(self.claim.optimum.chosen)
        return self._passed((*bar.passed, *((itself,) if self._own and bar.size > EXACT else ())))

    def _another(self, bar: Bar, number: int) -> Said:
        """Look for a cohort that reaches a bar besides those of which that is known.

        When there is none, no later bar needs to be looked at. It is not looked for where many
        are known, where one of them is better, nor where a single bar follows: to refute any
        other cohort takes longer than to refute a better one.
        """
        known = self._known.reaching(number, bar.settled)
        if self._following(bar, number) < 2 or len(known) > FEW or any(map(self._beats, known)):
            return "none"
        without = [self._without(cohort) for cohort in (self.claim.optimum.chosen, *known)]
        answer = self._ask((*bar.reached, *without))
        if answer.said == "none":
            said = self._allowed(bar.reached)
            return "behind" if said == "none" else said
        if answer.cohort is None:
            return "out_of_time" if answer.said == "out_of_time" else "none"
        self._known.tell(answer.cohort)
        return "open" if self._is_better(answer.cohort) else "none"

    def _reached(self, bar: Bar, number: int) -> Said:
        """Look for a cohort that reaches a bar, where it is not known that the claimed one does."""
        if self._own and self.claim.attains(self.claim.optimum.chosen, number):
            return "none"
        answer = self._ask(bar.reached)
        if answer.said == "out_of_time":
            return "out_of_time"
        if self._own:
            return "none" if self._is_witness(answer.cohort, number) else "open"
        return "behind" if answer.said == "none" else "none"

    def _passed(self, rows: Sequence[Row]) -> Said:
        """Look for a cohort that is better; what only seems so is ruled out."""
        for _ in range(TRIES):
            answer = self._ask(rows, apart=True)
            if answer.cohort is None:
                return answer.said
            if self._is_better(answer.cohort):
                return "open"
            rows = (*rows, self._without(answer.cohort))
        return "open"

    def _allowed(self, rows: Sequence[Row]) -> Said:
        """Tell whether the rows allow the claimed cohort: else they say nothing.

        Both as they were stated and made smaller.
        """
        chosen, program = self.claim.optimum.chosen, self._statement.program
        stated = replace(program, rows=[*program.rows, *rows])
        smaller = self._presolve.smaller(rows, self.clock)
        for each in (Restated(stated, range(len(stated.names))), smaller):
            just = each and each.just(chosen)
            answer = self._answer(just, presolve=True) if just else Answer(None)  # little is left
            if answer.said == "out_of_time":
                return answer.said
            if answer.cohort != chosen:
                return "open"
        return "none"

    def _ask(self, rows: Sequence[Row], apart: bool = False) -> Answer:
        """Look for a cohort under more rows, the first of which is the one to reach or to pass.

        Where none is expected, the question is taken `apart`.
        """
        if self.clock.is_over:
            return Answer(None, "out_of_time")
        smaller = self._presolve.smaller(rows, self.clock, apart)
        return self._answer(smaller) if smaller else Answer(None, "none")

    def _answer(self, restated: Restated, presolve: bool = False) -> Answer:
        """Look for a solution, and tell which plans are chosen in it.

        Without the presolve of HiGHS, in which it was seen to err; now and then it stops with an
        error of its own, and is then asked the other way.
        """
        if not restated.columns:
            return Answer(self._plans(restated.held))
        for either in (presolve, not presolve):
            outcome = maximise(restated.program, Linear({}), self.clock, presolve=either)
            if outcome.chosen is not None:
                return Answer(self._plans(restated.chosen(outcome.chosen)))
            if outcome.status == "stopped":
                return Answer(None, "out_of_time")
            if outcome.status == "infeasible":
                return Answer(None, "none")
        return Answer(None)

    def _plans(self, columns: frozenset[int]) -> frozenset[int]:
        return frozenset(p for p in columns if p < len(self._statement.x))

    def _without(self, cohort: frozenset[int]) -> Row:
        members = [self._statement.x[p] for p in cohort]
        return self._statement.program.total(members), -inf, len(members) - 1

    def _following(self, bar: Bar, number: int) -> int:
        """Return how many bars follow on one: one for each value of a tier that differs."""
        tiers = range(number, len(self.claim.problem.tiers))
        claimed = [
            value if isinstance(value, tuple) else (value,)
            for value in map(self.claim.value, tiers)
        ]
        claimed[0] = claimed[0][bar.settled :]
        return sum(len(set(values)) for values in claimed)

    def _is_witness(self, cohort: frozenset[int] | None, number: int) -> bool:
        """Count out whether a cohort attains what is claimed, where the claimed one gave it up."""
        if cohort is None or not self.claim.keeps(cohort, self.size, number):
            return False
        return self.claim.attains(cohort, number)

    def _beats(self, cohort: frozenset[int]) -> bool:
        return self.claim.beaten_on(cohort, self.size) is not None

    def _is_better(self, cohort: frozenset[int]) -> bool:
        """Count out whether a cohort beats the claim on a tier, and note it."""
        number = self.claim.beaten_on(cohort, self.size)
        if number is not None:
            self.beaten = Beaten(number + 1, cohort, self._statement.program.text())
        return number is not None
