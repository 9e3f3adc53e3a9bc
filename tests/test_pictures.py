"""The maps as pictures for papers: one element each, without styles, with words from the facts."""

import re
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from builders import EXAMPLE, plan, result_from, result_of, tables, write_case
from depth import DEEP

from selector import Result, load_scenario, read_plans, select
from selector.publish.alt import alt_plan
from selector.publish.country import MOST, country
from selector.publish.pictures import pictures
from selector.texts import load_texts

NAMES = ["cohort", "context", "conflicts", "white_spots", "multiples"]
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    "$\\frac{} <script>alert(1)</script> & 'x' \U0001f600 \u05e9\u05dc\u05d5\u05dd " + "é" * 300
)
BOUNDARIES = Path(__file__).parents[2] / "shared/regions/gemeente_2023.geojson"


@pytest.fixture(scope="module")
def example() -> Result:
    return select(read_plans(EXAMPLE), load_scenario("afwegingskader-2023"), runner_up=False)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Result:
    rows = [
        plan(f"{HOSTILE[:40]}{i}", code, naam=HOSTILE, herkomst=origin)
        for i, (code, origin) in enumerate(
            [("GM0363", "nieuw"), ("GM0599", "bestaand"), ("GM0363", "nieuw"), ("GM0014", "nieuw")]
        )
    ]
    scenario = tables(size=2, name="$x_{$", notice="$\\frac{}$ <b> & " + "x" * 60)
    return result_of(tmp_path_factory.mktemp("vijandig"), rows, scenario)


@pytest.fixture(scope="module")
def saved(hostile: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile.save(tmp_path_factory.mktemp("bewaard") / "uit")


def test_every_map_is_a_picture_of_one_element_with_a_title_and_a_text(example: Result) -> None:
    found = pictures(example.outcome, "nl")
    assert [picture.name for picture in found] == NAMES
    for picture in found:
        root = Xml.fromstring(picture.svg)
        assert root.tag == f"{SVG}svg"
        assert root.findtext(f"{SVG}title") == picture.title
        assert root.findtext(f"{SVG}desc") == picture.alt
        wide, tall = map(float, root.attrib["viewBox"].split()[2:])
        assert (wide, tall) == pytest.approx((picture.width, picture.height), abs=0.01)


def test_a_picture_keeps_to_a_strict_policy_and_fetches_nothing(example: Result) -> None:
    for picture in pictures(example.outcome, "nl"):
        assert not re.search(r"style=|<style|<script|<!|<\?|\son\w+=", picture.svg)
        assert set(re.findall(r'href="(.)', picture.svg)) <= {"#"}
        assert set(re.findall(r"url\((.)", picture.svg)) <= {"#"}


def test_pictures_can_stand_in_one_page_together(example: Result) -> None:
    found = pictures(example.outcome, "nl")
    ids = [name for picture in found for name in re.findall(r'\bid="([^"]*)"', picture.svg)]
    assert len(ids) == len(set(ids))
    for picture in found:
        used = set(re.findall(r'(?:href="#|url\(#)([^")]*)', picture.svg))
        assert used <= set(re.findall(r'\bid="([^"]*)"', picture.svg))


@DEEP
def test_pictures_are_the_same_each_time(example: Result) -> None:
    assert pictures(example.outcome, "en") == pictures(example.outcome, "en")


def test_the_words_of_a_picture_come_from_the_evidence(tmp_path: Path) -> None:
    rows = [
        plan("A", "GM0363"), plan("B", "GM0599|GM0344", herkomst="bestaand"),
        plan("C", "GM0014", samenwerking="landelijk"), plan("D", "GM0687", a1="ontbreekt"),
    ]  # fmt: skip
    found = result_of(tmp_path, rows, tables(size=3)).outcome
    words = {picture.name: picture.alt for picture in pictures(found, "nl")}
    assert words["cohort"].startswith(
        "Kaart van Nederland. Gekozen aanvragen: 3 van de 4, geen in "
    )
    missing = words["cohort"].partition("geen in ")[2].partition(".")[0]
    assert "Zeeland" in missing
    assert "Groningen" in missing
    for province in ("Noord-Holland", "Zuid-Holland", "Utrecht"):
        assert province not in missing
    assert "Eén gekozen aanvraag is landelijk." in words["cohort"]
    texts = load_texts("nl")
    assert "B ligt in 2 gemeenten in Utrecht en Zuid-Holland" in alt_plan(found, 1, texts)
    assert "C is landelijk" in alt_plan(found, 2, texts)


def test_without_a_cohort_there_are_no_pictures(tmp_path: Path) -> None:
    quota = [{"name": "nieuw", "where": {"herkomst": "nieuw"}, "min": 2}]
    case = write_case(
        tmp_path, [plan("A"), plan("B", herkomst="bestaand")], tables(2, quotas=quota)
    )
    assert pictures(result_from(*case).outcome, "nl") == ()


@DEEP
def test_hostile_names_stand_in_pictures_and_maps_as_cut_text(hostile: Result, saved: Path) -> None:
    outcome = hostile.outcome
    for picture in pictures(outcome, "nl"):
        assert "<script" not in picture.svg
        Xml.fromstring(picture.svg)
    drawn = sorted(saved.rglob("*.svg"))
    assert len(drawn) == 5 + len(hostile.outcome.selected)
    for path in drawn:
        text = Xml.parse(path).getroot()
        assert max(len(part) for part in text.itertext()) < 2_000
    assert "$x_{$" in (saved / "map.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["map.svg", "kaarten/context.svg", "kaarten/concurrentie.svg",
                                  "kaarten/witte-vlekken.svg", "kaarten/veelluik.svg"])  # fmt: skip
