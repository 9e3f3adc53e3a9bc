"""The second solver: it confirms what is right, finds what is wrong, and never guesses."""

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from builders import (
    EXAMPLE,
    Row,
    Tables,
    altered,
    plan,
    problem_of,
    result_of,
    skip_drawings,
    tables,
    valued,
    write_case,
)
from click.testing import CliRunner, Result
from rounds import write_round

from selector import load_scenario, read_plans, read_regions, select
from selector.cli import main
from selector.problem import Problem, make_problem
from selector.solve import certify as second
from selector.solve import goals, highs
from selector.solve.certify import DisagreementError, certify, infeasible, solve_with_highs
from selector.solve.engine import Clock
from selector.solve.highs import Answer, Solution
from selector.solve.optimum import Optimum, solve
from selector.solve.posted import TierResult
from selector.solve.program import maximise
from selector.statement import Linear, Program
from selector.tiers import Value

SEEDS = range(30)
HARD = (96, 275, 377, 450, 1249)  # HiGHS 1.12 errs in presolve, or counts in the millions
INFEASIBLE = (9, 16, 50, 52, 54, 57)  # rounds in which no cohort keeps to all rules
FOREVER = Clock(None)


@pytest.fixture(autouse=True)
def without_drawings(monkeypatch: pytest.MonkeyPatch) -> None:
    skip_drawings(monkeypatch)


def round_of(folder: Path, seed: int, n_plans: int = 14) -> Problem:
    plans, scenario = write_round(folder, seed, n_plans)
    facts = read_regions()
    return make_problem(read_plans(plans, facts), load_scenario(scenario), facts)


# --- It confirms what is right


@pytest.mark.parametrize("seed", [*SEEDS, *HARD])
def test_a_random_round_is_confirmed(tmp_path: Path, seed: int) -> None:
    problem = round_of(tmp_path, seed)
    optimum = solve(problem, FOREVER)
    if optimum is None:
        assert infeasible(problem, FOREVER).certified
        return
    found = certify(problem, optimum, FOREVER)
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


@pytest.mark.parametrize("seed", INFEASIBLE)
def test_that_no_cohort_keeps_to_all_rules_is_confirmed(tmp_path: Path, seed: int) -> None:
    plans, scenario = write_round(tmp_path, seed)
    facts = read_regions()
    result = select(read_plans(plans, facts), load_scenario(scenario), facts)
    assert result.status == "infeasible"
    assert result.as_dict()["certified"] is True
    assert "bevestigt dat geen enkele selectie" in result.summary()


# --- Cases worked out by hand: the pair A, B is best on every tier


def scored(**plans: str) -> list[Row]:
    return [
        valued(plan_id, **dict(zip("xyz", text.split(), strict=True)))
        for plan_id, text in plans.items()
    ]


ROWS = scored(A="0.9 0.5 0.4", B="0.7 0.7 0.6", C="0.7 0.5 0.4", D="0.1 0.1 0.1")
# Of two: AB 0.8, 0.6, 0.5. AC 0.8, 0.5, 0.4. BC 0.7, 0.6, 0.5. With D all are lower.
OBJECTIVE: dict[str, Tables] = {
    "worst": {"tier": "worst"},
    "leximin": {"tier": "leximin"},
    "sum": {"tier": "sum", "weights": {"x": 2, "y": 0.3333}},
    "criterion": {"tier": "criterion", "over": ["x"]},
    "competition": {"tier": "competition"},
}
VALUES: dict[str, Value] = {
    "worst": Fraction(1, 2),
    "leximin": (Fraction(1, 2), Fraction(3, 5), Fraction(4, 5)),
    "sum": 2 * Fraction(4, 5) + Fraction(3333, 10_000) * Fraction(3, 5) + Fraction(1, 2),
    "criterion": Fraction(4, 5),
    "competition": Fraction(3),
}


def scenario_of(*kinds: str, size: Any = 2, **others: Any) -> Tables:
    criteria = [{"name": name, "measure": "total", "on": name} for name in "xyz"]
    rule = {"rule": "shared_party", "verdict": "penalise", "weight": 3, "lifted_by": []}
    objective = [OBJECTIVE[kind] for kind in kinds]
    return tables(size=size, criteria=criteria, objective=objective, competition=[rule], **others)


def case(folder: Path, *kinds: str, **others: Any) -> tuple[Problem, Optimum]:
    rows = [row | {"besturen": "X"} for row in ROWS]  # every pair of plans is penalised
    problem = problem_of(folder, rows, scenario_of(*kinds, **others))
    optimum = solve(problem, FOREVER)
    assert optimum is not None
    return problem, optimum


