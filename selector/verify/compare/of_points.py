"""Where the points of the GeoPackage lie: middles of plans and municipalities, counted again."""

import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from selector.verify.compare.case import Case
from selector.verify.compare.table import Compared
from selector.verify.recount.places import centre
from selector.verify.recount.unreadable import Unreadable

FILE, RD = "cohort.gpkg", 28992
PLACES = 3  # of a metre
_ENVELOPES = (0, 32, 48, 48, 64)  # bytes, by the kind of envelope that a shape begins with
Point = tuple[float, float]


def plans(case: Case) -> Compared | None:
    """Hold the points of plans against the means of their municipalities by population.

    A national plan has none.
    """
    counted = case.round
    wanted = {
        plan.plan_id: None if plan.national else _rounded(*centre(place, counted.facts))
        for plan, place in zip(counted.plans, counted.places, strict=True)
    }
    return _held(case, "aanvragen", "plan_id", wanted)


def towns(case: Case) -> Compared | None:
    """Hold the points of municipalities against the table of regions."""
    wanted = {town.code: _rounded(town.x, town.y) for town in case.round.facts.towns}
    return _held(case, "gemeenten", "code", wanted)


def _held(case: Case, layer: str, key: str, wanted: Mapping[str, Point | None]) -> Compared | None:
    """Hold a layer of points against where they must lie; beside areas it has another name."""
    name = layer if case.round.facts.shapes is None else f"{layer}_midden"
    rows = case.delivered.layers.get(name)
    if rows is None:
        case.desk.differ(FILE, name, kind="absent")
        return None
    found = dict(_points(rows, key))
    for label, point in wanted.items():
        if found.get(label) != point:
            place = f"{name}, {label}, geom"
            case.desk.differ(FILE, place, _shown(found.get(label)), _shown(point))
    return Compared(len(wanted), 1)


def _points(rows: Sequence[Mapping[str, Any]], key: str) -> Iterator[tuple[str, Point | None]]:
    for row in rows:
        shape = row.get("geom")
        yield str(row.get(key)), None if shape is None else _point(shape)


def _point(shape: Any) -> Point:
    """Return a point as a GeoPackage holds it; raises `Unreadable` for anything else."""
    try:
        flags = shape[3]
        body = shape[8 + _ENVELOPES[flags >> 1 & 7] :]
        (system,) = struct.unpack("<i" if flags & 1 else ">i", shape[4:8])
        order = "<" if body[0] else ">"
        kind, x, y = struct.unpack(f"{order}I2d", body[1:])
    except (TypeError, IndexError, struct.error) as error:
        raise Unreadable("geom", str(error)) from None
    if shape[:2] != b"GP" or system != RD or kind != 1:
        raise Unreadable("geom", f"{system}, {kind}")
    return _rounded(x, y)


def _rounded(x: Any, y: Any) -> Point:
    return round(float(x), PLACES), round(float(y), PLACES)


def _shown(point: Point | None) -> str:
    return "" if point is None else f"{point[0]} {point[1]}"
