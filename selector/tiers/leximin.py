"""`leximin`: the lowest score, then the second lowest, and so on."""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from selector.tiers.base import Judge


@dataclass(frozen=True)
class Leximin:
    """The scores from the lowest up, compared in that order."""

    kind: ClassVar[str] = "leximin"
    ranked: ClassVar[bool] = True
    lower_is_better: ClassVar[bool] = False
    over: tuple[int, ...]
    weights: tuple[int, ...] = ()
    tolerance: int = 0
    relative: bool = False

    def value(self, judge: Judge, chosen: Collection[int]) -> tuple[Fraction, ...]:
        """Return the scores, ascending."""
        return tuple(sorted(judge.tier_scores(self, chosen)))

    def widest(self) -> tuple[Fraction, ...]:
        """Return 1 for every criterion."""
        return (Fraction(1),) * len(self.over)
