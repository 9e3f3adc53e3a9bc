"""The tiers of a problem solved from scratch by HiGHS, beside CP-SAT and apart from it.

HiGHS computes in floating point. So every objective counts in whole units; a cohort that it
finds is recounted exactly; what it says no cohort can exceed is believed when rounding by half
a unit makes it whole; and what a tier attained is laid down half a unit lower.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor, inf
from typing import Literal

from selector.numbers import SCALE
from selector.problem import Problem
from selector.solve.clock import Clock
from selector.solve.goals import Goal, Statement
from selector.solve.program import MilpResult, maximise
from selector.statement import Linear
from selector.tiers import Tier, Value, better

# `behind`: the size falls short of another; `undecided`: floating point could not tell.
HighsStatus = Literal["proven", "behind", "out_of_time", "undecided"]
LARGEST = 1e11  # floats have sixteen digits; this leaves five of them to tell half a unit by


@dataclass(frozen=True)
class HighsResult:
    """What HiGHS made of one tier for one size; equal `value` and `bound` when proven.

    `value` and `cohort` are recounted, and None when no cohort was found; a `bound` that is
    None says nothing.
    """

    status: HighsStatus
    size: int
    value: Value | None = None
    bound: Value | None = None
    cohort: frozenset[int] | None = None


@dataclass(frozen=True)
class Solution:
    """All tiers solved by HiGHS: the first answer that is not proven is the last one.

    Without any answer HiGHS found that no cohort keeps to all rules. `sizes` are those that
    reach the value of every tier; `stated` is the programme that was solved last.
    """

    tiers: tuple[HighsResult, ...]
    sizes: tuple[int, ...]
    stated: str

    @property
    def values(self) -> tuple[Value | None, ...]:
        """Return the value of each tier that was reached."""
        return tuple(answer.value for answer in self.tiers)

    @property
    def cohort(self) -> frozenset[int] | None:
        """Return the cohort that the last tier ended with."""
        return self.tiers[-1].cohort if self.tiers else None


def solve_with_highs(
    problem: Problem, clock: Clock, sizes: Iterable[int] | None = None, presolve: bool = True
) -> Solution:
    """Solve every tier from scratch, for all sizes side by side.

    A size that falls behind on a tier drops out, as it may as soon as it cannot reach the best;
    so the solve goes faster when the best size comes first. Without `sizes`: the larger first.
    """
    order = reversed(problem.solvable_sizes) if sizes is None else sizes
    running = [SizeSolver(problem, size, clock, presolve) for size in order]
    answers: list[HighsResult] = []
    solver = running[0]
    for tier in problem.tiers:
        best: HighsResult | None = None
        tied: list[SizeSolver] = []
        for solver in running:
            last = len(answers) + 1 == len(problem.tiers)
            answer = solver.solve(tier, last, best.value if best else None)
            if answer.status == "behind":
                continue
            if answer.status != "proven":
                return Solution((*answers, answer), _sizes(running), solver.text())
            assert answer.value is not None
            if best is None or best.value is None or better(answer.value, best.value, tier):
                best, tied = answer, [solver]
            elif answer.value == best.value:
                tied.append(solver)
        if best is None:
            break
        answers, running = [*answers, best], tied
    return Solution(tuple(answers), _sizes(running), solver.text())


def _sizes(solvers: Sequence["SizeSolver"]) -> tuple[int, ...]:
    return tuple(solver.size for solver in solvers)


class SizeSolver:
    """The programme of the cohorts of one size, tightened tier by tier."""

    def __init__(self, problem: Problem, size: int, clock: Clock, presolve: bool = True) -> None:
        self.problem, self.size, self.clock, self.presolve = problem, size, clock, presolve
        self._statement = Statement(problem, size)
        self._kept: list[tuple[Goal, int]] = []
        self._goal: Goal | None = None

    def text(self) -> str:
        """Return the programme as it was solved last."""
        return self._statement.program.text(self._goal.expression if self._goal else None)

    def exists(self) -> HighsResult:
        """Look for any cohort; `behind` says that there is none."""
        return self._maximise(Goal(Linear({}), Fraction(1), 1.0, lambda _: 0), None)

    def solve(self, tier: Tier, last: bool, to_beat: Value | None) -> HighsResult:
        """Solve one tier and lay it down for the next; the last tier gives up nothing."""
        if tier.ranked:
            assert to_beat is None or isinstance(to_beat, tuple)
            return self._leximin(tier, to_beat)
        goal = self._statement.goal(tier)
        assert to_beat is None or isinstance(to_beat, Fraction)
        answer = self._maximise(goal, None if to_beat is None else goal.units(to_beat))
        if answer.status == "proven":
            assert isinstance(answer.value, Fraction)
            tolerance = Fraction(0 if last else tier.tolerance, SCALE)
            self._keep(goal, goal.units(answer.value - tolerance))
        return answer

    def _leximin(self, tier: Tier, to_beat: tuple[Fraction, ...] | None) -> HighsResult:
        """Raise the sum of the one, two, three … lowest scores, in that order.

        Best sums in this order are best lowest scores in this order.
        """
        sums: list[Fraction] = []
        answer = HighsResult("proven", self.size)
        if not self._statement.open(tier):
            answer = replace(self.exists(), value=None, bound=None)
            if answer.status != "proven":
                return answer
        for k, goal in enumerate(self._statement.lowest_sums(tier), 1):
            target = None if to_beat is None else sum(to_beat[:k], Fraction(0))
            answer = self._maximise(goal, None if target is None else goal.units(target))
            value = None if answer.cohort is None else self.problem.value(tier, answer.cohort)
            if answer.status != "proven":
                bound = None
                if isinstance(answer.bound, Fraction):
                    rest = [Fraction(1)] * (len(tier.over) - k)
                    bound = (*_differences([*sums, answer.bound]), *rest)
                return HighsResult(answer.status, self.size, value, bound, answer.cohort)
            assert isinstance(answer.value, Fraction)
            sums.append(answer.value)
            self._keep(goal, goal.units(answer.value))
            if target is not None and answer.value > target:
                to_beat = None
        full = [Fraction(1)] * (len(tier.over) - len(sums))  # what every cohort scores 1 on
        reached = (*_differences(sums), *full)
        return HighsResult("proven", self.size, reached, reached, answer.cohort)

    def _maximise(self, goal: Goal, least: int | None) -> HighsResult:
        """Solve for one goal; a size that cannot reach `least` is behind.

        With presolve, and less often without, HiGHS now and then ends in an error of its own:
        what is undecided the one way is tried the other.
        """
        self._goal = goal
        cutoff = -inf if least is None else least - 0.5
        answer = HighsResult("undecided", self.size)
        for presolve in (self.presolve, not self.presolve, self.presolve):
            program = self._statement.program
            outcome = maximise(program, goal.expression, self.clock, cutoff, presolve)
            answer = self._judged(outcome, goal, least)
            if answer.status != "undecided" or goal.reach > LARGEST:
                break
        return answer

    def _judged(self, outcome: MilpResult, goal: Goal, least: int | None) -> HighsResult:
        """Recount what HiGHS found."""
        if outcome.status == "infeasible":
            # Once there were cohorts, and nothing was asked of them: they cannot be gone.
            gone = least is None and bool(self._kept)
            return HighsResult("undecided" if gone or goal.reach > LARGEST else "behind", self.size)
        cohort, count, bound = None, None, None
        if outcome.chosen is not None:
            cohort = frozenset(p for p in outcome.chosen if p < len(self._statement.x))
            if not self._sound(cohort):
                # It only seemed allowed within the tolerances of floats; ruled out from now on.
                members = self._statement.program.total([self._statement.x[p] for p in cohort])
                others = self._statement.program.total(self._statement.x) - members
                self._statement.program.row(members - others, high=len(cohort) - 1)
                return HighsResult("undecided", self.size)
            count = goal.count(cohort)
        if outcome.bound is not None and abs(outcome.bound) < goal.reach <= LARGEST:
            bound = floor(outcome.bound + 0.5)
        if outcome.status == "stopped":
            status: HighsStatus = "out_of_time"
        else:
            proven = outcome.status == "optimal" and count is not None and count == bound
            status = "proven" if proven else "undecided"
        return HighsResult(status, self.size, goal.value(count), goal.value(bound), cohort)

    def _keep(self, goal: Goal, least: int) -> None:
        """Lay down a goal: at least so many units, less the half that floats may need."""
        self._kept.append((goal, least))
        self._statement.program.row(goal.expression, low=least - 0.5)

    def _sound(self, cohort: frozenset[int]) -> bool:
        """Tell whether a cohort is of this size and keeps to all rules and earlier tiers."""
        return (
            len(cohort) == self.size
            and all(rule.check(cohort) for rule in self.problem.rules)
            and all(goal.count(cohort) >= least for goal, least in self._kept)
        )


def tellable(size: float) -> bool:
    """Tell whether floats can tell sums of this size apart."""
    return size <= LARGEST


def _differences(sums: Sequence[Fraction]) -> list[Fraction]:
    """Undo `itertools.accumulate`."""
    return [b - a for a, b in zip([Fraction(0), *sums], sums, strict=False)]
