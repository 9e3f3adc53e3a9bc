"""A linear programme that is asked again and again, each time with other columns fixed.

What is fixed is not bounded but priced: a column that must be 0 costs `DEAR` more than it brings,
one that must be 1 brings so much more. So the rows stay as they are, every question has an answer,
and GLOP goes on from where it ended the last time. Whatever duals y it ends with (not below 0 on a
row "at most"), rounded to whole parts of `FINE`,

    c z  <=  y b + sum over j of max(r_j l_j, r_j u_j)   with   r = c - y A

bounds every solution z within l and u, those with what is fixed. It is counted in whole numbers
(see `duals`), so nothing hangs on whether the y is any good; where what is fixed contradicts the
rows, the prices drive it below anything that is asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import frexp
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array

from selector.solve.duals import Row, Terms

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Floats = NDArray[np.float64]

FINE = 1 << 20  # a dual of 1 in whole parts
DEAR = 100.0  # times what the dearest column brings
LARGE = 1 << 40  # rows with larger numbers are left out, or over columns that can be larger
BROKEN = 0.2  # by so much a row is broken
ROOM = float(1 << 61)  # what a sum of whole numbers must stay below
FREE = -1
LONGEST = 1e9  # seconds; GLOP takes no more than some
PARAMETERS = "use_preprocessing:false use_dual_simplex:false"


@dataclass(frozen=True)
class Answer:
    """No solution exceeds `top` / `fine`; `slope` / `fine` is the reduced cost of each column.

    `values` are those of the columns in the relaxation, to choose by; `duals` / `fine` those of the
    rows, which prove it.
    """

    top: int
    slope: "Whole"
    values: "Floats"
    duals: "Whole"
    fine: int

    @property
    def most(self) -> int:
        """Return the whole number that no solution exceeds."""
        return self.top // self.fine

    def over(self, least: int) -> int:
        """Return by how much the bound lies over a number, in the parts of the slope."""
        return self.top - least * self.fine


@dataclass(frozen=True)
class _Written:
    """Rows as arrays: `least` is what each dual is at least.

    `by_column` is the matrix turned, and `sizes` that without signs: written out once, for to
    turn it takes as long as to multiply by it.
    """

    matrix: csr_array
    by_column: csr_array
    sizes: csr_array
    most: "Whole"
    least: "Floats"

    @classmethod
    def of(cls, rows: Sequence[Row], width: int) -> "_Written":
        """Write rows out over so many columns."""
        starts = np.cumsum([0, *(len(row.terms) for row in rows)])
        at = np.array([k for row in rows for k in row.terms], dtype=np.int64)
        values = np.array([a for row in rows for a in row.terms.values()], dtype=np.int64)
        matrix = csr_array((values, at, starts), shape=(len(rows), width))
        most = np.array([row.most for row in rows], dtype=np.int64)
        least = np.array([-np.inf if row.equal else 0.0 for row in rows])
        by_column = csr_array(matrix.T)
        return cls(matrix, by_column, abs(by_column), most, least)


class Simplex:
    """Rows over the columns that are not fixed from the start, and an objective to maximise.

    `columns` are those columns of the model, in order; everything else here goes by their places.
    `rows` are those that say something of them, and `kept` which of the rows given they are.
    """

    def __init__(
        self,
        rows: Sequence[Row],
        bounds: Sequence[tuple[int, int]],
        objective: Terms,
        fixed: Terms,
    ) -> None:
        spans = [(fixed.get(j, low), fixed.get(j, high)) for j, (low, high) in enumerate(bounds)]
        self.columns = [j for j, (low, high) in enumerate(spans) if low < high]
        places = {j: k for k, j in enumerate(self.columns)}
        self._low, self._high = (
            np.array([spans[j][end] for j in self.columns], dtype=np.int64) for end in (0, 1)
        )
        worth = [objective.get(j, 0) for j in self.columns]
        self._sure = sum(c * spans[j][0] for j, c in objective.items() if j not in places)
        self._worth = np.array(worth, dtype=np.int64)
        left = [_left(row, spans, places) for row in rows]
        self.rows = [row for row in left if row]
        self.kept = [i for i, row in enumerate(left) if row]
        self._written = _Written.of(self.rows, len(self.columns))
        self._programme = _Programme(self._low, self._high, worth)
        widest = np.maximum(np.abs(self._low), np.abs(self._high))
        # What rounding adds at most, in parts.
        self._rounding = self._largest(np.full(len(self.rows), 0.5), widest)
        self._held: dict[int, None] = {}
        self._hold([i for i, row in enumerate(self.rows) if not row.excludes])

    def ask(self, state: "NDArray[np.int8]", least: int, seconds: float | None) -> Answer | None:
        """Bound the objective where columns are fixed at their `state`, unless it is `FREE`.

        What is in reserve is used as far as it is broken, unless `least` is out of reach without.
        None when the programme has no duals to offer in time, or numbers are too large.
        """
        while True:
            found = self._programme.solved(state, seconds)
            answer = None if found is None else self._proven(state, *found)
            if answer is None or answer.most < least:
                return answer
            over = self._written.matrix @ answer.values - self._written.most
            broken = [i for i in np.flatnonzero(over > BROKEN).tolist() if i not in self._held]
            if not broken:
                return answer
            self._hold(broken)

    def _hold(self, places: Sequence[int]) -> None:
        """Take rows into the programme."""
        for i in places:
            self._programme.add(self.rows[i])
        self._held |= dict.fromkeys(places)

    def _proven(
        self, state: "NDArray[np.int8]", duals: "Floats", values: "Floats"
    ) -> Answer | None:
        """Return what duals of the rows in the programme prove in whole numbers."""
        rows, held = self._written, list(self._held)
        prices = np.zeros(len(self.rows))
        prices[held] = np.maximum(duals, rows.least[held])
        low = np.where(state == FREE, self._low, state)
        high = np.where(state == FREE, self._high, state)
        fine = self._fine(self._largest(np.abs(prices), np.maximum(np.abs(low), np.abs(high))))
        if not fine:
            return None
        whole = np.rint(prices * fine).astype(np.int64)
        slope: Whole = self._worth * fine - rows.by_column @ whole
        top = np.maximum(slope * low, slope * high).sum() + whole @ rows.most
        return Answer(int(top) + self._sure * fine, slope, values, whole, fine)

    def _fine(self, largest: float) -> int:
        """Return in which parts to count, where no sum of unrounded numbers exceeds `largest`.

        What contradicts the rows is priced so dear that it needs coarser ones. 0: none will do.
        """
        room = (ROOM - self._rounding) / 2
        if not largest <= room:  # nor is what is no number
            return 0
        return FINE if FINE * largest <= room else 1 << (frexp(room / largest)[1] - 1)

    def _largest(self, prices: "Floats", widest: "Whole") -> float:
        """Return what no sum exceeds when such prices are paid, in units of the objective.

        It is a sum of floats without signs, so it is right but for a trifle.
        """
        reach = self._written.sizes @ prices + np.abs(self._worth)
        total = float(reach @ widest) + float(prices @ np.abs(self._written.most))
        return total + float(reach.max(initial=0))


class _Programme:
    """The same in floats, as GLOP holds it: rows and objective scaled to be near 1."""

    def __init__(self, low: "Whole", high: "Whole", worth: Sequence[int]) -> None:
        # Few rounds ask anything of it.
        from ortools.linear_solver import (  # type: ignore[import-untyped]
            linear_solver_pb2,
            pywraplp,
        )

        solver: Any = pywraplp.Solver.CreateSolver("GLOP")
        solver.SetSolverSpecificParametersAsString(PARAMETERS)
        ends = zip(low.tolist(), high.tolist(), strict=True)
        self._solver, self._columns = solver, [solver.NumVar(*map(float, end), "") for end in ends]
        self._unit = float(max(map(abs, worth), default=0) or 1)
        self._worth = [c / self._unit for c in worth]
        self._told, self._objective = linear_solver_pb2.MPSolutionResponse, solver.Objective()
        self._scale: list[float] = []
        for column, c in zip(self._columns, self._worth, strict=True):
            self._objective.SetCoefficient(column, c)
        self._objective.SetMaximization()
        self._now = np.full(len(worth), FREE, dtype=np.int8)

    def add(self, row: Row) -> None:
        """Add a row."""
        largest = float(max(map(abs, row.terms.values())))
        most = row.most / largest
        stated = self._solver.Constraint(most if row.equal else -self._solver.infinity(), most)
        for k, a in row.terms.items():
            stated.SetCoefficient(self._columns[k], a / largest)
        self._scale.append(self._unit / largest)

    def solved(
        self, state: "NDArray[np.int8]", seconds: float | None
    ) -> "tuple[Floats, Floats] | None":
        """Return the duals of the rows and the values of the columns; None when there are none."""
        for k in np.flatnonzero(state != self._now).tolist():
            price = {FREE: 0.0, 0: -DEAR, 1: DEAR}[int(state[k])]
            self._objective.SetCoefficient(self._columns[k], self._worth[k] + price)
        self._now = state
        if seconds is not None:
            self._solver.SetTimeLimit(max(int(min(seconds, LONGEST) * 1000), 1))
        if self._solver.Solve() != self._solver.OPTIMAL:
            return None
        told = self._told()
        self._solver.FillSolutionResponseProto(told)  # in one go: one by one takes as long as GLOP
        return np.array(told.dual_value) * self._scale, np.array(told.variable_value)


def _left(row: Row, spans: Sequence[tuple[int, int]], places: Terms) -> Row | None:
    """Return a row by the places of what is not fixed; None if it says nothing or is too large.

    To leave a row out only loosens.
    """
    open_ = {j: a for j, a in row.terms.items() if a and j in places}
    most = row.most - sum(a * spans[j][0] for j, a in row.terms.items() if j not in places)
    highest = sum(max(a * end for end in spans[j]) for j, a in open_.items())
    numbers = (most, *open_.values(), *(end for j in open_ for end in spans[j]))
    if not open_ or (highest <= most and not row.equal) or max(map(abs, numbers)) > LARGE:
        return None
    return Row({places[j]: a for j, a in open_.items()}, most, row.equal)
