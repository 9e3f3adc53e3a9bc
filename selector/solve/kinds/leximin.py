"""`leximin`: the lowest score, then the second lowest with one criterion exempt, and so on."""

from collections.abc import Callable
from fractions import Fraction
from functools import partial

from selector.solve.duals import Bound
from selector.solve.exempt import Exempt
from selector.solve.found import TierResult
from selector.solve.posted import Posted, TierTask
from selector.solve.raising import jump, left, look, raise_rank
from selector.solve.ranks import Rank
from selector.solve.search import Attempt
from selector.tiers import Tier


def solve_leximin(posted: Posted, tier: Tier, asked: TierTask) -> TierResult | None:
    """Raise rank after rank, each laid down before the next."""
    ceilings = sorted(posted.alone(tier).values())
    exempt, known = Exempt(tier), list[Fraction]()
    for place in range(len(tier.over)):
        if isinstance(asked.bound, tuple) and tuple(known) == asked.bound[:place]:
            ceilings[place] = min(ceilings[place], asked.bound[place])
        rank = Rank(posted, exempt)
        posted.tell(rank.steps, place + 1)
        attempt, value = _raised(rank, ceilings[place])
        if value is None:
            return None
        if not attempt.proven:
            top = ceilings[place]
            if attempt.bound is not None:
                top = min(top, Fraction(attempt.bound, rank.steps))
            return TierResult(value, (*known, top, *ceilings[place + 1 :]), False)
        exempt = exempt.lay_down(posted, value[place])
        if not known or known[-1] < value[place]:
            posted.restate()
        known.append(value[place])
        behind = isinstance(asked.to_beat, tuple) and tuple(known) < asked.to_beat[: len(known)]
        # After 1, 2, 4, 8 … ranks the cohorts left may be few enough to list.
        if behind or (place & (place + 1) == 0 and asked.listed(place + 1)):
            return TierResult(value, value, True)
    return TierResult(tuple(known), tuple(known), True)


def _raised(rank: Rank, ceiling: Fraction) -> tuple[Attempt, tuple[Fraction, ...] | None]:
    """Raise a rank, unless the best cohort so far attains its ceiling; and give its row."""
    attempt = _unbeaten(rank, ceiling)
    if attempt is None:
        attempt, ceiling = jump(rank, ceiling)
    attempt = attempt or _unbeaten(rank, ceiling)
    if attempt is None:
        bound = rank.bound()
        if bound is None:
            attempt = raise_rank(rank, ceiling)
        else:
            attempt = _by_bound(rank, ceiling, partial(_narrow, rank, bound))
    value = rank.posted.standing(rank.tier)
    return attempt, value if isinstance(value, tuple) else None


def _by_bound(rank: Rank, ceiling: Fraction, narrow: Callable[[], Attempt | None]) -> Attempt:
    """Raise a rank where a bound drops plans, the more the better the best cohort so far is."""
    if (proven := narrow()) is not None:
        return proven
    remaining = left(rank)
    if remaining is None:
        return Attempt(rank.posted.search.incumbent, True)
    looked = rank.posted.search.patience is None and look(rank, ceiling)
    if looked and (proven := _unbeaten(rank, ceiling) or narrow()) is not None:
        return proven
    attempt = raise_rank(remaining, ceiling)
    if attempt.proven:
        narrow()
    return attempt


def _unbeaten(rank: Rank, ceiling: Fraction) -> Attempt | None:
    """Return the best cohort so far if it attains the ceiling of a rank."""
    return Attempt(rank.posted.search.incumbent, True) if rank.best == ceiling else None


def _narrow(rank: Rank, bound: Bound) -> Attempt | None:
    """Drop what no cohort as good as the best so far holds; return that if none is better."""
    search = rank.posted.search
    if rank.best is None:
        return None
    target = int(rank.worth(rank.best) * rank.posted.common(rank.tier))
    search.narrow(bound, target)
    return Attempt(search.incumbent, True) if bound.below(target + 1) else None
