"""A desk: where scenarios of one sweep are worked out, one after the other.

What several scenarios have in common is worked out once: the survey of a round, and what each
criterion could reach alone. No answer depends on what a desk did before.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from selector.changes import Cell, Change, Merge, Round, carry_out, read_changes
from selector.changes.grammar import Agreement
from selector.errors import InputError, SelectorError, shorten
from selector.problem import Best, Problem, bind
from selector.scenario import Scenario
from selector.solve.alone import best_alone
from selector.solve.certify import infeasible
from selector.solve.clock import Clock
from selector.solve.optimum import solve
from selector.survey import Survey, make_survey
from selector.sweeps.folder import RUNS
from selector.sweeps.record import (
    LANGUAGE,
    Found,
    Status,
    name_of,
    read_record,
    record_of,
    said,
    write_record,
)
from selector.sweeps.setup import Point, Setup

T = TypeVar("T")
KEPT = 64  # surveys; of large rounds each takes tens of megabytes
KNOWN = 20_000  # best scores alone
MOST_SAID = 1000  # characters of what went wrong


@dataclass(frozen=True)
class _Shelf:
    """A survey, and what single criteria could reach on it."""

    survey: Survey
    alone: dict[Hashable, Best] = field(default_factory=dict)


class Desk:
    """Works out scenarios of one sweep; `limit` is in seconds of solving each."""

    def __init__(self, setup: Setup, limit: float | None = None) -> None:
        self.setup, self.limit = setup, limit
        self._shelves: dict[Hashable, _Shelf] = {}

    def record(self, point: Point) -> dict[str, Any]:
        """Return the record of a scenario; what goes wrong with it is what the record says."""
        return record_of(self.setup, point, self._found(point))

    def problem(self, point: Point) -> Problem:
        """Return the problem of a scenario; raises `InputError` when it cannot be."""
        return self._bound(point)[0]

    def _found(self, point: Point) -> Found:
        try:
            problem, shelf = self._bound(point)
        except InputError as error:
            return Found("failed", faults=said(tuple(error.faults)))
        try:
            return self._solved(problem, shelf)
        except TimeoutError:
            return Found("open", problem)
        except SelectorError as error:
            return Found("failed", problem, faults=(shorten(error.said(LANGUAGE), MOST_SAID),))
        except Exception as error:  # the others go on
            told = shorten(f"{type(error).__name__}: {error}", MOST_SAID)
            return Found("failed", problem, faults=(told,))

    def _solved(self, problem: Problem, shelf: _Shelf) -> Found:
        clock = Clock(self.limit)
        problem = _with_best_alone(problem, shelf, clock)
        optimum = solve(problem, clock)
        if optimum is None:
            infeasible(problem, clock)  # a second solver has the last word
        if clock.stopped.is_set():
            raise KeyboardInterrupt
        if optimum is None:
            return Found("infeasible", problem)
        status: Status = "optimal" if optimum.proven else "open"
        return Found(status, problem, optimum)

    def _bound(self, point: Point) -> tuple[Problem, _Shelf]:
        """Return the problem of a scenario, on a survey that was perhaps made before."""
        setup, base = self.setup, point.base.scenario
        changes = read_changes(point.changes, setup.plans.ids)
        before = Round(setup.plans, base, setup.regions)
        if any(isinstance(change, Merge) for change in changes):  # which asks the scenario as well
            made = carry_out(changes, before)
            survey = make_survey(made.plans, made.regions, made.scenario.territory)
            return bind(survey, made.scenario), _Shelf(survey)
        in_plans = tuple(c for c in changes if isinstance(c, Cell | Agreement))
        rest = [change for change in changes if not isinstance(change, Cell | Agreement)]
        scenario = carry_out(rest, before).scenario
        key = in_plans, scenario.territory.model_dump_json()
        shelf = _kept(self._shelves, KEPT, key, lambda: self._shelf(in_plans, scenario))
        return bind(shelf.survey, scenario), shelf

    def _shelf(self, in_plans: tuple[Change, ...], scenario: Scenario) -> _Shelf:
        before = Round(self.setup.plans, scenario, self.setup.regions)
        plans = carry_out(in_plans, before).plans
        return _Shelf(make_survey(plans, self.setup.regions, scenario.territory))


def _with_best_alone(problem: Problem, shelf: _Shelf, clock: Clock) -> Problem:
    """Return what `solve.alone.with_best_alone` does, without asking anything twice."""
    over = sorted({c for tier in problem.tiers if tier.relative for c in tier.over})
    sizes = [s for s in problem.solvable_sizes if over and s <= len(problem.eligible)]
    found = {s: {c: _best(problem, c, s, shelf, clock) for c in over} for s in sizes}
    return replace(problem, best_alone=found)


def _best(problem: Problem, criterion: int, size: int, shelf: _Shelf, clock: Clock) -> Best:
    """Return the best score on a criterion alone: it asks the plans that are eligible, and these
    hang on the survey and on one table of the scenario."""
    spec = problem.scenario.criteria[criterion].model_dump_json()
    key = problem.scenario.eligibility.model_dump_json(), spec, size
    if key in shelf.alone:
        return shelf.alone[key]
    found = best_alone(problem, problem.criteria[criterion], size, clock)
    if found[1]:  # else it hangs on the time that there was
        _kept(shelf.alone, KNOWN, key, lambda: found)
    return found


def settle(setup: Setup, out: Path, desk: Desk, number: int) -> Status:
    """Work out a scenario and keep its record, unless a sound one is there; return its status."""
    point = setup.point(number)
    path = record_path(setup, out, point)
    there = sound_record(path, desk.limit)
    if there is None:
        there = desk.record(point)
        write_record(there, path)
    status: Status = there["status"]
    return status


def record_path(setup: Setup, out: Path, point: Point) -> Path:
    """Return where the record of a scenario stands."""
    return out / RUNS / f"{name_of(setup, point)}.json"


def sound_record(path: Path, limit: float | None) -> dict[str, Any] | None:
    """Return a record that need not be made again.

    One that time left open is made again only without a limit: then there is an end to it.
    """
    found = read_record(path)
    if found is not None and found["status"] == "open" and limit is None:
        return None
    return found


def _kept(store: dict[Hashable, T], most: int, key: Hashable, make: Callable[[], T]) -> T:
    """Return what is kept under a key, made at the first call; the oldest gives way."""
    if key not in store:
        store[key] = make()
        if len(store) > most:
            del store[next(iter(store))]
    return store[key]
