"""The table of municipalities of another year, from the tables of CBS and the boundaries."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from selector.errors import InputError, Message, shorten
from selector.numbers import HECTARE, parse_decimal, show_decimal
from selector.official.cbs import CbsTable

if TYPE_CHECKING:
    import geopandas
    from shapely.geometry.base import BaseGeometry

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


@dataclass(frozen=True)
class _Figures:
    """The columns of a table of CBS that hold figures; None where it has no such column."""

    table: CbsTable
    people: int | None
    urbanity: int | None
    density: int | None
    land: int | None

    def faults(self) -> list[Message]:
        """Return which columns are needed and are not there."""
        absent = []
        if self.people is None:
            absent.append("Aantal inwoners")
        if self.urbanity is None and self.density is None:
            absent.append("Mate van stedelijkheid")
        return [Message("missing_column", self.table.file, column=column) for column in absent]

    def number(
        self, row: int, cells: Sequence[str], column: int, high: int, faults: list[Message]
    ) -> Decimal:
        """Return a number of a row; what is none, or out of range, is a fault and counts as 0."""
        text = cells[column]
        parsed = parse_decimal(text)
        if parsed is None or not 0 <= parsed[0] <= high:
            params, name = {"low": 0, "high": high}, shorten(self.table.names[column], 40)
            file = self.table.file
            faults.append(Message("not_whole_between", file, row, name, "", text, "", params))
            return Decimal(0)
        return parsed[0]

    def level(self, row: int, cells: Sequence[str], faults: list[Message]) -> int:
        """Return the class of urbanity that is given, else that of the density; 0: neither."""
        given = self.urbanity is not None and cells[self.urbanity] not in ("", ".")
        if given and self.urbanity is not None:
            level = int(self.number(row, cells, self.urbanity, 5, faults))
            if level:
                return level
        if self.density is None:
            return 0
        return urbanity_class(self.number(row, cells, self.density, 10**5, faults))


def read_figures(
    table: CbsTable, codes: list[str], shapes: "geopandas.GeoSeries", year: int
) -> tuple[dict[str, dict[str, str]], list[Message]]:
    """Return inhabitants, urbanity class and land area (km2) per code, with notes."""
    notes: list[Message] = []
    if table.year not in (None, year):
        notes.append(Message("other_year", table.file, params={"year": year, "found": table.year}))
    figures = _Figures(table, *map(table.figure, (POPULATION, URBANITY, DENSITY, LAND)))
    if faults := figures.faults():
        raise InputError(faults)
    if figures.land is None:
        notes.append(Message("land_from_boundaries", table.file))
    at = table.municipality_column()
    found: dict[str, dict[str, str]] = {}
    for row, cells in table.rows:
        code = cells[at]
        if code not in codes:
            continue
        if code in found:
            faults.append(Message("double_code", table.file, row, value=code))
        found[code] = _counted(figures, row, cells, shapes[code], faults)
    if absent := [code for code in codes if code not in found]:
        faults.append(Message("municipalities_absent", table.file, params={"codes": absent}))
    if faults:
        raise InputError(faults)
    return found, notes


def _counted(
    figures: _Figures,
    row: int,
    cells: Sequence[str],
    shape: "BaseGeometry",
    faults: list[Message],
) -> dict[str, str]:
    """Return the figures of one municipality; without a column for land: the area of its shape."""
    level = figures.level(row, cells, faults)
    if not level:
        code = cells[figures.table.municipality_column()]
        faults.append(Message("no_urbanity", figures.table.file, row, value=code))
    if figures.land is None:
        hectares = Decimal(round(shape.area / HECTARE))
    else:
        hectares = figures.number(row, cells, figures.land, 10**6, faults)
    assert figures.people is not None  # else there were faults before
    people = figures.number(row, cells, figures.people, 10**8, faults)
    return {
        "population": str(int(people)),
        "stedelijkheid": str(level),
        "land_area_km2": show_decimal(hectares / 100),
    }


def urbanity_class(density: Decimal) -> int:
    """Return the class of CBS, 1 (most urban) to 5, for addresses per km2."""
    return next((i for i, low in enumerate(_CLASSES, start=1) if density >= low), 5)
