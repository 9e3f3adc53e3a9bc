"""The area that two plans share of which at least one is drawn, in square metres in EPSG:28992."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import shapely
from scipy import sparse

from selector.geography.drawn import Ints, boundary_areas
from selector.geography.territory import Territory
from selector.intake.types import Regions


def measured_areas(places: Sequence[Territory], regions: Regions) -> tuple[Ints, Ints, Ints]:
    """Return the square metres that every two plans share of which at least one is drawn.

    Arrays of positions a < b and of areas above zero. A plan that names municipalities covers
    them whole; what lies outside all municipalities counts for nothing.
    """
    count = len(places)
    areas = boundary_areas(regions)
    drawn = [p for p, place in enumerate(places) if place.drawn is not None]
    covers = _matrix(
        [
            (p, m, 1.0)
            for p, place in enumerate(places)
            for m in (place.municipalities if place.drawn is None else place.drawn.whole)
        ],
        (count, len(regions)),
    )
    cuts = [
        (p, m, piece)
        for p, place in enumerate(places)
        if place.drawn is not None
        for m, piece, _ in place.drawn.parts
    ]
    sizes = shapely.area(np.array([piece for _, _, piece in cuts], dtype=object))
    parts = _matrix(
        [(p, m, float(size)) for (p, m, _), size in zip(cuts, sizes, strict=True)], covers.shape
    )
    is_drawn = np.zeros((count, 1))
    is_drawn[drawn] = 1
    both_whole = covers.multiply(is_drawn).multiply(areas).tocsr() @ covers.T
    one_whole = parts @ covers.T
    shared = both_whole.maximum(both_whole.T) + one_whole + one_whole.T
    upper = (sparse.triu(shared, k=1) + _between_parts(cuts, count)).tocoo()
    square_metres = np.round(upper.data).astype(np.int64)
    held = square_metres > 0
    return upper.row[held].astype(np.int64), upper.col[held].astype(np.int64), square_metres[held]


def _between_parts(cuts: Sequence[tuple[int, int, Any]], count: int) -> sparse.csr_array:
    """Return the areas that pieces of one municipality share, summed by pair of plans.

    Many plans may draw the same line: equal pieces are measured once.
    """
    distinct: dict[tuple[int, bytes], int] = {}
    plans: list[list[int]] = []
    shapes: list[Any] = []
    for (p, m, piece), text in zip(
        cuts, shapely.to_wkb(np.array([c[2] for c in cuts], dtype=object)), strict=True
    ):
        place = distinct.setdefault((m, text), len(plans))
        if place == len(plans):
            plans.append([])
            shapes.append(piece)
        plans[place].append(p)
    found: list[tuple[int, int, float]] = []
    for pieces in _by_municipality(distinct):
        own = np.array([shapes[i] for i in pieces], dtype=object)
        first, second = shapely.STRtree(own).query(own, predicate="intersects")
        once = first <= second
        first, second = first[once], second[once]
        sizes = shapely.area(shapely.intersection(own[first], own[second]))
        for i, j, size in zip(first, second, sizes, strict=True):
            if size > 0:
                found += _pairs(plans[pieces[i]], plans[pieces[j]], float(size), i == j)
    return _matrix(found, (count, count))


def _by_municipality(distinct: "dict[tuple[int, bytes], int]") -> list[list[int]]:
    groups: dict[int, list[int]] = {}
    for (m, _), piece in distinct.items():
        groups.setdefault(m, []).append(piece)
    return list(groups.values())


def _pairs(
    some: Sequence[int], others: Sequence[int], size: float, same: bool
) -> list[tuple[int, int, float]]:
    """Return the pairs a < b of plans with these two pieces, each with the area."""
    if same:
        return [(a, b, size) for a, b in combinations(sorted(some), 2)]
    return [(min(a, b), max(a, b), size) for a in some for b in others if a != b]


def _matrix(cells: Sequence[tuple[int, int, float]], shape: tuple[int, int]) -> sparse.csr_array:
    rows = np.array([cell[0] for cell in cells], dtype=np.int64)
    columns = np.array([cell[1] for cell in cells], dtype=np.int64)
    values = np.array([cell[2] for cell in cells], dtype=float)
    return sparse.csr_array((values, (rows, columns)), shape=shape)
