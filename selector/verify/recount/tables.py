"""Any file of rows as texts: CSV, XLSX, GeoPackage or GeoJSON, told apart by its first bytes."""

import csv
import io
import json
import re
import tempfile
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any
from unicodedata import category

from selector.verify.recount.bounds import ABOVE, bounds, columns
from selector.verify.recount.bounds import meant as meaning
from selector.verify.recount.database import refuse_views
from selector.verify.recount.files import OTHER, decode
from selector.verify.recount.form import turn
from selector.verify.recount.mistaken import meant
from selector.verify.recount.unreadable import Unreadable

RD = "EPSG:28992"
MOST_CELLS = 20_000_000  # of one sheet
_CELL = re.compile(rb"""\br=["']([A-Z]{0,3})([0-9]{1,7})["']""")
NAME = "aanvragen"  # the sheet or layer that is meant; else the first
PARTED = frozenset(  # columns in which a line end parts two items
    ("sectoren", "gemeenten", "accenten", "uitdagingen", "governance", "besturen", "opleidingen",
     "afstemming")
)  # fmt: skip


@dataclass(frozen=True)
class Table:
    """Column names in small letters, and rows by number as a spreadsheet counts them.

    `shapes` holds a geometry in EPSG:28992 by row number.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    shapes: dict[int, Any]

    def records(self) -> list[tuple[int, dict[str, str]]]:
        """Return the rows by column name, each with its number."""
        return [(n, dict(zip(self.header, row, strict=True))) for n, row in self.rows]


def read_table(data: bytes) -> Table:
    """Read a file of rows; raises `Unreadable`."""
    if data.startswith(b"PK"):
        return _tidy(list(enumerate(_xlsx(data), start=1)), typed=True)
    if data.startswith(b"SQLite format 3"):
        return _geopackage(data)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return _geojson(data)
    return read_csv(data, typed=True)


def read_csv(data: bytes, typed: bool = False) -> Table:
    """Read a CSV with `;` or `,`, UTF-8 with or without BOM; raises `Unreadable`.

    `typed`: a person made it, with perhaps a title above the header and remarks below.
    """
    text = decode(data)
    lines = (line for line in io.StringIO(text, newline=None) if line.strip())
    start = list(islice(lines, ABOVE + 1))

    def known(mark: str) -> tuple[int, int]:
        names = [{meaning(n.strip().strip('"')) for n in line.split(mark)} for line in start]
        most = max((len(found - {""}) for found in names), default=0)
        return most, start[0].count(mark) if start else 0

    rows = csv_rows(text, max(";,", key=known))
    cells = [(n, [meant(cell) for cell in row]) for n, row in enumerate(rows, start=1)]
    return _tidy(cells, typed)


def separator(text: str) -> str:
    """Return what parts the cells of a CSV of ours, whose first column has a plain name."""
    name = re.match(r"\w*", text)
    found = text[name.end() : name.end() + 1] if name else ""
    return found if found == ";" else ","


def csv_rows(text: str, delimiter: str) -> list[list[str]]:
    """Return the rows of a CSV; raises `Unreadable`."""
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise Unreadable("", str(error)) from None


def workbook(data: bytes) -> dict[str, list[list[Any]]]:
    """Return the rows of every sheet of an XLSX; raises `Unreadable`."""
    from python_calamine import CalamineError, CalamineWorkbook

    _guard(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        }
    except (CalamineError, ValueError, OSError) as error:
        raise Unreadable("", str(error)) from None


def _guard(data: bytes) -> None:
    """Refuse a workbook that would take much more room when opened than it does on disk."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > OTHER:
                raise Unreadable("", f"> {OTHER} bytes")
            if broken := archive.testzip():
                raise Unreadable(broken)
            for entry in entries:
                if entry.filename.startswith("xl/worksheets/"):
                    _guard_sheet(entry.filename, archive.read(entry))
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        raise Unreadable("", str(error)) from None


