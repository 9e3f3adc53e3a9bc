"""The rule that a cohort differs enough from another: checked, posted, stated, giving way."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from brute_force import Cohort
from builders import (
    problem_of,
    tables,
    valued,
)
from ortools.sat.python import cp_model

from selector.analysis.infeasible import explain
from selector.rules import Change, DifferRule
from selector.rules.differ import distance
from selector.solve.clock import Clock
from selector.solve.engine import new_solver
from selector.statement import Program


def pairs() -> Iterator[tuple[DifferRule, Cohort, bool]]:
    """Rules over six plans with every cohort, and whether it is far enough, counted by plan."""
    everything = [frozenset(c) for n in range(1, 7) for c in combinations(range(6), n)]
    for other, least in ((frozenset({0, 1, 2}), 1), (frozenset({0, 1, 2}), 3), (frozenset({4}), 2)):
        for chosen in everything:
            larger, smaller = sorted((chosen, other), key=len, reverse=True)
            yield DifferRule("1", other, least), chosen, len(larger - smaller) >= least


def test_the_rule_recounts_a_cohort() -> None:
    assert all(rule.check(chosen) is far for rule, chosen, far in pairs())


def test_the_rule_posts_what_it_recounts() -> None:
    for rule, chosen, far in pairs():
        model = cp_model.CpModel()
        x = [model.new_constant(int(p in chosen)) for p in range(6)]
        rule.post(model, x, len(chosen))
        assert (new_solver().solve(model) == cp_model.OPTIMAL) is far


def test_the_rule_states_what_it_recounts() -> None:
    for rule, chosen, far in pairs():
        program = Program()
        x = [program.number(str(p), int(p in chosen), int(p in chosen)) for p in range(6)]
        rule.state(program, x, len(chosen))
        counts = [
            (row.constant + sum(c * (q in chosen) for q, c in row.terms.items()), low, high)
            for row, low, high in program.rows
        ]
        kept = all(low <= count <= high for count, low, high in counts)
        assert kept is far


def test_the_rule_gives_way_by_as_much_as_is_needed() -> None:
    for rule, chosen, far in pairs():
        model = cp_model.CpModel()
        x = [model.new_constant(int(p in chosen)) for p in range(6)]
        (slack,) = rule.relax(model, x, cp_model.LinearExpr.sum(x))
        model.minimize(slack.cost * slack.amount)
        solver = new_solver()
        assert solver.solve(model) == cp_model.OPTIMAL
        amount = int(solver.value(slack.amount))
        assert amount == max(rule.least - distance(chosen, rule.other), 0)
        assert (amount == 0) is far
        change = Change("differ:1", "differ", rule.least, rule.least - amount)
        assert slack.change(amount, len(chosen)) == change


def test_the_rule_is_named_when_it_clashes(tmp_path: Path) -> None:
    from dataclasses import replace

    problem = problem_of(tmp_path, [valued(name) for name in "AB"], tables(1))
    rules = [DifferRule(str(n), frozenset({n}), 1) for n in (0, 1)]
    problem = replace(problem, rules=(*problem.rules, *rules))
    found = explain(problem, Clock())
    assert {"differ:0", "differ:1"} <= set(found.clash)
    assert found.confirmed
