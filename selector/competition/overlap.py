"""`overlap`: two plans share cells with a part of the smaller population."""

from decimal import Decimal
from typing import Any, Literal

from selector.competition.base import CompetitionTable, Evidence
from selector.numbers import SCALE, scaled
from selector.scalars import Share


class Overlap(CompetitionTable):
    """They share cells with at least `min_share` of the smaller population."""

    rule: Literal["overlap"]
    min_share: Share = Decimal("0.05")

    def applies(self, evidence: Evidence) -> Any:
        """Tell of every pair whether the shared cells hold enough people, and are no sliver."""
        shared = evidence.count("shared_population") * SCALE
        enough = shared >= scaled(self.min_share) * evidence.smaller
        return (evidence.count("shared_cells") > 0) & enough & ~evidence.sliver
