"""A good cohort to start from: exchanges of a plan for a plan, with a memory of the last ones.

Tabu search (Glover, 1989) for the sum over the pairs chosen of what each pair brings. It proves
nothing; whoever takes its cohort asks the model whether it keeps all rules.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from selector.solve.relaxation import LinearRelaxation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Flags = NDArray[np.bool_]

STALL = 60  # exchanges without a new best, after which it ends unless told otherwise
TENURE = 7  # exchanges during which a plan stays where it was put
NEVER = -(1 << 60)


@dataclass(frozen=True)
class Exchanges:
    """Which plans can take each other's place: `matrix @ x <= high`, and only the `free` move.

    Of the entries of the matrix that are not 0, `rows`, `columns` and `values` tell all.
    """

    matrix: "Whole"
    high: "Whole"
    free: "Flags"
    rows: "Whole"
    columns: "Whole"
    values: "Whole"

    @classmethod
    def under(cls, relaxation: LinearRelaxation, columns: Sequence[int]) -> "Exchanges":
        """Return the exchanges of plans with these variables; rows over others are left out."""
        inside = np.zeros(len(relaxation.lower), dtype=np.int64)
        inside[list(columns)] = 1
        used = abs(relaxation.matrix).sign()
        kept = np.flatnonzero(used @ inside == used @ np.ones_like(inside))
        matrix = relaxation.matrix[kept][:, list(columns)].toarray()
        rows, places = np.nonzero(matrix)
        free, values = relaxation.free[list(columns)], matrix[rows, places]
        return cls(matrix, relaxation.high[kept], free, rows, places, values)

    @cached_property
    def largest(self) -> "Whole":
        """Return the most that a plan adds to each row."""
        found: Whole = self.matrix.max(axis=1, initial=0)
        return found

    def barred(self, chosen: "Whole") -> "Flags":
        """Tell of each chosen plan which plans cannot take its place."""
        barred = np.broadcast_to(~self.free, (len(chosen), len(self.free))).copy()
        barred[:, chosen] = True
        barred[~self.free[chosen]] = True
        mine = self.matrix[:, chosen]
        left = (self.high - mine.sum(axis=1))[:, None] + mine  # by row, without each chosen plan
        tight = self.largest > left.min(axis=1, initial=0)
        entries = np.flatnonzero(tight[self.rows])
        rows, columns, values = self.rows[entries], self.columns[entries], self.values[entries]
        for i in range(len(chosen)):
            barred[i, columns[values > left[rows, i]]] = True
        for row, i in np.argwhere(left < 0):  # a plan that is not in the row is no help
            barred[i] |= self.matrix[row] > left[row, i]
        return barred


def improve(
    chosen: Sequence[int],
    gains: "Callable[[int], Whole]",
    exchanges: Exchanges,
    enough: int | None = None,
    stall: int = STALL,
) -> list[int]:
    """Return the best cohort met for the sum over its pairs of what they bring.

    `gains` of a plan are what it brings with each other plan, by position. A cohort with
    `enough` ends it.
    """
    now = np.array(chosen, dtype=np.intp)
    rows = np.array([gains(p) for p in chosen])
    to_chosen = rows.sum(axis=0)
    total = best = int(to_chosen[now].sum()) // 2
    found, kept = list(chosen), np.zeros(len(to_chosen), dtype=np.int64)
    step, since, draw = 0, 0, np.random.default_rng(1)
    while since < stall and (enough is None or best < enough):
        step, since = step + 1, since + 1
        values = total + to_chosen - to_chosen[now][:, None] - rows
        values[exchanges.barred(now)] = NEVER
        held = (kept > step) | (kept[now] > step)[:, None]
        values[held & (values <= best)] = NEVER
        ties = np.flatnonzero(values == values.max())  # not always the first: that walks in rounds
        place, into = np.unravel_index(int(draw.choice(ties)), values.shape)
        if values[place, into] == NEVER:
            break
        total, out = int(values[place, into]), int(now[place])
        fresh = gains(int(into))
        to_chosen += fresh - rows[place]
        rows[place] = fresh
        kept[out] = kept[into] = step + TENURE
        now[place] = into
        if total > best:
            best, found, since = total, now.tolist(), 0
    return found


def shaken(chosen: Sequence[int], exchanges: Exchanges, draw: np.random.Generator) -> list[int]:
    """Return another cohort to start from: a good one for weights drawn at random."""
    weights = draw.integers(0, 1 << 20, len(exchanges.free))

    def gains(plan: int) -> "Whole":
        both: Whole = weights + weights[plan]
        both[plan] = 0
        return both

    return improve(chosen, gains, exchanges, stall=1)
