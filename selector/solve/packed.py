"""Is there a cohort of a size of which no two plans exclude each other? By branch and bound.

Who is dominated, or proven to be in no such cohort, is left out (`dominance.py`, `packing.py`):
often nobody remains, and the answer is no. Else the question is asked twice, with one plan in the
cohort and so without all that it excludes, and with that plan out; the plan is the one that the
relaxation wants most of and not wholly. When no two of those left exclude each other, they are it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from selector.solve.dominance import dominance
from selector.solve.packing import possible, wanted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]
    Places = NDArray[np.intp]

WHOLLY = 0.999  # of a plan


def packed(
    excluded: "Flags", size: int, parts: int, over: Callable[[], bool] = lambda: False
) -> list[int] | None:
    """Return such a cohort, or none of its plans when there is none.

    None when that was not known after so many parts, or when it was over.

    >>> excluded = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], dtype=bool)
    >>> packed(excluded, 2, 9), packed(excluded, 3, 9), packed(excluded, 2, 0)
    ([0, 2], [], None)
    """
    todo: list[tuple[Places, list[int]]] = [(np.arange(len(excluded)), [])]
    while todo:
        if not parts or over():
            return None
        parts -= 1
        left, inside = todo.pop()
        left = _core(excluded, left, size - len(inside))
        near = excluded[np.ix_(left, left)]
        if len(inside) + len(left) < size:
            continue
        if len(inside) == size or not near.any():
            return sorted([*inside, *left.tolist()][:size])
        share = wanted(near)
        p = int(np.where(share < WHOLLY, share, -1).argmax())
        others = np.arange(len(left)) != p
        todo.append((left[others], inside))
        todo.append((left[others & ~near[p]], [*inside, int(left[p])]))
    return []


def _core(excluded: "Flags", left: "Places", size: int) -> "Places":
    """Return plans among which there is a cohort of a size, if there is one; else often none."""
    before = len(left) + 1
    while len(left) < before:
        before = len(left)
        left = left[dominance(excluded[np.ix_(left, left)]).kept]
        left = left[possible(excluded[np.ix_(left, left)], size)]
    return left
