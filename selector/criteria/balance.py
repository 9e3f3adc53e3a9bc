"""`balance`: how much of the cohort sits where the target distribution wants it.

With w_pc the share of plan p in category c and t_c the target, for a cohort of N plans:
D = sum over c of | sum_p w_pc x_p - t_c N |, and score = 1 - D / (2 N). All of it is exact: weights
and targets are fractions, and the model counts in whole parts of their common denominator.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from selector.criteria.asks import Fields, FieldValues
from selector.criteria.base import Contradiction, CriterionSpec, Label, Part, same_profile
from selector.criteria.patterns import category_of, post_patterns
from selector.errors import Reporter
from selector.numbers import shared_out
from selector.scalars import Decimal4

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from selector.statement import Linear, Program

Target = Literal["equal", "applicants", "population"]
Shares = Annotated[dict[str, Annotated[Decimal4, Field(ge=0)]], Field(min_length=1)]

FINEST = 1 << 40  # parts of a plan: with thousands of plans a sum of them still fits 53 bits


class BalanceSpec(CriterionSpec):
    """A `[[criteria]]` table with `measure = "balance"`."""

    measure: Literal["balance"]
    target: Target | Shares = "equal"
    categories: tuple[Label, ...] = ()

    def bind(self, fields: Fields, report: Reporter) -> "Balance | None":
        """Weigh the plans and the target over the declared categories."""
        values = fields.categories_of(self.on, report, allow_shares=True)
        if values is None:
            return None
        given = tuple(self.target) if isinstance(self.target, dict) else ()
        categories = fields.declared(values, self.categories or given, report)
        weights = tuple(_weights(parts, categories) for parts in values.parts)
        targets = self._targets(fields, values, categories, weights, report)
        if targets is None:
            return None
        balance = Balance(self.name, categories, targets, weights)
        if balance.unit > FINEST:
            report.fault("target_too_fine", value=self.name, unit=balance.unit)
        return balance

    def contradictions(self) -> Iterator[Contradiction]:
        """Yield what is well formed and yet cannot be meant."""
        yield from super().contradictions()
        given = self.target if isinstance(self.target, dict) else {}
        if given and not any(given.values()):
            yield "target_zero", ".target", self.name, {}
        for category in given:
            if self.categories and category not in self.categories:
                yield "not_a_category", ".target", category, {"known": ", ".join(self.categories)}

    def _targets(
        self,
        fields: Fields,
        values: FieldValues,
        categories: Sequence[str],
        weights: Sequence[Sequence[Fraction]],
        report: Reporter,
    ) -> tuple[Fraction, ...] | None:
        equal = (Fraction(1, max(len(categories), 1)),) * len(categories)
        if isinstance(self.target, dict):
            given = {c: Fraction(share) for c, share in self.target.items()}
            total = sum(given.values()) or 1  # all zeros are a fault, told elsewhere
            return tuple(given.get(c, Fraction(0)) / total for c in categories)
        if self.target == "population":
            if values.population is None:
                report.fault("no_population", place=".target", value=self.target, on=self.on)
                return None
            return _as_in_the_country(values.population, categories)
        if self.target == "applicants":
            mean = [_mean([weights[p][c] for p in fields.eligible]) for c in range(len(categories))]
            if any(mean):
                return tuple(mean)
            report.note("empty_target", name=self.name, target=self.target)
        return equal


def _as_in_the_country(
    people: Mapping[str, int], categories: Sequence[str]
) -> tuple[Fraction, ...]:
    """Return the people of the country per category, in whole per mille of those declared."""
    shares = shared_out({category: people.get(category, 0) for category in categories})
    return tuple(Fraction(shares[category], 1000) for category in categories)


def _mean(numbers: Sequence[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0)) / len(numbers) if numbers else Fraction(0)


def _weights(parts: Mapping[str, int], categories: Sequence[str]) -> tuple[Fraction, ...]:
    """Return a plan's share in each declared category; the rest falls outside them."""
    whole = sum(parts.values()) or 1
    return tuple(Fraction(parts.get(category, 0), whole) for category in categories)


