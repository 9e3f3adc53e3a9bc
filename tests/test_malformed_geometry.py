"""Plans with shapes that cannot be used: every fault is named, and nothing is written."""

from pathlib import Path

import pytest
from conftest import Refuses
from malformed import SQUARE, Named, cell, crs, geojson, geopackage

GEO: dict[str, tuple[bytes, list[Named]]] = {
    "broken JSON is damaged": (geojson()[:-20], [("beschadigd", "line 1")]),
    "JSON nested without end is damaged": (b"[" * 100_000, [("beschadigd",)]),
    "JSON that is no UTF-8 is named with its character": (
        geojson().replace(b"Een", b"E\xe9n"), [("rij 1: ", "`é`", "Windows-1252")]),
    "a GeoJSON without features is named": (b'{"type": "Polygon"}', [("`features`",)]),
    "a JSON list is no GeoJSON": (b"[1, 2]", [("`features`",)]),
    "features that are no objects are named": (b'{"features": [1]}', [("`features`",)]),
    "a GeoJSON with no feature at all is empty": (b'{"features": []}', [("het bestand is leeg",)]),
    "properties that are a list are named": (
        geojson({"properties": ["naam"]}), [("`features`",)]),
    "an unknown coordinate reference system is named": (
        geojson(**crs("EPSG:999999")), [("999999",)]),
    "a coordinate reference system of another kind is unknown": (
        geojson(**crs([])), [("`[]`", "EPSG:28992")]),
    "coordinates of another system than is said lie elsewhere": (
        geojson(**crs("EPSG:28992")), [("rij 2, kolom `geometry`: ", "buiten Nederland")]),
    "metres that are said to be degrees lie elsewhere": (
        geojson({"geometry": {"type": "Point", "coordinates": [120_000, 480_000]}}),
        [("rij 2, kolom `geometry`: ", "buiten Nederland")]),
    "a geometry of an unknown kind is damaged": (
        geojson({"geometry": {"type": "Cirkel", "coordinates": SQUARE}}), [("beschadigd",)]),
    "coordinates in words are damaged": (
        geojson({"geometry": {"type": "Point", "coordinates": ["x", "y"]}}), [("beschadigd",)]),
    "a cell in a feature is judged as in a row": (
        geojson().replace(b'"nieuw"', b'"niuw"'), [cell(2, "herkomst", "niuw", "nieuw")]),
    "half a character in a feature is named by number": (
        geojson().replace(b'"Een"', b'"E\\ud800"'), [(*cell(2, "naam", "E�"), "U+D800")]),
    "a feature without geometry needs municipalities": (
        geojson({"geometry": None}), [("rij 2, kolom `gemeenten`: ", "geen gebied")]),
    "a polygon without boundaries to compare with is named by plan": (
        geojson(), [(*cell(2, "gemeenten", "P1"), "--regions")]),
    "garbage after the magic of a GeoPackage is damaged": (
        b"SQLite format 3\0" + bytes(range(256)) * 8, [("beschadigd",)]),
    "the magic of a GeoPackage alone is damaged": (b"SQLite format 3\0", [("beschadigd",)]),
}  # fmt: skip


@pytest.mark.parametrize(("data", "named"), GEO.values(), ids=GEO)
def test_a_geojson_or_geopackage_is_refused(
    data: bytes, named: list[Named], tmp_path: Path, refuses: Refuses
) -> None:
    file = tmp_path / "plannen.geo"
    file.write_bytes(data)
    refuses(file, *(("plannen.geo", *pieces) for pieces in named))


def test_a_geopackage_without_a_coordinate_reference_system(
    tmp_path: Path, refuses: Refuses
) -> None:
    refuses(geopackage(tmp_path, None), ("plannen.gpkg: ", "coördinatenstelsel ontbreekt"))


def test_a_geopackage_cut_in_half(tmp_path: Path, refuses: Refuses) -> None:
    file = geopackage(tmp_path, "EPSG:28992")
    file.write_bytes(file.read_bytes()[:4096])
    refuses(file, ("plannen.gpkg: ", "beschadigd"))


def test_a_geopackage_in_another_system_than_it_says(tmp_path: Path, refuses: Refuses) -> None:
    refuses(
        geopackage(tmp_path, "EPSG:4326"),
        *(("plannen.gpkg", f"rij {row}, kolom `geometry`") for row in (2, 3)),
        ("plannen.gpkg", "rij 3, kolom `afstemming`", "`P3`"),
    )
