"""Files that would take for ever or fill the memory: each is refused before it is parsed."""

import io
import json
import os
import re
import socket
import sqlite3
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import process_time
from typing import Any

import geopandas
import numpy as np
import pytest
import shapely
from builders import plan, tables, write_case, write_plans
from click.testing import CliRunner
from depth import DEEP
from openpyxl import Workbook
from shapely import Polygon, box

from selector import door
from selector.cli import main
from selector.door import read_whole
from selector.errors import InputError, Message
from selector.intake import parse_plans, read_regions, xlsx_parts
from selector.intake.boundary_file import check_boundary_file
from selector.intake.tangles import MAX_TANGLE, tangle
from selector.scenario import load_scenario

REGIONS = read_regions()
ROW = plan("P1", "")
TOWN = box(120_000, 480_000, 121_000, 481_000)
HEADER = "plan_id;naam;sectoren;gemeenten;samenwerking;herkomst\n"


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail when it takes much work (not: on a busy machine): what is bounded refuses at once."""
    start = process_time()
    yield
    assert process_time() - start < seconds


def faults(data: bytes, name: str = "aanvragen") -> list[Message]:
    with pytest.raises(InputError) as refused, within(10):
        parse_plans(name, data, REGIONS)
    return list(refused.value.faults)


def codes(data: bytes) -> list[str]:
    return [fault.code for fault in faults(data)]


# --- the door ----------------------------------------------------------------------------------


def fifo(path: Path) -> None:
    os.mkfifo(path)


def sock(path: Path) -> None:
    with closing(socket.socket(socket.AF_UNIX)) as own:
        here = Path.cwd()
        os.chdir(path.parent)  # names of sockets are short
        own.bind(path.name)
        os.chdir(here)


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


SPECIAL: dict[str, Callable[[Path], None]] = {"pipe": fifo, "socket": sock, "device": device}
ARGUMENTS = {
    "plans": ["run", "FILE"],
    "check": ["check", "FILE"],
    "scenario": ["run", "--scenario", "FILE"],
    "regions": ["run", "--regions", "FILE"],
    "a table of regions": ["run", "--regions", "FOLDER"],
    "boards": ["check", "PLANS", "--boards", "FILE"],
    "pareto": ["pareto", "FILE", "--criteria", "context", "herkomst"],
    "merge": ["merge", "FILE"],
    "figures": ["regions", "build", "--year", "2024", "--areas", "FILE", "--figures", "FILE",
                "--boundaries", "FILE"],
}  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="Windows has none of these in folders")
@pytest.mark.parametrize("kind", SPECIAL)
@pytest.mark.parametrize("arguments", ARGUMENTS.values(), ids=ARGUMENTS)
def test_no_command_waits_for_what_is_no_regular_file(
    arguments: list[str], kind: str, tmp_path: Path
) -> None:
    SPECIAL[kind](tmp_path / "krimp.csv")
    plans = write_plans(tmp_path / "p", [plan("A1")])
    named = {"FILE": str(tmp_path / "krimp.csv"), "FOLDER": str(tmp_path), "PLANS": str(plans)}
    out = [] if arguments[0] in ("check", "merge") else ["--out", str(tmp_path / "uit")]
    found: list[int] = []

    def work() -> None:
        done = CliRunner().invoke(main, [*(named.get(a, a) for a in arguments), *out])
        assert "geen gewoon bestand" in done.output, done.output
        found.append(done.exit_code)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(20)
    assert found == [2]
    assert not (tmp_path / "uit").exists()


def test_a_file_over_the_bound_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "groot.csv"
    with file.open("wb") as stream:
        stream.truncate(door.MAX_BYTES + 1)  # holds nothing on disk
    with pytest.raises(InputError) as refused, within(1):
        read_whole(file)
    assert [fault.code for fault in refused.value.faults] == ["file_too_big"]
    assert read_whole(write_plans(tmp_path, [ROW]), 10_000).startswith(b"plan_id")
    with pytest.raises(InputError):
        read_whole(write_plans(tmp_path, [ROW]), 10)


# --- CSV ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code", "row"),
    [
        (HEADER + "x;y\n" * 20_001, "too_many_rows", 20_002),
        (HEADER + "\n" * (1 << 20), "too_many_rows", (1 << 20) + 1),
        (HEADER + ";" * 501, "too_many_columns", 2),
        (HEADER + "x" * 4_000_001, "row_too_long", 2),
        (HEADER + 'P1;"' + "een regel\n" * 500_000, "row_too_long", 2),
    ],
    ids=["rows", "empty rows", "columns", "a line", "a quote that is never closed"],
)
def test_a_csv_beyond_a_bound_has_that_fault_alone(data: str, code: str, row: int) -> None:
    assert [(f.code, f.row) for f in faults(data.encode())] == [(code, row)]


@DEEP
def test_as_many_rows_as_the_bound_are_read() -> None:
    rows = "".join(f"P{i};Naam;po;;landelijk;nieuw\n" for i in range(20_000))
    assert len(parse_plans("veel.csv", (HEADER + rows).encode(), REGIONS)) == 20_000


def test_faults_without_end_are_cut_off_and_near_misses_are_not_sought_for_ever() -> None:
    rows = "".join(f"P{i};N;po;Onbekendendam{i};lokaal;nieuw\n" for i in range(12_000))
    found = faults((HEADER + rows).encode())
    assert len(found) == 10_001


# --- XLSX --------------------------------------------------------------------------------------


def workbook() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "aanvragen"
    sheet.append(list(ROW))
    sheet.append(list(plan("P1").values()))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_sheet(change: Callable[[bytes], bytes], extra: dict[str, bytes] | None = None) -> bytes:
    """Return a workbook with the XML of its sheet changed, and parts added."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == "xl/worksheets/sheet1.xml" else data)
        for name, data in (extra or {}).items():
            new.writestr(name, data)
    return stream.getvalue()


