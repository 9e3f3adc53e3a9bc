"""A CP-SAT model of the cohorts of one size that are still in the running, and the clock.

Everything in the model is determined by the plans chosen, so its solutions are cohorts, one to
one, and can be listed. One worker and a fixed seed: measured fastest at the sizes of this field,
and deterministic.
"""

import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import floor, inf, isnan

from ortools.sat.python import cp_model

from selector.problem import Problem
from selector.solve.duals import Bound

LISTED = 200  # cohorts that are listed rather than searched
LISTABLE = 300  # plans beyond which listing is not tried
LIST_EFFORT = 100.0  # deterministic seconds that listing may cost, over the square of the plans
LIST_AGAIN = 0.04  # of what listing cost in vain must be spent on solves before the next try
LIST_SHARE = 0.5  # of the effort of all solves so far, which listing may cost when that is more
# How much of a model goes into its linear relaxation (linearization level, cut level). Little is
# fastest for a few dozen plans; all of it turned 16 s into 0.01 s for a proof at 60 plans, and
# cuts as well 13 s into 0.7 s at 1,000. Which serves is not known beforehand, so all are tried.
RELAXATIONS = ((1, 0), (2, 0), (2, 1))
FIRST_EFFORT, GROWTH = 0.05, 4  # deterministic seconds of a first try, and the factor of the next


@dataclass(frozen=True)
class Progress:
    """Where the solver is: the size, the tier (from 1) and rank, and its best value and bound.

    `best` and `bound` are whole; divided by `unit` they are the tier's own (None: they are of
    something else). Tier 0 is what comes before the first; one past the last, the tickets.
    """

    size: int = 0
    tier: int = 0
    kind: str = ""
    rank: int = 0
    unit: Fraction | None = None
    best: int | None = None
    bound: int | None = None


@dataclass
class Clock:
    """How long the solver may still work; `stopped` ends it at once (Ctrl-C).

    `watch` is called now and then with the progress, from the thread that waits for the solver.
    """

    limit: float | None = None
    started: float = field(default_factory=time.monotonic)
    stopped: threading.Event = field(default_factory=threading.Event)
    watch: Callable[[Progress], None] | None = None
    progress: Progress = Progress()

    def __post_init__(self) -> None:
        """Refuse a limit that is no number: the solver would end without a word."""
        if self.limit is not None and isnan(self.limit):
            raise ValueError("the time limit is not a number")

    def left(self) -> float | None:
        """Return the seconds that are left, or None without a limit."""
        if self.limit is None:
            return None
        return max(self.limit - (time.monotonic() - self.started), 0.0)

    def part(self, share: float) -> "Clock":
        """Return a clock for a side question, with a share of the time that is left."""
        left = self.left()
        return Clock(None if left is None else share * left, stopped=self.stopped)

    def tell(self, progress: Progress | None = None) -> None:
        """Let whoever watches know where the solver is."""
        self.progress = progress or self.progress
        if self.watch is not None:
            self.watch(self.progress)


