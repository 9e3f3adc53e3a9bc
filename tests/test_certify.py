"""The second solver: it confirms what is right, finds what is wrong, and never guesses."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from builders import (
    EXAMPLE,
    problem_of,
    skip_drawings,
)
from by_highs import FOREVER, OBJECTIVE, ROWS, VALUES, case, claiming, round_of, scenario_of, scored
from depth import sample
from rounds import write_round

from selector import load_scenario, read_plans, read_regions, select
from selector.solve import certify as second
from selector.solve import highs
from selector.solve.certify import DisagreementError, certify, infeasible, solve_with_highs
from selector.solve.clock import Clock
from selector.solve.highs import HighsResult, Solution
from selector.solve.optimum import solve
from selector.solve.unbeaten import Verdict
from selector.tiers import Value

SEEDS = range(30)
HARD = (96, 275, 377, 450, 1249)  # HiGHS 1.12 errs in presolve, or counts in the millions
INFEASIBLE = (9, 16, 50, 52, 54, 57)  # rounds in which no cohort keeps to all rules


@pytest.fixture(autouse=True)
def without_drawings(monkeypatch: pytest.MonkeyPatch) -> None:
    skip_drawings(monkeypatch)


# --- It confirms what is right


@pytest.mark.parametrize("seed", sample([*SEEDS, *HARD], every=3))
def test_a_random_round_is_confirmed(tmp_path: Path, seed: int) -> None:
    problem = round_of(tmp_path, seed)
    optimum = solve(problem, FOREVER)
    if optimum is None:
        assert infeasible(problem, FOREVER).certified
        return
    for from_scratch in (False, True):
        found = certify(problem, optimum, FOREVER, from_scratch)
        assert found.tiers == ("confirmed",) * len(problem.tiers)
        assert found.certified


@pytest.mark.parametrize("seed", [3, 20, 31])
def test_highs_finds_the_same_by_itself(tmp_path: Path, seed: int) -> None:
    problem = round_of(tmp_path, seed, n_plans=20)
    optimum = solve(problem, FOREVER)
    assert optimum is not None
    found = solve_with_highs(problem, FOREVER)
    assert found.values == tuple(result.value for result in optimum.tiers)
    assert max(found.sizes) == optimum.size
    assert found.cohort is not None
    assert all(rule.check(found.cohort) for rule in problem.rules)


@pytest.mark.parametrize("seed", sample(INFEASIBLE, every=3))
def test_that_no_cohort_keeps_to_all_rules_is_confirmed(tmp_path: Path, seed: int) -> None:
    plans, scenario = write_round(tmp_path, seed)
    facts = read_regions()
    result = select(read_plans(plans, facts), load_scenario(scenario), facts)
    assert result.status == "infeasible"
    assert result.as_dict()["certified"] is True
    assert "bevestigt dat geen enkele selectie" in result.summary()


# --- Cases worked out by hand: the pair A, B is best on every tier


def moved(value: Value, step: Fraction) -> Value:
    return (*value[:-1], value[-1] + step) if isinstance(value, tuple) else value + step


@pytest.mark.parametrize("kind", OBJECTIVE)
def test_each_kind_of_tier_has_the_value_worked_out_by_hand(tmp_path: Path, kind: str) -> None:
    problem, optimum = case(tmp_path, kind)
    assert solve_with_highs(problem, FOREVER).values == (VALUES[kind],)
    assert certify(problem, optimum, FOREVER).certified


@pytest.mark.parametrize("kind", OBJECTIVE)
@pytest.mark.parametrize("step", [Fraction(1, 10_000), Fraction(-1, 10_000)])
def test_a_wrong_value_is_found_out(tmp_path: Path, kind: str, step: Fraction) -> None:
    problem, optimum = case(tmp_path, "criterion", kind)
    wrong = claiming(optimum, 1, moved(optimum.tiers[1].value, step))
    with pytest.raises(DisagreementError) as caught:
        certify(problem, wrong, FOREVER)
    assert (caught.value.about, caught.value.tier) == ("tier", 2)


@pytest.mark.parametrize("from_scratch", [False, True])
@pytest.mark.parametrize("kind", OBJECTIVE)
def test_a_worse_cohort_with_its_own_value_is_found_out(
    tmp_path: Path, kind: str, from_scratch: bool
) -> None:
    if kind == "competition":  # A and B compete; C stands apart
        rows = [row | {"besturen": "X" if row["plan_id"] in "AB" else ""} for row in ROWS]
        problem = problem_of(tmp_path, rows, scenario_of(kind))
        worse = frozenset({0, 1})
        optimum = solve(problem, FOREVER)
        assert optimum is not None
    else:
        problem, optimum = case(tmp_path, kind)
        worse = frozenset({1, 3})
    value = problem.value(problem.tiers[0], worse)
    with pytest.raises(DisagreementError) as caught:
        certify(problem, claiming(replace(optimum, chosen=worse), 0, value), FOREVER, from_scratch)
    assert (caught.value.about, caught.value.tier) == ("tier", 1)
    ours, theirs = caught.value.as_dict()["sides"]
    assert ours["selected"] == (["A", "B"] if kind == "competition" else ["B", "D"])
    assert ours["tiers"][0]["value"] != theirs["tiers"][0]["value"]


@pytest.mark.parametrize("kind", OBJECTIVE)
def test_a_cohort_that_does_not_attain_the_values_is_found_out(tmp_path: Path, kind: str) -> None:
    problem, optimum = case(tmp_path, "criterion", kind)
    with pytest.raises(DisagreementError):
        certify(problem, replace(optimum, chosen=frozenset({1, 3})), FOREVER)


def test_a_cohort_that_breaks_a_rule_is_found_out(tmp_path: Path) -> None:
    problem, optimum = case(tmp_path, "criterion", cohort={"locked_out": ["A"]})
    wrong = replace(optimum, chosen=frozenset({0, 1}))
    with pytest.raises(DisagreementError) as caught:
        certify(problem, claiming(wrong, 0, Fraction(4, 5)), FOREVER)
    assert caught.value.about == "cohort"
    assert caught.value.as_dict()["sides"][0]["broken_rules"] == ["locked_out:A"]


# --- Sizes and tolerance


@pytest.mark.parametrize(("size", "chosen"), [(1, {0}), (3, {0, 1, 2})])
def test_another_size_that_is_better_is_found_out(
    tmp_path: Path, size: int, chosen: set[int]
) -> None:
    # The best x of one plan is 0.9 (A), of two 0.8, of three 0.7667.
    problem, optimum = case(tmp_path, "criterion", size={"min": 1, "max": 3})
    assert optimum.size == 1
    value = problem.value(problem.tiers[0], chosen)
    claim = claiming(replace(optimum, chosen=frozenset(chosen), size=size), 0, value)
    if size == 1:
        assert certify(problem, claim, FOREVER).certified
        return
    with pytest.raises(DisagreementError) as caught:
        certify(problem, claim, FOREVER)
    assert caught.value.as_dict()["sides"][1]["selected"] == ["A"]


def test_at_a_full_tie_the_larger_size_must_win(tmp_path: Path) -> None:
    rows = scored(A="0.5 0 0", B="0.5 0 0", C="0.5 0 0")
    problem = problem_of(tmp_path, rows, scenario_of("criterion", size={"min": 1, "max": 3}))
    optimum = solve(problem, FOREVER)
    assert optimum is not None
    assert optimum.size == 3
    assert certify(problem, optimum, FOREVER).certified
    smaller = replace(optimum, chosen=frozenset({0, 1}), size=2)
    with pytest.raises(DisagreementError) as caught:
        certify(problem, smaller, FOREVER)
    assert caught.value.about == "size"


@pytest.mark.parametrize(("tolerance", "chosen"), [(0.0199, "A"), (0.02, "B"), (0.0201, "C")])
def test_a_tolerance_serves_the_tiers_after_it(
    tmp_path: Path, tolerance: float, chosen: str
) -> None:
    rows = scored(A="0.9 0.1 0", B="0.88 0.5 0", C="0.8799 0.9 0")
    first = {"tier": "criterion", "over": ["x"], "tolerance": tolerance}
    then = {"tier": "criterion", "over": ["y"], "tolerance": 0.5}  # of no use in the last tier
    scenario = {**scenario_of(size=1), "objective": [first, then]}
    problem = problem_of(tmp_path, rows, scenario)
    optimum = solve(problem, FOREVER)
    assert optimum is not None
    assert [problem.plans.ids[p] for p in optimum.chosen] == [chosen]
    assert certify(problem, optimum, FOREVER).certified
    for other in range(3):
        if other not in optimum.chosen:
            with pytest.raises(DisagreementError):
                certify(problem, replace(optimum, chosen=frozenset({other})), FOREVER)


def test_a_value_too_high_is_found_out_when_only_the_tolerance_is_attained(tmp_path: Path) -> None:
    rows = scored(A="0.9 0.1 0", B="0.86 0.9 0")
    first = {"tier": "criterion", "over": ["x"], "tolerance": 0.05}
    scenario = {**scenario_of(size=1), "objective": [first, {"tier": "criterion", "over": ["y"]}]}
    problem = problem_of(tmp_path, rows, scenario)
    optimum = solve(problem, FOREVER)
    assert optimum is not None
    assert optimum.chosen == {1}
    with pytest.raises(DisagreementError) as caught:  # 0.86 is within 0.05 of 0.905 as well
        certify(problem, claiming(optimum, 0, Fraction(181, 200)), FOREVER)
    assert (caught.value.about, caught.value.tier) == ("tier", 1)


def test_what_gives_up_an_earlier_tier_is_not_sound(tmp_path: Path) -> None:
    problem, _ = case(tmp_path, "criterion", "sum")
    solver = highs.SizeSolver(problem, 2, FOREVER)
    assert solver._sound(frozenset({1, 3}))
    solver.solve(problem.tiers[0], last=False, to_beat=None)
    assert solver._sound(frozenset({0, 2}))
    assert not solver._sound(frozenset({1, 2}))


# --- What cannot be told is not confirmed


def test_without_time_nothing_is_confirmed(tmp_path: Path) -> None:
    problem, optimum = case(tmp_path, "leximin", "sum", "competition")
    found = certify(problem, optimum, Clock(0.0))
    assert (found.certified, found.tiers) == (False, ("out_of_time",) * 3)
    assert not infeasible(problem, Clock(0.0)).certified


@pytest.mark.parametrize("limit", [0.001, 0.1, 0.6, 1.5])
def test_a_short_time_limit_never_ends_in_an_exception(limit: float) -> None:
    scenario = load_scenario("alle-punten-gelijk")
    result = select(read_plans(EXAMPLE), scenario, time_limit=limit, certify=True)
    certificate = result.outcome.certificate
    assert certificate is not None
    in_time = "out_of_time" not in certificate.tiers  # how far it comes is of the machine
    assert limit > 0.001 or not in_time
    assert certificate.certified is result.as_dict()["certified"] is in_time
    assert ("had te weinig tijd; niet bevestigd: trap" in result.summary()) is not in_time


def test_numbers_too_large_for_floats_are_not_confirmed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem, optimum = case(tmp_path, "criterion", "sum")
    monkeypatch.setattr(highs, "LARGEST", 20_001)  # x counts 2 * 10,000; the sum has more
    assert certify(problem, optimum, FOREVER).tiers == ("confirmed", "undecided")


def test_a_bound_that_the_cohort_itself_refutes_confirms_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem, optimum = case(tmp_path, "criterion")
    monkeypatch.setattr(second, "unbeaten", lambda *_: Verdict(None))  # so the tiers are solved
    low = Fraction(7, 10)
    answer = HighsResult("proven", 2, low, low, frozenset({1, 2}))
    monkeypatch.setattr(second, "solve_with_highs", lambda *_: Solution((answer,), (2,), ""))
    assert certify(problem, optimum, FOREVER).tiers == ("undecided",)
    monkeypatch.setattr(second, "solve_with_highs", lambda *_: Solution((), (2,), ""))
    assert certify(problem, optimum, FOREVER).tiers == ("undecided",)


def test_a_cohort_that_only_seems_allowed_is_ruled_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem, _ = case(tmp_path, "criterion")
    honest = highs.SizeSolver._sound
    best = solve_with_highs(problem, FOREVER).cohort
    monkeypatch.setattr(highs.SizeSolver, "_sound", lambda s, c: c != best and honest(s, c))
    found = solve_with_highs(problem, FOREVER)
    assert found.values == (Fraction(4, 5),)
    assert {best, found.cohort} == {frozenset({0, 1}), frozenset({0, 2})}
