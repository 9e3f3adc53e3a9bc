"""The pairs on which a rule had something to say, on the map."""

import geopandas
import numpy as np
import shapely
from shapely import LineString, MultiPolygon, Polygon

from selector.dictionary import PAIRS
from selector.geography.distance import centre
from selector.intake.geo_file import RD
from selector.outcome import Outcome
from selector.publish.tables import conflicts_table

MAX_PAIRS = 20_000
TELLING = ("forbid", "penalise", "report", "free")  # the most telling first


def competition_layers(
    result: Outcome, shapes: geopandas.GeoSeries
) -> tuple[geopandas.GeoDataFrame, geopandas.GeoDataFrame]:
    """Return the pairs that share municipalities as areas, and the others as lines.

    The columns are those of `conflicts.csv`; an area is made of `shapes` and has their reference
    system, a line runs between the centres of both territories, in EPSG:28992. Of too many pairs
    the most telling remain.
    """
    problem = result.problem
    places, pairs = problem.places, problem.competition.pairs
    said = np.flatnonzero((pairs["rule"] != "") | (pairs["lifted"] != ""))
    rank = pairs["verdict"].iloc[said].map(TELLING.index).to_numpy(dtype=np.int64)
    kept = np.sort(said[np.argsort(rank, kind="stable")][:MAX_PAIRS])
    table = conflicts_table(result, kept).rename(columns=PAIRS.names)
    for name in table.select_dtypes("category"):
        table[name] = table[name].astype(object)
    units = shapes.to_numpy()
    areas: dict[tuple[int, ...], MultiPolygon] = {}
    geometries: list[MultiPolygon | LineString] = []
    for a, b in zip(pairs["a"].to_numpy()[kept], pairs["b"].to_numpy()[kept], strict=True):
        common = set(places[a].municipalities) & set(places[b].municipalities)
        key = tuple(sorted(common))
        if not key:
            ends = (centre(places[p], problem.regions) for p in (a, b))
            geometries.append(LineString([(float(x), float(y)) for x, y in ends]))
            continue
        if key not in areas:
            areas[key] = multipolygon(shapely.union_all(units[list(key)]))
        geometries.append(areas[key])
    found = np.array(geometries, dtype=object)
    shared = np.array([isinstance(shape, MultiPolygon) for shape in geometries], dtype=bool)
    return (
        geopandas.GeoDataFrame(table[shared], geometry=found[shared], crs=shapes.crs),
        geopandas.GeoDataFrame(table[~shared], geometry=found[~shared], crs=RD),
    )


def multipolygon(shape: shapely.Geometry) -> MultiPolygon:
    """Return an area as a multipolygon: a layer holds one type only."""
    return MultiPolygon([part for part in shapely.get_parts(shape) if isinstance(part, Polygon)])
