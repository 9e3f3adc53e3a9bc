"""Which rows a question begins with, and which are missing where a point exceeds one."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations

from selector.prove.programme import Name, Programme
from selector.verify.proof.question import Level, Levels, Question, Rivalry, Var, Weighted
from selector.verify.recount.measures import Apart, Balance, Coverage, Total

MOST_STEPS = 40  # levels by which a distance is bounded in a sum
EXCEEDED = 1e-6


def levels_of(question: Question) -> list[Level]:
    """Return the levels that a question is about, each once."""
    groups = (goal for goal in question.goals if isinstance(goal, Levels))
    return list(dict.fromkeys(at for group in groups for at in group.levels))


def begin(question: Question, programme: Programme) -> None:
    """Add the rows that are few."""
    strict = any(at.strict for at in levels_of(question)) or any(
        isinstance(goal, Weighted) and goal.strict for goal in question.goals
    )
    for name in (("size", 1), ("size", -1), *_of_rules(question), *_cliques(question)):
        programme.add(name)
    if question.unlike:
        programme.add(("unlike",), not strict)
    for i, goal in enumerate(question.goals):
        if isinstance(goal, Levels):
            programme.add(("levels", i))
        elif isinstance(goal, Rivalry):
            programme.add(("weight", i), not strict)
    for at in levels_of(question):
        for how in _plain(question, at.criterion):
            programme.add(("level", at.var, how), is_goal(at, strict))
        for name in _near(question, at):
            programme.add(name)
    criteria = {c for g in question.goals if isinstance(g, Weighted) for c, _ in g.weights}
    for c in sorted(criteria | {at.criterion for at in levels_of(question)}):
        ground = question.round.measures[c].ground
        if isinstance(ground, Coverage):
            for label in range(len(ground.bearers)):
                programme.add(("bears", c, label))
        if isinstance(ground, Apart) and c in criteria:
            for text in steps(question, c):
                for name in _near(question, Level(c, Fraction(text))):
                    programme.add(name)


def is_goal(at: Level, strict: bool) -> bool:
    """Tell whether a level is what is looked for, rather than kept."""
    return at.strict or not strict


def _of_rules(question: Question) -> Iterator[Name]:
    if question.free:
        return
    for i, rule in enumerate(question.round.rules):
        if rule.name == "size" or rule.name.startswith("competition:"):
            continue
        low, high = rule.bounds(question.size)
        if -1 in rule.signs.values():
            yield ("rule", i, 1)
            continue
        if len(rule.signs) == 1 and low <= high:
            continue  # a bound of the variable
        if low > 0:
            yield ("rule", i, -1)
        if high < min(len(rule.signs), question.size) and high != 1:
            yield ("rule", i, 1)


def _cliques(question: Question) -> Iterator[Name]:
    yield from (("clique", *clique) for clique in cover(question.apart))
    apart = question.apart
    yield from (("clique", *pair) for pair in sorted(question.penalised) if pair not in apart)


def _near(question: Question, at: Level) -> Iterator[Name]:
    """Yield the rows by which plans that are near one another keep a level from being reached."""
    near = question.near(at)
    yield from (("near", at.var, *clique) for clique in cover(frozenset(near)))


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
    if not ground.nearest:
        return []
    pairs = combinations(sorted(ground.placed.intersection(question.round.eligible)), 2)
    ends = sorted({ground.score(a, b) for a, b in pairs} - {Fraction(1)})
    every = max(1, -(-len(ends) // MOST_STEPS))
    return [str(end) for end in ends[::every]]


def _plain(question: Question, c: int) -> list[object]:
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


def missing(
    question: Question, programme: Programme, values: Mapping[Var, float], known: object
) -> bool:
    """Add the rows that a point exceeds; tell whether there were any."""
    found = False
    strict = any(at.strict for at in levels_of(question))
    strict |= any(isinstance(g, Weighted) and g.strict for g in question.goals)
    for at in levels_of(question):
        ground = question.round.measures[at.criterion].ground
        if isinstance(ground, Balance) and values.get(at.var, 1.0) > 0.01:
            name = ("level", at.var, _signs(question, ground, values))
            if _exceeded(question, name, values):
                found |= programme.add(name, is_goal(at, strict))
    for i, goal in enumerate(question.goals):
        if isinstance(goal, Weighted):
            name = ("sum", i, tuple(_tightest(question, c, values) for c, _ in goal.weights))
            if _exceeded(question, name, values):
                found |= programme.add(name, goal.strict or not strict)
    return found


def _signs(question: Question, ground: Balance, values: Mapping[Var, float]) -> tuple[int, ...]:
    """Return the signs of how far each category is off."""
    off = [-float(t) * question.size * ground.unit for t in ground.goal]
    for p in question.round.eligible:
        if value := values.get(p, 0.0):
            for k, weight in enumerate(ground.weights[p]):
                off[k] += weight * value
    return tuple(0 if abs(o) < 1e-7 * ground.unit else 1 if o > 0 else -1 for o in off)


def _tightest(question: Question, c: int, values: Mapping[Var, float]) -> object:
    """Return the way to bound a score that says the least at a point."""
    ground = question.round.measures[c].ground
    ways = _plain(question, c)
    if isinstance(ground, Balance):
        ways.append(_signs(question, ground, values))
    elif isinstance(ground, Apart):
        ways.append(tuple(steps(question, c)))

    def at_point(way: object) -> float:
        top, terms = question.above(c, way)
        return float(top) + sum(float(a) * values.get(v, 1.0) for v, a in terms.items())

    return min(ways, key=at_point)


def _exceeded(question: Question, name: Name, values: Mapping[Var, float]) -> bool:
    terms, most = question.row(name)
    scale = float(max((abs(a) for a in terms.values()), default=1))
    total = sum(a / scale * values.get(v, 1.0) for v, a in terms.items())
    return total > most / scale + EXCEEDED
