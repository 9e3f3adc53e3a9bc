"""The official boundaries of one year: fetched, checked, and kept with where they came from."""

import json
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.errors import GEOSException
from shapely.geometry import mapping

from selector.errors import Message
from selector.geography.source import ATTRIBUTION
from selector.intake.geo_file import inside
from selector.official.fetching import Fetcher, FetchError, forget
from selector.official.pdok import LAYER, SERVICES, Feature, features

# After these the pages so far are kept for the next time; after others they are to blame.
_RESUMED = frozenset(("unreachable", "broken_off", "server_refused", "not_a_page", "too_slow"))


@dataclass(frozen=True)
class Downloaded:
    """What was kept: the file, the number of municipalities, and the service it came from."""

    path: Path
    count: int
    service: str


def download(
    year: int,
    path: Path,
    codes: Sequence[str] | None = None,
    services: Mapping[str, str] = SERVICES,
    *,
    told: Callable[[int], None] = lambda _: None,
    fetcher: Fetcher | None = None,
) -> Downloaded:
    """Fetch the boundaries of a year into `path`, from the first service that gives them.

    `codes` are the municipalities that must be in it. What was fetched before the connection
    broke is kept beside `path`, and used the next time. The file has the same bytes for the
    same boundaries; where and when it came from stands in a file beside it. Raises
    `FetchError`, with the faults of every service.
    """
    kept = path.with_suffix(".part")
    fetcher = fetcher or Fetcher(kept)
    errors: list[FetchError] = []
    for service, url in services.items():
        try:
            found = features(service, url, year, fetcher, told)
        except FetchError as error:
            if not _RESUMED.issuperset(fault.code for fault in error.faults):
                forget(kept)
            errors.append(error)
            continue
        rows, faults = checked(found, year, codes)
        if faults:
            forget(kept)  # else the same pages would come again
            errors.append(FetchError(*faults))
            continue
        source = {"bron": url.replace("{year}", str(year)), "laag": LAYER, "jaar": year}
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, rows, year)
        moment = {"opgehaald_op": datetime.now(UTC).isoformat(timespec="seconds")}
        told_of = {**source, **moment, "gemeenten": len(rows), "naamsvermelding": ATTRIBUTION}
        _put(_origin(path, year), json.dumps(told_of, indent=2) + "\n")
        forget(kept)
        return Downloaded(path, len(rows), service)
    raise FetchError(
        *(fault for error in errors for fault in error.faults),
        offline=all(error.offline for error in errors),
    )


def checked(
    found: Sequence[Feature], year: int, codes: Sequence[str] | None
) -> tuple[Mapping[str, tuple[str, Any]], list[Message]]:
    """Return name and shape by code, in order of code, and everything that is wrong with them."""
    rows: dict[str, tuple[str, Any]] = {}
    faults: list[Message] = []
    count: Counter[str] = Counter()
    for feature in found:
        held = feature.get("properties")
        cells = {str(k).casefold(): v for k, v in held.items()} if isinstance(held, dict) else {}
        code = str(cells.get("statcode") or "").strip()
        if not str(cells.get("jrstatcode") or year).startswith(str(year)):
            continue  # a service may hold several years in one layer
        area = _area(feature.get("geometry"))
        if not code:
            faults.append(Message("missing_column", column="statcode"))
            continue
        count[code] += 1
        if area is None:
            faults.append(Message("no_boundary", value=code))
        elif not inside(area.bounds):
            faults.append(Message("outside_netherlands", value=code))
        rows[code] = (str(cells.get("statnaam") or "").strip(), area)
    if double := sorted(code for code, times in count.items() if times > 1):
        faults.append(_listed("codes_double", double))
    if not rows:
        faults.append(Message("no_such_year", params={"year": year}))
    elif codes is not None:
        if missing := sorted(set(codes) - set(rows)):
            faults.append(_listed("codes_missing", missing))
        if extra := sorted(set(rows) - set(codes)):
            faults.append(_listed("codes_extra", extra))
    return dict(sorted(rows.items())), faults


def _listed(code: str, codes: Sequence[str]) -> Message:
    return Message(code, params={"count": len(codes), "codes": tuple(codes)})


def _area(geometry: Any) -> Any:
    """Return a polygon or multipolygon in two dimensions, to the millimetre, or nothing."""
    try:
        found = shapely.force_2d(shapely.from_geojson(json.dumps(geometry)))
    except (GEOSException, TypeError, ValueError):
        return None
    if found is None or found.geom_type not in ("Polygon", "MultiPolygon") or not found.area > 0:
        return None
    return shapely.transform(found, lambda points: np.round(points, 3))


def _write(path: Path, rows: Mapping[str, tuple[str, Any]], year: int) -> None:
    """Write GeoJSON in EPSG:28992, whole or not at all."""
    document = {
        "type": "FeatureCollection",
        "name": f"{LAYER}_{year}",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}},
        "naamsvermelding": ATTRIBUTION,
        "features": [
            {
                "type": "Feature",
                "properties": {
                    "statcode": code,
                    "statnaam": name,
                    "jrstatcode": f"{year}{code}",
                    "rubriek": "gemeente",
                },
                "geometry": mapping(area),
            }
            for code, (name, area) in rows.items()
        ],
    }
    _put(path, json.dumps(document, separators=(",", ":")))


def _put(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _origin(path: Path, year: int) -> Path:
    """Return where is told where boundaries came from; a file of someone else is left alone."""
    usual = path.with_name("herkomst.json")
    try:
        told = json.loads(usual.read_bytes()) if usual.stat().st_size < 10_000 else None
    except FileNotFoundError:
        return usual
    except (OSError, ValueError):
        told = None
    same = isinstance(told, dict) and (told.get("laag"), told.get("jaar")) == (LAYER, year)
    return usual if same else path.with_suffix(".herkomst.json")
