"""Which plans can be in a cohort of a size of which no two exclude each other: a set packing.

A linear programme over the plans that nothing dominates proposes a price y for every clique Q of
plans that all exclude each other. Whatever the prices, no packing of those plans has more than

    sum of y  +  sum over the plans b of max(0, 1 - sum of y over the cliques with b)

plans, for a clique holds one at most. With plan p in the cohort, the plan that stands for p is in
its image, and of the others only those

- that do not exclude the plan that stands for p, and
- that stand for a plan which p does not exclude;

so 1 and the same sum over those plans, and the cliques with at least one of them, is a bound. If
that is below the size, p is in no such cohort; without p, more plans can be left out. Prices are
rounded to whole `PARTS`, so all of this is counted in whole numbers.
"""

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from selector.cliques import covering
from selector.solve.dominance import dominance

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]
    Places = NDArray[np.intp]
    Whole = NDArray[np.int64]

PARTS = 1 << 32  # a price of 1
WORTH = 20  # one of so many plans left out makes it worth while to look again


def possible(excluded: "Flags", size: int) -> "Places":
    """Return the plans that may be in a packing of a size; the others are proven to be in none.

    When there are none at all, there is no such packing.

    >>> excluded = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], dtype=bool)
    >>> possible(excluded, 2).tolist(), possible(excluded, 3).tolist()
    ([0, 2], [])
    """
    left = np.arange(len(excluded))
    while len(left):
        may = _most_with(excluded[np.ix_(left, left)]) >= size * PARTS
        before, left = len(left), left[may]
        if (before - len(left)) * WORTH <= before:
            break
    return left


def _most_with(excluded: "Flags") -> "Whole":
    """Bound for every plan how many plans a packing with it has, in whole `PARTS`."""
    found = dominance(excluded)
    near = excluded[np.ix_(found.kept, found.kept)] | np.eye(len(found.kept), dtype=bool)
    cliques = _cliques(near)
    prices = _prices(cliques)
    beyond = np.maximum(PARTS - prices @ cliques, 0)
    beside = _beside(excluded, found.by, len(found.kept)) & ~near[found.by]
    used = _touches(beside, cliques)
    return np.asarray(PARTS + used @ prices + beside @ beyond)


def _beside(excluded: "Flags", by: "Places", count: int) -> "Flags":
    """Tell of every plan and every one kept: that stands for a plan which the first lets be."""
    stood_for = np.zeros((len(by), count), dtype=bool)
    stood_for[np.arange(len(by)), by] = True
    return _touches(~excluded, stood_for.T)


def _touches(rows: "Flags", sets: "Flags") -> "Flags":
    """Tell of every row and every set whether they have anything in common."""
    common: Flags = (
        rows.astype(np.float32) @ sets.T.astype(np.float32) > 0
    )  # exact: no ones, or some
    return common


def _cliques(near: "Flags") -> "Flags":
    """Return cliques that cover all pairs that exclude each other; alone, a plan is one too."""
    alone = np.flatnonzero(near.sum(axis=1) == 1)
    members = [*covering(near), *((p,) for p in alone.tolist())]
    cliques = np.zeros((len(members), len(near)), dtype=bool)
    for clique, row in zip(members, cliques, strict=True):
        row[list(clique)] = True
    return cliques


def wanted(excluded: "Flags") -> "NDArray[np.float64]":
    """Return how much of every plan the linear programme takes."""
    return _programme(_cliques(excluded | np.eye(len(excluded), dtype=bool)))[0]


def _prices(cliques: "Flags") -> "Whole":
    """Return a price for every clique, in whole `PARTS`: 0 when nothing sensible is proposed."""
    proposed = np.nan_to_num(_programme(cliques)[1]).clip(0, 1)
    return np.asarray(np.rint(proposed * PARTS), dtype=np.int64)


def _programme(cliques: "Flags") -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """Return how much of every plan is best to take, of a clique one at most, and the duals."""
    from scipy.optimize import linprog  # it loads half of scipy, and a small round asks nothing

    rows = csr_array(cliques.astype(float))
    most, cost = np.ones(len(cliques)), -np.ones(cliques.shape[1])
    found = linprog(  # type: ignore[call-overload]  # its stubs know no sparse matrices
        cost, rows, most, bounds=(0, None), method="highs"
    )
    if found.status != 0:
        return np.zeros(cliques.shape[1]), np.zeros(len(cliques))
    return found.x, -found.ineqlin.marginals
