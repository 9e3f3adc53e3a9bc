"""`selector compare`: results side by side, and which difference flipped which plan."""

import json
import shutil
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from builders import invoke, plan, skip_drawings, tables, write_case
from depth import sample
from verifying import edit

ROWS = [
    plan("A", "GM0363", herkomst="nieuw"),
    plan("B", "GM0599", herkomst="bestaand"),
    plan("C", "GM0014", herkomst="bestaand", c2="werkt_toe"),
    plan("D", "GM0917", herkomst="nieuw", c2="werkt_toe"),
]
CONTENT = {"name": "c2", "measure": "total", "on": "c2"}
ORIGIN = {"name": "herkomst", "measure": "balance", "on": "herkomst"}
SCENARIO = tables(
    2, seed="s", criteria=[ORIGIN, CONTENT],
    objective=[{"tier": "criterion", "over": "herkomst"}, {"tier": "sum", "over": ["c2"]}],
)  # fmt: skip
Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Make a result in a folder: other rows, other tables."""
    skip_drawings(monkeypatch)

    def made(name: str, rows: Any = ROWS, *options: str, **changes: Any) -> Path:
        scenario = {**SCENARIO, **changes}
        plans, file = write_case(tmp_path / f"ronde-{name}", rows, scenario)
        out = tmp_path / name
        found = invoke("run", plans, "--scenario", file, "--out", out, *options)
        assert found.exit_code in (0, 3), found.stderr
        return out

    return made


def record(*folders: Path, options: tuple[str, ...] = ()) -> dict[str, Any]:
    found = invoke("compare", *folders, "--json", *options)
    assert found.exit_code == 0, found.stderr
    told: dict[str, Any] = json.loads(found.stdout)
    return told


def chosen(folder: Path) -> list[str]:
    found: list[str] = json.loads((folder / "cohort.json").read_text(encoding="utf-8"))["selected"]
    return found


def with_cell(rows: Any, plan_id: str, **cells: str) -> list[dict[str, str]]:
    return [{**row, **cells} if row["plan_id"] == plan_id else row for row in rows]


def test_plans_points_and_tiers_stand_beside_each_other(make: Make) -> None:
    one, other = make("een"), make("twee", cohort={"size": 3})
    told = record(one, other)
    assert [side["selected"] for side in told["results"]] == [chosen(one), chosen(other)]
    assert told["plans"][0] == {
        "plan_id": "A", "selected": [True, True], "in_optimal": ["all", "all"],
        "verdict": ["voldoet", "voldoet"],
    }  # fmt: skip
    assert told["criteria"][0] == {"name": "herkomst", "scores": ["1", "5/6"]}
    assert [side["tiers"][0]["value"] for side in told["results"]] == ["1", "5/6"]


def test_the_difference_that_flips_a_plan_is_found_among_those_that_do_not(make: Make) -> None:
    """By hand: without c2 plan B may not be chosen, and C is what is left beside A."""
    one = make("een")
    rows = with_cell(with_cell(ROWS, "B", c2="ontbreekt"), "A", naam="Anders", besturen="X")
    other = make("twee", rows, eligibility={"max_werkt_toe": 3, "unassessed": "nvt"})
    told = record(one, other)["pairs"][0]
    assert told["flipped"] == ["B", "C"]
    assert [step["keys"] for step in told["steps"]] == [
        ["eligibility.max_werkt_toe"], ["eligibility.unassessed"], ["A.besturen"], ["B.c2"],
    ]  # fmt: skip
    assert [(flip["plan_id"], flip["steps"], flip["alone"]) for flip in told["flips"]] == [
        ("B", [4], [4]), ("C", [4], [4]),
    ]  # fmt: skip


def test_where_two_differences_do_it_together_neither_is_said_to_do_it_alone(make: Make) -> None:
    """By hand: the plan drops out only when c1 is required and it lacks c1."""
    one = make("een", with_cell(ROWS, "B", b3="nvt"), eligibility={"required": ["a1"]},
               criteria=[ORIGIN], objective=[{"tier": "criterion", "over": "herkomst"}],
               cohort={"size": 2, "locked_out": ["D"]}, quotas=[])  # fmt: skip
    told = chosen(one)
    lost = next(plan_id for plan_id in told if plan_id in "BC")
    rows = with_cell(with_cell(ROWS, "B", b3="nvt"), lost, c1="ontbreekt")
    other = make("twee", rows, eligibility={"required": ["c1"]}, criteria=[ORIGIN],
                 objective=[{"tier": "criterion", "over": "herkomst"}],
                 cohort={"size": 2, "locked_out": ["D"]}, quotas=[])  # fmt: skip
    pair = record(one, other)["pairs"][0]
    flip = next(flip for flip in pair["flips"] if flip["plan_id"] == lost)
    assert (flip["steps"], flip["alone"], flip["to"]) == ([2], [], False)
    said = invoke("compare", one, other).stdout
    assert "komt door stappen samen" in said
    assert "een andere volgorde kan een andere stap" in said


CHANGES: dict[str, Any] = {
    "cohort": {"size": 3},
    "quotas": [{"name": "nieuw", "where": {"herkomst": "nieuw"}, "max": 1}],
    "eligibility": {"max_werkt_toe": 0},
    "objective": [{"tier": "sum", "over": ["c2"]}],
    "seed": "een ander lot",
}


@pytest.mark.parametrize(
    "pair", sample(map(list, permutations(CHANGES, 2)), every=13), ids="-".join
)
def test_every_step_is_what_a_run_of_the_stepped_scenario_gives(
    make: Make, pair: tuple[str, str]
) -> None:
    """Brute force: the command line runs every scenario between, and each difference alone."""
    rows = [*ROWS, plan("E", "GM0599", herkomst="bestaand", sectoren="vo")]
    rows = with_cell(rows, "C", c2="voldaan")
    changes = {key: CHANGES[key] for key in pair}
    one, other = make("een", rows), make("twee", rows, **changes)
    told = record(one, other)["pairs"][0]
    known = {"cohort": "cohort.size", "quotas": "quotas.nieuw", "objective": "objective",
             "eligibility": "eligibility.max_werkt_toe", "seed": "seed"}  # fmt: skip
    done: dict[str, Any] = {}
    for number, step in enumerate(told["steps"]):
        own = {key: CHANGES[key] for key in pair if known[key] in step["keys"]}
        done |= own
        between = make(f"tussen-{number}", rows, **done)
        by_itself = make(f"alleen-{number}", rows, **own)
        for folder, said in ((between, step["after"]), (by_itself, step["alone"])):
            is_there = (folder / "cohort.json").is_file()
            assert said == (chosen(folder) if is_there else None)
    assert done == changes
    path = [told["steps"][0]["before"], *(step["after"] for step in told["steps"])]
    for flip in told["flips"]:
        states = [flip["plan_id"] in (state or ()) for state in path]
        turned = [i for i in range(1, len(states)) if states[i] != states[i - 1]]
        assert flip["steps"] == turned
        assert (flip["from"], flip["to"]) == (states[0], states[-1])
    assert {flip["plan_id"] for flip in told["flips"]} == set(told["flipped"])


def test_a_difference_that_cannot_stand_alone_goes_with_the_next(make: Make) -> None:
    """A criterion that goes while a tier still names it is no scenario."""
    one = make("een")
    other = make("twee", criteria=[CONTENT], objective=[{"tier": "sum", "over": ["c2"]}])
    steps = record(one, other)["pairs"][0]["steps"]
    assert [step["keys"] for step in steps] == [["criteria.herkomst", "objective"]]


def test_where_a_step_cannot_be_taken_alone_that_is_said(make: Make) -> None:
    """The tier of a criterion that comes with it is no scenario without that."""
    one = make("een", criteria=[CONTENT], objective=[{"tier": "sum", "over": ["c2"]}],
               cohort={"size": 2, "locked_in": ["B"]})  # fmt: skip
    other = make("twee", cohort={"size": 3}, objective=[{"tier": "sum", "over": ["herkomst"]}])
    pair = record(one, other)["pairs"][0]
    assert [step["alone_settled"] for step in pair["steps"]][-1] is False
    assert pair["flips"]
    assert {flip["alone_complete"] for flip in pair["flips"]} == {False}
    assert "Niet elke stap kan alleen" in invoke("compare", one, other).stdout


def test_an_impossible_round_takes_part(make: Make) -> None:
    quota = {"name": "x", "where": {"herkomst": "nieuw"}, "min": 3}
    one = make("een")
    other = make("twee", quotas=[quota], eligibility={"max_werkt_toe": 3})
    told = record(one, other)
    assert [side["status"] for side in told["results"]] == ["optimal", "infeasible"]
    steps = told["pairs"][0]["steps"]
    assert [step["after"] for step in steps] == [chosen(one), None]
    assert {flip["plan_id"]: flip["steps"] for flip in told["pairs"][0]["flips"]} == {
        plan_id: [2] for plan_id in chosen(one)
    }
    back = record(other, one)["pairs"][0]
    assert [step["after"] for step in back["steps"]] == [None, chosen(one)]
    assert "niet meer samen" in invoke("compare", one, other).stdout
    assert "nu is er een selectie" in invoke("compare", other, one).stdout


def test_rules_that_cannot_be_met_on_the_way_are_no_step(make: Make) -> None:
    """First three of two new plans are asked for, then the plans become new."""
    rows = [{**row, "herkomst": "nieuw"} for row in ROWS]
    one, other = make("een"), make("twee", rows, cohort={"size": 3}, quotas=[
        {"name": "x", "where": {"herkomst": "nieuw"}, "min": 3}])  # fmt: skip
    steps = record(one, other)["pairs"][0]["steps"]
    assert all(step["after"] is not None for step in steps)
    assert {"quotas.x", "B.herkomst"} <= set(steps[1]["keys"])


def test_more_than_two_are_each_compared_with_the_first(make: Make) -> None:
    folders = [make(name, cohort={"size": size}) for name, size in (("a", 2), ("b", 3), ("c", 1))]
    told = record(*folders)
    assert [(pair["one"], pair["other"]) for pair in told["pairs"]] == [("a", "b"), ("a", "c")]
    assert [len(entry["selected"]) for entry in told["plans"]] == [3] * 4


def test_unlike_rounds_are_refused_with_the_reason_or_compared_on_what_they_share(
    make: Make,
) -> None:
    one, other = make("een"), make("twee", [*ROWS[:3], plan("Z", "GM0344")])
    found = invoke("compare", one, other)
    assert found.exit_code == 2
    assert found.stdout == ""
    for said in ("`een`", "D", "Z", "--shared"):
        assert said in found.stderr.replace("een:", "`een`:")
    told = record(one, other, options=("--shared",))
    assert [entry["plan_id"] for entry in told["plans"]] == ["A", "B", "C"]
    assert told["pairs"][0]["steps_absent"] == "unlike"


def test_a_changed_result_is_told_and_not_explained(make: Make) -> None:
    one, other = make("een"), make("twee", cohort={"size": 3})
    edit(other, lambda found: found.update(selected=["B", "C", "D"]))
    told = record(one, other)
    assert told["results"][1]["changed"] == ["cohort.json"]
    assert told["pairs"][0]["steps_absent"] == "otherwise"
    said = invoke("compare", one, other).stdout
    assert "twee is veranderd" in said
    assert "selector verify" in said


def test_a_choice_that_is_not_proven_is_compared_but_not_explained(make: Make) -> None:
    one, other = make("een"), make("twee", cohort={"size": 3})
    edit(other, lambda found: found.update(status="feasible"))
    assert record(one, other)["pairs"][0]["steps_absent"] == "unproven"


def test_moved_results_of_one_name_are_told_apart(make: Make, tmp_path: Path) -> None:
    folders = []
    for place, size in (("links", 2), ("rechts", 3)):
        (tmp_path / place).mkdir()
        made = make(place + "-uit", cohort={"size": size})
        folders.append(Path(shutil.move(made, tmp_path / place / "uit")))
        shutil.rmtree(tmp_path / f"ronde-{place}-uit")
    names = [side["name"] for side in record(*folders)["results"]]
    assert names == [str(folder) for folder in folders]
    assert len({side["name"] for side in record(folders[0], folders[0])["results"]}) == 2


@pytest.mark.parametrize("spoil", ["gone", "empty", "record", "input"])
def test_what_is_no_result_is_refused(make: Make, spoil: str, tmp_path: Path) -> None:
    one, other = make("een"), make("twee")
    if spoil == "gone":
        shutil.rmtree(other)
    elif spoil == "empty":
        (other / "cohort.json").unlink()
    elif spoil == "record":
        edit(other, lambda found: found.pop("tiers"))
    else:
        (other / "invoer" / "aanvragen.csv").write_text("x", encoding="utf-8")
    found = invoke("compare", one, other, "--out", tmp_path / "uit")
    assert found.exit_code == (2 if spoil in ("gone", "empty") else 5)
    assert found.stderr
    assert not (tmp_path / "uit").exists()


def test_one_result_is_not_compared_and_a_folder_that_exists_stays(
    make: Make, tmp_path: Path
) -> None:
    one = make("een")
    assert invoke("compare", one).exit_code == 2
    assert invoke("compare").exit_code == 2
    (tmp_path / "uit").mkdir()
    assert invoke("compare", one, one, "--out", tmp_path / "uit").exit_code == 2
    assert list((tmp_path / "uit").iterdir()) == []
