"""What would have helped: every smallest set of changes, against runs of the changed rounds."""

import json
from collections.abc import Collection
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from builders import changed, invoke, plan, result_from, tables, write_case
from depth import DEEP, sample
from rounds import write_round

from selector import InputError, Result
from selector.changes import Agreement, Round, carry_out, read_changes
from selector.changes.candidates import candidates
from selector.changes.edited import Rounds
from selector.changes.grammar import written
from selector.changes.reach import column_of, hard
from selector.changes.what_if import problem_of
from selector.changes.would_help import would_help
from selector.publish.would_help import record, summarise_help
from selector.solve.alone import with_best_alone
from selector.solve.clock import Clock
from selector.solve.optimum import solve

Pair = tuple[str, str]
SEEDS = (1, 3, 5, 8, 11, 17, 21, 30, 51, 53, 60, 67)
MOST = 25  # pairs of a plan in a random round that are tried by force
ROWS = [
    plan("A", "GM0363", herkomst="nieuw", aandeel_besturen="0.9", uitdagingen="krapte"),
    plan("B", "GM0599", herkomst="bestaand", aandeel_besturen="0.9", uitdagingen="instroom"),
    plan("C", "GM0014", herkomst="bestaand", aandeel_besturen="0.5", c2="werkt_toe"),
    plan("D", "GM0363", herkomst="nieuw", ingediend_op="2023-05-02", a1="ontbreekt"),
    plan("E", "GM0080", herkomst="bestaand", aandeel_besturen="0.2"),
]
SCENARIO = tables(
    2,
    seed="s",
    eligibility={"min_aandeel_besturen": 0.3},
    competition=[{"rule": "overlap"}],
    criteria=[
        {"name": "herkomst", "measure": "balance", "on": "herkomst"},
        {"name": "c2", "measure": "total", "on": "c2"},
        {"name": "besturen", "measure": "total", "on": "aandeel_besturen"},
        {"name": "uitdagingen", "measure": "coverage", "on": "uitdagingen",
         "categories": ["krapte", "instroom", "uitstroom"]},
    ],
    objective=[
        {"tier": "criterion", "over": "herkomst"},
        {"tier": "criterion", "over": "uitdagingen"},
        {"tier": "sum", "over": ["c2", "besturen"]},
    ],
)  # fmt: skip


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return result_from(*write_case(tmp_path_factory.mktemp("klein"), ROWS, SCENARIO))


def test_what_is_tried_is_what_stands_in_the_way(small: Result) -> None:
    problem = small.problem
    tried = {p: {*map(written, candidates(problem, problem.plans.index[p]))} for p in "CDE"}
    assert tried["C"] == {
        "C.c2=voldaan", "C.aandeel_besturen=1", "C.uitdagingen=krapte", "C.uitdagingen=instroom",
        "C.uitdagingen=uitstroom", "C.sectoren=po|vo", "C.sectoren=po|mbo",
    }  # fmt: skip
    assert {"D.a1=voldaan", "D.ingediend_op=2023-04-28T23:59:59", "D~A"} <= tried["D"]
    assert {"E.aandeel_besturen=0.3", "E.aandeel_besturen=1"} <= tried["E"]


def helped(found: Result, plan_id: str) -> dict[str, Any]:
    problem = found.problem
    optimum = found.outcome.optimum
    assert optimum
    return record(would_help(problem, optimum, problem.plans.index[plan_id], Clock()))


def by_force(found: Result, plan_id: str, changes: tuple[str, ...]) -> list[str] | None:
    """The cohort of a run of the changed round, when the plan is in it."""
    before = found.problem
    made = carry_out(read_changes(changes, before.plans.ids),
                     Round(before.plans, before.scenario, before.regions))  # fmt: skip
    try:
        problem = with_best_alone(problem_of(before, made), Clock())
    except InputError:  # the scenario cannot be read with it
        return None
    optimum = solve(problem, Clock())
    if optimum is None:
        return None
    chosen = [problem.plans.ids[p] for p in sorted(optimum.chosen)]
    return chosen if plan_id in chosen else None


def singles(found: Result, plan_id: str) -> dict[tuple[str, ...], list[str]]:
    """The changes that help alone, each tried by a whole run."""
    tried = candidates(found.problem, found.problem.plans.index[plan_id])
    shown = {(written(c),): by_force(found, plan_id, (written(c),)) for c in tried}
    return {changes: chosen for changes, chosen in shown.items() if chosen}


