"""Which plans are in all, some or none of the optimal cohorts, and which cohort the tickets pick.

A ticket is the SHA-256 hex digest of `seed:plan_id`. In ascending order of ticket a plan is kept
in when some optimal cohort contains it and all plans kept before: one answer, whatever the order
of rows, the machine or the number of threads.
"""

from collections.abc import Sequence
from hashlib import sha256
from math import inf

from ortools.sat.python import cp_model

from selector.solve.exchange import exchanges
from selector.solve.search import Search

WINDOW = 400  # plans looked among at once, when there are very many
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


def split_by_optimality(
    search: Search, tries: float = inf
) -> tuple[frozenset[int], frozenset[int]] | None:
    """Return the plans in all and those in some optimal cohorts; None when time or tries ran out.

    The model of `search` must hold exactly the optimal cohorts. Each solve asks for a cohort
    that brings in plans not seen yet or leaves out plans seen always, until there is none;
    exchanges make the most of each cohort found.
    """
    assert search.incumbent is not None
    always = ever = search.incumbent
    found: list[frozenset[int]] = [search.incumbent]
    windows = _windows(search)
    while tries > 0:
        tries -= 1
        always, ever = _spread(search, found, always, ever)
        trial = search.trial()
        news = [_news(p, always, ever) for p in range(len(search.x))]
        told = cp_model.LinearExpr.weighted_sum(search.x, news)
        trial.add(told > -len(always))
        for p in search.among - ever - windows[-1] if windows else ():
            trial.add(search.x[p] == 0)
        attempt = search.maximise(told, trial)
        if not attempt.proven:
            return None
        if attempt.chosen is not None:
            found = [attempt.chosen]
        elif windows:
            windows.pop()
        else:
            return always, ever - always
    return None


def _windows(search: Search) -> list[frozenset[int]]:
    """Return parts of very many plans, in which to look before looking among all."""
    plans = sorted(search.among)
    if len(plans) < 2 * WINDOW:
        return []
    count = len(plans) // WINDOW
    return [frozenset(plans[start::count]) for start in range(count)]


def _spread(
    search: Search,
    found: list[frozenset[int]],
    always: frozenset[int],
    ever: frozenset[int],
) -> tuple[frozenset[int], frozenset[int]]:
    """Follow exchanges from the cohorts found for as long as they bring news, and there is time."""
    problem = search.problem
    while found and search.clock.left() != 0:
        cohort = found.pop()
        always, ever = always & cohort, ever | cohort
        fresh = [q for q in sorted(search.among) if q not in ever]
        for out, into in exchanges(problem, cohort, cohort, fresh):
            if into not in ever or out in always:
                always, ever = always - {out}, ever | {into}
                found.append(cohort - {out} | {into})
        for out, into in exchanges(problem, cohort, always, sorted(search.among)):
            if out in always:
                always, ever = always - {out}, ever | {into}
                found.append(cohort - {out} | {into})
    return always, ever


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
    assert search.incumbent is not None
    kept = search.incumbent - tied
    for p in search.among - kept - tied:
        search.model.add(search.x[p] == 0)
    for start in range(0, len(order), BATCH):
        if len(kept) == search.size:
            break
        batch = order[start : start + BATCH]
        weights = [1 << (len(batch) - 1 - i) for i in range(len(batch))]
        attempt = search.maximise(
            cp_model.LinearExpr.weighted_sum([search.x[p] for p in batch], weights)
        )
        if not attempt.proven or attempt.chosen is None:
            return None
        for p in batch:
            search.model.add(search.x[p] == int(p in attempt.chosen))
        kept |= attempt.chosen.intersection(batch)
    return search.incumbent
