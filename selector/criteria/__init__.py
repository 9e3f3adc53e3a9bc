"""The measures. A new one is one new file here and one line in `AnyCriterion`."""

from typing import Annotated

from pydantic import Field

from selector.criteria.balance import BalanceSpec
from selector.criteria.base import Criterion, score
from selector.criteria.coverage import CoverageSpec
from selector.criteria.total import TotalSpec

AnyCriterion = Annotated[
    BalanceSpec | CoverageSpec | TotalSpec,
    Field(discriminator="measure"),
]

__all__ = ["AnyCriterion", "BalanceSpec", "CoverageSpec", "Criterion", "TotalSpec", "score"]
