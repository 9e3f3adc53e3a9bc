"""The table of municipalities of another year, from the tables of CBS and the boundaries."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from selector.errors import InputError, Message, shorten
from selector.numbers import parse_decimal, show_decimal
from selector.official.cbs import CbsTable

if TYPE_CHECKING:
    import geopandas

KINDS = {"GM": "", "PV": "province", "LD": "landsdeel", "CR": "corop", "AM": "arbeidsmarktregio"}
POPULATION = ("aantalinwoners", "inwonertal", "totalebevolking")
URBANITY = ("matevanstedelijkheid", "stedelijkheidsklasse")
DENSITY = ("omgevingsadressendichtheid",)
LAND = ("oppervlakteland", "landoppervlakte")
_CLASSES = (2500, 1500, 1000, 500)  # addresses per km2 from which a class begins


@dataclass(frozen=True)
class Area:
    """One municipality with its names and codes of areas, by column of the regions table."""

    code: str
    cells: Mapping[str, str]


def read_areas(table: CbsTable, year: int) -> tuple[Area, ...]:
    """Return the municipalities in order of code; raises `InputError` with every fault."""
    faults: list[Message] = []
    if table.year not in (None, year):
        params = {"year": year, "found": table.year}
        faults.append(Message("wrong_year", table.file, params=params))
    columns = {kind: table.code_and_name(kind) for kind in KINDS}
    for kind, pair in columns.items():
        if pair is None:
            faults.append(Message("no_area_codes", table.file, params={"kind": kind}))
    if faults:
        raise InputError(faults)
    found: dict[str, Area] = {}
    for number, row in table.rows:
        cells: dict[str, str] = {}
        for kind, pair in columns.items():
            if pair is None or not row[pair[0]] or not row[pair[1]]:
                faults.append(Message("no_area_codes", table.file, number, params={"kind": kind}))
                continue
            name = KINDS[kind]
            code_column, name_column = (f"{name}_code", name) if name else ("code", "name")
            text = re.sub(r" \((PV|LD|CR|AM|gemeente)\)$", "", row[pair[1]])
            cells |= {code_column: row[pair[0]], name_column: text}
        code = cells.get("code", "")
        if code in found:
            faults.append(Message("double_code", table.file, number, value=code))
        found[code] = Area(code, cells)
    if faults:
        raise InputError(faults)
    return tuple(found[code] for code in sorted(found))


def read_figures(
    table: CbsTable, codes: list[str], shapes: "geopandas.GeoSeries", year: int
) -> tuple[dict[str, dict[str, str]], list[Message]]:
    """Return inhabitants, urbanity class and land area (km2) per code, with notes."""
    faults: list[Message] = []
    notes: list[Message] = []
    if table.year not in (None, year):
        notes.append(Message("other_year", table.file, params={"year": year, "found": table.year}))
    people, land = table.figure(POPULATION), table.figure(LAND)
    urbanity, density = table.figure(URBANITY), table.figure(DENSITY)
    if people is None:
        faults.append(Message("missing_column", table.file, column="Aantal inwoners"))
    if urbanity is None and density is None:
        faults.append(Message("missing_column", table.file, column="Mate van stedelijkheid"))
    if faults or people is None:
        raise InputError(faults)
    if land is None:
        notes.append(Message("land_from_boundaries", table.file))
    at = table.municipality_column()
    found: dict[str, dict[str, str]] = {}

    def number(row: int, cells: tuple[str, ...], column: int, high: int) -> Decimal:
        text = cells[column]
        parsed = parse_decimal(text)
        if parsed is None or not 0 <= parsed[0] <= high:
            params, name = {"low": 0, "high": high}, shorten(table.names[column], 40)
            fault = Message("not_whole_between", table.file, row, name, "", text, "", params)
            faults.append(fault)
            return Decimal(0)
        return parsed[0]

    for row, cells in table.rows:
        code = cells[at]
        if code not in codes:
            continue
        if code in found:
            faults.append(Message("double_code", table.file, row, value=code))
        level = int(number(row, cells, urbanity, 5)) if urbanity is not None and (
            cells[urbanity] not in ("", ".")
        ) else 0  # fmt: skip
        if not level and density is not None:
            level = urbanity_class(number(row, cells, density, 10**5))
        if not level:
            faults.append(Message("no_urbanity", table.file, row, value=code))
        hectares = (
            number(row, cells, land, 10**6)
            if land is not None
            else Decimal(round(shapes[code].area / 10_000))
        )
        found[code] = {
            "population": str(int(number(row, cells, people, 10**8))),
            "stedelijkheid": str(level),
            "land_area_km2": show_decimal(hectares / 100),
        }
    if absent := [code for code in codes if code not in found]:
        faults.append(Message("municipalities_absent", table.file, params={"codes": absent}))
    if faults:
        raise InputError(faults)
    return found, notes


def urbanity_class(density: Decimal) -> int:
    """Return the class of CBS, 1 (most urban) to 5, for addresses per km2."""
    return next((i for i, low in enumerate(_CLASSES, start=1) if density >= low), 5)
