"""Every plan's answer: against brute force, by hand, in the files and on the command line."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from brute_force import optimal, turned
from builders import (
    invoke,
    plan,
    read_rows,
    result_of,
    skip_drawings,
    tables,
    valued,
    write_case,
    write_plans,
)
from depth import sample
from rounds import write_round

from selector import Result, load_scenario, read_plans, read_regions, select
from selector.analysis import why
from selector.analysis.beside import Other
from selector.analysis.why import Answer
from selector.errors import Message
from selector.publish.answers import sentences
from selector.solve.clock import Clock

TOTAL = {"measure": "total", "range": [0, 10]}


@pytest.fixture(autouse=True, scope="module")
def no_drawings() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        skip_drawings(patch)
        yield


def answered(result: Result) -> dict[str, Answer]:
    """All answers by plan."""
    assert result.outcome.optimum is not None
    found, notes = why.answer_all(result.problem, result.outcome.optimum, Clock())
    assert notes == ()
    assert found is not None
    return {answer.plan_id: answer for answer in found}


@pytest.mark.parametrize("block", sample(range(6), every=7))
def test_random_rounds_have_the_answers_of_brute_force(tmp_path: Path, block: int) -> None:
    seen = {"worse": 0, "equal": 0, "infeasible": 0}
    for seed in range(6 * block, 6 * block + 6):
        plans, scenario = write_round(tmp_path / str(seed), seed, 11, dispersion=seed % 2 == 0)
        result = select(read_plans(plans), load_scenario(scenario))
        if result.outcome.optimum is None:
            continue
        problem, ids = result.problem, result.problem.plans.ids
        before = optimal(problem)
        assert before is not None
        now, chosen = before
        assert chosen == result.outcome.optimum.chosen
        found = answered(result)
        assert list(found) == [ids[p] for p in problem.eligible]
        for p in problem.eligible:
            answer, expected = found[ids[p]], optimal(turned(problem, p, p in chosen))
            assert answer.forced == ("out" if p in chosen else "in")
            if expected is None:
                assert answer.other is None
                seen["infeasible"] += 1
                continue
            then, cohort = expected
            other = answer.other
            assert other is not None
            tier = next((i for i, v in enumerate(then) if v != now[i]), None)
            assert other.cohort == tuple(ids[q] for q in sorted(cohort)), (seed, ids[p])
            assert other.tier == tier
            seen["equal" if tier is None else "worse"] += 1
            values = (None, None) if tier is None else (now[tier], then[tier])
            assert (other.now, other.then) == values
            assert set(other.leaves) == {ids[q] for q in chosen - cohort}
            assert set(other.enters) == {ids[q] for q in cohort - chosen}
            scores = [(a, b) for _, a, b in other.criteria]
            assert scores == list(zip(problem.scores(chosen), problem.scores(cohort), strict=True))
            assert (p in cohort) is (answer.forced == "in")
    assert seen["worse"]


def cohort_of(found: dict[str, Answer], plan_id: str) -> Other:
    """The cohort that answers one plan."""
    other = found[plan_id].other
    assert other is not None
    return other


def points(folder: Path, values: dict[str, str], size: int = 1, **others: Any) -> Result:
    """A round in which the cohort with the most points wins."""
    rows = [valued(plan_id, punten=value) for plan_id, value in values.items()]
    criterion = {"name": "inhoud", "on": "punten", **TOTAL}
    objective = [{"tier": "criterion", "over": ["inhoud"]}]
    return result_of(
        folder, rows, tables(size, criteria=[criterion], objective=objective, **others)
    )


def test_a_small_round_by_hand(tmp_path: Path) -> None:
    result = points(tmp_path, {"A": "9", "B": "7.5", "C": "3"}, size=2)
    found = answered(result)
    assert result.selected == ("A", "B")
    other = cohort_of(found, "C")
    assert other.cohort == ("A", "C")
    assert [str(v) for v in (other.now, other.then)] == ["33/40", "3/5"]
    assert (other.leaves, other.enters) == (("B",), ("C",))
    assert sentences(result.problem, found["C"], "nl") == [
        "C (Plan C) is niet gekozen. Dit is de beste selectie waar deze aanvraag wel in zit.",
        "Het eerste verschil is op trap 1 (inhoud).",
        "De score voor inhoud zakt van 0,825 naar 0,600.",
        "Dan valt af: B (Plan B).",
        "Dan komt erbij: C (Plan C).",
        "Lagere score: inhoud van 0,825 naar 0,600.",
    ]
    assert cohort_of(found, "A").cohort == ("B", "C")
    assert sentences(result.problem, found["A"], "en")[2] == (
        "The score on inhoud drops from 0.825 to 0.525."
    )


def test_what_stands_in_the_way_is_named(tmp_path: Path) -> None:
    overlap = {"rule": "overlap", "verdict": "forbid"}
    quota = {"name": "weinig", "where": {"herkomst": "nieuw"}, "max": 1}
    implied = {"name": "samen", "if": "B", "then": "C"}
    group = {"name": "een", "plans": ["A", "B"]}
    result = points(
        tmp_path, {"A": "9", "B": "8", "C": "7"},
        competition=[overlap], quotas=[quota], implications=[implied], at_most_one=[group],
        cohort={"locked_out": ["C"]},
    )  # fmt: skip
    found = answered(result)
    assert set(found["B"].blocked_by) == {
        "competition:A|B", "quota:weinig", "implication:samen", "at_most_one:een",
    }  # fmt: skip
    assert found["B"].other is None
    assert set(found["C"].blocked_by) == {"locked_out:C", "quota:weinig", "competition:A|C"}
    assert cohort_of(found, "C").cohort == ("C",)
    said = "\n".join(sentences(result.problem, found["C"], "nl"))
    assert "A (Plan A)" in said
    assert "uitgesloten" in said


def test_a_lock_is_turned_round(tmp_path: Path) -> None:
    result = points(tmp_path, {"A": "9", "B": "5"}, cohort={"locked_in": ["B"]})
    answer = answered(result)["B"]
    assert (answer.forced, answer.blocked_by) == ("out", ("locked_in:B",))
    assert answer.other is not None
    assert answer.other.cohort == ("A",)
    assert sentences(result.problem, answer, "nl")[2] == (
        "De score voor inhoud stijgt van 0,500 naar 0,900."
    )


def test_a_difference_is_shown_in_enough_decimals(tmp_path: Path) -> None:
    result = points(tmp_path, {"A": "9.001", "B": "9"})
    said = sentences(result.problem, answered(result)["B"], "nl")[2]
    assert said == "De score voor inhoud zakt van 0,9001 naar 0,9000."


def test_many_plans_are_answered_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = points(tmp_path, {"A": "9", "B": "5"})
    monkeypatch.setattr(why, "MOST_ANSWERED", 1)
    assert result.outcome.optimum is not None
    found, notes = why.answer_all(result.problem, result.outcome.optimum, Clock(), asked=False)
    assert (found, [note.code for note in notes]) == (None, ["answers_many"])
    assert len(answered(result)) == 2


def test_without_time_what_is_left_is_said(tmp_path: Path) -> None:
    result = points(tmp_path, {"A": "9", "B": "5"})
    assert result.outcome.optimum is not None
    found, notes = why.answer_all(result.problem, result.outcome.optimum, Clock(0.0))
    assert found == ()
    assert notes == (Message("answers_unfinished", params={"plans": ["A", "B"]}),)
    guess = replace(result.outcome.optimum, proven=False)
    found, notes = why.answer_all(result.problem, guess, Clock())
    assert (found, [note.code for note in notes]) == (None, ["answers_unproven"])


# --- The files and the command line


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a run of four plans left, one of them late; with a column that the result uses."""
    base = tmp_path_factory.mktemp("ronde")
    rows = [valued(i, punten=p, antwoord="ja") for i, p in (("A", "9"), ("B", "8"), ("C", "2"))]
    rows.append(plan("D", "GM0014", ingediend_op="2023-05-20", punten="10"))
    criterion = {"name": "inhoud", "on": "punten", **TOTAL}
    eligibility = {"deadline": "2023-04-28T23:59:59"}
    scenario = tables(2, criteria=[criterion], eligibility=eligibility)
    plans, framework = write_case(base, rows, scenario)
    done = invoke("run", plans, "--scenario", framework, "--out", base / "uit", "--quiet")
    assert done.exit_code == 0, done.output
    return base / "uit"


