"""`balance`: how much of the cohort sits where the target distribution wants it.

With w_pc in per mille and targets t_c that sum to 1000, for a cohort of N plans:
D = sum over c of | sum_p w_pc x_p - t_c N |, and score = 1 - D / (2000 N).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import Field

from selector.criteria.base import CriterionSpec, Label
from selector.numbers import SCALE, per_mille, scaled
from selector.scalars import Decimal4

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from selector.fields import Fields, FieldValues, Report
    from selector.solve.program import Linear, Program

Target = Literal["equal", "applicants", "population"]
Shares = Annotated[dict[str, Annotated[Decimal4, Field(ge=0)]], Field(min_length=1)]


class BalanceSpec(CriterionSpec):
    """A `[[criteria]]` table with `measure = "balance"`."""

    measure: Literal["balance"]
    target: Target | Shares = "equal"
    categories: tuple[Label, ...] = ()

    def bind(self, fields: "Fields", report: "Report") -> "Balance | None":
        """Round the plans' weights and the target to per mille over the declared categories."""
        values = fields.categories_of(self.on, report, allow_shares=True)
        if values is None:
            return None
        given = tuple(self.target) if isinstance(self.target, dict) else ()
        categories = fields.declared(values, self.categories or given, report)
        weights = tuple(_weights(parts, categories) for parts in values.parts)
        targets = self._targets(fields, values, categories, weights, report)
        return None if targets is None else Balance(self.name, categories, targets, weights)

    def _targets(
        self,
        fields: "Fields",
        values: "FieldValues",
        categories: Sequence[str],
        weights: Sequence[Sequence[int]],
        report: "Report",
    ) -> tuple[int, ...] | None:
        if isinstance(self.target, dict):
            given = self.target
            return per_mille([scaled(given.get(c, Decimal(0))) for c in categories])
        if self.target == "population":
            if values.population is None:
                report.fault("no_population", place=".target", value=self.target, on=self.on)
                return None
            parts = [values.population.get(c, 0) for c in categories]
        elif self.target == "applicants":
            parts = [sum(weights[p][c] for p in fields.eligible) for c in range(len(categories))]
        else:
            parts = [1] * len(categories)
        if sum(parts) == 0:
            report.note("empty_target", name=self.name, target=self.target)
            parts = [1] * len(categories)
        return per_mille(parts)


def target_total(target: Mapping[str, Decimal]) -> int:
    """Return the sum of a given target in ten-thousandths of a per mille."""
    return sum(scaled(share) for share in target.values())


TARGET_TOTAL = 1000 * SCALE


def _weights(parts: Mapping[str, int], categories: Sequence[str]) -> tuple[int, ...]:
    """Return a plan's per mille in each declared category; the rest falls outside them."""
    order = [*categories, *sorted(set(parts) - set(categories))]
    return per_mille([parts.get(c, 0) for c in order])[: len(categories)]


@dataclass(frozen=True)
class Balance:
    """`weights[plan][category]` and `targets[category]` in per mille."""

    measure: ClassVar[str] = "balance"
    name: str
    categories: tuple[str, ...]
    targets: tuple[int, ...]
    weights: tuple[tuple[int, ...], ...]

    def denominator(self, size: int) -> int:
        """Return 2000 N."""
        return 2000 * size

    def numerator(self, chosen: Collection[int]) -> int:
        """Return 2000 N - D."""
        size = len(chosen)
        counts = self._counts(chosen)
        deviation = sum(abs(n - t * size) for n, t in zip(counts, self.targets, strict=True))
        return self.denominator(size) - deviation

    def profile(self, plan: int) -> tuple[int, ...]:
        """Return the plan's per mille in each category."""
        return self.weights[plan]

    def post(
        self, model: "cp_model.CpModel", x: "Sequence[cp_model.IntVar]", size: int
    ) -> "cp_model.LinearExpr":
        """Post one deviation per category, as tight as whole counts allow."""
        from ortools.sat.python.cp_model import LinearExpr

        deviations = []
        for c, target in enumerate(self.targets):
            column = [row[c] for row in self.weights]
            whole = all(weight in (0, 1000) for weight in column)
            rest = target * size % 1000
            low = min(rest, 1000 - rest) if whole else 0
            high = max(target, 1000 - target) * size
            deviation = model.new_int_var(low, high, f"{self.name}:{self.categories[c]}")
            gap = LinearExpr.weighted_sum(x, column) - target * size
            model.add_abs_equality(deviation, gap)
            if whole:
                # Counts are whole, so the deviation lies on or above the line through its values
                # at the counts on either side of the target.
                under, part = divmod(target * size, 1000)
                count = LinearExpr.sum([x[p] for p, weight in enumerate(column) if weight])
                model.add(deviation >= part + (1000 - 2 * part) * (count - under))
            deviations.append(deviation)
        return self.denominator(size) - LinearExpr.sum(deviations)

    def state(self, program: "Program", x: "Sequence[Linear]", size: int) -> "Linear":
        """State a deviation per category from both sides, and tight where plans count whole.

        Where every plan counts for 0 or 1000 the count steps by 1000, and the line through the
        deviations of the two counts around the target bounds it below everywhere.
        """
        deviations = []
        for c, target in enumerate(self.targets):
            column = [row[c] for row in self.weights]
            count, wanted = program.total(x, column), target * size
            deviation = program.number(f"{self.name}:{self.categories[c]}", 0, 1000 * size)
            program.row(deviation - count, low=-wanted)
            program.row(deviation + count, low=wanted)
            if set(column) <= {0, 1000}:
                below = wanted % 1000
                members = program.total(x, [weight // 1000 for weight in column])
                beyond = members - wanted // 1000
                program.row(deviation - (1000 - 2 * below) * beyond, low=below)
            deviations.append(deviation)
        return 2000 * size - program.total(deviations)

    def detail(self, chosen: Collection[int]) -> Mapping[str, Any]:
        """Return per category how many plans' worth was chosen, and the target in per mille."""
        counts = self._counts(chosen)
        return {
            category: {"count": n // 1000 if n % 1000 == 0 else str(Fraction(n, 1000)), "target": t}
            for category, n, t in zip(self.categories, counts, self.targets, strict=True)
        }

    def _counts(self, chosen: Collection[int]) -> list[int]:
        return [sum(self.weights[p][c] for p in chosen) for c in range(len(self.categories))]
