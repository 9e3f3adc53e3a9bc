"""`neighbours`: two plans in one sector and labour-market region that meet."""

from typing import Any, Literal

from selector.competition.base import CompetitionTable, Evidence


class Neighbours(CompetitionTable):
    """They share a sector, a labour-market region, and a municipality or a border."""

    rule: Literal["neighbours"]

    def applies(self, evidence: Evidence) -> Any:
        """Tell of every pair whether it shares these."""
        meet = (evidence.count("shared_municipalities") > 0) | evidence.count("adjacent")
        return evidence.same_sector & evidence.count("same_labour_market_region") & meet
