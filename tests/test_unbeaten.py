"""Looking for something better than a claim: what the rows of a tier say, and when they say no."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, combinations_with_replacement, product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from builders import problem_of
from by_highs import FOREVER, OBJECTIVE, case, claiming, round_of, scenario_of, scored
from depth import sample

from selector.problem import Problem
from selector.solve import certify as second
from selector.solve import highs
from selector.solve import unbeaten as looking
from selector.solve.alone import with_best_alone
from selector.solve.bars import Bar, bars
from selector.solve.certify import DisagreementError, certify
from selector.solve.claim import FEW, Claim, Known
from selector.solve.clock import Clock
from selector.solve.goals import Statement
from selector.solve.highs import HighsResult, Solution
from selector.solve.optimum import solve
from selector.solve.program import MilpResult, maximise
from selector.solve.unbeaten import Challenge, Verdict, unbeaten
from selector.statement import Linear, Row
from selector.tiers import Tier, Value, better

CLAIMS, OTHERS = 3, 4  # cohorts of a round


# --- The rows of a tier


def feasible(statement: Statement, rows: Sequence[Row]) -> bool:
    program = replace(statement.program, rows=[*statement.program.rows, *rows])
    status = maximise(program, Linear({}), FOREVER).status
    assert status in {"optimal", "infeasible"}
    return status == "optimal"


def judged(problem: Problem, tier: Tier, value: Value, cohort: frozenset[int]) -> str:
    """What the rows say of one cohort beside a value."""
    statement = Statement(replace(problem, rules=()), len(cohort))
    for p, column in enumerate(statement.x):
        statement.program.row(column, low=int(p in cohort), high=int(p in cohort))
    for bar in bars(statement, tier, value, Fraction(0)):
        if bar.passed is not None and feasible(statement, bar.passed):
            return "better"
        if not feasible(statement, bar.reached):
            return "worse"
        statement.program.rows.extend(bar.kept)
    assert feasible(statement, ())
    return "equal"


def counted(problem: Problem, tier: Tier, value: Value, cohort: frozenset[int]) -> str:
    own = problem.value(tier, cohort)
    return "better" if better(own, value, tier) else "worse" if own != value else "equal"


@pytest.mark.parametrize("relative", [False, True])
@pytest.mark.parametrize("seed", sample(range(15), every=5))
def test_the_rows_tell_better_from_equal_and_worse(
    tmp_path: Path, seed: int, relative: bool
) -> None:
    problem, rng = round_of(tmp_path, seed), Random(seed)
    if relative:
        tiers = tuple(replace(t, relative=True) if t.over else t for t in problem.tiers)  # type: ignore[type-var]
        problem = with_best_alone(replace(problem, tiers=tiers), FOREVER)
    for tier in problem.tiers:
        for _ in range(CLAIMS):
            size = rng.choice(problem.solvable_sizes)
            claim = frozenset(rng.sample(problem.eligible, size))
            value = problem.value(tier, claim)
            assert judged(problem, tier, value, claim) == "equal"
            for cohort in nearby(problem, claim, rng):
                said = judged(problem, tier, value, cohort)
                assert said == counted(problem, tier, value, cohort), (tier, claim, cohort)


def test_all_ways_to_share_out_three_scores_are_told_apart(tmp_path: Path) -> None:
    ways = list(combinations_with_replacement(("0.4", "0.5", "0.6"), 3))
    rows = scored(
        **{f"P{i}": " ".join((*way[i % 3 :], *way[: i % 3])) for i, way in enumerate(ways)}
    )
    problem = problem_of(tmp_path, rows, scenario_of("leximin", size=1))
    (tier,) = problem.tiers
    for claim, cohort in product(range(len(ways)), repeat=2):
        value = problem.value(tier, {claim})
        said = judged(problem, tier, value, frozenset({cohort}))
        assert said == counted(problem, tier, value, frozenset({cohort})), (claim, cohort)


def nearby(problem: Problem, cohort: frozenset[int], rng: Random) -> list[frozenset[int]]:
    """Cohorts that differ from one in a plan: often equal on a score, or nearly so."""
    others = sorted(set(problem.eligible) - cohort)
    if not others:
        return []
    leaving, coming = rng.choices(sorted(cohort), k=OTHERS), rng.choices(others, k=OTHERS)
    return [cohort - {p} | {q} for p, q in zip(leaving, coming, strict=True)]


def test_a_bar_that_no_score_can_pass_is_not_asked_for(tmp_path: Path) -> None:
    problem, _ = case(tmp_path, "worst")
    (bar,) = bars(Statement(problem, 2), problem.tiers[0], Fraction(2), Fraction(0))
    assert bar.passed is None


# --- When nothing is confirmed


def test_rows_that_do_not_allow_the_claimed_cohort_confirm_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem, optimum = case(tmp_path, "criterion", "sum")

    def nothing(statement: Statement, *_: object) -> list[Bar]:
        none = (statement.program.total(statement.x), float("-inf"), 0.0)
        return [Bar((none,), (none,), (none,), 1.0)]

    assert unbeaten(problem, optimum, FOREVER) == Verdict(2)
    monkeypatch.setattr(looking, "bars", nothing)
    assert unbeaten(problem, optimum, FOREVER) == Verdict(None)


@pytest.mark.parametrize("kind", [kind for kind in OBJECTIVE if kind != "competition"])
def test_a_cohort_that_is_better_is_named(tmp_path: Path, kind: str) -> None:
    problem, optimum = case(tmp_path, kind)
    worse = frozenset({2, 3})
    tier = problem.tiers[0]
    value = problem.value(tier, worse)
    found = unbeaten(problem, claiming(replace(optimum, chosen=worse), 0, value), FOREVER)
    assert found.tiers is None
    assert found.beaten is not None
    assert found.beaten.number == 1
    assert better(problem.value(tier, found.beaten.cohort), value, tier)


def test_what_only_seems_better_is_ruled_out_and_too_much_of_it_confirms_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem, optimum = case(tmp_path, "criterion")
    worst = frozenset({2, 3})
    value = problem.value(problem.tiers[0], worst)
    claim = claiming(replace(optimum, chosen=worst), 0, value)
    seen: list[frozenset[int]] = []

    def seems(_: Claim, cohort: frozenset[int], size: int) -> None:
        seen.append(cohort)

    monkeypatch.setattr(Claim, "beaten_on", seems)
    monkeypatch.setattr(looking, "TRIES", 2)
    assert unbeaten(problem, claim, FOREVER) == Verdict(None)
    assert len(set(seen)) == 2


def test_a_better_cohort_counts_also_where_solving_from_scratch_cannot_tell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem, optimum = case(tmp_path, "criterion", "sum")
    worse = frozenset({1, 2})
    said = [problem.value(tier, worse) for tier in problem.tiers]
    claim = claiming(claiming(replace(optimum, chosen=worse), 0, said[0]), 1, said[1])
    open_ = Solution((HighsResult("undecided", 2),), (2,), "")
    monkeypatch.setattr(second, "solve_with_highs", lambda *_: open_)
    with pytest.raises(DisagreementError) as caught:
        certify(problem, claim, FOREVER)
    assert (caught.value.about, caught.value.tier) == ("tier", 1)
    theirs = caught.value.as_dict()["sides"][1]
    assert theirs["tiers"][0]["value"] == theirs["attained"][0] == "4/5"
    assert "Maximize" in caught.value.stated


def test_what_was_confirmed_before_time_ran_out_stays_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem, optimum = case(tmp_path, "criterion", "sum", "leximin")
    asked: list[int] = []

    def until_later(*given: Any, **named: Any) -> MilpResult:
        asked.append(1)
        return maximise(*given, **named) if len(asked) <= 3 else MilpResult("stopped")

    monkeypatch.setattr(looking, "FEW", -1)  # so no other cohort is looked for
    monkeypatch.setattr(looking, "maximise", until_later)
    found = certify(problem, optimum, Clock(None))
    assert found.tiers == ("confirmed", "out_of_time", "out_of_time")


# --- Whether another cohort is as good so far


def test_where_no_other_cohort_is_as_good_no_later_tier_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem, optimum = case(tmp_path, "leximin", "criterion", "sum", "worst")
    asked = counting(monkeypatch)
    assert unbeaten(problem, optimum, FOREVER) == Verdict(4)
    assert len(asked) == 2  # for another one, and whether the rows allow this one


def test_no_other_cohort_is_looked_for_where_a_single_bar_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = counting(monkeypatch)
    for kinds, times in ((("sum", "criterion", "worst"), 2), (("sum", "criterion"), 4)):
        problem, optimum = case(tmp_path, *kinds)
        asked.clear()
        assert unbeaten(problem, optimum, FOREVER) == Verdict(len(kinds))
        assert len(asked) == times, kinds


@pytest.mark.parametrize("few", [-1, 0, 1])
def test_a_cohort_that_is_better_on_a_later_tier_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    # On x alone A, B and A, C are as good: 0.8. On the sum of all A, B is better.
    problem, optimum = case(tmp_path, "criterion", "sum", "leximin")
    worse = frozenset({0, 2})
    said = [problem.value(tier, worse) for tier in problem.tiers]
    claim = replace(optimum, chosen=worse)
    for number, value in enumerate(said):
        claim = claiming(claim, number, value)
    monkeypatch.setattr(looking, "FEW", few)
    found = unbeaten(problem, claim, FOREVER)
    assert found.tiers is None
    assert found.beaten is not None
    assert (found.beaten.number, found.beaten.cohort) == (2, frozenset({0, 1}))


def test_many_that_are_as_good_are_not_gone_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = scored(**{f"P{i}": "0.5 0.5 0.5" for i in range(6)})
    problem = problem_of(tmp_path, rows, scenario_of("leximin", "criterion"))
    optimum = solve(problem, FOREVER)
    assert optimum is not None
    asked = counting(monkeypatch)
    assert unbeaten(problem, optimum, FOREVER) == Verdict(2)
    assert len(asked) == 4  # a bar and the rows, for each tier


def counting(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One more in the list for each question, and whenever the rows have to allow a cohort."""
    asked: list[int] = []

    def counted_too(do: Callable[..., Any]) -> Callable[..., Any]:
        def ask(*given: Any, **named: Any) -> Any:
            asked.append(1)
            return do(*given, **named)

        return ask

    for name in ("_ask", "_allowed"):
        monkeypatch.setattr(Challenge, name, counted_too(getattr(Challenge, name)))
    return asked


