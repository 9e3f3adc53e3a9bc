"""Distances between the centres of plans, in whole metres in EPSG:28992.

A centre is the population-weighted mean of the centroids of a plan's municipalities. Plans with
one centre share a site, so a thousand plans on the same municipalities cost no more than a few.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING

from selector.geography.territory import Territory
from selector.intake.types import Plans, Regions

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Point = tuple[Fraction, Fraction]


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
    centres = [
        None if plan.national else centre(place, regions)
        for plan, place in zip(plans.rows, places, strict=True)
    ]
    sites = sorted({point for point in centres if point is not None})
    index = {point: i for i, point in enumerate(sites)}
    where = tuple(None if point is None else index[point] for point in centres)
    return Distances(where, _metres(sites))


def centre(place: Territory, regions: Regions) -> Point:
    """Return the population-weighted mean of the centroids of a territory's municipalities."""
    inside = [regions.municipalities[m] for m in place.municipalities]
    people = sum(m.population for m in inside)
    weights = [m.population if people else 1 for m in inside]
    total = sum(weights)
    return (
        Fraction(sum(Fraction(m.x) * w for m, w in zip(inside, weights, strict=True)), total),
        Fraction(sum(Fraction(m.y) * w for m, w in zip(inside, weights, strict=True)), total),
    )


def _metres(sites: Sequence[Point]) -> "NDArray[np.int32]":
    """Return all distances; where a float is too close to a whole metre, by exact arithmetic."""
    import numpy as np

    points = np.array([[float(x), float(y)] for x, y in sites]).reshape(-1, 2)
    apart = np.hypot(*(points[:, None, :] - points[None, :, :]).transpose(2, 0, 1))
    metres: NDArray[np.int32] = np.floor(apart).astype(np.int32)
    for a, b in np.argwhere(np.abs(apart - np.rint(apart)) < 1e-5):
        if a < b:
            (xa, ya), (xb, yb) = sites[a], sites[b]
            metres[a, b] = metres[b, a] = isqrt(int((xa - xb) ** 2 + (ya - yb) ** 2))
    return metres
