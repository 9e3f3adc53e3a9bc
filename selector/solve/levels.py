"""Proving a criterion level by level: is there a cohort that reaches at least this much?

Exchanges come first: they look for a cohort without anything that falls short of a level, at
first halfway up, then halfway of what is left. From the level found it is asked for the next one;
if there is none, that one refutation is the whole proof. If there is, exchanges go on from there.
"""

from bisect import bisect_right
from functools import partial
from typing import TYPE_CHECKING

from selector.criteria import Levelled
from selector.solve.improve import Exchanges, improve
from selector.solve.relaxation import relax
from selector.solve.search import Attempt, Search
from selector.solve.threshold import Thresholds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STALL = 60  # exchanges without anything better, after which a level is given up


def raise_level(search: Search, criterion: Levelled, ceiling: int) -> Attempt:
    """Find the cohort with the highest numerator, up to a ceiling."""
    if search.incumbent is None:
        first = search.find()
        if first.chosen is None:
            return first
    assert search.incumbent is not None
    thresholds = Thresholds(search, criterion)
    levels = criterion.levels(search.among, criterion.numerator(search.incumbent), ceiling)
    levels = _climb(search, criterion, levels)
    hopeful, step = True, 1  # whether exchanges have not yet missed what there was
    while levels:
        if search.over:
            return Attempt(search.incumbent, False, levels[-1])
        ahead = min(step, len(levels)) - 1
        asked = thresholds.question(levels[ahead])
        if not (hopeful and thresholds.met(asked)):
            attempt = thresholds.settle(asked)
            if not attempt.proven:
                return Attempt(search.incumbent, False, levels[-1])
            if attempt.chosen is None:
                levels, step = levels[:ahead], 1
                continue
            hopeful, step = False, 2 * step
        levels = _above(levels, search, criterion)
        levels = _climb(search, criterion, levels) if hopeful else levels
    return Attempt(search.incumbent, True, criterion.numerator(search.incumbent))


def _climb(search: Search, criterion: Levelled, levels: list[int]) -> list[int]:
    """Take the best cohort that exchanges lead to, and return the levels above it."""
    assert search.incumbent is not None
    plans = sorted(search.among)
    exchanges = Exchanges.under(relax(search.model), [search.x[p].index for p in plans])
    best, left = search.incumbent, levels
    aim = len(left) - 1  # at first the highest: it may be for the taking
    while left and not search.over:
        start = [i for i, p in enumerate(plans) if p in best]
        end = improve(start, partial(_short, criterion, plans, left[aim]), exchanges, 0, STALL)
        met = frozenset(plans[i] for i in end)
        reached = criterion.numerator(met)
        if reached >= left[aim]:
            best, left = met, left[bisect_right(left, reached) :]
        else:
            left = left[:aim]
        aim = len(left) // 2
    if best != search.incumbent:
        search.find(search.just(best))  # it becomes the best so far, if it keeps all rules
    return _above(levels, search, criterion)


def _above(levels: list[int], search: Search, criterion: Levelled) -> list[int]:
    """Return the levels above that of the best cohort so far."""
    assert search.incumbent is not None
    return levels[bisect_right(levels, criterion.numerator(search.incumbent)) :]


def _short(criterion: Levelled, plans: list[int], level: int, place: int) -> "NDArray[np.int64]":
    """Return by place among some plans how far each of them falls short with one."""
    short: NDArray[np.int64] = criterion.shortfalls(plans[place], level)[plans]
    return short
