"""From conditions to a verdict with reasons."""

from pathlib import Path
from typing import Any

import pytest
from builders import country, plan, problem_of, result_of, tables, write_plans

from selector import Regions, load_scenario, read_plans
from selector.eligibility import Assessment, assess

REQUIRED = ("a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2", "d1", "d2")


@pytest.fixture(scope="module")
def land() -> Regions:
    return country()


def assessed(folder: Path, land: Regions, eligibility: Any = None, **cells: str) -> Assessment:
    """What becomes of one plan with these cells."""
    scenario = tables(eligibility=eligibility or {})
    return problem_of(folder, [plan("A", "Aadorp", **cells)], scenario, land).assessments[0]


def reasons(assessment: Assessment) -> set[str]:
    return {reason.code for reason in assessment.reasons}


def marked(mark: str, count: int) -> dict[str, str]:
    """The first so many required conditions with one mark."""
    return dict.fromkeys(REQUIRED[:count], mark)


def test_a_plan_that_meets_everything_is_voldoet_without_remarks(
    tmp_path: Path, land: Regions
) -> None:
    found = assessed(tmp_path, land)
    assert (found.verdict, found.reasons) == ("voldoet", ())


@pytest.mark.parametrize(
    ("moment", "verdict"),
    [
        ("2023-04-28T23:59:59", "voldoet"),
        ("2023-04-28T23:59:59.5", "voldoet_niet"),
        ("2023-04-29T00:00:00", "voldoet_niet"),
        ("2023-04-28", "voldoet"),
        ("2023-04-29", "voldoet_niet"),
        ("2023-04-28T21:59:59Z", "voldoet"),  # 23:59:59 in summer time
        ("2023-04-28T22:00:00Z", "voldoet_niet"),
        ("2023-04-29T05:59:59+08:00", "voldoet"),
    ],
)
def test_on_time_is_at_or_before_the_deadline_in_amsterdam(
    tmp_path: Path, land: Regions, moment: str, verdict: str
) -> None:
    found = assessed(tmp_path, land, ingediend_op=moment)
    assert found.verdict == verdict
    assert ("late" in reasons(found)) == (verdict == "voldoet_niet")


def test_a_deadline_with_an_offset_is_compared_as_an_instant(tmp_path: Path, land: Regions) -> None:
    table = {"deadline": "2023-04-28T12:00:00-04:00"}  # 18:00 in Amsterdam
    at, after = "2023-04-28T18:00:00", "2023-04-28T18:00:01"
    assert assessed(tmp_path, land, table, ingediend_op=at).verdict == "voldoet"
    assert assessed(tmp_path, land, table, ingediend_op=after).verdict == "voldoet_niet"


def test_no_time_of_submission_counts_as_on_time_and_is_said(tmp_path: Path, land: Regions) -> None:
    found = assessed(tmp_path, land, ingediend_op="")
    assert (found.verdict, reasons(found)) == ("voldoet", {"no_time"})


def test_a_required_condition_that_is_missing_makes_a_plan_fall_out(
    tmp_path: Path, land: Regions
) -> None:
    found = assessed(tmp_path, land, d2="ontbreekt")
    assert (found.verdict, found.unmet, reasons(found)) == ("voldoet_niet", ("d2",), {"missing"})


@pytest.mark.parametrize("mark", ["ontbreekt", "werkt_toe"])
def test_a_condition_that_is_not_required_changes_nothing(
    tmp_path: Path, land: Regions, mark: str
) -> None:
    cells = dict.fromkeys(("b4", "m1", "o1", "o2"), mark)
    assert assessed(tmp_path, land, **cells).verdict == "voldoet"


def test_the_scenario_says_which_conditions_are_required(tmp_path: Path, land: Regions) -> None:
    table = {"required": ["m1"]}
    assert assessed(tmp_path, land, table, a1="ontbreekt").verdict == "voldoet"
    assert assessed(tmp_path, land, table, m1="ontbreekt").verdict == "voldoet_niet"


@pytest.mark.parametrize(
    ("count", "verdict"), [(1, "voorlopig"), (4, "voorlopig"), (5, "voldoet_niet")]
)
def test_four_conditions_in_progress_are_provisional_and_five_are_too_many(
    tmp_path: Path, land: Regions, count: int, verdict: str
) -> None:
    assert assessed(tmp_path, land, **marked("werkt_toe", count)).verdict == verdict


