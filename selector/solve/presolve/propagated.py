"""Bound propagation: what rows leave of the columns they are over.

Of a row sum a_j z_j <= b, with L_j the least that its other columns can come to,

    z_j <= (b - L_j) / a_j where a_j > 0,   z_j >= (b - L_j) / a_j where a_j < 0,

rounded inwards where z_j is whole, and outwards where it is not. A row that its columns cannot
exceed asks nothing. All of it is in whole numbers that floats hold exactly: of a row that could
come to more than `MOST` no use is made. (A quotient of such numbers that is not whole is further
from whole than floats round it.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

from selector.solve.duals import Row
from selector.solve.presolve.programs import IntegerProgram

MOST = float(1 << 50)
ROUNDS = 20  # of all rows; what they leave by then is true, if not the least

Floats = NDArray[np.float64]


def propagated(program: IntegerProgram) -> IntegerProgram | None:
    """Return a programme with the same solutions, of the columns left; None when there are none."""
    side = _Sides.of(program)
    lower, upper = given = np.array(program.lower, float), np.array(program.upper, float)
    whole = np.array(program.whole, bool)
    for _ in range(ROUNDS):
        before = lower, upper
        found = side.tightened(lower, upper, whole)
        if found is None:
            return None
        lower, upper = found
        if (lower == before[0]).all() and (upper == before[1]).all():
            break
    idle = side.idle(lower, upper, len(program.rows))
    left = [row for row, asks_nothing in zip(program.rows, idle, strict=True) if not asks_nothing]
    lows, highs = map(_changed, (program.lower, program.upper), given, (lower, upper))
    return _without_fixed(IntegerProgram(lows, highs, program.whole, left))


@dataclass(frozen=True)
class _Sides:
    """Rows "at most" as arrays: a cell for each coefficient, with the side and column it is of.

    `rows` gives the row that a side is of; a row that is equal has two.
    """

    rows: NDArray[np.intp]
    limits: Floats
    at: NDArray[np.intp]
    columns: NDArray[np.intp]
    values: Floats

    @classmethod
    def of(cls, program: IntegerProgram) -> "_Sides":
        sides = [
            (i, row, sign)
            for i, row in enumerate(program.rows)
            for sign in ((1, -1) if row.equal else (1,))
            if _fits(row, program)
        ]
        cells = [
            (k, j, sign * a)
            for k, (_, row, sign) in enumerate(sides)
            for j, a in row.terms.items()
            if a
        ]
        at, columns, values = zip(*cells, strict=True) if cells else ((), (), ())
        return cls(
            np.array([i for i, _, _ in sides], np.intp),
            np.array([sign * row.most for _, row, sign in sides], float),
            np.array(at, np.intp),
            np.array(columns, np.intp),
            np.array(values, float),
        )

    def tightened(
        self, lower: Floats, upper: Floats, whole: NDArray[np.bool_]
    ) -> tuple[Floats, Floats] | None:
        """Return the bounds that each row leaves, beside all others as they were."""
        spare = self.limits - self._sums(lower, upper)
        if (spare < 0).any():
            return None
        up, column, value = self.values > 0, self.columns, self.values
        room = spare[self.at] / value
        inwards = whole[column]
        highest = lower[column] + np.where(inwards, np.floor(room), np.ceil(room))
        lowest = upper[column] + np.where(inwards, np.ceil(room), np.floor(room))
        lower, upper = lower.copy(), upper.copy()
        np.minimum.at(upper, column[up], highest[up])
        np.maximum.at(lower, column[~up], lowest[~up])
        return None if (lower > upper).any() else (lower, upper)

    def idle(self, lower: Floats, upper: Floats, count: int) -> NDArray[np.bool_]:
        """Tell of so many rows which ask nothing of columns within bounds."""
        asking = np.ones(count, bool)
        asking[self.rows] = False
        asking[self.rows[self._sums(upper, lower) > self.limits]] = True
        return ~asking

    def _sums(self, low: Floats, high: Floats) -> Floats:
        """Return per side its coefficients above 0 times `low`, and the others times `high`."""
        parts = self.values * np.where(self.values > 0, low[self.columns], high[self.columns])
        return np.bincount(self.at, parts, minlength=len(self.limits)).astype(float)


def _changed(bounds: Sequence[int], before: Floats, after: Floats) -> list[int]:
    """Return bounds with those that changed; the others may be larger than floats can hold."""
    changed = list(bounds)
    for j in np.flatnonzero(before != after).tolist():
        changed[j] = int(after[j])
    return changed


def _fits(row: Row, program: IntegerProgram) -> bool:
    reach = ((a, max(-program.lower[j], program.upper[j], 1)) for j, a in row.terms.items())
    return abs(row.most) + sum(2 * abs(a) * most for a, most in reach) < MOST


def _without_fixed(program: IntegerProgram) -> IntegerProgram | None:
    """Return the rows over the columns left, as small as they can be; None when one is broken."""
    rows = []
    for row in program.rows:
        open_ = left(row, program)
        if open_ is None:
            return None
        if open_.terms:
            rows.append(open_)
    return IntegerProgram(program.lower, program.upper, program.whole, rows)


def left(row: Row, program: IntegerProgram) -> Row | None:
    """Return a row over the columns left, as small as it can be; None when it is broken."""
    lower, upper = program.lower, program.upper
    terms = {j: a for j, a in row.terms.items() if lower[j] < upper[j]}
    most = row.most - sum(a * lower[j] for j, a in row.terms.items() if lower[j] == upper[j])
    if not terms:
        broken = most < 0 or (row.equal and most > 0)
        return None if broken else Row({}, 0)
    shared = gcd(*terms.values())
    if shared == 1 or not all(program.whole[j] for j in terms):
        return Row(terms, most, row.equal)
    if row.equal and most % shared:
        return None
    return Row({j: a // shared for j, a in terms.items()}, most // shared, row.equal)
