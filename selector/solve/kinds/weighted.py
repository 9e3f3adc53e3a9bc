"""`sum`: the weighted sum of the scores, digit by digit where it is too large for one number."""

from fractions import Fraction
from math import gcd

from selector.numbers import SCALE
from selector.solve.digits import BASE_BITS, Digits
from selector.solve.posted import Posted, TierResult, TierTask, whole
from selector.solve.search import Attempt
from selector.tiers import Sum, Tier


def solve_sum(posted: Posted, tier: Tier, asked: TierTask) -> TierResult | None:
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
    attempt = posted.reached(tier, ceiling) or _maximise(posted, digits)
    result = posted.result(tier, attempt, unit, fixed)
    if result and result.proven:
        assert isinstance(result.value, Fraction)
        least = whole((result.value - fixed - asked.tolerance) * unit)
        digits.at_least(posted.search.model, max(least, 0))
    return result


def _maximise(posted: Posted, digits: Digits) -> Attempt:
    """Raise the digits one after the other, the first one first; its bound bounds the sum."""
    trial = posted.search.trial()
    last = len(digits.expressions) - 1
    attempt = Attempt(posted.search.incumbent, True)
    for place in range(last, -1, -1):
        digit = digits.expressions[place]
        attempt = posted.search.maximise(digit, trial)
        if not attempt.proven:
            known = attempt.bound is not None and place == last
            bound = ((attempt.bound + 1) << place * BASE_BITS) - 1 if known else None  # type: ignore[operator]
            return Attempt(attempt.chosen, False, bound)
        if place and attempt.bound is not None:
            trial.add(digit == attempt.bound)
    return attempt
