"""max-div: a heuristic search for the most diverse subset, with counts per group."""

import numpy as np
from max_div import (
    Constraint,
    DiversityMetric,
    MaxDivProblem,
    MaxDivSolverBuilder,
    seconds,
)

from selector.criteria.min_distance import MinDistance
from selector.problem import Problem
from selector.rules import QuotaRule

from . import Answer
from .dispersion import candidates

BUDGET = 2.0  # seconds: it uses all that it gets; its best cohort comes far sooner


def warm_up() -> None:
    """Let numba compile what a search needs."""
    apart = np.abs(np.subtract.outer(np.arange(40.0), np.arange(40.0))).astype(np.float32)
    for metric in (DiversityMetric.MIN_SEPARATION, DiversityMetric.MEAN_PAIRWISE_DISTANCE):
        for groups in ([], [Constraint({0, 1, 2}, 1, 2), Constraint({5, 6}, 0, 2)]):
            task = MaxDivProblem.from_distances(apart, 6, metric, groups)
            MaxDivSolverBuilder(task).with_preset(seconds(0.2)).build().solve()


def solve(problem: Problem, limit: float) -> Answer:
    """Return the best cohort within the budget, and say when it was found."""
    plans, metres = candidates(problem)
    position = {p: i for i, p in enumerate(plans)}
    size = problem.sizes[0]
    groups = [
        Constraint({position[p] for p in rule.members if p in position}, *rule.bounds(size))
        for rule in problem.rules
        if isinstance(rule, QuotaRule) and not position.keys().isdisjoint(rule.members)
    ]
    nearest = isinstance(problem.criteria[0], MinDistance)
    metric = DiversityMetric.MIN_SEPARATION if nearest else DiversityMetric.MEAN_PAIRWISE_DISTANCE
    task = MaxDivProblem.from_distances(metres.astype(np.float32), size, metric, groups)
    found = MaxDivSolverBuilder(task).with_preset(seconds(min(BUDGET, limit))).build().solve()
    best = next(at for _, at, score in found.score_checkpoints if score == found.score)
    chosen = frozenset(plans[i] for i in found.i_selected)
    return Answer(chosen, 0, best_after=float(best.t_elapsed_sec))
