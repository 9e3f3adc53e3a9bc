"""Cliques: groups of plans of which at most one can be chosen, and how many can be together.

One at-most-one per clique is a much tighter statement than one per pair.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_WORK = 100_000  # members looked at while counting by trial; then cliques are the bound


def clique_cover(
    count: int,
    pairs: Iterable[tuple[int, int]],
    cells: Iterable[Sequence[int]] = (),
    covered: Iterable[tuple[int, int]] = (),
) -> tuple[tuple[int, ...], ...]:
    """Cover all pairs with cliques of the graph that they make; sets are bits of an integer.

    `cells` are tried first, where they are cliques. Pairs that are `covered` exclude each other
    as well: they make the cliques larger, and need no clique of their own.
    """
    near = [0] * count
    for a, b in pairs:
        near[a] |= 1 << b
        near[b] |= 1 << a
    left = list(near)
    for a, b in covered:
        near[a] |= 1 << b
        near[b] |= 1 << a
    return _covering(near, left, cells)


def covering(excluded: "NDArray[np.bool_]") -> tuple[tuple[int, ...], ...]:
    """Cover all pairs of a symmetric matrix with cliques; its diagonal is not looked at.

    >>> import numpy as np
    >>> covering(np.array([[0, 1, 1], [1, 0, 0], [1, 0, 0]], dtype=bool))
    ((0, 1), (0, 2))
    """
    import numpy as np  # a command that solves nothing needs none of it

    packed = np.packbits(excluded & ~np.eye(len(excluded), dtype=bool), axis=1, bitorder="little")
    near = [int.from_bytes(row.tobytes(), "little") for row in packed]
    return _covering(near, list(near))


def _covering(
    near: Sequence[int], left: list[int], cells: Iterable[Sequence[int]] = ()
) -> tuple[tuple[int, ...], ...]:
    """Cover with cliques of `near` the pairs that are `left`, of each plan as bits."""
    cliques: list[tuple[int, ...]] = []

    def take(members: Sequence[int], group: int) -> None:
        for p in members:
            left[p] &= ~group
        cliques.append(tuple(members))

    for cell in sorted(set(map(tuple, cells)), key=lambda cell: (-len(cell), cell)):
        group = sum(1 << p for p in cell)
        exact = all(group & ~near[p] == 1 << p for p in cell)
        if exact and any(left[p] & group for p in cell):
            take(cell, group)
    for p in range(len(near)):
        while left[p]:
            members, group = [p], 1 << p
            candidates = near[p]
            while candidates:
                fresh = candidates & left[p]
                q = ((fresh or candidates) & -(fresh or candidates)).bit_length() - 1
                members.append(q)
                group |= 1 << q
                candidates &= near[q]
            take(sorted(members), group)
    return tuple(cliques)


def clique_partition(count: int, pairs: Iterable[tuple[int, int]]) -> tuple[tuple[int, ...], ...]:
    """Divide all pairs over cliques, so that each lies in exactly one."""
    left = [0] * count
    for a, b in pairs:
        left[a] |= 1 << b
        left[b] |= 1 << a
    cliques: list[tuple[int, ...]] = []
    for p in range(count):
        while left[p]:
            members, candidates = [p], left[p]
            while candidates:
                q = (candidates & -candidates).bit_length() - 1
                members.append(q)
                candidates &= left[q]
            group = sum(1 << q for q in members)
            for q in members:
                left[q] &= ~group
            cliques.append(tuple(members))
    return tuple(cliques)


def most_together(members: Collection[int], pairs: Iterable[tuple[int, int]]) -> int:
    """Return how many members of which no pair excludes another there can be, never too few.

    It is exact where few members hang together; elsewhere a group of cliques bounds it.
    """
    near = dict.fromkeys(members, 0)
    for a, b in pairs:
        if a in near and b in near:
            near[a] |= 1 << b
            near[b] |= 1 << a
    left, found = sum(1 << p for p in near), 0
    while left:
        group, fresh = 0, left & -left
        while fresh:
            group |= fresh
            fresh = _reach(fresh, near) & ~group
        left &= ~group
        found += _largest(group, near)
    return found


def _members(group: int) -> list[int]:
    return [p for p in range(group.bit_length()) if group >> p & 1]


def _reach(group: int, near: dict[int, int]) -> int:
    reached = 0
    for p in _members(group):
        reached |= near[p]
    return reached


def _largest(group: int, near: dict[int, int]) -> int:
    """Return the most members of a group without an excluded pair, or the cliques that hold it."""
    best, work, todo = 0, 0, [(group, 0)]
    while todo:
        left, taken = todo.pop()
        work += left.bit_count() + 1
        if work > MOST_WORK:
            return _cliques(group, near)
        if taken + left.bit_count() <= best:
            continue
        rivals = {p: (near[p] & left).bit_count() for p in _members(left)}
        if not rivals:
            best = max(best, taken)
            continue
        p = min(rivals, key=lambda q: rivals[q])
        if rivals[p] > 1:  # else there is a largest with it
            p = max(rivals, key=lambda q: rivals[q])
            todo.append((left & ~(1 << p), taken))
        todo.append((left & ~(1 << p) & ~near[p], taken + 1))
    return best


def _cliques(group: int, near: dict[int, int]) -> int:
    """Return how many cliques hold all members of a group; no two members of one go together."""
    found: list[int] = []
    for p in _members(group):
        for i, clique in enumerate(found):
            if clique & ~near[p] == 0:
                found[i] |= 1 << p
                break
        else:
            found.append(1 << p)
    return len(found)
