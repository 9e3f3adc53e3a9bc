"""What must be shown of a result, claim by claim, in the order of a proof."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from selector.verify.proof.question import Goal, Level, Levels, Question, Rivalry, Weighted
from selector.verify.recount.lot import ticket
from selector.verify.recount.round import Round, Tier, Value

Values = Sequence[Value]
Alone = Mapping[int, Fraction]  # the best score on a criterion by itself


@dataclass(frozen=True)
class Claim:
    """That `none` has no answer, and that each of `some` has one.

    What is `optional` may be left out. What is `blocked` hangs on a claim that was not shown.
    """

    name: str
    none: Question | None = None
    some: tuple[Question, ...] = ()
    optional: bool = False
    blocked: bool = False


Claims = Generator[Claim, bool, None]  # it is told of every claim whether that was shown


@dataclass(frozen=True)
class Result:
    """What a record says: the cohort, the values of the tiers, and all/some/none by plan."""

    round: Round
    chosen: frozenset[int]
    values: tuple[Value, ...]
    words: Mapping[int, str]
    seed: str
    alone: Mapping[int, Alone]


def of_infeasible(counted: Round) -> Claims:
    """Yield what must be shown when no cohort keeps all rules: it of every size."""
    for size in sizes(counted):
        yield Claim(f"infeasible:{size}", Question(counted, size))


def of_cohort(result: Result) -> Claims:
    """Yield what must be shown of a cohort: of its own size first, then of every other."""
    size = len(result.chosen)
    best = yield from _tiers(result, size)
    yield from _ties(result, best)
    for other in sizes(result.round):
        if other != size:
            yield from _other(result, other)


def sizes(counted: Round) -> range:
    """Return the sizes that the scenario allows and for which there are enough plans."""
    low, high = counted.scenario.low, counted.scenario.high
    return range(low, max(low, min(high, len(counted.eligible))) + 1)


def _tiers(result: Result, size: int) -> Generator[Claim, bool, Alone | None]:
    """Yield that no tier can be better; return the best alone, None when that was not shown."""
    best: Alone | None = {}
    goals: tuple[Goal, ...] = ()
    for t, tier in enumerate(result.round.tiers):
        best = yield from _alone(result, size, tier, best)
        asked = Question(result.round, size, goals, best=best or {})
        for rank, better in enumerate(_better(result, t, size)):
            none = replace(asked, goals=(*goals, *better))
            yield Claim(f"tier:{t + 1}:{rank + 1}", none, blocked=best is None)
        if tier.tolerance and t + 1 < len(result.round.tiers):
            exact = replace(asked, goals=(*goals, *attained(result, t, size, Fraction(0))))
            yield Claim(f"tier:{t + 1}:value", some=(exact,), blocked=best is None)
        goals = (*goals, *attained(result, t, size))
    return best


def _alone(
    result: Result, size: int, tier: Tier, best: Alone | None
) -> Generator[Claim, bool, Alone | None]:
    """Yield what the criteria of a relative tier can reach by themselves, as far as not yet."""
    for c in tier.over if tier.relative else ():
        if best is not None and c not in best:
            top, name = result.alone[size][c], result.round.measures[c].name
            asked = Question(result.round, size, free=True)
            more = replace(asked, goals=(Levels((Level(c, top, True),)),))
            some = replace(asked, goals=(Levels((Level(c, top),)),))
            shown = yield Claim(f"best_alone:{size}:{name}", more, (some,))
            best = {**best, c: top} if shown else None
    return best


def _ties(result: Result, best: Alone | None) -> Claims:
    """Yield in how many of the best cohorts every plan is, and what the tickets decided."""
    blocked = best is None
    asked = Question(result.round, len(result.chosen), all_goals(result), best=best or {})
    those = {word: [p for p in result.round.eligible if result.words[p] == word]
             for word in ("all", "some", "none")}  # fmt: skip
    unlike = frozenset(those["none"]), frozenset(those["all"])
    shown = yield Claim("in_optimal", replace(asked, unlike=unlike), blocked=blocked)
    both = tuple(replace(asked, fixed={p: i}) for p in those["some"] for i in (0, 1))
    yield Claim("in_optimal:some", some=both, blocked=blocked)
    known = dict.fromkeys(those["all"], 1) | dict.fromkeys(those["none"], 0) if shown else {}
    ids = result.round.ids
    for p in sorted(those["some"], key=lambda p: ticket(result.seed, ids[p])):
        if p in result.chosen:
            known[p] = 1
        else:
            none = replace(asked, fixed={**known, p: 1})
            yield Claim(f"ticket:{ids[p]}", none, blocked=blocked or not shown)


def _other(result: Result, size: int) -> Claims:
    """Yield that a size is not better, tier by tier, until it drops out.

    A smaller one may last as long as the chosen one; a larger one must drop out.
    """
    if (yield Claim(f"size:{size}:out", Question(result.round, size), optional=True)):
        return
    best: Alone | None = {}
    goals: tuple[Goal, ...] = ()
    larger, last = size > len(result.chosen), len(result.round.tiers) - 1
    for t, tier in enumerate(result.round.tiers):
        best = yield from _alone(result, size, tier, best)
        asked = Question(result.round, size, goals, best=best or {})
        ranks = list(_better(result, t, size))
        for rank, better in enumerate(ranks):
            name, end = f"size:{size}:{t + 1}:{rank + 1}", t == last and rank + 1 == len(ranks)
            if larger or not end:
                exact = attained(result, t, size, Fraction(0), rank + 1)
                less = replace(asked, goals=(*goals, *exact))
                out = Claim(f"{name}:out", less, (), not (larger and end), best is None)
                if (yield out) or (larger and end):
                    return
            none = replace(asked, goals=(*goals, *better))
            yield Claim(f"{name}:better", none, blocked=best is None)
        goals = (*goals, *attained(result, t, size))


def all_goals(result: Result) -> tuple[Goal, ...]:
    """Return what an optimal cohort of the size chosen attains."""
    ranks = range(len(result.round.tiers))
    return tuple(goal for t in ranks for goal in attained(result, t, len(result.chosen)))


def attained(
    result: Result, t: int, size: int, slack: Fraction | None = None, ranks: int | None = None
) -> tuple[Goal, ...]:
    """Return what it takes to attain the value of a tier, its tolerance taken off: or its ranks."""
    tier, value = result.round.tiers[t], result.values[t]
    if slack is None:
        slack = tier.tolerance if t + 1 < len(result.round.tiers) else Fraction(0)
    if isinstance(value, tuple):
        ends = sorted(set(value[:ranks]))
        return tuple(_levels(result, tier, size, v, False, sum(w < v for w in value)) for v in ends)
    return (_single(result, tier, size, value - slack, False),)


def _better(result: Result, t: int, size: int) -> Iterator[tuple[Goal, ...]]:
    """Yield what it takes to be better on a tier: on each of its ranks, those before attained."""
    tier, value = result.round.tiers[t], result.values[t]
    if not isinstance(value, tuple):
        yield (_single(result, tier, size, value, True),)
        return
    for rank, v in enumerate(value):
        before = attained(result, t, size, ranks=rank)
        yield (*before, _levels(result, tier, size, v, True, rank))


def _single(result: Result, tier: Tier, size: int, value: Fraction, strict: bool) -> Goal:
    if tier.kind == "competition":
        return Rivalry(int(value) - strict)
    if tier.kind != "sum":
        return _levels(result, tier, size, value, strict, 0)
    best, weights, least = result.alone.get(size, {}), list[tuple[int, Fraction]](), value
    for c, weight in zip(tier.over, tier.weights, strict=True):
        if tier.relative and not best[c]:
            least -= weight  # it counts as 1
        else:
            weights.append((c, weight / best[c] if tier.relative else weight))
    return Weighted(tuple(weights), least, strict)


def _levels(
    result: Result, tier: Tier, size: int, value: Fraction, strict: bool, missed: int
) -> Goal:
    """Return that all but so many criteria of a tier reach a value, or pass it."""
    best = result.alone.get(size, {})

    def level(c: int) -> Level:
        if not tier.relative:
            return Level(c, value, strict)
        if best[c]:
            return Level(c, value * best[c], strict)
        sure = value < 1 if strict else value <= 1  # it counts as 1
        return Level(c, Fraction(-1 if sure else 2), strict)

    return Levels(tuple(map(level, tier.over)), missed)
