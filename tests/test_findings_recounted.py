"""What stands out about territories stands in the results, and the recount finds the same."""

import random
from dataclasses import replace
from pathlib import Path

import pytest
from builders import plan, result_of, write_case
from builders import tables as scenario_tables
from click.testing import CliRunner
from depth import sample
from shapely import MultiPolygon, Polygon, box
from verifying import edit, verify

from selector import Result, load_scenario, read_plans, read_regions
from selector.cli import main
from selector.geography.drawn import Drawn
from selector.geography.territory import Territory
from selector.publish.sentences import plan_findings
from selector.survey import Survey, make_survey
from selector.texts import load_texts
from selector.verify.recount.facts import read_facts
from selector.verify.recount.findings import findings
from selector.verify.recount.places import Place, places
from selector.verify.recount.plans import Plan
from selector.verify.recount.plans import read_plans as recounted
from selector.verify.recount.scenario import read_scenario

REGIONS, FACTS = read_regions(), read_facts()
CODES = [municipality.code for municipality in REGIONS.municipalities]
NEAR: dict[int, list[int]] = {m: [] for m in range(len(CODES))}
for one, other in REGIONS.borders:
    NEAR[one].append(other)
    NEAR[other].append(one)
LIMITS = {"min_people": 90_000, "max_people": 400_000, "min_municipalities": 3,
          "max_municipalities": 12}  # fmt: skip


def territory(draw: random.Random) -> str:
    """Return municipalities that mostly hang together, with perhaps a hole or a part apart."""
    found = {draw.randrange(len(CODES))}
    for _ in range(draw.choice((0, 2, 6, 20, 120))):
        found.add(draw.choice(NEAR[draw.choice(sorted(found))] or [0]))
    if draw.random() < 0.4:
        found.add(draw.randrange(len(CODES)))
    if len(found) > 7:
        found.discard(draw.choice(sorted(found)))
    return "|".join(CODES[m] for m in sorted(found))


@pytest.mark.parametrize("seed", sample(range(12), every=5))
def test_the_recount_finds_the_same_of_random_territories(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    rows = [plan(f"P{i}", territory(draw)) for i in range(30)]
    rows.append(plan("N", "", samenwerking="landelijk"))
    table = scenario_tables(territory=LIMITS if seed % 2 else {})
    file, path = write_case(tmp_path, rows, table)
    mine = make_survey(read_plans(file), REGIONS, load_scenario(path).territory)
    scenario, (_, plans) = read_scenario(path.read_bytes()), recounted(file.read_bytes(), FACTS)
    texts, told = load_texts("nl"), 0
    theirs = findings(plans, places(plans, FACTS, scenario), FACTS, scenario, texts)
    for p in range(len(rows)):
        assert plan_said(mine, p) == theirs[p]
        told += len(theirs[p])
    assert told > 20


def plan_said(survey: Survey, p: int) -> tuple[str, ...]:
    """Return the findings of a plan as the results write them."""
    return tuple(plan_findings(survey, p, "nl"))


WHOLE = box(0, 0, 5_000, 5_000)
SHAPES = [
    WHOLE,
    Polygon(WHOLE.exterior, [box(1_000, 1_000, 2_000, 2_000).exterior.coords]),
    MultiPolygon([WHOLE, box(9_000, 9_000, 9_999, 9_999)]),
    MultiPolygon([WHOLE, box(9_000, 9_000, 10_000, 10_000)]),
]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("area", ["1", "0.5"])
def test_the_recount_finds_the_same_of_drawn_territories(
    shape: Polygon, area: str, tmp_path: Path
) -> None:
    file, path = write_case(
        tmp_path, [plan("P", "GM0363")], scenario_tables(territory={"min_area_km2": float(area)})
    )
    plans, table = read_plans(file), load_scenario(path).territory
    place = Territory((0,), ("po",), drawn=Drawn(shape, (0,), ()))
    survey = replace(make_survey(plans, REGIONS, table), places=(place,))
    own = Plan(2, {"plan_id": ("P",)}, shape=shape)
    there = Place((0,), 1, 0, frozenset({FACTS.towns[0].market}), 0, {})
    (theirs,) = findings([own], [there], FACTS, read_scenario(path.read_bytes()), load_texts("nl"))
    assert [text for text in theirs if "getekende" in text] == [
        text for text in plan_said(survey, 0) if "getekende" in text
    ]


def round_with_findings(folder: Path) -> Result:
    rows = [
        plan("P", "GM0363|GM0014"),
        plan("Q", "GM0344"),
        plan("R", "", samenwerking="landelijk"),
    ]
    return result_of(folder, rows, scenario_tables())


def test_they_stand_in_the_table_the_record_and_the_papers(tmp_path: Path) -> None:
    result = round_with_findings(tmp_path)
    assert str(result.plans.loc["P", "findings"]).startswith("Het gebied bestaat uit 2 delen")
    assert result.plans.loc["R", "findings"] == ""
    folder = result.save(tmp_path / "uit", only=("page",))
    page = (folder / "dossier.html").read_text("utf-8")
    assert page.count("Wat opvalt aan het gebied") == 1
    assert "Het gebied bestaat uit 2 delen" in page


def test_a_finding_that_was_changed_is_found_by_the_recount(
    tmp_path: Path, plain_maps: None
) -> None:
    folder = round_with_findings(tmp_path).save(tmp_path / "uit")
    assert verify(folder).exit_code == 0
    edit(folder, lambda record: record["plans"][0].update(findings=[]))
    found = CliRunner().invoke(main, ["verify", str(folder)])
    assert found.exit_code == 5
    assert "plans[P].findings" in found.stdout
