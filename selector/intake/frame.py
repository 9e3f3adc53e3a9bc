"""A frame of pandas or geopandas as the plans file that it would make."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from selector.errors import InputError, Message, shorten
from selector.intake.geo_file import RD
from selector.intake.table import MAX_COLUMNS, MAX_ROWS, as_text

TABLE, SHAPES = "frame.csv", "frame.geojson"
_CRS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}


def frame_file(frame: pd.DataFrame) -> tuple[str, bytes]:
    """Return the name and the bytes of a file with what is in a frame.

    That is a GeoJSON in EPSG:28992 when there is any geometry, else a CSV; a frame that is too
    large for a plans file is cut short just beyond that size, for the reader to refuse. Raises
    `InputError` for geometry in an unknown coordinate system.
    """
    if frame.index.name == "plan_id" and "plan_id" not in frame.columns:
        frame = frame.reset_index()
    frame = frame.iloc[: MAX_ROWS + 1, : MAX_COLUMNS + 1]
    shapes, named = _shapes(frame), [str(name) for name in frame.columns]
    kept = [i for i, kind in enumerate(frame.dtypes) if str(kind) != "geometry"]
    header = [named[i] for i in kept]
    rows = ([_text(frame.iat[row, i]) for i in kept] for row in range(len(frame)))
    # A feature cannot have two values of one name: the reader of tables tells of the second.
    if shapes is None or len({name.casefold() for name in header}) < len(header):
        return TABLE, _csv(header, rows)
    return SHAPES, _geojson(header, rows, shapes)


def _shapes(frame: pd.DataFrame) -> list[str | None] | None:
    """Return the active geometry as GeoJSON texts in EPSG:28992; None when there is none."""
    import geopandas
    import shapely
    from pyproj.exceptions import ProjError

    if not isinstance(frame, geopandas.GeoDataFrame) or frame.active_geometry_name is None:
        return None
    if frame.crs is None:
        raise InputError([Message("no_crs", SHAPES)])
    try:
        projected = frame.geometry.to_crs(RD)
    except ProjError:
        shown = shorten(frame.crs.name)
        raise InputError([Message("unknown_crs", SHAPES, value=shown)]) from None
    return [None if shape is None else str(shapely.to_geojson(shape)) for shape in projected]


def _csv(header: list[str], rows: Iterator[list[str]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";", lineterminator="\n").writerows([header, *rows])
    return stream.getvalue().encode("utf-8", "replace")


def _geojson(header: list[str], rows: Iterator[list[str]], shapes: list[str | None]) -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": dict(zip(header, row, strict=True)),
            "geometry": None if shape is None else json.loads(shape),
        }
        for row, shape in zip(rows, shapes, strict=True)
    ]
    document = {"type": "FeatureCollection", "crs": _CRS, "features": features}
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")


def _text(value: Any) -> str:
    """Return a cell as a person would have typed it; what is missing is empty."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, set | frozenset):
        value = sorted(value, key=str)
    if isinstance(value, list | tuple):
        return "|".join(_text(item) for item in value)
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return ""
    return as_text(value.item() if isinstance(value, np.generic) else value)
