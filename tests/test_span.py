"""The exact range of one number, held against brute force on every point of the grid."""

import json
from dataclasses import replace
from decimal import Decimal
from itertools import product, takewhile
from pathlib import Path
from random import Random

import pytest
from brute_force import best, kept
from builders import codes, invoke, plan, result_from, tables, write_case
from depth import DEEP, sample
from rounds import write_round

from selector import InputError, Result
from selector.changes.knob import Grid, Knob, find_knob, grid_of
from selector.changes.span import Span, find_span
from selector.publish.span import record, summarise_span
from selector.solve.alone import with_best_alone
from selector.solve.clock import Clock
from selector.solve.tickets import pick_from_list

ROWS = [
    plan("A", "GM0363", herkomst="nieuw", aandeel_besturen="0.5", punten="9", ambitie="2"),
    plan("B", "GM0599", herkomst="bestaand", aandeel_besturen="0.9", punten="2", ambitie="3"),
    plan("C", "GM0014", herkomst="bestaand", aandeel_besturen="0.7", punten="5", ambitie="4"),
    plan("D", "GM0363", herkomst="nieuw", aandeel_besturen="0.6", punten="7", ambitie="5"),
    plan("E", "GM0344", herkomst="nieuw", aandeel_besturen="0.8", punten="4", ambitie="1"),
]
SCENARIO = tables(
    3,
    seed="s",
    competition=[{"rule": "overlap"}],
    quotas=[{"name": "nieuw", "where": {"herkomst": "nieuw"}, "min": 1}],
    criteria=[
        {"name": "besturen", "measure": "total", "on": "aandeel_besturen"},
        {"name": "punten", "measure": "total", "on": "punten", "range": [0, 10]},
        {"name": "herkomst", "measure": "balance", "on": "herkomst",
         "target": {"nieuw": 2, "bestaand": 1}},
    ],
    objective=[{"tier": "sum", "over": ["besturen", "punten", "herkomst"],
                "weights": {"punten": 2}}, {"tier": "leximin"}],
)  # fmt: skip
KEYS = [
    "objective.1.weights.punten", "objective.1.weights.besturen", "objective.1.weights.herkomst",
    "criteria.herkomst.target.nieuw", "criteria.herkomst.target.bestaand", "quotas.nieuw.min",
    "A.punten", "B.aandeel_besturen", "E.aandeel_besturen", "size", "competition.overlap.min_share",
    "objective.1.tolerance", "eligibility.min_aandeel_besturen",
]  # fmt: skip


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return result_from(*write_case(tmp_path_factory.mktemp("klein"), ROWS, SCENARIO))


def grid_for(knob: Knob, low: str | None, high: str | None, places: int) -> Grid:
    ends = [None if end is None else Decimal(end) for end in (low, high)]
    return grid_of(knob, ends[0], ends[1], 0 if knob.whole else places)


def span_of(result: Result, knob: Knob, grid: Grid) -> Span:
    optimum = result.outcome.optimum
    assert optimum
    return find_span(optimum, knob, grid, Clock())


def optima(knob: Knob, value: Decimal) -> tuple[list[frozenset[int]], tuple[str, ...]]:
    """All optimal cohorts with another value, and the one that the tickets pick."""
    try:
        problem = with_best_alone(knob.turned(value), Clock())
    except InputError:
        return [], ()
    found = best(problem, kept(problem))
    if found is None:
        return [], ()
    picked = pick_from_list(found[1], problem.plans.ids, problem.scenario.seed)
    return found[1], tuple(problem.plans.ids[p] for p in sorted(picked))


def by_force(result: Result, knob: Knob, grid: Grid) -> Span:
    """The span by every optimal cohort of every point, outwards from today."""
    chosen = result.outcome.cohort.chosen
    points = [grid.point(number) for number in range(grid.first, grid.last + 1)]
    sides = [[p for p in reversed(points) if p < knob.today], [p for p in points if p > knob.today]]
    ends, beyond = [], []
    for side in sides:
        inside = [*takewhile(lambda value: chosen in optima(knob, value)[0], side)]
        ends.append([knob.today, *inside][-1])
        rest = side[len(inside) :]
        beyond.append(optima(knob, rest[0])[1] if rest else None)
    return Span(knob.key, ends[0], ends[1], beyond[0], beyond[1])


@DEEP
@pytest.mark.parametrize(("key", "places"), sample(product(KEYS, (1, 2)), every=3))
def test_the_range_of_a_small_round_is_that_of_brute_force(
    small: Result, key: str, places: int
) -> None:
    knob = find_knob(small.problem, key)
    near = Decimal(1 if knob.whole else "0.15")
    low, high = (knob.low, knob.high) if places == 1 else (knob.today - near, knob.today + near)
    grid = grid_for(knob, str(max(low, knob.low)), str(min(high, knob.high)), places)
    assert span_of(small, knob, grid) == by_force(small, knob, grid)


def numbers(result: Result, rng: Random) -> list[str]:
    """Some keys of a random round: weights, targets, quotas, shares."""
    scenario, rows = result.problem.scenario, result.problem.plans.rows
    keys = [
        f"objective.{place}.weights.{name}"
        for place, tier in enumerate(scenario.objective, start=1)
        if tier.tier == "sum"
        for name in scenario.over(tier)
    ]
    keys += [f"quotas.{i}.{key}" for i, quota in enumerate(scenario.quotas, start=1)
             for key in ("min", "max") if getattr(quota, key) is not None]  # fmt: skip
    keys += [f"{row.plan_id}.aandeel_besturen" for row in rows if row.board_share is not None]
    keys += [f"{row.plan_id}.ambitie" for row in rows if row.cells.get("ambitie")]
    return rng.sample(keys, min(3, len(keys)))


