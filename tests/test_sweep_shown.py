"""What a sweep shows: thresholds that the records prove, families, prices, and its Python face."""

import re
from fractions import Fraction
from html import unescape
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from builders import Tables, country, plan, tables, write_case
from depth import DEEP

import selector
from selector import InputError, Plans, Scenario, Sweep, load_scenario, read_plans, sweep
from selector.problem import make_problem
from selector.publish.papers.page import digest
from selector.solve.alone import with_best_alone
from selector.solve.clock import Clock
from selector.sweeps.families import ALIKE, families
from selector.sweeps.insight import classes, effects, strongest
from selector.sweeps.page import render
from selector.sweeps.regret import regrets
from selector.sweeps.sentences import effect_sentence
from selector.texts import load_texts

ROWS = [
    plan("A", "GM0363", herkomst="nieuw", aandeel_besturen="1"),
    plan("B", "GM0599", herkomst="bestaand", aandeel_besturen="0.5"),
    plan("C", "GM0014", herkomst="bestaand", c2="werkt_toe", aandeel_besturen="0.9"),
    plan("D", "GM0344", herkomst="nieuw", c2="werkt_toe", c1="werkt_toe", aandeel_besturen="0.1"),
    plan("E", "GM0363", herkomst="nieuw", c2="ontbreekt"),
]
SCENARIO: Tables = tables(
    2,
    seed="s",
    criteria=[
        {"name": "herkomst", "measure": "balance", "on": "herkomst"},
        {"name": "besturen", "measure": "total", "on": "aandeel_besturen"},
        {"name": "c2", "measure": "total", "on": "c2"},
    ],
    objective=[
        {"tier": "criterion", "over": "herkomst", "relative": True},
        {"tier": "sum", "over": ["besturen", "c2"], "weights": {"besturen": 1, "c2": 1}},
    ],
)
WEIGHT = {"key": "objective.2.weights.besturen", "values": [0.5, 1, 1.2, 2, 3]}
SIZES = {"key": "size", "values": [2, 3, 4]}


def given(folder: Path) -> tuple[Plans, Scenario]:
    plans, scenario = write_case(folder, ROWS, SCENARIO)
    return read_plans(plans), load_scenario(scenario)


def swept(folder: Path, *knobs: dict[str, Any], **more: Any) -> Sweep:
    return sweep(*given(folder), {"vary": list(knobs), **more}, workers=1)


def said(found: Sweep, plan_id: str) -> str:
    effect = strongest(effects(found.index))[plan_id]
    return effect_sentence(effect, load_texts("nl"), alone=False)


def test_a_threshold_lies_between_the_values_that_were_tried(tmp_path: Path) -> None:
    found = swept(tmp_path, WEIGHT)
    chosen = found.choices["C"].tolist()
    assert chosen == sorted(chosen)
    assert set(chosen) == {0, 1}
    first = chosen.index(1)
    below, above = WEIGHT["values"][first - 1], WEIGHT["values"][first]
    assert f"vanaf `{above}`: in alle scenario's met `{above}` of meer" in said(found, "C")
    assert f"in geen met `{below}` of minder" in said(found, "C")
    assert f"valt af zodra `{WEIGHT['key']}` hoger is dan `{below}`" in said(found, "B")


def test_no_threshold_is_told_when_another_knob_can_turn_the_choice(tmp_path: Path) -> None:
    found = swept(tmp_path, WEIGHT, SIZES)
    sentence = said(found, "C")
    assert "hangt het meest af van" in sentence
    most, of_most = map(int, re.findall(r"in (\d+) van de (\d+)", sentence)[0])
    value = re.findall(r"met `([^`]+)`", sentence)[0]
    knob = re.findall(r"van `([^`]+)`", sentence)[0]
    rows = found.scenarios[found.scenarios[knob] == value].index
    assert (found.choices.loc[rows, "C"].sum(), len(rows)) == (most, of_most)


def test_a_plan_is_certain_depending_or_never_chosen_as_the_table_says(tmp_path: Path) -> None:
    found = swept(tmp_path, WEIGHT, SIZES)
    for plan_id, kind in classes(found.index).items():
        cells = set(found.choices[plan_id].tolist())
        assert kind == {(1,): "always", (0,): "never"}.get(tuple(cells), "depends")


def test_families_hold_every_scenario_once_and_cohorts_that_are_alike(tmp_path: Path) -> None:
    found = swept(tmp_path, WEIGHT, SIZES).index
    groups = families(found)
    rows = [row.run for family in groups for row in family.rows]
    assert sorted(rows) == sorted(row.run for row in found.proven)
    for family in groups:
        assert all(len(row.chosen ^ family.first) <= ALIKE for row in family.rows)
        assert all(family.core <= row.chosen for row in family.rows)


