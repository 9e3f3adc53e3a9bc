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

from selector.door import MAX_BOUNDARIES, read_whole
from selector.errors import InputError, Message, shorten
from selector.intake.boundary_file import check_boundary_file
from selector.intake.geo_file import RD, inside
from selector.intake.tangles import MAX_POINTS, MAX_TANGLE, finite, tangle

KEPT = "grenzen"  # the name, but for its suffix, under which boundaries are kept


def read_boundaries(
    path: Path, codes: Sequence[str], year: int | None = None
) -> tuple[geopandas.GeoSeries, str]:
    """Read the polygons of `codes`, in that order, and the digest of the file.

    A GeoPackage, GeoJSON or shapefile (also zipped). The layer is the one whose name holds
    `gemeente_gegeneraliseerd`, else the first with a column `statcode`. Of a layer with
    several years (`jrstatcode`) only the rows of `year` count, and rows with the same
    code are parts of one municipality. Raises `InputError` with everything that is wrong.
    """
    check_boundary_file(path)
    try:
        names = [str(name) for name, _ in pyogrio.list_layers(path)]
        names.sort(key=lambda name: "gemeente_gegeneraliseerd" not in name)
        for name in names:
            if "statcode" in map(str.casefold, pyogrio.read_info(path, layer=name)["fields"]):
                frame = geopandas.read_file(path, layer=name)
                return _ordered(path, frame, codes, year), _digest(path)
    except (RuntimeError, OSError, ValueError, shapely.GEOSException) as error:  # of pyogrio, GEOS
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
    path: Path, frame: geopandas.GeoDataFrame, codes: Sequence[str], year: int | None
) -> geopandas.GeoSeries:
    columns = {str(name).casefold(): str(name) for name in frame.columns}
    if year is not None and "jrstatcode" in columns:
        of_year = frame[columns["jrstatcode"]].astype(str).str.startswith(str(year))
        frame = frame[of_year] if of_year.any() else frame
    if getattr(frame, "crs", None) is None:
        raise InputError([Message("no_crs", path.name)])
    frame = frame.to_crs(RD)
    by_code: dict[str, Any] = {}
    told = frame[columns["statcode"]].astype(str).str.strip()
    if faults := _too_intricate(path.name, told, frame.geometry):
        raise InputError(faults)
    for code, shape in zip(told, repair(frame.geometry.to_numpy()), strict=True):
        by_code[code] = shapely.union(by_code[code], shape) if code in by_code else shape
    missing = [code for code in codes if code not in by_code or by_code[code].is_empty]
    if missing:
        params = {"count": len(missing), "codes": tuple(missing)}
        faults = [Message("boundaries_missing", path.name, params=params)]
    faults += [
        Message("outside_netherlands", path.name, column="geometry", value=code)
        for code in codes
        if code not in missing and not inside(by_code[code].bounds)
    ][:1]  # a wrong coordinate system moves them all
    if faults:
        raise InputError(faults)
    return geopandas.GeoSeries([by_code[code] for code in codes], index=list(codes), crs=RD)


def _too_intricate(file: str, codes: Any, shapes: geopandas.GeoSeries) -> list[Message]:
    """Find the shapes that would take for ever to repair."""
    faults = []
    for code, shape in zip(codes, shapes, strict=True):
        if shape is None or not finite(shape):
            continue
        points = shapely.get_num_coordinates(shape) > MAX_POINTS
        if points or tangle(shape) > MAX_TANGLE:
            said, limit = ("too_many_points", MAX_POINTS) if points else ("tangled", MAX_TANGLE)
            params = {"limit": limit}
            faults.append(Message(said, file, column="geometry", place=code, params=params))
    return faults


def kept_files(path: Path) -> dict[str, bytes]:
    """Return a file of boundaries with those that go with it, by a name that is safe anywhere."""
    own = path.suffix.lower()
    kinds = (".shp", ".dbf", ".prj", ".shx", ".cpg") if own == ".shp" else (path.suffix,)
    parts = {kind: path.with_suffix(kind) for kind in kinds}
    return {
        f"{KEPT}{kind.lower()}": read_whole(p, MAX_BOUNDARIES)
        for kind, p in parts.items()
        if p.is_file()
    }


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file; of a shapefile, with the files that go with it."""
    kinds = (".shp", ".dbf", ".prj") if path.suffix.lower() == ".shp" else (path.suffix,)
    found = sha256()
    for part in (path.with_suffix(kind) for kind in kinds):
        found.update(part.read_bytes() if part.is_file() else b"")
    return found.hexdigest()
