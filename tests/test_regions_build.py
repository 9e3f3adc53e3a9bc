"""`selector regions build`: a country of squares, and the real one of 2023 when it is there."""

import csv
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import geopandas
import pytest
from click.testing import CliRunner, Result
from shapely import box

from selector import read_regions, resources
from selector.cli import main
from selector.errors import InputError
from selector.official.cbs import read_cbs
from selector.official.municipal_table import urbanity_class
from selector.official.regions_folder import COLUMNS, Built, build

REAL = Path(__file__).resolve().parents[2] / "shared/regions/gemeente_2023.geojson"
SIDE = 10_000
Town = tuple[str, str, tuple[int, int, int, int]]  # code, name, box in sides

# Last year: four squares in a row, and a fifth that touches the first in one point only.
OLD: list[Town] = [
    ("GM0001", "Aa", (0, 0, 1, 1)),
    ("GM0002", "Bee", (1, 0, 2, 1)),
    ("GM0003", "Cee", (2, 0, 3, 1)),
    ("GM0004", "Dee", (3, 0, 4, 1)),
    ("GM0005", "Eiland", (-1, 1, 0, 2)),
]
# This year: Bee and Cee are one, Dee has another name and code.
NEW: list[Town] = [
    OLD[0],
    ("GM0009", "Beecee", (1, 0, 3, 1)),
    ("GM0010", "Nieuw-Dee", (3, 0, 4, 1)),
    OLD[4],
]