@DEEP
def test_the_price_of_a_cohort_is_what_it_loses_to_the_best_in_each_scenario(
    tmp_path: Path,
) -> None:
    plans, scenario = given(tmp_path)
    index = sweep(plans, scenario, {"vary": [WEIGHT, SIZES]}, workers=1).index
    cohorts = [frozenset(pair) for pair in combinations("ABCD", 2)]
    regions = selector.read_regions()
    for regret in regrets(index, cohorts):
        losses, equal, broken = {loss.row.run: loss for loss in regret.losses}, 0, 0
        for row in index.proven:
            result = selector.select(plans, changed(scenario, row.point.values), regions)
            problem = with_best_alone(result.problem, Clock())
            chosen = frozenset(plans.index[p] for p in regret.cohort)
            if not all(rule.check(chosen) for rule in problem.rules):
                broken += 1
                continue
            best = frozenset(plans.index[p] for p in result.selected)
            ours, theirs = ([problem.value(t, c) for t in problem.tiers] for c in (chosen, best))
            tier = next(
                (i for i, (a, b) in enumerate(zip(ours, theirs, strict=True)) if a != b), None
            )
            equal += tier is None
            if tier is not None:
                assert losses[row.run].tier == tier + 1
                assert losses[row.run].gap == abs(Fraction(ours[tier]) - Fraction(theirs[tier]))  # type: ignore[arg-type]
        assert (regret.equal, regret.broken) == (equal, broken)
        assert len(losses) == len(index.proven) - equal - broken


def changed(scenario: Scenario, values: tuple[str | None, ...]) -> Scenario:
    """The scenario with the weight and the size of a point."""
    objective = scenario.model_dump()["objective"]
    objective[1]["weights"] = {"besturen": float(values[0] or 1), "c2": 1}
    return scenario.replace(objective=objective, cohort={"size": int(values[1] or 2)})


def test_the_page_asks_nothing_and_escapes_what_it_is_given(tmp_path: Path) -> None:
    rows = [row | {"naam": "<b>Vet</b> & co"} for row in ROWS]
    plans, scenario = write_case(tmp_path, rows, SCENARIO | {"name": "<i>schuin</i>"})
    found = sweep(read_plans(plans), scenario, {"vary": [SIZES]}, workers=1)
    for language in ("nl", "en"):
        page = render(found.index, language)
        assert "<b>Vet" not in page
        assert "<i>schuin" not in page
        assert "&lt;b&gt;Vet" in page
        assert not re.search(r"<script|style=|https?://(?!www\.w3\.org)|\son\w+=", page)
        style = page.partition("<style>")[2].partition("</style>")[0]
        assert f"default-src 'none'; style-src 'sha256-{digest(style)}'" in unescape(page)
        assert f'<html lang="{language}">' in page


def test_a_sweep_that_is_saved_is_read_back_whole(tmp_path: Path) -> None:
    found = swept(tmp_path, WEIGHT, SIZES)
    again = Sweep.load(found.save(tmp_path / "uit"))
    assert again.scenarios.equals(found.scenarios)
    assert again.choices.equals(found.choices)
    assert again.summary() == found.summary()


def test_a_folder_of_unlike_inputs_is_refused(tmp_path: Path) -> None:
    found = swept(tmp_path, SIZES)
    found.save(tmp_path / "uit")
    plans, scenario = given(tmp_path)
    fewer = Plans.from_frame(plans.frame.drop(index="E"))
    with pytest.raises(InputError) as caught:
        sweep(fewer, scenario, {"vary": [SIZES]}, workers=1, out=tmp_path / "uit")
    assert [fault.code for fault in caught.value.faults] == ["other_plans", "other_sweep"]


def test_a_scenario_of_a_sweep_is_a_result_like_any(tmp_path: Path) -> None:
    found = swept(tmp_path, WEIGHT, SIZES)
    for number in (1, 5, 15):
        result = found.result(number)
        assert [p for p in found.choices if found.choices[str(p)].loc[number] == 1] == [
            *result.selected
        ]


def test_regions_that_are_no_files_serve_in_this_process(tmp_path: Path) -> None:
    land = country(boundaries=True)
    rows = [plan(p, f"GM000{i}") for i, p in enumerate("ABC", start=1)]
    plans, scenario = write_case(tmp_path, rows, SCENARIO)
    read = read_plans(plans, land)
    found = sweep(read, scenario, {"vary": [SIZES]}, regions=land, workers=1)
    assert found.counts["optimal"] == 2
    assert make_problem(read, load_scenario(scenario), land).eligible
