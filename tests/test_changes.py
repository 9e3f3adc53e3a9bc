"""Changes to a round: how they are written, and the round that they make."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from builders import Row, Tables, plan, tables, write_case

from selector import InputError, load_scenario, read_plans, read_regions
from selector.changes import (
    Agreement,
    Cell,
    Change,
    Key,
    Lock,
    Merge,
    Round,
    carry_out,
    read_changes,
)
from selector.changes.carry_out import changed

IDS = ("A", "B", "A.b", "A+B", "-C", "x~y")
ROWS = [
    plan("A", "GM0363", sectoren="po|vo", aandeel_besturen="85%", ingediend_op="2023-04-20T10:00"),
    plan("B", "GM0599", herkomst="bestaand", c2="werkt_toe", afstemming="A"),
    plan("C", "GM0014", thema='"taal"; rekenen'),
]
SCENARIO = tables(
    2,
    competition=[{"rule": "overlap", "min_share": 0.05}],
    quotas=[{"name": "krimp", "where": {"context": "krimp"}, "max": 2}],
    criteria=[
        {"name": "herkomst", "measure": "balance", "on": "herkomst"},
        {"name": "a.b", "measure": "coverage", "on": "sectoren", "at_least": 1},
    ],
    objective=[{"tier": "leximin"}, {"tier": "sum", "weights": {"herkomst": 1}}],
)


@pytest.fixture
def before(tmp_path: Path) -> Round:
    return round_of(tmp_path, ROWS, SCENARIO)


def round_of(folder: Path, rows: list[Row], scenario: Tables) -> Round:
    plans, framework = write_case(folder, rows, scenario)
    regions = read_regions()
    return Round(read_plans(plans, regions), load_scenario(framework), regions)


def made(before: Round, *texts: str) -> Round:
    return carry_out(read_changes(texts, before.plans.ids), before)


def codes_of(before: Round, *texts: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        made(before, *texts)
    return [fault.code for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("A.c2=voldaan", Cell("A", "c2", "voldaan")),
        ("A.b.c2=voldaan", Cell("A.b", "c2", "voldaan")),
        ("A.naam=a=b", Cell("A", "naam", "a=b")),
        ("A.c2=", Cell("A", "c2", "")),
        ("+A", Lock("A", "in")),
        ("-A", Lock("A", "out")),
        ("\u2212A", Lock("A", "out")),
        ("--C", Lock("-C", "out")),
        ("A~B", Agreement("A", "B")),
        ("x~y~A", Agreement("x~y", "A")),
        ("A+B", Merge("A", "B")),
        ("+A+B", Lock("A+B", "in")),
        ("size=13", Key("size", "13")),
        ("quotas.krimp.min = 4", Key("quotas.krimp.min", "4")),
    ],
)
def test_a_change_is_read_as_it_is_meant(text: str, change: Change) -> None:
    assert read_changes([text], IDS) == (change,)


@pytest.mark.parametrize(
    "text", ["", "=", "=1", "A", "foo", "+", "~", "A~", "B-A", "+Q", "A~Q", "A+A", "A~A"]
)
def test_what_is_no_change_is_a_fault(text: str) -> None:
    with pytest.raises(InputError):
        read_changes([text], IDS)


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        read_changes(["foo", "+A", "+Q"], IDS)
    assert [fault.code for fault in caught.value.faults] == ["bad_change", "no_such_plan"]


def test_a_cell_is_changed_and_nothing_else(before: Round, tmp_path: Path) -> None:
    rows = deepcopy(ROWS)
    rows[1]["c2"], rows[0]["aandeel_besturen"] = "voldaan", "0.5"
    expected = round_of(tmp_path / "anders", rows, SCENARIO).plans
    found = made(before, "B.c2=voldaan", "A.aandeel_besturen=0.5")
    assert [plain(row) for row in found.plans.rows] == [plain(row) for row in expected.rows]
    assert found.scenario is before.scenario


def plain(row: Any) -> dict[str, Any]:
    """A plan but for the number of its row."""
    return {name: getattr(row, name) for name in row.__slots__ if name != "row"}


def test_a_column_that_the_file_lacks_is_added(before: Round) -> None:
    assert made(before, "C.ambitie=4").plans.rows[2].cells["ambitie"] == ("4",)


def test_an_agreement_is_recorded(before: Round) -> None:
    plans = made(before, "C~A").plans
    assert plans.rows[2].agreements == {"A"}
    assert made(before, "B~A").plans.rows[1].agreements == {"A"}


def test_two_plans_become_one(before: Round) -> None:
    found = made(before, "A+B", "+A")
    assert found.plans.ids == ("A+B", "C")
    assert found.scenario.cohort.locked_in == ("A+B",)
    merged = found.plans.rows[0]
    assert (merged.sectors, merged.conditions["c2"]) == (("po", "vo"), "werkt_toe")
    assert set(merged.municipalities) == {"GM0363", "GM0599"}


def test_a_lock_undoes_the_other(before: Round) -> None:
    cohort = made(before, "+A", "-A", "-B").scenario.cohort
    assert (cohort.locked_in, cohort.locked_out) == ((), ("A", "B"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("size=3", lambda s: s.cohort.size.min == s.cohort.size.max == 3),
        ("cohort.size={min=1,max=2}", lambda s: (s.cohort.size.min, s.cohort.size.max) == (1, 2)),
        ("size.min=1", lambda s: (s.cohort.size.min, s.cohort.size.max) == (1, 2)),
        ("quotas.krimp.min=1", lambda s: s.quotas[0].min == 1),
        ("quotas.1.min=1", lambda s: s.quotas[0].min == 1),
        ("criteria.herkomst.target=applicants", lambda s: s.criteria[0].target == "applicants"),
        ("criteria.a.b.at_least=2", lambda s: s.criteria[1].at_least == 2),
        ("objective.2.weights.herkomst=3", lambda s: s.objective[1].weights["herkomst"] == 3),
        ("competition.overlap.verdict=report", lambda s: s.competition[0].verdict == "report"),
        ("seed=2023", lambda s: s.seed == "2023"),
        ("seed=abc def", lambda s: s.seed == "abc def"),
        ('seed="abc"', lambda s: s.seed == "abc"),
        ("max_werkt_toe=1", lambda s: s.eligibility.max_werkt_toe == 1),
        ("criteria.1.target={nieuw=2,bestaand=1}", lambda s: s.criteria[0].target["nieuw"] == 2),
    ],
)  # fmt: skip
def test_a_key_gets_its_value(before: Round, text: str, value: Any) -> None:
    found = made(before, text)
    assert value(found.scenario)
    assert found.plans is before.plans


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A.c2=voldan", "not_in_list"),
        ("A.cc=1", "no_such_column"),
        ("A.plan_id=Z", "no_such_column"),
        ("quotas.krim.min=1", "no_such_key"),
        ("implications.x.then=A", "no_such_key_none"),
        ("objective.9.tier=sum", "no_such_key"),
        ("+A.c2", "no_such_plan"),
    ],
)
def test_a_change_that_cannot_be_is_refused(before: Round, text: str, code: str) -> None:
    assert codes_of(before, text) == [code]


@pytest.mark.parametrize("text", ["size=0", "sizee=3", "size=x", "quotas.krimp.mim=1", "size={="])
def test_a_value_that_a_scenario_would_refuse_is_refused(before: Round, text: str) -> None:
    assert codes_of(before, text)


def test_every_fault_of_changes_is_told_at_once(before: Round) -> None:
    wrong = ("A.c2=voldan", "Z.c2=voldaan", "+Q", "B.cc=1", "sise=3", "size=0", "foo",
             "quotas.krim.min=1", "criteria.herkomst.target=x")  # fmt: skip
    with pytest.raises(InputError) as caught:
        changed((*wrong, "seed=2023", "B.c2=voldaan"), before)
    assert sorted(fault.code for fault in caught.value.faults) == sorted(
        ["not_in_list", "no_such_plan", "no_such_plan", "no_such_column", "unknown_key",
         "greater_than_equal", "bad_change", "no_such_key", "not_in_list"]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "meant"),
    [
        ("sise=3", "unknown_key", "size"),
        ("cohrt.size=3", "unknown_key", "cohort"),
        ("a.c2=voldaan", "no_such_plan", "A"),
        ("Q.c2=voldaan", "no_such_plan", ""),
        ("Q.zz=voldaan", "unknown_key", ""),
        ("-A-B", "bad_change", "-A -B"),
    ],
)
def test_a_misspelt_word_gets_the_key_or_the_plan_that_was_meant(
    before: Round, text: str, code: str, meant: str
) -> None:
    with pytest.raises(InputError) as caught:
        changed([text], before)
    assert [(fault.code, fault.suggestion) for fault in caught.value.faults] == [(code, meant)]


def test_a_change_that_only_fits_with_the_next_is_carried_out(before: Round) -> None:
    texts = ("size.min=3", "size.max=3", "criteria.a.b.measure=balance", "seed=11")
    with pytest.raises(InputError):  # `at_least` is no key of a balance
        changed(texts, before)
    assert changed(texts[:2], before).scenario.cohort.size.min == 3


def test_a_fault_in_a_cell_names_the_plan(before: Round) -> None:
    with pytest.raises(InputError) as caught:
        made(before, "B.c2=voldan")
    fault = caught.value.faults[0]
    assert (fault.place, fault.file, fault.row) == ("B.c2", "", None)
