"""How many cohorts are equally good: the optimal ones of the chosen size, counted one by one."""

from dataclasses import dataclass

from selector.problem import Problem
from selector.solve.clock import Clock
from selector.solve.found import Optimum
from selector.solve.search import Search
from selector.solve.tiers import TierSolver

MOST_COUNTED = 10_000  # cohorts that are counted
EFFORT = 60.0  # deterministic seconds that counting may cost


@dataclass(frozen=True)
class Tally:
    """`number` cohorts were counted; when `exact` there are no others."""

    number: int
    exact: bool


def count_optimal(problem: Problem, optimum: Optimum, clock: Clock) -> Tally:
    """Tally the optimal cohorts of the size of an optimum, the optimum itself included.

    After one more than `MOST_COUNTED` the counting stops.
    """
    if not optimum.proven or optimum.sometimes is None:
        return Tally(1, exact=False)
    if not optimum.sometimes:
        return Tally(1, exact=True)
    search = Search(problem, optimum.size, clock, optimum.chosen | optimum.sometimes)
    search.incumbent = optimum.chosen
    search.hold(optimum.chosen - optimum.sometimes)
    solver = TierSolver(problem, search, lambda criterion: optimum.best_alone[criterion])
    results = solver.solve_all()
    if len(results) < len(problem.tiers) or not results[-1].proven:
        return Tally(1, exact=False)
    if solver.pool is not None:
        return Tally(len(solver.pool), exact=True)
    found, complete = search.enumerate(MOST_COUNTED, EFFORT)
    return Tally(max(len(found), 1), complete)
