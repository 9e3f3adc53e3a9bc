"""The linear relaxation of a model, and bounds from it that hold in whole numbers.

A linear programme in floating point proposes prices; what is concluded from them is counted
again. Take theta <= c_i'v + h_i for every plane i, Av <= b, and l <= v <= u. For any whole
weights w >= 0 that add up to W, and any whole prices y >= 0,

    W theta <= w'h + y'b + sum over j of max(r_j l_j, r_j u_j),  with r = C'w - A'y.

Every theta, planes and prices alike, keeps to this, however rough the weights are; rounding only
makes the bound a little higher. Where v_j must leave the end of its bounds that the maximum
takes, the bound falls by |r_j|: if that is below what is asked for, v_j is at that end.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from ortools.sat.python import cp_model
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Floats = NDArray[np.float64]

LARGE = 1 << 24  # rows and variables with larger numbers are left out: that only loosens
PRICES = 1 << 20  # W
ROOM = float(1 << 61)  # what a sum of whole numbers must stay below

Row = tuple[dict[int, int], int]  # factors by variable, and what their sum is at most


@dataclass(frozen=True)
class LinearRelaxation:
    """`matrix @ v <= high` and `lower <= v <= upper` hold for every solution of a model."""

    matrix: Any
    high: "Whole"
    lower: "Whole"
    upper: "Whole"

    @property
    def free(self) -> "NDArray[np.bool_]":
        """Tell of every variable whether it is not fixed."""
        return self.lower < self.upper

    def tightened(self, lower: "Whole", upper: "Whole") -> "LinearRelaxation":
        """Return the relaxation with other bounds, without the rows that these make needless."""
        most = self.matrix.maximum(0) @ upper + self.matrix.minimum(0) @ lower
        kept = np.flatnonzero(most > self.high)
        return replace(
            self, matrix=self.matrix[kept], high=self.high[kept], lower=lower, upper=upper
        )

    def _propagated(self) -> "LinearRelaxation":
        """Return the relaxation without the variables at 1 that no row has room for."""
        lower, upper = self.lower, self.upper.copy()
        least = self.matrix.maximum(0) @ lower + self.matrix.minimum(0) @ upper
        entries = self.matrix.tocoo()
        j = entries.col
        full = (entries.data > (self.high - least)[entries.row]) & (lower[j] == 0) & (upper[j] == 1)
        upper[j[full]] = 0
        return self.tightened(lower, upper)

    def bound(
        self, slopes: "Whole", constants: Sequence[int], weights: "Floats", prices: "Floats"
    ) -> tuple[int, "Whole", int] | None:
        """Return W theta's bound, r and W, from proposed weights of the planes and prices.

        None when the numbers are too large, or nothing sensible was proposed.
        """
        whole = np.rint(np.maximum(weights, 0) * PRICES)
        costs = np.rint(np.maximum(prices, 0) * PRICES)
        if not whole.sum() or self._too_large(slopes, whole, costs):
            return None
        w, y = whole.astype(np.int64), costs.astype(np.int64)
        rest: Whole = slopes.T @ w - self.matrix.T @ y
        ends = zip(rest.tolist(), self.lower.tolist(), self.upper.tolist(), strict=True)
        bound = sum(max(r * low, r * high) for r, low, high in ends if r)
        bound += sum(a * b for a, b in zip(w.tolist(), constants, strict=True))
        bound += sum(a * b for a, b in zip(y.tolist(), self.high.tolist(), strict=True) if a)
        return bound, rest, int(w.sum())

    def _too_large(self, slopes: "Whole", whole: "Floats", costs: "Floats") -> bool:
        if not (np.isfinite(whole).all() and np.isfinite(costs).all()):
            return True
        reach = np.abs(slopes).T.astype(float) @ whole + np.abs(self.matrix).T @ costs
        largest = max(float(costs.max(initial=0)), float(reach.max(initial=0)))
        return largest >= ROOM


def relax(model: cp_model.CpModel) -> LinearRelaxation:
    """Return what a model says in plain linear rows; what it says under a condition is left out."""
    domains = [list(variable.domain) for variable in model.proto.variables]
    lower = np.array([max(d[0], -LARGE) for d in domains], dtype=np.int64)
    upper = np.array([min(d[-1], LARGE) for d in domains], dtype=np.int64)
    wild = {j for j, d in enumerate(domains) if d[0] < -LARGE or d[-1] > LARGE}
    rows: list[Row] = []
    for terms, high in _rows(model):
        terms = {j: factor for j, factor in terms.items() if factor}
        if not terms:
            continue
        if len(terms) == 1:
            ((j, factor),) = terms.items()
            if factor > 0:
                upper[j] = min(upper[j], high // factor)
            else:
                lower[j] = max(lower[j], -(high // -factor))
        elif wild.isdisjoint(terms) and max(map(abs, (high, *terms.values()))) <= LARGE:
            rows.append((terms, high))
    starts = np.cumsum([0, *(len(terms) for terms, _ in rows)])
    columns = np.array([j for terms, _ in rows for j in terms], dtype=np.int64)
    values = np.array([a for terms, _ in rows for a in terms.values()], dtype=np.int64)
    matrix = csr_array((values, columns, starts), shape=(len(rows), len(domains)))
    most = np.array([high for _, high in rows], dtype=np.int64)
    return LinearRelaxation(matrix, most, lower, upper)._propagated()


def _rows(model: cp_model.CpModel) -> Iterator[Row]:
    for constraint in model.proto.constraints:
        conditions = list(constraint.enforcement_literal)
        if constraint.has_bool_and():
            for literal in constraint.bool_and.literals:
                yield _literals([*(~c for c in conditions), literal], least=1)
        elif conditions:
            continue
        elif constraint.has_linear():
            yield from _linear(constraint.linear)
        elif constraint.has_bool_or():
            yield _literals(constraint.bool_or.literals, least=1)
        elif constraint.has_at_most_one():
            yield _literals(constraint.at_most_one.literals, most=1)
        elif constraint.has_exactly_one():
            yield _literals(constraint.exactly_one.literals, least=1)
            yield _literals(constraint.exactly_one.literals, most=1)


def _linear(linear: Any) -> Iterator[Row]:
    terms: dict[int, int] = {}
    for j, factor in zip(linear.vars, linear.coeffs, strict=True):
        terms[j] = terms.get(j, 0) + factor
    low, *_, high = linear.domain
    yield terms, high
    yield {j: -factor for j, factor in terms.items()}, -low


def _literals(literals: Iterable[int], least: int | None = None, most: int | None = None) -> Row:
    """State that so many literals hold; a negated one is its complement minus one."""
    sign, high = (1, most) if most is not None else (-1, -(least or 0))
    terms: dict[int, int] = {}
    for literal in literals:
        j, factor = (literal, sign) if literal >= 0 else (~literal, -sign)
        terms[j] = terms.get(j, 0) + factor
        high -= sign if literal < 0 else 0
    return terms, high
