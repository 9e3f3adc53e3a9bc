"""The country as the maps draw it: every municipality's shape, a point in it, and the outlines."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from selector.geography.shapes import Shapes, unit_shapes
from selector.intake.types import Regions
from selector.outcome import Outcome

if TYPE_CHECKING:  # whoever only measures does not draw
    from matplotlib.path import Path as MplPath

COARSE = 150.0  # metres; on A4 at 300 dpi a dot is as large


@dataclass(frozen=True)
class Ground:
    """The shapes in order of the municipalities, in metres; `hexagons` are all of one size."""

    units: Shapes
    hexagons: bool

    @cached_property
    def points(self) -> Shapes:
        """Return a point inside every shape: where there is most room, the middle of a hexagon."""
        if self.hexagons:
            return np.asarray(shapely.get_coordinates(shapely.centroid(self.units)))
        circles = shapely.maximum_inscribed_circle(self.units, tolerance=500)
        return np.asarray(shapely.get_coordinates(shapely.get_point(circles, 0)))

    @cached_property
    def outlines(self) -> "MplPath":
        """Return the borders of all municipalities as one path."""
        return country_path(self.units)

    @cached_property
    def land(self) -> "MplPath":
        """Return the whole country as one path, without borders inside."""
        return country_path([shapely.union_all(self.units)])

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east and north of what a map shows, with a small margin."""
        west, south, east, north = (float(edge) for edge in shapely.total_bounds(self.units))
        margin = 0.012 * (north - south)
        return west - margin, south - margin, east + margin, north + margin

    def whole(self, members: Sequence[int]) -> Any:
        """Return some municipalities as one area."""
        return shapely.union_all(self.units[list(members)])


def ground_of(outcome: Outcome, coarse: float = COARSE) -> Ground:
    """Return the country to draw; true boundaries no finer than can be seen, borders shared.

    `coarse` is in metres. All that is drawn of an outcome shares it, with the paths made of it.
    """
    regions = outcome.problem.regions
    fineness = coarse if regions.boundaries is not None else "hexagons"
    return outcome.once(f"ground.{fineness}", lambda: _ground(regions, coarse))


def _ground(regions: Regions, coarse: float) -> Ground:
    units = unit_shapes(regions)
    if regions.boundaries is None:
        return Ground(units, hexagons=True)
    return Ground(simplified(units, coarse), hexagons=False)


def simplified(units: Shapes, tolerance: float) -> Shapes:
    """Return shapes with fewer corners, a neighbour's border still the same; none vanishes."""
    coarse = shapely.coverage_simplify(units, tolerance)
    gone = shapely.is_empty(coarse) | ~shapely.is_valid(coarse)
    return np.where(gone, units, coarse)


def country_path(shapes: Sequence[Any] | Shapes) -> "MplPath":
    """Return areas as one path of closed rings."""
    from matplotlib.path import Path as MplPath

    rings = shapely.get_rings(shapely.get_parts(np.asarray(shapes, dtype=object)))
    parts = [MplPath(shapely.get_coordinates(ring), closed=True) for ring in rings]
    return MplPath.make_compound_path(*parts)
