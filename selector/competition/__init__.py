"""The rules of competition. A new one is one new file here and one line in `CompetitionRule`."""

from typing import Annotated

from pydantic import Field

from selector.competition.base import COUNTS, FLAGS, Evidence
from selector.competition.neighbours import Neighbours
from selector.competition.overlap import Overlap
from selector.competition.shared_party import SharedParty

CompetitionRule = Annotated[Overlap | SharedParty | Neighbours, Field(discriminator="rule")]

__all__ = [
    "COUNTS",
    "FLAGS",
    "CompetitionRule",
    "Evidence",
    "Neighbours",
    "Overlap",
    "SharedParty",
]
