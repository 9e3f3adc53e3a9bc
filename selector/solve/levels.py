"""Proving a criterion level by level: is there a cohort that reaches at least this much?

Exchanges come first: they look for a cohort without anything that falls short of a level, at
first halfway up, then halfway of what is left. From the level found the model is asked for the
next one; if there is none, that one refutation is the whole proof. If there is, exchanges go on
from there, and the next question lies twice as many levels further.
"""

from bisect import bisect_right
from functools import partial

from selector.criteria import Levelled
from selector.solve.improve import Exchanges, improve
from selector.solve.relaxation import relax
from selector.solve.search import Attempt, Search

STALL = 60  # exchanges without anything better, after which a level is given up


def raise_level(search: Search, criterion: Levelled, ceiling: int) -> Attempt:
    """Find the cohort with the highest numerator, up to a ceiling."""
    if search.incumbent is None:
        first = search.find()
        if first.chosen is None:
            return first
    assert search.incumbent is not None
    levels = criterion.levels(search.among, criterion.numerator(search.incumbent), ceiling)
    exchanges = Exchanges.under(relax(search.model), [x.index for x in search.x])
    levels, step = _climb(search, criterion, exchanges, levels), 1
    while levels:
        ahead = min(step, len(levels)) - 1
        trial = search.trial()
        criterion.require(trial, search.x, levels[ahead])
        attempt = search.find(trial)
        if attempt.chosen is not None:
            levels = _above(levels, criterion.numerator(attempt.chosen))
            levels, step = _climb(search, criterion, exchanges, levels), 2 * step
        elif attempt.proven:
            levels, step = levels[:ahead], 1
        else:
            return Attempt(search.incumbent, False, levels[-1])
    return Attempt(search.incumbent, True, criterion.numerator(search.incumbent))


def _climb(
    search: Search, criterion: Levelled, exchanges: Exchanges, levels: list[int]
) -> list[int]:
    """Take the best cohort that exchanges lead to, and return the levels above it."""
    assert search.incumbent is not None
    best, left = search.incumbent, levels
    aim = len(left) - 1  # at first the highest: it may be for the taking
    while left and search.clock.left() != 0 and not search.clock.stopped.is_set():
        gains = partial(criterion.shortfalls, least=left[aim])
        met = frozenset(improve(sorted(best), gains, exchanges, enough=0, stall=STALL))
        reached = criterion.numerator(met)
        if reached >= left[aim]:
            best, left = met, _above(left, reached)
        else:
            left = left[:aim]
        aim = len(left) // 2
    if best != search.incumbent:
        asked = search.trial()
        for p in best:
            asked.add(search.x[p] == 1)
        search.find(asked)  # it becomes the best so far, if it keeps all rules
    return _above(levels, criterion.numerator(search.incumbent))


def _above(levels: list[int], numerator: int) -> list[int]:
    return levels[bisect_right(levels, numerator) :]