def test_every_map_bears_the_marks_and_the_source(saved: Path, name: str) -> None:
    text = "".join(Xml.parse(saved / name).getroot().itertext())
    assert "$\\frac{}$ <b> & xxx" in text
    assert "Zeshoeken: elke gemeente even groot, niet op schaal." in text
    assert "CBS" not in text


def test_a_country_has_a_path_of_whole_numbers_for_every_municipality(example: Result) -> None:
    found = country(example.outcome)
    codes = [m.code for m in example.outcome.problem.regions.municipalities]
    assert [unit.code for unit in found.units] == codes
    assert all(re.fullmatch(r"(M\d+ \d+l(-?\d+ ?)+z ?)+", unit.d) for unit in found.units)
    kinds = {unit.name: unit.kind for unit in found.units}
    assert kinds["Amsterdam"] == "chosen"
    north, south = (
        next(u for u in found.units if u.name == n) for n in ("Groningen", "Maastricht")
    )
    assert north.y < south.y
    assert all(0 <= u.x <= found.width and 0 <= u.y <= found.height for u in found.units)


def test_true_borders_are_shared_and_not_too_long(example: Result) -> None:
    if not BOUNDARIES.exists():
        pytest.skip("no boundaries beside the project")
    from dataclasses import replace

    from selector import read_regions
    from selector.problem import make_problem

    before = example.outcome.problem
    problem = make_problem(before.plans, before.scenario, read_regions(BOUNDARIES))
    found = country(replace(example.outcome, problem=problem))
    assert sum(len(unit.d) for unit in found.units) <= MOST
    corners = [_corners(unit.d) for unit in found.units]
    shared = sum(1 for a, b in problem.regions.borders if len(corners[a] & corners[b]) >= 2)
    assert shared > 0.9 * 860


def _corners(d: str) -> set[tuple[int, int]]:
    """The corners of a path of relative moves."""
    found = set[tuple[int, int]]()
    for ring in d.split("M")[1:]:
        start, moves = ring.strip(" z").split("l")
        x, y = map(int, start.split())
        found.add((x, y))
        numbers = [int(number) for number in moves.split()]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            found.add((x, y))
    return found
