"""Where a part of a sum is split: every solution of the part is in one of two halves.

Where a row says that exactly one of some yes/no's holds, y_1 + ... + y_k = 1 (the patterns of a
category, say), and a row that some of the plans are a_1 y_1 + ... + a_k y_k, that number is whole.
The relaxation mixes patterns, so there it often is not: n = 2.4. Every solution has n <= 2 or
n >= 3, so the y_i with a_i > 2 are 0, or those with a_i <= 2 are. Where all such numbers are
whole, a yes/no is 0 or 1.
"""

from collections.abc import Sequence, Set
from math import floor
from typing import TYPE_CHECKING

import numpy as np

from selector.solve.duals import Row
from selector.solve.simplex import FREE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    State = NDArray[np.int8]  # 0, 1 or FREE by place
    Half = tuple[NDArray[np.intp], int]  # places, and what they are
    Count = tuple[NDArray[np.intp], NDArray[np.int64]]  # places of a choice, and its factors

WHOLE = 1e-6  # a number so near to a whole one is whole
EVEN = 0.2  # a number so far from whole is split on before any other


class Splits:
    """The numbers that have to be whole, by `rows` over places, of which `plans` are plans.

    `yes_no` tells which places are 0 or 1. `by_plan`: it is split on plans only.
    """

    def __init__(
        self,
        rows: Sequence[Row],
        plans: "NDArray[np.intp]",
        yes_no: "NDArray[np.bool_]",
        by_plan: bool = False,
    ) -> None:
        self._single = (plans, np.flatnonzero(yes_no))
        self.counts = [] if by_plan else _counts(rows, set(plans.tolist()), yes_no)

    def halves(self, state: "State", values: "NDArray[np.float64]") -> "tuple[Half, Half] | None":
        """Return what holds in either half, the one nearest to the relaxation first.

        None when every yes/no is fixed.
        """
        best, found = WHOLE, None
        for places, factors in self.counts:
            free = state[places] == FREE
            number = float(factors @ values[places])
            part = number - floor(number)
            above, below = free & (factors > number), free & (factors < number)
            if min(part, 1 - part) > best and above.any() and below.any():
                best, found = min(part, 1 - part), ((places[above], 0), (places[below], 0))
                found = found[::-1] if part > 0.5 else found
            if best >= EVEN:
                break
        return found or self._sides(state, values)

    def _sides(self, state: "State", values: "NDArray[np.float64]") -> "tuple[Half, Half] | None":
        """Return the two sides of a yes/no: a plan, if there is one, that is least whole."""
        for among in self._single:
            free = among[state[among] == FREE]
            if len(free):
                place = free[np.argmin(np.abs(values[free] - 0.5))]
                side = int(values[place] > 0.5)
                at = np.array([place])
                return (at, side), (at, 1 - side)
        return None


def apply(state: "State", half: "Half") -> "State":
    """Return a state with what holds in a half."""
    changed = state.copy()
    changed[half[0]] = half[1]
    return changed


def _counts(rows: Sequence[Row], plans: Set[int], yes_no: "NDArray[np.bool_]") -> "list[Count]":
    """Return what is whole of each choice, by the rows that say it is a sum over plans."""
    choices = [
        frozenset(row.terms)
        for row in rows
        if row.equal and row.most == 1 and set(row.terms.values()) == {1}
        if len(row.terms) > 1 and yes_no[list(row.terms)].all() and not plans & row.terms.keys()
    ]
    found: list[Count] = []
    for row in rows:
        others = row.terms.keys() - plans
        if not row.equal or len(others) == len(row.terms):
            continue
        for choice in choices:
            if others and choice.issuperset(others):
                places = sorted(choice)
                factors = [row.terms.get(k, 0) for k in places]
                found.append((np.array(places), np.array(factors)))
    return found
