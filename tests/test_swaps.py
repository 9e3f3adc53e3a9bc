"""Swaps, "X in and Y out" for all pairs: against brute force, and what they leave unsettled."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from brute_force import optimal
from builders import result_of, tables, valued
from depth import sample
from rounds import write_round

from selector import load_scenario, read_plans, select
from selector.analysis import questions
from selector.analysis import swaps as swapping
from selector.analysis.swaps import Swap, Swaps, find_swaps
from selector.analysis.why import answer_all
from selector.problem import Problem
from selector.rules import FixedRule
from selector.solve import optimum
from selector.solve.clock import Clock

TOTAL = {"measure": "total", "range": [0, 10]}


def with_swap(problem: Problem, into: int, out: int) -> Problem:
    """The problem with one plan locked in and another locked out."""
    ids = problem.plans.ids
    locks = (FixedRule("locked_in", ids[into], into), FixedRule("locked_out", ids[out], out))
    return replace(problem, rules=(*problem.rules, *locks))


@pytest.mark.parametrize(("together", "block"), sample(product([0, 100], range(4)), every=9))
def test_random_rounds_have_the_swaps_of_brute_force(
    tmp_path: Path, block: int, together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swapping, "TOGETHER", together)
    kinds = {"worse": 0, "as good": 0, "none": 0}
    for seed in range(300 + 4 * block, 304 + 4 * block):
        plans, scenario = write_round(tmp_path / str(seed), seed, 9, relative=seed % 2 == 1)
        result = select(read_plans(plans), load_scenario(scenario))
        if result.outcome.optimum is None:
            continue
        problem, ids = result.problem, result.problem.plans.ids
        position = {plan_id: p for p, plan_id in enumerate(ids)}
        before = [tier.value for tier in result.outcome.optimum.tiers]
        answers, _ = answer_all(problem, result.outcome.optimum, Clock())
        swaps = find_swaps(problem, result.outcome.optimum, Clock())
        assert swaps == find_swaps(problem, result.outcome.optimum, Clock(), answers or ())
        outside = len(problem.eligible) - len(result.selected)
        told = {(swap.into, swap.out) for swap in swaps.found}
        assert len(swaps.found) == len(told) == outside * len(result.selected)
        assert swaps.complete
        for swap in swaps.found:
            expected = optimal(with_swap(problem, position[swap.into], position[swap.out]))
            if expected is None:
                assert swap == Swap(swap.into, swap.out)
                assert not swap.feasible
                kinds["none"] += 1
                continue
            values, cohort = expected
            assert swap.other is not None
            assert swap.other.cohort == tuple(ids[p] for p in sorted(cohort))
            tier = next((i for i, v in enumerate(values) if v != before[i]), None)
            assert swap.other.tier == tier
            if tier is not None:
                assert (swap.other.now, swap.other.then) == (before[tier], values[tier])
            kinds["as good" if tier is None else "worse"] += 1
    assert kinds["worse"]


def test_one_solve_settles_many_swaps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [valued(f"A{i:02}", punten=str(i % 10)) for i in range(12)]
    criteria = [{"name": "punten", "on": "punten", **TOTAL}]
    objective = [{"tier": "criterion", "over": ["punten"]}]
    result = result_of(tmp_path, rows, tables(5, criteria=criteria, objective=objective))
    assert result.outcome.optimum is not None
    solves = []
    solve = optimum.solve

    def counted(*given: object) -> object:
        solves.append(given)
        return solve(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(questions, "solve", counted)
    swaps = find_swaps(result.problem, result.outcome.optimum, Clock())
    assert len(swaps.found) == 35
    assert all(swap.feasible for swap in swaps.found)
    assert 0 < len(solves) < 35


def test_a_locked_plan_is_not_swapped(tmp_path: Path) -> None:
    rows = [valued(f"A{i}", punten=str(i)) for i in range(4)]
    criteria = [{"name": "punten", "on": "punten", **TOTAL}]
    cohort = {"locked_in": ["A0"], "locked_out": ["A3"]}
    result = result_of(tmp_path, rows, tables(2, criteria=criteria, cohort=cohort))
    assert result.selected == ("A0", "A2")
    assert result.outcome.optimum is not None
    feasible = {
        (swap.into, swap.out)
        for swap in find_swaps(result.problem, result.outcome.optimum, Clock()).found
        if swap.feasible
    }
    assert feasible == {("A1", "A2")}


def test_without_time_no_swap_is_told(tmp_path: Path) -> None:
    rows = [valued(f"A{i}", punten=str(i)) for i in range(4)]
    result = result_of(tmp_path, rows, tables(2))
    assert result.outcome.optimum is not None
    bare = replace(result.outcome.optimum, listed=())
    assert find_swaps(result.problem, bare, Clock(0.0)) == Swaps((), complete=False)
    with pytest.raises(ValueError, match="proven"):
        find_swaps(result.problem, replace(bare, proven=False), Clock())
