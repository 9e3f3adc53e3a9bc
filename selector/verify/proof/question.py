"""What a claim says there is not: a cohort of one size that keeps the rules and attains the goals.

From the inputs follow inequalities, `sum of coefficient x variable <= bound`, that every such
cohort meets. A proof names them; what they say is worked out here.

Variables are whole: a plan by its position (1 when chosen), and as lists that start with a letter
`n` (how many of these plans are chosen), `y` (a label has its bearers), `z` (two penalised plans
are both chosen) and `u` (a score reaches a level).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from math import gcd, lcm
from typing import Any

from selector.verify.recount.exact import read_fraction
from selector.verify.recount.measures import Apart, Balance, Coverage, Total
from selector.verify.recount.round import Round

Var = Any  # a position, or a tuple that starts with a letter
Terms = dict[Var, Fraction]
Row = tuple[dict[Var, int], int]


class Fault(Exception):  # noqa: N818  (it is a fault of the proof, not of the program)
    """A proof does not hold."""


@dataclass(frozen=True)
class Level:
    """A score on a criterion that is to be reached, or passed when `strict`."""

    criterion: int
    least: Fraction
    strict: bool = False

    def reached(self, score: Fraction) -> bool:
        """Tell whether a score will do."""
        return score > self.least if self.strict else score >= self.least

    @property
    def var(self) -> Var:
        """Return the variable that is 1 when it is reached."""
        return ("u", self.criterion, str(self.least), int(self.strict))


@dataclass(frozen=True)
class Levels:
    """All of some levels but at most `missed` are to be reached."""

    levels: tuple[Level, ...]
    missed: int = 0


@dataclass(frozen=True)
class Weighted:
    """A sum of scores by criterion, each times a weight, that is to be reached or passed."""

    weights: tuple[tuple[int, Fraction], ...]
    least: Fraction
    strict: bool = False


@dataclass(frozen=True)
class Rivalry:
    """The penalised pairs inside the cohort are to weigh at most so much."""

    most: int


Goal = Levels | Weighted | Rivalry


@dataclass(frozen=True)
class Question:
    """Is there such a cohort? `fixed` holds plans that must be in (1) or out (0).

    When `free`, only eligibility counts of the rules. `unlike`: some plan of its first set is to
    be chosen, or one of its second, which is apart from it, is not. `best` is what no cohort of this size exceeds.
    """

    round: Round
    size: int
    goals: tuple[Goal, ...] = ()
    fixed: Mapping[int, int] = field(default_factory=dict)
    unlike: tuple[frozenset[int], frozenset[int]] | None = None
    free: bool = False
    best: Mapping[int, Fraction] = field(default_factory=dict)

    def holds(self, cohort: frozenset[int]) -> bool:
        """Tell of a cohort whether it is one, counted from the definitions."""
        scores = self.round.scores(cohort)
        return (
            len(cohort) == self.size
            and cohort <= set(self.round.eligible)
            and (self.free or not any(self.round.broken(cohort)))
            and all((p in cohort) == bool(value) for p, value in self.fixed.items())
            and (not self.unlike or bool(cohort & self.unlike[0] or self.unlike[1] - cohort))
            and all(self._attained(goal, cohort, scores) for goal in self.goals)
        )

    def _attained(self, goal: Goal, cohort: frozenset[int], scores: Sequence[Fraction]) -> bool:
        if isinstance(goal, Levels):
            missed = sum(not at.reached(scores[at.criterion]) for at in goal.levels)
            return missed <= goal.missed
        if isinstance(goal, Weighted):
            total = sum((w * scores[c] for c, w in goal.weights), Fraction(0))
            return total > goal.least if goal.strict else total >= goal.least
        return sum(w for (a, b), w in self.penalised.items() if {a, b} <= cohort) <= goal.most

    @cached_property
    def penalised(self) -> Mapping[tuple[int, int], int]:
        """Return the weight of every penalised pair."""
        pairs = (pair for pair in self.round.pairs if pair.verdict == "penalise")
        return {(pair.a, pair.b): pair.weight for pair in pairs if pair.weight}

    @cached_property
    def spans(self) -> Mapping[Var, tuple[int, int]]:
        """Return the variables that are known to be less free than by their kind."""
        may, found = set(self.round.eligible), dict[Var, tuple[int, int]]()
        for p in range(len(self.round.plans)):
            fixed = self.fixed.get(p)
            found[p] = (0, int(p in may)) if fixed is None else (fixed, fixed)
        rules = self.round.rules if not self.free else ()
        single = [r for r in rules if list(r.signs.values()) == [1]]
        for p, low, high in ((*r.signs, *r.bounds(self.size)) for r in single):
            low, high = max(found[p][0], low), min(found[p][1], high)
            found[p] = (low, high) if low <= high else found[p]  # else its row says that it cannot
        return found | {at.var: (1, 1) for at in self.hard}

    @cached_property
    def hard(self) -> tuple[Level, ...]:
        """Return the levels of which none can be missed."""
        groups = [g for g in self.goals if isinstance(g, Levels) and not g.missed]
        return tuple(at for group in groups for at in group.levels)

    def span(self, var: Var) -> tuple[int, int]:
        """Return the lowest and highest value of a variable."""
        if var in self.spans:
            return self.spans[var]
        if type(var) is tuple and var and var[0] in ("n", "y", "z", "u"):
            return 0, len(var) - 1 if var[0] == "n" else 1
        raise Fault(f"variable {var}")

    @cached_property
    def apart(self) -> frozenset[tuple[int, int]]:
        """Return the pairs of plans that cannot both be in such a cohort."""
        found = set[tuple[int, int]]()
        for rule in self.round.rules if not self.free else ():
            if rule.bounds(self.size)[1] <= 1 and set(rule.signs.values()) == {1}:
                found.update(combinations(sorted(rule.signs), 2))
        for goal in self.goals:
            if isinstance(goal, Rivalry):
                found |= {pair for pair, w in self.penalised.items() if w > goal.most}
        return frozenset(found.union(*map(self.near, self.hard)))

    def near(self, at: Level) -> set[tuple[int, int]]:
        """Return the pairs of plans that keep a level of distance from being reached."""
        ground = self.round.measures[at.criterion].ground
        if not isinstance(ground, Apart) or not ground.nearest:
            return set()
        pairs = combinations(sorted(ground.placed.intersection(self.round.eligible)), 2)
        return {(a, b) for a, b in pairs if not at.reached(ground.score(a, b))}

    def row(self, name: Sequence[Any]) -> Row:
        """Return the inequality of a name; raises `Fault`, and whatever a senseless name raises."""
        return self._rows()[name[0]](*name[1:])

    def _rows(self) -> Mapping[str, Any]:
        return {"size": self._size, "rule": self._rule, "clique": self._clique, "near": self._close,
                "weight": self._weight, "bears": self._bears, "set": self._set,
                "level": self._level, "levels": self._levels, "sum": self._sum,
                "unlike": self._unlike}  # fmt: skip

    def _size(self, sign: int) -> Row:
        return self._signed(dict.fromkeys(self.round.eligible, 1), sign, (self.size, self.size))

    def _rule(self, i: int, sign: int) -> Row:
        rule = self.round.rules[i]
        if self.free or rule.name == "size" or (sign < 0 and -1 in rule.signs.values()):
            raise Fault(f"rule {rule.name}")
        return self._signed(rule.signs, sign, rule.bounds(self.size))

    @staticmethod
    def _signed(terms: Mapping[Var, int], sign: int, bounds: tuple[int, int]) -> Row:
        if type(sign) is not int or sign not in (1, -1):
            raise Fault(f"sign {sign}")
        return {v: sign * a for v, a in terms.items()}, bounds[1] if sign > 0 else -bounds[0]

    def _clique(self, *plans: int) -> Row:
        terms: dict[Var, int] = dict.fromkeys(plans, 1)
        for pair in combinations(sorted(terms), 2):
            if pair not in self.apart:
                if pair not in self.penalised:
                    raise Fault(f"clique {pair}")
                terms["z", *pair] = -1
        return terms, 1

    def _close(self, var: Sequence[Any], *plans: int) -> Row:
        at, count = level_of(var), len(set(plans)) - 1
        if not self.near(at) >= set(combinations(sorted(set(plans)), 2)):
            raise Fault("near")
        return {**dict.fromkeys(plans, 1), at.var: count}, 1 + count

    def _weight(self, i: int) -> Row:
        goal = self.goals[i]
        assert isinstance(goal, Rivalry)
        return {("z", *pair): w for pair, w in self.penalised.items()}, goal.most

    def _bears(self, c: int, label: int) -> Row:
        ground = self.round.measures[c].ground
        assert isinstance(ground, Coverage)
        return {("y", c, label): ground.least, **dict.fromkeys(ground.bearers[label], -1)}, 0

    def _set(self, sign: int, *plans: int) -> Row:
        return self._signed({("n", *plans): -1, **dict.fromkeys(plans, 1)}, sign, (0, 0))

    def _levels(self, i: int) -> Row:
        goal = self.goals[i]
        assert isinstance(goal, Levels)
        return {at.var: -1 for at in goal.levels}, goal.missed - len({*goal.levels})

    def _unlike(self) -> Row:
        assert self.unlike is not None
        new, old = self.unlike
        return {**dict.fromkeys(new, -1), **dict.fromkeys(old, 1)}, len(old) - 1

    def _level(self, var: Sequence[Any], how: Any) -> Row:
        """Bound a score from above and hold it against a level, unless that is missed."""
        at = level_of(var)
        top, terms = self.above(at.criterion, how)
        row, bound = whole({v: -a for v, a in terms.items()}, top - at.least, at.strict)
        ends = sorted((row.get(p, 0) for p in self.round.eligible if self.span(p)[1]), reverse=True)
        others = (max(a * end for end in self.span(v)) for v, a in row.items() if type(v) is tuple)
        room = sum(ends[: self.size]) + sum(others) - bound
        if at in self.hard or room <= 0:
            return row, bound
        return {**row, at.var: row.get(at.var, 0) + room}, bound + room

    def _sum(self, i: int, hows: Sequence[Any]) -> Row:
        goal = self.goals[i]
        assert isinstance(goal, Weighted)
        terms, room = Terms(), -goal.least
        for (c, weight), how in zip(goal.weights, hows, strict=True):
            top, parts = self.above(c, how)
            room += weight * top
            for v, a in parts.items():
                terms[v] = terms.get(v, Fraction(0)) - weight * a
        return whole(terms, room, goal.strict)

    def above(self, c: int, how: Any) -> tuple[Fraction, Terms]:
        """Return a constant and terms of which the sum is never below the score on a criterion."""
        ground, one = self.round.measures[c].ground, Fraction(1)
        if how == "best":
            return self.best[c], {}
        if isinstance(ground, Total):
            shares = ground.shares
            return Fraction(0), {p: shares[p] / self.size for p in self.round.eligible}
        if isinstance(ground, Coverage):
            labels = range(len(ground.bearers))
            return (
                (Fraction(0), {("y", c, i): one / len(labels) for i in labels})
                if labels
                else (one, {})
            )
        if isinstance(ground, Balance):
            if len(how) != len(ground.goal) or not set(how) <= {-1, 0, 1}:
                raise Fault("signs")
            part = 2 * self.size * ground.unit
            return one + sum((e * t for e, t in zip(how, ground.goal, strict=True)), Fraction(0)) / 2, {
                p: Fraction(-sum(e * w for e, w in zip(how, ground.weights[p], strict=True)), part)
                for p in self.round.eligible
            }  # fmt: skip
        return _steps(c, [level_of(("u", c, text, 0)) for text in how])


def _steps(c: int, levels: Sequence[Level]) -> tuple[Fraction, Terms]:
    """Bound a score by the levels that it reaches: below the next one that it does not."""
    ends = [at.least for at in levels] + [Fraction(1)]
    if ends != sorted(ends):
        raise Fault("levels")
    return ends[0], {at.var: b - a for at, a, b in zip(levels, ends[:-1], ends[1:], strict=True)}


def level_of(var: Sequence[Any]) -> Level:
    """Return the level that a variable is about."""
    kind, c, text, strict = var
    least = read_fraction(text)
    if kind != "u" or least is None or type(c) is not int or strict not in (0, 1):
        raise Fault(f"level {var}")
    return Level(c, least, bool(strict))


def whole(terms: Mapping[Var, Fraction], bound: Fraction, strict: bool) -> Row:
    """Return `terms <= bound` (below it, when strict) in whole numbers, as tight as they allow."""
    unit = lcm(bound.denominator, *(a.denominator for a in terms.values()))
    row = {v: int(a * unit) for v, a in terms.items() if a}
    part = gcd(*row.values()) or 1
    return {v: a // part for v, a in row.items()}, (int(bound * unit) - strict) // part


def cohorts(free: Sequence[int], taken: frozenset[int], size: int) -> Iterator[frozenset[int]]:
    """Yield every cohort of a size with all that are taken and others of those free."""
    if size >= len(taken):
        yield from (taken.union(more) for more in combinations(free, size - len(taken)))