def claiming(optimum: Optimum, tier: int, value: Value) -> Optimum:
    """The optimum with another value for one tier, proven as it were."""
    results = list(optimum.tiers)
    results[tier] = TierResult(value, value, True)
    return replace(optimum, tiers=tuple(results))


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


@pytest.mark.parametrize("kind", OBJECTIVE)
def test_a_worse_cohort_with_its_own_value_is_found_out(tmp_path: Path, kind: str) -> None:
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
        certify(problem, claiming(replace(optimum, chosen=worse), 0, value), FOREVER)
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
    assert result.outcome.certificate is not None
    assert result.outcome.certificate.certified is False
    assert "out_of_time" in result.outcome.certificate.tiers
    assert result.as_dict()["certified"] is False
    assert "had te weinig tijd; niet bevestigd: trap" in result.summary()


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
    low = Fraction(7, 10)
    answer = Answer("proven", 2, low, low, frozenset({1, 2}))
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


# --- The rows themselves


def pinned(problem: Problem, cohort: frozenset[int]) -> tuple[Program, list[Linear]]:
    """A programme in which the plans are fixed to one cohort."""
    program = Program()
    x = [program.yes_no(plan_id) for plan_id in problem.plans.ids]
    for p, column in enumerate(x):
        program.row(column, low=int(p in cohort), high=int(p in cohort))
    return program, x


@pytest.mark.parametrize("seed", range(12))
def test_a_stated_criterion_is_the_numerator_of_any_cohort(tmp_path: Path, seed: int) -> None:
    problem, rng = round_of(tmp_path, seed), Random(seed)
    for size in (1, 3, 6, 14):
        cohort = frozenset(rng.sample(range(14), size))
        for criterion in problem.criteria:
            program, x = pinned(problem, cohort)
            found = maximise(program, criterion.state(program, x, size), FOREVER)
            assert found.value is not None
            assert abs(found.value - criterion.numerator(cohort)) < 1e-6, criterion.name


@pytest.mark.parametrize("seed", range(12))
def test_a_stated_rule_allows_what_the_check_allows(tmp_path: Path, seed: int) -> None:
    problem, rng = round_of(tmp_path, seed), Random(seed)
    for size in (*problem.sizes, *problem.sizes, *problem.sizes):
        cohort = frozenset(rng.sample(range(14), size))
        for rule in problem.rules:
            program = Program()
            x = [program.yes_no(plan_id) for plan_id in problem.plans.ids]
            rule.state(program, x, size)
            assert len(program.names) == 14, "a rule needs no columns of its own"
            assert all(_holds(row, cohort) for row in program.rows) == rule.check(cohort)


def _holds(row: tuple[Linear, float, float], cohort: frozenset[int]) -> bool:
    expression, low, high = row
    found = expression.constant + sum(c for p, c in expression.terms.items() if p in cohort)
    return low <= found <= high


def test_the_lowest_scores_add_up_as_stated(tmp_path: Path) -> None:
    problem, _ = case(tmp_path, "leximin")
    for pair in combinations(range(4), 2):
        statement = goals.Statement(problem, 2)
        for p in pair:
            statement.program.row(statement.x[p], low=1)
        scores = sorted(problem.scores(pair))
        for k, goal in enumerate(statement.lowest_sums(problem.tiers[0]), 1):
            found = maximise(statement.program, goal.expression, FOREVER)
            assert found.value is not None
            assert goal.value(round(found.value)) == sum(scores[:k])
            assert goal.count(frozenset(pair)) == round(found.value)


def test_a_programme_reads_as_text() -> None:
    program = Program()
    a, b = program.yes_no("A 1"), program.number("rest", -2, 2.5)
    program.row(3 * a - b + 1, low=2, high=4)
    program.row(a + b, low=1, high=1)
    assert program.text(5 - 2 * b).splitlines() == [
        "\\ x0 = A 1", "\\ x1 = rest", "Maximize", " obj: -2 x1 +5 constant", "Subject To",
        " r0a: +3 x0 -1 x1 >= 1", " r0b: +3 x0 -1 x1 <= 3", " r1: +1 x0 +1 x1 = 1",
        "Bounds", " constant = 1", " 0 <= x0 <= 1", " -2 <= x1 <= 2.5", "General", " x0", "End",
    ]  # fmt: skip


# --- What a run says, writes and refuses to write


def invoke(folder: Path, *options: str) -> Result:
    rows = [*ROWS, plan("E", x="0.2", y="0.2", z="0.2")]
    plans, scenario = write_case(folder, rows, scenario_of("leximin", "sum"))
    arguments = ["run", plans, "--scenario", scenario, "--out", folder / "uit", *options]
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def written(folder: Path, name: str = "cohort.json") -> Any:
    return json.loads((folder / "uit" / name).read_text(encoding="utf-8"))


