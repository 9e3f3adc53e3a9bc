"""What a run left in its directory, read without trusting any of it."""

import json
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from selector.verify.desk import Desk
from selector.verify.report import Unreadable
from selector.verify.tables import csv_rows, decode, workbook

COHORT, INFEASIBLE = "cohort.json", "infeasible.json"
INPUT = "invoer"
LAYERS = ("aanvragen", "gemeenten")
PNG_END = b"IEND\xaeB`\x82"


@dataclass(frozen=True)
class Delivered:
    """The files of a directory; None or empty for what is absent or unreadable.

    `record` is what `name` (`cohort.json` or `infeasible.json`) holds.
    """

    folder: Path
    name: str
    record: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    sheets: Mapping[str, Sequence[Sequence[Any]]] = field(default_factory=dict)
    layers: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    summary: Sequence[str] | None = None

    @property
    def solved(self) -> bool:
        """Tell whether there is a cohort."""
        return self.name == COHORT


def read_delivered(folder: Path, desk: Desk) -> Delivered:
    """Read every file of a directory; what cannot be read becomes a difference."""
    name = COHORT if (folder / COHORT).exists() else INFEASIBLE
    if name == COHORT and (folder / INFEASIBLE).exists():
        desk.differ(INFEASIBLE, "", kind="extra")
    files = ["plans.csv", "conflicts.csv"]
    if name == COHORT:
        files.append("white_spots.csv")
    tables = {
        file: rows
        for file in files
        if (rows := desk.attempt(file, _rows, folder / file)) is not None
    }
    layers: Mapping[str, Sequence[Mapping[str, Any]]] = {}
    if name == COHORT:
        layers = desk.attempt("cohort.gpkg", _layers, folder / "cohort.gpkg") or {}
        desk.attempt("map.png", _ends, folder / "map.png", PNG_END)
        desk.attempt("map.svg", _ends, folder / "map.svg", b"</svg>")
    return Delivered(
        folder,
        name,
        desk.attempt(name, _record, folder / name) or {},
        tables,
        desk.attempt("cohort.xlsx", _sheets, folder / "cohort.xlsx") or {},
        layers,
        desk.attempt("summary.txt", _lines, folder / "summary.txt"),
    )


def read_inputs(delivered: Delivered, desk: Desk) -> dict[str, bytes]:
    """Return the bytes of `plans` and `scenario` from `invoer/`, by hash, else by suffix."""
    folder = delivered.folder / INPUT
    files = sorted(path for path in _listed(folder) if path.is_file())
    data = {path: read for path in files if (read := desk.attempt(_named(path), path.read_bytes))}
    left, found = list(data), dict[str, bytes]()
    recorded = delivered.record.get("input")
    hashes = recorded if isinstance(recorded, Mapping) else {}
    for role in ("plans", "scenario"):
        match = (p for p in left if sha256(data[p]).hexdigest() == hashes.get(f"{role}_sha256"))
        if path := next(match, None):
            found[role] = data[path]
            left.remove(path)
    for role in ("scenario", "plans"):
        if role in found:
            continue
        fits = (
            p for p in left if (p.suffix == ".toml" or p.stem == "scenario") is (role != "plans")
        )
        path = next(fits, None)
        recorded_hash = hashes.get(f"{role}_sha256")
        if path is None:
            desk.differ(f"{INPUT}/", role, other=recorded_hash, kind="no_input")
            continue
        found[role] = data[path]
        left.remove(path)
        own, place = sha256(data[path]).hexdigest(), f"input.{role}_sha256"
        if not isinstance(recorded_hash, str):
            desk.differ(delivered.name, place, recorded_hash, own)
            continue
        desk.differ(_named(path), f"{delivered.name}, {place}", own, recorded_hash, "hash")
    return found


def _listed(folder: Path) -> Iterator[Path]:
    return folder.iterdir() if folder.is_dir() else iter(())


def _named(path: Path) -> str:
    return f"{INPUT}/{path.name}"


def _text(path: Path) -> str:
    return decode(path.read_bytes())


def _lines(path: Path) -> list[str]:
    return _text(path).splitlines()


def _rows(path: Path) -> list[list[str]]:
    return csv_rows(_text(path), ",")


def _record(path: Path) -> Mapping[str, Any]:
    record = json.loads(_text(path))
    if not isinstance(record, dict):
        raise Unreadable
    return record


def _sheets(path: Path) -> Mapping[str, Sequence[Sequence[Any]]]:
    with zipfile.ZipFile(path) as archive:
        if broken := archive.testzip():
            raise Unreadable(broken)
    return workbook(path.read_bytes())


def _layers(path: Path) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Read the attributes of a GeoPackage, which is an SQLite database."""
    path.open("rb").close()  # SQLite does not say that a file is absent
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
        state = database.execute("PRAGMA integrity_check").fetchone()[0]
        if state != "ok":
            raise Unreadable("", state)
        database.row_factory = sqlite3.Row
        return {
            layer: [dict(row) for row in database.execute(f"SELECT * FROM {layer}")]
            for layer in LAYERS
        }


def _ends(path: Path, mark: bytes) -> None:
    """Look whether an image is there in full."""
    if not path.read_bytes().rstrip().endswith(mark):
        raise Unreadable
