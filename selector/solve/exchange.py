"""Cohorts that are one exchange away from an optimal one, and just as good.

A solver finds one cohort at a time. Where thousands of plans tie, most of the others differ from
it by a plan for a plan, and that is plain counting.
"""

from collections.abc import Hashable, Iterable, Iterator

from selector.criteria import Criterion, Joining
from selector.problem import Problem
from selector.rules import FixedRule


def exchanges(
    problem: Problem, cohort: frozenset[int], leaving: Iterable[int], entering: Iterable[int]
) -> Iterator[tuple[int, int]]:
    """Yield pairs (out, in) that change no criterion, weigh no more and keep every rule.

    Each gives another cohort that is as good; not every such cohort is found this way.
    """
    fixed = {rule.plan for rule in problem.rules if isinstance(rule, FixedRule)}
    rules = [rule for rule in problem.rules if not isinstance(rule, FixedRule)]
    free = [q for q in entering if q not in fixed and q not in cohort]
    for p in leaving:
        if p in fixed:
            continue
        rest, fits = cohort - {p}, free
        room = problem.penalty_of(p, rest)
        for criterion in problem.criteria:
            fits = _as_good(criterion, cohort, rest, fits)
        for q in fits:
            light = problem.penalty_of(q, rest) <= room
            if light and all(rule.check(rest | {q}) for rule in rules):
                yield p, q


def _as_good(
    criterion: Criterion, cohort: frozenset[int], rest: frozenset[int], entering: list[int]
) -> list[int]:
    """Return the plans that leave a criterion where it was; counted once for every profile."""
    now = criterion.numerator(cohort)
    if isinstance(criterion, Joining):
        found = zip(entering, criterion.joined(rest, entering), strict=True)
        return [q for q, numerator in found if numerator == now]
    same: dict[Hashable, bool] = {}
    kept = []
    for q in entering:
        seen = criterion.profile(q)
        if seen not in same:
            same[seen] = criterion.numerator(rest | {q}) == now
        if same[seen]:
            kept.append(q)
    return kept
