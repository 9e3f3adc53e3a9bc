"""The tiers as objectives in whole units, over a programme in linear rows.

Stated from the definitions, without a look at the CP-SAT model.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, gcd, lcm

from selector.numbers import SCALE
from selector.problem import Problem
from selector.statement import Linear, Program
from selector.tiers import LeastCompetition, Sum, Tier


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
        if isinstance(tier, LeastCompetition):
            most = sum(weight for _, _, weight in self.problem.competition.penalised)
            return self._goal(tier, self._competition(), Fraction(-1), most)
        over = self.open(tier)
        if isinstance(tier, Sum):
            return self._sum(tier, over)
        factors, unit = _whole([Fraction(1, self.unit(tier, c)) for c in over])
        scores = [f * self.numerator(c) for f, c in zip(factors, over, strict=True)]
        if len(scores) < 2:
            return self._goal(tier, scores[0] if scores else Linear({}, 1), unit, unit)
        lowest = self.program.number("lowest", 0, float(unit))
        for score in scores:
            self.program.row(score - lowest, low=0)
        return self._goal(tier, lowest, unit, unit)

    def _sum(self, tier: Tier, over: Sequence[int]) -> Goal:
        """State a weighted sum; what no cohort changes is a constant."""
        weights = dict(zip(tier.over, (Fraction(w, SCALE) for w in tier.weights), strict=True))
        shares = [weights[c] / self.unit(tier, c) for c in over]
        fixed = sum((w for c, w in weights.items() if c not in over), Fraction(0))
        factors, unit = _whole([*shares, fixed])
        total = self.program.total([*(self.numerator(c) for c in over), 1], factors)
        return self._goal(tier, total, unit, sum(weights.values()) * unit)

    def _goal(
        self, tier: Tier, expression: Linear, unit: Fraction, most: Fraction | int, lowest: int = 0
    ) -> Goal:
        """Return a goal in the largest whole units: floats tell fewer of them apart more surely.

        Of a tier of several values it is about the sum of the `lowest` ones.
        """
        shared = gcd(expression.constant, *expression.terms.values()) or 1
        terms = {column: factor // shared for column, factor in expression.terms.items()}
        unit = unit / shared

        def count(cohort: frozenset[int]) -> int:
            value = self.problem.value(tier, cohort)
            return int((sum(value[:lowest]) if isinstance(value, tuple) else value) * unit)

        return Goal(
            Linear(terms, expression.constant // shared), unit, float(most / shared) + 1.0, count
        )

    def lowest_sums(self, tier: Tier) -> Iterator[Goal]:
        """State the sum of the one, two, three … lowest scores, each when it is asked for.

        The sum of the k lowest scores s is the largest k t - sum of d_i with d_i >= t - s_i and
        d_i >= 0 (Ogryczak and Tamir, 2003). Scores that are 1 for every cohort come last, and
        are left out.
        """
        over = self.open(tier)
        factors, unit = _whole([Fraction(1, self.unit(tier, c)) for c in over])
        scores = [f * self.numerator(c) for f, c in zip(factors, over, strict=True)]
        for k in range(1, len(scores) + 1):
            yield self._lowest_sum(tier, k, scores, unit)

    def _lowest_sum(self, tier: Tier, k: int, scores: Sequence[Linear], unit: Fraction) -> Goal:
        if k == len(scores):
            return self._goal(tier, self.program.total(scores), unit, k * unit, k)
        level = self.program.number(f"level:{k}", 0, float(unit))
        if k == 1:
            for score in scores:
                self.program.row(score - level, low=0)
            return self._goal(tier, level, unit, unit, k)
        short = [self.program.number(f"short:{k}:{i}", 0, float(unit)) for i in range(len(scores))]
        for shortfall, score in zip(short, scores, strict=True):
            self.program.row(shortfall + score - level, low=0)
        return self._goal(tier, k * level - self.program.total(short), unit, k * unit, k)

    def _competition(self) -> Linear:
        """Return minus the weight of the penalised pairs inside the cohort."""
        parts, weights = [], []
        for a, b, weight in self.problem.competition.penalised:
            both = self.program.number(f"both:{a}:{b}", 0, 1)
            self.program.row(self.x[a] + self.x[b] - both, high=1)
            parts.append(both)
            weights.append(-weight)
        return self.program.total(parts, weights)

    def numerator(self, criterion: int) -> Linear:
        """Return the numerator of a criterion, stated when it is first asked for."""
        if criterion not in self._numerators:
            stated = self.problem.criteria[criterion].state(self.program, self.x, self.size)
            self._numerators[criterion] = stated
        return self._numerators[criterion]

    def unit(self, tier: Tier, criterion: int) -> int:
        """Return the numerator that counts as 1 on a tier; 0: every one does."""
        return self.problem.unit(tier, criterion, self.size)

    def open(self, tier: Tier) -> tuple[int, ...]:
        """Return the criteria of a tier that not every cohort scores 1 on."""
        return tuple(c for c in tier.over if self.unit(tier, c))


def _whole(shares: Sequence[Fraction]) -> tuple[list[int], Fraction]:
    """Return the smallest whole numbers in the proportions of `shares`, and what makes 1."""
    common = lcm(*(share.denominator for share in shares))
    factors = [int(share * common) for share in shares]
    shared = gcd(*factors) or 1
    return [factor // shared for factor in factors], Fraction(common, shared)
