"""The sound inputs that are mutated: a small round in every format, scenarios, regions."""

import csv
import io
import json
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import geopandas
import openpyxl
import shapely
from builders import MODELS, plan
from openpyxl.utils.exceptions import IllegalCharacterError

from selector import read_regions

Row = dict[str, Any]
SIZE = 3
TOWNS = ("GM0363", "GM0599", "GM0014", "GM0080", "GM0935", "GM0344", "GM0518", "GM0855")


@cache
def round_rows() -> list[Row]:
    """Eight sound plans that differ in every column."""
    sectors = ("po", "vo", "po|vo", "mbo", "po|vo|mbo", "po", "vo|mbo", "po")
    found = []
    for i, (town, which) in enumerate(zip(TOWNS, sectors, strict=True), 1):
        found.append(plan(
            f"A{i:02}", town, sectoren=which, herkomst=("nieuw", "bestaand")[i % 2],
            samenwerking=("regionaal", "lokaal", "bovenregionaal")[i % 3],
            uitdagingen=("tekort", "spreiding|tekort")[i % 2], accenten="werven|opleiden",
            governance=("stichting", "netwerk")[i % 2], ambitie=str(1 + i % 5),
            besturen=f"B{i}|B{i % 3}", opleidingen=f"O{i % 4}", aandeel_besturen=f"{50 + i}%",
            aandeel_opleidingen="0,5", afstemming="A02" if i == 1 else "", m1="voldaan",
        ))  # fmt: skip
    return found


def scenarios() -> Mapping[str, Any]:
    """The bundled scenarios as trees, for a cohort of three."""
    found = {}
    for path in sorted(MODELS.glob("*.toml")):
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        tables["cohort"]["size"] = SIZE
        for quota in tables.get("quotas", ()):
            quota["min"] = min(quota.get("min", 0), 1)
        found[path.stem] = tables
    return found


def as_csv(rows: list[Row], delimiter: str = ";") -> bytes:
    """Rows as CSV; halves of characters as no reader should meet them."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return text.getvalue().encode("utf-8", "surrogatepass")


def as_xlsx(rows: list[Row]) -> bytes:
    """Rows as a workbook; what openpyxl cannot write is left out of it."""
    book = openpyxl.Workbook()
    sheet = book.create_sheet("aanvragen", 0)
    columns = list(dict.fromkeys(key for row in rows for key in row))
    for r, cells in enumerate([columns, *([row.get(c, "") for c in columns] for row in rows)], 1):
        for c, text in enumerate(cells, 1):
            try:
                sheet.cell(r, c, text)
            except (ValueError, IllegalCharacterError):
                sheet.cell(r, c, "?")
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def as_form(row: Row) -> bytes:
    """A plan as the form of one applicant: a list takes a cell for each item."""
    book = openpyxl.Workbook()
    sheet = book.create_sheet("aanvraag", 0)
    for r, (column, text) in enumerate([("kolom", "vraag|antwoord"), *row.items()], 1):
        for c, item in enumerate([column, "", *str(text).split("|")], 1):
            try:
                sheet.cell(r, c, item.encode(errors="replace").decode())
            except (ValueError, IllegalCharacterError):
                sheet.cell(r, c, "?")
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def shapes(rows: list[Row]) -> list[Row]:
    """Rows as features with the shape of a town instead of its code."""
    squares = boundaries().set_index("statcode").geometry.to_crs("EPSG:4326")
    return [
        {
            "type": "Feature",
            "properties": {k: v for k, v in row.items() if k != "gemeenten"},
            "geometry": json.loads(shapely.to_geojson(squares[row["gemeenten"]])),
        }
        for row in rows
    ]


def as_geojson(features: Any) -> bytes:
    """Features as a file."""
    document = {"type": "FeatureCollection", "features": features}
    return json.dumps(document, ensure_ascii=True).encode()


def as_gpkg(rows: list[Row], path: Path) -> bytes:
    """Rows as a GeoPackage, with a square for each; text of which GDAL can make nothing goes."""
    plain = [{k: str(v).encode(errors="ignore").decode() for k, v in row.items()} for row in rows]
    area = [shapely.box(120_000 + 9_000 * i, 480_000, 128_000 + 9_000 * i, 488_000)
            for i in range(len(rows))]  # fmt: skip
    frame = geopandas.GeoDataFrame(plain, geometry=area, crs="EPSG:28992")
    frame.to_file(path, layer="aanvragen", driver="GPKG")
    return path.read_bytes()


@cache
def boundaries() -> geopandas.GeoDataFrame:
    """A square of six kilometres for every municipality."""
    towns = read_regions(downloaded=False).municipalities
    area = [shapely.box(t.x - 3_000, t.y - 3_000, t.x + 3_000, t.y + 3_000) for t in towns]
    cells = {"statcode": [t.code for t in towns], "statnaam": [t.name for t in towns],
             "jrstatcode": [f"2023{t.code}" for t in towns]}  # fmt: skip
    return geopandas.GeoDataFrame(cells, geometry=area, crs="EPSG:28992")


def boundary_file() -> dict[str, Any]:
    """The squares as GeoJSON in RD."""
    document: dict[str, Any] = json.loads(boundaries().to_json())
    document["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    return document


def board_rows() -> list[Row]:
    """Where boards have schools, as DUO tells it."""
    return [{"BEVOEGD GEZAG NUMMER": f"B{i}", "GEMEENTENUMMER": town[2:]}
            for i, town in enumerate(TOWNS, 1)]  # fmt: skip


def as_toml(value: Any) -> str:
    """A tree as TOML, with everything inline below the top."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{json.dumps(str(k))} = {as_toml(v)}' for k, v in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(as_toml, value))}]"
    if isinstance(value, int | float):
        return repr(value)
    return json.dumps(value if isinstance(value, str) else str(value))


def scenario_bytes(tables: Any) -> bytes:
    """A whole scenario as a file."""
    if not isinstance(tables, dict):
        return as_toml(tables).encode()
    return "".join(f"{json.dumps(str(k))} = {as_toml(v)}\n" for k, v in tables.items()).encode()
