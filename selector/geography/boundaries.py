"""Boundaries of municipalities: read a file by the names CBS uses, and repair.

Everything is in EPSG:28992, areas in square metres.
"""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from selector.errors import InputError, Message, shorten

RD = "EPSG:28992"


def read_boundaries(path: Path, codes: Sequence[str]) -> tuple[geopandas.GeoSeries, str]:
    """Read the polygons of `codes`, in that order, and the digest of the file.

    The layer is the one whose name holds `gemeente_gegeneraliseerd`, else the first with a
    column `statcode`. Raises `InputError`.
    """
    try:
        names = [str(name) for name, _ in pyogrio.list_layers(path)]
        names.sort(key=lambda name: "gemeente_gegeneraliseerd" not in name)
        for name in names:
            columns = {
                str(c).casefold(): str(c) for c in pyogrio.read_info(path, layer=name)["fields"]
            }
            if "statcode" in columns:
                frame = geopandas.read_file(path, layer=name)
                return _ordered(path, frame, columns["statcode"], codes), _digest(path)
    except (DataSourceError, DataLayerError, OSError, ValueError) as error:
        fault = Message("damaged", path.name, params={"error": shorten(error, 120)})
        raise InputError([fault]) from None
    raise InputError([Message("missing_column", path.name, column="statcode")])


def repair(shapes: "Sequence[Any] | np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """Return valid areas in two dimensions: points and lines fall away, also of collections."""
    flat = shapely.force_2d(np.asarray(shapes, dtype=object))
    mixed = shapely.get_type_id(flat) == shapely.GeometryType.GEOMETRYCOLLECTION
    for i in np.flatnonzero(mixed):
        flat[i] = shapely.union_all(repair(shapely.get_parts(flat[i])))
    repaired: np.ndarray[Any, Any] = shapely.make_valid(
        flat, method="structure", keep_collapsed=False
    )
    repaired[shapely.get_dimensions(repaired) < 2] = shapely.Polygon()
    return repaired


def _ordered(
    path: Path, frame: geopandas.GeoDataFrame, column: str, codes: Sequence[str]
) -> geopandas.GeoSeries:
    if frame.crs is None:
        raise InputError([Message("no_crs", path.name)])
    frame = frame.to_crs(RD)
    shapes = repair(frame.geometry.to_numpy())
    by_code = dict(zip(frame[column].astype(str).str.strip(), shapes, strict=True))
    missing = [code for code in codes if code not in by_code]
    if missing:
        listed = ", ".join(missing[:10]) + (" …" if len(missing) > 10 else "")
        params = {"count": len(missing), "codes": listed}
        raise InputError([Message("boundaries_missing", path.name, params=params)])
    return geopandas.GeoSeries([by_code[code] for code in codes], index=list(codes), crs=RD)


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
