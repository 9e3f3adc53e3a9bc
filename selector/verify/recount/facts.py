"""The facts about municipalities that everything is counted from, and their hash."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from selector.verify.recount.database import refuse_views
from selector.verify.recount.exact import UNIT, read_number
from selector.verify.recount.files import read_bytes
from selector.verify.recount.tables import RD, read_csv
from selector.verify.recount.unreadable import Unreadable

TABLES = ("municipalities.csv", "adjacency.csv", "krimp.csv", "former_municipalities.csv")
BOUNDARIES = (".gpkg", ".geojson", ".shp", ".zip")
HELD: dict[str, bytes] = {}  # the bundled tables, in a program of one file (`controle.py`)


@dataclass(frozen=True)
class Town:
    """A municipality: area in hectares, x and y in metres (EPSG:28992)."""

    code: str
    name: str
    province: tuple[str, str]
    landsdeel: tuple[str, str]
    market: str
    population: int
    urbanity: int
    hectares: int
    x: int
    y: int
    shrinking: str


@dataclass(frozen=True)
class Facts:
    """The municipalities in order of code; `near` holds their neighbours as bits by position.

    `borders` has for every town its neighbours with the metres of border between them, `markets`
    the name of each labour-market region by code.

    `moved` has for every code that ended since 1 January of the year before, undivided, its name
    and the code that took over.

    `shapes` are boundaries in EPSG:28992, when there is a file of them; `year` is that of the
    1 January the tables are about.
    """

    towns: tuple[Town, ...]
    near: tuple[int, ...]
    sha256: str
    borders: tuple[tuple[tuple[int, int], ...], ...]
    markets: Mapping[str, str]
    shapes: tuple[Any, ...] | None = None
    moved: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    year: int = 2023


def bundled() -> Path:
    """Return the folder with the facts that come with the package."""
    package = Path(__file__).resolve().parents[2]
    inside = package / "_data" / "regions"
    return inside if inside.is_dir() else package.parent / "data" / "regions"


def read_facts(given: Path | None = None) -> Facts:
    """Read the bundled facts, or those of a folder, a table or a file of boundaries instead."""
    if given is None and HELD:
        return _read({})
    if given is None or given.is_dir():
        folder = given or bundled()
        tables = {t: folder / t for t in TABLES if (folder / t).is_file()}
        facts = _of_year(tables, folder / "bron.json")
        drawn = [f for f in sorted(folder.iterdir()) if f.suffix.lower() in BOUNDARIES]
        return with_boundaries(facts, drawn[0]) if len(drawn) == 1 else facts
    if given.suffix.lower() == ".csv":
        name = given.name if given.name in TABLES else "municipalities.csv"
        return _read({name: given})
    return with_boundaries(_read({}), given)


def with_boundaries(facts: Facts, file: Path) -> Facts:
    """Return the facts with the boundaries in a file."""
    shapes = _boundaries(file, [town.code for town in facts.towns], facts.year)
    kinds = (".shp", ".dbf", ".prj") if file.suffix.lower() == ".shp" else (file.suffix,)
    parts = [file.with_suffix(kind) for kind in kinds]
    data = b"".join(read_bytes(part) for part in parts if part.is_file())
    both = f"{facts.sha256}:{sha256(data).hexdigest()}"
    return replace(facts, sha256=sha256(both.encode()).hexdigest(), shapes=shapes)


def _of_year(tables: Mapping[str, Path], source: Path) -> Facts:
    """Read a folder for the year that its `bron.json` names, if it has one."""
    if not source.is_file():
        return _read(tables)
    data = read_bytes(source).replace(b"\r\n", b"\n")
    try:
        facts = _read(tables, int(json.loads(data)["year"]))
    except (ValueError, KeyError, TypeError) as error:
        raise Unreadable(source.name, str(error)) from None
    both = f"{facts.sha256}:{sha256(data).hexdigest()}"
    return replace(facts, sha256=sha256(both.encode()).hexdigest())


def _read(given: Mapping[str, Path], year: int = 2023) -> Facts:
    digest, tables = sha256(), {}
    for name in TABLES:
        try:
            if name in HELD and name not in given:
                data = HELD[name]
            else:
                data = read_bytes(given.get(name) or bundled() / name)
        except OSError as error:
            raise Unreadable(name, error.strerror) from None
        digest.update(sha256(data.replace(b"\r\n", b"\n")).digest())
        tables[name] = [row for _, row in read_csv(data).records()]
    shrinking = {row["code"]: row["type"] for row in tables["krimp.csv"]}
    rows = sorted(tables["municipalities.csv"], key=lambda row: row["code"])
    towns = tuple(_town(row, shrinking) for row in rows)
    index = {town.code: i for i, town in enumerate(towns)}
    near = [0] * len(towns)
    borders: list[list[tuple[int, int]]] = [[] for _ in towns]
    for row in tables["adjacency.csv"]:
        a, b = index[row["code_a"]], index[row["code_b"]]
        near[a] |= 1 << b
        near[b] |= 1 << a
        length = (read_number(row.get("shared_border_km", "")) or 0) * 1000 // UNIT
        borders[a].append((b, length))
        borders[b].append((a, length))
    markets = {row["arbeidsmarktregio_code"]: row["arbeidsmarktregio"] for row in rows}
    moved = _moved(tables["former_municipalities.csv"], year)
    held = tuple(map(tuple, borders))
    return Facts(towns, tuple(near), digest.hexdigest(), held, markets, moved=moved, year=year)


def _moved(rows: list[dict[str, str]], year: int) -> dict[str, tuple[str, str]]:
    rows = sorted(rows, key=lambda row: (row["year"], row["code"]))
    count = Counter(row["code"] for row in rows)
    return {
        row["code"]: (row["name"], row["successor_code"])
        for row in rows
        if count[row["code"]] == 1 and int(row["year"]) >= year - 1
    }


def _town(row: Mapping[str, str], shrinking: Mapping[str, str]) -> Town:
    def number(column: str) -> int:
        value = read_number(row[column])
        if value is None:
            raise Unreadable(column, row[column])
        return value

    return Town(
        code=row["code"],
        name=row["name"],
        province=(row["province_code"], row["province"]),
        landsdeel=(row["landsdeel_code"], row["landsdeel"]),
        market=row["arbeidsmarktregio_code"],
        population=number("population") // UNIT,
        urbanity=number("stedelijkheid") // UNIT,
        hectares=(read_number(row["land_area_km2"]) or 0) * 100 // UNIT,
        x=number("rd_x") // UNIT,
        y=number("rd_y") // UNIT,
        shrinking=shrinking.get(row["code"], ""),
    )


def _boundaries(path: Path, codes: list[str], year: int) -> tuple[Any, ...]:
    """Return the polygon of every municipality, repaired, in the order of the codes."""
    import pyogrio
    import shapely

    if path.suffix.lower() == ".gpkg":
        refuse_views(path)
    names = sorted(
        (str(name) for name, _ in pyogrio.list_layers(path)),
        key=lambda name: "gemeente_gegeneraliseerd" not in name,
    )
    for name in names:
        frame = pyogrio.read_dataframe(path, layer=name)
        frame = frame.rename(columns={c: str(c).casefold() for c in frame.columns})
        if "statcode" not in frame.columns:
            continue
        if "jrstatcode" in frame.columns:
            now = frame["jrstatcode"].astype(str).str[:4] == str(year)
            frame = frame[now] if now.any() else frame
        parts: dict[str, list[Any]] = {}
        for code, shape in zip(frame["statcode"], frame.geometry.to_crs(RD), strict=True):
            parts.setdefault(str(code).strip(), []).append(repair(shape))
        return tuple(
            shapely.union_all(parts[c]) if len(parts[c]) > 1 else parts[c][0] for c in codes
        )
    raise Unreadable("statcode")


def repair(shape: Any) -> Any:
    """Return a valid area; what is not an area falls away."""
    import shapely

    return shapely.make_valid(shape, method="structure", keep_collapsed=False)
