"""The sum of the distances of all pairs chosen, bounded by tangent planes in whole metres.

With D the matrix of distances and x the 0/1 vector of a cohort, the sum is f(x) = 1/2 x'Dx.

1. Let E be what was rounded off: D + E holds the distances themselves, and 0 <= E < 1. Distances
   in the plane are of negative type (Schoenberg, 1938): z'(D + E)z <= 0 whenever sum z = 0.
2. For such z and J the matrix of ones z'Jz = 0, so -z'Ez = -z'(E - J/2)z, and E - J/2 has n
   entries of at most 1/2 in every row: -z'Ez <= n/2 z'z, and z'(D - sI)z <= 0 for s >= n/2.
3. A chosen plan has x = x^2, so with C = D - sI and k chosen plans f(x) = 1/2 x'Cx + 1/2 sk:
   concave as long as k stays the same. For every y with sum y = k, chosen plans or not,
   f(x) <= y'Cx - 1/2 y'Cy + 1/2 sk, and in x = y this is f(y) itself.

All of it is counted in whole numbers; where y is in parts of a unit, the factors are rounded up.
"""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from selector.criteria.asks import Distances
from selector.criteria.concave import Plane

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class PairSum:
    """The cohorts with `count` of `plans`, all with a place on the map.

    The numerator is the mean of the distances in whole metres times `per_metre`, at most `most`;
    fewer than two plans have the most.
    """

    plans: tuple[int, ...]
    count: int
    distances: Distances
    per_metre: int
    most: int

    @property
    def pairs(self) -> int:
        """Return the number of pairs."""
        return self.count * (self.count - 1) // 2

    @cached_property
    def _sites(self) -> "NDArray[np.intp]":
        import numpy as np

        return np.array([self.distances.site[p] for p in self.plans], dtype=np.intp)

    @property
    def rate(self) -> Fraction | None:
        """Return what a metre is worth."""
        return Fraction(self.per_metre, self.pairs) if self.pairs else None

    def gains(self, plan: int) -> "NDArray[np.int64]":
        """Return the distances of a plan to all others; 0 where one has no place."""
        return self.distances.row(plan, without=0)

    def total(self, chosen: Collection[int]) -> int:
        """Return the sum of the distances of all pairs chosen."""
        return sum(self.distances.apart(chosen))

    def numerator(self, total: int) -> int:
        """Return the mean in whole metres, in the unit of the numerator."""
        return min(total // self.pairs * self.per_metre, self.most) if self.pairs else self.most

    def least(self, numerator: int) -> int | None:
        """Return the least sum with so large a mean; None when it is more than the most."""
        if numerator > self.most:
            return None
        return -(-numerator // self.per_metre) * self.pairs

    def plane(self, weights: "NDArray[np.int64]", unit: int) -> Plane:
        """Return the tangent plane at `weights / unit`, rounded up to whole metres."""
        import numpy as np

        shift = -(-len(self.plans) // 2)  # s
        some = np.flatnonzero(weights)
        apart = self.distances.metres[np.ix_(self._sites, self._sites[some])]
        slope = apart.astype(np.int64) @ weights[some] - shift * weights  # unit * Cy
        twice = shift * self.count * unit**2 - int(weights @ slope)
        factors = np.zeros(len(self.distances.site), dtype=np.int64)
        factors[list(self.plans)] = -(-slope // unit)
        return Plane(factors, -(-twice // (2 * unit**2)))

    def among(self, plans: Collection[int]) -> "PairSum":
        """Return the case for cohorts of these plans only."""
        left = tuple(p for p in self.plans if p in plans)
        return PairSum(left, self.count, self.distances, self.per_metre, self.most)
