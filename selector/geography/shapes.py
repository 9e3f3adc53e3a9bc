"""The shapes of municipalities and territories: boundaries where there are any, else hexagons."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from selector.geography.hexagons import corners, layout
from selector.geography.territory import Territory
from selector.intake.geo_file import RD
from selector.intake.types import Regions

if TYPE_CHECKING:  # whoever draws does without
    import geopandas

Shapes = np.ndarray[Any, Any]


def unit_shapes(regions: Regions) -> Shapes:
    """Return the shapes of all municipalities in their order: boundaries or hexagons."""
    if regions.boundaries is not None:
        return np.asarray(regions.boundaries.to_numpy())
    cells = layout(regions)
    around = (corners(*cells[m.code]) for m in regions.municipalities)
    return np.array([shapely.Polygon([(round(x), round(y)) for x, y in cell]) for cell in around])


def municipal_shapes(regions: Regions) -> "geopandas.GeoSeries":
    """Return the shape of every municipality, by code: its boundary or its hexagon."""
    import geopandas

    if regions.boundaries is not None:
        return regions.boundaries
    codes = [m.code for m in regions.municipalities]
    return geopandas.GeoSeries(unit_shapes(regions), index=codes, crs=RD)


def territory_shapes(
    places: Sequence[Territory], regions: Regions, index: Sequence[str]
) -> "geopandas.GeoSeries":
    """Return the shape of every territory: what was drawn, else its municipalities as one."""
    import geopandas

    units = unit_shapes(regions)
    known: dict[tuple[int, ...], shapely.Geometry] = {}
    shapes = []
    for place in places:
        inside = place.municipalities
        if place.drawn is None and inside not in known:
            known[inside] = shapely.union_all(units[list(inside)])
        shapes.append(known[inside] if place.drawn is None else place.drawn.polygon)
    return geopandas.GeoSeries(shapes, index=list(index), crs=RD)
