"""Balances that must reach a score, category by category in whole plans.

A score of at least s leaves a cohort of N plans a total deviation of at most R = 2 N (1 - s). With
m_c the least deviation that whole plans can have in category c, that category deviates at most
R_c = R - (the sum of m over the other categories). Let n_w be how many of the chosen plans weigh w
in c. The vectors n with | sum w n_w - t_c N | <= R_c are few and can be listed: the *patterns* of
c. Every cohort that reaches s has exactly one of them, y_i, so

    sum y_i = 1,   n_w = sum of y_i times what pattern i has of w,   sum over c, i of d_i y_i <= R,

with d_i the deviation of pattern i. The rows follow from the score, so they take no cohort away;
and the linear relaxation now knows that a plan is whole, which a deviation does not tell it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

PATTERNS = 400  # a category; with more of them the rows cost more than they bring
SUMS = 4000  # different totals of a category, beyond which it is not looked at

Classes = Mapping[int, Sequence[int]]  # plans by what they weigh
Pattern = tuple[int, ...]  # how many plans of each class


@dataclass(frozen=True)
class Category:
    """One category: its plans by weight, what it should come to, and how near it can come."""

    classes: Classes
    wanted: int
    size: int
    least: int

    def patterns(self, room: int) -> list[Pattern] | None:
        """Return the vectors of counts that deviate at most so much; None when too many."""
        found: list[Pattern] = []
        for pattern in self._within(room, tuple(self.classes.items()), 0, self.size):
            found.append(pattern)
            if len(found) > PATTERNS:
                return None
        return found

    def deviation(self, pattern: Pattern) -> int:
        """Return how far a pattern is from what is wanted."""
        return abs(sum(w * n for w, n in zip(self.classes, pattern, strict=True)) - self.wanted)

    def _within(
        self, room: int, left: Sequence[tuple[int, Sequence[int]]], total: int, plans: int
    ) -> Iterator[Pattern]:
        """Yield what can follow on a total, heaviest class first, with so many plans left."""
        if not left:
            if abs(total - self.wanted) <= room:
                yield ()
            return
        (weight, members), *rest = left
        for n in range(min(len(members), plans) + 1):
            reached = total + n * weight
            if reached > self.wanted + room:
                return
            heaviest = rest[0][0] if rest else 0
            if reached + (plans - n) * heaviest >= self.wanted - room:
                for tail in self._within(room, rest, reached, plans - n):
                    yield (n, *tail)


def category_of(weights: Mapping[int, int], wanted: int, size: int) -> Category | None:
    """Return a category from the weight of each plan; None when it has too many totals."""
    classes: dict[int, list[int]] = {}
    for p, weight in sorted(weights.items(), key=lambda item: (-item[1], item[0])):
        if weight:
            classes.setdefault(weight, []).append(p)
    fewest = {0: 0}  # plans needed for a total
    for weight, members in classes.items():
        for total, plans in list(fewest.items()):
            for n in range(1, min(len(members), size - plans) + 1):
                reached = total + n * weight
                fewest[reached] = min(fewest.get(reached, size), plans + n)
        if len(fewest) > SUMS:
            return None
    return Category(classes, wanted, size, min(abs(total - wanted) for total in fewest))


def post_patterns(
    model: "cp_model.CpModel",
    x: "Sequence[cp_model.IntVar]",
    categories: Sequence[Category],
    most: int,
) -> bool:
    """Post the patterns of categories that together deviate at most so much.

    A category with too many patterns keeps its least deviation; tell whether there is none.
    """
    from ortools.sat.python.cp_model import LinearExpr

    spare = most - sum(c.least for c in categories)
    deviations, complete = [], True
    for c in categories:
        patterns = c.patterns(spare + c.least)
        if not patterns:
            complete = False
            deviations.append(c.least + LinearExpr.sum([]))
            continue
        ys = [model.new_bool_var("") for _ in patterns]
        model.add(LinearExpr.sum(ys) == 1)
        for counts, members in zip(zip(*patterns, strict=True), c.classes.values(), strict=True):
            count = LinearExpr.sum([x[p] for p in members])
            model.add(count == LinearExpr.weighted_sum(ys, counts))
        costs = [c.deviation(pattern) for pattern in patterns]
        deviations.append(LinearExpr.weighted_sum(ys, costs))
    model.add(LinearExpr.sum(deviations) <= most)
    return complete
