"""The steps between two results: which difference flipped which plan.

From the first result on, what differs is carried out one difference after the other, in a fixed
order: keys of the scenario in the order of its tables, then cells in the order of the plans. After
each the round is solved. What cannot stand by itself (a scenario that contradicts itself, rules
that cannot all be met on the way, no proof in time) is taken together with the next difference.
In another order another difference may decide: so each is also carried out alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Literal

from selector.changes import Round
from selector.changes.between import Difference, carried_out
from selector.changes.between_plans import CellDifference, with_differences
from selector.changes.what_if import problem_of
from selector.comparison.sides import Side, cells_between, keys_between
from selector.errors import InputError
from selector.problem import Problem
from selector.scenario import parse_scenario
from selector.solve.alone import with_best_alone
from selector.solve.certify import infeasible
from selector.solve.clock import Clock
from selector.solve.optimum import solve

Move = tuple[Difference | CellDifference, ...]  # what is carried out together
Cohort = frozenset[str] | None  # None: no cohort keeps to all rules
State = tuple[()] | tuple[Cohort]  # empty: it was not settled
Why = Literal["", "unlike", "unproven", "many", "otherwise", "time"]
MOST_CELLS, MOST_MOVES, MOST_ALONE = 40, 120, 60
SAID_ONLY = ("name", "notice")  # keys that decide nothing
NAME = "naam"  # a column that decides nothing


@dataclass(frozen=True)
class Step:
    """What was carried out together, and the cohorts before and after it.

    `alone` is the cohort with only this carried out on the first result; `settled` tells whether
    that was found.
    """

    moves: Move
    before: Cohort
    after: Cohort
    alone: Cohort = None
    settled: bool = False


@dataclass(frozen=True)
class Flip:
    """A plan that one result chose and the other did not.

    `steps` are the steps, from 1, at which it came or went; `alone` those that by themselves
    bring it where it ended; `complete` tells whether that was found for every step.
    """

    plan_id: str
    into: bool
    steps: tuple[int, ...]
    alone: tuple[int, ...]
    complete: bool

    @property
    def plain(self) -> bool:
        """Tell whether one step did it, which by itself does it too, and no other does."""
        return self.complete and len(self.steps) == 1 and self.alone == self.steps


@dataclass(frozen=True)
class Path:
    """The steps between two results; `why` tells why there are none."""

    steps: tuple[Step, ...] = ()
    why: Why = ""

    def flips(self, plans: Sequence[str]) -> tuple[Flip, ...]:
        """Return for plans that flipped at which steps they did."""
        return tuple(self._flip(plan) for plan in plans) if self.steps else ()

    def _flip(self, plan: str) -> Flip:
        into = plan in (self.steps[-1].after or ())
        pairs = list(enumerate(self.steps, start=1))
        turned = [n for n, s in pairs if (plan in (s.before or ())) != (plan in (s.after or ()))]
        alone = [n for n, s in pairs if s.settled and (plan in (s.alone or ())) == into]
        complete = all(step.settled for step in self.steps)
        return Flip(plan, into, tuple(turned), tuple(alone), complete)


class _Unknown(Exception):  # noqa: N818  (it is no error)
    """A round that cannot be, or that was not settled in time."""


def walk(one: Side, other: Side, clock: Clock) -> Path:
    """Return the steps from one result to another, each solved.

    Raises `DisagreementError` when the solvers contradict each other.
    """
    first, last = one.outcome.problem, other.outcome.problem
    if first.regions.sha256 != last.regions.sha256 or set(one.ids) != set(other.ids):
        return Path(why="unlike")
    if "feasible" in (one.outcome.status, other.outcome.status):
        return Path(why="unproven")
    moves = moves_between(one, other)
    if len(moves) > MOST_MOVES:
        return Path(why="many")
    solver = _Solver(first, last, clock)
    states = [solver.known(_united(moves[:count])) for count in range(len(moves) + 1)]
    if clock.left() == 0 or clock.stopped.is_set():
        return Path(why="time")
    if (states[0], states[-1]) != ((_cohort(one),), (_cohort(other),)):
        return Path(why="otherwise")
    steps = [
        Step(_united(moves[start:end]), *states[start], *states[end])
        for start, end in pairwise(standing(states))
    ]
    return Path(tuple(_with_alone(steps, solver)))


def moves_between(one: Side, other: Side) -> list[Move]:
    """Return what is carried out, one after the other; of many cells those of a plan together."""
    keys = [d for d in keys_between(one, other) if d.path[0] not in SAID_ONLY]
    cells = [c for c in cells_between(one, other) if c.column != NAME]
    if len(cells) <= MOST_CELLS:
        return [*((key,) for key in keys), *((cell,) for cell in cells)]
    by_plan = [tuple(found) for _, found in groupby(cells, key=lambda cell: cell.plan_id)]
    return [*((key,) for key in keys), *by_plan]


def standing(states: Sequence[State]) -> list[int]:
    """Return the positions of rounds that stand by themselves.

    Those are settled, and have a cohort, or are not between two that have one.
    """
    whole = [i for i, state in enumerate(states) if state and state[0] is not None]
    return [
        i
        for i, state in enumerate(states)
        if state and (state[0] is not None or not whole or not whole[0] < i < whole[-1])
    ]


def _united(moves: Sequence[Move]) -> Move:
    return tuple(difference for move in moves for difference in move)


def _cohort(side: Side) -> Cohort:
    return None if side.outcome.optimum is None else side.chosen


def _with_alone(steps: Sequence[Step], solver: "_Solver") -> Iterator[Step]:
    """Yield the steps with the cohort that each gives by itself, unless they are many."""
    for number, step in enumerate(steps):
        found: State = (step.after,) if number == 0 else ()
        if number and len(steps) <= MOST_ALONE:
            found = solver.known(step.moves)
        yield replace(step, alone=found[0], settled=True) if found else step


@dataclass(frozen=True)
class _Solver:
    """Solves the first round with some of the differences from the second carried out."""

    first: Problem
    last: Problem
    clock: Clock

    def known(self, done: Move) -> State:
        """Return the cohort with some differences carried out; empty when it was not settled."""
        try:
            return (self._solved(done),)
        except (_Unknown, InputError, TimeoutError):
            return ()

    def _solved(self, done: Move) -> Cohort:
        problem = with_best_alone(self._problem(done), self.clock)
        optimum = solve(problem, self.clock)
        if optimum is None:
            if not infeasible(problem, self.clock).certified:
                raise _Unknown
            return None
        if not optimum.proven:
            raise _Unknown
        return frozenset(problem.plans.ids[p] for p in optimum.chosen)

    def _problem(self, done: Move) -> Problem:
        if not done:
            return self.first
        keys = [d for d in done if isinstance(d, Difference)]
        cells = [c for c in done if isinstance(c, CellDifference)]
        scenario = self.first.scenario
        if keys:
            scenario = parse_scenario(carried_out(scenario, self.last.scenario, keys))
        plans = with_differences(self.first.plans, self.last.plans, cells, self.first.regions)
        return problem_of(self.first, Round(plans, scenario, self.first.regions))
