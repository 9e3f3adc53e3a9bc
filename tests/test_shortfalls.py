"""When the rules cannot all be met, by hand: counts, prices, limits, and pairs that are allowed."""

from pathlib import Path
from typing import Any

import pytest
from builders import (
    EXAMPLE,
    Tables,
    codes,
    plan,
    problem_of,
    result_of,
    tables,
)
from tight_rounds import NEW, OLD, OVERLAP, ROWS

from selector import InputError, load_scenario, read_plans, read_regions, select
from selector.analysis.arithmetic import shortfalls
from selector.analysis.clashes import clashes
from selector.analysis.relaxations import MOST_SHOWN
from selector.scenario import parse_scenario
from selector.solve.clock import Clock
from selector.texts import load_texts

# --- Counting, by hand


@pytest.mark.parametrize(
    ("scenario", "code", "counts"),
    [
        (tables(4), "too_few", {"need": 4, "have": 3}),
        (
            tables(3, competition=[OVERLAP]),
            "too_few_together",
            {"need": 3, "have": 3, "together": 2, "excluding": ["A–B"]},
        ),
        (tables(2, quotas=[{**NEW, "min": 2}]), "quota_short",
         {"name": "nieuw", "need": 2, "have": 1}),
        (tables(1, quotas=[{**OLD, "min": 2}]), "quota_over_size",
         {"name": "oud", "need": 2, "size": 1}),
        (tables(3, quotas=[{**OLD, "max": 1}]), "quota_rest",
         {"name": "oud", "most": 1, "rest": 1, "size": 3}),
        (tables(2, quotas=[{**OLD, "max": 1}], cohort={"locked_in": ["B", "C"]}), "quota_locked",
         {"name": "oud", "most": 1, "have": 2}),
        (tables(2, quotas=[{**NEW, "min": 1}, {**OLD, "min": 2}]), "quotas_over_size",
         {"names": ["nieuw", "oud"], "need": 3, "size": 2}),
        (
            tables(2, quotas=[{**NEW, "min": 1}, {"name": "po", "where": {"sectoren": "po"},
                                                  "max": 0}]),
            "quotas_nested",
            {"name": "nieuw", "need": 1, "other": "po", "most": 0},
        ),
        (tables(1, cohort={"locked_in": ["A", "C"]}), "locked_over_size", {"have": 2, "size": 1}),
        (tables(2, cohort={"locked_in": ["D"]}), "locked_unfit", {"plan": "D"}),
        (tables(2, cohort={"locked_in": ["A", "B"]}, competition=[OVERLAP]), "locked_pair",
         {"first": "A", "second": "B"}),
        (
            tables(2, cohort={"locked_in": ["A", "C"]},
                   at_most_one=[{"name": "een", "plans": ["C", "A"]}]),
            "locked_group",
            {"plans": ["A", "C"], "name": "een"},
        ),
        (
            tables(2, cohort={"locked_in": ["A"]},
                   implications=[{"name": "samen", "if": "A", "then": "D"}]),
            "locked_then",
            {"first": "A", "then": "D", "name": "samen"},
        ),
    ],
)  # fmt: skip
def test_counting_says_what_does_not_add_up(
    tmp_path: Path, scenario: Tables, code: str, counts: dict[str, Any]
) -> None:
    result = result_of(tmp_path, ROWS, scenario)
    assert result.status == "infeasible"
    found = {entry["code"]: entry for entry in result.as_dict()["arithmetic"]}
    assert found[code]["counts"] == counts
    assert f"  - {found[code]['sentence']}" in result.summary().splitlines()


def test_counting_is_silent_when_the_rules_can_be_met(tmp_path: Path) -> None:
    scenario = tables(2, quotas=[{**NEW, "min": 1}, {**OLD, "min": 1}], competition=[OVERLAP])
    assert list(shortfalls(problem_of(tmp_path, ROWS, scenario))) == []


# --- Prices, limits, order