def test_not_one_condition_in_progress_is_allowed_when_the_limit_is_zero(
    tmp_path: Path, land: Regions
) -> None:
    table = {"max_werkt_toe": 0}
    assert assessed(tmp_path, land, table).verdict == "voldoet"
    assert assessed(tmp_path, land, table, a1="werkt_toe").verdict == "voldoet_niet"


def test_not_applicable_counts_as_met(tmp_path: Path, land: Regions) -> None:
    assert assessed(tmp_path, land, **marked("nvt", 10)).verdict == "voldoet"


@pytest.mark.parametrize(
    ("counts_as", "verdict"),
    [
        ("voldaan", "voldoet"),
        ("nvt", "voldoet"),
        ("werkt_toe", "voorlopig"),
        ("ontbreekt", "voldoet_niet"),
    ],
)
def test_an_empty_cell_counts_as_the_scenario_says_and_is_reported(
    tmp_path: Path, land: Regions, counts_as: str, verdict: str
) -> None:
    found = assessed(tmp_path, land, {"unassessed": counts_as}, c1="")
    assert found.verdict == verdict
    assert "unassessed" in reasons(found)


def test_a_column_that_is_absent_counts_as_empty(tmp_path: Path, land: Regions) -> None:
    rows = [plan("A", "Aadorp")]
    for condition in REQUIRED[:5]:
        del rows[0][condition]
    assert problem_of(tmp_path, rows, tables(), land).assessments[0].verdict == "voldoet_niet"


@pytest.mark.parametrize("party", ["besturen", "opleidingen"])
@pytest.mark.parametrize(
    ("share", "verdict"),
    [("0.6", "voldoet"), ("60%", "voldoet"), ("0,5999", "voldoet_niet"), ("0.59995", "voldoet")],
)
def test_a_given_share_must_reach_its_minimum(
    tmp_path: Path, land: Regions, party: str, share: str, verdict: str
) -> None:
    table, cells = {f"min_aandeel_{party}": 0.6}, {f"aandeel_{party}": share}
    assert assessed(tmp_path, land, table, **cells).verdict == verdict


@pytest.mark.parametrize("party", ["besturen", "opleidingen"])
def test_a_share_that_was_not_given_is_not_checked_and_that_is_said(
    tmp_path: Path, land: Regions, party: str
) -> None:
    found = assessed(tmp_path, land, {f"min_aandeel_{party}": 0.6}, **{f"aandeel_{party}": ""})
    assert found.verdict == "voldoet"
    assert len(found.remarks) == 1


def test_every_reason_against_a_plan_is_given(tmp_path: Path, land: Regions) -> None:
    cells = {**marked("werkt_toe", 5), "d1": "ontbreekt", "d2": "ontbreekt"}
    cells |= {"ingediend_op": "2023-05-01", "aandeel_besturen": "0.1"}
    found = assessed(tmp_path, land, {"min_aandeel_besturen": 0.5}, **cells)
    assert len(found.against) == 5  # late, twice missing, too many in progress, too few boards


def test_a_plan_that_falls_out_is_not_chosen_and_stays_visible_with_its_reason(
    tmp_path: Path, land: Regions
) -> None:
    rows = [plan("A", "Aadorp"), plan("B", "Beekdam", a1="ontbreekt", herkomst="bestaand")]
    found = result_of(tmp_path, rows, tables(size=1), land).as_dict()
    assert found["selected"] == ["A"]
    fallen = found["plans"][1]
    assert (fallen["plan_id"], fallen["verdict"]) == ("B", "voldoet_niet")
    assert (fallen["selected"], fallen["in_optimal"]) == (False, "none")
    assert any("a1" in reason for reason in fallen["reasons"])


def test_locking_in_a_plan_that_falls_out_cannot_be_met(tmp_path: Path, land: Regions) -> None:
    rows = [plan("A", "Aadorp"), plan("B", "Beekdam", a1="ontbreekt")]
    scenario = tables(size=1, cohort={"locked_in": ["B"]})
    found = result_of(tmp_path, rows, scenario, land).as_dict()
    assert found["status"] == "infeasible"
    assert set(found["clash"]) == {"locked_in:B", "eligibility:B"}
    change = found["relaxations"][0]["changes"]
    assert [c["rule"] for c in change] == ["locked_in:B"]


def test_assessing_needs_only_plans_and_a_scenario(tmp_path: Path, land: Regions) -> None:
    rows = [plan("B", "Aadorp", a1="werkt_toe"), plan("A", "Aadorp")]
    plans = read_plans(write_plans(tmp_path, rows), land)
    found = assess(plans, load_scenario("afwegingskader-2023"))
    assert [assessment.verdict for assessment in found] == ["voldoet", "voorlopig"]