def after_data(xml: bytes) -> Callable[[bytes], bytes]:
    return lambda old: old.replace(b"</sheetData>", b"</sheetData>" + xml)


def test_a_merged_range_of_the_whole_sheet_costs_nothing() -> None:
    data = with_sheet(after_data(b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'))
    (fault,) = faults(data)
    assert (fault.code, fault.row, fault.value) == ("merged_cells", 1, "A1:XFD1048576")


def test_a_link_over_the_whole_sheet_and_a_false_dimension_cost_nothing() -> None:
    def change(old: bytes) -> bytes:
        link = b'<hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>'
        return re.sub(
            b'<dimension ref="[^"]*', b'<dimension ref="A1:XFD1048576', after_data(link)(old)
        )

    with within(5):
        parse_plans("a.xlsx", with_sheet(change), REGIONS).ids  # noqa: B018


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (lambda: with_sheet(lambda old: old.replace(b"</row>", b'<c r="A1"/>' * 2000 + b"</row>")),
         "too_many_cells"),
        (lambda: with_sheet(lambda old: old, {"xl/sharedStrings.xml": b" " * (1 << 20)}),
         "too_big"),
        (lambda: with_sheet(lambda old: old, {f"xl/x{i}.bin": b"" for i in range(10_001)}),
         "not_xlsx"),
        (lambda: with_sheet(lambda old: old, {"XL/Workbook.xml": b"<workbook/>"}), "not_xlsx"),
        (lambda: with_sheet(lambda old: old.decode().encode("utf-16-le")), "not_xlsx"),
        (lambda: with_sheet(lambda old: old.replace(b'r="A2"', b'r="A99999999"')), "damaged"),
    ],
    ids=["cells in one place", "shared strings", "parts", "a part twice", "UTF-16", "a far cell"],
)  # fmt: skip
def test_a_hostile_workbook_is_refused(
    data: Callable[[], bytes], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_parts, "MAX_CELLS", 1000)
    monkeypatch.setattr(xlsx_parts, "MAX_XML", 1 << 20)
    assert codes(data()) == [code]


# --- geometry ----------------------------------------------------------------------------------


def feature(shape: object) -> bytes:
    properties = {**ROW, "gemeenten": ""}
    found = {"type": "Feature", "properties": properties, "geometry": shape}
    system = {"crs": {"properties": {"name": "EPSG:28992"}}}
    return json.dumps({"type": "FeatureCollection", "features": [found], **system}).encode()


def star(points: int) -> Polygon:
    """Return an outline whose sides cross each other all over."""
    spots = np.random.default_rng(1).random((points, 2)) * 50_000
    return Polygon(spots + np.array([120_000, 450_000]))


def geojson(shape: Any) -> bytes:
    return feature(shapely.geometry.mapping(shape))


def test_an_outline_of_30_000_points_that_crosses_itself_all_over_is_refused() -> None:
    (fault,) = faults(geojson(star(30_000)))
    assert (fault.code, fault.row, fault.column) == ("tangled", 2, "geometry")


def test_outlines_that_are_tangled_only_together_are_refused() -> None:
    document = json.loads(geojson(star(320)))
    one = document["features"][0]
    document["features"] = [
        {**one, "properties": {**one["properties"], "plan_id": f"P{i}"}} for i in range(40)
    ]
    assert codes(json.dumps(document).encode()) == ["tangled_together"]


