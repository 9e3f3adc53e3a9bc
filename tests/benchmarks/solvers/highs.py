"""The same tiers in HiGHS, through scipy: the package's own second solver."""

import scipy.optimize  # noqa: F401  # loaded when it is first used, which is not timed

from selector.problem import Problem
from selector.solve.clock import Clock
from selector.solve.highs import solve_with_highs

from . import Answer


def solve(problem: Problem, limit: float) -> Answer:
    """Return what HiGHS reaches in its own formulation, which shares nothing with ours."""
    solution = solve_with_highs(problem, Clock(limit))
    statuses = [answer.status for answer in solution.tiers]
    remark = "floating point could not decide" if "undecided" in statuses else ""
    found = (answer.cohort for answer in reversed(solution.tiers) if answer.cohort is not None)
    return Answer(next(found, None), statuses.count("proven"), remark=remark)
