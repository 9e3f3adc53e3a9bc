"""`leximin`: the lowest score, then the second lowest with one criterion exempt, and so on."""

from fractions import Fraction

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
    attempt, value = Attempt(posted.search.incumbent, True), posted.standing(rank.tier)
    if isinstance(value, tuple) and value[rank.exempt] == ceiling:
        return attempt, value
    if jumped := rank.jump(posted):
        value = posted.standing(rank.tier)
        return jumped, value if isinstance(value, tuple) else None
    bound, common = rank.bound(posted), posted.common(rank.tier)
    if bound and isinstance(value, tuple):
        target = int((before + value[rank.exempt]) * common)
        posted.search.narrow(bound, target)
        if bound.below(target + 1):
            return attempt, value
    attempt = rank.raise_level(posted, ceiling)
    value = posted.standing(rank.tier)
    if bound and attempt.proven and isinstance(value, tuple):
        posted.search.narrow(bound, int((before + value[rank.exempt]) * common))
    return attempt, value if isinstance(value, tuple) else None
