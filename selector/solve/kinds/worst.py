"""`worst` and `criterion`: the lowest score of the criteria of a tier."""

from fractions import Fraction

from selector.criteria import Concave, Levelled
from selector.solve.concave import raise_concave
from selector.solve.exempt import Exempt
from selector.solve.found import TierResult
from selector.solve.levels import raise_level
from selector.solve.posted import Posted, TierTask, whole
from selector.solve.raising import raise_rank
from selector.solve.ranks import Rank
from selector.tiers import Tier


def solve_worst(posted: Posted, tier: Tier, asked: TierTask) -> TierResult | None:
    """Raise the level that all criteria reach, or the levels of a criterion that has them."""
    ceiling = asked.ceiling(min(posted.alone(tier).values()))
    result = _solved(posted, tier, ceiling)
    if result and result.proven:
        assert isinstance(result.value, Fraction)
        for c in posted.open(tier):
            posted.at_least(c, whole((result.value - asked.tolerance) * posted.unit(tier, c)))
    return result


def _solved(posted: Posted, tier: Tier, ceiling: Fraction) -> TierResult | None:
    rank = Rank(posted, Exempt(tier))
    posted.tell(rank.steps)
    if attempt := posted.reached(tier, ceiling):
        return posted.result(tier, attempt, 1)
    single = posted.problem.criteria[tier.over[0]] if len(tier.over) == 1 else None
    if isinstance(single, Levelled):
        unit = posted.unit(tier, tier.over[0])
        return posted.result(tier, raise_level(posted.search, single, int(ceiling * unit)), unit)
    if isinstance(single, Concave):
        unit = posted.unit(tier, tier.over[0])
        return posted.result(tier, raise_concave(posted.search, single, int(ceiling * unit)), unit)
    return posted.result(tier, raise_rank(rank, ceiling), rank.steps)
