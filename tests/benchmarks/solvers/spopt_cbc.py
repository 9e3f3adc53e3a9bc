"""spopt's PDispersion with CBC, the solver of its documentation."""

import pulp

from selector.problem import Problem

from . import Answer
from .p_dispersion import solve_with


def solve(problem: Problem, limit: float) -> Answer:
    """Return what CBC reaches, on all cores."""
    return solve_with(problem, pulp.PULP_CBC_CMD(msg=False, timeLimit=limit))
