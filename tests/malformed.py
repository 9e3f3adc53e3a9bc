"""Sound plans and a sound scenario, as text and as files, for the tests that spoil them."""

import io
import json
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

COLUMNS = (
    "plan_id", "naam", "ingediend_op", "sectoren", "gemeenten", "samenwerking", "herkomst",
    "accenten", "ambitie", "besturen", "aandeel_besturen", "afstemming", "a1",
)  # fmt: skip
THREE = (
    ("P1", "Een", "2023-04-06", "po|vo", "GM0363", "lokaal", "nieuw", "werven", "3", "B1", "0.5",
     "", "voldaan"),
    ("P2", "Twee", "", "po", "GM0344", "regionaal", "bestaand", "", "", "", "85%", "P3", ""),
    ("P3", "Drie", "", "mbo", "", "landelijk", "nieuw", "", "", "", "", "P2", "nvt"),
)  # fmt: skip
Row = Mapping[str, str]
Named = tuple[str, ...]  # the pieces of one line of stderr


def three(*changes: Row) -> list[dict[str, str]]:
    """Return three sound plans, with changes to the first, the second, the third."""
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in THREE]
    for row, change in zip(rows, changes, strict=False):
        row.update(change)
    return rows


def csv_text(rows: Sequence[Row], columns: Sequence[str] = COLUMNS) -> str:
    lines = [";".join(columns), *(";".join(row.get(c, "") for c in columns) for row in rows)]
    return "\n".join(lines) + "\n"


def with_line(number: int, line: str) -> str:
    """Return the three plans with one line (2 is the first plan) replaced."""
    lines = csv_text(three()).splitlines()
    lines[number - 1] = line
    return "\n".join(lines) + "\n"


SOUND = csv_text(three())


Sheet = Any  # of openpyxl, which types its cells too widely


def workbook(change: Callable[[Sheet], object] = lambda sheet: None) -> bytes:
    """Return the three plans as a workbook, after a change to its sheet."""
    book = Workbook()
    sheet: Sheet = book.active
    sheet.title = "aanvragen"
    sheet.append(COLUMNS)
    for row in THREE:
        sheet.append(row)
    change(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def replaced(data: bytes, member: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a workbook with one of its parts changed; an empty part is left out."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        assert member in old.namelist()
        for name in old.namelist():
            content = change(old.read(name)) if name == member else old.read(name)
            if content:
                new.writestr(name, content)
    return stream.getvalue()


SHEET1 = "xl/worksheets/sheet1.xml"
SQUARE = [[[4.8, 52.3], [5.0, 52.3], [5.0, 52.4], [4.8, 52.4], [4.8, 52.3]]]


def geojson(change: Mapping[str, Any] | None = None, **members: Any) -> bytes:
    """Return one plan as GeoJSON, with changes to the feature or other members beside it."""
    properties = dict(zip(COLUMNS, THREE[0], strict=True)) | {"gemeenten": ""}
    shape = {"type": "Polygon", "coordinates": SQUARE}
    feature = {"type": "Feature", "properties": properties, "geometry": shape, **(change or {})}
    document = {"type": "FeatureCollection", "features": [feature], **members}
    return json.dumps(document).encode()


def crs(name: object) -> dict[str, Any]:
    return {"crs": {"type": "name", "properties": {"name": name}}}


def geopackage(folder: Path, system: str | None) -> Path:
    import geopandas
    from shapely import box

    rows = [dict(zip(COLUMNS, row, strict=True)) | {"gemeenten": ""} for row in THREE[:2]]
    file = folder / "plannen.gpkg"
    shapes = [box(120_000, 480_000, 121_000, 481_000)] * 2
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame = geopandas.GeoDataFrame(rows, geometry=shapes, crs=system)
        frame.to_file(file, layer="aanvragen", driver="GPKG")
    return file


def cell(row: int, column: str, value: str, suggestion: str = "") -> Named:
    """Return what the line about a cell must hold; without a suggestion it must not offer one."""
    hint = f" Bedoelt u `{suggestion}`?" if suggestion else "$"
    return (f"rij {row}, kolom `{column}`: ", f"`{value}`", hint)


def maybe(suggestion: str) -> str:
    return f"Bedoelt u `{suggestion}`?"


SCENARIO = """\
name = "proef"
seed = "2023-05-11"

[cohort]
size = 12
locked_in = ["A01"]
locked_out = ["A02"]

[eligibility]
deadline = "2023-04-28T23:59:59"
required = ["a1", "a2"]
max_werkt_toe = 4
unassessed = "werkt_toe"

[territory]
urban_classes = [1, 2]
anticipeer_is_krimp = false
min_cover = 0.1

[[competition]]
rule = "overlap"
verdict = "forbid"
min_share = 0.05
lifted_by = ["afstemming"]

[[competition]]
rule = "neighbours"
verdict = "penalise"
weight = 2

[[quotas]]
name = "krimpgebied"
where = { context = "krimp" }
min = 1
max = 9

[[implications]]
name = "samen"
if = "A03"
then = "A05"

[[at_most_one]]
name = "een"
plans = ["A06", "A08"]

[[criteria]]
name = "context"
measure = "balance"
on = "context"
target = { stedelijk = 400, niet-stedelijk = 400, krimp = 200 }
categories = ["stedelijk", "niet-stedelijk", "krimp"]

[[criteria]]
name = "uitdagingen"
measure = "coverage"
on = "uitdagingen"
at_least = 2

[[criteria]]
name = "ambitie"
measure = "total"
on = "ambitie"
range = [1, 5]

[[objective]]
tier = "leximin"

[[objective]]
tier = "sum"
over = ["context", "ambitie"]
weights = { context = 2, ambitie = 1 }
tolerance = 0.1
"""
