"""`shared_party`: two plans share a sector and an applicant."""

from typing import Any, Literal

from selector.competition.base import CompetitionTable, Evidence


class SharedParty(CompetitionTable):
    """They share a sector, and a board or an institute that both name as applicant."""

    rule: Literal["shared_party"]

    def applies(self, evidence: Evidence) -> Any:
        """Tell of every pair whether it shares a sector and an applicant."""
        parties = evidence.count("shared_boards") + evidence.count("shared_institutes")
        return evidence.same_sector & (parties > 0)
