"""The tables of a regions folder: municipalities, borders, shrinking areas and former codes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from selector import resources
from selector.door import MAX_TEXT, read_whole
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

Rows = Sequence[tuple[int, Mapping[str, str]]]


@dataclass(frozen=True)
class _Tables:
    """The tables as they were read: their rows, notes, digest, and the bytes of those given."""

    rows: Mapping[str, Rows]
    notes: tuple[Message, ...]
    sha256: str
    files: Mapping[str, bytes]


def read_tables(given: Mapping[str, Path]) -> Regions:
    """Read each table from where it was given, else from the bundle."""
    tables = _read_rows(given)
    rows, faults = tables.rows, list[Message]()
    shrinking = {row["code"]: row["type"] for _, row in rows["krimp.csv"]}
    municipalities = _municipalities(rows["municipalities.csv"], shrinking, faults)
    index = {m.code: i for i, m in enumerate(municipalities)}
    faults += _unknown(rows, index)
    if faults:
        raise InputError(faults)
    former = _former(rows["former_municipalities.csv"], faults)
    if faults:
        raise InputError(faults)
    borders = _borders(rows["adjacency.csv"], index)
    return Regions(
        municipalities=municipalities,
        borders=tuple(sorted(borders)),
        border_metres=tuple(borders[pair] for pair in sorted(borders)),
        former=former,
        sha256=tables.sha256,
        notes=tables.notes,
        files=tables.files,
    )


def _read_rows(given: Mapping[str, Path]) -> _Tables:
    """Read the rows of every table; raises `InputError` with every fault of their form."""
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
    return _Tables(tables, tuple(notes), digest.hexdigest(), files)


def _unknown(tables: Mapping[str, Rows], index: Mapping[str, int]) -> Iterator[Message]:
    """Yield the codes that are no municipality, and the kinds of shrinking that there are not."""
    for name, columns in (("adjacency.csv", ("code_a", "code_b")), ("krimp.csv", ("code",))):
        for number, row in tables[name]:
            for column in columns:
                if row[column] not in index:
                    close = nearest(row[column], index)
                    yield Message("not_in_table", name, number, column, "", row[column], close)
    for number, row in tables["krimp.csv"]:
        if row["type"] not in ("krimp", "anticipeer"):
            params = {"known": "krimp, anticipeer"}
            yield Message("not_in_list", "krimp.csv", number, "type", "", row["type"], "", params)


def _borders(rows: Rows, index: Mapping[str, int]) -> Mapping[tuple[int, int], int]:
    """Return the length in metres of every border; 0 where it is not told."""
    borders: dict[tuple[int, int], int] = {}
    for _, row in rows:
        a, b = sorted((index[row["code_a"]], index[row["code_b"]]))
        length = parse_decimal(row.get("shared_border_km", ""))
        borders[a, b] = int(length[0] * 1000) if length else 0
    return borders


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
