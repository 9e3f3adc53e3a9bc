"""`sum`: the weighted sum of the scores."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from selector.numbers import SCALE
from selector.tiers.base import Judge


@dataclass(frozen=True)
class Sum:
    """The sum of the scores, each times its weight."""

    kind: ClassVar[str] = "sum"
    ranked: ClassVar[bool] = False
    lower_is_better: ClassVar[bool] = False
    over: tuple[int, ...]
    weights: tuple[int, ...] = ()
    tolerance: int = 0
    relative: bool = False

    def value(self, judge: Judge, chosen: Collection[int]) -> Fraction:
        """Return the weighted sum of the scores."""
        return self.weigh(judge.tier_scores(self, chosen))

    def widest(self) -> Fraction:
        """Return the sum of the weights: every score 1."""
        return Fraction(sum(self.weights), SCALE)

    def weigh(self, scores: Sequence[Fraction]) -> Fraction:
        """Return the weighted sum of scores in the order of its criteria."""
        weighted = zip(self.weights, scores, strict=True)
        return sum((Fraction(w, SCALE) * s for w, s in weighted), Fraction(0))
