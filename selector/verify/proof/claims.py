"""What must be shown of a result, claim by claim, in the order of a proof."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import lcm

from selector.verify.proof.question import Goal, Level, Levels, Question, Rivalry, Weighted
from selector.verify.recount.lot import ticket
from selector.verify.recount.measures import Balance, Coverage, Total
from selector.verify.recount.round import Round, Tier, Value

Alone = Mapping[int, Fraction]  # the best score on a criterion by itself


@dataclass(frozen=True)
class Claim:
    """That `none` has no answer, and that each of `some` has one.

    What is `optional` may be left out. What is `blocked` hangs on a claim that was not shown; of
    what is `vague` as well there is no proof yet.
    """

    name: str
    none: Question | None = None
    some: tuple[Question, ...] = ()
    optional: bool = False
    blocked: bool = False
    vague: bool = False


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


def of_cohort(result: Result) -> Generator[Claim, bool, "Standing"]:
    """Yield what must be shown of a cohort: of its own size first, then of every other.

    Returns where that leaves an optimal cohort of its size.
    """
    size = len(result.chosen)
    at = yield from _tiers(result, size)
    yield from _ties(at)
    for other in sizes(result.round):
        if other != size:
            yield from _other(result, other)
    return at


def sizes(counted: Round) -> range:
    """Return the sizes that the scenario allows and for which there are enough plans."""
    low, high = counted.scenario.low, counted.scenario.high
    return range(low, max(low, min(high, len(counted.eligible))) + 1)


def _tiers(result: Result, size: int) -> Generator[Claim, bool, "Standing"]:
    """Yield that no tier can be better; return where that leaves an optimal cohort."""
    at = Standing(result, size)
    for t, tier in enumerate(result.round.tiers):
        at = yield from _alone(at, tier)
        firm = 0
        for rank in range(at.ranks(t)):
            name = f"tier:{t + 1}:{rank + 1}"
            none = at.asked(*at.better(t, rank, firm))
            shown = yield Claim(name, none, blocked=at.best is None)
            at, firm = replace(at, sure=at.sure and shown), firm + (shown and firm == rank)
        if tier.tolerance and t + 1 < len(result.round.tiers):
            exact = at.asked(*at.attained(t, firm, Fraction(0)))
            yield Claim(f"tier:{t + 1}:value", some=(exact,), blocked=at.best is None)
        at = replace(at, goals=(*at.goals, *at.attained(t, firm)))
    return at


def _alone(at: "Standing", tier: Tier) -> Generator[Claim, bool, "Standing"]:
    """Yield what the criteria of a relative tier can reach by themselves, as far as not yet."""
    for c in tier.over if tier.relative else ():
        if at.best is not None and c not in at.best:
            top, name = at.result.alone[at.size][c], at.result.round.measures[c].name
            asked = Question(at.result.round, at.size, free=True)
            more = replace(asked, goals=(Levels((Level(c, top, True),)),))
            some = replace(asked, goals=(Levels((Level(c, top),)),))
            shown = yield Claim(f"best_alone:{at.size}:{name}", more, (some,))
            at = replace(at, best={**at.best, c: top} if shown else None)
    return at


def _ties(at: "Standing") -> Claims:
    """Yield in how many of the best cohorts every plan is, and what the tickets decided."""
    result, blocked, asked = at.result, at.best is None, at.asked()
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
    at = Standing(result, size)
    if (yield Claim(f"size:{size}:out", at.asked(), optional=True)):
        return
    larger, last = size > len(result.chosen), len(result.round.tiers) - 1
    for t, tier in enumerate(result.round.tiers):
        at = yield from _alone(at, tier)
        firm = 0
        for rank in range(at.ranks(t)):
            name, end = f"size:{size}:{t + 1}:{rank + 1}", t == last and rank + 1 == at.ranks(t)
            if larger or not end:
                less = at.asked(*at.attained(t, firm, Fraction(0), rank + 1))
                out = Claim(f"{name}:out", less, (), not (larger and end), at.best is None)
                if (yield out) or (larger and end):
                    return
            none = at.asked(*at.better(t, rank, firm))
            shown = yield Claim(f"{name}:better", none, blocked=at.best is None)
            firm += shown and firm == rank
        at = replace(at, goals=(*at.goals, *at.attained(t, firm)))


@dataclass(frozen=True)
class Standing:
    """A size, with what its cohorts in the running attain, and what each criterion can reach.

    Of those `best` is None when one was not shown. Where it says `firm`, that many ranks of a tier
    are shown to be no better: the lowest scores of a cohort in the running are those, exactly.
    `sure` when nothing was missing; `bare` is what is asked besides, if anything.
    """

    result: Result
    size: int
    goals: tuple[Goal, ...] = ()
    best: Alone | None = field(default_factory=dict)
    sure: bool = True
    bare: Question | None = None

    def asked(self, *more: Goal) -> Question:
        """Return whether a cohort in the running attains more."""
        bare = self.bare or Question(self.result.round, self.size, best=self.best or {})
        return replace(bare, goals=(*self.goals, *more))

    def ranks(self, t: int) -> int:
        """Return of how many scores a tier takes the order."""
        value = self.result.values[t]
        return len(value) if isinstance(value, tuple) else 1

    def attained(
        self, t: int, firm: int, slack: Fraction | None = None, ranks: int | None = None
    ) -> tuple[Goal, ...]:
        """Return what it takes to attain a tier, but for its tolerance: or some ranks of it."""
        tier, value = self.result.round.tiers[t], self.result.values[t]
        if slack is None:
            slack = tier.tolerance if t + 1 < len(self.result.round.tiers) else Fraction(0)
        if not isinstance(value, tuple):
            return self._single(tier, value - slack, False)
        ends = sorted(set(value[:ranks]))
        each = (self._levels(tier, v, False, value[: value.index(v)], firm) for v in ends)
        return tuple(goal for goals in each for goal in goals)

    def better(self, t: int, rank: int, firm: int) -> tuple[Goal, ...]:
        """Return what it takes to be better on a rank of a tier, those before it attained."""
        tier, value = self.result.round.tiers[t], self.result.values[t]
        if not isinstance(value, tuple):
            return self._single(tier, value, True)
        before = self.attained(t, firm, ranks=rank)
        return *before, *self._levels(tier, value[rank], True, value[:rank], firm)

    def _single(self, tier: Tier, value: Fraction, strict: bool) -> tuple[Goal, ...]:
        if tier.kind == "competition":
            return (Rivalry(int(value) - strict),)
        if tier.kind != "sum":
            return self._levels(tier, value, strict, (), 0)
        weights, least = list[tuple[int, Fraction]](), value
        for c, weight in zip(tier.over, tier.weights, strict=True):
            top = self._top(tier, c)
            if top:
                weights.append((c, weight / top))
            else:
                least -= weight  # it counts as 1
        return (Weighted(tuple(weights), least, strict),)

    def _levels(
        self, tier: Tier, value: Fraction, strict: bool, lower: tuple[Fraction, ...], firm: int
    ) -> tuple[Goal, ...]:
        """Return that all criteria of a tier reach a value, or pass it, but for those lower.

        When it is firm what these score exactly, only criteria that can may be among them.
        """
        levels = {c: self._level(tier, c, value, strict) for c in tier.over}
        able = [c for c in levels if firm < len(lower) or any(self._can(tier, c, v) for v in lower)]
        must = tuple(at for c, at in levels.items() if c not in able)
        return Levels(must), Levels(tuple(levels[c] for c in able), len(lower))

    def _level(self, tier: Tier, c: int, value: Fraction, strict: bool) -> Level:
        if top := self._top(tier, c):
            return Level(c, value * top, strict)
        return Level(c, Fraction(-1 if (value < 1 if strict else value <= 1) else 2), strict)

    def _can(self, tier: Tier, c: int, value: Fraction) -> bool:
        top = self._top(tier, c)
        if not top:
            return value == 1
        return can_score(self.result.round, c, self.size, value * top)

    def _top(self, tier: Tier, c: int) -> Fraction:
        """Return what counts as a score of 1; where that is 0, every score does."""
        return self.result.alone[self.size][c] if tier.relative else Fraction(1)


def can_score(counted: Round, c: int, size: int, score: Fraction) -> bool:
    """Tell whether a score is a whole number of the parts in which a criterion is counted."""
    ground = counted.measures[c].ground
    if isinstance(ground, Balance):
        parts = 2 * size * ground.unit * lcm(*(t.denominator for t in ground.goal))
    elif isinstance(ground, Coverage):
        parts = len(ground.bearers) or 1
    elif isinstance(ground, Total):
        parts = size * lcm(*(ground.shares[p].denominator for p in counted.eligible))
    else:
        return True
    return (score * parts).denominator == 1
