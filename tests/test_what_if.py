"""What if? The answer is what a run on the changed round gives, and says so in words and data."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from builders import EXAMPLE, invoke, plan, result_from, tables, write_case
from depth import sample

from selector import Result, read_plans, select
from selector.changes.what_if import only_locked, what_if
from selector.publish.papers.of_points import points
from selector.publish.summary import summarise
from selector.publish.what_if import record, summarise_what_if
from selector.solve.clock import Clock
from selector.texts import load_texts

KEYS = {"changes", "status", "selected", "leaves", "enters", "tier", "now", "then"}
ROWS = [
    plan("A", "GM0363", herkomst="nieuw"),
    plan("B", "GM0599", herkomst="bestaand"),
    plan("C", "GM0014", herkomst="bestaand", c2="werkt_toe"),
    plan("D", "GM0363", herkomst="nieuw"),
]
ORIGIN = {"name": "herkomst", "measure": "balance", "on": "herkomst"}
CONTENT = {"name": "c2", "measure": "total", "on": "c2"}
SCENARIO = tables(
    2,
    seed="s",
    competition=[{"rule": "overlap"}],
    criteria=[ORIGIN, CONTENT],
    objective=[{"tier": "criterion", "over": "herkomst"}, {"tier": "sum", "over": ["c2"]}],
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return result_from(*write_case(tmp_path_factory.mktemp("klein"), ROWS, SCENARIO))


@pytest.fixture(scope="module")
def saved(small: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small.save(tmp_path_factory.mktemp("uit") / "uit")


def ask(result: Result, *changes: str) -> dict[str, object]:
    return record(what_if(result.outcome, changes, Clock()))


def test_the_choice_without_b_costs_content(small: Result) -> None:
    found = ask(small, "-B")
    assert found["leaves"] == ["B"]
    assert found["enters"] == ["C"]
    assert (found["tier"], found["now"], found["then"]) == (2, "1", "1/2")


def test_a_change_that_matters_to_nobody_changes_nothing(small: Result) -> None:
    found = ask(small, "C.besturen=X")
    assert found["selected"] == list(small.selected)
    assert (found["leaves"], found["enters"], found["tier"]) == ([], [], None)


def test_the_values_of_other_tiers_are_not_compared(small: Result) -> None:
    found = ask(small, "objective.2.over=['herkomst']", "-B")
    assert found["tier"] is None
    assert found["leaves"] == ["B"]


def test_rules_that_cannot_be_met_are_explained(small: Result) -> None:
    found = what_if(small.outcome, ["+A", "+D"], Clock())
    assert record(found)["status"] == "infeasible"
    assert record(found)["selected"] == record(found)["leaves"] == []
    assert "Voorstel 1" in summarise_what_if(found, "nl")


def test_an_agreement_lets_two_rivals_stand_together(small: Result) -> None:
    assert ask(small, "+A", "+D", "A~D")["selected"] == ["A", "D"]


@pytest.mark.parametrize(
    "changes",
    sample([(changes,) for changes in (
     ("+A08", "-A14", "-A05"), ("-A01",), ("+A22",), ("A03.c2=werkt_toe", "A08~A21"),
     ("+A22", "size=13"), ("size=11",), ("A08+A21",),
     ("criteria.context.target=applicants",), ("competition.neighbours.verdict=forbid",))],
     every=3),
)  # fmt: skip
def test_the_answer_is_what_a_run_of_the_changed_round_gives(changes: tuple[str, ...]) -> None:
    before = select(read_plans(EXAMPLE))
    found = what_if(before.outcome, changes, Clock())
    problem = found.after.problem
    again = select(problem.plans, problem.scenario, problem.regions)
    assert found.after.selected == again.selected
    tiers = [row[1] for row in again.outcome.cohort.tier_values()]
    assert [row[1] for row in found.after.cohort.tier_values()] == tiers
    assert found.after.proven.optimum == again.outcome.proven.optimum
    now = [row[1] for row in before.outcome.cohort.tier_values()]
    first = next((i for i, (a, b) in enumerate(zip(now, tiers, strict=True), 1) if a != b), None)
    assert record(found)["tier"] == first


def test_the_words_say_the_numbers(small: Result) -> None:
    said = summarise_what_if(what_if(small.outcome, ["-B"], Clock()), "nl")
    assert "Dan valt af: B (Plan B)." in said
    assert "Dan komt erbij: C (Plan C)." in said
    assert "Trap 2 (som) gaat van 1,000 naar 0,500." in said
    assert "Lagere score: c2 van 1,000 naar 0,500." in said
    assert "Bewezen" in said


def test_the_command_prints_the_contract(saved: Path) -> None:
    found = invoke("whatif", saved, "-B", "--json")
    assert found.exit_code == 0
    told = json.loads(found.stdout)
    assert told.keys() == KEYS
    assert Fraction(told["then"]) < Fraction(told["now"])
    assert told["changes"] == ["-B"]


@pytest.mark.parametrize(
    "order", [("-B", "--json"), ("--json", "-B"), ("-B", "--lang", "en", "--json")]
)
def test_a_lock_needs_no_dashes_before_it(saved: Path, order: tuple[str, ...]) -> None:
    assert json.loads(invoke("whatif", saved, *order).stdout)["leaves"] == ["B"]


def test_the_exit_codes_are_those_of_a_run(saved: Path, tmp_path: Path) -> None:
    assert invoke("whatif", saved, "+A", "+D").exit_code == 3
    assert invoke("whatif", saved, "size=nul").exit_code == 2
    assert invoke("whatif", saved).exit_code == 2
    assert invoke("whatif", tmp_path, "-B").exit_code == 2


def test_an_answer_that_is_kept_is_a_result_that_can_be_verified(
    saved: Path, tmp_path: Path, plain_maps: None
) -> None:
    out = tmp_path / "anders"
    found = invoke("whatif", saved, "-B", "C.c2=voldaan", "--out", out)
    assert found.exit_code == 0
    assert json.loads((out / "cohort.json").read_text("utf-8"))["selected"] == ["A", "C"]
    assert invoke("verify", out).exit_code == 0
    assert invoke("whatif", out, "size=1").exit_code == 0


def test_a_directory_that_is_there_is_kept(saved: Path) -> None:
    before = (saved / "cohort.json").read_bytes()
    assert invoke("whatif", saved, "-B", "--out", saved).exit_code == 2
    assert (saved / "cohort.json").read_bytes() == before


def test_locks_ask_nothing_again_that_hangs_on_no_lock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before, asked = select(read_plans(EXAMPLE)), list[str]()
    for room in ("alone", "optimum"):
        monkeypatch.setattr(
            f"selector.solve.{room}.best_alone", lambda _, m, *rest: asked.append(m.name)
        )
    assert what_if(before.outcome, ("+A22", "-A01"), Clock()).after.status == "optimal"
    assert asked == []


@pytest.mark.parametrize(
    ("changes", "narrower"),
    [(("+A22", "-A01"), True), (("size=12",), True), (("size=13",), False), (("A08~A21",), False),
     (("criteria.context.target=applicants",), False)],
)  # fmt: skip
def test_only_more_locks_make_a_round_narrower(changes: tuple[str, ...], narrower: bool) -> None:
    before = select(read_plans(EXAMPLE))
    found = what_if(before.outcome, changes, Clock())
    assert only_locked(before.outcome.problem, found.after.problem) is narrower


def test_a_lock_of_the_question_is_not_said_to_be_one_of_the_scenario(tmp_path: Path) -> None:
    rows = [*ROWS, plan("E", a1="ontbreekt"), plan("F", a1="ontbreekt")]
    locked = SCENARIO | {"cohort": {"size": 2, "locked_out": ["F"]}}
    outcome = result_from(*write_case(tmp_path, rows, locked)).outcome
    said = summarise_what_if(what_if(outcome, ["+E"], Clock()), "nl")
    assert said.count("In deze vraag vastgezet.") == 1
    assert said.count("In het scenario uitgesloten.") == 1
    assert "In het scenario vastgezet." not in said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            ("A+D", "+A"),
            ("A+D (Plan A + Plan D). Oordeel: voldoet.", "is dan gekozen", "één gemeente"),
        ),
        (("A+D", "-A"), ("A+D (Plan A + Plan D). Oordeel: voldoet.", "is dan niet gekozen")),
        (
            ("A+D", "D.a1=ontbreekt"),
            ("A+D (Plan A + Plan D). Oordeel: voldoet niet.", "a1 ontbreekt"),
        ),
    ],
)
def test_a_merger_tells_of_the_plan_that_it_makes(
    small: Result, changes: tuple[str, ...], said: tuple[str, ...]
) -> None:
    told = summarise_what_if(what_if(small.outcome, changes, Clock()), "nl")
    assert [part for part in said if part not in told] == []


def test_that_something_else_is_attainable_is_told_and_what_hangs_on_it(tmp_path: Path) -> None:
    relative = SCENARIO | {
        "competition": [],
        "objective": [{"tier": "sum", "over": ["c2"], "relative": True}],
        "criteria": [CONTENT | {"on": "aandeel_besturen"}],
    }
    rows = [plan(p, aandeel_besturen=share) for p, share in (("A", "0.5"), ("B", "0.4"), ("C", ""))]
    outcome = result_from(*write_case(tmp_path, rows, relative)).outcome
    said = summarise_what_if(what_if(outcome, ["C.aandeel_besturen=1", "-C"], Clock()), "nl")
    assert "De selectie blijft dezelfde." in said
    assert "Wat haalbaar is, is veranderd: c2 van 0,450 naar 0,750." in said
    assert "kan daardoor een andere waarde hebben" in said
    same = summarise_what_if(what_if(outcome, ["C.m1=voldaan"], Clock()), "nl")
    assert "haalbaar is, is veranderd" not in same


def test_a_score_of_nothing_where_nothing_is_attainable_is_told_to_count_whole(
    tmp_path: Path,
) -> None:
    none = SCENARIO | {
        "objective": [{"tier": "sum", "over": ["c2"], "relative": True}],
        "criteria": [CONTENT | {"on": "aandeel_besturen"}, ORIGIN],
    }
    outcome = result_from(*write_case(tmp_path, ROWS, none)).outcome
    told = " ".join(summarise(outcome, "nl").split())
    assert "Niet meer dan 0 is haalbaar bij: c2." in told
    point = next(p for p in points(outcome, load_texts("nl")) if p.name == "c2")
    assert point.told.startswith("De score is 0,000: meer dan 0 is niet haalbaar.")
    assert "Niet meer dan 0 is haalbaar bij: c2." in summarise_what_if(
        what_if(outcome, ["-A"], Clock()), "nl"
    )


def test_competition_is_told_in_whole_numbers(tmp_path: Path) -> None:
    rows = [plan("A", "GM0363"), plan("B", "GM0363"), plan("C", "GM0599")]
    weighed = SCENARIO | {
        "competition": [{"rule": "overlap", "verdict": "penalise", "weight": 2}],
        "objective": [{"tier": "competition"}],
    }
    outcome = result_from(*write_case(tmp_path, rows, weighed)).outcome
    said = summarise_what_if(what_if(outcome, ["-C"], Clock()), "nl")
    assert "Trap 1 (concurrentie) gaat van 0 naar 2." in said
