"""`total`: the mean over the chosen plans of a numeric column, scaled to 0..1."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from selector.criteria.asks import Fields
from selector.criteria.base import Contradiction, CriterionSpec, Part, same_profile
from selector.errors import Reporter
from selector.numbers import scaled, show_decimal
from selector.scalars import Decimal4

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from selector.statement import Linear, Program


class TotalSpec(CriterionSpec):
    """A `[[criteria]]` table with `measure = "total"`; an empty value counts as `range[0]`."""

    measure: Literal["total"]
    range: Annotated[tuple[Decimal4, ...], Field(min_length=2, max_length=2)] = (
        Decimal(0),
        Decimal(1),
    )

    def bind(self, fields: Fields, report: Reporter) -> "Total | None":
        """Read the column as ten-thousandths above the low end of the range."""
        numbers = fields.numbers_of(self.on, report)
        if numbers is None:
            return None
        low, high = self.range
        for plan_id, number in zip(fields.plan_ids, numbers, strict=True):
            if number is not None and low < high and not low <= number <= high:
                report.fault(
                    "outside_range",
                    place=".range",
                    value=show_decimal(number),
                    found=number,
                    plan=plan_id,
                    on=self.on,
                    low=low,
                    high=high,
                )
        empty = [fields.plan_ids[p] for p in fields.eligible if numbers[p] is None]
        if empty:
            report.note("empty_is_low", name=self.name, on=self.on, low=low, plans=empty)
        above = tuple(0 if n is None else scaled(n) - scaled(low) for n in numbers)
        return Total(self.name, above, scaled(high) - scaled(low))

    def contradictions(self) -> Iterator[Contradiction]:
        """Yield what is well formed and yet cannot be meant."""
        yield from super().contradictions()
        if self.range[0] >= self.range[1]:
            low, high = map(show_decimal, self.range)
            yield "min_over_max", ".range", f"{low} >= {high}", {}


@dataclass(frozen=True)
class Total:
    """`above[plan]`: how far the plan is above the low end, in ten-thousandths; `span`: of all."""

    measure: ClassVar[str] = "total"
    name: str
    above: tuple[int, ...]
    span: int

    def denominator(self, size: int) -> int:
        """Return the span times N."""
        return self.span * size

    def numerator(self, chosen: Collection[int]) -> int:
        """Add up what the chosen plans have above the low end."""
        return sum(self.above[p] for p in chosen)

    def profile(self, plan: int) -> int:
        """Return how far the plan is above the low end."""
        return self.above[plan]

    def part(self, plan: int) -> int:
        """Return how far the plan is above the low end."""
        return self.above[plan]

    def post(
        self, model: "cp_model.CpModel", x: "Sequence[cp_model.IntVar]", size: int
    ) -> "cp_model.LinearExpr":
        """Post nothing: the sum itself is linear."""
        from ortools.sat.python.cp_model import LinearExpr

        return LinearExpr.weighted_sum(x, self.above)

    def state(self, program: "Program", x: "Sequence[Linear]", size: int) -> "Linear":
        """State nothing: the sum itself is linear."""
        return program.total(x, self.above)

    def detail(self, chosen: Collection[int]) -> Mapping[str, Part]:
        """Return nothing: a mean has no categories."""
        return {}

    def out_of_reach(self, plans: Collection[int]) -> Iterator[str]:
        """Yield nothing: a mean has no categories."""
        return iter(())

    def is_fixed(self, plans: Collection[int], locked: Collection[int], sizes: range) -> bool:
        """Tell whether all plans have the same value."""
        return same_profile(self, plans)
