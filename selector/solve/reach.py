"""Whether any cohort reaches floors that lie near the most there is: taken apart into branches.

Where hardly any plan is free to be otherwise, the relaxation of a branch soon tells that it is
empty, or what few plans are left in it. Of floors that lie lower it tells too little.
"""

from selector.solve.branches import Branches
from selector.solve.linear import linear_rows
from selector.solve.search import Attempt, Search
from selector.solve.stated import Asked

NODES = 1000  # relaxations, unless told otherwise
WORK = 4_000_000  # numbers in all relaxations together


def reach(search: Search, asked: Asked, nodes: int = NODES) -> Attempt:
    """Find any cohort in a model, which becomes the best so far, or prove that there is none.

    It is given up after so many relaxations, or so much `WORK`.
    """
    rows, plans = linear_rows(asked.model), sorted({x.index for x in search.x})
    terms, dropped = {} if asked.margin is None else {asked.margin.index: 1}, search.dropped
    numbers = sum(j not in dropped for row in rows.rows for j in row.terms)
    branches = Branches(rows, terms, plans, dropped, min(nodes, WORK // max(numbers, 1)))
    while (branch := branches.pop(0, search.clock)) is not None:
        if branches.tired or search.over:
            return Attempt(None, False)
        trial = asked.model.clone()
        branch.post(trial)
        attempt = search.glance(trial)
        if attempt.chosen is not None:
            search.incumbent = attempt.chosen
        if attempt != Attempt(None, True):
            return attempt
    return Attempt(None, True)
