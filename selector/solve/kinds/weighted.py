"""`sum`: the weighted sum of the scores, digit by digit where it is too large for one number."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import gcd

from ortools.sat.python import cp_model

from selector.criteria import Additive
from selector.numbers import SCALE
from selector.solve.digits import BASE_BITS, WIDEST, Digits
from selector.solve.found import TierResult
from selector.solve.posted import Posted, TierTask, whole
from selector.solve.prices import raise_by_price
from selector.solve.search import MANY, Attempt
from selector.solve.stated import Scored
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
    if (result := _by_plan(posted, tier, asked, factors, fixed)) is not None:
        return result
    posted.tell(unit)
    weigh = _Weighing(over, [f // shared for f in factors], [posted.top(c) for c in over])
    ceiling = asked.ceiling(tier.weigh(list(posted.alone(tier).values())))
    attempt = posted.reached(tier, ceiling) or _maximise(posted, weigh)
    result = posted.result(tier, attempt, unit, fixed)
    if result and result.proven:
        assert isinstance(result.value, Fraction)
        least = whole((result.value - fixed - asked.tolerance) * unit)
        posted.lay(partial(weigh.at_least, max(least, 0)))
    return result


@dataclass(frozen=True)
class _Weighing:
    """The numerators of some criteria with whole weights; none passes its `tops`."""

    over: Sequence[int]
    weights: Sequence[int]
    tops: Sequence[int]

    def digits(self, scored: Scored) -> Digits:
        """Post the digits of their weighted sum."""
        numerators = [scored.numerator(c) for c in self.over]
        return Digits(scored.model, numerators, self.weights, self.tops)

    def at_least(self, number: int, scored: Scored) -> None:
        """Post that the sum is at least a number."""
        self.digits(scored).at_least(scored.model, number)


def _by_plan(
    posted: Posted, tier: Tier, asked: TierTask, factors: Sequence[int], fixed: Fraction
) -> TierResult | None:
    """Raise a sum to which every plan adds its own part; None when it is not one, or too small."""
    search, over = posted.search, posted.open(tier)
    criteria = [posted.problem.criteria[c] for c in over]
    additive = [measure for measure in criteria if isinstance(measure, Additive)]
    if search.incumbent is None or len(search.among) < MANY or len(additive) < len(criteria):
        return None
    parts = [
        sum(f * measure.part(p) for f, measure in zip(factors, additive, strict=True))
        for p in range(len(search.x))
    ]
    shared = gcd(*parts) or 1
    if max(parts) // shared * search.size >= WIDEST:
        return None
    unit = Fraction(posted.common(tier) * SCALE, shared)
    posted.tell(unit)
    attempt = raise_by_price(search, [part // shared for part in parts], asked.last)
    result = posted.result(tier, attempt, unit, fixed)
    if result and result.proven:
        assert isinstance(result.value, Fraction)
        least = whole((result.value - fixed - asked.tolerance) * unit)
        posted.lay(partial(_by_plan_at_least, [part // shared for part in parts], least))
    return result


def _by_plan_at_least(parts: Sequence[int], least: int, scored: Scored) -> None:
    scored.model.add(cp_model.LinearExpr.weighted_sum(scored.x, parts) >= least)


def _maximise(posted: Posted, weigh: _Weighing) -> Attempt:
    """Raise the digits one after the other, the first one first; its bound bounds the sum."""
    copied = posted.copied(weigh.over)
    digits, trial = weigh.digits(copied), copied.model
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