def pairs(found: Result, plan_id: str, helping: Collection[tuple[str, ...]]) -> list[Pair]:
    """The pairs that are to be tried: of changes that do not help alone, not in one cell."""
    tried = candidates(found.problem, found.problem.plans.index[plan_id])
    left = [change for change in tried if (written(change),) not in helping]
    return [
        (written(one), written(other))
        for one, other in combinations(left, 2)
        if isinstance(one, Agreement) or column_of(one) != column_of(other)
    ]


def shown(answer: dict[str, Any]) -> dict[tuple[str, ...], list[str]]:
    return {tuple(one["changes"]): one["selected"] for one in answer["help"]}


@DEEP
@pytest.mark.parametrize("plan_id", "CDE")
def test_every_smallest_set_is_found_and_nothing_else(small: Result, plan_id: str) -> None:
    answer, expected = helped(small, plan_id), singles(small, plan_id)
    for pair in pairs(small, plan_id, expected):
        if chosen := by_force(small, plan_id, pair):
            expected[pair] = chosen
    assert shown(answer) == expected
    assert answer["complete"]


@pytest.mark.parametrize("seed", sample(SEEDS, every=99))
def test_random_rounds_agree_with_runs_of_the_changed_rounds(tmp_path: Path, seed: int) -> None:
    found = result_from(*write_round(tmp_path, seed, dispersion=seed >= 50, relative=seed % 2 == 1))
    rng = Random(seed)
    plan_id = rng.choice([p for p in found.problem.plans.ids if p not in found.selected])
    answer, alone = helped(found, plan_id), singles(found, plan_id)
    told = shown(answer)
    assert {changes: told[changes] for changes in told if len(changes) == 1} == alone
    possible = pairs(found, plan_id, alone)
    assert set(told) - set(alone) <= set(possible)
    for pair in rng.sample(possible, min(MOST, len(possible))):
        assert told.get(pair) == by_force(found, plan_id, pair)
    used = {change for changes in told for change in changes}
    tried = candidates(found.problem, found.problem.plans.index[plan_id])
    assert answer["no_help"] == [w for c in tried if (w := written(c)) not in used]


def test_a_plan_that_was_chosen_needs_no_help(small: Result) -> None:
    answer = helped(small, small.selected[0])
    assert (answer["help"], answer["no_help"], answer["complete"]) == ([], [], True)


def test_a_plan_that_the_scenario_locks_out_cannot_be_helped(tmp_path: Path) -> None:
    locked = changed(SCENARIO, "cohort", "locked_out", to=["C"])
    answer = helped(result_from(*write_case(tmp_path, ROWS, locked)), "C")
    assert answer["help"] == []
    assert "C.c2=voldaan" in answer["no_help"]


def test_out_of_time_is_said_and_nothing_is_claimed(small: Result) -> None:
    problem, optimum = small.problem, small.outcome.optimum
    assert optimum
    found = would_help(problem, optimum, problem.plans.index["C"], Clock(0))
    assert (found.help, found.no_help, found.complete) == ((), (), False)


def test_a_quick_round_is_the_round_that_the_changes_make(small: Result) -> None:
    before = small.problem
    for plan_id in "CDE":
        plan = before.plans.index[plan_id]
        rounds = Rounds(before, plan)
        for change in candidates(before, plan):
            quick = rounds.problem_of(rounds.edited([change]))
            made = carry_out([change], Round(before.plans, before.scenario, before.regions))
            real = problem_of(before, made)
            assert quick.criteria == real.criteria
            assert hard(quick) == hard(real)
            assert quick.competition.penalised == real.competition.penalised
            assert quick.assessments == real.assessments


def test_the_words_say_what_would_have_to_be_true(small: Result) -> None:
    plan = small.problem.plans.index["D"]
    optimum = small.outcome.optimum
    assert optimum
    said = summarise_help(small.outcome, would_help(small.problem, optimum, plan, Clock()), "nl")
    assert "Als aan voorwaarde a1 was voldaan" in said
    assert "de aanvraag op tijd was ingediend" in said
    assert "geen aanvraag wordt beter door iets op te schrijven dat niet waar is" in said


def test_the_command_prints_the_contract(small: Result, tmp_path: Path, plain_maps: None) -> None:
    saved = small.save(tmp_path / "uit")
    found = invoke("why", saved, "C", "--what-would-help", "--json")
    assert found.exit_code == 0
    assert json.loads(found.stdout) == helped(small, "C")
    assert invoke("why", saved, "C", "--json").exit_code == 2
    assert invoke("why", saved, "C", "--what-would-help", "--time-limit", "0.000001").exit_code == 4