@dataclass(frozen=True)
class Balance:
    """`weights[plan][category]` and `targets[category]`, as shares."""

    measure: ClassVar[str] = "balance"
    name: str
    categories: tuple[str, ...]
    targets: tuple[Fraction, ...]
    weights: tuple[tuple[Fraction, ...], ...]

    @cached_property
    def unit(self) -> int:
        """Return how many parts make a plan: weights and targets are whole numbers of them."""
        shares = {*self.targets, *(share for row in self.weights for share in row)}
        return lcm(*(share.denominator for share in shares))

    @cached_property
    def parts(self) -> tuple[tuple[int, ...], ...]:
        """Return the weights in parts."""
        return tuple(tuple(int(share * self.unit) for share in row) for row in self.weights)

    @cached_property
    def goal(self) -> tuple[int, ...]:
        """Return the targets in parts a plan."""
        return tuple(int(share * self.unit) for share in self.targets)

    def denominator(self, size: int) -> int:
        """Return 2 N in parts."""
        return 2 * self.unit * size

    def numerator(self, chosen: Collection[int]) -> int:
        """Return 2 N - D in parts."""
        size = len(chosen)
        counts = self._counts(chosen)
        deviation = sum(abs(n - t * size) for n, t in zip(counts, self.goal, strict=True))
        return self.denominator(size) - deviation

    def profile(self, plan: int) -> tuple[int, ...]:
        """Return the plan's parts in each category."""
        return self.parts[plan]

    def post(
        self, model: "cp_model.CpModel", x: "Sequence[cp_model.IntVar]", size: int
    ) -> "cp_model.LinearExpr":
        """Post one deviation per category, as tight as whole counts allow."""
        from ortools.sat.python.cp_model import LinearExpr

        deviations = []
        for c, target in enumerate(self.goal):
            column = [row[c] for row in self.parts]
            whole = all(weight in (0, self.unit) for weight in column)
            rest = target * size % self.unit
            low = min(rest, self.unit - rest) if whole else 0
            high = max(target, self.unit - target) * size
            deviation = model.new_int_var(low, high, f"{self.name}:{self.categories[c]}")
            gap = LinearExpr.weighted_sum(x, column) - target * size
            model.add_abs_equality(deviation, gap)
            if whole:
                # Counts are whole, so the deviation lies on or above the line through its values
                # at the counts on either side of the target.
                under, part = divmod(target * size, self.unit)
                count = LinearExpr.sum([x[p] for p, weight in enumerate(column) if weight])
                model.add(deviation >= part + (self.unit - 2 * part) * (count - under))
            deviations.append(deviation)
        return self.denominator(size) - LinearExpr.sum(deviations)

    def tighten(
        self,
        model: "cp_model.CpModel",
        x: "Sequence[cp_model.IntVar]",
        plans: Collection[int],
        size: int,
        least: int,
    ) -> bool:
        """Post what follows for whole plans from a numerator of at least so much."""
        found = [
            category_of({p: self.parts[p][c] for p in plans}, target * size, size)
            for c, target in enumerate(self.goal)
        ]
        categories = [each for each in found if each is not None]
        if len(categories) < len(found):
            return False
        return post_patterns(model, x, categories, self.denominator(size) - least)

    def state(self, program: "Program", x: "Sequence[Linear]", size: int) -> "Linear":
        """State a deviation per category from both sides, and tight for the counts that there are.

        A count is a whole number of steps, the greatest that every plan's part is a multiple of;
        so the line through the deviations of the two counts around the target bounds it below
        everywhere.
        """
        deviations = []
        for c, target in enumerate(self.goal):
            column = [row[c] for row in self.parts]
            count, wanted = program.total(x, column), target * size
            deviation = program.number(f"{self.name}:{self.categories[c]}", 0, self.unit * size)
            program.row(deviation - count, low=-wanted)
            program.row(deviation + count, low=wanted)
            step = gcd(*column)
            if step > 1:
                below = wanted % step
                steps = program.total(x, [weight // step for weight in column])
                beyond = steps - wanted // step
                program.row(deviation - (step - 2 * below) * beyond, low=below)
            deviations.append(deviation)
        return 2 * self.unit * size - program.total(deviations)

    def detail(self, chosen: Collection[int]) -> Mapping[str, Part]:
        """Return per category how many plans' worth was chosen, and the target."""
        counts = (Fraction(n, self.unit) for n in self._counts(chosen))
        return {
            category: Part(n, target)
            for category, n, target in zip(self.categories, counts, self.targets, strict=True)
        }

    def out_of_reach(self, plans: Collection[int]) -> Iterator[str]:
        """Yield the categories with a target that none of the plans is in."""
        for c, target in enumerate(self.targets):
            if target and not any(self.weights[p][c] for p in plans):
                yield self.categories[c]

    def is_fixed(self, plans: Collection[int], locked: Collection[int], sizes: range) -> bool:
        """Tell whether all plans weigh the same."""
        return same_profile(self, plans)

    def _counts(self, chosen: Collection[int]) -> list[int]:
        return [sum(self.parts[p][c] for p in chosen) for c in range(len(self.categories))]
