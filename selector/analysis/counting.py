"""How many cohorts are equally good: the optimal ones of the chosen size, counted one by one."""

from dataclasses import dataclass

from ortools.sat.python import cp_model

from selector.problem import Problem
from selector.solve.engine import Clock, Search, new_solver, run_solver
from selector.solve.optimum import Optimum
from selector.solve.tiers import TierSolver

MOST = 10_000  # cohorts that are counted
EFFORT = 60.0  # deterministic seconds that counting may cost


@dataclass(frozen=True)
class Count:
    """`number` cohorts were counted; when `exact` there are no others."""

    number: int
    exact: bool


def count_optimal(problem: Problem, optimum: Optimum, clock: Clock) -> Count:
    """Count the optimal cohorts of the size of an optimum, the optimum itself included.

    After one more than `MOST` the counting stops.
    """
    if not optimum.proven or optimum.sometimes is None:
        return Count(1, exact=False)
    if not optimum.sometimes:
        return Count(1, exact=True)
    search = Search(problem, optimum.size, clock, optimum.chosen | optimum.sometimes)
    search.incumbent = optimum.chosen
    for p in optimum.chosen - optimum.sometimes:
        search.model.add(search.x[p] == 1)
    solver = TierSolver(problem, search, lambda criterion: optimum.best_alone[criterion])
    for i, tier in enumerate(problem.tiers):
        result = solver.solve(tier, i + 1 == len(problem.tiers), None)
        if result is None or not result.proven:
            return Count(1, exact=False)
    if solver.pool is not None:
        return Count(len(solver.pool), exact=True)
    return _enumerate(search)


def _enumerate(search: Search) -> Count:
    solver = new_solver()
    solver.parameters.enumerate_all_solutions = True
    solver.parameters.max_deterministic_time = EFFORT
    seen = _Seen(search)
    status = run_solver(solver, search.model, search.clock, seen)
    number = max(len(seen.cohorts), 1)
    return Count(number, status == cp_model.OPTIMAL and number <= MOST)


class _Seen(cp_model.CpSolverSolutionCallback):
    """The cohorts seen, until there are too many."""

    def __init__(self, search: Search) -> None:
        super().__init__()
        self.open = [(p, search.x[p]) for p in sorted(search.among)]
        self.cohorts: set[frozenset[int]] = set()

    def on_solution_callback(self) -> None:
        self.cohorts.add(frozenset(p for p, v in self.open if self.boolean_value(v)))
        if len(self.cohorts) > MOST:
            self.stop_search()
