"""From the files of CBS to the tables of a regions folder."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from selector import resources
from selector.door import MAX_TEXT, read_whole
from selector.errors import InputError, Message, shorten
from selector.intake.boundary_file import check_boundary_file
from selector.intake.csv_file import read_csv
from selector.intake.table import RawTable
from selector.official.cbs import read_cbs
from selector.official.municipal_table import KINDS, read_areas, read_figures
from selector.official.other_year import (
    border_rows,
    derive_merges,
    follow,
    former_rows,
    krimp_rows,
    parts_of,
    read_merges,
)

_AREAS = [c for name in KINDS.values() if name for c in (f"{name}_code", name)]
COLUMNS: Mapping[str, Sequence[str]] = {
    "municipalities.csv": (
        "code", "name", *_AREAS, "population", "stedelijkheid", "land_area_km2", "rd_x", "rd_y",
    ),
    "adjacency.csv": ("code_a", "code_b", "kind", "shared_border_km"),
    "krimp.csv": ("code", "type", "regio", "confidence"),
    "former_municipalities.csv": (
        "code", "name", "year", "successor_code", "successor_name", "note",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Built:
    """The text of every file of the folder, the number of rows of its tables, and notes."""

    files: Mapping[str, str]
    rows: Mapping[str, int]
    notes: tuple[Message, ...]


def build(
    year: int,
    areas: Path,
    figures: Path | None,
    boundaries: Path,
    merges: Path | None = None,
    krimp: Path | None = None,
) -> Built:
    """Make the tables for 1 January of a year; raises `InputError` with every fault of a file."""
    from selector.intake.boundaries import read_boundaries

    check_readable(
        [path for path in (areas, figures) if path],
        [path for path in (merges, krimp) if path],
        boundaries,
    )
    old = {name: _bundled(name) for name in COLUMNS}
    area_table = read_cbs(areas)
    found = read_areas(area_table, year)
    names = {area.code: area.cells["name"] for area in found}
    codes = list(names)
    shapes, _ = read_boundaries(boundaries, codes, year)
    figure_table = read_cbs(figures) if figures else area_table
    counted, notes = read_figures(figure_table, codes, shapes, year)

    old_names = {row["code"]: row["name"] for row in old["municipalities.csv"]}
    gone = [row for row in old["municipalities.csv"] if row["code"] not in names]
    later = {row["successor_code"] for row in old["former_municipalities.csv"]
             if row["code"] in names}  # fmt: skip
    ended = [row for row in gone if row["code"] not in later]
    if merges:
        steps_found = read_merges(_table(merges), old_names, year)
        told = {merge.code for merge in steps_found}
        if unknown := [row["code"] for row in ended if row["code"] not in told]:
            params = {"codes": unknown}
            raise InputError([Message("merges_needed", shorten(merges.name), params=params)])
    else:
        steps_found, derived = derive_merges(ended, shapes, year)
        notes += derived
    steps: dict[str, list[str]] = {}
    for merge in steps_found:
        steps.setdefault(merge.code, []).append(merge.successor)
    lost = [m for m in steps_found if not follow(m.code, steps, set(codes))]
    if lost:
        raise InputError(
            [Message("successor_absent", value=m.code, params={"successor": m.successor})
             for m in lost]
        )  # fmt: skip
    parts = parts_of(codes, list(old_names), old["former_municipalities.csv"], steps)
    if krimp:
        shrinking = _records(_table(krimp))
    else:
        shrinking, mixed = krimp_rows(parts, old["krimp.csv"])
        notes += mixed
    tables: dict[str, Sequence[Mapping[str, str]]] = {
        "municipalities.csv": [
            {
                **area.cells,
                **counted[area.code],
                "rd_x": str(round(shapes[area.code].centroid.x)),
                "rd_y": str(round(shapes[area.code].centroid.y)),
            }
            for area in found
        ],
        "adjacency.csv": border_rows(shapes, old["adjacency.csv"], parts),
        "krimp.csv": sorted(shrinking, key=lambda row: row.get("code", "")),
        "former_municipalities.csv": former_rows(
            old["former_municipalities.csv"], steps_found, names
        ),
    }
    given = {"areas": areas, "figures": figures, "boundaries": boundaries, "merges": merges,
             "krimp": krimp}  # fmt: skip
    files = {name: _csv(COLUMNS[name], rows) for name, rows in tables.items()}
    files["bron.json"] = _source(year, {n: path for n, path in given.items() if path})
    return Built(files, {name: len(rows) for name, rows in tables.items()}, tuple(notes))


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
