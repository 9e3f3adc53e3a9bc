"""The tiers as objectives in whole units, over a programme in linear rows.

Stated from the definitions, without a look at the CP-SAT model.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, gcd, lcm

from selector.numbers import SCALE
from selector.problem import Problem, Tier
from selector.solve.program import Linear, Program


@dataclass(frozen=True)
class Goal:
    """An objective in whole units: `unit` of them make 1 of the value of a tier.

    `count` recounts a finished cohort in the same units, without the programme; `reach` is more
    than any cohort can count, on either side of zero.
    """

    expression: Linear
    unit: Fraction
    reach: float
    count: Callable[[frozenset[int]], int]

    def units(self, value: Fraction) -> int:
        """Return the least number of units that is worth a value."""
        return ceil(value * self.unit)

    def value(self, units: int | None) -> Fraction | None:
        """Return what a number of units is worth."""
        return None if units is None else units / self.unit


class Statement:
    """The programme of the cohorts of one size, and the tiers as goals over it.

    `x` holds one 0/1 column per plan, which are the first columns of `program`.
    """

    def __init__(self, problem: Problem, size: int) -> None:
        self.problem, self.size = problem, size
        self.program = Program()
        self.x = [self.program.yes_no(plan_id) for plan_id in problem.plans.ids]
        self._numerators: dict[int, Linear] = {}
        for rule in problem.rules:
            rule.state(self.program, self.x, size)

    def goal(self, tier: Tier) -> Goal:
        """State a tier of a single value."""

        def count(cohort: frozenset[int]) -> int:
            value = self.problem.value(tier, cohort)
            assert isinstance(value, Fraction)
            return int(value * unit)

        if tier.kind == "competition":
            unit = Fraction(-1)
            most = sum(weight for _, _, weight in self.problem.competition.penalised)
            return Goal(self._competition(), unit, most + 1.0, count)
        weights = [Fraction(weight, SCALE) for weight in tier.weights]
        if tier.kind == "sum":
            shares = [w / self._denominator(c) for w, c in zip(weights, tier.over, strict=True)]
            factors, unit = _whole(shares)
            parts = [self._numerator(c) for c in tier.over]
            return Goal(self.program.total(parts, factors), unit, sum(weights) * unit + 1.0, count)
        factors, unit = _whole([Fraction(1, self._denominator(c)) for c in tier.over])
        if len(tier.over) == 1:
            return Goal(factors[0] * self._numerator(tier.over[0]), unit, unit + 1.0, count)
        lowest = self.program.number("lowest", 0, float(unit))
        for c, factor in zip(tier.over, factors, strict=True):
            self.program.row(factor * self._numerator(c) - lowest, low=0)
        return Goal(lowest, unit, unit + 1.0, count)

    def lowest_sums(self, tier: Tier) -> Iterator[Goal]:
        """State the sum of the one, two, three … lowest scores, each when it is asked for.

        The sum of the k lowest scores s is the largest k t - sum of d_i with d_i >= t - s_i and
        d_i >= 0 (Ogryczak and Tamir, 2003).
        """
        factors, unit = _whole([Fraction(1, self._denominator(c)) for c in tier.over])
        scores = [f * self._numerator(c) for f, c in zip(factors, tier.over, strict=True)]
        for k in range(1, len(scores) + 1):
            yield self._lowest_sum(tier, k, scores, unit)

    def _lowest_sum(self, tier: Tier, k: int, scores: Sequence[Linear], unit: Fraction) -> Goal:

        def count(cohort: frozenset[int]) -> int:
            value = self.problem.value(tier, cohort)
            assert isinstance(value, tuple)
            return int(sum(value[:k]) * unit)

        if k == len(scores):
            return Goal(self.program.total(scores), unit, k * unit + 1.0, count)
        level = self.program.number(f"level:{k}", 0, float(unit))
        if k == 1:
            for score in scores:
                self.program.row(score - level, low=0)
            return Goal(level, unit, unit + 1.0, count)
        short = [self.program.number(f"short:{k}:{c}", 0, float(unit)) for c in tier.over]
        for shortfall, score in zip(short, scores, strict=True):
            self.program.row(shortfall + score - level, low=0)
        return Goal(k * level - self.program.total(short), unit, k * unit + 1.0, count)

    def _competition(self) -> Linear:
        """Return minus the weight of the penalised pairs inside the cohort."""
        parts, weights = [], []
        for a, b, weight in self.problem.competition.penalised:
            both = self.program.number(f"both:{a}:{b}", 0, 1)
            self.program.row(self.x[a] + self.x[b] - both, high=1)
            parts.append(both)
            weights.append(-weight)
        return self.program.total(parts, weights)

    def _numerator(self, criterion: int) -> Linear:
        if criterion not in self._numerators:
            stated = self.problem.criteria[criterion].state(self.program, self.x, self.size)
            self._numerators[criterion] = stated
        return self._numerators[criterion]

    def _denominator(self, criterion: int) -> int:
        return self.problem.criteria[criterion].denominator(self.size)


def _whole(shares: Sequence[Fraction]) -> tuple[list[int], Fraction]:
    """Return the smallest whole numbers in the proportions of `shares`, and what makes 1."""
    common = lcm(*(share.denominator for share in shares))
    factors = [int(share * common) for share in shares]
    shared = gcd(*factors) or 1
    return [factor // shared for factor in factors], Fraction(common, shared)
