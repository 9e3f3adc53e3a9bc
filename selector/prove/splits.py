"""By what a node of a tree can be parted: levels, counts of plans, labels, pairs, plans."""

from selector.prove.relax import levels_of
from selector.verify.proof.question import Question, Var
from selector.verify.recount.measures import Balance, Coverage

Split = tuple[float, Var, tuple[int, ...]]  # a weight, a variable, and the plans it counts


def splits(question: Question) -> list[Split]:
    """Return the variables by which a node can be parted, with a weight each."""
    found: dict[Var, Split] = {}
    for at in levels_of(question):
        found[at.var] = (100.0, at.var, ())
    criteria = {at.criterion for at in levels_of(question)}
    criteria |= {c for g in question.goals for c, _ in getattr(g, "weights", ())}
    for c in sorted(criteria):
        ground = question.round.measures[c].ground
        sets: list[frozenset[int]] = []
        if isinstance(ground, Balance) and ground.unit == 1:
            sets = [
                frozenset(p for p in question.round.eligible if ground.weights[p][k])
                for k in range(len(ground.goal))
            ]
        elif isinstance(ground, Balance):
            sets = _alike(question, ground)
            # Only where nothing else counts does it pay to settle these first (measured).
            for members in _bearing(question, ground) if question.free else ():
                plans = tuple(sorted(members))
                found["n", *plans] = (100.0, ("n", *plans), plans)
        elif isinstance(ground, Coverage):
            for label in range(len(ground.bearers)):
                found["y", c, label] = (3.0, ("y", c, label), ())
        for members in sets:
            if len(members) > 1:
                plans = tuple(sorted(members))
                found["n", *plans] = (10.0, ("n", *plans), plans)
    for p in question.round.eligible:
        found[p] = (1.0, p, ())
    for pair in sorted(question.penalised):
        if pair not in question.apart:
            found["z", *pair] = (2.0, ("z", *pair), ())
    return list(found.values())


def _alike(question: Question, ground: Balance) -> list[frozenset[int]]:
    """Return the sets of plans that weigh the same in every category."""
    found: dict[tuple[int, ...], set[int]] = {}
    for p in question.round.eligible:
        found.setdefault(tuple(ground.weights[p]), set()).add(p)
    return [frozenset(plans) for plans in found.values()]


def _bearing(question: Question, ground: Balance) -> list[frozenset[int]]:
    """Return the sets of two or more plans that weigh the same in one category."""
    found: dict[tuple[int, int], set[int]] = {}
    for p in question.round.eligible:
        for k, weight in enumerate(ground.weights[p]):
            if weight:
                found.setdefault((k, weight), set()).add(p)
    return [frozenset(plans) for plans in found.values() if len(plans) > 1]
