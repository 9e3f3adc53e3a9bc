"""Cliques: groups of plans of which at most one can be chosen.

One at-most-one per clique is a much tighter statement than one per pair.
"""

from collections.abc import Iterable, Sequence


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
    for p in range(count):
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
