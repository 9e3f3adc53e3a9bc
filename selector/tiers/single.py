"""`criterion`: the score on one criterion."""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from selector.tiers.base import Judge


@dataclass(frozen=True)
class Single:
    """One criterion by itself."""

    kind: ClassVar[str] = "criterion"
    ranked: ClassVar[bool] = False
    lower_is_better: ClassVar[bool] = False
    over: tuple[int, ...]
    weights: tuple[int, ...] = ()
    tolerance: int = 0
    relative: bool = False

    def value(self, judge: Judge, chosen: Collection[int]) -> Fraction:
        """Return the score."""
        (score,) = judge.tier_scores(self, chosen)
        return score

    def widest(self) -> Fraction:
        """Return 1: no score is higher."""
        return Fraction(1)