def test_a_run_says_and_writes_what_was_confirmed(tmp_path: Path) -> None:
    found = invoke(tmp_path, "--certify")
    assert found.exit_code == 0
    assert "Een tweede rekenmethode (HiGHS) bevestigt elke trap." in found.stdout
    record = written(tmp_path)
    assert record["certified"] is True
    certificate = record["certificate"]
    assert certificate["tiers"] == ["confirmed", "confirmed"]
    assert certificate["solver"] == "HiGHS"
    assert certificate["through"].startswith("scipy ")
    assert certificate["version"][0].isdigit()
    first = (tmp_path / "uit" / "cohort.json").read_bytes()
    english = invoke(tmp_path, "--certify", "--force", "--lang", "en")
    assert "A second solver (HiGHS) confirms every tier." in english.stdout
    invoke(tmp_path, "--certify", "--force")
    assert (tmp_path / "uit" / "cohort.json").read_bytes() == first


def test_without_being_asked_nothing_is_said(tmp_path: Path) -> None:
    found = invoke(tmp_path)
    assert "HiGHS" not in found.stdout
    record = written(tmp_path)
    assert record["certified"] is None
    assert "certificate" not in record


def test_tiers_that_were_not_confirmed_are_named(tmp_path: Path) -> None:
    result = result_of(tmp_path, ROWS, scenario_of("leximin", "sum", "criterion"))
    words: tuple[second.Word, ...] = ("confirmed", "undecided", "undecided")
    certificate = second.Certificate(False, "1.12.0", "scipy 1.17.1", words)
    said = altered(result, certificate=certificate).summary()
    assert "niet bevestigd: trap 2 en 3." in said


def lie(monkeypatch: pytest.MonkeyPatch, change: Callable[[Optimum], Optimum | None]) -> None:
    """Let the first solver say something else."""

    def solve_wrongly(problem: Problem, clock: Clock) -> Optimum | None:
        optimum = solve(problem, clock)
        assert optimum is not None
        return change(optimum)

    monkeypatch.setattr("selector.solve.optimum.solve", solve_wrongly)


def test_a_contradiction_ends_with_1_and_keeps_both_sides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lie(monkeypatch, lambda optimum: claiming(optimum, 1, Fraction(3)))
    found = invoke(tmp_path, "--certify")
    assert (found.exit_code, found.stdout) == (1, "")
    assert "spreken elkaar tegen over trap 2 (som)" in found.stderr
    assert "uit.meningsverschil" in found.stderr
    assert "Traceback" not in found.stderr
    assert not (tmp_path / "uit").exists()
    folder = tmp_path / "uit.meningsverschil"
    saved = json.loads((folder / "verschil.json").read_text(encoding="utf-8"))
    ours, theirs = saved["sides"]
    assert (saved["about"], saved["tier"]) == ("tier", 2)
    assert (ours["solver"], theirs["solver"]) == ("CP-SAT", "HiGHS")
    assert ours["version"]
    assert "scipy" in theirs["version"]
    assert ours["tiers"][1]["value"] == "3"
    assert theirs["tiers"][1]["value"] == theirs["attained"][1] != "3"
    assert ours["selected"] == theirs["selected"] == ["A", "B"]
    assert ours["scores"] == {"x": "4/5", "y": "3/5", "z": "1/2"}
    assert "Maximize" in (folder / "programma.lp").read_text(encoding="utf-8")
    again = invoke(tmp_path, "--certify", "--lang", "en")
    assert "contradict each other about tier 2 (sum)" in again.stderr
    assert (tmp_path / "uit.meningsverschil-2" / "verschil.json").exists()


def test_an_older_result_stays_when_the_solvers_disagree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoke(tmp_path)
    before = (tmp_path / "uit" / "cohort.json").read_bytes()
    lie(monkeypatch, lambda optimum: claiming(optimum, 1, Fraction(3)))
    assert invoke(tmp_path, "--certify", "--force").exit_code == 1
    assert (tmp_path / "uit" / "cohort.json").read_bytes() == before


def test_a_wrong_infeasible_is_found_out_without_being_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lie(monkeypatch, lambda _: None)
    found = invoke(tmp_path)
    assert (found.exit_code, found.stdout) == (1, "")
    assert "of er een selectie is die aan alle regels voldoet" in found.stderr
    saved = json.loads(
        (tmp_path / "uit.meningsverschil" / "verschil.json").read_text(encoding="utf-8")
    )
    assert saved["about"] == "infeasible"
    assert saved["sides"][0]["selected"] is None
    assert len(saved["sides"][1]["selected"]) == 2
    assert saved["sides"][1]["broken_rules"] == []
