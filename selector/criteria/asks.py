"""What a measure asks of the plans when it is bound: fields, distances, a place for faults."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from selector.errors import Reporter

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class FieldValues:
    """One field for all plans: `parts[plan]` maps a category to its weight.

    A category or label weighs 1, a share its whole per mille. `domain` holds the
    values that count unless a scenario declares others, `special` a value outside that list;
    None: any value is possible. `population` holds the people of the country by category.
    """

    name: str
    parts: tuple[Mapping[str, int], ...]
    domain: tuple[str, ...] | None = None
    population: Mapping[str, int] | None = None
    shares: bool = False
    special: str = ""

    @property
    def occurring(self) -> set[str]:
        """Return the values that some plan has."""
        return {category for parts in self.parts for category in parts}

    def knows(self, value: str) -> bool:
        """Tell whether a value is possible: it occurs, or no list says what is."""
        if self.domain is None:
            return True
        return value in self.domain or value == self.special or value in self.occurring


class Distances(Protocol):
    """Distances between plans in whole metres; a national plan has no site on the map."""

    @property
    def site(self) -> tuple[int | None, ...]:
        """Return the site of each plan, or None."""

    @property
    def metres(self) -> "NDArray[np.int32]":
        """Return the distance between every two sites, rounded down."""

    def between(self, a: int, b: int) -> int:
        """Return the distance between two plans that both have a place."""

    def apart(self, plans: Collection[int]) -> list[int]:
        """Return the distances of all pairs of plans that have a place."""

    def placed(self, plans: Sequence[int]) -> list[int]:
        """Return those of the plans that have a place on the map."""

    def row(self, plan: int, without: int) -> "NDArray[np.int64]":
        """Return the distances of a plan to all others; `without` for a plan that has none."""


class Fields(Protocol):
    """The plans as measures see them, by position."""

    @property
    def plan_ids(self) -> tuple[str, ...]:
        """Return the plan_ids in order."""

    @property
    def eligible(self) -> tuple[int, ...]:
        """Return the eligible plans, those locked out included."""

    @property
    def distances(self) -> Distances:
        """Return the distances between the plans that have a place on the map."""

    def categories_of(
        self, name: str, report: Reporter, allow_shares: bool = False, place: str = ".on"
    ) -> FieldValues | None:
        """Return a field as categories, or report that there is no such field."""

    def declared(
        self, values: FieldValues, categories: Sequence[str], report: Reporter
    ) -> tuple[str, ...]:
        """Return the categories that count, and warn of plans that have none of them."""

    def numbers_of(self, name: str, report: Reporter) -> tuple[Decimal | None, ...] | None:
        """Return a numeric column, None where it is empty, or report what is not a number."""
