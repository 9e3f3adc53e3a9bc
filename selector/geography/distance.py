"""Distances between the centres of plans, in whole metres in EPSG:28992.

A centre is the population-weighted mean of the centroids of a plan's municipalities. Plans with
one centre share a site, so a thousand plans on the same municipalities cost no more than a few.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import isqrt
from typing import TYPE_CHECKING

from selector.geography.territory import Territory
from selector.intake.types import Plans, Regions

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Centre = tuple[Fraction, Fraction]


@dataclass(frozen=True, eq=False)
class Distances:
    """`site[plan]` is None for a national plan: it has no place on the map.

    `metres[site, site]` is rounded down to a whole metre.
    """

    site: tuple[int | None, ...]
    metres: "NDArray[np.int32]"

    def between(self, a: int, b: int) -> int:
        """Return the distance between two plans that both have a place."""
        return int(self.metres[self.site[a], self.site[b]])

    @cached_property
    def _where(self) -> "NDArray[np.intp]":
        """Return the site of every plan; -1 for a national one."""
        import numpy as np

        return np.array([-1 if s is None else s for s in self.site], dtype=np.intp)

    def row(self, plan: int, without: int) -> "NDArray[np.int64]":
        """Return the distances of a plan to all others; `without` for a plan that has none."""
        import numpy as np

        placed, site = np.flatnonzero(self._where >= 0), self.site[plan]
        found = np.full(len(self._where), without, dtype=np.int64)
        if site is not None:
            found[placed] = self.metres[site, self._where[placed]]
        found[plan] = without
        return found

    def apart(self, plans: Collection[int]) -> list[int]:
        """Return the distances of all pairs of plans that have a place."""
        import numpy as np

        sites = [s for p in plans if (s := self.site[p]) is not None]
        first, second = np.triu_indices(len(sites), 1)
        where = np.array(sites, dtype=np.intp)
        found: list[int] = self.metres[where[first], where[second]].tolist()
        return found

    def placed(self, plans: Sequence[int]) -> list[int]:
        """Return those of the plans that have a place on the map."""
        return [p for p in plans if self.site[p] is not None]


def measure_distances(plans: Plans, places: Sequence[Territory], regions: Regions) -> Distances:
    """Return the distances between all plans that are not national."""
    import numpy as np

    found = centres(plans, places, regions)
    sites = sorted({point for point in found if point is not None})
    index = {point: i for i, point in enumerate(sites)}
    where = tuple(None if point is None else index[point] for point in found)
    metres = np.zeros((len(sites), len(sites)), dtype=np.int32)
    a, b = np.triu_indices(len(sites), 1)
    metres[a, b] = metres_between(sites, a, b)
    return Distances(where, metres + metres.T)


def centres(
    plans: Plans, places: Sequence[Territory], regions: Regions
) -> tuple[Centre | None, ...]:
    """Return the centre of every plan; None for a national one."""
    return tuple(
        None if plan.national else centre(place, regions)
        for plan, place in zip(plans.rows, places, strict=True)
    )


def centre(place: Territory, regions: Regions) -> Centre:
    """Return the population-weighted mean of the centroids of a territory's municipalities."""
    inside = [regions.municipalities[m] for m in place.municipalities]
    people = sum(m.population for m in inside)
    weights = [m.population if people else 1 for m in inside]
    total = sum(weights)
    return (
        Fraction(sum(Fraction(m.x) * w for m, w in zip(inside, weights, strict=True)), total),
        Fraction(sum(Fraction(m.y) * w for m, w in zip(inside, weights, strict=True)), total),
    )


def metres_between(
    points: Sequence[Centre | None], a: "NDArray[np.int64]", b: "NDArray[np.int64]"
) -> "NDArray[np.float64]":
    """Return whole metres between pairs of points, rounded down; nan where one has no place.

    Where a float is too close to a whole metre, exact arithmetic decides.
    """
    import numpy as np

    placed = [(np.nan, np.nan) if p is None else (float(p[0]), float(p[1])) for p in points]
    floats = np.array(placed).reshape(-1, 2)
    apart = np.hypot(*(floats[a] - floats[b]).T)
    metres: NDArray[np.float64] = np.floor(apart)
    for i in np.flatnonzero(np.abs(apart - np.rint(apart)) < 1e-5):
        one, other = points[a[i]], points[b[i]]
        assert one is not None  # their distance is a number
        assert other is not None
        metres[i] = isqrt(int((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2))
    return metres
