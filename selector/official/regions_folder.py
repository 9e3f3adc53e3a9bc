"""From the files of CBS to the tables of a regions folder."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from selector import resources
from selector.door import MAX_TEXT, read_whole
from selector.errors import InputError, Message, shorten
from selector.intake.boundary_file import check_boundary_file
from selector.intake.csv_file import read_csv
from selector.intake.table import RawTable
from selector.official.cbs import read_cbs
from selector.official.municipal_table import KINDS, Area, read_areas, read_figures
from selector.official.other_year import (
    Merge,
    Row,
    border_rows,
    derive_merges,
    follow,
    former_rows,
    krimp_rows,
    parts_of,
    read_merges,
)

if TYPE_CHECKING:
    import geopandas

_AREAS = [c for name in KINDS.values() if name for c in (f"{name}_code", name)]
TOWNS, FORMER = "municipalities.csv", "former_municipalities.csv"
COLUMNS: Mapping[str, Sequence[str]] = {
    TOWNS: (
        "code", "name", *_AREAS, "population", "stedelijkheid", "land_area_km2", "rd_x", "rd_y",
    ),
    "adjacency.csv": ("code_a", "code_b", "kind", "shared_border_km"),
    "krimp.csv": ("code", "type", "regio", "confidence"),
    FORMER: (
        "code", "name", "year", "successor_code", "successor_name", "note",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Built:
    """The text of every file of the folder, the number of rows of its tables, and notes."""

    files: Mapping[str, str]
    rows: Mapping[str, int]
    notes: tuple[Message, ...]


@dataclass(frozen=True)
class _Year:
    """The municipalities of a year: which there are, their shapes and their figures, by code."""

    year: int
    areas: Sequence[Area]
    shapes: "geopandas.GeoSeries"
    figures: Mapping[str, Mapping[str, str]]

    @cached_property
    def names(self) -> Mapping[str, str]:
        return {area.code: area.cells["name"] for area in self.areas}


def build(
    year: int,
    areas: Path,
    figures: Path | None,
    boundaries: Path,
    merges: Path | None = None,
    krimp: Path | None = None,
) -> Built:
    """Make the tables for 1 January of a year; raises `InputError` with every fault of a file."""
    check_readable(
        [path for path in (areas, figures) if path],
        [path for path in (merges, krimp) if path],
        boundaries,
    )
    old = {name: _bundled(name) for name in COLUMNS}
    new, notes = _read_year(year, areas, figures, boundaries)
    ended, derived = _merges(new, old, merges)
    tables, mixed = _tables(new, old, ended, krimp)
    given = {"areas": areas, "figures": figures, "boundaries": boundaries, "merges": merges,
             "krimp": krimp}  # fmt: skip
    files = {name: _csv(COLUMNS[name], rows) for name, rows in tables.items()}
    files["bron.json"] = _source(year, {n: path for n, path in given.items() if path})
    counts = {name: len(rows) for name, rows in tables.items()}
    return Built(files, counts, (*notes, *derived, *mixed))


def _read_year(
    year: int, areas: Path, figures: Path | None, boundaries: Path
) -> tuple[_Year, Sequence[Message]]:
    """Read what CBS and the Kadaster say of the municipalities of a year, with notes."""
    from selector.intake.boundaries import read_boundaries

    area_table = read_cbs(areas)
    found = read_areas(area_table, year)
    codes = list({area.code: None for area in found})
    shapes, _ = read_boundaries(boundaries, codes, year)
    figure_table = read_cbs(figures) if figures else area_table
    counted, notes = read_figures(figure_table, codes, shapes, year)
    return _Year(year, found, shapes, counted), notes


def _merges(
    new: _Year, old: Mapping[str, Sequence[Row]], file: Path | None
) -> tuple[list[Merge], Sequence[Message]]:
    """Return where the municipalities went that are no more: as told, else by where they lay."""
    later = {row["successor_code"] for row in old[FORMER] if row["code"] in new.names}
    gone = [row for row in old[TOWNS] if row["code"] not in new.names]
    ended = [row for row in gone if row["code"] not in later]
    if file is None:
        return derive_merges(ended, new.shapes, new.year)
    merges = read_merges(_table(file), {row["code"]: row["name"] for row in old[TOWNS]}, new.year)
    told = {merge.code for merge in merges}
    if unknown := [row["code"] for row in ended if row["code"] not in told]:
        raise InputError([Message("merges_needed", shorten(file.name), params={"codes": unknown})])
    return merges, ()


def _steps(merges: Sequence[Merge], codes: set[str]) -> Mapping[str, list[str]]:
    """Return the successors by code; raises `InputError` when one leads to no code of today."""
    steps: dict[str, list[str]] = {}
    for merge in merges:
        steps.setdefault(merge.code, []).append(merge.successor)
    if lost := [m for m in merges if not follow(m.code, steps, codes)]:
        raise InputError(
            [Message("successor_absent", value=m.code, params={"successor": m.successor})
             for m in lost]
        )  # fmt: skip
    return steps


def _tables(
    new: _Year, old: Mapping[str, Sequence[Row]], merges: Sequence[Merge], krimp: Path | None
) -> tuple[Mapping[str, Sequence[Row]], Sequence[Message]]:
    """Return the rows of every table, with notes on what was carried over."""
    codes = list(new.names)
    before = [row["code"] for row in old[TOWNS]]
    parts = parts_of(codes, before, old[FORMER], _steps(merges, set(codes)))
    shrinking, notes = (
        (_records(_table(krimp)), []) if krimp else krimp_rows(parts, old["krimp.csv"])
    )
    return {
        TOWNS: [_town(area, new) for area in new.areas],
        "adjacency.csv": border_rows(new.shapes, old["adjacency.csv"], parts),
        "krimp.csv": sorted(shrinking, key=lambda row: row.get("code", "")),
        FORMER: former_rows(old[FORMER], merges, new.names),
    }, notes


def _town(area: Area, new: _Year) -> Row:
    centre = new.shapes[area.code].centroid
    place = {"rd_x": str(round(centre.x)), "rd_y": str(round(centre.y))}
    return {**area.cells, **new.figures[area.code], **place}


def check_readable(tables: Sequence[Path], lists: Sequence[Path], boundaries: Path | None) -> None:
    """Raise `InputError` with what is wrong in every file that cannot be read at all."""
    faults: list[Message] = []
    for read, paths in ((read_cbs, tables), (_table, lists)):
        for path in paths:
            try:
                read(path)
            except InputError as error:
                faults += error.faults
    try:
        if boundaries is not None:
            check_boundary_file(boundaries)
    except InputError as error:
        faults += error.faults
    if faults:
        raise InputError(faults)


def _bundled(name: str) -> list[dict[str, str]]:
    return _records(_table(resources.regions() / name))


def _table(path: Path) -> RawTable:
    return read_csv(shorten(path.name), read_whole(path, MAX_TEXT))


def _records(table: RawTable) -> list[dict[str, str]]:
    if table.faults:
        raise InputError(table.faults)
    return [dict(zip(table.header, cells, strict=True)) for _, cells in table.rows]


def _csv(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _source(year: int, files: Mapping[str, Path]) -> str:
    told = {
        name: {"file": path.name, "sha256": sha256(path.read_bytes()).hexdigest()}
        for name, path in files.items()
    }
    return json.dumps({"year": year, "files": told}, indent=2, ensure_ascii=False) + "\n"
