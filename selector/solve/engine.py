"""One CP-SAT model, solved with ever more effort; deterministic, and stopped by its clock.

One worker and a fixed seed: measured fastest at the sizes of this field.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
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
    linearisations: Sequence[tuple[int, int]] = LINEARISATIONS,
    effort: float = FIRST_EFFORT,
    most: float = inf,
) -> Solved:
    """Solve a model with ever more effort, with each way of relaxing it in turn.

    Effort is counted in the solver's deterministic seconds, so that the answer does not hang on
    the speed of the machine; only the clock does.
    """
    best, bound, total = Solved(None, False), None, 0.0
    while effort <= most and not clock.stopped.is_set():
        for linearisation in linearisations:
            solver = new_solver(*linearisation)
            solver.parameters.max_deterministic_time = effort
            model.clear_hints()  # type: ignore[no-untyped-call]
            for index, hinted in (hint or {}).items():
                model.add_hint(model.get_int_var_from_proto_index(index), hinted)
            status = run_solver(solver, model, clock, at_least=at_least)
            spent = solver.response_proto.deterministic_time
            total += spent
            if status == cp_model.INFEASIBLE:
                return Solved(None, True, linearisation=linearisation, effort=spent, total=total)
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
                    best = Solved(values, False, value=value)
                    hint = {index: values[index] for index in hint or range(len(values))}
            if best.values is not None and model.has_objective():
                clock.tell(replace(clock.progress, best=round(best.value), bound=bound))
            best = replace(best, bound=bound, linearisation=linearisation, effort=spent)
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