def write_rows(path: Path, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write a table as the bundled ones are."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The country of last year, in place of the bundled regions."""
    folder = tmp_path / "bundel"
    folder.mkdir()
    towns: list[tuple[object, ...]] = [
        (code, name, "PV20", "P", "LD01", "L", "CR01", "C", "AM01", "A", 1000, 3, 100,
         100_000 + (x0 + x1) * SIDE // 2, 400_000 + (y0 + y1) * SIDE // 2)
        for code, name, (x0, y0, x1, y1) in OLD
    ]  # fmt: skip
    contents: dict[str, list[tuple[object, ...]]] = {
        "municipalities.csv": towns,
        "adjacency.csv": [
            ("GM0001", "GM0002", "land_border", 10),
            ("GM0004", "GM0005", "ferry_or_tunnel", ""),
        ],
        "krimp.csv": [
            ("GM0002", "krimp", "Streek", "hoog"),
            ("GM0003", "anticipeer", "Streek", "hoog"),
            ("GM0004", "krimp", "Kust", "hoog"),
        ],
        "former_municipalities.csv": [("GM0007", "Oud-Bee", 2010, "GM0002", "Bee", "")],
    }
    for name, rows in contents.items():
        write_rows(folder / name, COLUMNS[name], rows)
    monkeypatch.setattr(resources, "regions", lambda: folder)


def write_sources(folder: Path, towns: Sequence[Town] = NEW, title: str = "2024") -> None:
    """Write what CBS publishes for these towns; figures as OData JSON."""
    head = f'"Gebieden in Nederland {title}"\n'
    head += '"Regio";"GM|Code";"Naam";"AM|Code";"Naam";"CR|Code";"Naam"'
    head += ';"LD|Code";"Naam";"PV|Code";"Naam"\n'
    areas = [
        f'"{code}    ";"{code}  ";"{name}";"AM01";"A";"CR01";"C";"LD01";"L (LD)";"PV20";"P (PV)"\n'
        for code, name, _ in towns
    ]
    (folder / "gebieden.csv").write_text(head + "".join(areas), encoding="utf-8")
    figures = [
        {"WijkenEnBuurten": f"{code}    ", "AantalInwoners_5": 2000, "MateVanStedelijkheid_9": None,
         "Omgevingsadressendichtheid_10": 1500, "OppervlakteLand_11": 9950}
        for code, _, _ in towns
    ]  # fmt: skip
    (folder / "cijfers.json").write_text(json.dumps({"value": figures}), encoding="utf-8")
    shapes = [
        box(100_000 + x0 * SIDE, 400_000 + y0 * SIDE, 100_000 + x1 * SIDE, 400_000 + y1 * SIDE)
        for _, _, (x0, y0, x1, y1) in towns
    ]
    frame = geopandas.GeoDataFrame(
        {"statcode": [code for code, _, _ in towns]}, geometry=shapes, crs="EPSG:28992"
    )
    frame.to_file(folder / "grenzen.gpkg", layer="gemeente_gegeneraliseerd")


def built(folder: Path, year: int = 2024, merges: Path | None = None) -> Built:
    """Build from what `write_sources` wrote."""
    names = ("gebieden.csv", "cijfers.json", "grenzen.gpkg")
    areas, figures, boundaries = (folder / name for name in names)
    return build(year, areas, figures, boundaries, merges)


def lines(text: str) -> list[str]:
    """The rows of a table."""
    return text.splitlines()[1:]


@pytest.mark.usefixtures("bundle")
def test_a_merged_and_a_renamed_municipality_are_found_from_the_boundaries(tmp_path: Path) -> None:
    write_sources(tmp_path)
    found = built(tmp_path)
    assert lines(found.files["former_municipalities.csv"]) == [
        "GM0002,Bee,2024,GM0009,Beecee,",
        "GM0003,Cee,2024,GM0009,Beecee,",
        "GM0004,Dee,2024,GM0010,Nieuw-Dee,",
        "GM0007,Oud-Bee,2010,GM0009,Beecee,",  # through Bee
    ]
    derived = [note for note in found.notes if note.code == "derived_merge"]
    assert len(derived) == 3


@pytest.mark.usefixtures("bundle")
def test_borders_come_from_the_map_and_ferries_from_the_bundle(tmp_path: Path) -> None:
    write_sources(tmp_path)
    assert lines(built(tmp_path).files["adjacency.csv"]) == [
        "GM0001,GM0009,land_border,10",
        "GM0005,GM0010,ferry_or_tunnel,",
        "GM0009,GM0010,land_border,10",
    ]  # Aa and Eiland touch in a point: no neighbours


@pytest.mark.usefixtures("bundle")
def test_what_was_krimp_and_anticipeer_is_anticipeer_together(tmp_path: Path) -> None:
    write_sources(tmp_path)
    found = built(tmp_path)
    krimp = lines(found.files["krimp.csv"])
    assert krimp == ["GM0009,anticipeer,Streek,hoog", "GM0010,krimp,Kust,hoog"]
    mixed = [note.params["code"] for note in found.notes if note.code == "krimp_mixed"]
    assert mixed == ["GM0009"]


@pytest.mark.usefixtures("bundle")
def test_figures_are_read_and_the_class_follows_from_the_density(tmp_path: Path) -> None:
    write_sources(tmp_path)
    assert lines(built(tmp_path).files["municipalities.csv"])[2] == (
        "GM0009,Beecee,PV20,P,LD01,L,CR01,C,AM01,A,2000,2,99.5,120000,405000"
    )


@pytest.mark.usefixtures("bundle")
def test_a_divided_municipality_is_told_with_merges(tmp_path: Path) -> None:
    write_sources(tmp_path)
    merges = tmp_path / "fusies.csv"
    merges.write_text(
        "code;successor_code\nGM0002;GM0001\nGM0002;GM0009\nGM0003;GM0009\nGM0004;GM0010\n"
    )
    former = lines(built(tmp_path, merges=merges).files["former_municipalities.csv"])
    assert former[:2] == ["GM0002,Bee,2024,GM0001,Aa,", "GM0002,Bee,2024,GM0009,Beecee,"]


@pytest.mark.usefixtures("bundle")
def test_a_municipality_gone_without_a_trace_asks_for_merges(tmp_path: Path) -> None:
    write_sources(tmp_path, NEW[:1] + NEW[2:])
    with pytest.raises(InputError) as caught:
        built(tmp_path)
    (fault,) = caught.value.faults
    assert (fault.code, fault.params) == ("merges_needed", {"codes": ["GM0002", "GM0003"]})


@pytest.mark.usefixtures("bundle")
def test_an_earlier_year_has_its_former_municipality_back(tmp_path: Path) -> None:
    before = [OLD[0], ("GM0007", "Oud-Bee", (1, 0, 2, 1)), *OLD[2:]]
    write_sources(tmp_path, before, "2009")
    found = built(tmp_path, 2009)
    assert lines(found.files["former_municipalities.csv"]) == []
    assert "GM0007,krimp,Streek,hoog" in lines(found.files["krimp.csv"])  # as Bee, which it became


@pytest.mark.usefixtures("bundle")
def test_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    results = []
    for name, towns in (("a", NEW), ("b", NEW[::-1])):
        (tmp_path / name).mkdir()
        write_sources(tmp_path / name, towns)
        files = dict(built(tmp_path / name).files)
        del files["bron.json"]  # holds the checksums of the sources
        results.append(files)
    assert results[0] == results[1]


@pytest.mark.usefixtures("bundle")
@pytest.mark.parametrize(
    ("title", "swap", "piece"),
    [
        ("2023", False, "deze tabel gaat over 2023, niet over 2024"),
        ("2024", True, "codes die met PV beginnen"),
    ],
)
def test_a_wrong_file_is_refused_and_nothing_written(
    tmp_path: Path, title: str, swap: bool, piece: str
) -> None:
    write_sources(tmp_path, title=title)
    areas, figures = ("cijfers.json", "gebieden.csv") if swap else ("gebieden.csv", "cijfers.json")
    result = run(tmp_path, areas, figures)
    assert result.exit_code == 2
    assert piece in result.output
    assert not (tmp_path / "uit").exists()


def run(folder: Path, areas: str = "gebieden.csv", figures: str = "cijfers.json") -> Result:
    """Run the command on what `write_sources` wrote."""
    given = ["regions", "build", "--year", "2024", "--areas", str(folder / areas)]
    given += ["--figures", str(folder / figures), "--boundaries", str(folder / "grenzen.gpkg")]
    return CliRunner().invoke(main, [*given, "--out", str(folder / "uit")])


@pytest.mark.usefixtures("bundle")
def test_the_folder_is_read_as_regions_of_its_year_and_never_replaced(tmp_path: Path) -> None:
    write_sources(tmp_path)
    assert run(tmp_path).exit_code == 0
    regions = read_regions(tmp_path / "uit")
    assert (regions.year, len(regions)) == (2024, 4)
    assert regions.former["GM0002"].successors == ("GM0009",)
    again = run(tmp_path)
    assert (again.exit_code, "bestaat al" in again.output) == (2, True)


@pytest.mark.usefixtures("bundle")
def test_every_municipality_without_figures_is_named(tmp_path: Path) -> None:
    write_sources(tmp_path)
    rows = json.loads((tmp_path / "cijfers.json").read_text())["value"]
    (tmp_path / "cijfers.json").write_text(json.dumps({"value": rows[1:3]}))
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "deze gemeenten ontbreken: GM0001, GM0005" in result.output


@pytest.mark.parametrize(
    ("density", "level"), [(2500, 1), (2499, 2), (1500, 2), (1000, 3), (500, 4), (499, 5), (0, 5)]
)
def test_urbanity_classes_begin_where_cbs_begins_them(density: int, level: int) -> None:
    assert urbanity_class(Decimal(density)) == level


def test_columns_are_found_in_a_header_of_several_lines(tmp_path: Path) -> None:
    path = tmp_path / "kwb.csv"
    path.write_text(
        "Kerncijfers wijken en buurten 2024\nRegio;Bevolking;Oppervlakte\n"
        "Regio;Aantal inwoners;Oppervlakte land (ha)\n;aantal;ha\nGM0014  ;12;34\n"
    )
    table = read_cbs(path)
    assert (table.figure(["aantalinwoners"]), table.figure(["oppervlakteland"])) == (1, 2)
    assert table.year == 2024


@pytest.mark.skipif(not REAL.exists(), reason="needs the boundaries of 2023")
def test_building_2023_from_the_bundled_facts_gives_the_bundled_tables(tmp_path: Path) -> None:
    with (resources.regions() / "municipalities.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    kinds = ("", "province", "landsdeel", "corop", "arbeidsmarktregio")
    pairs = [(f"{kind}_code", kind) if kind else ("code", "name") for kind in kinds]
    areas = [[row[column] for pair in pairs for column in pair] for row in rows]
    write_rows(tmp_path / "gebieden.csv", [c for pair in pairs for c in pair], areas)
    figures = [
        (r["code"], r["population"], r["stedelijkheid"], float(r["land_area_km2"]) * 100)
        for r in rows
    ]
    header = ("Code", "Aantal inwoners", "Mate van stedelijkheid", "Oppervlakte land (ha)")
    write_rows(tmp_path / "kwb.csv", header, figures)
    found = build(2023, tmp_path / "gebieden.csv", tmp_path / "kwb.csv", REAL)
    for name, text in found.files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for name in ("krimp.csv", "former_municipalities.csv"):
        bundled = (resources.regions() / name).read_text(encoding="utf-8")
        assert found.files[name] == bundled
    folder = tmp_path / "gebouwd"
    folder.mkdir()
    for name, text in found.files.items():
        (folder / name).write_text(text, encoding="utf-8")
    ours, bundled_regions = read_regions(folder), read_regions()
    assert ours.borders == bundled_regions.borders
    assert (
        len([line for line in lines(found.files["adjacency.csv"]) if "land_border" in line]) == 868
    )
    for one, other in zip(ours.municipalities, bundled_regions.municipalities, strict=True):
        assert abs(one.x - other.x) < 100
        assert abs(one.y - other.y) < 100
        assert (one.code, one.name, one.province, one.population, one.urbanity, one.area_ha) == (
            other.code, other.name, other.province, other.population, other.urbanity, other.area_ha
        )  # fmt: skip
