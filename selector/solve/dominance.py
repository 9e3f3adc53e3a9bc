"""Dominance: plans whose place another plan can always take.

Let N[p] be plan p and all plans that exclude it. Where N[q] is part of N[p], plan q can take the
place of p in every cohort of which no two plans exclude each other: q excludes p, so it is not in
that cohort yet, and nothing else in it excludes q. Who asks whether there is such a cohort can do
without p; and among fewer plans more are dominated. So every cohort has an image of as many
plans, all of them kept, in which each plan is replaced by the one that stands for it.

These are the dominated columns of set packing. Plans on a map that exclude whoever is near are
mostly dominated: by those nearer to the border.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]
    Places = NDArray[np.intp]


@dataclass(frozen=True)
class Dominance:
    """Which plans are `kept`, ascending; `by` is for every plan the one kept that stands for it.

    Plans are positions in a matrix, and `by` are positions in `kept`.
    """

    kept: "Places"
    by: "Places"


def dominance(excluded: "Flags", roles: "Places | None" = None) -> Dominance:
    """Keep the plans that nothing dominates, of a symmetric matrix of who excludes whom.

    Only a plan with the same role takes the place of another, if they have roles.

    >>> excluded = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], dtype=bool)
    >>> found = dominance(excluded)
    >>> found.kept.tolist(), found.by.tolist()
    ([0, 2], [0, 0, 1])
    """
    near = excluded | np.eye(len(excluded), dtype=bool)
    roles = np.zeros(len(near), dtype=np.intp) if roles is None else roles
    stands = left = np.arange(len(near))
    while True:
        taken_by = _dominators(near[np.ix_(left, left)], roles[left])
        out = taken_by >= 0
        if not out.any():
            break
        stands[left[out]] = left[taken_by[out]]
        left = left[~out]
    while (stands[stands] != stands).any():
        stands = stands[stands]
    return Dominance(left, np.searchsorted(left, stands))


def _dominators(near: "Flags", roles: "Places") -> "Places":
    """Return for every plan one that dominates it and is not dominated itself; -1: there is none.

    Of plans with the same neighbours the first is not dominated by the others. Of those that
    dominate a plan, whoever has the fewest neighbours, and then comes first, is dominated by none.
    """
    packed, degrees = _packed(near), near.sum(axis=1)
    numbers = np.arange(len(near))
    found = np.full(len(near), -1, dtype=np.intp)
    for p in range(len(near)):
        fewer = (degrees < degrees[p]) | ((degrees == degrees[p]) & (numbers < p))
        others = np.flatnonzero(near[p] & (roles == roles[p]) & fewer)
        inside = others[~(packed[others] & ~packed[p]).any(axis=1)]
        if len(inside):
            found[p] = inside[degrees[inside].argmin()]
    return found


def _packed(flags: "Flags") -> "NDArray[np.uint64]":
    """Return every row as bits of a few large numbers."""
    wide = np.pad(flags, ((0, 0), (0, -len(flags) % 64)))
    return np.packbits(wide, axis=1).view(np.uint64)
