"""`sum`: the weighted sum of the scores, digit by digit where it is too large for one number."""

from fractions import Fraction
from math import gcd

from selector.numbers import SCALE
from selector.solve.digits import BASE_BITS, Digits
from selector.solve.posted import Asked, Posted, TierResult, whole
from selector.solve.search import Answer
from selector.tiers import Sum, Tier


def solve_sum(posted: Posted, tier: Tier, asked: Asked) -> TierResult | None:
    """Maximise the sum, and lay it down less what may be given up."""
    assert isinstance(tier, Sum)
    over, common = posted.open(tier), posted.common(tier)
    weights = [w for c, w in zip(tier.over, tier.weights, strict=True) if c in over]
    fixed = Fraction(sum(tier.weights) - sum(weights), SCALE)  # of what every cohort scores 1 on
    factors = [w * (common // posted.unit(tier, c)) for c, w in zip(over, weights, strict=True)]
    shared = gcd(*factors) or 1
    unit = Fraction(common * SCALE, shared)
    posted.tell(unit)
    digits = Digits(
        posted.search.model,
        [posted.numerator(c) for c in over],
        [factor // shared for factor in factors],
        [posted.top(c) for c in over],
    )
    ceiling = asked.ceiling(tier.weigh(list(posted.alone(tier).values())))
    answer = posted.reached(tier, ceiling) or _maximise(posted, digits)
    result = posted.result(tier, answer, unit, fixed)
    if result and result.proven:
        assert isinstance(result.value, Fraction)
        least = whole((result.value - fixed - asked.tolerance) * unit)
        digits.at_least(posted.search.model, max(least, 0))
    return result


def _maximise(posted: Posted, digits: Digits) -> Answer:
    """Raise the digits one after the other, the first one first; its bound bounds the sum."""
    trial = posted.search.trial()
    last = len(digits.expressions) - 1
    answer = Answer(posted.search.incumbent, True)
    for place in range(last, -1, -1):
        digit = digits.expressions[place]
        answer = posted.search.maximise(digit, trial)
        if not answer.proven:
            known = answer.bound is not None and place == last
            bound = ((answer.bound + 1) << place * BASE_BITS) - 1 if known else None  # type: ignore[operator]
            return Answer(answer.chosen, False, bound)
        if place and answer.bound is not None:
            trial.add(digit == answer.bound)
    return answer
