"""The steps by which cohorts are compared, as a model: at least so much, unless ahead before.

A tier of a single value is a step; so is every rank of a leximin tier. A cohort is as good as
another when on every step it has at least what that one has, up to the first on which it has more.
Whatever is posted is determined by the plans chosen, so the cohorts as good as one can be listed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor, gcd, lcm

import numpy as np
from ortools.sat.python import cp_model

from selector.numbers import SCALE
from selector.problem import Problem
from selector.solve.posted import whole
from selector.solve.stated import Scored
from selector.tiers import Sum, Tier, Value

WIDEST = 1 << 50  # a sum of larger numbers is not asked for: fewer demands refuse fewer

Claim = cp_model.BoundedLinearExpression | bool | np.bool_


@dataclass(frozen=True)
class Step:
    """At least so much on a tier of one value, or on a rank of a leximin tier, counted from 0."""

    tier: Tier
    rank: int
    least: Fraction


def steps_of(tier: Tier, value: Value) -> Iterator[Step]:
    """Yield the steps of a tier, each with what a value of it has."""
    for rank, least in enumerate(value if isinstance(value, tuple) else (value,)):
        yield Step(tier, rank, least)


class Steps:
    """A model in which step after step is asked for, unless a step before it was bettered.

    `dropped` tells that a step had numbers too large to be asked for; nothing is asked after it.
    """

    def __init__(self, problem: Problem, size: int, scored: Scored) -> None:
        self.problem, self.size, self.scored = problem, size, scored
        self.dropped = False
        self._ahead: list[cp_model.IntVar] = []
        self._next: tuple[Claim, Claim] | None = None
        self._below: dict[tuple[int, int], cp_model.IntVar] = {}

    def ask(self, step: Step) -> None:
        """Ask for a step."""
        if self.dropped:
            return
        if step.tier.kind == "competition":
            self._at_most(self._penalty(), step.least)
        elif isinstance(step.tier, Sum):
            self._sum(step.tier, step.least)
        else:
            self._rank(step)

    @property
    def ahead(self) -> Sequence[cp_model.IntVar]:
        """Return a yes/no per step asked for: whether there is more."""
        if self._next is not None:
            self._ahead.append(self._told(*self._next))
            self._next = None
        return self._ahead

    def _rank(self, step: Step) -> None:
        """Ask that all criteria but so many have a score, or that all but so many have more."""
        units = self._units(step.tier)
        floors = {c: whole(step.least * unit) for c, unit in units.items()}
        if step.rank:
            self._unless(self._short(floors) <= step.rank)
        else:
            for c, least in floors.items():
                self._unless(self.scored.numerator(c) >= least)
        if step.least < 1:
            higher = {c: int(step.least * unit) + 1 for c, unit in units.items()}
            short = self._short(higher)
            self._more(short <= step.rank, short > step.rank)

    def _units(self, tier: Tier) -> Mapping[int, int]:
        """Return the unit of every criterion of a tier that not every cohort scores 1 on."""
        units = {c: self.problem.unit(tier, c, self.size) for c in tier.over}
        return {c: unit for c, unit in units.items() if unit}

    def _short(self, floors: Mapping[int, int]) -> cp_model.LinearExpr:
        """Return how many numerators are below their floors."""
        return cp_model.LinearExpr.sum([self._is_below(c, least) for c, least in floors.items()])

    def _is_below(self, criterion: int, least: int) -> cp_model.IntVar:
        if (criterion, least) not in self._below:
            numerator = self.scored.numerator(criterion)
            self._below[criterion, least] = self._told(numerator < least, numerator >= least)
        return self._below[criterion, least]

    def _sum(self, tier: Sum, least: Fraction) -> None:
        units = self._units(tier)
        common = lcm(*units.values())
        weights = dict(zip(tier.over, tier.weights, strict=True))
        fixed = sum(Fraction(weights[c], SCALE) for c in tier.over if c not in units)
        factors = {c: weights[c] * (common // unit) for c, unit in units.items()}
        shared = gcd(*factors.values()) or 1
        most = {c: self.problem.criteria[c].denominator(self.size) for c in factors}
        if sum(f * most[c] for c, f in factors.items()) // shared > WIDEST:
            self.dropped = True
            return
        lost = sum(-f // shared * self.scored.numerator(c) for c, f in factors.items())
        self._at_most(lost, (fixed - least) * SCALE * common / shared)

    def _penalty(self) -> cp_model.LinearExprT:
        model, x, terms = self.scored.model, self.scored.x, []
        for a, b, weight in self.problem.competition.penalised:
            both = model.new_bool_var("")
            model.add_bool_and(x[a], x[b]).only_enforce_if(both)
            model.add_bool_or(~x[a], ~x[b], both)
            terms.append(weight * both)
        return cp_model.LinearExpr.sum(terms)

    def _at_most(self, expression: cp_model.LinearExprT, most: Fraction) -> None:
        self._unless(expression <= floor(most))
        self._more(expression < whole(most), expression >= whole(most))

    def _unless(self, asked: Claim) -> None:
        """Ask for something, unless a step before it was bettered."""
        self.scored.model.add(asked).only_enforce_if([~ahead for ahead in self.ahead])

    def _more(self, held: Claim, broken: Claim) -> None:
        """Tell when this step is bettered; it is posted when something after it is asked for."""
        self._ahead = [*self.ahead]
        self._next = held, broken

    def _told(self, held: Claim, broken: Claim) -> cp_model.IntVar:
        """Return a yes/no that tells whether something is held."""
        told = self.scored.model.new_bool_var("")
        self.scored.model.add(held).only_enforce_if(told)
        self.scored.model.add(broken).only_enforce_if(~told)
        return told
