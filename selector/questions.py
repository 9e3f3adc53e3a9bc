"""What can be asked of a result once the cohort is there: each answer is worked out when asked."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from selector.errors import InputError, Message, nearest, shorten
from selector.numbers import parse_decimal
from selector.outcome import Outcome
from selector.views import Alternatives, Front, Helping, Lot, Mergers, Printed, Range, Why

OUT = "uitkomst"  # what a result that is not saved is called


def _decimal(place: str, given: Decimal | int | str | None) -> Decimal | None:
    """Return a number as given; raises `InputError` when it is none."""
    if given is None:
        return None
    read = parse_decimal(str(given))
    if read is None:
        raise InputError([Message("bad_number", place=place, value=shorten(str(given)))])
    return read[0]


@dataclass(frozen=True)
class Questions(Printed):
    """The questions to an outcome, answered in a language (None: see `views`)."""

    outcome: Outcome
    language: str | None = None

    def _position(self, plan_id: str) -> int:
        """Return the position of a plan; raises `InputError` when there is none of that name."""
        known = self.outcome.problem.plans.index
        if plan_id in known:
            return known[plan_id]
        near, file = nearest(plan_id, known), self.outcome.problem.plans.file
        raise InputError([Message("no_such_plan", file, value=shorten(plan_id), suggestion=near)])

    def why(self, plan_id: str, time_limit: float | None = None) -> Why:
        """Return why a plan is in or out, worked out when the run was not asked for it.

        Raises `InputError` for an unknown plan, `ValueError` for an eligible one when this cohort
        is not proven optimal, and `TimeoutError`.

        >>> print(result.why("A16").summary("en").splitlines()[0])
        A16 (Overkant Onderwijs) was chosen. This is the best selection without it.
        """
        plan = self._position(plan_id)
        if not self.outcome.problem.assessments[plan].eligible:
            return Why(self.outcome, plan_id, None, self.language)
        from selector.analysis.why import answer
        from selector.solve.clock import Clock

        found = next((a for a in self.outcome.answers or () if a.plan_id == plan_id), None)
        if found is None:
            optimum = self.outcome.proven.optimum
            found = answer(self.outcome.problem, optimum, plan, Clock(time_limit))
        return Why(self.outcome, plan_id, found, self.language)

    def what_would_help(self, plan_id: str, time_limit: float | None = None) -> Helping:
        """Return the smallest changes in a plan's own application by which it would be chosen.

        See `selector.changes.would_help`. Raises `InputError` for an unknown plan, and
        `ValueError` when this cohort is not proven optimal.

        >>> result.what_would_help("A25").found[0].changes
        ('A25.c2=voldaan',)
        """
        from selector.changes.would_help import would_help
        from selector.solve.clock import Clock

        plan, chosen = self._position(plan_id), self.outcome.proven
        found = would_help(chosen.problem, chosen.optimum, plan, Clock(time_limit))
        return Helping(self.outcome, found, self.language)

    def range(
        self,
        key: str,
        low: Decimal | int | str | None = None,
        high: Decimal | int | str | None = None,
        places: int | None = None,
        time_limit: float | None = None,
    ) -> Range:
        """Return how far one number can go, up or down, with this cohort still the best.

        `key` names it as a change does; it is tried from `low` to `high` on a grid of `places`
        decimals. See `selector.changes.span`. Raises `InputError` when there is no such number or
        grid, and `ValueError` when this cohort is not proven optimal.

        >>> found = result.range("A03.ambitie")
        >>> found.low, found.high, found.complete
        (Decimal('1'), Decimal('5'), True)
        """
        from selector.changes.knob import find_knob, grid_of
        from selector.changes.span import find_span
        from selector.solve.clock import Clock

        chosen = self.outcome.proven
        knob = find_knob(chosen.problem, key)
        grid = grid_of(knob, _decimal("low", low), _decimal("high", high), places)
        found = find_span(chosen.optimum, knob, grid, Clock(time_limit))
        return Range(self.outcome, found, self.language)

    def alternatives(
        self,
        count: int,
        differ: int = 1,
        tolerance: Fraction | None = None,
        time_limit: float | None = None,
    ) -> Alternatives:
        """Return the best other cohorts, at a distance of at least `differ` plans.

        See `selector.analysis.alternatives.find_alternatives`. Raises `ValueError` when this
        cohort is not proven optimal.

        >>> [other.enters for other in result.alternatives(count=1).found]
        [('A02', 'A08')]
        """
        from selector.analysis.alternatives import find_alternatives
        from selector.solve.clock import Clock

        chosen, clock = self.outcome.proven, Clock(time_limit)
        found = find_alternatives(chosen, count, differ, tolerance, clock)
        return Alternatives(self.outcome, found, self.language)

    def pareto(self, *criteria: str, time_limit: float | None = None) -> Front:
        """Return the exact Pareto front of two or three criteria, by name.

        Raises `InputError` when these are not two or three criteria of the scenario, and
        `ValueError` when there is no cohort.

        >>> len(result.pareto("context", "herkomst").points)
        1
        """
        from selector.analysis.pareto import find_front, positions
        from selector.solve.clock import Clock

        cohort = self.outcome.cohort
        over = positions(self.outcome.problem.scenario, criteria)
        found = find_front(cohort, over, Clock(time_limit))
        return Front(self.outcome, found, self.language)

    def merge(self, time_limit: float | None = None) -> Mergers:
        """Return what merging two plans that compete or touch would do to the best cohort.

        Raises `TimeoutError` when the cohort without any merger was not proven in time.

        >>> small.merge().table[["plan_a", "plan_b", "effect"]].loc[0].tolist()
        ['A05', 'A07', 'better']
        """
        from selector.analysis.merging import find_mergers
        from selector.solve.clock import Clock

        found = find_mergers(self.outcome.problem, Clock(time_limit))
        return Mergers(self.outcome, found, self.language)

    def draw(self, seed: str | None = None, out: str | Path = OUT) -> Lot:
        """Return what a public seed decides among equally good cohorts; without one, the sheet.

        `out` is what the papers call this result. Raises `ValueError` when it is not proven.

        >>> print(result.draw("trekking 11 mei 2023").summary("en").splitlines()[0])
        Outcome of the draw
        """
        from selector.draw import draw_among

        optimum, problem = self.outcome.proven.optimum, self.outcome.problem
        found = draw_among(Path(out), problem, optimum, problem.hashes, seed)
        return Lot(found, self.language)