def test_the_scenario_sets_the_prices(tmp_path: Path) -> None:
    scenario = tables(2, cohort={"locked_in": ["A", "B"]}, competition=[OVERLAP])
    for prices, rules in (
        ({}, {"locked_in:A", "locked_in:B"}),
        ({"pair": 1}, {"competition:A|B"}),
        ({"pair": 2}, {"locked_in:A", "locked_in:B", "competition:A|B"}),
    ):
        found = result_of(tmp_path, ROWS, {**scenario, "relaxation": prices}).outcome.infeasible
        assert found is not None
        assert {c.rule for way in found.relaxations for c in way.changes} == rules
        assert all(len(way.changes) == 1 for way in found.relaxations)


@pytest.mark.parametrize("prices", [{"step": 0}, {"lock": 1.5}, {"pairs": 2}])
def test_a_wrong_price_is_refused(prices: Tables) -> None:
    with pytest.raises(InputError):
        parse_scenario(tables(2, relaxation=prices))


def test_more_ways_than_the_limit_are_not_all_shown_and_said_so(tmp_path: Path) -> None:
    rows = [plan(f"P{n:02}") for n in range(30)]
    locked = tables(1, cohort={"locked_out": [row["plan_id"] for row in rows]})
    result = result_of(tmp_path, rows, locked)
    assert result.outcome.infeasible is not None
    assert len(result.outcome.infeasible.relaxations) == MOST_SHOWN
    assert not result.outcome.infeasible.complete
    assert load_texts("nl")("infeasible.more") in result.summary()


def test_a_clash_of_very_many_rules_is_still_a_clash(tmp_path: Path) -> None:
    rows = [plan(f"P{n:02}", ("GM0014", "GM0034", "GM0037")[n % 3]) for n in range(24)]
    problem = problem_of(tmp_path, rows, tables(5, competition=[OVERLAP]))
    (found,) = clashes(problem, Clock())
    # Five of three groups: of every two plans of one group at most one.
    assert found.rules[0] == "size"
    assert found.minimal
    assert len(found.rules) > 2


# --- A pair that is allowed


def test_an_allowed_pair_is_reported_and_marked(tmp_path: Path) -> None:
    scenario = tables(3, competition=[OVERLAP], allowed=[{"plans": ["B", "A"]}])
    result = result_of(tmp_path, ROWS, scenario)
    assert result.selected == ("A", "B", "C")
    (row,) = result.conflicts.query("plan_a == 'A' and plan_b == 'B'").to_dict("records")
    assert (row["rule"], row["verdict"]) == ("overlap", "report")
    assert row["lifted"] == "overlap:toegestaan"


def test_an_allowed_pair_is_still_penalised(tmp_path: Path) -> None:
    penalise = {"rule": "overlap", "verdict": "penalise", "weight": 3, "lifted_by": []}
    scenario = tables(3, competition=[penalise], allowed=[{"plans": ["A", "B"]}])
    scenario["objective"] = [{"tier": "competition"}]
    result = result_of(tmp_path, ROWS, scenario)
    assert [value for _, value, *_ in result.outcome.cohort.tier_values()] == [3]


def test_an_unknown_plan_under_allowed_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        problem_of(tmp_path, ROWS, tables(2, allowed=[{"plans": ["A", "Z"]}]))
    (fault,) = caught.value.faults
    assert (fault.code, fault.place, fault.value) == ("no_such_plan", "allowed[1]", "Z")


# --- Speed and the example


def test_the_example_round_with_eight_shrinking_regions(tmp_path: Path) -> None:
    facts = read_regions()
    framework = load_scenario("krimp-eerst")
    quotas = [quota.model_dump(exclude_none=True) for quota in framework.quotas]
    quotas[0]["min"] = 8
    result = select(read_plans(EXAMPLE, facts), framework.replace(quotas=quotas), facts)
    found = result.as_dict()
    assert found["clash"] == ["quota:krimp"]
    assert [way["cost"] for way in found["relaxations"]] == [3]
    assert {entry["code"] for entry in found["arithmetic"]} == {"quota_short", "quota_together"}
    assert codes(result.notes).isdisjoint({"quota_idle"})
