"""Read the facts about municipalities: table, neighbours, krimp list, former municipalities.

Each is a file in one folder. A user's folder may hold only the files that differ (say another
`krimp.csv`); the rest is taken from the bundled one.
"""

import json
import os
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path

from selector import resources
from selector.door import MAX_BOUNDARIES, MEGABYTE, check_regular, read_whole
from selector.errors import InputError, Message, shorten
from selector.intake.records import Regions
from selector.intake.region_tables import TABLES, read_tables

BOUNDARIES = (".gpkg", ".geojson", ".shp", ".zip")
SOURCE = "bron.json"  # what a built folder was made from, and for which year


def read_regions(path: str | Path | None = None, *, downloaded: bool = True) -> Regions:
    """Read the bundled regions, a folder that replaces some of their files, or boundaries.

    A GeoPackage, GeoJSON or shapefile, by itself or in the folder, adds boundaries (EPSG:28992);
    without one the boundaries that were downloaded for the year, if they were, and if
    `downloaded`. Raises `InputError` with every fault at once.

    >>> selector.read_regions()
    <Regions: 342 municipalities>
    """
    if path is None:
        return _with_downloaded(_bundled()) if downloaded else _bundled()
    source = Path(path)
    if os.path.isdir(source):  # noqa: PTH112  (unlike Path.is_dir it bears any path)
        regions = _read_folder(source)
        drawn = [file for file in sorted(source.iterdir()) if file.suffix.lower() in BOUNDARIES]
        if len(drawn) > 1:
            params = {"files": tuple(file.name for file in drawn)}
            raise InputError([Message("several_boundaries", shorten(path), params=params)])
        if drawn:
            return _with_boundaries(regions, drawn[0])
        return _with_downloaded(regions) if downloaded else regions
    check_regular(source, MAX_BOUNDARIES)
    if source.suffix.lower() == ".csv":
        name = source.name if source.name in TABLES else "municipalities.csv"
        regions = read_tables({name: source})
        return _with_downloaded(regions) if downloaded else regions
    return _with_boundaries(_bundled(), source)


def read_kept(folder: Path) -> Regions:
    """Read the regions that a run kept: bundled, but for the files in this folder.

    Raises `InputError` as `read_regions` does.
    """
    if any((folder / name).is_file() for name in TABLES):
        return read_regions(folder, downloaded=False)
    drawn = [file for file in sorted(folder.iterdir()) if file.suffix.lower() in BOUNDARIES]
    return _with_boundaries(_bundled(), drawn[0]) if drawn else _bundled()


def _with_boundaries(regions: Regions, file: Path) -> Regions:
    from selector.intake.boundaries import kept_files, read_boundaries

    codes = [m.code for m in regions.municipalities]
    boundaries, digest = read_boundaries(file, codes, regions.year)
    combined = sha256(f"{regions.sha256}:{digest}".encode()).hexdigest()
    files = {**regions.files, **kept_files(file)}
    return replace(regions, boundaries=boundaries, sha256=combined, files=files)


def _with_downloaded(regions: Regions) -> Regions:
    """Add the downloaded boundaries of the year; those that do not fit are told and left."""
    file = resources.boundaries(regions.year)
    if not file.is_file():
        return regions
    try:
        return _with_boundaries(regions, file)
    except InputError as error:
        told = replace(error.faults[0], file=str(file))
        note = Message("boundaries_unused", params={"year": regions.year})
        return replace(regions, notes=(*regions.notes, told, note))


@cache
def _bundled() -> Regions:
    return _read_folder(resources.regions())


def _read_folder(folder: Path) -> Regions:
    found = {name: folder / name for name in TABLES if os.path.lexists(folder / name)}
    if not found:
        expected = ", ".join(TABLES)
        raise InputError([Message("no_region_tables", shorten(folder), params={"known": expected})])
    regions = read_tables(found)
    source = folder / SOURCE
    if not os.path.lexists(source):
        return regions
    data = read_whole(source, MEGABYTE).replace(b"\r\n", b"\n")
    combined = sha256(f"{regions.sha256}:{sha256(data).hexdigest()}".encode()).hexdigest()
    files = {**regions.files, SOURCE: data}
    return replace(regions, year=_year(data), sha256=combined, files=files)


def _year(data: bytes) -> int:
    """Read the year that a built folder says it is about."""
    try:
        year = json.loads(data)["year"]
    except (ValueError, KeyError, TypeError, RecursionError):
        year = None
    if type(year) is not int or not 1990 <= year <= 2100:
        params = {"low": 1990, "high": 2100}
        raise InputError(
            [Message("not_whole_between", SOURCE, place="year", value=shorten(year), params=params)]
        )
    return year
