"""Drawn territories: which municipalities a polygon covers, and the area that plans share.

Areas are in square metres in EPSG:28992. A polygon is taken apart by municipality: of most it
covers all or nothing, so that only what its border cuts needs real geometry.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy import sparse

from selector.geography.boundaries import repair
from selector.intake.types import Regions
from selector.numbers import SCALE

if TYPE_CHECKING:
    from shapely import Geometry

    from selector.geography.territory import Territory

Ints = np.ndarray[Any, np.dtype[np.int64]]

BLUR = 0.02  # metres: a border within two centimetres of a municipality's lies on it
WHOLE = SCALE - 1  # ten-thousandths of a municipality from which it is covered whole


@dataclass(frozen=True, eq=False)
class Drawn:
    """A polygon, repaired: what it covers whole, and in part as (municipality, piece, share).

    Municipalities are positions in the regions; shares are ten-thousandths of the area.
    """

    polygon: "Geometry"
    whole: tuple[int, ...]
    parts: tuple[tuple[int, "Geometry", int], ...]


def take_apart(polygons: Sequence[Any], regions: Regions) -> list[Drawn]:
    """Take polygons apart by municipality; the regions must have boundaries."""
    assert regions.boundaries is not None
    units = regions.boundaries.to_numpy()
    shapes = repair(polygons)
    inner = shapely.buffer(units, -BLUR, join_style="mitre")
    tree = shapely.STRtree(inner)
    touched = _keys(tree.query(shapes, predicate="intersects"), len(units))
    whole = _keys(tree.query(shapes, predicate="covers"), len(units))
    cut = np.setdiff1d(touched, whole)
    rows, columns = cut // len(units), cut % len(units)
    pieces = shapely.intersection(units[columns], shapes[rows])
    shares = np.round(shapely.area(pieces) / shapely.area(units[columns]) * SCALE).astype(int)
    covered: list[list[int]] = [[] for _ in shapes]
    parts: list[list[tuple[int, Geometry, int]]] = [[] for _ in shapes]
    for key in whole:
        covered[key // len(units)].append(int(key % len(units)))
    for p, m, piece, share in zip(rows, columns, pieces, shares, strict=True):
        if share >= WHOLE:
            covered[p].append(int(m))
        elif share > 0:
            parts[p].append((int(m), piece, int(share)))
    return [
        Drawn(shape, tuple(sorted(inside)), tuple(cuts))
        for shape, inside, cuts in zip(shapes, covered, parts, strict=True)
    ]


def boundary_areas(regions: Regions) -> Ints:
    """Return the square metres of every municipality within its boundaries."""
    assert regions.boundaries is not None
    areas: Ints = np.round(shapely.area(regions.boundaries.to_numpy())).astype(np.int64)
    return areas


def measured_areas(places: "Sequence[Territory]", regions: Regions) -> tuple[Ints, Ints, Ints]:
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


def _keys(found: Any, width: int) -> Ints:
    """Return what a tree found, polygon by polygon, as sorted keys."""
    keys: Ints = np.sort(found[0].astype(np.int64) * width + found[1])
    return keys


def _matrix(cells: Sequence[tuple[int, int, float]], shape: tuple[int, int]) -> sparse.csr_array:
    rows = np.array([cell[0] for cell in cells], dtype=np.int64)
    columns = np.array([cell[1] for cell in cells], dtype=np.int64)
    values = np.array([cell[2] for cell in cells], dtype=float)
    return sparse.csr_array((values, (rows, columns)), shape=shape)
