"""The exact range: how far one number can be turned before the chosen cohort is no longer optimal.

On every point of a grid it is proven, or refuted, that the chosen cohort is an optimal one there.
The points are walked one by one, outwards from today's value, for the set in which it is optimal
need not be an interval: beyond the first point where it is not, it may be so again.

A weight is the exception, and its bounds are found by bisection. Let the value of one tier be
linear in w, for each cohort T with its own line, and all else the same. S is best on that tier
where no line is above its own: an interval. A line that meets that of S inside it is the same
line, or it would be above on one side; so inside it S has the same rivals at every w, and is
optimal at every one or at none. At an end there may be more rivals, not fewer. So the set is an
interval, with or without its ends.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction

from selector.changes.knob import Grid, Knob
from selector.changes.known import Known
from selector.errors import InputError
from selector.numbers import SCALE
from selector.problem import Problem
from selector.solve.as_good import none_better
from selector.solve.clock import Clock
from selector.solve.found import Optimum
from selector.solve.optimum import solve
from selector.tiers import Value, better


@dataclass(frozen=True)
class Span:
    """The values from `low` to `high` between which the chosen cohort is an optimal one.

    `before` and `after` hold the plan_ids that a run gives at the point just outside: none of them
    when no cohort can be chosen there, and None at the end of the grid. `complete` is False when
    time ran out: then it is so at least from `low` to `high`.
    """

    key: str
    low: Decimal
    high: Decimal
    before: tuple[str, ...] | None = None
    after: tuple[str, ...] | None = None
    complete: bool = True


def find_span(optimum: Optimum, knob: Knob, grid: Grid, clock: Clock) -> Span:
    """Return the widest interval around today's value, given the proven optimum of today."""
    judge = _Judge(optimum.chosen, knob, grid, clock, Known(clock))
    steps = knob.today / grid.step
    below, above = (int(steps.to_integral_value(way)) for way in (ROUND_FLOOR, ROUND_CEILING))
    low, before, settled = _side(judge, below, grid.first, -1)
    high, after, also = _side(judge, above, grid.last, 1)
    return Span(
        knob.key,
        min(grid.point(low), knob.today) if low <= below else knob.today,
        max(grid.point(high), knob.today) if high >= above else knob.today,
        before,
        after,
        settled and also,
    )


def _side(
    judge: "_Judge", start: int, end: int, way: int
) -> tuple[int, tuple[str, ...] | None, bool]:
    """Return the last point of one side, the cohort beyond it, and whether all is settled."""
    inside, settled = _furthest(judge, start, end, way)
    outside = inside + way
    if not settled or (end - outside) * way < 0:
        return inside, None, settled
    try:
        return inside, judge.cohort(outside), True
    except TimeoutError:
        return inside, None, False


def _furthest(judge: "_Judge", start: int, end: int, way: int) -> tuple[int, bool]:
    """Return the last point of one side on which the cohort is optimal, and if that is settled.

    One before the start when it is not optimal there.
    """
    search = _bisected if judge.knob.linear else _walked
    inside = start - way
    try:
        for inside in search(judge.optimal, start, end, way):  # noqa: B007  (the last one counts)
            pass
    except TimeoutError:
        return inside, False
    return inside, True


def _walked(optimal: Callable[[int], bool], start: int, end: int, way: int) -> Iterator[int]:
    """Yield the points one by one, for as long as the cohort is optimal."""
    point = start
    while (end - point) * way >= 0 and optimal(point):
        yield point
        point += way


def _bisected(optimal: Callable[[int], bool], start: int, end: int, way: int) -> Iterator[int]:
    """Yield points ever further out on which the cohort is optimal, of an interval."""
    if (end - start) * way < 0 or not optimal(start):
        return
    yield start
    if optimal(end):
        yield end
        return
    inside, outside = start, end
    while abs(outside - inside) > 1:
        middle = (inside + outside) // 2
        if optimal(middle):
            inside = middle
            yield inside
        else:
            outside = middle


@dataclass(frozen=True)
class _Judge:
    """Tells whether a cohort is an optimal one at a point of the grid."""

    chosen: frozenset[int]
    knob: Knob
    grid: Grid
    clock: Clock
    known: Known

    def optimal(self, number: int) -> bool:
        """Tell it; raises `TimeoutError` when that was not settled in time."""
        value = self.grid.point(number)
        if value == self.knob.today:
            return True
        problem = self._problem(number)
        if problem is None or not all(rule.check(self.chosen) for rule in problem.rules):
            return False
        if problem.ordered:
            values = [problem.value(tier, self.chosen) for tier in problem.tiers]
            found = none_better(problem, values, len(self.chosen), self.clock)
            if found.none:
                return True
            if found.cohort is not None and self._beaten(problem, found.cohort):
                return False
        return self._among_the_best(problem)

    def cohort(self, number: int) -> tuple[str, ...]:
        """Return the cohort that a run gives at a point; none when there is none."""
        problem = self._problem(number)
        optimum = None if problem is None else solve(problem, self.clock)
        if problem is None or optimum is None:
            return ()
        if not optimum.proven:
            raise TimeoutError
        return tuple(problem.plans.ids[p] for p in sorted(optimum.chosen))

    def _problem(self, number: int) -> Problem | None:
        """Return the problem at a point; None when such a value cannot stand there."""
        if self.clock.left() == 0 or self.clock.stopped.is_set():
            raise TimeoutError
        try:
            return self.known.relative(self.knob.turned(self.grid.point(number)))
        except InputError:
            return None

    def _beaten(self, problem: Problem, other: frozenset[int]) -> bool:
        """Tell whether another cohort is better, or as good and larger."""
        for tier in problem.tiers:
            mine, theirs = (problem.value(tier, cohort) for cohort in (self.chosen, other))
            if mine != theirs:
                return better(theirs, mine, tier)
        return len(other) > len(self.chosen)

    def _among_the_best(self, problem: Problem) -> bool:
        """Tell it from the optimum itself, of this size, within the tolerance of every tier."""
        optimum = solve(problem, self.clock, start=self.chosen)
        if optimum is None or not optimum.proven:
            raise TimeoutError
        if optimum.size != len(self.chosen):
            return False
        last = len(problem.tiers) - 1
        return all(
            _within(problem.value(tier, self.chosen), optimum.tiers[place].value,
                    tier.tolerance if place < last else 0)
            for place, tier in enumerate(problem.tiers)
        )  # fmt: skip


def _within(value: Value, top: Value, tolerance: int) -> bool:
    """Tell whether a value is the best one, or below it by what may be given up."""
    if value == top:
        return True
    if isinstance(value, tuple) or isinstance(top, tuple):
        return False
    return bool(tolerance) and value >= top - Fraction(tolerance, SCALE)
