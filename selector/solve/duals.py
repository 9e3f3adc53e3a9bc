"""The linear relaxation of whole rows, and what its duals prove in whole numbers.

For any y (not below 0 on a row "at most"), every solution z of the rows A z <= b and its bounds has

    c z  <=  y b + sum over j of max(r_j l_j, r_j u_j)   with   r = c - y A.

So whatever y a linear programme proposes in floats, rounded to whole parts of `PARTS`, this sum U
is a bound, computed in whole numbers. A yes/no z_j costs |r_j| more on its worse side; where that
takes U below what is wanted, z_j is fixed. Nothing hangs on whether the y is any good.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

PARTS = 1 << 60  # a dual of 1 in whole parts

Terms = Mapping[int, int]


@dataclass(frozen=True)
class Row:
    """Whole coefficients by column, and what they come to at most (`equal`: exactly)."""

    terms: Terms
    most: int
    equal: bool = False

    @property
    def excludes(self) -> bool:
        """Tell whether it says that of some yes/no's at most one is 1."""
        return not self.equal and self.most == 1 and set(self.terms.values()) == {1}


@dataclass(frozen=True)
class Bound:
    """No solution exceeds `top` / `PARTS`; `slope` is the reduced cost of each column."""

    top: int
    slope: Sequence[int]

    def below(self, target: int) -> bool:
        """Tell whether no solution reaches a target."""
        return self.top < target * PARTS

    def room(self, target: int) -> int:
        """Return what may be lost before a target is out of reach, in whole parts."""
        return self.top - target * PARTS

    def fixed(self, columns: Sequence[int], target: int) -> dict[int, int]:
        """Return which yes/no columns must be 0 or 1 where a target is reached."""
        room = self.room(target)
        spent = {column: self.slope[column] for column in columns}
        return {column: int(slope > 0) for column, slope in spent.items() if abs(slope) > room}


@dataclass(frozen=True)
class _Side:
    """Rows of one kind as a linear programme takes them: by their `places`, over a `scale`."""

    places: Sequence[int]
    scale: Sequence[float]
    matrix: csr_array | None
    limits: Sequence[float]

    @classmethod
    def of(cls, places: Sequence[int], rows: Sequence[Row], width: int) -> "_Side":
        """Write some of the rows out over so many columns."""
        scale = [_largest(rows[i].terms) for i in places]
        limits = [rows[i].most / by for i, by in zip(places, scale, strict=True)]
        cells = [
            (k, j, a / scale[k]) for k, i in enumerate(places) for j, a in rows[i].terms.items()
        ]
        at, columns, values = zip(*cells, strict=True) if cells else ((), (), ())
        shape = (len(places), width)
        return cls(
            places,
            scale,
            csr_array((values, (at, columns)), shape=shape) if places else None,
            limits,
        )


class LinearRows:
    """Whole bounds of columns, and rows over them; more can be added."""

    def __init__(self, bounds: Iterable[tuple[int, int]], rows: Iterable[Row]) -> None:
        self.bounds, self.rows = list(bounds), list(rows)
        self._written: tuple[_Side, _Side] | None = None

    def column(self, low: int, high: int) -> int:
        """Add a column and return its position."""
        self.bounds.append((low, high))
        self._written = None
        return len(self.bounds) - 1

    def at_least(self, terms: Terms, least: int) -> None:
        """Add a row."""
        self.rows.append(Row({j: -a for j, a in terms.items()}, -least))
        self._written = None

    def maximum(
        self,
        objective: Terms,
        seconds: float | None = None,
        fixed: Mapping[int, int] | None = None,
    ) -> Bound | None:
        """Bound an objective; None when the linear programme has no duals to offer in time.

        With columns `fixed`, of the solutions that have them so.
        """
        bounds = list(self.bounds)
        for j, value in (fixed or {}).items():
            bounds[j] = (value, value)
        duals = self._duals(objective, bounds, seconds)
        if duals is None:
            return None
        return self.proven(objective, [round(dual * PARTS) for dual in duals], bounds)

    def proven(
        self, objective: Terms, duals: Iterable[int], bounds: Sequence[tuple[int, int]]
    ) -> Bound:
        """Count out how a dual per row, in whole parts, bounds an objective within bounds.

        One below 0 on a row "at most" proves nothing, and counts as 0.
        """
        slope, top = [0] * len(bounds), 0
        for j, c in objective.items():
            slope[j] = c * PARTS
        for row, dual in zip(self.rows, duals, strict=True):
            if dual == 0 or (dual < 0 and not row.equal):
                continue
            top += dual * row.most
            for j, a in row.terms.items():
                slope[j] -= dual * a
        spans = zip(slope, bounds, strict=True)
        top += sum(max(r * low, r * high) for r, (low, high) in spans)
        return Bound(top, slope)

    def _duals(
        self, objective: Terms, bounds: Sequence[tuple[int, int]], seconds: float | None
    ) -> list[float] | None:
        """Return a dual per row, as floats propose them; rows are scaled to be near 1."""
        from scipy.optimize import linprog  # it loads half of scipy, and a small round asks nothing

        cost = np.zeros(len(self.bounds))
        weight = _largest(objective)
        for j, c in objective.items():
            cost[j] = -c / weight
        most, equal = self._sides()
        found = linprog(  # type: ignore[call-overload]  # its stubs know no sparse matrices
            cost, most.matrix, most.limits, equal.matrix, equal.limits, bounds,
            method="highs", options={} if seconds is None else {"time_limit": seconds},
        )  # fmt: skip
        if found.status != 0:
            return None
        duals = [0.0] * len(self.rows)
        for side, told in ((most, found.ineqlin), (equal, found.eqlin)):
            for i, scale, dual in zip(side.places, side.scale, told.marginals, strict=True):
                duals[i] = -float(dual) * weight / scale
        return duals

    def _sides(self) -> "tuple[_Side, _Side]":
        """Return the rows "at most" and those that are equal; written out once for many bounds."""
        if self._written is None:
            kinds = [
                [i for i, row in enumerate(self.rows) if row.equal is equal]
                for equal in (False, True)
            ]
            most, equal = (_Side.of(kind, self.rows, len(self.bounds)) for kind in kinds)
            self._written = (most, equal)
        return self._written


def _largest(terms: Terms) -> float:
    return float(max(map(abs, terms.values()), default=1) or 1)
