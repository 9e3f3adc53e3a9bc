"""A CP-SAT model of the cohorts of one size that are still in the running, and the clock.

Everything in the model is determined by the plans chosen, so its solutions are cohorts, one to
one, and can be listed. One worker and a fixed seed: measured fastest at the sizes of this field,
and deterministic.
"""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from selector.problem import Problem

LISTED = 200  # cohorts that are listed rather than searched
LIST_EFFORT = 0.1  # deterministic seconds that listing may cost before it is given up


@dataclass
class Clock:
    """How long the solver may still work; `stopped` ends it at once (Ctrl-C)."""

    limit: float | None = None
    started: float = field(default_factory=time.monotonic)
    stopped: threading.Event = field(default_factory=threading.Event)

    def left(self) -> float | None:
        """Return the seconds that are left, or None without a limit."""
        if self.limit is None:
            return None
        return max(self.limit - (time.monotonic() - self.started), 0.0)


@dataclass(frozen=True)
class Answer:
    """What one solve gave: the cohort (None: none found), and whether that was proven."""

    chosen: frozenset[int] | None
    proven: bool
    bound: int | None = None


class Search:
    """A model that only ever gets tighter; each solve starts from the best cohort so far.

    What a single solve needs besides (a level to raise, say) goes into a `trial`, a copy.
    """

    def __init__(self, problem: Problem, size: int, clock: Clock) -> None:
        self.problem, self.size, self.clock = problem, size, clock
        self.model = cp_model.CpModel()
        self.x = [self.model.new_bool_var(plan_id) for plan_id in problem.plans.ids]
        self.incumbent: frozenset[int] | None = None

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

    def find(self) -> Answer:
        """Find any cohort."""
        return self._solve(self.trial())

    def list_all(self) -> list[frozenset[int]] | None:
        """Return all cohorts of the model, or None when they are too many to list."""
        if self.clock.stopped.is_set():
            return None
        solver = new_solver()
        solver.parameters.enumerate_all_solutions = True
        solver.parameters.max_deterministic_time = LIST_EFFORT
        collect = _Collect(self.x)
        status = run_solver(solver, self.model, self.clock, collect)
        complete = status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
        return collect.found if complete and len(collect.found) <= LISTED else None

    def _solve(self, trial: cp_model.CpModel) -> Answer:
        if self.clock.stopped.is_set():
            return Answer(None, False)
        if self.incumbent is not None:
            for p, variable in enumerate(self.x):
                trial.add_hint(variable, p in self.incumbent)
        solver = new_solver()
        # Even without time left there is one short try: a cohort beats no cohort.
        floor = 0.0 if self.incumbent else 1.0
        status = run_solver(solver, trial, self.clock, floor=floor)
        if status == cp_model.INFEASIBLE:
            return Answer(None, True)
        if status == cp_model.MODEL_INVALID:
            raise RuntimeError(trial.validate())
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Answer(None, False)
        self.incumbent = frozenset(p for p, v in enumerate(self.x) if solver.boolean_value(v))
        bound = None
        if trial.has_objective():
            # The objective is whole, so its bound may be rounded down; 1e-6 guards the float.
            bound = int((solver.best_objective_bound + 1e-6) // 1)
        return Answer(self.incumbent, status == cp_model.OPTIMAL, bound)


class _Collect(cp_model.CpSolverSolutionCallback):
    """Collects cohorts until there are too many."""

    def __init__(self, x: list[cp_model.IntVar]) -> None:
        super().__init__()
        self.x, self.found = x, list[frozenset[int]]()

    def on_solution_callback(self) -> None:
        self.found.append(frozenset(p for p, v in enumerate(self.x) if self.boolean_value(v)))
        if len(self.found) > LISTED:
            self.stop_search()


def new_solver() -> cp_model.CpSolver:
    """Return a solver set for many small models in a row: deterministic and light on its feet.

    Cuts, probing and repeated presolve each cost more than they bring here (a third of the time
    remained without them on the example round).
    """
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.linearization_level = 1
    solver.parameters.cut_level = 0
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    solver.parameters.max_presolve_iterations = 1
    solver.parameters.catch_sigint_signal = False
    return solver


def run_solver(
    solver: cp_model.CpSolver,
    model: cp_model.CpModel,
    clock: Clock,
    callback: cp_model.CpSolverSolutionCallback | None = None,
    floor: float = 0.0,
) -> int:
    """Solve in a thread, so that the main thread can take Ctrl-C and stop the solver.

    It gets the time that is left, and at least `floor` seconds of it.
    """
    left = clock.left()
    if left is not None:
        solver.parameters.max_time_in_seconds = max(left, floor)
    with ThreadPoolExecutor(max_workers=1) as pool:
        future = pool.submit(solver.solve, model, callback)
        while True:
            try:
                return int(future.result(timeout=0.2))
            except FutureTimeout:
                pass
            except KeyboardInterrupt:
                clock.stopped.set()
            if clock.stopped.is_set():
                solver.stop_search()