def test_the_record_holds_an_entry_for_each_eligible_plan(folder: Path) -> None:
    found = json.loads((folder / "cohort.json").read_text(encoding="utf-8"))["answers"]
    assert [entry["plan_id"] for entry in found] == ["A", "B", "C"]
    assert found[2] == {
        "plan_id": "C", "forced": "in", "feasible": True, "cohort": ["A", "C"], "tier": 0,
        "now": ["17/20"], "then": ["11/20"], "leaves": ["B"], "enters": ["C"], "blocked_by": [],
        "criteria": [{"name": "inhoud", "now": "17/20", "then": "11/20"}],
    }  # fmt: skip


def test_the_table_holds_a_sentence_and_keeps_the_column_of_the_file(folder: Path) -> None:
    rows = {row["plan_id"]: row for row in read_rows(folder / "plans.csv")}
    assert rows["C"]["antwoord"] == (
        "De laagste score (inhoud) zakt van 0,850 naar 0,550. Dit is de beste andere selectie."
    )
    assert rows["C"]["antwoord_invoer"] == "ja"
    assert rows["D"]["antwoord"] == ""


def test_the_recount_knows_the_column(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "uit"
    shutil.copytree(folder, copy)
    assert not [line for line in invoke("verify", copy).stdout.splitlines() if ", antwoord" in line]
    table = copy / "plans.csv"
    rows = {row["plan_id"]: row for row in read_rows(table)}
    text = table.read_text(encoding="utf-8")
    empty = text.replace(rows["C"]["antwoord"], "")
    table.write_text(empty.replace(';"";', ";;"), encoding="utf-8", newline="\n")
    assert "plans.csv, C, antwoord" in invoke("verify", copy).stdout


@pytest.mark.parametrize(
    ("key", "value"),
    [("cohort", ["B", "C"]), ("now", ["4/5"]), ("leaves", []), ("forced", "out"), ("tier", None)],
)
def test_the_recount_finds_a_changed_answer(
    folder: Path, tmp_path: Path, key: str, value: object
) -> None:
    copy = tmp_path / "uit"
    shutil.copytree(folder, copy)
    path = copy / "cohort.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["answers"][2][key] = value
    path.write_text(json.dumps(record), encoding="utf-8")
    assert "answers[" in invoke("verify", copy).stdout


def test_why_tells_one_answer(folder: Path) -> None:
    done = invoke("why", folder, "C")
    assert done.exit_code == 0
    assert "zakt van 0,850 naar 0,550" in done.stdout
    assert "drops from 0.850 to 0.550" in invoke("why", folder, "C", "--lang", "en").stdout
    late = invoke("why", folder, "D")
    assert late.exit_code == 0
    assert late.stdout.startswith("D (Plan D) komt niet in aanmerking.\nTe laat:")


def test_why_refuses_what_is_not_there(folder: Path, tmp_path: Path) -> None:
    unknown = invoke("why", folder, "a")
    assert (unknown.exit_code, unknown.stdout) == (2, "")
    assert "Bedoelt u `A`?" in unknown.stderr
    assert invoke("why", tmp_path, "A").exit_code == 2


def test_the_answers_can_be_left_out_and_do_not_hang_on_the_order_of_rows(
    folder: Path, tmp_path: Path
) -> None:
    given, framework = folder / "invoer" / "aanvragen.csv", folder / "invoer" / "scenario.toml"
    bare = tmp_path / "kaal"
    run = ("--scenario", framework, "--quiet", "--out")
    assert invoke("run", given, "--no-answers", *run, bare).exit_code == 0
    assert "answers" not in json.loads((bare / "cohort.json").read_text(encoding="utf-8"))
    assert "antwoord" not in read_rows(bare / "plans.csv")[0]
    turned_file = write_plans(tmp_path, read_rows(given)[::-1], "andersom.csv")
    assert invoke("run", turned_file, *run, tmp_path / "om").exit_code == 0
    texts = [
        json.dumps(json.loads((out / "cohort.json").read_text(encoding="utf-8"))["answers"])
        for out in (folder, tmp_path / "om")
    ]
    assert texts[0] == texts[1]


def test_select_answers_when_asked() -> None:
    rounds = Path(__file__).parents[1] / "data" / "example" / "aanvragen.csv"
    plans, scenario = read_plans(rounds, read_regions()), load_scenario("krimp-eerst")
    assert select(plans, scenario).outcome.answers is None
    found = select(plans, scenario, answers=True)
    assert found.outcome.answers is not None
    assert len(found.outcome.answers) == len(found.problem.eligible)


def test_an_answer_gives_the_best_of_a_tier_with_tolerance_not_what_its_cohort_attains(
    tmp_path: Path,
) -> None:
    plans, scenario = write_round(tmp_path, 16, 10)
    result = select(read_plans(plans), load_scenario(scenario))
    problem, ids = result.problem, result.problem.plans.ids
    assert not problem.ordered
    before = optimal(problem)
    assert before is not None
    apart = 0
    for plan_id, answer in answered(result).items():
        p = ids.index(plan_id)
        expected = optimal(turned(problem, p, p in before[1]))
        if expected is not None and answer.other is not None and answer.other.tier is not None:
            assert answer.other.then == expected[0][answer.other.tier]
            attained = problem.value(problem.tiers[answer.other.tier], expected[1])
            apart += attained != answer.other.then
    assert apart