def _guard_sheet(name: str, content: bytes) -> None:
    """Refuse a sheet whose outermost cells span more than a computer should hold."""
    most = [1, 1]
    for letters, digits in _CELL.findall(content):
        column = 0
        for letter in letters:
            column = column * 26 + letter - 64
        most = [max(most[0], column), max(most[1], int(digits))]
    if most[0] * most[1] > MOST_CELLS:
        raise Unreadable(name, f"{most[1]} × {most[0]}")


def as_text(value: object) -> str:
    """Return a typed cell as the text that a person would have typed."""
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        text = repr(value)
        return f"{value:.15f}".rstrip("0") if "e" in text else text
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "|".join(map(as_text, value))
    return str(value)


def _xlsx(data: bytes) -> list[list[str]]:
    sheets = workbook(data)
    if not sheets:
        raise Unreadable
    meant = next((name for name in sheets if name.strip().casefold() == NAME), next(iter(sheets)))
    return turn([[as_text(cell) for cell in row] for row in sheets[meant]])


def _geopackage(data: bytes) -> Table:
    import pyogrio

    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what matters about a damaged file comes as an error
        path = Path(folder) / "rows.gpkg"
        path.write_bytes(data)
        refuse_views(path)
        layers = [str(name) for name, _ in pyogrio.list_layers(path)]
        meant = next((name for name in layers if name.casefold() == NAME), layers[0])
        frame = pyogrio.read_dataframe(path, layer=meant, datetime_as_string=True)
    shapes: Sequence[Any] = ()
    if "geometry" in frame:
        shapes = list(frame.geometry.to_crs(RD))
        frame = frame.drop(columns="geometry")
    header = [str(name) for name in frame.columns]
    return _features(frame.astype(object).to_dict("records"), shapes, header)


def _geojson(data: bytes) -> Table:
    import geopandas
    from shapely import from_geojson

    document = json.loads(decode(data))
    features = document["features"]
    named = document.get("crs") or {}
    crs = str(named.get("properties", {}).get("name", "EPSG:4326"))
    drawn = [f.get("geometry") for f in features]
    shapes: Any = [from_geojson(json.dumps(shape)) if shape else None for shape in drawn]
    records = [f.get("properties") or {} for f in features]
    header = list(dict.fromkeys(key for record in records for key in record))
    return _features(records, list(geopandas.GeoSeries(shapes, crs=crs).to_crs(RD)), header)


def _features(records: Sequence[Any], shapes: Sequence[Any], header: Sequence[str]) -> Table:
    """Make a table of features; the first is row 2, as under a header."""
    rows = [(1, list(header))]
    rows += [(n, [as_text(r.get(key)) for key in header]) for n, r in enumerate(records, start=2)]
    drawn = {n: s for n, s in enumerate(shapes, start=2) if s is not None and not s.is_empty}
    return replace(_tidy(rows, typed=False), shapes=drawn)


def _tidy(rows: Sequence[tuple[int, Sequence[str]]], typed: bool) -> Table:
    """Trim cells; leave out empty rows and columns without a name, and what is no table."""
    trimmed = [(n, tuple(cell.strip() for cell in row)) for n, row in rows]
    filled = [(n, row) for n, row in trimmed if any(row)]
    if not filled:
        raise Unreadable
    first, last = bounds(filled) if typed else (0, len(filled))
    (_, top), *body = filled[first:last]
    names = columns([_seen("", name) for name in top])
    for n, row in body:
        if len(row) != len(names):
            raise Unreadable(f"{n}", row)
    keep = [i for i, name in enumerate(names) if name]
    return Table(
        tuple(names[i] for i in keep),
        tuple((n, tuple(_seen(names[i], row[i]) for i in keep)) for n, row in body),
        {},
    )


def _seen(column: str, cell: str) -> str:
    """Return a cell as a person sees it: no invisible characters, no white space but spaces.

    A plan_id stays what it is.
    """
    if column == "plan_id" or (cell.isprintable() and "  " not in cell):
        return cell
    shown = "".join(c for c in cell if category(c) != "Cf")
    if column in PARTED:
        shown = "|".join(shown.splitlines())
    return " ".join(shown.split())
