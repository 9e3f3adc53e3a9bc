"""The presolve: no solution of small random statements is lost or won, by any of its steps."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations
from math import inf
from pathlib import Path
from random import Random
from typing import Any

import pytest
from by_highs import FOREVER, case, claiming, proposing, round_of
from depth import sample
from statements import NOTHING, PLANS, asked, small

from selector.solve import presolve
from selector.solve.alone import with_best_alone
from selector.solve.claim import Claim
from selector.solve.duals import Row
from selector.solve.optimum import solve
from selector.solve.presolve import Presolve
from selector.solve.presolve.joined import joined
from selector.solve.presolve.patterned import patterned
from selector.solve.presolve.priced import priced
from selector.solve.presolve.programs import IntegerProgram, Restated, read, sides
from selector.solve.presolve.propagated import MOST, propagated
from selector.solve.program import maximise
from selector.solve.unbeaten import Verdict, unbeaten
from selector.statement import Linear, Program
from selector.statement import Row as Stated
from selector.tiers import better


def solved(program: Program, known: Callable[[frozenset[int]], frozenset[int]]) -> set[Any]:
    """Every solution of a statement, by ruling out one after the other."""
    found: set[frozenset[int]] = set()
    yes_no = [j for j, whole in enumerate(program.whole) if whole]
    while True:
        result = maximise(program, Linear({}), FOREVER)
        if result.chosen is None:
            assert result.status == "infeasible"
            return found
        found.add(frozenset(j for j in known(result.chosen) if j <= PLANS))
        signs = Linear({j: 1 if j in result.chosen else -1 for j in yes_no})
        program.row(signs, high=len(result.chosen.intersection(yes_no)) - 1)
        if not yes_no:
            return found


def of(program: IntegerProgram | None) -> set[frozenset[int]]:
    """Every solution of a programme, its fixed columns included."""
    if program is None:
        return set()
    stated = Program()
    for j, (low, high) in enumerate(zip(program.lower, program.upper, strict=True)):
        stated.number(str(j), low, high, program.whole[j])
    for row in program.rows:
        stated.row(Linear(row.terms), row.most if row.equal else -inf, row.most)
    return solved(stated, frozenset)


@pytest.mark.parametrize("seed", sample(range(40), every=5))
def test_each_step_keeps_all_solutions_and_adds_none(seed: int) -> None:
    case = small(seed)
    program = asked(case)
    assert of(program) == case.solutions
    (aim,) = sides(case.question, case.program.whole)
    spread = propagated(program)
    assert of(spread) == case.solutions
    if spread is not None:
        assert of(joined(spread)) == case.solutions
        assert of(patterned(spread)) == case.solutions
        assert of(priced(spread, aim, FOREVER)) == case.solutions


@pytest.mark.parametrize("many", [0, 100])
@pytest.mark.parametrize("seed", sample(range(40, 100), every=6))
def test_all_steps_together_keep_all_solutions_and_add_none(
    monkeypatch: pytest.MonkeyPatch, seed: int, many: int
) -> None:
    monkeypatch.setattr(presolve, "MANY", many)
    case = small(seed)
    standing = Presolve(case.program)
    standing.smaller([case.question], FOREVER)
    ruled_out = sorted(case.solutions, key=sorted)[:1]
    for solution in ruled_out:  # what is stated later is read as well
        members = Linear({j: 1 if j in solution else -1 for j in range(PLANS + 1)})
        case.program.row(members, high=len(solution) - 1)
    smaller = standing.smaller([case.question], FOREVER)
    found: set[frozenset[int]] = set()
    if smaller is not None:
        found = solved(smaller.program, smaller.chosen) if smaller.columns else {smaller.held}
    assert found == case.solutions - set(ruled_out)


def test_the_random_statements_are_of_all_sorts() -> None:
    cases = [small(seed) for seed in range(100)]
    assert {0, 1, 2} <= {len(case.solutions) for case in cases}
    tight = [propagated(asked(case)) for case in cases]
    assert any(program is None for program in tight)
    left = [program for program in tight if program is not None]
    assert any(len(patterned(p).lower) > len(p.lower) for p in left)
    assert any(len(joined(p).rows) < len(p.rows) for p in left)
    assert sum(len(asked(c).open) for c in cases) > sum(len(program.open) for program in left) + 200
    aims = [next(sides(case.question, case.program.whole)) for case in cases]
    priced_ = [
        (p, priced(p, aim, FOREVER)) for p, aim in zip(tight, aims, strict=True) if p is not None
    ]
    assert any(found and len(found.open) < len(p.open) for p, found in priced_)


@pytest.mark.parametrize("size", [1e-9, 0.3, 50.0])
def test_prices_keep_all_solutions_whatever_the_linear_programme_proposes(
    monkeypatch: pytest.MonkeyPatch, size: float
) -> None:
    monkeypatch.setattr("scipy.optimize.linprog", proposing(size))
    for seed in range(10):
        case = small(seed)
        (aim,) = sides(case.question, case.program.whole)
        assert of(priced(asked(case), aim, FOREVER)) == case.solutions


# --- By hand


def program_of(bounds: Sequence[tuple[int, int]], *rows: Row, whole: int = 99) -> IntegerProgram:
    lower, upper = zip(*bounds, strict=True)
    return IntegerProgram(lower, upper, [j < whole for j in range(len(bounds))], rows)


YES_NO = (0, 1)


def test_bounds_are_rounded_inwards_for_whole_columns_and_outwards_for_others() -> None:
    rows = Row({0: 2}, 5), Row({1: 2}, 5), Row({0: -2}, -3), Row({1: -2}, -3)
    found = propagated(program_of([(0, 9), (0, 9)], *rows, whole=1))
    assert found is not None
    assert (found.lower, found.upper) == ([2, 1], [2, 3])
    assert list(found.rows) == [Row({1: 2}, 5), Row({1: -2}, -3)]


def test_what_is_fixed_fixes_the_next() -> None:
    chain = [Row({0: -1}, -1), Row({0: 1, 1: 1}, 1), Row({1: -1, 2: -1}, -1)]
    found = propagated(program_of([YES_NO] * 3, *chain))
    assert found is not None
    assert (found.lower, found.upper, list(found.rows)) == ([1, 0, 1], [1, 0, 1], [])
    assert propagated(program_of([YES_NO] * 3, *chain, Row({2: 1}, 0))) is None


def test_a_row_of_whole_columns_is_divided_and_rounded() -> None:
    found = propagated(program_of([YES_NO] * 3, Row({0: 4, 1: 4, 2: 4}, 11)))
    assert found is not None
    assert list(found.rows) == [Row({0: 1, 1: 1, 2: 1}, 2)]
    odd = Row({0: 4, 1: 4, 2: -4}, 2, equal=True)
    assert propagated(program_of([YES_NO] * 3, odd)) is None


def test_of_numbers_that_floats_do_not_hold_no_use_is_made() -> None:
    large = int(MOST)
    row = Row({0: large + 1, 1: 1}, large)  # in floats perhaps no different from column 0 at 1
    found = propagated(program_of([YES_NO] * 2, row))
    assert found is not None
    assert (list(found.upper), list(found.rows)) == ([1, 1], [row])
    fixed = propagated(program_of([(1, 1), YES_NO], Row({0: large + 1, 1: 1}, large + 1)))
    assert fixed is not None
    assert list(fixed.rows) == [Row({1: 1}, 0)]


def test_numbers_beyond_the_digits_of_floats_are_kept_as_they_are() -> None:
    large = 2**53 + 1
    found = propagated(program_of([(large, large), YES_NO], Row({0: 1, 1: 1}, large + 1, True)))
    assert found is not None
    assert (found.lower[0], list(found.rows)) == (large, [Row({1: 1}, 1, True)])
    stated: Stated = Linear({0: large}, -large), -0.5, inf
    assert list(sides(stated, [True])) == [Row({0: -large}, -large)]


def test_bounds_that_are_not_whole_are_rounded_inwards_only_where_a_column_is() -> None:
    program = Program()
    program.number("whole", 0.5, 2.5, whole=True)
    program.number("other", 0.5, 2.5)
    found = read(NOTHING, program, 0)
    assert (found.lower, found.upper) == ((1, 0), (2, 3))


def test_what_is_stated_without_a_row_is_read_too() -> None:
    program = Program()
    standing = Presolve(program)
    for name in ("first", "second"):
        column = program.yes_no(name)
        smaller = standing.smaller([(column, 1, inf)], FOREVER)
        assert smaller is not None
        assert smaller.held == {len(program.names) - 1}


def test_three_pairs_are_one_row() -> None:
    pairs = [Row({a: 1, b: 1}, 1) for a, b in combinations(range(3), 2)]
    other = Row({0: 1, 3: 2}, 2)
    found = joined(program_of([YES_NO] * 4, *pairs, other))
    assert list(found.rows) == [other, Row({0: 1, 1: 1, 2: 1}, 1)]


def test_of_two_plans_that_weigh_five_together_one_weighs_two_and_one_three() -> None:
    total = Row(dict.fromkeys(range(5), 1), 2, equal=True)
    weighed = Row({0: 2, 1: 2, 2: 3, 3: 3, 5: -1}, 5), Row({0: -2, 1: -2, 2: -3, 3: -3, 5: -1}, -5)
    found = patterned(program_of([YES_NO] * 5 + [(0, 0)], total, *weighed, whole=5))
    assert list(found.rows[3:]) == [
        Row({6: 1}, 1, equal=True),
        Row({2: 1, 3: 1, 6: -1}, 0, equal=True),
        Row({0: 1, 1: 1, 6: -1}, 0, equal=True),
        Row({5: -1}, 0),
    ]


def test_what_the_bound_rules_out_is_fixed_and_nothing_is_left_when_all_is() -> None:
    clique = program_of([YES_NO] * 3, Row({0: 1, 1: 1, 2: 1}, 1))
    two_of_them, dear = Row({0: -1, 1: -1, 2: -1}, -2), Row({0: -5, 1: -1, 2: -1}, -2)
    assert priced(clique, two_of_them, FOREVER) is None
    found = priced(clique, dear, FOREVER)
    assert found is not None
    assert (list(found.lower), list(found.upper)) == ([1, 0, 0], [1, 1, 1])


def test_limits_between_whole_numbers_are_rounded_or_counted_in_parts() -> None:
    half: Stated = Linear({0: 3, 1: 0}, 1), -inf, 4.5
    assert list(sides(half, [True, True])) == [Row({0: 3}, 3)]
    assert list(sides(half, [False, True])) == [Row({0: 6}, 7)]
    both: Stated = Linear({0: 3}), 1, 2
    assert list(sides(both, [True])) == [Row({0: 3}, 2), Row({0: -3}, -1)]


def test_a_statement_of_what_is_left_gives_back_what_was_fixed() -> None:
    smaller = Restated.of(program_of([(1, 1), YES_NO, (0, 0), YES_NO], Row({1: 1, 3: 1}, 1)))
    assert smaller.program.names == ["1", "3"]
    assert smaller.chosen(frozenset({1})) == {0, 3}
    just = smaller.just(frozenset({0, 3}))
    assert just is not None
    assert maximise(just.program, Linear({}), FOREVER).chosen == frozenset({1})
    assert smaller.just(frozenset({0, 2})) is None


def test_a_presolve_that_loses_the_claimed_cohort_confirms_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem, optimum = case(tmp_path, "criterion", "sum")
    assert unbeaten(problem, optimum, FOREVER) == Verdict(2)
    monkeypatch.setattr(presolve, "propagated", lambda _: None)
    assert unbeaten(problem, optimum, FOREVER) == Verdict(None)


# --- What a certificate makes of it


@pytest.mark.parametrize("seed", sample(range(24), every=6))
def test_a_claim_stands_just_when_no_cohort_is_better(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(presolve, "MANY", 0)
    read_, rng = round_of(tmp_path, seed, 9), Random(seed)
    tiers = tuple(replace(t, relative=seed % 2 > 0) if t.over else t for t in read_.tiers)  # type: ignore[type-var]
    problem = with_best_alone(replace(read_, tiers=tiers), FOREVER)
    optimum = solve(problem, FOREVER)
    if optimum is None:
        pytest.skip("no cohort keeps to all rules")
    assert unbeaten(problem, optimum, FOREVER).tiers == len(problem.tiers)
    of_size = map(frozenset, combinations(problem.eligible, optimum.size))
    allowed = [c for c in of_size if all(rule.check(c) for rule in problem.rules)]
    for chosen in rng.sample(allowed, min(4, len(allowed))):
        claim = replace(optimum, chosen=chosen)
        for number, tier in enumerate(problem.tiers):
            claim = claiming(claim, number, problem.value(tier, chosen))
        beaten = any(Claim(problem, claim).beaten_on(c, claim.size) is not None for c in allowed)
        found = unbeaten(problem, claim, FOREVER)
        assert not beaten or found.tiers != len(problem.tiers)
        if found.beaten:
            tier, value = problem.tiers[found.beaten.number - 1], claim.tiers
            attained = problem.value(tier, found.beaten.cohort)
            assert better(attained, value[found.beaten.number - 1].value, tier)
