"""`competition`: the weight of the penalised pairs inside the cohort."""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from selector.tiers.base import Judge


@dataclass(frozen=True)
class LeastCompetition:
    """The least competition; it is over no criteria."""

    kind: ClassVar[str] = "competition"
    ranked: ClassVar[bool] = False
    lower_is_better: ClassVar[bool] = True
    over: tuple[int, ...] = ()
    weights: tuple[int, ...] = ()
    tolerance: int = 0
    relative: bool = False

    def value(self, judge: Judge, chosen: Collection[int]) -> Fraction:
        """Return the weight of the penalised pairs."""
        return Fraction(judge.penalty(chosen))

    def widest(self) -> Fraction:
        """Return 0: no weight is lower."""
        return Fraction(0)