@pytest.mark.parametrize("seed", sample([1, 5, 8, 30, 51, 60], every=3))
def test_random_rounds_have_the_range_of_brute_force(tmp_path: Path, seed: int) -> None:
    result = result_from(*write_round(tmp_path, seed, dispersion=seed >= 50, relative=seed % 2 > 0))
    for key in numbers(result, Random(seed)):
        knob = find_knob(result.problem, key)
        near = 5 if knob.whole else Decimal("0.5")
        low, high = max(knob.low, knob.today - near), min(knob.high, knob.today + near)
        grid = grid_for(knob, str(low), str(high), 1)
        assert span_of(result, knob, grid) == by_force(result, knob, grid), key


def test_beyond_a_hole_nothing_counts(tmp_path: Path) -> None:
    rows = [
        plan("A", "GM0363", punten="9", ambitie="2"),
        plan("E", "GM0599", punten="8", ambitie="1"),
        plan("C", "GM0014", punten="1", ambitie="4"),
    ]
    scenario = tables(
        2,
        criteria=[
            {"name": "ambitie", "measure": "coverage", "on": "ambitie",
             "categories": ["1", "2", "3", "4", "5"]},
            {"name": "punten", "measure": "total", "on": "punten", "range": [0, 10]},
        ],
        objective=[{"tier": "criterion", "over": "ambitie"}, {"tier": "sum", "over": ["punten"]}],
    )  # fmt: skip
    result = result_from(*write_case(tmp_path, rows, scenario))
    knob = find_knob(result.problem, "E.ambitie")
    found = span_of(result, knob, grid_for(knob, None, None, 0))
    assert found == Span(knob.key, Decimal(1), Decimal(1), None, ("A", "C"))
    assert result.outcome.cohort.chosen in optima(knob, Decimal(3))[0]


def test_a_weight_is_settled_in_few_steps(small: Result) -> None:
    knob = find_knob(small.problem, "objective.1.weights.punten")
    asked = list[Decimal]()
    counted = replace(knob, turned=lambda value: asked.append(value) or knob.turned(value))  # type: ignore[func-returns-value]
    found = span_of(small, counted, grid_for(knob, "0", "100000", 4))
    assert knob.linear
    assert len(asked) < 80
    assert found.low < knob.today <= found.high


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("objective.1.weights.punte", "no_such_criterion"),
        ("seed", "no_number"),
        ("quotas.nieuw.max", "no_number"),
        ("A.herkomst", "no_number"),
        ("quotas.oud.min", "no_such_key"),
        ("size.x", "no_number"),
    ],
)
def test_what_is_no_number_is_refused(small: Result, key: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        find_knob(small.problem, key)
    assert codes(caught.value.faults) == {code}


def test_a_grid_that_is_too_fine_is_refused_with_a_way_out(small: Result) -> None:
    knob = find_knob(small.problem, "A.punten")
    for low, high, places, code in (
        (None, None, 4, "too_fine"), (None, None, 5, "bad_places"), ("9.5", None, 1, "not_around"),
    ):  # fmt: skip
        with pytest.raises(InputError) as caught:
            grid_of(knob, None if low is None else Decimal(low), high, places)
        assert codes(caught.value.faults) == {code}


def test_out_of_time_is_said(small: Result) -> None:
    optimum = small.outcome.optimum
    assert optimum
    knob = find_knob(small.problem, "A.punten")
    found = find_span(optimum, knob, grid_of(knob, None, None, 1), Clock(0))
    assert not found.complete
    assert found.low == found.high == knob.today
    assert "De tijd was op" in summarise_span(small.outcome, found, "nl")


def test_python_gives_what_the_command_prints(small: Result) -> None:
    found = small.range("B.aandeel_besturen", "0,2", 1, places=1)
    knob = find_knob(small.problem, "B.aandeel_besturen")
    grid = grid_of(knob, Decimal("0.2"), Decimal(1), 1)
    assert found.data == find_span(small.outcome.proven.optimum, knob, grid, Clock())
    assert found.as_dict()["low"] == record(found.data)["low"]
    assert "B.aandeel_besturen" in found.summary("en")
    with pytest.raises(InputError) as caught:
        small.range("B.aandeel_besturen", low="veel")
    assert codes(caught.value.faults) == {"bad_number"}


def test_the_command_prints_the_contract(small: Result, tmp_path: Path) -> None:
    saved, knob = (
        small.save(tmp_path / "uit", only=("record",)),
        find_knob(small.problem, "B.aandeel_besturen"),
    )
    found = invoke("whatif", saved, "--range", "B.aandeel_besturen", "--places", "1", "--json")
    assert found.exit_code == 0
    told = json.loads(found.stdout)
    assert told == record(span_of(small, knob, grid_for(knob, None, None, 1)))
    assert told.keys() == {"key", "low", "high", "before", "after"}
    said = invoke("whatif", saved, "--range", "B.aandeel_besturen", "--low", "0,5").stdout
    assert "De gekozen selectie is een beste selectie zolang B.aandeel_besturen van" in said


@pytest.mark.parametrize(
    "options",
    [(), ("-B", "--range", "size"), ("--low", "1", "-B"), ("--range", "size", "--low", "x"),
     ("--range", "size", "--out", "elders"), ("--range", "niets")],
)  # fmt: skip
def test_options_that_do_not_go_together_are_refused(
    small: Result, tmp_path: Path, options: tuple[str, ...]
) -> None:
    saved = small.save(tmp_path / "uit", only=("record",))
    assert invoke("whatif", saved, *options).exit_code == 2
