"""What the tiers of an objective share: how a cohort is valued, and which value is better."""

from collections.abc import Collection
from fractions import Fraction
from typing import ClassVar, Protocol

Value = Fraction | tuple[Fraction, ...]


class Judge(Protocol):
    """What a tier can ask about a cohort, given by positions of plans."""

    def tier_scores(self, tier: "Tier", chosen: Collection[int]) -> list[Fraction]:
        """Return the scores as the tier looks at them, in the order of its criteria."""

    def penalty(self, chosen: Collection[int]) -> int:
        """Return the weight of the penalised pairs inside it."""


class Tier(Protocol):
    """One tier of the objective, over criteria by position; weights in ten-thousandths.

    `tolerance`, in ten-thousandths of a score, is what later tiers may give up of it. A
    `relative` tier looks at each score as a share of the best that it could be alone. `kind` is
    what a scenario calls it; `ranked` when its value is a row of scores, from the lowest up.
    """

    kind: ClassVar[str]
    ranked: ClassVar[bool]
    lower_is_better: ClassVar[bool]

    @property
    def over(self) -> tuple[int, ...]:
        """Return the criteria that it is about."""

    @property
    def weights(self) -> tuple[int, ...]:
        """Return their weights."""

    @property
    def tolerance(self) -> int:
        """Return what later tiers may give up of it."""

    @property
    def relative(self) -> bool:
        """Tell whether scores are shares of what could be reached."""

    def value(self, judge: Judge, chosen: Collection[int]) -> Value:
        """Return what a cohort is worth."""

    def widest(self) -> Value:
        """Return the bound that holds for any cohort."""


def better(first: Value, second: Value, tier: Tier) -> bool:
    """Tell whether the first value of a tier beats the second."""
    if tier.lower_is_better:
        return first < second  # type: ignore[operator]
    return first > second  # type: ignore[operator]
