"""`dispersion`: how far apart the chosen plans lie, as a part of a reference distance."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from selector.criteria.asks import Fields
from selector.criteria.base import CriterionSpec
from selector.criteria.mean_distance import MeanDistance
from selector.criteria.min_distance import MinDistance
from selector.errors import Reporter
from selector.numbers import scaled
from selector.scalars import Decimal4


class DispersionSpec(CriterionSpec):
    """A `[[criteria]]` table with `measure = "dispersion"`; the score is 1 from `reference_km`."""

    measure: Literal["dispersion"]
    on: Literal["min_distance", "mean_distance"]
    reference_km: Annotated[Decimal4, Field(gt=Decimal(0))]

    def bind(self, fields: Fields, report: Reporter) -> "MinDistance | MeanDistance":
        """Measure the distances between all plans."""
        kind = MinDistance if self.on == "min_distance" else MeanDistance
        return kind(self.name, scaled(self.reference_km), fields.distances)
