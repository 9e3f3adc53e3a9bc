"""Plans files as people make them: what is read, what is only noted."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import shapely
from openpyxl import Workbook

from selector.errors import InputError
from selector.intake import Plan, Plans, Regions, parse_plans, read_plans, read_regions
from selector.publish.forms.table import write_template

EXAMPLE = Path(__file__).parents[1] / "data" / "example" / "aanvragen.csv"
HEADER = "plan_id;naam;sectoren;gemeenten;samenwerking;herkomst"
SAME = [field.name for field in fields(Plan) if field.name not in ("row", "geometry")]
SQUARE = "POLYGON ((120000 480000, 121000 480000, 121000 481000, 120000 481000, 120000 480000))"


def read(text: str | bytes) -> Plans:
    data = text.encode() if isinstance(text, str) else text
    return parse_plans("plannen", data, read_regions())


def one(**cells: str) -> Plan:
    """Read one plan in Amsterdam, with other cells or more of them."""
    row = {
        "plan_id": "P1", "naam": "Een", "sectoren": "po", "gemeenten": "GM0363",
        "samenwerking": "lokaal", "herkomst": "nieuw", **cells,
    }  # fmt: skip
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(row), delimiter=";")
    writer.writeheader()
    writer.writerow(row)
    return read(stream.getvalue()).rows[0]


def with_columns(*texts: str) -> str:
    """Return two plans with text after the end of each line: the header's, then the plans'."""
    pairs = zip(TWO.splitlines(), texts, strict=True)
    return "\n".join(f"{line};{text}" for line, text in pairs)


def notes(plans: Plans) -> list[tuple[str, int | None, str, str | None]]:
    return [(note.code, note.row, note.column, note.value) for note in plans.notes]


def assert_same(found: Plans, expected: Plans) -> None:
    """Compare every attribute of every plan except where it stands and its polygon."""
    assert found.ids == expected.ids
    for a, b in zip(found.rows, expected.rows, strict=True):
        for name in SAME:
            assert getattr(a, name) == getattr(b, name), (a.plan_id, name)


# --- CSV ---------------------------------------------------------------------------------------

TWO = (
    HEADER + "\nP1;Een;po|vo;GM0363|GM0344;lokaal;nieuw\nP2;Twee;mbo;;landelijk;bestaand\n"
)  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TWO.replace(";", ","), id="commas"),
        pytest.param(b"\xef\xbb\xbf" + TWO.encode(), id="a byte order mark"),
        pytest.param(TWO.replace("\n", "\r\n"), id="ends of lines of Windows"),
        pytest.param(TWO.replace("\n", "\r"), id="ends of lines of old Macs"),
        pytest.param(TWO.rstrip("\n"), id="no end of the last line"),
        pytest.param(TWO.upper().replace("P1;EEN", "P1;Een").replace("P2;TWEE", "P2;Twee"),
                     id="capitals"),
        pytest.param(TWO.replace(";", " ; "), id="spaces around the cells"),
        pytest.param("\n;;;;;\n" + TWO.replace("\nP2", "\n\n;;;;;\nP2") + "\n\n", id="empty rows"),
        pytest.param(TWO.replace(";nieuw", ";nieuw;").replace("herkomst", "herkomst;")
                     .replace("bestaand", "bestaand;"), id="an empty last column"),
        pytest.param(TWO.replace("po|vo", '"po;vo"').replace("GM0363|GM0344", "GM0344, 363"),
                     id="other separators in lists"),
        pytest.param('"' + TWO.replace(";", '";"').replace("\n", '"\n"')[:-1], id="all quoted"),
    ],
)  # fmt: skip
def test_a_csv_in_another_coat_gives_the_same_plans(data: str | bytes) -> None:
    assert_same(read(data), read(TWO))


def test_columns_may_stand_in_any_order() -> None:
    rows = list(csv.reader(io.StringIO(TWO), delimiter=";"))
    turned = "\n".join(";".join(reversed(row)) for row in rows)
    assert_same(read(turned), read(TWO))


def test_a_quoted_cell_may_hold_separators_quotes_and_lines() -> None:
    plan = one(naam='Een; "twee",\ndrie')
    assert plan.name == 'Een; "twee", drie'
    after = read(TWO.replace("Een", '"Een\nen nog een regel"'))
    assert [plan.row for plan in after.rows] == [2, 3]


def test_plans_are_in_order_of_plan_id_whatever_the_order_of_rows() -> None:
    header, *rows = TWO.splitlines()
    turned = read("\n".join([header, *reversed(rows)]))
    assert turned.ids == ("P1", "P2")
    assert [plan.row for plan in turned.rows] == [3, 2]


# --- municipalities ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("GM0363", "GM0363"), ("363", "GM0363"), ("0363", "GM0363"), ("gm363", "GM0363"),
        ("Amsterdam", "GM0363"), ("AMSTERDAM", "GM0363"), (" amsterdam ", "GM0363"),
        ("Súdwest-Fryslân", "GM1900"), ("sudwest-fryslan", "GM1900"),
        ("Su\u0301dwest-Frysla\u0302n", "GM1900"), ("Noardeast-Fryslân", "GM1970"),
        ("Den Haag", "GM0518"), ("'s-Gravenhage", "GM0518"), ("’s-Gravenhage", "GM0518"),
        ("den bosch", "GM0796"), ("'s-Hertogenbosch", "GM0796"),
        ("Bergen (NH.)", "GM0373"), ("bergen (nh)", "GM0373"), ("Bergen NH", "GM0373"),
        ("Bergen (L.)", "GM0893"), ("Bergen op Zoom", "GM0748"),
        ("Nuenen, Gerwen en Nederwetten", "GM0820"), ("nuenen,gerwen en nederwetten", "GM0820"),
        ("Nuenen", "GM0820"),
    ],
)  # fmt: skip
def test_a_municipality_by_code_or_name(text: str, code: str) -> None:
    assert one(gemeenten=text).municipalities == (code,)


@pytest.mark.parametrize("mark", ["|", ",", ";", "\n", " , "])
def test_a_name_with_a_comma_inside_a_list(mark: str) -> None:
    listed = mark.join(["Utrecht", "Nuenen, Gerwen en Nederwetten", "363", "Utrecht"])
    assert one(gemeenten=listed).municipalities == ("GM0344", "GM0363", "GM0820")


def test_a_national_plan_may_name_no_municipalities() -> None:
    assert one(gemeenten="", samenwerking="landelijk").municipalities == ()


# --- values ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("0.85", "0.85"), ("0,85", "0.85"), ("85%", "0.85"), ("85 %", "0.85"), ("85,5%", "0.855"),
        ("1", "1"), ("0", "0"), ("100%", "1"), ("0.12345", "0.1235"), (".5", "0.5"),
    ],
)  # fmt: skip
def test_a_share_by_point_comma_or_percent(text: str, share: str) -> None:
    assert one(aandeel_besturen=text).board_share == Decimal(share)


def test_more_than_four_places_are_rounded_and_noted() -> None:
    plans = read(with_columns("aandeel_besturen", "0.12345", "0.12340"))
    assert notes(plans) == [("rounded_cell", 2, "aandeel_besturen", "0.12345")]


@pytest.mark.parametrize("text", ["3", "3.0", "3,0", "03"])
def test_an_ambition_is_a_whole_number(text: str) -> None:
    assert one(ambitie=text).cells["ambitie"] == ("3",)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2023-04-06", "2023-04-06T00:00:00+02:00"),
        ("2023-04-06 10:10", "2023-04-06T10:10:00+02:00"),
        ("2023-04-06T10:10:05", "2023-04-06T10:10:05+02:00"),
        ("2023-01-06T10:10", "2023-01-06T10:10:00+01:00"),
        ("2023-04-06T10:10Z", "2023-04-06T10:10:00+00:00"),
    ],
)
def test_a_moment_without_offset_is_in_amsterdam(text: str, moment: str) -> None:
    found = one(ingediend_op=text).submitted
    assert found == datetime.fromisoformat(moment)


def test_lists_lose_repeats_and_empty_items() -> None:
    plan = one(besturen="B1||B2, B1 ;", accenten="Werven|MATCHEN", uitdagingen="|")
    assert plan.boards == {"B1", "B2"}
    assert plan.cells["accenten"] == ("werven", "matchen")
    assert plan.cells["uitdagingen"] == ()


def test_an_empty_condition_is_not_assessed() -> None:
    assert one(a1="Voldaan", a2="", b1="nvt").conditions == {"a1": "voldaan", "b1": "nvt"}


def test_unknown_columns_are_kept_and_noted_with_what_was_perhaps_meant() -> None:
    plans = read(with_columns("Thema;ambite", "a | b;3", ";"))
    assert plans.columns[-2:] == ("thema", "ambite")
    assert plans.rows[0].cells["thema"] == ("a", "b")
    assert notes(plans) == [
        ("unknown_column", 1, "thema", None), ("unknown_column", 1, "ambite", None),
    ]  # fmt: skip
    assert [note.suggestion for note in plans.notes] == ["", "ambitie"]


def test_a_one_sided_agreement_counts_and_is_noted() -> None:
    plans = read(with_columns("afstemming", "", "P1"))
    assert plans.rows[1].agreements == {"P1"}
    assert notes(plans) == [("one_sided", 3, "afstemming", "P1")]
    assert notes(read(with_columns("afstemming", "P2", "P1"))) == []


def test_faults_can_be_read_as_text() -> None:
    with pytest.raises(InputError) as caught:
        one(herkomst="niuw")
    assert "Bedoelt u `nieuw`?" in str(caught.value)


# --- workbooks, GeoPackage, GeoJSON ------------------------------------------------------------


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    book = Workbook()
    for title, rows in sheets.items():
        sheet: Any = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_a_workbook_gives_the_same_plans() -> None:
    assert_same(read(workbook({"aanvragen": table(TWO)})), read(TWO))


def test_typed_cells_are_read_as_what_a_person_would_type() -> None:
    columns = (*HEADER.split(";"), "ingediend_op", "ambitie", "aandeel_besturen", "pilot", "punten")
    row = (101, 7.5, "po", 363.0, "lokaal", "nieuw", datetime(2023, 4, 6, 9, 5), 3.0, 0.85, True, 2)
    plan = read(workbook({"aanvragen": [columns, row]})).rows[0]
    assert (plan.plan_id, plan.name, plan.municipalities) == ("101", "7.5", ("GM0363",))
    assert plan.submitted == datetime.fromisoformat("2023-04-06T09:05:00+02:00")
    assert plan.board_share == Decimal("0.85")
    assert {name: plan.cells[name] for name in ("ambitie", "pilot", "punten")} == {
        "ambitie": ("3",), "pilot": ("ja",), "punten": ("2",),
    }  # fmt: skip


def test_a_percentage_of_excel_is_a_share() -> None:
    book = Workbook()
    sheet: Any = book.active
    sheet.append([*HEADER.split(";"), "aandeel_besturen"])
    sheet.append(["P1", "Een", "po", "GM0363", "lokaal", "nieuw", 0.855])
    sheet["G2"].number_format = "0%"
    stream = io.BytesIO()
    book.save(stream)
    assert read(stream.getvalue()).rows[0].board_share == Decimal("0.855")


@pytest.mark.parametrize("title", ["aanvragen", "Aanvragen", " AANVRAGEN "])
def test_the_sheet_of_that_name_is_read(title: str) -> None:
    data = workbook({"toelichting": [["lees", "mij"]], title: table(TWO)})
    assert read(data).ids == ("P1", "P2")


def test_without_a_sheet_of_that_name_the_first_is_read() -> None:
    assert read(workbook({"Blad1": table(TWO), "Blad2": [["x"]]})).ids == ("P1", "P2")


def test_what_is_odd_on_another_sheet_does_not_matter() -> None:
    data = workbook({"aanvragen": table(TWO), "som": [["=1+1", "#N/A"]]})
    assert read(data).ids == ("P1", "P2")


def test_empty_rows_and_columns_of_a_workbook_are_skipped() -> None:
    rows = [["", *row] for row in table(TWO)]
    data = workbook({"aanvragen": [[], *rows[:2], [], *rows[2:]]})
    plans = read(data)
    assert_same(plans, read(TWO))
    assert [plan.row for plan in plans.rows] == [3, 5]


def test_the_example_in_every_format_gives_the_same_plans(tmp_path: Path) -> None:
    import geopandas

    expected = read_plans(EXAMPLE)
    records = list(csv.DictReader(EXAMPLE.read_text(encoding="utf-8").splitlines(), delimiter=";"))
    features = [{"type": "Feature", "properties": row, "geometry": None} for row in records]
    geojson = tmp_path / "plannen.geojson"
    geojson.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    shapes = geopandas.GeoSeries.from_wkt([SQUARE] * len(records), crs="EPSG:28992")
    geopackage = tmp_path / "plannen.gpkg"
    frame = geopandas.GeoDataFrame(records, geometry=shapes)
    frame.to_file(geopackage, layer="aanvragen", driver="GPKG")
    form = tmp_path / "formulier.xlsx"
    write_template(form, rows=records)
    for file in (geojson, geopackage, form):
        assert_same(read_plans(file), expected)
    noted = [note.code for note in read_plans(geopackage).notes]
    drawn = [row for row in records if row["gemeenten"]]
    assert noted.count("codes_over_geometry") == len(drawn)


def test_lists_and_typed_values_of_geojson() -> None:
    properties = {
        "Plan_ID": 7, "naam": "Een", "sectoren": ["po", "vo"], "gemeenten": [363, "Utrecht"],
        "samenwerking": "lokaal", "herkomst": "nieuw", "ambitie": 3, "pilot": True, "leeg": None,
    }  # fmt: skip
    data = {"features": [{"properties": properties, "geometry": None}]}
    plan = read(json.dumps(data)).rows[0]
    assert (plan.plan_id, plan.sectors) == ("7", ("po", "vo"))
    assert plan.municipalities == ("GM0344", "GM0363")
    assert {name: plan.cells[name] for name in ("ambitie", "pilot", "leeg")} == {
        "ambitie": ("3",), "pilot": ("ja",), "leeg": (),
    }  # fmt: skip


def test_a_polygon_takes_the_place_of_municipalities() -> None:
    ring = [[4.8, 52.3], [5.0, 52.3], [5.0, 52.4], [4.8, 52.4], [4.8, 52.3]]
    properties = dict(
        zip(HEADER.split(";"), ("P1", "Een", "po", "", "lokaal", "nieuw"), strict=True)
    )
    shape = {"type": "Polygon", "coordinates": [ring]}
    data = {"features": [{"properties": properties, "geometry": shape}]}
    plan = read(json.dumps(data)).rows[0]
    assert plan.municipalities == ()
    assert plan.geometry is not None
    west, south, east, north = shapely.bounds(plan.geometry)
    assert 114_000 < west < east < 136_000  # Amsterdam in metres
    assert 477_000 < south < north < 492_000


# --- regions -----------------------------------------------------------------------------------


def test_a_folder_replaces_only_the_tables_that_it_holds(tmp_path: Path) -> None:
    (tmp_path / "krimp.csv").write_text("code;type\nGM0363;krimp\n", encoding="utf-8")
    regions: Regions = read_regions(tmp_path)
    assert [m.name for m in regions.municipalities if m.shrinking] == ["Amsterdam"]
    assert len(regions) == len(read_regions())
    assert regions.sha256 != read_regions().sha256


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("krimp.csv", "code,type\nGM9999,krimp\n", ("not_in_table", 2, "code", "GM9999")),
        ("krimp.csv", "code,type\nGM0363,kromp\n", ("not_in_list", 2, "type", "kromp")),
        ("krimp.csv", "kode,type\nGM0363,krimp\n", ("missing_column", 1, "code", None)),
        ("krimp.csv", "code,type\nGM0363\n", ("ragged", 2, "", None)),
        ("krimp.csv", "", ("empty_file", None, "", None)),
        ("krimp.csv", 'code,type\n"GM0363,krimp\n', ("unterminated_quote", 2, "", None)),
        ("adjacency.csv", "code_a,code_b\nGM0363,x\n", ("not_in_table", 2, "code_b", "x")),
    ],
)
def test_a_table_of_regions_with_a_fault(
    name: str, text: str, fault: tuple[str, int | None, str, str | None], tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_regions(tmp_path)
    found = [(f.code, f.row, f.column, f.value) for f in caught.value.faults]
    assert found == [fault]
    assert caught.value.faults[0].file == name
