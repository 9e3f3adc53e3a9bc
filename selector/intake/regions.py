"""Read the facts about municipalities: table, neighbours, krimp list, former municipalities.

Each is a file in one folder. A user's folder may hold only the files that differ (say another
`krimp.csv`); the rest is taken from the bundled one.
"""

import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path

from selector import resources
from selector.door import MAX_BOUNDARIES, MAX_TEXT, MEGABYTE, check_regular, read_whole
from selector.errors import InputError, Message, nearest, shorten
from selector.intake.csv_file import read_csv
from selector.intake.records import Former, Municipality, Regions
from selector.intake.table import RawTable
from selector.numbers import parse_decimal

TABLES: Mapping[str, tuple[str, ...]] = {
    "municipalities.csv": (
        "code", "name", "province_code", "province", "landsdeel_code", "landsdeel",
        "arbeidsmarktregio_code", "arbeidsmarktregio",
        "population", "stedelijkheid", "land_area_km2", "rd_x", "rd_y",
    ),
    "adjacency.csv": ("code_a", "code_b"),
    "krimp.csv": ("code", "type"),
    "former_municipalities.csv": ("code", "name", "year", "successor_code"),
}  # fmt: skip


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
        regions = _read_tables({name: source})
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
    regions = _read_tables(found)
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


def _read_tables(given: Mapping[str, Path]) -> Regions:
    """Read each table from where it was given, else from the bundle."""
    faults: list[Message] = []
    notes: list[Message] = []
    digest = sha256()
    tables, files = {}, dict[str, bytes]()
    for name, columns in TABLES.items():
        source = given.get(name, resources.regions() / name)
        data = read_whole(source, MAX_TEXT)
        digest.update(sha256(data.replace(b"\r\n", b"\n")).digest())
        table = read_csv(shorten(source.name), data)
        notes += table.notes
        tables[name] = _rows(table, columns, faults)
        if source.parent != resources.regions():
            files[name] = data
    if faults:
        raise InputError(faults)
    shrinking = {row["code"]: row["type"] for _, row in tables["krimp.csv"]}
    municipalities = _municipalities(tables["municipalities.csv"], shrinking, faults)
    index = {m.code: i for i, m in enumerate(municipalities)}
    for name, columns in (("adjacency.csv", ("code_a", "code_b")), ("krimp.csv", ("code",))):
        for number, row in tables[name]:
            for column in columns:
                if row[column] not in index:
                    close = nearest(row[column], index)
                    fault = Message("no_municipality", name, number, column, "", row[column], close)
                    faults.append(fault)
    for number, row in tables["krimp.csv"]:
        if row["type"] not in ("krimp", "anticipeer"):
            params = {"known": "krimp, anticipeer"}
            faults.append(
                Message("not_in_list", "krimp.csv", number, "type", "", row["type"], "", params)
            )
    if faults:
        raise InputError(faults)
    former = _former(tables["former_municipalities.csv"], faults)
    if faults:
        raise InputError(faults)
    borders: dict[tuple[int, int], int] = {}
    for _, row in tables["adjacency.csv"]:
        a, b = sorted((index[row["code_a"]], index[row["code_b"]]))
        length = parse_decimal(row.get("shared_border_km", ""))
        borders[a, b] = int(length[0] * 1000) if length else 0
    return Regions(
        municipalities=municipalities,
        borders=tuple(sorted(borders)),
        border_metres=tuple(borders[pair] for pair in sorted(borders)),
        former=former,
        sha256=digest.hexdigest(),
        notes=tuple(notes),
        files=files,
    )


Rows = Sequence[tuple[int, Mapping[str, str]]]


def _rows(table: RawTable, columns: Sequence[str], faults: list[Message]) -> Rows:
    """Return the rows by column name, with their numbers."""
    header = table.header
    missing = [column for column in columns if column not in header] if header else []
    faults += table.faults
    faults += [
        Message("missing_column", table.file, table.top, column, suggestion=nearest(column, header))
        for column in missing
    ]
    if not (missing or table.rows or table.faults):
        faults.append(Message("empty_file", table.file))
    if missing:
        return []
    return [(number, dict(zip(header, row, strict=True))) for number, row in table.rows]


def _municipalities(
    rows: Rows, shrinking: Mapping[str, str], faults: list[Message]
) -> tuple[Municipality, ...]:
    found: dict[str, Municipality] = {}
    first: dict[str, int] = {}
    file = "municipalities.csv"

    def whole(number: int, column: str, text: str, low: int, high: int) -> int:
        parsed = parse_decimal(text)
        if parsed is None or not low <= parsed[0] <= high:
            params = {"low": low, "high": high}
            faults.append(Message("not_whole_between", file, number, column, "", text, "", params))
            return low
        return int(parsed[0])

    for number, row in rows:
        code = row["code"]
        if first.setdefault(code, number) != number:
            params = {"first": first[code]}
            faults.append(Message("double_id", file, number, "code", value=code, params=params))
        if not re.fullmatch(r"GM[0-9]{4}", code):
            faults.append(Message("bad_code", file, number, "code", value=shorten(code)))
        area = parse_decimal(row["land_area_km2"])
        found[code] = Municipality(
            code=code,
            name=row["name"],
            province_code=row["province_code"],
            province=row["province"],
            landsdeel_code=row["landsdeel_code"],
            landsdeel=row["landsdeel"],
            labour_market_region_code=row["arbeidsmarktregio_code"],
            labour_market_region=row["arbeidsmarktregio"],
            population=whole(number, "population", row["population"], 1, 10**8),
            urbanity=whole(number, "stedelijkheid", row["stedelijkheid"], 1, 5),
            area_ha=int(area[0] * 100) if area else 0,
            x=float(whole(number, "rd_x", row["rd_x"], -100_000, 400_000)),
            y=float(whole(number, "rd_y", row["rd_y"], 200_000, 800_000)),
            shrinking=shrinking.get(code, ""),
        )
    return tuple(found[code] for code in sorted(found))


def _former(rows: Rows, faults: list[Message]) -> Mapping[str, Former]:
    found: dict[str, Former] = {}
    for number, row in rows:
        code, name, year = row["code"], row["name"], row["year"]
        if not re.fullmatch(r"[12][0-9]{3}", year):
            file, params = "former_municipalities.csv", {"low": 1000, "high": 2999}
            faults.append(Message("not_whole_between", file, number, "year", "", year, "", params))
            continue
        before = found[code].successors if code in found else ()
        found[code] = Former(name, int(year), (*before, row["successor_code"]))
    return found
