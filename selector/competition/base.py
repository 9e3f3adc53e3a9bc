"""What every rule of competition has: a verdict, a weight, what lifts it, and when it applies."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from selector.criteria.base import Table
from selector.scalars import Whole

if TYPE_CHECKING:
    import pandas as pd

# What two plans have in common, as columns of the evidence: counted, or true or false.
COUNTS = (
    "shared_cells",
    "shared_population",
    "shared_municipalities",
    "shared_area_m2",
    "shared_boards",
    "shared_institutes",
)
FLAGS = ("adjacent", "same_labour_market_region", "agreement")


@dataclass(frozen=True)
class Evidence:
    """What pairs of plans have in common, a row each.

    `pairs` has the counts and flags that `Competition` describes; `smaller` holds the population
    of the smaller of the two territories, `sliver` whether what they share is too small an area
    to be an overlap.
    """

    pairs: "pd.DataFrame"
    smaller: Any
    sliver: Any

    def count(self, column: str) -> Any:
        """Return a column as an array."""
        return self.pairs[column].to_numpy()

    @property
    def same_sector(self) -> Any:
        """Tell of every pair whether the two share a sector."""
        return self.count("shared_sectors") > 0


class CompetitionTable(Table):
    """The keys that every `[[competition]]` rule has."""

    verdict: Literal["forbid", "penalise", "report"] = "forbid"
    weight: Whole = 1
    lifted_by: tuple[Literal["afstemming", "landelijk"], ...] = ("afstemming", "landelijk")

    def applies(self, evidence: Evidence) -> Any:
        """Tell of every pair whether the rule applies, before any lifting."""
        raise NotImplementedError
