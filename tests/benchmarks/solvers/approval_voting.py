"""abcvoting: proportional approval voting, where each category value is a voter.

A voter approves the plans that bear its value. This knows neither competition nor targets, so
its committee may break rules; it is what a ready-made rule for diverse committees gives.
"""

from abcvoting.abcrules import compute_pav
from abcvoting.preferences import Profile

from selector.criteria.balance import Balance
from selector.criteria.coverage import Coverage
from selector.problem import Problem

from . import Answer

ALGORITHM = "pulp-cbc"


def solve(problem: Problem, limit: float) -> Answer:
    """Return a winning committee; the rule itself takes no time limit."""
    plans = list(problem.eligible)
    position = {p: i for i, p in enumerate(plans)}
    voters = [
        sorted(position[p] for p in approved if p in position) for approved in _approvals(problem)
    ]
    profile = Profile(len(plans))
    profile.add_voters([voter for voter in voters if voter])
    size = problem.sizes[0]
    committee = compute_pav(profile, size, algorithm=ALGORITHM, resolute=True)[0]
    return Answer(frozenset(plans[i] for i in committee), 0, remark="optimal for its own aim")


def _approvals(problem: Problem) -> list[list[int]]:
    """Return for every category value of every criterion the plans that bear it."""
    found: list[list[int]] = []
    for criterion in problem.criteria:
        if isinstance(criterion, Balance):
            for c in range(len(criterion.categories)):
                found.append([p for p, row in enumerate(criterion.weights) if row[c] > 0])
        elif isinstance(criterion, Coverage):
            found.extend(list(bearers) for bearers in criterion.bearers)
    return found
