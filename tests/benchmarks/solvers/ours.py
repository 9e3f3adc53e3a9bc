"""This package: all tiers, then the tickets and what each criterion could reach alone."""

from fractions import Fraction

import scipy.optimize  # noqa: F401  # loaded when it is first used, which is not timed

from selector.problem import Problem
from selector.solve.clock import Clock
from selector.solve.found import TierResult
from selector.solve.optimum import solve as solve_optimum
from selector.tiers import Value

from . import Answer


def solve(problem: Problem, limit: float) -> Answer:
    """Return the package's answer, tickets included."""
    try:
        optimum = solve_optimum(problem, Clock(limit))
    except TimeoutError:
        return Answer(None, 0, remark="no cohort in time")
    if optimum is None:
        return Answer(None, 0, remark="infeasible")
    proven = sum(tier.proven for tier in optimum.tiers)
    gap = next((_gap(tier) for tier in optimum.tiers if not tier.proven), None)
    settled = optimum.proven or proven < len(problem.tiers)
    return Answer(optimum.chosen, proven, gap, remark="" if settled else "tickets not settled")


def _gap(tier: TierResult) -> float:
    """Return how far the bound lies above the value, at the first rank where they differ."""
    pairs = zip(_ranks(tier.value), _ranks(tier.bound), strict=True)
    value, bound = next(((v, b) for v, b in pairs if v != b), (Fraction(1), Fraction(1)))
    return float(abs(bound - value) / max(abs(bound), abs(value)))


def _ranks(value: Value) -> tuple[Fraction, ...]:
    return value if isinstance(value, tuple) else (value,)
