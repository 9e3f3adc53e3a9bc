"""Is there any cohort as good as a given row of values? One question, for a quick no.

All tiers stand in one model: a cohort is as good when on every step it has at least what is asked,
up to the first step on which it has more. Each step is posted as "at least", unless something
before it is better. Nothing is maximised, so a no costs a single proof.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from ortools.sat.python import cp_model

from selector.numbers import SCALE
from selector.problem import Problem
from selector.solve.clock import Clock
from selector.solve.engine import Effort, solve_model
from selector.solve.posted import whole
from selector.tiers import Sum, Tier, Value

QUICK = Effort(0.05, 0.2)
WIDEST = 1 << 50  # a sum of larger numbers is not asked for: fewer demands refuse fewer


@dataclass(frozen=True)
class AsGood:
    """`none`: it is proven that no cohort is as good; else `cohort` is one, if one was met."""

    none: bool
    cohort: frozenset[int] | None = None


def as_good(problem: Problem, values: Sequence[Value], clock: Clock) -> AsGood:
    """Look for a cohort that is as good as these values, on as many tiers as there are values.

    It gives up soon. Only for tiers that order all cohorts, with what relative tiers are relative
    to.
    """
    sizes = [size for size in problem.solvable_sizes if size <= len(problem.eligible)]
    for size in sizes:
        found = _of_size(problem, values, clock, size)
        if not found.none:
            return found
    return AsGood(True)


def none_better(problem: Problem, values: Sequence[Value], size: int, clock: Clock) -> AsGood:
    """Look for a cohort that is better than these values, or as good and larger than `size`.

    It gives up soon, and asks the same of the problem as `as_good`.
    """
    for other in problem.solvable_sizes:
        if other <= len(problem.eligible):
            found = _of_size(problem, values, clock, other, better=other <= size)
            if not found.none:
                return found
    return AsGood(True)


def _of_size(
    problem: Problem, values: Sequence[Value], clock: Clock, size: int, better: bool = False
) -> AsGood:
    if not all(problem.settled(tier, size) for tier in problem.tiers):
        return AsGood(False)
    asking = _Asking(problem, size)
    for tier, value in zip(problem.tiers, values, strict=False):
        asking.ask(tier, value)
    if better and not asking.dropped:
        asking.model.add_bool_or(asking.ahead)
    found = solve_model(asking.model, clock, effort=QUICK)
    if found.values is None:
        return AsGood(found.proven)
    chosen = (p for p in problem.eligible if found.values[asking.x[p].index])
    return AsGood(False, frozenset(chosen))


class _Asking:
    """A model in which step after step is asked for, unless a step before it was bettered."""

    def __init__(self, problem: Problem, size: int) -> None:
        self.problem, self.size = problem, size
        self.model = cp_model.CpModel()
        out, among = self.model.new_constant(0), frozenset(problem.eligible)
        self.x = [self.model.new_bool_var("") if p in among else out
                  for p in range(len(problem.plans))]  # fmt: skip
        for rule in problem.rules:
            rule.post(self.model, self.x, size)
        self.ahead: list[cp_model.IntVar] = []  # a step before was bettered
        self.dropped = False  # a step was too large to be asked for
        self._numerators: dict[int, cp_model.IntVar] = {}

    def ask(self, tier: Tier, value: Value) -> None:
        """Ask for at least so much on a tier."""
        if tier.kind == "competition":
            self._competition(value)
        elif isinstance(tier, Sum):
            self._sum(tier, value)
        else:
            for place, least in enumerate(value if isinstance(value, tuple) else (value,)):
                self._rank(tier, place, least)

    def _rank(self, tier: Tier, exempt: int, least: Fraction) -> None:
        """Ask that all criteria but so many have a score, or all but so many have more."""
        units = {c: self.problem.unit(tier, c, self.size) for c in tier.over}
        open_ = [c for c in tier.over if units[c]]
        floors = {c: whole(least * units[c]) for c in open_}
        self._but(floors, exempt, unless=True)
        if least < 1:
            higher = {c: int(least * units[c]) + 1 for c in open_}
            self._better(lambda strict: self._but(higher, exempt, only_if=strict))

    def _but(
        self,
        floors: dict[int, int],
        exempt: int,
        unless: bool = False,
        only_if: "cp_model.IntVar | None" = None,
    ) -> None:
        """Post that all numerators but so many reach their floors."""
        conditions = [~a for a in self.ahead] if unless else [only_if]
        if not exempt:
            for c, floor in floors.items():
                self.model.add(self.numerator(c) >= floor).only_enforce_if(conditions)
            return
        below = []
        for c, floor in floors.items():
            short = self.model.new_bool_var("")
            self.model.add(self.numerator(c) >= floor).only_enforce_if(~short)
            below.append(short)
        told = self.model.add(cp_model.LinearExpr.sum(below) <= exempt)
        told.only_enforce_if(conditions)

    def _better(self, post: Callable[[cp_model.IntVar], object]) -> None:
        strict = self.model.new_bool_var("")
        post(strict)
        self.ahead.append(strict)

    def _sum(self, tier: Sum, value: Value) -> None:
        assert isinstance(value, Fraction)
        units = {c: self.problem.unit(tier, c, self.size) for c in tier.over}
        common = lcm(*(u for u in units.values() if u))
        weights = dict(zip(tier.over, tier.weights, strict=True))
        fixed = sum(Fraction(weights[c], SCALE) for c, u in units.items() if not u)
        factors = {c: weights[c] * (common // u) for c, u in units.items() if u}
        shared = gcd(*factors.values()) or 1
        if sum(f * units[c] for c, f in factors.items()) // shared > WIDEST:
            self.dropped = True
            return
        total = sum(f // shared * self.numerator(c) for c, f in factors.items())
        least = (value - fixed) * SCALE * common / shared
        self.model.add(total >= whole(least)).only_enforce_if([~a for a in self.ahead])
        self._better(lambda strict: self.model.add(total >= int(least) + 1).only_enforce_if(strict))

    def _competition(self, value: Value) -> None:
        assert isinstance(value, Fraction)
        terms = []
        for a, b, weight in self.problem.competition.penalised:
            both = self.model.new_bool_var("")
            self.model.add_bool_or(~self.x[a], ~self.x[b], both)
            terms.append(weight * both)
        total, most = cp_model.LinearExpr.sum(terms), int(value)
        self.model.add(total <= most).only_enforce_if([~a for a in self.ahead])
        if most:
            self._better(lambda strict: self.model.add(total <= most - 1).only_enforce_if(strict))

    def numerator(self, criterion: int) -> cp_model.IntVar:
        """Return the numerator of a criterion, posted when first asked for."""
        if criterion not in self._numerators:
            measure = self.problem.criteria[criterion]
            found = self.model.new_int_var(0, measure.denominator(self.size), "")
            self.model.add(found == measure.post(self.model, self.x, self.size))
            self._numerators[criterion] = found
        return self._numerators[criterion]