@dataclass(frozen=True)
class Answer:
    """What one solve gave: the cohort (None: none found), and whether that was proven."""

    chosen: frozenset[int] | None
    proven: bool
    bound: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What a model gave: the values of its variables (None: none found), and what is proven.

    Proven without values means: infeasible. `effort` is what the last try cost, `total` all of
    them, in deterministic seconds.
    """

    values: tuple[int, ...] | None
    proven: bool
    bound: int | None = None
    value: float = 0.0
    relaxation: tuple[int, int] = RELAXATIONS[0]
    effort: float = 0.0
    total: float = 0.0


class Search:
    """A model that only ever gets tighter; each solve starts from the best cohort so far.

    What a single solve needs besides (a level to raise, say) goes into a `trial`, a copy.
    Plans that are not `among` those to choose from (all that are eligible) are constants.
    """

    def __init__(
        self, problem: Problem, size: int, clock: Clock, among: Collection[int] | None = None
    ) -> None:
        self.problem, self.size, self.clock = problem, size, clock
        self.among = frozenset(problem.eligible if among is None else among)
        self.model = cp_model.CpModel()
        out = self.model.new_constant(0)
        self.x = [
            self.model.new_bool_var(plan_id) if p in self.among else out
            for p, plan_id in enumerate(problem.plans.ids)
        ]
        self.incumbent: frozenset[int] | None = None
        self.met: list[frozenset[int]] = []  # cohorts that looked good and were not
        many = len(self.among) // 64
        self._relaxations: Sequence[tuple[int, int]] = (
            RELAXATIONS[::-1] if many > 2 else RELAXATIONS
        )
        self._effort = FIRST_EFFORT * max(1, many)
        self._spent = self._listing = 0.0  # deterministic seconds of all solves, of all listing
        self._relist = 0.0  # how much must have been spent before listing is tried again

    def trial(self) -> cp_model.CpModel:
        """Return a copy of the model to which more can be added."""
        return self.model.clone()

    def maximise(
        self, expression: cp_model.LinearExpr, trial: cp_model.CpModel | None = None
    ) -> Answer:
        """Find the cohort for which an expression is largest."""
        trial = trial or self.trial()
        trial.maximize(expression)
        return self._solve(trial)

    def find(self, trial: cp_model.CpModel | None = None) -> Answer:
        """Find any cohort."""
        return self._solve(trial or self.trial())

    def narrow(self, bound: Bound, target: int) -> None:
        """Fix the plans that cannot be otherwise in a cohort that reaches a target of a bound."""
        plans = {self.x[p].index: p for p in sorted(self.among)}
        fixed = bound.fixed(list(plans), target)
        for index, side in fixed.items():
            self.model.add(self.x[plans[index]] == side)
        self.among -= {plans[index] for index, side in fixed.items() if not side}

    def list_all(self) -> list[frozenset[int]] | None:
        """Return all cohorts of the model, or None when they are too many to list."""
        tired = self._spent < self._relist
        if tired or self.clock.stopped.is_set() or len(self.among) > LISTABLE:
            return None
        before = self._listing
        least = LIST_EFFORT / max(len(self.among), 1) ** 2
        effort = max(least, LIST_SHARE * self._spent - self._listing)
        found, complete = self.enumerate(LISTED, effort)
        if not complete:
            self._relist = self._spent + LIST_AGAIN * (self._listing - before)
        return found if complete else None

    def enumerate(self, most: int, effort: float) -> tuple[list[frozenset[int]], bool]:
        """List the cohorts of the model, at most one more than `most`; tell if they are all.

        `effort` is what it may cost, in deterministic seconds.
        """
        solver = new_solver()
        solver.parameters.enumerate_all_solutions = True
        solver.parameters.max_deterministic_time = effort
        collect = _Collect(self, most)
        status = run_solver(solver, self.model, self.clock, collect)
        self._listing += solver.response_proto.deterministic_time
        finished = status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
        return collect.found, finished and len(collect.found) <= most

    def _solve(self, trial: cp_model.CpModel) -> Answer:
        hint = None
        if self.incumbent is not None:
            hint = {self.x[p].index: int(p in self.incumbent) for p in self.among}
        # Even without time left there is one short try: a cohort beats no cohort.
        outcome = solve_model(
            trial, self.clock, hint, 0.0 if self.incumbent else 1.0, self._relaxations, self._effort
        )
        self._spent += outcome.total
        if outcome.proven:  # what served this time is tried first the next time
            lead = outcome.relaxation
            self._relaxations = (lead, *(r for r in RELAXATIONS if r != lead))
            self._effort = max(self._effort, 2 * outcome.effort)
        if outcome.values is None:
            return Answer(None, outcome.proven)
        found = frozenset(p for p in self.among if outcome.values[self.x[p].index])
        self.incumbent = found
        return Answer(found, outcome.proven, outcome.bound)


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


def new_solver(linearization: int = 1, cuts: int = 0) -> cp_model.CpSolver:
    """Return a solver set for many small models in a row: deterministic and light on its feet.

    Probing and repeated presolve cost more than they bring here.
    """
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.linearization_level = linearization
    solver.parameters.cut_level = cuts
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    solver.parameters.max_presolve_iterations = 1
    solver.parameters.find_big_linear_overlap = False
    solver.parameters.catch_sigint_signal = False
    return solver


def solve_model(
    model: cp_model.CpModel,
    clock: Clock,
    hint: Mapping[int, int] | None = None,
    at_least: float = 0.0,
    relaxations: Sequence[tuple[int, int]] = RELAXATIONS,
    effort: float = FIRST_EFFORT,
    most: float = inf,
) -> Outcome:
    """Solve a model with ever more effort, with each way of relaxing it in turn.

    Effort is counted in the solver's deterministic seconds, so that the answer does not hang on
    the speed of the machine; only the clock does.
    """
    best, bound, total = Outcome(None, False), None, 0.0
    while effort <= most and not clock.stopped.is_set():
        for relaxation in relaxations:
            solver = new_solver(*relaxation)
            solver.parameters.max_deterministic_time = effort
            model.clear_hints()  # type: ignore[no-untyped-call]
            for index, hinted in (hint or {}).items():
                model.add_hint(model.get_int_var_from_proto_index(index), hinted)
            status = run_solver(solver, model, clock, at_least=at_least)
            spent = solver.response_proto.deterministic_time
            total += spent
            if status == cp_model.INFEASIBLE:
                return Outcome(None, True, relaxation=relaxation, effort=spent, total=total)
            if status == cp_model.MODEL_INVALID:
                raise RuntimeError(model.validate())
            if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                value = 0.0
                if model.has_objective():
                    # The objective is whole, so its bound may be rounded down; 1e-6 guards the
                    # float. Without a solution the bound may never have been set.
                    value, fresh = solver.objective_value, floor(solver.best_objective_bound + 1e-6)
                    bound = fresh if bound is None else min(bound, fresh)
                if best.values is None or value > best.value:
                    values = tuple(solver.response_proto.solution)
                    best = Outcome(values, False, value=value)
                    hint = {index: values[index] for index in hint or range(len(values))}
            if best.values is not None and model.has_objective():
                clock.tell(replace(clock.progress, best=round(best.value), bound=bound))
            best = replace(best, bound=bound, relaxation=relaxation, effort=spent)
            best = replace(best, proven=status == cp_model.OPTIMAL, total=total)
            if best.proven or clock.left() == 0:
                return best
        effort *= GROWTH
    return best


def run_solver(
    solver: cp_model.CpSolver,
    model: cp_model.CpModel,
    clock: Clock,
    callback: cp_model.CpSolverSolutionCallback | None = None,
    at_least: float = 0.0,
) -> int:
    """Solve in a thread, so that the main thread can take Ctrl-C and stop the solver.

    It gets the time that is left, and at least `at_least` seconds of it.
    """
    left = clock.left()
    if left is not None:
        solver.parameters.max_time_in_seconds = max(left, at_least)
    with ThreadPoolExecutor(max_workers=1) as pool:
        future = pool.submit(solver.solve, model, callback)
        while True:
            try:
                return int(future.result(timeout=0.2))
            except FutureTimeout:
                clock.tell()
            except KeyboardInterrupt:
                clock.stopped.set()
            if clock.stopped.is_set():
                solver.stop_search()
