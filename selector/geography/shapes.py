"""The shapes of municipalities and territories: boundaries where there are any, else hexagons."""

from collections.abc import Sequence

import geopandas
import shapely

from selector.geography.hexagons import corners, layout
from selector.geography.territory import Territory
from selector.intake.geo_file import RD
from selector.intake.types import Regions


def municipal_shapes(regions: Regions) -> geopandas.GeoSeries:
    """Return the shape of every municipality, by code: its boundary or its hexagon."""
    if regions.boundaries is not None:
        return regions.boundaries
    cells = layout(regions)
    codes = [m.code for m in regions.municipalities]
    hexagons = [
        shapely.Polygon([(round(x), round(y)) for x, y in corners(*cells[code])]) for code in codes
    ]
    return geopandas.GeoSeries(hexagons, index=codes, crs=RD)


def territory_shapes(
    places: Sequence[Territory], regions: Regions, index: Sequence[str]
) -> geopandas.GeoSeries:
    """Return the shape of every territory: what was drawn, else its municipalities as one."""
    units = municipal_shapes(regions).to_numpy()
    known: dict[tuple[int, ...], shapely.Geometry] = {}
    shapes = []
    for place in places:
        inside = place.municipalities
        if place.drawn is None and inside not in known:
            known[inside] = shapely.union_all(units[list(inside)])
        shapes.append(known[inside] if place.drawn is None else place.drawn.polygon)
    return geopandas.GeoSeries(shapes, index=list(index), crs=RD)
