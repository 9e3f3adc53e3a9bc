"""spopt's PDispersion: the textbook integer programme with a big M on every pair."""

import pulp
from spopt.locate import PDispersion

from selector.problem import Problem

from . import Answer
from .dispersion import candidates


def solve_with(problem: Problem, solver: pulp.LpSolver) -> Answer:
    """Return what PDispersion reaches with a solver of PuLP, which carries the time limit."""
    plans, metres = candidates(problem)
    model = PDispersion.from_cost_matrix(metres.astype(float), problem.sizes[0])
    model.problem.solve(solver)
    # After a time limit PuLP still says "Optimal"; the status of the solution tells them apart.
    proven = int(model.problem.sol_status == pulp.LpSolutionOptimal)
    values = [variable.varValue or 0 for variable in model.fac_vars]
    chosen = frozenset(p for p, value in zip(plans, values, strict=True) if value > 0.5)
    return Answer(chosen if len(chosen) == problem.sizes[0] else None, proven)
