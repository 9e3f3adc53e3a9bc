"""The tiers of the objective, one after the other, each with its value and proven bound.

A tier is solved exactly on whole numbers over a common denominator, and then laid down as a
constraint on the tiers after it. Squeezing the tiers into one weighted sum is faster to write
and gave wrong optima in floating point; so they are solved one by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from ortools.sat.python import cp_model

from selector.numbers import SCALE
from selector.problem import Problem, Tier, Value
from selector.solve.engine import Answer, Search


@dataclass(frozen=True)
class TierResult:
    """The best value of a tier and the bound that was proven for it; equal when proven."""

    value: Value
    bound: Value
    proven: bool


class TierSolver:
    """Solves the tiers of one problem for one size, on one growing model.

    `alone` holds per criterion its best score without the rules, and whether that is proven:
    a ceiling that spares the solver much of the proof.
    """

    def __init__(
        self, problem: Problem, search: Search, alone: Sequence[tuple[Fraction, bool]]
    ) -> None:
        self.problem, self.search = problem, search
        model, x = search.model, search.x
        for rule in problem.rules:
            rule.post(model, x, search.size)
        self.numerators: dict[int, cp_model.LinearExprT] = {}
        self.denominators: dict[int, int] = {}
        for c in sorted({c for tier in problem.tiers for c in tier.over}):
            criterion = problem.criteria[c]
            self.numerators[c] = criterion.post(model, x, search.size)
            self.denominators[c] = criterion.denominator(search.size)
            best, proven = alone[c]
            if proven:
                model.add(self.numerators[c] <= int(best * self.denominators[c]))

    def solve(self, tier: Tier, last: bool) -> TierResult | None:
        """Solve one tier and lay it down for the next; None when no cohort was found in time.

        What is given up of a tier serves the tiers after it: the last one gives up nothing.
        """
        tolerance = Fraction(0 if last else tier.tolerance, SCALE)
        if tier.kind == "competition":
            return self._least_competition(tier)
        if tier.kind == "sum":
            return self._sum(tier, tolerance)
        if tier.kind == "leximin":
            return self._leximin(tier)
        return self._worst(tier, tolerance)  # one criterion is the worst of one

    def _worst(self, tier: Tier, tolerance: Fraction) -> TierResult | None:
        common = self._common(tier)
        lowest = self.search.model.new_int_var(0, common, "lowest")
        for c in tier.over:
            self.search.model.add(self._scaled(c, common) >= lowest)
        result = self._result(tier, self.search.maximise(lowest), common)
        if result and result.proven:
            assert isinstance(result.value, Fraction)
            for c in tier.over:
                self._at_least(c, result.value - tolerance)
        return result

    def _sum(self, tier: Tier, tolerance: Fraction) -> TierResult | None:
        common = self._common(tier)
        shared = gcd(*tier.weights) or 1
        total = cp_model.LinearExpr.sum(
            [
                w // shared * self._scaled(c, common)
                for w, c in zip(tier.weights, tier.over, strict=True)
            ]
        )
        unit = Fraction(common * SCALE, shared)
        result = self._result(tier, self.search.maximise(total), unit)
        if result and result.proven:
            assert isinstance(result.value, Fraction)
            self.search.model.add(total >= _ceil((result.value - tolerance) * unit))
        return result

    def _least_competition(self, tier: Tier) -> TierResult | None:
        model, x = self.search.model, self.search.x
        terms = []
        for a, b, weight in self.problem.competition.penalised:
            both = model.new_bool_var(f"both:{a}:{b}")
            model.add_bool_or(~x[a], ~x[b], both)
            terms.append(weight * both)
        total = cp_model.LinearExpr.sum(terms) + 0
        result = self._result(tier, self.search.maximise(-total), -1)
        if result and result.proven:
            assert isinstance(result.value, Fraction)
            model.add(total <= int(result.value))
        return result

    def _leximin(self, tier: Tier) -> TierResult | None:
        """Raise the lowest score, then the second lowest with one criterion exempt, and so on."""
        model, common = self.search.model, self._common(tier)
        floor = 0
        bounds: list[Fraction] = []
        for rank in range(len(tier.over)):
            level = model.new_int_var(floor, common, f"level:{rank}")
            exempt = [model.new_bool_var(f"exempt:{rank}:{c}") for c in tier.over]
            model.add(cp_model.LinearExpr.sum(exempt) <= rank)
            for c, free in zip(tier.over, exempt, strict=True):
                model.add(self._scaled(c, common) >= level).only_enforce_if(~free)
            answer = self.search.maximise(level)
            if self.search.incumbent is None:
                return None
            value = self.problem.value(tier, self.search.incumbent)
            assert isinstance(value, tuple)
            if not answer.proven:
                top = Fraction(common if answer.bound is None else answer.bound, common)
                rest = [max(top, v) for v in value[rank:rank + 1]] + [Fraction(1)] * (len(value) - rank - 1)
                return TierResult(value, (*bounds, *rest), False)
            bounds.append(value[rank])
            floor = _ceil(value[rank] * common)
            model.add(level >= floor)
        return TierResult(tuple(bounds), tuple(bounds), True)

    def _result(self, tier: Tier, answer: Answer, unit: Fraction | int) -> TierResult | None:
        """Recount the value from the cohort itself; what a solver says may be off by one."""
        if self.search.incumbent is None:
            return None
        value = self.problem.value(tier, self.search.incumbent)
        if answer.proven:
            return TierResult(value, value, True)
        assert isinstance(value, Fraction)
        if answer.bound is None:
            ceiling = sum(tier.weights) if tier.kind == "sum" else SCALE
            bound = Fraction(0) if tier.kind == "competition" else Fraction(ceiling, SCALE)
        else:
            bound = Fraction(answer.bound) / unit
        return TierResult(value, bound, False)

    def _common(self, tier: Tier) -> int:
        return lcm(*(self.denominators[c] for c in tier.over))

    def _scaled(self, criterion: int, common: int) -> cp_model.LinearExprT:
        return self.numerators[criterion] * (common // self.denominators[criterion])

    def _at_least(self, criterion: int, value: Fraction) -> None:
        self.search.model.add(
            self.numerators[criterion] >= _ceil(value * self.denominators[criterion])
        )


def _ceil(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)


def better(first: Value, second: Value, tier: Tier) -> bool:
    """Tell whether the first value of a tier beats the second."""
    if tier.kind == "competition":
        return first < second  # type: ignore[operator]
    return first > second  # type: ignore[operator]
