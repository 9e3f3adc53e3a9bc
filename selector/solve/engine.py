"""One CP-SAT model, solved with ever more effort; deterministic, and stopped by its clock.

One worker and a fixed seed: measured fastest at the sizes of this field.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass, replace
from math import floor, inf

from ortools.sat.python import cp_model

from selector.solve.clock import Clock

# How much of a model goes into its linear relaxation (linearization level, cut level). Little is
# fastest for a few dozen plans; all of it turned 16 s into 0.01 s for a proof at 60 plans, and
# cuts as well 13 s into 0.7 s at 1,000. Which serves is not known beforehand, so all are tried.
LINEARISATIONS = ((1, 0), (2, 0), (2, 1))
FIRST_EFFORT, GROWTH = 0.05, 4  # deterministic seconds of a first try, and the factor of the next

SHORT = 0.1  # deterministic seconds; a fifth of them went into tidying up at 60 plans


@dataclass(frozen=True)
class Effort:
    """How hard a model is tried, in deterministic seconds: no answer hangs on the machine's speed.

    `first` goes to the first try, each next round of tries gets more, up to `most`; in a round
    every way of linearising has its turn.
    """

    first: float = FIRST_EFFORT
    most: float = inf
    linearisations: Sequence[tuple[int, int]] = LINEARISATIONS

    def tries(self) -> Iterator[tuple[float, tuple[int, int]]]:
        """Yield the seconds and the way of linearising of one try after another."""
        seconds = self.first
        while seconds <= self.most:
            for linearisation in self.linearisations:
                yield seconds, linearisation
            seconds *= GROWTH


USUAL = Effort()


@dataclass(frozen=True)
class Solved:
    """What a model gave: the values of its variables (None: none found), and what is proven.

    Proven without values means: infeasible. `effort` is what the last try cost, `total` all of
    them, in deterministic seconds.
    """

    values: tuple[int, ...] | None
    proven: bool
    bound: int | None = None
    value: float = 0.0
    linearisation: tuple[int, int] = LINEARISATIONS[0]
    effort: float = 0.0
    total: float = 0.0


def new_solver(linearization: int = 1, cuts: int = 0, effort: float = inf) -> cp_model.CpSolver:
    """Return a solver set for many small models in a row: deterministic and light on its feet.

    It ends after an `effort` in deterministic seconds. Probing and repeated presolve cost more than
    they bring here; to tidy up clauses on the way pays only in a long search.
    """
    solver = cp_model.CpSolver()
    solver.parameters.max_deterministic_time = effort
    solver.parameters.use_sat_inprocessing = effort > SHORT
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
    *,
    effort: Effort = USUAL,
    at_least: float = 0.0,
    any_will_do: bool = False,
) -> Solved:
    """Solve a model with ever more effort, with each way of linearising it in turn.

    `hint` holds values of variables to start from; `at_least` seconds are given even when no time
    is left. Where `any_will_do`, the first values found end it, and they are taken for proven.
    """
    best = Solved(None, False)
    for seconds, linearisation in effort.tries():
        if clock.stopped.is_set():
            break
        solver = new_solver(*linearisation, seconds)
        solver.parameters.stop_after_first_solution = any_will_do
        _give(model, hint or {})
        status = run_solver(solver, model, clock, at_least=at_least)
        if status == cp_model.MODEL_INVALID:
            raise RuntimeError(model.validate())
        before, best = best.values, _after(best, solver, status, model.has_objective())
        enough = any_will_do and best.values is not None
        best = replace(best, linearisation=linearisation, proven=best.proven or enough)
        if best.values is not None and best.values is not before:
            hint = {index: best.values[index] for index in hint or range(len(best.values))}
        if best.values is not None and model.has_objective() and not any_will_do:
            clock.tell(replace(clock.progress, best=round(best.value), bound=best.bound))
        if best.proven or clock.left() == 0:
            break
    return best


def _give(model: cp_model.CpModel, hint: Mapping[int, int]) -> None:
    """Let the next solve start from some values."""
    model.clear_hints()  # type: ignore[no-untyped-call]
    for index, hinted in hint.items():
        model.add_hint(model.get_int_var_from_proto_index(index), hinted)


def _after(best: Solved, solver: cp_model.CpSolver, status: int, objective: bool) -> Solved:
    """Return what is known after one more try."""
    spent = solver.response_proto.deterministic_time
    best = replace(best, proven=False, effort=spent, total=best.total + spent)
    if status == cp_model.INFEASIBLE:
        return Solved(None, True, effort=best.effort, total=best.total)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return best
    value = 0.0
    if objective:
        # The objective is whole, so its bound may be rounded down; 1e-6 guards the float. Without
        # a solution the bound may never have been set.
        value, bound = solver.objective_value, floor(solver.best_objective_bound + 1e-6)
        best = replace(best, bound=bound if best.bound is None else min(best.bound, bound))
    if best.values is None or value > best.value:
        best = replace(best, values=tuple(solver.response_proto.solution), value=value)
    return replace(best, proven=status == cp_model.OPTIMAL)


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
                status = _awaited(future, solver, clock)
                clock.spent += solver.response_proto.deterministic_time
                return status
            except KeyboardInterrupt:  # whenever it comes: the pool would wait for the solver
                clock.stopped.set()


def _awaited(
    future: "Future[cp_model.CpSolverStatus]", solver: cp_model.CpSolver, clock: Clock
) -> int:
    """Wait for the solver, tell where it is, and stop it when the clock is stopped."""
    while True:
        try:
            return int(future.result(timeout=0.2))
        except FutureTimeout:
            clock.tell()
            if clock.stopped.is_set():
                solver.stop_search()
