"""Which plans are in all, some or none of the optimal cohorts, and which cohort the tickets pick.

A ticket is the SHA-256 hex digest of `seed:plan_id`. In ascending order of ticket a plan is kept
in when some optimal cohort contains it and all plans kept before: one answer, whatever the order
of rows, the machine or the number of threads.
"""

from collections.abc import Sequence
from hashlib import sha256

from ortools.sat.python import cp_model

from selector.solve.engine import Search

BATCH = 16  # plans decided in one solve; 2^16 keeps the weights small


def ticket(seed: str, plan_id: str) -> str:
    """Return the ticket of a plan."""
    return sha256(f"{seed}:{plan_id}".encode()).hexdigest()


def pick_from_list(
    cohorts: Sequence[frozenset[int]], plan_ids: Sequence[str], seed: str
) -> frozenset[int]:
    """Return the cohort that the tickets pick from a list of all optimal ones."""
    left = list(cohorts)
    for p in sorted(frozenset().union(*cohorts), key=lambda p: ticket(seed, plan_ids[p])):
        left = [cohort for cohort in left if p in cohort] or left
    return left[0]


def split_by_optimality(search: Search) -> tuple[frozenset[int], frozenset[int]] | None:
    """Return the plans in all and those in some optimal cohorts; None when time ran out.

    The model of `search` must hold exactly the optimal cohorts. Each solve asks for the cohort
    that tells most: that brings in plans not seen yet and leaves out plans seen always.
    """
    assert search.incumbent is not None
    always = ever = search.incumbent
    while True:
        news = cp_model.LinearExpr.weighted_sum(
            search.x, [_news(p, always, ever) for p in range(len(search.x))]
        )
        answer = search.maximise(news)
        if not answer.proven or answer.chosen is None:
            return None
        found = answer.chosen
        if found >= always and found <= ever:
            return always, ever - always
        always, ever = always & found, ever | found


def _news(plan: int, always: frozenset[int], ever: frozenset[int]) -> int:
    if plan in always:
        return -1
    return 0 if plan in ever else 1


def pick_by_ticket(search: Search, seed: str, tied: frozenset[int]) -> frozenset[int] | None:
    """Return the cohort that the tickets pick; None when time ran out.

    `tied` are the plans in some but not all optimal cohorts. A batch of them is decided in one
    solve with weights that halve: the first plan outweighs all after it.
    """
    ids = search.problem.plans.ids
    order = sorted(tied, key=lambda p: ticket(seed, ids[p]))
    for start in range(0, len(order), BATCH):
        batch = order[start : start + BATCH]
        weights = [1 << (len(batch) - 1 - i) for i in range(len(batch))]
        answer = search.maximise(
            cp_model.LinearExpr.weighted_sum([search.x[p] for p in batch], weights)
        )
        if not answer.proven or answer.chosen is None:
            return None
        for p in batch:
            search.model.add(search.x[p] == int(p in answer.chosen))
    return search.incumbent
