"""`leximin`: the lowest score, then the second lowest with one criterion exempt, and so on."""

from fractions import Fraction

from selector.solve.posted import Asked, Posted, TierResult
from selector.solve.ranks import Rank
from selector.solve.search import Answer
from selector.tiers import Tier


def solve_leximin(posted: Posted, tier: Tier, asked: Asked) -> TierResult | None:
    """Raise rank after rank, each laid down before the next."""
    ceilings = sorted(posted.alone(tier).values())
    rank, known = Rank(tier), list[Fraction]()
    for place in range(len(tier.over)):
        if isinstance(asked.bound, tuple) and tuple(known) == asked.bound[:place]:
            ceilings[place] = min(ceilings[place], asked.bound[place])
        posted.tell(rank.steps(posted), place + 1)
        answer, value = _raised(posted, rank, ceilings[place], sum(known, Fraction(0)))
        if value is None:
            return None
        if not answer.proven:
            top = ceilings[place]
            if answer.bound is not None:
                top = min(top, Fraction(answer.bound, rank.steps(posted)))
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
) -> tuple[Answer, tuple[Fraction, ...] | None]:
    """Raise a rank, unless the best cohort so far attains its ceiling; and give its row.

    `before` is the sum of the scores below it, which all cohorts still in the running have.
    """
    answer, value = Answer(posted.search.incumbent, True), posted.standing(rank.tier)
    if isinstance(value, tuple) and value[rank.exempt] == ceiling:
        return answer, value
    bound, common = rank.bound(posted), posted.common(rank.tier)
    if bound and isinstance(value, tuple):
        target = int((before + value[rank.exempt]) * common)
        posted.search.narrow(bound, target)
        if bound.below(target + 1):
            return answer, value
    answer = rank.raise_level(posted, ceiling)
    value = posted.standing(rank.tier)
    if bound and answer.proven and isinstance(value, tuple):
        posted.search.narrow(bound, int((before + value[rank.exempt]) * common))
    return answer, value if isinstance(value, tuple) else None
