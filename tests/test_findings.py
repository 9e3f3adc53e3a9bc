"""What stands out about a territory, worked by hand on seven towns in a row and on islands."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from builders import EXAMPLE, country, plan, write_case, write_plans
from builders import tables as scenario_tables
from click.testing import CliRunner
from shapely import MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry

from selector import InputError, Regions, load_scenario, read_plans, read_regions
from selector.cli import main
from selector.geography.drawn import Drawn
from selector.geography.findings import Finding, find_findings
from selector.geography.territory import Territory, territories
from selector.intake.boards import read_boards
from selector.scenario import TerritoryTable

Found = dict[str, Mapping[str, object]]


def findings(
    folder: Path, towns: str, land: Regions, table: TerritoryTable | None = None, **cells: str
) -> Found:
    """The findings about one plan by code, with their parameters."""
    named = "|".join(f"GM000{town}" for town in towns)
    plans = read_plans(write_plans(folder, [plan("P", named, **cells)]), land)
    limits = table or TerritoryTable()
    (found,) = find_findings(plans, territories(plans, land, limits), land, limits)
    assert len({finding.code for finding in found}) == len(found)
    return {finding.code: finding.params for finding in found}


def test_a_territory_in_one_piece_within_one_region_has_none(tmp_path: Path) -> None:
    assert findings(tmp_path, "12", country()) == {}
    assert findings(tmp_path, "123", country()) == {}
    assert findings(tmp_path, "1234567", country()) == {}  # both regions, both whole


def test_parts_are_told_and_the_one_with_most_people_is_the_main_one(tmp_path: Path) -> None:
    found = findings(tmp_path, "24567", country())
    # Beekdam has 76,000 people, the other part 220,001.
    assert found["not_contiguous"] == {"count": 2, "names": ("Beekdam",)}
    found = findings(tmp_path, "1356", country())
    # Aadorp 100,000; Ceestad 40,000; Eeland and Florijn together 140,000.
    assert found["not_contiguous"] == {"count": 3, "names": ("Aadorp", "Ceestad")}


def test_with_a_ferry_it_hangs_together(tmp_path: Path) -> None:
    land = country()
    ferry = replace(land, borders=tuple(sorted((*land.borders, (1, 3)))))
    assert "not_contiguous" in findings(tmp_path, "24", land)
    assert "not_contiguous" not in findings(tmp_path, "24", ferry)


def test_what_is_cut_off(tmp_path: Path) -> None:
    # Without Duinzicht the row falls apart: 216,000 people west of it, 216,001 east.
    assert findings(tmp_path, "4", country())["encloses"] == {
        "count": 3, "names": ("Aadorp", "Beekdam", "Ceestad"),
    }  # fmt: skip
    assert "encloses" not in findings(tmp_path, "1", country())


def test_an_island_is_not_cut_off_by_others(tmp_path: Path) -> None:
    land = country()
    island = replace(land, borders=tuple(pair for pair in land.borders if pair != (5, 6)))
    assert "encloses" not in findings(tmp_path, "6", island)
    assert "encloses" not in findings(tmp_path, "1", island)


def test_crossing_a_labour_market_region(tmp_path: Path) -> None:
    found = findings(tmp_path, "1234", country())
    assert found["several_labour_markets"] == {
        "count": 2, "names": ("Markt 1 (3/3)", "Markt 2 (1/4)"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"min_people": 176_000, "max_people": 176_000}, set()),
        ({"min_people": 176_001}, {"too_few_people"}),
        ({"max_people": 175_999}, {"too_many_people"}),
        ({"min_municipalities": 2, "max_municipalities": 2}, set()),
        ({"min_municipalities": 3}, {"too_few_municipalities"}),
        ({"max_municipalities": 1}, {"too_many_municipalities"}),
        ({"max_people": 1, "min_municipalities": 9}, {"too_many_people", "too_few_municipalities"}),
    ],
)  # fmt: skip
def test_limits_hold_inclusive(tmp_path: Path, limits: dict[str, int], expected: set[str]) -> None:
    table = TerritoryTable(**limits)
    # Aadorp and Beekdam have 176,000 people; two sectors do not count them twice.
    assert set(findings(tmp_path, "12", country(), table, sectoren="po|vo")) == expected


def test_a_national_plan_has_none(tmp_path: Path) -> None:
    assert findings(tmp_path, "17", country(), samenwerking="landelijk") == {}


def drawn(shape: BaseGeometry) -> list[Finding]:
    """The findings about a plan that drew this shape on the first town."""
    land = country(boundaries=True)
    plans = read_plans(EXAMPLE, read_regions())
    place = Territory((0,), ("po",), drawn=Drawn(shape, (0,), ()))
    one = next(row for row in plans.rows if not row.national)
    alone = replace(plans, rows=(one,))
    return list(find_findings(alone, [place], land, TerritoryTable())[0])


def test_holes_and_specks_of_a_polygon() -> None:
    whole = box(0, 0, 5_000, 5_000)
    hollow = Polygon(whole.exterior, [box(1_000, 1_000, 2_000, 2_000).exterior.coords])
    speck = box(9_000, 9_000, 9_999, 9_999)  # just under a square kilometre
    piece = box(9_000, 9_000, 10_000, 10_000)
    assert drawn(whole) == []
    assert [f.code for f in drawn(hollow)] == ["polygon_holes"]
    assert [f.code for f in drawn(MultiPolygon([whole, speck]))] == ["polygon_specks"]
    assert drawn(MultiPolygon([whole, piece])) == []
    assert drawn(speck) == []  # small, but all there is


def test_check_tells_them_and_a_run_does_not_change(tmp_path: Path) -> None:
    rows = [plan("P", "GM0363|GM0014"), plan("Q", "GM0363")]  # Amsterdam and Groningen
    plans_path, scenario = write_case(tmp_path, rows, scenario_tables())
    for language, said in (("nl", "Valt op: het gebied bestaat uit 2 delen"), ("en", "Stands out")):
        arguments = ["check", str(plans_path), "--scenario", str(scenario), "--lang", language]
        found = CliRunner().invoke(main, arguments)
        assert found.exit_code == 0, found.output
        assert said in found.stdout
        assert found.stdout.count("Groningen") >= 1
    assert load_scenario(scenario).territory.min_people is None


def test_check_without_boundaries_still_tells_the_verdicts(tmp_path: Path) -> None:
    shape = '{"type":"Polygon","coordinates":[[[5,52],[5.2,52],[5.2,52.2],[5,52]]]}'
    cells = ",".join(f'"{k}":"{v}"' for k, v in plan("P", "").items())
    feature = f'{{"type":"Feature","properties":{{{cells}}},"geometry":{shape}}}'
    path = tmp_path / "aanvragen.geojson"
    path.write_text(f'{{"type":"FeatureCollection","features":[{feature}]}}', encoding="utf-8")
    found = CliRunner().invoke(main, ["check", str(path)])
    assert found.exit_code == 0, found.output
    assert "selector regions download" in found.stderr
    assert "Plan P" in found.stdout


DUO = """BEVOEGD GEZAG NUMMER;VESTIGINGSNAAM;GEMEENTENUMMER
41000;De Eik;0001
41000;De Bült;2
42000;De Berk;GM0007
43000;De Els;0004
;Zonder bestuur;0003
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_boards_and_where_they_have_schools(tmp_path: Path, encoding: str) -> None:
    land = country()
    path = tmp_path / "vestigingen.csv"
    path.write_text(DUO, encoding=encoding)
    seats = read_boards(path)
    assert seats == {"41000": {"GM0001", "GM0002"}, "42000": {"GM0007"}, "43000": {"GM0004"}}

    def found(boards: str) -> Found:
        rows = [plan("P", "GM0001|GM0002|GM0003", besturen=boards)]
        plans = read_plans(write_plans(tmp_path, rows), land)
        places = territories(plans, land, TerritoryTable())
        (told,) = find_findings(plans, places, land, TerritoryTable(), seats)
        return {finding.code: finding.params for finding in told}

    # Of 41000 the schools are in Aadorp and Beekdam; nobody named has one in Ceestad.
    assert found("41000") == {"boards_elsewhere": {"count": 1, "names": ("Ceestad",)}}
    assert found("41000|42000") == {
        "boards_elsewhere": {"count": 1, "names": ("Ceestad",)},
        "boards_outside": {"count": 1, "names": ("42000",)},
    }
    assert found("") == {}
    assert found("99999") == {}  # a board that DUO does not know says nothing


def test_a_file_of_boards_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / "vestigingen.csv"
    path.write_text("BEVOEGD GEZAG;GEMEENTENUMMER\n1;0363\n", encoding="utf-8")
    found = CliRunner().invoke(main, ["check", str(EXAMPLE), "--boards", str(path)])
    assert found.exit_code == 2
    assert "BEVOEGD GEZAG NUMMER" in found.stderr
    path.write_text("BEVOEGD GEZAG NUMMER;GEMEENTENUMMER\n1;Urk\n2;x1\n", encoding="utf-8")
    found = CliRunner().invoke(main, ["check", str(EXAMPLE), "--boards", str(path)])
    assert found.exit_code == 2
    assert "Fouten: 2" in found.stderr


def test_limits_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    limits = {"min_people": 5, "max_people": 4, "min_municipalities": 2, "max_municipalities": 2}
    _, scenario = write_case(tmp_path, [plan("P")], scenario_tables(territory=limits))
    with pytest.raises(InputError) as caught:
        load_scenario(scenario)
    assert [(f.code, f.place) for f in caught.value.faults] == [
        ("min_over_max", "territory.min_people")
    ]
