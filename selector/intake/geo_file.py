"""Read a GeoJSON or GeoPackage: the attributes are the columns, the geometry is the territory."""

import json
import tempfile
from pathlib import Path
from typing import Any

from selector.errors import Message, shorten
from selector.intake.table import RawTable, as_text, tidy

RD = "EPSG:28992"
LAYER = "aanvragen"


def read_geojson(file: str, data: bytes) -> RawTable:
    """Return the features as rows; coordinates are WGS84 unless a `crs` member says otherwise."""
    import geopandas
    from pyproj.exceptions import CRSError
    from shapely import from_geojson
    from shapely.errors import GEOSException

    try:
        document = json.loads(data.decode("utf-8-sig"))
        features = document["features"]
        records = [dict(feature.get("properties") or {}) for feature in features]
        shapes = [feature.get("geometry") for feature in features]
        named = document.get("crs") or {}
        crs = named.get("properties", {}).get("name", "EPSG:4326")
        geometries = [from_geojson(json.dumps(shape)) if shape else None for shape in shapes]
        projected = geopandas.GeoSeries(geometries, crs=crs).to_crs(RD)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        return _failed(Message("damaged", file, params={"error": shorten(error, 120)}))
    except (KeyError, TypeError, AttributeError):
        return _failed(Message("not_features", file))
    except (GEOSException, CRSError) as error:
        return _failed(Message("damaged", file, params={"error": shorten(error, 120)}))
    return _table(file, records, list(projected))


def read_geopackage(file: str, data: bytes) -> RawTable:
    """Return the rows of layer `aanvragen`, else of the first layer, geometry in EPSG:28992."""
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "aanvragen.gpkg"
        path.write_bytes(data)
        try:
            layers = [str(name) for name, _ in pyogrio.list_layers(path)]
            if not layers:
                return _failed(Message("empty_file", file))
            layer = next((name for name in layers if name.casefold() == LAYER), layers[0])
            frame = pyogrio.read_dataframe(path, layer=layer, datetime_as_string=True)
        except (DataSourceError, DataLayerError, RuntimeError, ValueError) as error:
            return _failed(Message("damaged", file, params={"error": shorten(error, 120)}))
    geometries: list[Any] | None = None
    if hasattr(frame, "geometry") and "geometry" in frame:
        if frame.crs is None:
            return _failed(Message("no_crs", file))
        geometries = list(frame.geometry.to_crs(RD))
        frame = frame.drop(columns="geometry")
    records = [
        {name: None if value is None or value != value else value for name, value in row.items()}
        for row in frame.astype(object).to_dict("records")
    ]
    table = _table(file, records, geometries)
    if not records:
        return RawTable(file, tuple(str(c).casefold() for c in frame.columns), ())
    return table


def _failed(fault: Message) -> RawTable:
    return RawTable(fault.file, (), (), faults=(fault,))


def _table(file: str, records: list[dict[str, Any]], geometries: list[Any] | None) -> RawTable:
    """Make rows of records that may each have other keys; feature 1 is row 2, as under a header."""
    header = list(dict.fromkeys(key for record in records for key in record))
    if not header:
        return _failed(Message("empty_file", file))
    rows = [
        (number, [as_text(record.get(key)) for key in header])
        for number, record in enumerate(records, start=2)
    ]
    table = tidy(file, header, rows)
    kept = {number for number, _ in table.rows}
    shapes = None
    if geometries is not None:
        shapes = [
            None if shape is None or shape.is_empty else shape
            for (number, _), shape in zip(rows, geometries, strict=True)
            if number in kept
        ]
    return RawTable(file, table.header, table.rows, shapes, table.faults)
