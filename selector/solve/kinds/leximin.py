"""`leximin`: the lowest score, then the second lowest with one criterion exempt, and so on."""

from collections.abc import Callable
from fractions import Fraction
from functools import partial

from selector.solve.duals import Bound
from selector.solve.found import TierResult
from selector.solve.posted import Posted, TierTask
from selector.solve.ranks import Rank
from selector.solve.search import Attempt
from selector.tiers import Tier


def solve_leximin(posted: Posted, tier: Tier, asked: TierTask) -> TierResult | None:
    """Raise rank after rank, each laid down before the next."""
    ceilings = sorted(posted.alone(tier).values())
    rank, known = Rank(tier), list[Fraction]()
    for place in range(len(tier.over)):
        if isinstance(asked.bound, tuple) and tuple(known) == asked.bound[:place]:
            ceilings[place] = min(ceilings[place], asked.bound[place])
        posted.tell(rank.steps(posted), place + 1)
        attempt, value = _raised(posted, rank, ceilings[place], sum(known, Fraction(0)))
        if value is None:
            return None
        if not attempt.proven:
            top = ceilings[place]
            if attempt.bound is not None:
                top = min(top, Fraction(attempt.bound, rank.steps(posted)))
            return TierResult(value, (*known, top, *ceilings[place + 1 :]), False)
        rank = rank.lay_down(posted, value[place])
        known.append(value[place])
        behind = isinstance(asked.to_beat, tuple) and tuple(known) < asked.to_beat[: len(known)]
        # After 1, 2, 4, 8 … ranks the cohorts left may be few enough to list.
        if behind or (place & (place + 1) == 0 and asked.listed()):
            return TierResult(value, value, True)
    return TierResult(tuple(known), tuple(known), True)


def _raised(
    posted: Posted, rank: Rank, ceiling: Fraction, before: Fraction
) -> tuple[Attempt, tuple[Fraction, ...] | None]:
    """Raise a rank, unless the best cohort so far attains its ceiling; and give its row.

    `before` is the sum of the scores below it, which all cohorts still in the running have.
    """
    attempt = _unbeaten(posted, rank, ceiling) or rank.jump(posted)
    if attempt is None:
        bound = rank.bound(posted)
        if bound is None:
            attempt = rank.raise_level(posted, ceiling)
        else:
            attempt = _by_bound(
                posted, rank, ceiling, partial(_narrow, posted, rank, bound, before)
            )
    value = posted.standing(rank.tier)
    return attempt, value if isinstance(value, tuple) else None


def _by_bound(
    posted: Posted, rank: Rank, ceiling: Fraction, narrow: Callable[[], Attempt | None]
) -> Attempt:
    """Raise a rank where a bound drops plans, the more the better the best cohort so far is."""
    proven = narrow()
    if proven is None and posted.search.patience is None and rank.look(posted, ceiling):
        proven = _unbeaten(posted, rank, ceiling) or narrow()
    if proven is not None:
        return proven
    attempt = rank.raise_level(posted, ceiling)
    if attempt.proven:
        narrow()
    return attempt


def _unbeaten(posted: Posted, rank: Rank, ceiling: Fraction) -> Attempt | None:
    """Return the best cohort so far if it attains the ceiling of a rank."""
    return Attempt(posted.search.incumbent, True) if _level(posted, rank) == ceiling else None


def _narrow(posted: Posted, rank: Rank, bound: Bound, before: Fraction) -> Attempt | None:
    """Drop what no cohort as good as the best so far holds; return that if none is better."""
    level = _level(posted, rank)
    if level is None:
        return None
    target = int((before + level) * posted.common(rank.tier))
    posted.search.narrow(bound, target)
    return Attempt(posted.search.incumbent, True) if bound.below(target + 1) else None


def _level(posted: Posted, rank: Rank) -> Fraction | None:
    """Return what the best cohort so far has on a rank; None when there is none yet."""
    value = posted.standing(rank.tier)
    return value[rank.exempt] if isinstance(value, tuple) else None