@DEEP
@pytest.mark.parametrize("points", [50_000, 99_000])
def test_an_ordinary_outline_with_many_points_is_read(points: int) -> None:
    circle = shapely.Point(150_000, 450_000).buffer(30_000, quad_segs=points // 4)
    assert tangle(circle) == 0
    assert len(parse_plans("a.geojson", geojson(circle), REGIONS)) == 1


def test_a_small_outline_that_crosses_itself_once_is_read_and_told() -> None:
    bow = Polygon([(120_000, 480_000), (121_000, 481_000), (121_000, 480_000), (120_000, 481_500)])
    notes = parse_plans("a.geojson", geojson(bow), REGIONS).notes
    assert "geometry_repaired" in {note.code for note in notes}


def test_tangles_are_counted_inside_collections_and_never_further_than_needed() -> None:
    assert tangle(shapely.GeometryCollection([TOWN, star(2_000)])) == MAX_TANGLE + 1
    assert 0 < tangle(star(100)) < MAX_TANGLE


@pytest.mark.parametrize(
    ("x", "code"),
    [("1e300", "outside_netherlands"), ("1e999", "damaged"), ("NaN", "damaged")],
)
def test_a_coordinate_that_is_no_place_is_refused(x: str, code: str) -> None:
    assert codes(geojson(TOWN).replace(b"120000.0", x.encode(), 1)) == [code]


@pytest.mark.parametrize("x", [np.nan, np.inf, -np.inf, 1e300])
def test_a_coordinate_that_is_no_number_is_refused_in_a_geopackage(
    x: float, tmp_path: Path
) -> None:
    shape = Polygon([(120_000, 480_000), (x, 480_000), (121_000, 481_000)])
    file = geopackage(tmp_path, shape=shape)
    assert codes(file.read_bytes()) == ["outside_netherlands"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"features": ' + b"[" * 3_000_001, "too_many_points"),
        (geojson(shapely.segmentize(TOWN, 0.03)), "too_many_points"),
        (geojson(TOWN).replace(b"EPSG:28992", b"+init=/dev/zero:x"), "unknown_crs"),
        (geojson(TOWN).replace(b"EPSG:28992", b"EPSG:0"), "unknown_crs"),
        (b'{"a":' * 100_000, "damaged"),
    ],
    ids=["lists", "points", "a file for a CRS", "no CRS at all", "depth"],
)  # fmt: skip
def test_a_hostile_geojson_is_refused(data: bytes, code: str) -> None:
    assert codes(data) == [code]


# --- GeoPackage --------------------------------------------------------------------------------

ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) n FROM c"
COMPUTED = {
    "a view": f"CREATE VIEW kijk AS {ENDLESS}",
    "a computed column": "ALTER TABLE aanvragen ADD COLUMN x AS (hex(zeroblob(1000000000)))",
    "a virtual table": "CREATE VIRTUAL TABLE zoek USING fts5(tekst)",
}


def geopackage(folder: Path, *statements: str, shape: Polygon = TOWN) -> Path:
    file = folder / "aanvragen.gpkg"
    frame = geopandas.GeoDataFrame([{**ROW, "gemeenten": ""}], geometry=[shape], crs="EPSG:28992")
    frame.to_file(file, layer="aanvragen", driver="GPKG")
    with closing(sqlite3.connect(file)) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()
    return file


@pytest.mark.parametrize("statement", COMPUTED.values(), ids=COMPUTED)
def test_a_geopackage_that_computes_is_refused_as_plans_and_as_boundaries(
    statement: str, tmp_path: Path
) -> None:
    file = geopackage(tmp_path, statement)
    assert set(codes(file.read_bytes())) == {"computed_layer"}
    with pytest.raises(InputError) as refused, within(5):
        check_boundary_file(file)
    assert {fault.code for fault in refused.value.faults} == {"computed_layer"}


@pytest.mark.parametrize(("system", "code"), [(-1, "unknown_crs"), (0, "outside_netherlands")])
def test_a_geopackage_without_a_place_on_earth_is_refused(
    system: int, code: str, tmp_path: Path
) -> None:
    tables_ = ("gpkg_geometry_columns", "gpkg_contents")
    file = geopackage(tmp_path, *(f"UPDATE {name} SET srs_id = {system}" for name in tables_))
    assert codes(file.read_bytes()) == [code]


def test_a_geopackage_that_lies_about_its_size_is_read(tmp_path: Path) -> None:
    lie = "UPDATE gpkg_ogr_contents SET feature_count = 1000000000000"
    file = geopackage(tmp_path, lie)
    assert len(parse_plans("a.gpkg", file.read_bytes(), REGIONS)) == 1


def test_a_zip_of_boundaries_is_bounded_and_holds_shapefiles_only(tmp_path: Path) -> None:
    for name, size in (("grens.gpkg", 10), ("grens.shp", 300 << 20)):
        file = tmp_path / f"{name}.zip"
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr(name, bytes(size))
        with pytest.raises(InputError) as refused:
            check_boundary_file(file)
        code = "not_boundaries" if size == 10 else "too_big"
        assert [fault.code for fault in refused.value.faults] == [code]


# --- scenario ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (".".join("a" * 400_000) + " = 1", "bad_toml"),
        ("x = " + "[" * 100_000, "bad_toml"),
        ("x = " + "{a = " * 60 + "1" + "}" * 60, "too_deep"),
        ("x = 0x" + "f" * 20_000, "too_large"),
        ("x = 1e99999999999999999999", "too_many_digits"),
        ("#" + "x" * (1 << 20), "file_too_big"),
    ],
    ids=["a key without end", "lists", "tables", "a whole number", "a decimal", "bytes"],
)
def test_a_scenario_without_end_is_refused(line: str, code: str, tmp_path: Path) -> None:
    _, path = write_case(tmp_path, [ROW], tables())
    path.write_text(line + "\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(InputError) as refused, within(5):
        load_scenario(path)
    assert code in [fault.code for fault in refused.value.faults]
