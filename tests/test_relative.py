"""Tiers that look at each score as a share of what it could be alone; sums of very fine shares."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest
import reference
from builders import (
    Row,
    Tables,
    changed,
    codes,
    country,
    plan,
    problem_of,
    read_scenario,
    result_from,
    result_of,
    tables,
    valued,
    write_scenario,
)
from depth import sample
from ortools.sat.python import cp_model
from round_plans import REGIONS
from rounds import write_round

from selector import InputError, Regions
from selector.solve import digits, ranks
from selector.solve.certify import certify
from selector.solve.clock import Clock
from selector.solve.digits import Digits
from selector.solve.kinds import weighted

XY = ("x", "y")


def solved(folder: Path, rows: Sequence[Row], *objective: Tables, **others: Any) -> dict[str, Any]:
    criteria = [{"name": name, "measure": "total", "on": name} for name in XY]
    scenario = tables(criteria=criteria, objective=list(objective), **others)
    return result_of(folder, rows, scenario).as_dict()


def scored(**plans: str) -> list[Row]:
    return [
        valued(plan_id, **dict(zip(XY, text.split(), strict=True)))
        for plan_id, text in plans.items()
    ]


RELATIVE: Tables = {"tier": "leximin", "relative": True}
# x could be 1.0 and y 0.5: A has 0.6 of the one and all of the other.
UNEQUAL = scored(A="0.6 0.5", B="0.8 0.35", C="1 0.1")


def test_a_relative_tier_divides_by_what_each_criterion_could_reach_alone(tmp_path: Path) -> None:
    found = solved(tmp_path, UNEQUAL, RELATIVE)
    assert found["selected"] == ["B"]  # 0.8 and 0.7; A has 0.6 and 1
    assert found["tiers"][0]["value"] == ["7/10", "4/5"]
    assert found["best_alone"] == {"1": {"x": "1", "y": "1/2"}}
    plain = solved(tmp_path, UNEQUAL, {"tier": "leximin"})
    assert plain["selected"] == ["A"]  # 0.5 and 0.6; B has 0.35
    assert "best_alone" not in plain


def test_a_relative_sum_and_criterion_and_worst_count_the_same_way(tmp_path: Path) -> None:
    for kind, value, chosen in (("sum", "8/5", "A"), ("worst", "7/10", "B")):
        found = solved(tmp_path, UNEQUAL, {"tier": kind, "relative": True})
        assert (found["selected"], found["tiers"][0]["value"]) == ([chosen], value)
    found = solved(tmp_path, UNEQUAL, {"tier": "criterion", "over": ["y"], "relative": True})
    assert (found["selected"], found["tiers"][0]["value"]) == (["A"], "1")


def test_where_nothing_could_be_reached_nothing_was_given_up(tmp_path: Path) -> None:
    rows = scored(A="0.3 0", B="0.4 0")
    for kind, value in (("leximin", ["1", "1"]), ("sum", "2"), ("worst", "1")):
        found = solved(tmp_path, rows, {"tier": kind, "relative": True})
        assert (found["selected"], found["tiers"][0]["value"]) == (["B"], value) or kind == "worst"
        assert found["tiers"][0]["value"] == found["tiers"][0]["bound"] == value
        over = {"over": ["y"]}
        alone = solved(tmp_path, rows, {"tier": kind, "relative": True, **over})
        assert alone["tiers"][0]["value"] == (["1"] if kind == "leximin" else "1")
        assert alone["ticket_decided"] is True


def test_a_tolerance_is_in_shares_of_what_could_be_reached(tmp_path: Path) -> None:
    first = {"tier": "criterion", "over": ["y"], "relative": True, "tolerance": 0.3}
    found = solved(tmp_path, UNEQUAL, first, {"tier": "criterion", "over": ["x"]})
    assert found["selected"] == ["B"]  # 0.7 of what y could be
    first["tolerance"] = 0.29
    found = solved(tmp_path, UNEQUAL, first, {"tier": "criterion", "over": ["x"]})
    assert found["selected"] == ["A"]


def test_best_alone_looks_past_locks_and_quotas(tmp_path: Path) -> None:
    cohort = {"locked_out": ["C"]}
    found = solved(tmp_path, UNEQUAL, RELATIVE, cohort=cohort)
    assert found["best_alone"] == {"1": {"x": "1", "y": "1/2"}}
    assert found["tiers"][0]["value"] == ["7/10", "4/5"]


def test_a_size_range_is_relative_to_each_size(tmp_path: Path) -> None:
    found = solved(tmp_path, UNEQUAL, RELATIVE, size={"min": 1, "max": 2})
    # Two: x could be 0.9 and y 0.425; A and B have 0.7 and 0.425.
    assert found["best_alone"]["2"] == {"x": "9/10", "y": "17/40"}
    assert (found["size"], found["tiers"][0]["value"]) == (2, ["7/9", "1"])


def test_a_tier_is_not_proven_while_what_it_is_relative_to_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from selector.solve import alone

    monkeypatch.setattr(alone, "best_alone", lambda *_: (Fraction(1), False))
    found = solved(tmp_path, UNEQUAL, RELATIVE)
    assert found["status"] == "feasible"
    assert found["tiers"][0]["bound"] == ["1", "1"]


def test_competition_cannot_be_relative(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        solved(tmp_path, UNEQUAL, {"tier": "competition", "relative": True})
    assert codes(caught.value.faults) == {"not_relative"}


def test_a_second_solver_confirms_relative_tiers(tmp_path: Path) -> None:
    for seed in (2, 5, 7, 13):
        plans, scenario = write_round(tmp_path / str(seed), seed, relative=True)
        result = result_from(plans, scenario)
        if result.outcome.optimum is not None:
            words = certify(result.problem, result.outcome.optimum, Clock()).tiers
            assert set(words) <= {"confirmed", "undecided"}


# --- What is too fine for one number


@pytest.mark.parametrize("seed", sample(range(2400, 2412), every=5))
def test_levels_in_coarse_steps_and_sums_in_digits_give_the_answer_of_brute_force(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranks, "FINE", 1)
    monkeypatch.setattr(ranks, "COARSE", 5)
    monkeypatch.setattr(digits, "WIDEST", 1)
    for module in (weighted, digits):
        monkeypatch.setattr(module, "BASE_BITS", 4)
    monkeypatch.setattr(digits, "BASE", 16)
    plans, scenario = write_round(tmp_path, seed, dispersion=seed % 2 == 0, relative=True)
    expected = reference.solve(plans, scenario, REGIONS)
    result = result_from(plans, scenario)
    assert result.status == expected["status"]
    if result.status == "optimal":
        assert list(result.selected) == expected["selected"]
        values = [entry["value"] for entry in result.as_dict()["tiers"]]
        assert values == [entry["value"] for entry in expected["tiers"]]


def test_digits_add_up_to_the_sum_and_bound_it_from_below(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digits, "WIDEST", 1)
    monkeypatch.setattr(digits, "BASE_BITS", 3)
    monkeypatch.setattr(digits, "BASE", 8)
    rng = Random(1)
    for _ in range(25):
        weights, highs = [rng.randint(0, 5000) for _ in range(3)], [2, 3, 1]
        weights[0] = 4001
        least = rng.randint(0, sum(w * h for w, h in zip(weights, highs, strict=True)))
        reached = [
            values for values in product(*(range(high + 1) for high in highs))
            if sum(v * w for v, w in zip(values, weights, strict=True)) >= least
        ]  # fmt: skip
        model = cp_model.CpModel()
        numbers = [model.new_int_var(0, high, f"n{i}") for i, high in enumerate(highs)]
        found = Digits(model, numbers, weights, highs)
        assert len(found.expressions) > 3
        found.at_least(model, least)
        assert sorted(_all_solutions(model, numbers)) == reached


def _all_solutions(
    model: cp_model.CpModel, numbers: Sequence[cp_model.IntVar]
) -> list[tuple[int, ...]]:
    """Every solution, once each if the rest of the model is determined by the numbers."""

    class Collect(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            found.append(tuple(int(self.value(number)) for number in numbers))

    found: list[tuple[int, ...]] = []
    solver = cp_model.CpSolver()
    solver.parameters.enumerate_all_solutions = True
    solver.parameters.num_workers = 1
    solver.solve(model, Collect())
    return found


def test_sums_beyond_sixty_four_bits_are_exact(tmp_path: Path) -> None:
    """Four best scores with large prime numerators: their common denominator has 20 digits."""
    best = ("0.9973", "0.9967", "0.9949", "0.9941", "0.9931")
    names = [f"v{i}" for i in range(5)]
    rows = [valued(f"B{i}", **{n: best[j] if i == j else "0" for j, n in enumerate(names)})
            for i in range(5)]  # fmt: skip
    rows += [
        valued("C", v0="0.5", v1="0.5001", v2="0.4", v3="0.6", v4="0.3"),
        valued("D", v0="0.5001", v1="0.5", v2="0.4", v3="0.6", v4="0.3"),
    ]
    criteria = [{"name": name, "measure": "total", "on": name} for name in names]
    scenario = tables(criteria=criteria, objective=[{"tier": "sum", "relative": True}])
    found = result_of(tmp_path, rows, scenario).as_dict()

    def worth(row: Row) -> Fraction:
        return sum((Fraction(row[n]) / Fraction(b) for n, b in zip(names, best, strict=True)),
                   Fraction(0))  # fmt: skip

    top = max(rows, key=worth)
    assert worth(rows[-2]) - worth(rows[-1]) == Fraction(1, 9967) - Fraction(1, 9973)
    assert (found["selected"], found["tiers"][0]["value"]) == ([top["plan_id"]], str(worth(top)))
    assert top["plan_id"] == "C"


# --- The order of things in a file decides nothing


@pytest.fixture(scope="module")
def land() -> Regions:
    return country()


@pytest.mark.parametrize("seed", sample(range(2500, 2516), every=5))
def test_the_order_of_categories_labels_and_criteria_changes_nothing(
    tmp_path: Path, seed: int
) -> None:
    plans, scenario = write_round(tmp_path, seed, dispersion=seed % 2 == 0, relative=True)
    before = result_from(plans, scenario)
    rng, turned = Random(seed), read_scenario(scenario)
    for criterion in turned["criteria"]:
        rng.shuffle(criterion.get("categories", []))
        if isinstance(criterion.get("target"), dict):
            items = list(criterion["target"].items())
            rng.shuffle(items)
            criterion["target"] = dict(items)
    for key in ("criteria", "quotas"):
        rng.shuffle(turned.get(key, []))
    for tier in turned["objective"]:
        if tier["tier"] in ("worst", "sum", "leximin"):
            tier["over"] = tier.get("over") or [
                c["name"] for c in read_scenario(scenario)["criteria"]
            ]
            rng.shuffle(tier["over"])
    after = result_from(plans, write_scenario(tmp_path / "anders", turned))
    assert (after.status, after.selected) == (before.status, before.selected)
    assert after.scores == before.scores
    if before.outcome.optimum is not None:
        assert after.outcome.cohort.tier_values() == before.outcome.cohort.tier_values()
        everyone = range(len(before.problem.plans))
        assert [*map(after.outcome.in_optimal, everyone)] == [
            *map(before.outcome.in_optimal, everyone)
        ]


def test_the_first_category_in_the_file_has_no_advantage(tmp_path: Path, land: Regions) -> None:
    towns = {"a": "Aadorp", "b": "Beekdam", "c": "Ceestad", "d": "Florijn", "e": "Duinzicht"}
    rows = [plan(plan_id, town) for plan_id, town in towns.items()]
    chosen = set()
    for first in (
        ["stedelijk", "niet-stedelijk", "krimp"],
        ["krimp", "stedelijk", "niet-stedelijk"],
    ):
        criterion = {"name": "c", "measure": "balance", "on": "context", "categories": first}
        chosen.add(result_of(tmp_path, rows, tables(size=4, criteria=[criterion]), land).selected)
    assert len(chosen) == 1


# --- nvt


def test_nvt_counts_as_the_mean_of_the_eligible_plans_with_a_value(tmp_path: Path) -> None:
    column = "aandeel_besturen"
    rows = [
        plan("A", **{column: "0.5"}),
        plan("B", **{column: "0.25"}),
        plan("C", **{column: "nvt"}),
        plan("D", **{column: ""}),
        plan("E", **{column: "1", "a1": "ontbreekt"}),
        plan("F", **{column: "0.3334"}),
        plan("G", **{column: "nvt", "a1": "ontbreekt"}),
        plan("H", **{column: "", "a1": "ontbreekt"}),
    ]
    criteria = [{"name": "x", "measure": "total", "on": column}]
    problem = problem_of(tmp_path, rows, tables(criteria=criteria))
    # (5000 + 2500 + 3334) / 3 = 3611.33, rounded down; E is not eligible, D counts as 0.
    assert [problem.scores([p])[0] for p in (2, 3)] == [Fraction(3611, 10_000), 0]
    notes = {note.code: note for note in problem.notes}
    assert notes["nvt_is_mean"].params["mean"] == Decimal("0.3611")
    assert notes["nvt_is_mean"].params["plans"] == ["C"]  # G and H are not eligible
    assert notes["empty_is_low"].params["plans"] == ["D"]


def test_nvt_is_not_held_against_a_least_share_and_that_is_said(tmp_path: Path) -> None:
    rows = [plan("A", aandeel_opleidingen="NVT"), plan("B", aandeel_opleidingen="0.4")]
    scenario = changed(tables(), "eligibility", "min_aandeel_opleidingen", to=0.5)
    found = problem_of(tmp_path, rows, scenario).assessments
    assert [a.eligible for a in found] == [True, False]
    assert [r.code for r in found[0].reasons] == ["nvt_share_institutes"]


def test_nvt_belongs_in_the_two_shares_only(tmp_path: Path) -> None:
    for column in ("ambitie", "x"):
        criteria = [{"name": "x", "measure": "total", "on": column, "range": [1, 5]}]
        with pytest.raises(InputError):
            problem_of(tmp_path, [plan("A", **{column: "nvt"})], tables(criteria=criteria))
