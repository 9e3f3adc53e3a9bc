"""spopt's PDispersion with HiGHS; `highspy` is loaded in a process that has no ortools."""

import highspy  # noqa: F401  (PuLP finds out too late that it is missing)
import pulp

from selector.problem import Problem

from . import Answer
from .p_dispersion import solve_with


def solve(problem: Problem, limit: float) -> Answer:
    """Return what HiGHS reaches."""
    return solve_with(problem, pulp.HiGHS(msg=False, timeLimit=limit, gapRel=0))
