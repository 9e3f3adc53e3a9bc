"""The measures. A new one is one new file here and one line in `AnyCriterion`."""

from typing import Annotated

from pydantic import Field

from selector.criteria.balance import BalanceSpec
from selector.criteria.base import Additive, Criterion, Joining, Levelled, Tightened, score
from selector.criteria.concave import Case, Concave, Plane
from selector.criteria.coverage import CoverageSpec
from selector.criteria.dispersion import DispersionSpec
from selector.criteria.total import TotalSpec

AnyCriterion = Annotated[
    BalanceSpec | CoverageSpec | DispersionSpec | TotalSpec,
    Field(discriminator="measure"),
]

__all__ = [
    "Additive",
    "AnyCriterion",
    "BalanceSpec",
    "Case",
    "Concave",
    "CoverageSpec",
    "Criterion",
    "DispersionSpec",
    "Joining",
    "Levelled",
    "Plane",
    "Tightened",
    "TotalSpec",
    "score",
]