@pytest.mark.parametrize("seed", sample([0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12], every=4))
def test_who_is_known_to_be_as_good_so_far_is_counted_out(tmp_path: Path, seed: int) -> None:
    read = round_of(tmp_path, seed)
    strict = tuple(replace(tier, tolerance=0) if tier.tolerance else tier for tier in read.tiers)  # type: ignore[type-var]
    problem = replace(read, tiers=strict)
    optimum = solve(problem, FOREVER)
    assert optimum is not None
    claim = Claim(problem, optimum)
    known, left = Known(claim), exchanged(claim)
    for number, tier in enumerate(problem.tiers):
        for settled in range(1, len(tier.over) + 1) if tier.ranked else [1]:
            left = [c for c in left if as_good(claim, c, number, settled)]
            found = known.reaching(number, settled)
            assert len(found) == len(set(found))
            assert set(found) <= set(left)
            assert set(found) == set(left) or len(found) > FEW


def exchanged(claim: Claim) -> list[frozenset[int]]:
    """All cohorts of the same size that differ in one plan and keep all rules."""
    chosen = claim.optimum.chosen
    of_size = map(frozenset, combinations(claim.problem.eligible, len(chosen)))
    near = [c for c in of_size if len(c & chosen) == len(chosen) - 1]
    return [c for c in near if all(rule.check(c) for rule in claim.problem.rules)]


def as_good(claim: Claim, cohort: frozenset[int], number: int, settled: int) -> bool:
    """Whether a cohort has the value claimed for a tier, or so many of its values."""
    own = claim.problem.value(claim.problem.tiers[number], cohort)
    claimed = claim.value(number)
    if isinstance(own, tuple) and isinstance(claimed, tuple):
        return own[:settled] == claimed[:settled]
    return own == claimed


# --- What floats cannot tell


def test_sums_too_large_for_floats_are_not_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem, optimum = case(tmp_path, "criterion")
    monkeypatch.setattr(highs, "LARGEST", 100)
    assert unbeaten(problem, optimum, FOREVER) == Verdict(None)


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_most_rounds_are_confirmed_without_solving_them_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    problem = round_of(tmp_path, seed)
    optimum = solve(problem, FOREVER)
    assert optimum is not None
    monkeypatch.setattr(second, "solve_with_highs", None)
    assert certify(problem, optimum, FOREVER).certified
