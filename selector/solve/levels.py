"""Proving a criterion level by level: is there a cohort that reaches at least this much?"""

from selector.criteria import Levelled
from selector.solve.engine import Answer, Search


def raise_level(search: Search, criterion: Levelled, ceiling: int) -> Answer:
    """Find the cohort with the highest numerator, up to a ceiling, by halving the levels left."""
    if search.incumbent is None:
        first = search.find()
        if first.chosen is None:
            return first
    assert search.incumbent is not None
    eligible = search.problem.eligible
    low = criterion.numerator(search.incumbent)
    levels = criterion.levels(eligible, low, ceiling)
    while levels:
        middle = len(levels) // 2
        trial = search.trial()
        criterion.require(trial, search.x, levels[middle])
        answer = search.find(trial)
        if answer.chosen is not None:
            low = criterion.numerator(answer.chosen)
            levels = [level for level in levels if level > low]
        elif answer.proven:
            levels = levels[:middle]
        else:
            return Answer(search.incumbent, False, levels[-1])
    return Answer(search.incumbent, True, low)
