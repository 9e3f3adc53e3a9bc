"""Drawn territories: which municipalities a polygon covers, whole and in part.

Areas are in square metres in EPSG:28992. A polygon is taken apart by municipality: of most it
covers all or nothing, so that only what its border cuts needs real geometry.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from selector.intake.boundaries import repair
from selector.intake.types import Regions
from selector.numbers import SCALE

if TYPE_CHECKING:
    from shapely import Geometry

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


def _keys(found: Any, width: int) -> Ints:
    """Return what a tree found, polygon by polygon, as sorted keys."""
    keys: Ints = np.sort(found[0].astype(np.int64) * width + found[1])
    return keys
