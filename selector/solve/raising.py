"""Raising a level that all criteria of a tier reach, or all but some of them."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil

from selector.solve.exempt import Case
from selector.solve.ranks import Rank
from selector.solve.reach import NODES, reach
from selector.solve.search import Attempt

KERNEL = 60  # plans that are looked among first, when there are half as many again
AHEAD = 3  # ranks that their prices look ahead
JUMP = 3  # tries, each with more effort, in which all ranks that are left are reached at once
JUMPS = 4  # ways to be exempt, beyond which that is not tried
IN_CASES = 300  # relaxations that it may cost in each, where they are several


def jump(rank: Rank, ceiling: Fraction) -> tuple[Attempt | None, Fraction]:
    """Find a cohort with every criterion that is not exempt at what it could reach alone.

    Where several can be exempt, those are that leave the highest scores to reach: no later rank
    of what is found can be bettered. None when there is no such cohort, or none was found with
    little effort, or which are exempt hangs on the cohort in too many ways. The ceiling of the
    rank comes with it: lower where it is shown that no case has such a cohort.
    """
    search, many = rank.posted.search, rank.posted.many
    nodes = NODES if len(rank.exempt.cases) < 2 else IN_CASES
    cases = _best_cases(rank)
    all_asked = 0 < len(cases) == len(rank.exempt.cases)
    refuted = all_asked and all(_is_top(rank, ceiling, case) for case in cases)
    for case in cases:
        asked, _ = rank.asked({c: rank.posted.top(c) for c in rank.open}, case)
        attempt = reach(search, asked, nodes) if many else search.find(asked.model, tries=JUMP)
        if attempt.chosen is not None:
            return Attempt(attempt.chosen, True), ceiling
        refuted = refuted and attempt.proven
    return None, _below(rank, ceiling) if refuted else ceiling


def _is_top(rank: Rank, ceiling: Fraction, case: Case | None) -> bool:
    """Tell whether a level asks of all that is not exempt what they reach alone, or more."""
    alone, lower = rank.posted.alone(rank.tier), rank.within(case).lower(rank.posted)
    return all(alone[c] <= ceiling for c in rank.open if c not in lower)


def _below(rank: Rank, level: Fraction) -> Fraction:
    """Return the highest level below one: the level of a cohort is a score of some criterion."""
    units = [rank.posted.unit(rank.tier, c) for c in rank.open]
    return max(Fraction(ceil(level * unit) - 1, unit) for unit in units)


def _best_cases(rank: Rank) -> Sequence[Case | None]:
    """Return the cases in which most could be reached; none when they are not told apart."""
    if not len(rank.exempt):
        return ()
    alone, reachable = rank.posted.alone(rank.tier), dict[Case | None, list[Fraction]]()
    for case in rank.exempt.cases or (None,):
        exempt = rank.within(case)
        if not exempt.settled(rank.posted):
            return ()
        lower = exempt.lower(rank.posted)
        reachable[case] = sorted(alone[c] for c in rank.open if c not in lower)
    highest = max(reachable.values())
    best = [case for case, scores in reachable.items() if scores == highest]
    return best if len(best) <= JUMPS else ()


def left(rank: Rank) -> Rank | None:
    """Return it without the cases in which little effort proves that nothing is better.

    None when no case is left. The first one is that of the best cohort so far; if that stays,
    all do.
    """
    cases, many = rank.exempt.cases, rank.posted.many
    if not many or not cases or rank.best is None or not _none_in(rank, cases[0]):
        return rank
    kept = tuple(case for case in cases[1:] if not _none_in(rank, case))
    return replace(rank, exempt=replace(rank.exempt, cases=kept)) if kept else None


def _none_in(rank: Rank, case: Case) -> bool:
    search = rank.posted.search
    return not search.over and search.ruled_out(rank.above(rank.best, case)[0].model)


def raise_rank(rank: Rank, ceiling: Fraction) -> Attempt:
    """Find the cohort with the highest level; a bound is in `steps`."""
    for case in rank.exempt.cases or (None,):
        attempt = _raise_in(rank, case, ceiling)
        if not attempt.proven:
            return attempt if len(rank.exempt.cases) < 2 else replace(attempt, bound=None)
    return Attempt(rank.posted.search.incumbent, True)


def _raise_in(rank: Rank, case: Case | None, ceiling: Fraction) -> Attempt:
    """Raise the level above the best so far in one case, or in all.

    What lies between two steps is asked for again, until there is nothing more.
    """
    search, exact = rank.posted.search, rank.exact
    if rank.posted.many and rank.best is not None:
        return _raise_many(rank, rank.best, case, ceiling)
    while rank.best is None or rank.best < ceiling:
        attempt = search.maximise(*rank.levelled(ceiling, case))
        if attempt.chosen is None or (attempt.proven and exact):
            return replace(attempt, chosen=search.incumbent)
        if not attempt.proven:
            more = None if attempt.bound is None else attempt.bound + int(not exact)
            return replace(attempt, bound=more)
    return Attempt(search.incumbent, True)


def _raise_many(rank: Rank, best: Fraction, case: Case | None, ceiling: Fraction) -> Attempt:
    """Do so of many plans, where it is first asked whether there is anything better.

    With little effort; what that does not settle is taken apart, or gets ever more.
    """
    search, apart = rank.posted.search, rank.posted.search.patience is None
    while best < ceiling:
        attempt = search.find(rank.above(best, case)[0].model, tries=1)
        if not attempt.proven and apart:
            ceiling = _apart(rank, case, ceiling)
            best = rank.best or best
            if best >= ceiling:
                break
            apart = False  # what was given up once costs more than it brings
        if not attempt.proven:
            attempt = search.find(rank.above(best, case)[0].model)
        if attempt.chosen is None:
            return replace(attempt, chosen=search.incumbent)
        attempt = search.maximise(*rank.levelled(ceiling, case), 1)
        if attempt.proven and rank.exact:
            break
        best = rank.best or best
    return Attempt(search.incumbent, True)


def _apart(rank: Rank, case: Case | None, ceiling: Fraction) -> Fraction:
    """Raise the level by questions that are taken apart; return what it cannot pass.

    Asked for is more than half of what is left, and after a no anything that is better.
    """
    search = rank.posted.search
    while rank.best is not None and rank.best < ceiling:
        half = (rank.best + ceiling) / 2
        attempt = reach(search, rank.above(half, case)[0])
        if attempt == Attempt(None, True):
            ceiling = half
            attempt = reach(search, rank.above(rank.best, case)[0])
            if attempt == Attempt(None, True):
                return rank.best
        if not attempt.proven:
            break
    return ceiling


def look(rank: Rank, ceiling: Fraction) -> bool:
    """Look among few plans first; the best cohort so far becomes what is found, if anything is.

    They are the best priced for this rank and the next ones: where one criterion holds a rank
    down, the prices of that rank alone tell of no other.
    """
    search, lowest = rank.posted.search, len(rank.exempt) + 1 + AHEAD
    if search.incumbent is None or 2 * len(search.among) < 3 * KERNEL:
        return False
    bound = rank.relaxed(lowest, (), rank.open)
    if bound is None:
        return False
    price = {p: bound.slope[search.x[p].index] for p in search.among}
    order = sorted(price, key=lambda p: (-price[p], p))
    level, trial = rank.levelled(ceiling, next(iter(rank.exempt.cases), None))
    for p in sorted(search.among - search.incumbent.union(order[:KERNEL])):
        trial.add(search.x[p] == 0)
    return search.maximise(level, trial, tries=1).chosen is not None
