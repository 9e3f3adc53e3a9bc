"""`worst`: the lowest score among the listed criteria."""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from selector.tiers.base import Judge


@dataclass(frozen=True)
class Worst:
    """The lowest score, raised as far as can be."""

    kind: ClassVar[str] = "worst"
    ranked: ClassVar[bool] = False
    lower_is_better: ClassVar[bool] = False
    over: tuple[int, ...]
    weights: tuple[int, ...] = ()
    tolerance: int = 0
    relative: bool = False

    def value(self, judge: Judge, chosen: Collection[int]) -> Fraction:
        """Return the lowest score."""
        return min(judge.tier_scores(self, chosen))

    def widest(self) -> Fraction:
        """Return 1: no score is higher."""
        return Fraction(1)
