"""Which rows a question begins with, and which are missing where a point exceeds one."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from selector.prove.programme import Name, Programme
from selector.verify.proof.question import Level, Levels, Question, Rivalry, Var, Weighted
from selector.verify.proof.rows import above
from selector.verify.recount.measures import Apart, Balance, Coverage, Total

MOST_STEPS = 40  # levels by which a distance is bounded in a sum
EXCEEDED = 1e-6
FloatArray = NDArray[np.float64]


def levels_of(question: Question) -> list[Level]:
    """Return the levels that a question is about, each once."""
    groups = (goal for goal in question.goals if isinstance(goal, Levels))
    return list(dict.fromkeys(at for group in groups for at in group.levels))


def begin(question: Question, programme: Programme) -> None:
    """Add the rows that are few."""
    for name in (("size", 1), ("size", -1), *_of_rules(question), *_cliques(question)):
        programme.add(name)
    if question.unlike:
        programme.add(("unlike",), True)
    for i, goal in enumerate(question.goals):
        if isinstance(goal, Levels):
            programme.add(("levels", i))
        elif isinstance(goal, Rivalry):
            programme.add(("weight", i), True)
    for at in levels_of(question):
        for how in plain(question, at.criterion):
            programme.add(("level", at.var, how), True)
        for name in _distances(question, at):
            programme.add(name, name[0] == "mean")
    criteria = {c for g in question.goals if isinstance(g, Weighted) for c, _ in g.weights}
    for c in sorted(criteria | {at.criterion for at in levels_of(question)}):
        ground = question.round.measures[c].ground
        if isinstance(ground, Coverage):
            for label in range(len(ground.bearers)):
                programme.add(("bears", c, label))
        if isinstance(ground, Apart) and c in criteria:
            for text in steps(question, c):
                for name in _distances(question, Level(c, Fraction(text))):
                    programme.add(name)


def _of_rules(question: Question) -> Iterator[Name]:
    for i, rule in enumerate(question.rules):
        if rule.name == "size" or rule.name.startswith("competition:"):
            continue
        low, high = rule.bounds(question.size)
        if -1 in rule.signs.values():
            yield ("rule", i, 1)
            continue
        if len(rule.signs) == 1:
            ends = question.span(next(iter(rule.signs)))
            if low <= ends[0] and ends[1] <= high:
                continue  # a bound of the variable
        if low > 0:
            yield ("rule", i, -1)
        if high < min(len(rule.signs), question.size) and (high != 1 or len(rule.signs) == 1):
            yield ("rule", i, 1)


def _cliques(question: Question) -> Iterator[Name]:
    yield from (("clique", *clique) for clique in cover(question.apart))
    apart = question.apart
    yield from (("clique", *pair) for pair in sorted(question.penalised) if pair not in apart)


def _distances(question: Question, at: Level) -> Iterator[Name]:
    """Yield the rows that say what a level of distance asks of pairs of plans."""
    ground, plans = question.round.measures[at.criterion].ground, question.round.eligible
    if not isinstance(ground, Apart):
        return
    if ground.nearest:
        yield from (("near", at.var, *clique) for clique in cover(question.near(at)))
        return
    yield ("mean", at.var)
    for a in plans:
        yield ("pairs", a, 1)
        yield ("pairs", a, -1)
    for a, b in combinations(plans, 2):
        yield ("both", a, b, a)
        yield ("both", a, b, b)


def cover(pairs: frozenset[tuple[int, int]]) -> list[tuple[int, ...]]:
    """Return cliques that hold every pair, as few as come by grasping."""
    beside: dict[int, set[int]] = {}
    for a, b in pairs:
        beside.setdefault(a, set()).add(b)
        beside.setdefault(b, set()).add(a)
    left, found = set(pairs), list[tuple[int, ...]]()
    while left:
        clique = list(min(left))
        able = beside[clique[0]] & beside[clique[1]]
        while able:
            one = max(able, key=lambda p: (len(able & beside[p]), -p))
            clique.append(one)
            able &= beside[one]
        found.append(tuple(sorted(clique)))
        left -= set(combinations(found[-1], 2))
    return found


def steps(question: Question, c: int) -> list[str]:
    """Return levels of distance by which its score is bounded in a sum."""
    ground = question.round.measures[c].ground
    assert isinstance(ground, Apart)
    pairs = combinations(sorted(ground.placed.intersection(question.round.eligible)), 2)
    ends = sorted({ground.score(a, b) for a, b in pairs} - {Fraction(1)})
    every = max(1, -(-len(ends) // MOST_STEPS))
    return [str(end) for end in ends[::every]]


def plain(question: Question, c: int) -> list[object]:
    """Return the ways to bound a score that need no looking for."""
    ground = question.round.measures[c].ground
    ways: list[object] = ["best"] if c in question.best else []
    if isinstance(ground, Total | Coverage):
        ways.append("all")
    elif isinstance(ground, Balance):
        ways.append((0,) * len(ground.goal))
    else:
        ways.append(())
    return ways


class Looking:
    """Looks at a point for rows that it exceeds, in floats."""

    def __init__(self, question: Question, programme: Programme) -> None:
        self.question, self.programme = question, programme
        self._levels = [at for at in levels_of(question) if self._balance(at.criterion)]
        self._eligible = question.round.eligible
        self._weights = dict[int, FloatArray]()
        self._goals = dict[int, FloatArray]()

    def _balance(self, c: int) -> Balance | None:
        ground = self.question.round.measures[c].ground
        return ground if isinstance(ground, Balance) else None

    def off(self, c: int, x: FloatArray) -> FloatArray:
        """Return how far a point is off in every category of a balance, in plans."""
        if c not in self._weights:
            ground = self._balance(c)
            assert ground is not None
            rows = [ground.weights[p] for p in self._eligible]
            self._weights[c] = np.array(rows, dtype=float).T / ground.unit
            self._goals[c] = np.array([float(t) for t in ground.goal]) * self.question.size
        return self._weights[c] @ x - self._goals[c]

    def missing(self, values: Mapping[Var, float]) -> bool:
        """Add the rows that a point exceeds; tell whether there were any."""
        found, x = False, np.array([values.get(p, 0.0) for p in self._eligible])
        for at in self._levels:
            u = values.get(at.var, 1.0)
            off = self.off(at.criterion, x)
            score = 1 - float(np.abs(off).sum()) / (2 * self.question.size)
            if u > 0.01 and score < float(at.least) + (1e-7 if at.strict else -1e-7):
                name = ("level", at.var, _signs(off))
                if self._exceeded(name, values):
                    found |= self.programme.add(name, True)
        for i, goal in enumerate(self.question.goals):
            if isinstance(goal, Weighted):
                hows = tuple(self._tightest(c, values, x) for c, _ in goal.weights)
                if self._exceeded(("sum", i, hows), values):
                    found |= self.programme.add(("sum", i, hows), True)
        return found

    def _exceeded(self, name: Name, values: Mapping[Var, float]) -> bool:
        terms, most = self.programme.row(name)
        scale = float(max((abs(a) for a in terms.values()), default=1))
        total = sum(a / scale * values.get(v, 1.0) for v, a in terms.items())
        return total > most / scale + EXCEEDED

    def _tightest(self, c: int, values: Mapping[Var, float], x: FloatArray) -> object:
        """Return the way to bound a score that says the least at a point."""
        ground = self.question.round.measures[c].ground
        best = float(self.question.best.get(c, 2))
        if isinstance(ground, Balance):
            off = self.off(c, x)
            score = 1 - float(np.abs(off).sum()) / (2 * self.question.size)
            return "best" if best < score else _signs(off)
        ways = plain(self.question, c)
        if isinstance(ground, Apart):
            ways.append(tuple(steps(self.question, c)))

        def at_point(way: object) -> float:
            top, terms = above(self.question, c, way)
            return float(top) + sum(float(a) * values.get(v, 1.0) for v, a in terms.items())

        return ways[0] if len(ways) == 1 else min(ways, key=at_point)


def _signs(off: FloatArray) -> tuple[int, ...]:
    """Return the signs of how far each category is off."""
    return tuple(0 if abs(o) < 1e-7 else 1 if o > 0 else -1 for o in off.tolist())
