"""Read a GeoJSON or GeoPackage: the attributes are the columns, the geometry is the territory."""

import json
import re
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from shapely import get_coordinates, get_num_coordinates

from selector.door import MAX_TEXT, MEGABYTE
from selector.errors import Message, shorten
from selector.intake.computed_layers import computed_layers
from selector.intake.table import MAX_ROWS, RawTable, as_text, decode, failed, tidy
from selector.intake.tangles import MAX_POINTS, MAX_TANGLE, MAX_TOGETHER, finite, tangle

RD = "EPSG:28992"
NETHERLANDS = (-10_000, 280_000, 320_000, 640_000)  # west, south, east and north in RD, generously
LAYER = "aanvragen"
MAX_LISTS = 3_000_000  # in a GeoJSON, where every point is one
_CRS = re.compile(r"(urn:(x-)?ogc:def:crs:)?(EPSG|OGC):[\w.]*:?\w+", re.IGNORECASE)  # no files


def read_geojson(file: str, data: bytes) -> RawTable:
    """Return the features as rows; coordinates are WGS84 unless a `crs` member says otherwise."""
    import geopandas
    from pyproj.exceptions import ProjError
    from shapely import from_geojson
    from shapely.errors import GEOSException

    if len(data) > MAX_TEXT:
        return failed(Message("file_too_big", file, params={"limit": MAX_TEXT // MEGABYTE}))
    if data.count(b"[") > MAX_LISTS:
        return failed(Message("too_many_points", file, params={"limit": MAX_LISTS}))
    text, fault = decode(file, data)
    if fault:
        return failed(fault)
    try:
        document = json.loads(text)
        features = document["features"]
        records = [{**(feature.get("properties") or {})} for feature in features]
        shapes = [feature.get("geometry") for feature in features]
        named = document.get("crs") or {}
        crs = str(named.get("properties", {}).get("name", "EPSG:4326"))
        if not _CRS.fullmatch(crs):
            return failed(Message("unknown_crs", file, value=shorten(crs)))
        geometries: list[Any] = [from_geojson(json.dumps(s)) if s else None for s in shapes]
        projected = geopandas.GeoSeries(geometries, crs=crs).to_crs(RD)
    except (ValueError, RecursionError) as error:
        return failed(Message("damaged", file, params={"error": shorten(error, 120)}))
    except (KeyError, TypeError, AttributeError):
        return failed(Message("not_features", file))
    except GEOSException as error:
        return failed(Message("damaged", file, params={"error": shorten(error, 120)}))
    except ProjError:  # the name is unknown, or of a system that is not on the earth
        return failed(Message("unknown_crs", file, value=shorten(crs)))
    return _table(file, records, list(projected))


def read_geopackage(file: str, data: bytes) -> RawTable:
    """Return the rows of layer `aanvragen`, else of the first layer, geometry in EPSG:28992."""
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError
    from pyproj.exceptions import ProjError

    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what matters about a damaged file comes as an error
        path = Path(folder) / "aanvragen.gpkg"
        path.write_bytes(data)
        if faults := computed_layers(file, path):
            return RawTable(file, (), (), faults=tuple(faults))
        try:
            layers = [str(name) for name, _ in pyogrio.list_layers(path)]
            if not layers:
                return failed(Message("empty_file", file))
            layer = next((name for name in layers if name.casefold() == LAYER), layers[0])
            frame = pyogrio.read_dataframe(
                path, layer=layer, datetime_as_string=True, max_features=MAX_ROWS + 1
            )
        except (DataSourceError, DataLayerError, RuntimeError, ValueError) as error:
            return failed(Message("damaged", file, params={"error": shorten(error, 120)}))
    geometries: list[Any] | None = None
    if hasattr(frame, "geometry") and "geometry" in frame:
        if frame.crs is None:
            return failed(Message("no_crs", file))
        try:
            geometries = list(frame.geometry.to_crs(RD))
        except ProjError:
            return failed(Message("unknown_crs", file, value=shorten(frame.crs.name)))
        frame = frame.drop(columns="geometry")
    records = [
        {name: None if value is None or value != value else value for name, value in row.items()}
        for row in frame.astype(object).to_dict("records")
    ]
    return _table(file, records, geometries, [str(name) for name in frame.columns])


def _table(
    file: str,
    records: list[dict[str, Any]],
    geometries: list[Any] | None,
    header: Sequence[str] = (),
) -> RawTable:
    """Make rows of records that may each have other keys; feature 1 is row 2, as under a header."""
    header = header or list(dict.fromkeys(key for record in records for key in record))
    rows = [
        (number, [as_text(record.get(key)) for key in header])
        for number, record in enumerate(records, start=2)
    ]
    table = tidy(file, [(1, header), *rows], typed=False)
    if geometries is None:
        return table
    shapes = {
        number: shape
        for (number, _), shape in zip(rows, geometries, strict=True)
        if shape is not None and not shape.is_empty
    }
    together, faults = 0, []
    for number, shape in shapes.items():
        code = _misplaced(shape)
        if not code:
            together += (own := tangle(shape))
            code = "tangled" if own > MAX_TANGLE else _no_area(shape)
        if together > MAX_TOGETHER:
            faults.append(Message("tangled_together", file, number, "geometry"))
            break
        if code:
            limit = MAX_TANGLE if code == "tangled" else MAX_POINTS
            params = {"kind": shape.geom_type, "limit": limit}
            faults.append(Message(code, file, number, "geometry", params=params))
    kept = [shapes.get(number) for number, _ in table.rows]
    return replace(table, geometries=kept, faults=(*table.faults, *faults))


def _misplaced(shape: Any) -> str:
    """Return the code of what keeps a shape from being looked at: where it lies, or its size."""
    if not (finite(shape) and inside(shape.bounds)):
        return "geometry_swapped" if inside(_swapped(shape)) else "outside_netherlands"
    return "too_many_points" if get_num_coordinates(shape) > MAX_POINTS else ""


def _no_area(shape: Any) -> str:
    return "not_an_area" if not shape.area > 0 and shape.is_valid else ""


def _swapped(shape: Any) -> Sequence[float]:
    """Return where a shape would lie if its degrees were written the other way round."""
    from pyproj import Transformer

    back = Transformer.from_crs(RD, "EPSG:4326", always_xy=True)
    there = Transformer.from_crs("EPSG:4326", RD, always_xy=True)
    x, y = back.transform(*get_coordinates(shape).T)
    east, north = there.transform(y, x)
    return east.min(), north.min(), east.max(), north.max()


def inside(bounds: Sequence[float]) -> bool:
    """Tell whether bounds in RD lie in the Netherlands; infinite ones, of a wrong CRS, do not."""
    west, south, east, north = NETHERLANDS
    return west <= bounds[0] <= bounds[2] <= east and south <= bounds[1] <= bounds[3] <= north
