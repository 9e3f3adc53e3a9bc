"""What a criterion offers that is bounded by planes: then the best cohort is proven quickly."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from selector.criteria.base import Criterion

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Plane:
    """`factors` of the chosen plans, by position, plus `constant` bound the total of a case."""

    factors: "NDArray[np.int64]"
    constant: int


class Case(Protocol):
    """The cohorts that choose `count` of `plans`; each has a whole `total`, and so a numerator.

    The total may be written as a function of which plans are chosen that is concave as long as
    the count stays the same.
    """

    @property
    def plans(self) -> tuple[int, ...]:
        """Return the plans that count, by position."""

    @property
    def count(self) -> int:
        """Return how many of them are chosen."""

    @property
    def most(self) -> int:
        """Return the numerator that no cohort exceeds."""

    @property
    def rate(self) -> Fraction | None:
        """Return what a total of 1 is worth at most; None when the total does not matter."""

    def gains(self, plan: int) -> "NDArray[np.int64]":
        """Return what a plan adds to the total with each other plan that is chosen, by position."""

    def total(self, chosen: Collection[int]) -> int:
        """Return the total of a cohort."""

    def numerator(self, total: int) -> int:
        """Return the numerator of the cohorts with a total."""

    def least(self, numerator: int) -> int | None:
        """Return the least total with a numerator or more; None when no total has it."""

    def plane(self, weights: "NDArray[np.int64]", unit: int) -> Plane:
        """Return the plane that touches at `weights` of the plans, in parts of `unit`.

        They add up to `count * unit`. Where `unit` is 1 the plane is exact in that cohort.
        """

    def among(self, plans: Collection[int]) -> "Case":
        """Return the same case for cohorts of these plans: fewer plans, closer planes."""


@runtime_checkable
class Concave(Criterion, Protocol):
    """A criterion whose cohorts fall apart in cases, each with a concave total."""

    def cases(self, plans: Collection[int], size: int) -> Sequence[Case]:
        """Return the cases of cohorts of `size` of these plans, the most promising first."""

    def among(self, plans: Collection[int]) -> Criterion:
        """Return the criterion for cohorts of these plans only: less to post."""
