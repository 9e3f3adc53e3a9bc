"""A CP-SAT model of the cohorts of one size that are still in the running.

Everything in the model is determined by the plans chosen, so its solutions are cohorts, one to
one, and can be listed.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import inf
from typing import Protocol

from ortools.sat.python import cp_model

from selector.problem import Problem
from selector.solve.clock import Clock
from selector.solve.duals import Bound
from selector.solve.engine import (
    FIRST_EFFORT,
    GROWTH,
    LINEARISATIONS,
    Effort,
    Solved,
    new_solver,
    run_solver,
    solve_model,
)
from selector.solve.found import Habits

LISTED = 200  # cohorts that are listed rather than searched
SOME = 20  # of them, after which it is looked whether one is better than the best so far
FEW = 300  # plans up to which the plainest relaxation serves a sum
MANY = 100  # plans; what follows from a score is then worth its rows, and listing seldom works
LIST_LESS = 0.25  # in place of LIST_SHARE, then
LISTABLE = 300  # plans beyond which listing is not tried
LIST_EFFORT = 300.0  # deterministic seconds that listing may cost, over the square of the plans
LIST_MOST = 0.1  # of them, for few plans
LIST_AGAIN = 0.04  # of what listing cost in vain must be spent on solves before the next try
LIST_SELDOM = 1.0  # in its place, in a round of many plans
ENOUGH = 2.0  # deterministic seconds after which a search that has patience tries no more
SOONER = 0.1  # of what may be listed: where there was less, the next search tries a place sooner
LIST_SHARE = 0.5  # of the effort of all solves so far, which listing may cost when that is more


class Rivals(Protocol):
    """The cohorts of a search that may be better than the best so far."""

    def model(self) -> cp_model.CpModel:
        """Return a model of them."""

    def best(self, found: Sequence[frozenset[int]]) -> frozenset[int] | None:
        """Return the best of some of them, if it is better than the best so far."""


@dataclass(frozen=True)
class Attempt:
    """What one solve gave: the cohort (None: none found), and whether that was proven."""

    chosen: frozenset[int] | None
    proven: bool
    bound: int | None = None


class Search:
    """A model that only ever gets tighter; each solve starts from the best cohort so far.

    What a single solve needs besides (a level to raise, say) goes into a `trial`, a copy.
    Plans that are not `among` those to choose from (all that are eligible) are constants.
    `patience` is after how many tries a solve is given up; without it, only the clock ends one.
    """

    def __init__(
        self,
        problem: Problem,
        size: int,
        clock: Clock,
        among: Collection[int] | None = None,
        habits: Habits | None = None,
        patience: int | None = None,
    ) -> None:
        self.problem, self.size, self.clock = problem, size, clock
        self.patience = patience
        self.among = frozenset(problem.eligible if among is None else among)
        self._held: frozenset[int] = frozenset()  # plans that every cohort of the model has
        self._posted = self.among
        self.model = cp_model.CpModel()
        self.x = self._plans(self.model)
        self.incumbent: frozenset[int] | None = None
        self.only: list[frozenset[int]] | None = None  # all cohorts of the model, once proven
        self.met: list[frozenset[int]] = []  # cohorts that looked good and were not
        many = len(self.among) // 64
        self._linearisations: Sequence[tuple[int, int]] = (
            LINEARISATIONS[::-1] if many > 2 else LINEARISATIONS
        )
        if habits and habits.lead:
            self._lead(habits.lead)
        self._effort = self._least = FIRST_EFFORT * max(1, many)
        self._places, self._early = 0, habits.vain if habits else 0
        self._vain = self._early
        self._spent = self._listing = 0.0  # deterministic seconds of all solves, of all listing
        self._relist = 0.0  # how much must have been spent before listing is tried again

    @property
    def habits(self) -> Habits:
        """Return what served here."""
        return Habits(self._linearisations[0], self._vain)

    def blank(self) -> cp_model.CpModel:
        """Return a model with nothing but the plans, fixed as far as they are."""
        model = cp_model.CpModel()
        x = self._plans(model)
        for p in sorted(self._posted - self.among):
            model.add(x[p] == 0)
        for p in sorted(self._held):
            model.add(x[p] == 1)
        return model

    def _plans(self, model: cp_model.CpModel) -> list[cp_model.IntVar]:
        out = model.new_constant(0)
        return [
            model.new_bool_var(plan_id) if p in self._posted else out
            for p, plan_id in enumerate(self.problem.plans.ids)
        ]

    def trial(self) -> cp_model.CpModel:
        """Return a copy of the model to which more can be added."""
        return self.model.clone()

    def just(
        self, cohort: Iterable[int], model: cp_model.CpModel | None = None
    ) -> cp_model.CpModel:
        """Return a copy of a model with just one cohort, if it keeps to it."""
        trial = (model or self.model).clone()
        for p in sorted(cohort):
            trial.add(self.x[p] == 1)
        return trial

    def maximise(
        self,
        expression: cp_model.LinearExpr,
        trial: cp_model.CpModel | None = None,
        tries: int | None = None,
        growth: float = 1.0,
    ) -> Attempt:
        """Find the cohort for which an expression is largest.

        Give up after so many tries; `growth` is by how much more effort than usual they begin.
        """
        trial = trial or self.trial()
        trial.maximize(expression)
        return self._solve(trial, tries, growth)

    def find(self, trial: cp_model.CpModel | None = None, tries: int | None = None) -> Attempt:
        """Find any cohort; give up after so many tries, each with more effort."""
        return self._solve(trial or self.trial(), tries, any_will_do=True)

    @property
    def dropped(self) -> dict[int, int]:
        """Return the columns of the plans that are out, each 0."""
        return {x.index: 0 for p, x in enumerate(self.x) if p not in self.among}

    @property
    def over(self) -> bool:
        """Tell whether there is no time left."""
        return self.clock.is_over

    def glance(self, trial: cp_model.CpModel) -> Attempt:
        """Find any cohort with little effort; it does not become the best so far."""
        least = Effort(self._least, self._least, self._linearisations[:1])
        outcome = solve_model(trial, self.clock, self._hint(), effort=least, any_will_do=True)
        self._spent += outcome.total
        return Attempt(self._cohort(outcome), outcome.proven)

    def ruled_out(self, trial: cp_model.CpModel) -> bool:
        """Tell whether little effort proves that there is no cohort in a model."""
        return self.glance(trial) == Attempt(None, True)

    def narrow(self, bound: Bound, target: int) -> None:
        """Fix the plans that cannot be otherwise in a cohort that reaches a target of a bound."""
        plans = {self.x[p].index: p for p in sorted(self.among)}
        fixed = bound.fixed(list(plans), target)
        self.hold(plans[index] for index, side in fixed.items() if side)
        self.drop(plans[index] for index, side in fixed.items() if not side)

    def hold(self, plans: Iterable[int]) -> None:
        """Fix plans as chosen."""
        held = frozenset(plans)
        for p in sorted(held):
            self.model.add(self.x[p] == 1)
        self._held |= held

    def drop(self, plans: Iterable[int]) -> None:
        """Fix plans as not chosen."""
        dropped = frozenset(plans)
        for p in sorted(dropped):
            self.model.add(self.x[p] == 0)
        self.among -= dropped

    def list_all(self, rivals: Rivals | None = None) -> list[frozenset[int]] | None:
        """Return all cohorts of the model, or None when they are too many to list.

        With `rivals`, those that are worse than the best so far may be left out.
        """
        if self.only is not None:
            return self.only
        self._places += 1
        tired = self._spent < self._relist or self._places <= self._early
        if tired or self.clock.stopped.is_set() or len(self.among) > LISTABLE:
            return None
        before = self._listing
        least = min(LIST_EFFORT / max(len(self.among), 1) ** 2, LIST_MOST)
        share = LIST_SHARE if len(self.among) < MANY else LIST_LESS
        effort = max(least, share * self._spent - self._listing)
        found, complete = self._list(rivals, effort) if rivals else self.enumerate(LISTED, effort)
        if not complete:
            again = LIST_AGAIN if len(self.problem.eligible) < MANY else LIST_SELDOM
            self._relist = self._spent + again * (self._listing - before)
            return None
        # What was tried at the first place might have served a place earlier, if it was little.
        early = self._places == self._early + 1 and len(found) < LISTED * SOONER
        self._vain = self._places - 1 - int(early and self._early > 0)
        return found

    def _list(self, rivals: Rivals, effort: float) -> tuple[list[frozenset[int]], bool]:
        """List the rivals; while some of them are better than the best so far, those of the best.

        More than some are listed once: when none of those is better.
        """
        end, most = self._listing + effort, SOME
        while True:
            found, complete = self.enumerate(most, end - self._listing, rivals.model())
            better = None if complete else rivals.best(found)
            self.incumbent = better or self.incumbent
            if complete or most == LISTED or self._listing >= end or self.over:
                return found, complete
            most = SOME if better else LISTED

    def enumerate(
        self, most: int, effort: float, model: cp_model.CpModel | None = None
    ) -> tuple[list[frozenset[int]], bool]:
        """List the cohorts of a model, at most one more than `most`; tell if they are all.

        `effort` is what it may cost, in deterministic seconds.
        """
        solver = new_solver(effort=effort)
        solver.parameters.enumerate_all_solutions = True
        collect = _Collect(self, most)
        status = run_solver(solver, model or self.model, self.clock, collect)
        self._listing += solver.response_proto.deterministic_time
        finished = status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
        return collect.found, finished and len(collect.found) <= most

    def _lead(self, lead: tuple[int, int]) -> None:
        """Try first what served, and then the others of those that are tried."""
        others = (r for r in LINEARISATIONS if r != lead and r in self._linearisations)
        self._linearisations = (lead, *others)

    def plainly(self) -> None:
        """Try no cuts from now on, and the plainest relaxation first: it serves a sum best.

        Of very many plans that says too little, and only more is tried.
        """
        many = len(self.problem.eligible) > FEW
        self._linearisations = tuple(r for r in LINEARISATIONS if not r[1])[int(many) :]

    def _hint(self) -> dict[int, int] | None:
        """Return the best cohort so far as values of the plans."""
        if self.incumbent is None:
            return None
        return {self.x[p].index: int(p in self.incumbent) for p in self.among}

    def _solve(
        self,
        trial: cp_model.CpModel,
        tries: int | None = None,
        growth: float = 1.0,
        any_will_do: bool = False,
    ) -> Attempt:
        effort = self._effort * growth
        tries = self.patience if tries is None else tries
        if self.patience is not None and self._spent > ENOUGH:
            tries = 0
        # Even without time left there is one short try: a cohort beats no cohort.
        most = inf if tries is None else effort * GROWTH ** (tries - 1)
        given = Effort(effort, most, self._linearisations)
        at_least = 0.0 if self.incumbent else 1.0
        outcome = solve_model(
            trial, self.clock, self._hint(),
            effort=given, at_least=at_least, any_will_do=any_will_do,
        )  # fmt: skip
        self._spent += outcome.total
        if outcome.proven:  # what served this time is tried first the next time
            self._lead(outcome.linearisation)
            self._effort = max(self._effort, 2 * outcome.effort)
        found = self._cohort(outcome)
        if found is None:
            return Attempt(None, outcome.proven)
        self.incumbent = found
        return Attempt(found, outcome.proven, outcome.bound)

    def _cohort(self, outcome: Solved) -> frozenset[int] | None:
        values = outcome.values
        return (
            None if values is None else frozenset(p for p in self.among if values[self.x[p].index])
        )


class _Collect(cp_model.CpSolverSolutionCallback):
    """Collects cohorts until there are too many."""

    def __init__(self, search: Search, most: int) -> None:
        super().__init__()
        self.open = [(p, search.x[p]) for p in sorted(search.among)]
        self.most, self.found = most, list[frozenset[int]]()

    def on_solution_callback(self) -> None:
        self.found.append(frozenset(p for p, v in self.open if self.boolean_value(v)))
        if len(self.found) > self.most:
            self.stop_search()
