"""What every rule of competition has: a verdict, a weight, what lifts it, and when it applies."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from selector.criteria.base import Table
from selector.scalars import Whole

if TYPE_CHECKING:
    import pandas as pd


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
