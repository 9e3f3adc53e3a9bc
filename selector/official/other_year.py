"""What the bundled regions say, carried over to the municipalities of another year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from selector.errors import InputError, Message
from selector.intake.table import RawTable
from selector.numbers import show_decimal

if TYPE_CHECKING:
    import geopandas

Row = Mapping[str, str]
NEAR, SHORTEST = 1.0, 50.0  # metres: lines so near are one, and a stretch is at least so long


@dataclass(frozen=True)
class Merge:
    """A code that ended, the code that took over (a part of) it, its name and the year."""

    code: str
    successor: str
    name: str
    year: str


def read_merges(table: RawTable, names: Mapping[str, str], year: int) -> list[Merge]:
    """Read `code;successor_code[;name;year]`; raises `InputError` with every fault."""
    needed = ("code", "successor_code")
    faults = [*table.faults]
    faults += [Message("missing_column", table.file, column=c) for c in needed
               if c not in table.header]  # fmt: skip
    if faults:
        raise InputError(faults)
    rows = [dict(zip(table.header, cells, strict=True)) for _, cells in table.rows]
    return [
        Merge(
            row["code"],
            row["successor_code"],
            row.get("name") or names.get(row["code"], row["code"]),
            row.get("year") or str(year),
        )
        for row in rows
    ]


def derive_merges(
    gone: Sequence[Row], shapes: "geopandas.GeoSeries", year: int
) -> tuple[list[Merge], list[Message]]:
    """Say where municipalities that are gone went: to the area their centre now lies in.

    Raises `InputError` naming those whose centre lies in no area or on a border.
    """
    import shapely

    tree = shapely.STRtree(shapes.to_numpy())
    merges, unknown = [], []
    for row in gone:
        point = shapely.Point(int(row["rd_x"]), int(row["rd_y"]))
        within = tree.query(point, predicate="intersects")
        if len(within) == 1:
            successor = str(shapes.index[within[0]])
            merges.append(Merge(row["code"], successor, row["name"], str(year)))
        else:
            unknown.append(row["code"])
    if unknown:
        raise InputError([Message("merges_needed", place="--merges", params={"codes": unknown})])
    return merges, [
        Message("derived_merge", params={"code": f"{m.code} ({m.name})", "successor": m.successor})
        for m in merges
    ]


def follow(code: str, steps: Mapping[str, Sequence[str]], codes: set[str]) -> tuple[str, ...]:
    """Return the municipalities of today that a code leads to, through every step between."""
    found: dict[str, None] = {}
    todo, seen = [code], set()
    while todo:
        step = todo.pop(0)
        if step in seen:
            continue
        seen.add(step)
        if step in codes:
            found[step] = None
        else:
            todo += steps.get(step, ())
    return tuple(found)


def former_rows(
    bundled: Sequence[Row], merges: Sequence[Merge], codes: Mapping[str, str]
) -> list[dict[str, str]]:
    """Return the table of former codes; one that exists (again), or leads nowhere, is left out."""
    steps: dict[str, list[str]] = {}
    ended: dict[str, tuple[str, str, str]] = {}
    for row in bundled:
        steps.setdefault(row["code"], []).append(row["successor_code"])
        ended.setdefault(row["code"], (row["name"], row["year"], row.get("note", "")))
    for merge in merges:
        steps.setdefault(merge.code, []).append(merge.successor)
        ended.setdefault(merge.code, (merge.name, merge.year, ""))
    rows = []
    for code in sorted(set(ended) - set(codes)):
        name, year, note = ended[code]
        for successor in follow(code, steps, set(codes)):
            rows.append(
                {"code": code, "name": name, "year": year, "successor_code": successor,
                 "successor_name": codes[successor], "note": note}
            )  # fmt: skip
    return rows


def parts_of(
    codes: Sequence[str],
    bundled: Sequence[str],
    former: Sequence[Row],
    steps: Mapping[str, Sequence[str]],
) -> dict[str, list[str]]:
    """Return for each code the bundled municipalities that it is, holds, or later became."""
    today = set(codes)
    parts: dict[str, list[str]] = {code: [] for code in codes}
    for code in bundled:
        for successor in follow(code, steps, today):
            parts[successor].append(code)
    later: dict[str, list[str]] = {}
    for row in former:
        later.setdefault(row["code"], []).append(row["successor_code"])
    return {code: found or later.get(code, []) for code, found in parts.items()}


def krimp_rows(
    parts: Mapping[str, Sequence[str]], bundled: Sequence[Row]
) -> tuple[list[dict[str, str]], list[Message]]:
    """Carry the krimp list over: krimp when every part is, anticipeer when every part is one.

    A municipality of which a part is neither falls off the list; that is noted.
    """
    listed = {row["code"]: row for row in bundled}
    rows, notes = [], []
    for code, held in sorted(parts.items()):
        types = {listed[part]["type"] if part in listed else "" for part in held}
        if len(types) > 1:
            notes.append(Message("krimp_mixed", "krimp.csv", params={"code": code}))
        if types and "" not in types:
            first = listed[min(held)]
            kind = "krimp" if types == {"krimp"} else "anticipeer"
            rows.append({**first, "code": code, "type": kind})
    return rows, notes


def border_rows(
    shapes: "geopandas.GeoSeries", bundled: Sequence[Row], parts: Mapping[str, Sequence[str]]
) -> list[dict[str, str]]:
    """Return the neighbours: a stretch of border on land, and the bundled links over water."""
    import numpy as np
    import shapely

    codes = [str(code) for code in shapes.index]
    areas = shapes.to_numpy()
    left, right = shapely.STRtree(areas).query(areas, predicate="intersects")
    left, right = left[left < right], right[left < right]
    lines = shapely.boundary(areas)
    metres = shapely.length(shapely.intersection(lines[left], lines[right]))
    close = shapely.intersection(lines[left], shapely.buffer(areas, NEAR)[right])
    near = shapely.length(close)  # a corner that one side lacks parts a border by millimetres
    metres = np.where(near - metres >= SHORTEST, near, metres)
    found = {
        tuple(sorted((codes[a], codes[b]))): (
            "land_border",
            show_decimal(Decimal(round(length / 10)) / 100),
        )
        for a, b, length in zip(left, right, metres, strict=True)
        if length > 0
    }
    now: dict[str, list[str]] = {}
    for code, held in parts.items():
        for part in held:
            now.setdefault(part, []).append(code)
    for row in bundled:
        ends = [now.get(row[end], []) for end in ("code_a", "code_b")]
        if row["kind"] != "land_border" and all(len(end) == 1 for end in ends):
            a, b = sorted((ends[0][0], ends[1][0]))
            if a != b:
                found.setdefault((a, b), (row["kind"], ""))
    return [
        {"code_a": a, "code_b": b, "kind": kind, "shared_border_km": length}
        for (a, b), (kind, length) in sorted(found.items())
    ]
