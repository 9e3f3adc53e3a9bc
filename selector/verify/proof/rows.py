"""The inequalities that every cohort meets which answers a question, each by a name.

A row is `sum of coefficient x variable <= bound`, in whole numbers, worked out from the inputs: a
proof can only name it, as a list. A senseless name raises `Fault` or another error.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from math import ceil, floor, gcd, lcm
from typing import Any

from selector.verify.proof.question import (
    Fault,
    Level,
    Levels,
    Question,
    Rivalry,
    Var,
    Weighted,
    level_of,
)
from selector.verify.recount.measures import Apart, Coverage, Total

Terms = dict[Var, Fraction]
Row = tuple[dict[Var, int], int]


def row_of(question: Question, name: Sequence[Any]) -> Row:
    """Return the row of a name."""
    return ROWS[name[0]](question, *name[1:])


def _size(q: Question, sign: int) -> Row:
    return _signed(dict.fromkeys(q.round.eligible, 1), sign, (q.size, q.size))


def _rule(q: Question, i: int, sign: int) -> Row:
    rule = q.rules[i]
    if rule.name == "size" or (sign < 0 and -1 in rule.signs.values()):
        raise Fault(f"rule {rule.name}")
    return _signed(rule.signs, sign, rule.bounds(q.size))


def _set(q: Question, sign: int, *plans: int) -> Row:
    return _signed({("n", *plans): -1, **dict.fromkeys(plans, 1)}, sign, (0, 0))


def _signed(terms: Mapping[Var, int], sign: int, bounds: tuple[int, int]) -> Row:
    """Return that a sum is at most its upper bound (1), or at least its lower (-1)."""
    if type(sign) is not int or sign not in (1, -1):
        raise Fault(f"sign {sign}")
    return {v: sign * a for v, a in terms.items()}, bounds[1] if sign > 0 else -bounds[0]


def _clique(q: Question, *plans: int) -> Row:
    """Return that of plans at most one is chosen, and one more for each penalised pair of them."""
    terms: dict[Var, int] = dict.fromkeys(plans, 1)
    for pair in combinations(sorted(terms), 2):
        if pair not in q.apart:
            if pair not in q.penalised:
                raise Fault(f"clique {pair}")
            terms["z", *pair] = -1
    return terms, 1


def _near(q: Question, var: Sequence[Any], *plans: int) -> Row:
    """Return that of plans near each other at most one is chosen, if a level is reached."""
    at, count, near = level_of(var), len(set(plans)) - 1, q.near(level_of(var))
    if not {*plans} <= {*q.round.eligible} or not near >= {*combinations(sorted({*plans}), 2)}:
        raise Fault("near")
    return {**dict.fromkeys(plans, 1), at.var: count}, 1 + count


def _mean(q: Question, var: Sequence[Any]) -> Row:
    """Return that pairs of chosen plans are as far apart on average as a level asks."""
    at = level_of(var)
    ground, plans = q.round.measures[at.criterion].ground, q.round.eligible
    if not isinstance(ground, Apart) or ground.nearest:
        raise Fault("mean")
    least = floor(at.least / ground.scale) + 1 if at.strict else ceil(at.least / ground.scale)
    pairs = combinations(sorted(ground.placed.intersection(plans)), 2)
    row = {("w", a, b): n for a, b in pairs if (n := least - ground.metres(a, b))}
    return _unless_missed(q, at, row, 0)


def _both(q: Question, a: int, b: int, one: int) -> Row:
    """Return that two plans are not both chosen unless one of them is."""
    if a < b and one in (a, b):
        return {("w", a, b): 1, one: -1}, 0
    raise Fault("both")


def _pairs(q: Question, a: int, sign: int) -> Row:
    """Return that a chosen plan is one of two with every other chosen plan."""
    if a not in q.round.eligible:
        raise Fault("pairs")
    pairs = {("w", *sorted((a, b))): 1 for b in q.round.eligible if b != a}
    return _signed({**pairs, a: 1 - q.size}, sign, (0, 0))


def _bears(q: Question, c: int, label: int) -> Row:
    if not isinstance(ground := q.round.measures[c].ground, Coverage):
        raise Fault("bears")
    return {("y", c, label): ground.least, **dict.fromkeys(ground.bearers[label], -1)}, 0


def _weight(q: Question, i: int) -> Row:
    if not isinstance(goal := q.goals[i], Rivalry):
        raise Fault("weight")
    return {("z", *pair): weight for pair, weight in q.penalised.items()}, goal.most


def _levels(q: Question, i: int) -> Row:
    if not isinstance(goal := q.goals[i], Levels):
        raise Fault("levels")
    return {at.var: -1 for at in goal.levels}, goal.missed - len({*goal.levels})


def _unlike(q: Question) -> Row:
    if q.unlike is None:
        raise Fault("unlike")
    new, old = q.unlike
    return {**dict.fromkeys(new, -1), **dict.fromkeys(old, 1)}, len(old) - 1


def _level(q: Question, var: Sequence[Any], how: Any) -> Row:
    """Hold what a score is at most against a level."""
    at = level_of(var)
    top, terms = above(q, at.criterion, how)
    row, bound = _whole({v: -a for v, a in terms.items()}, top - at.least, at.strict)
    return _unless_missed(q, at, row, bound)


def _unless_missed(q: Question, at: Level, row: dict[Var, int], bound: int) -> Row:
    """Return a row that follows from a level, with room for the cohorts that miss it."""
    if at in q.hard:
        return row, bound
    ends = sorted((row.get(p, 0) for p in q.round.eligible if q.span(p)[1]), reverse=True)
    others = (max(a * end for end in q.span(v)) for v, a in row.items() if type(v) is tuple)
    room = max(0, sum(ends[: q.size]) + sum(others) - bound)
    return {**row, at.var: row.get(at.var, 0) + room}, bound + room


def _sum(q: Question, i: int, hows: Sequence[Any]) -> Row:
    """Hold what a sum of scores is at most against what it must be."""
    if not isinstance(goal := q.goals[i], Weighted):
        raise Fault("sum")
    terms, room = Terms(), -goal.least
    for (c, weight), how in zip(goal.weights, hows, strict=True):
        top, parts = above(q, c, how)
        room += weight * top
        for v, a in parts.items():
            terms[v] = terms.get(v, Fraction(0)) - weight * a
    return _whole(terms, room, goal.strict)


def above(q: Question, c: int, how: Any) -> tuple[Fraction, Terms]:
    """Return a constant and terms of which the sum is never below the score on a criterion.

    `how` is `best` (what was shown of the criterion alone), or by measure: a sign per category for
    a balance, levels in order for a distance, anything for what is a sum itself.
    """
    ground, plans = q.round.measures[c].ground, q.round.eligible
    if how == "best":
        return q.best[c], {}
    if isinstance(ground, Total):
        return Fraction(0), {p: ground.shares[p] / q.size for p in plans}
    if isinstance(ground, Coverage):
        labels = range(len(ground.bearers))
        return Fraction(not labels), {("y", c, i): Fraction(1, len(labels)) for i in labels}
    if isinstance(ground, Apart):
        return _steps([level_of(("u", c, text, 0)) for text in how])
    if len(how) != len(ground.goal) or not set(how) <= {-1, 0, 1}:
        raise Fault("signs")
    part, weights = 2 * q.size * ground.unit, ground.weights
    top = 1 + sum(e * t for e, t in zip(how, ground.goal, strict=True)) / Fraction(2)
    off = {p: sum(e * w for e, w in zip(how, weights[p], strict=True)) for p in plans}
    return top, {p: Fraction(-n, part) for p, n in off.items()}


def _steps(levels: Sequence[Level]) -> tuple[Fraction, Terms]:
    """Bound a score by the levels that it reaches: it is below the next one."""
    ends = [at.least for at in levels] + [Fraction(1)]
    if ends != sorted(ends):
        raise Fault("steps")
    return ends[0], {at.var: b - a for at, a, b in zip(levels, ends[:-1], ends[1:], strict=True)}


def _whole(terms: Mapping[Var, Fraction], bound: Fraction, strict: bool) -> Row:
    """Return `terms <= bound` (below it, when strict) in whole numbers, as tight as they allow."""
    unit = lcm(bound.denominator, *(a.denominator for a in terms.values()))
    row = {v: int(a * unit) for v, a in terms.items() if a}
    part = gcd(*row.values()) or 1
    return {v: a // part for v, a in row.items()}, (int(bound * unit) - strict) // part


ROWS: Mapping[str, Callable[..., Row]] = {
    "size": _size, "rule": _rule, "clique": _clique, "weight": _weight, "level": _level,
    "levels": _levels, "sum": _sum, "bears": _bears, "near": _near, "set": _set,
    "unlike": _unlike, "mean": _mean, "both": _both, "pairs": _pairs,
}  # fmt: skip
