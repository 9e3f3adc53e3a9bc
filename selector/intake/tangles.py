"""Whether a drawn area is simple enough to be repaired and measured, told before either is tried.

What takes time is not points but sides that come near each other: in an outline drawn by hand a
side's box meets those of its neighbours, in a tangle those of all others.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from shapely import Geometry

    Floats = np.ndarray[Any, np.dtype[np.float64]]

MAX_POINTS = 100_000  # of one area
MAX_TANGLE = 50_000  # pairs of sides whose boxes meet, beyond those of an ordinary outline
MAX_TOGETHER = 10 * MAX_TANGLE  # in one file
ORDINARY = 10  # pairs for every point: many times what boundaries and coasts have
SMALL = 250  # points: when they are valid there is nothing to repair, and measuring is quick
_CHUNK = 256  # sides looked up at once, so that a tangle never fills the memory


def finite(shape: "Geometry") -> bool:
    """Tell whether every coordinate is a number on the map."""
    return bool(np.isfinite(shapely.get_coordinates(shape)).all())


def tangle(shape: "Geometry") -> int:
    """Count the pairs of sides that come near each other beyond the ordinary, up to one too many.

    The shape must be `finite`.
    """
    points = int(shapely.get_num_coordinates(shape))
    if points <= SMALL and shapely.is_valid(shape):
        return 0
    boxes = _sides(shape)
    tree = shapely.STRtree(boxes)
    found = 0  # each side meets itself once, and another both ways
    for start in range(0, len(boxes), _CHUNK):
        found += tree.query(boxes[start : start + _CHUNK]).shape[1]
        beyond = (found - len(boxes)) // 2 - ORDINARY * points
        if beyond > MAX_TANGLE:
            break
    return max(0, min(beyond, MAX_TANGLE + 1)) if len(boxes) else 0


def _sides(shape: "Geometry") -> "np.ndarray[Any, Any]":
    """Return the box of every side of every ring, also inside collections."""
    parts = shapely.get_parts([shape])
    while np.any(shapely.get_type_id(parts) >= shapely.GeometryType.MULTIPOINT):
        parts = shapely.get_parts(parts)
    points, ring = shapely.get_coordinates(shapely.get_rings(parts), return_index=True)
    same = ring[1:] == ring[:-1]
    start, end = points[:-1][same], points[1:][same]
    low, high = np.minimum(start, end), np.maximum(start, end)
    boxes: np.ndarray[Any, Any] = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
    return boxes
