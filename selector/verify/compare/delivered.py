"""What a run left in its directory, read without trusting any of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from selector.verify.compare.desk import Desk
from selector.verify.recount.database import records_of
from selector.verify.recount.files import OTHER, TABLE, decode, digest_of, read_bytes, read_record
from selector.verify.recount.tables import csv_rows, separator, workbook
from selector.verify.recount.unreadable import Unreadable

COHORT, INFEASIBLE = "cohort.json", "infeasible.json"
INPUT, THEME = "invoer", "theme.toml"
LAYERS = ("aanvragen", "gemeenten")
BESIDE = ("aanvragen_midden", "gemeenten_midden")  # layers beside these, where there are areas
MAPS: Mapping[str, str] = {  # by what a run calls them; all but the first can be left out
    "map": "map",
    "map_conflicts": "kaarten/concurrentie",
    "map_context": "kaarten/context",
    "map_multiples": "kaarten/veelluik",
    "map_white_spots": "kaarten/witte-vlekken",
}
MOST_INPUTS = 50  # files in `invoer/`
PNG_END = b"IEND\xaeB`\x82"


@dataclass(frozen=True)
class Delivered:
    """The files of a directory; None or empty for what is absent or unreadable.

    `record` is what `name` (`cohort.json` or `infeasible.json`) holds, `marks` what parts the cells
    of a table.
    """

    folder: Path
    name: str
    record: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
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
    record = desk.attempt(name, read_record, folder / name) or {}
    read = {file: desk.attempt(file, _rows, folder / file) for file in files}
    tables = {file: found for file, found in read.items() if found is not None}
    layers: Mapping[str, Sequence[Mapping[str, Any]]] = {}
    if name == COHORT:
        layers = desk.attempt("cohort.gpkg", _layers, folder / "cohort.gpkg") or {}
        _look_at_maps(desk, folder, record)
    return Delivered(
        folder,
        name,
        record,
        {file: rows for file, (_, rows) in tables.items()},
        {file: mark for file, (mark, _) in tables.items()},
        desk.attempt("cohort.xlsx", _sheets, folder / "cohort.xlsx") or {},
        layers,
        desk.attempt("summary.txt", _lines, folder / "summary.txt"),
    )


def _look_at_maps(desk: Desk, folder: Path, record: Mapping[str, Any]) -> None:
    """See that the maps are whole, but for those that the record says were left out."""
    said = record.get("left_out")
    left = {str(name) for name in said} if isinstance(said, list) else set()
    for name, path in MAPS.items():
        for end, mark in (("png", PNG_END), ("svg", b"</svg>")):
            if name not in left - {"map"}:
                file = f"{path}.{end}"
                desk.attempt(file, _ends, folder / file, mark)


@dataclass(frozen=True)
class Input:
    """A file that the run kept of what it was given."""

    name: str
    data: bytes
    sha256: str


def read_inputs(delivered: Delivered, desk: Desk) -> dict[str, Input]:
    """Return `plans` and `scenario` from `invoer/`, by recorded hash, else by suffix."""
    folder = delivered.folder / INPUT
    files = sorted(path for path in _listed(folder) if path.is_file())[:MOST_INPUTS]
    digests = {path: desk.attempt(_named(path), digest_of, path) for path in files}
    hashes = {path: digest for path, digest in digests.items() if digest}
    left, found = list(hashes), dict[str, Path]()
    for role in ("plans", "scenario", *(("base",) if recorded_hash(delivered, "base") else ())):
        match = (p for p in left if hashes[p] == recorded_hash(delivered, role))
        if path := next(match, None):
            found[role] = path
            left.remove(path)
    for role in ("scenario", "plans", "base"):
        fits = (
            p for p in left if (p.suffix == ".toml" or p.stem == "scenario") is (role == "scenario")
        )
        if role in found or (role == "base" and recorded_hash(delivered, role) is None):
            continue
        if path := next(fits, None):
            found[role] = path
            left.remove(path)
        else:
            told = recorded_hash(delivered, role)
            desk.differ(f"{INPUT}/", role, other=told, kind="no_input")
    read = {role: Input(_named(p), read_bytes(p), hashes[p]) for role, p in found.items()}
    return read | _dress(delivered, desk)


def _dress(delivered: Delivered, desk: Desk) -> dict[str, Input]:
    """Return `theme` and `logo` as the run kept them; none when the record names none."""
    place, found = kept_theme(delivered.folder), dict[str, Input]()
    for role in ("theme", "logo"):
        if recorded_hash(delivered, role) is None:
            continue
        files = sorted(_listed(place)) if place else []
        path = next((p for p in files if (p.name == THEME) is (role == "theme")), None)
        if path is None:
            desk.differ(f"{INPUT}/", role, other=recorded_hash(delivered, role), kind="no_input")
            continue
        name = f"{INPUT}/{path.parent.name}/{path.name}"
        if (data := desk.attempt(name, read_bytes, path)) is not None:
            found[role] = Input(name, data, sha256(data).hexdigest())
    return found


def recorded_hash(delivered: Delivered, role: str) -> Any:
    """Return the hash of an input as the record gives it."""
    recorded = delivered.record.get("input")
    return recorded.get(f"{role}_sha256") if isinstance(recorded, Mapping) else None


def _listed(folder: Path) -> Iterator[Path]:
    return folder.iterdir() if folder.is_dir() else iter(())


def _named(path: Path) -> str:
    return f"{INPUT}/{path.name}"


def kept_regions(folder: Path) -> Path | None:
    """Return the directory with the facts about municipalities that a run kept, if any."""
    return next((path for path in _kept(folder) if not (path / THEME).is_file()), None)


def kept_theme(folder: Path) -> Path | None:
    """Return the directory with the theme that a run kept, if any."""
    return next((path for path in _kept(folder) if (path / THEME).is_file()), None)


def _kept(folder: Path) -> list[Path]:
    return sorted(path for path in _listed(folder / INPUT) if path.is_dir())


def below(rows: Sequence[Sequence[Any]], heading: str) -> Sequence[Sequence[Any]]:
    """Return a sheet from its headings on, of which the first is known; all when it is absent."""
    top = next((i for i, row in enumerate(rows) if row and row[0] == heading), 0)
    return rows[top:]


def _text(path: Path) -> str:
    return decode(read_bytes(path, TABLE))


def _lines(path: Path) -> list[str]:
    return _text(path).splitlines()


def _rows(path: Path) -> tuple[str, list[list[str]]]:
    """Return what parts the cells, and the rows."""
    text = _text(path)
    mark = separator(text)
    return mark, csv_rows(text, mark)


def _sheets(path: Path) -> Mapping[str, Sequence[Sequence[Any]]]:
    return workbook(read_bytes(path, OTHER))


def _layers(path: Path) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Read the attributes of the layers of a GeoPackage that the inputs determine."""
    return records_of(path, LAYERS, BESIDE)


def _ends(path: Path, mark: bytes) -> None:
    """Look whether an image is there in full."""
    if not read_bytes(path).rstrip().endswith(mark):
        raise Unreadable
