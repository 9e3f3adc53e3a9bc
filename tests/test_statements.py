"""What is stated for the second solver: the rows say what the criteria, rules and tiers say."""

from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from by_highs import FOREVER, case, round_of
from depth import sample

from selector.problem import Problem
from selector.solve import goals
from selector.solve.program import maximise
from selector.statement import Linear, Program


def pinned(problem: Problem, cohort: frozenset[int]) -> tuple[Program, list[Linear]]:
    """A programme in which the plans are fixed to one cohort."""
    program = Program()
    x = [program.yes_no(plan_id) for plan_id in problem.plans.ids]
    for p, column in enumerate(x):
        program.row(column, low=int(p in cohort), high=int(p in cohort))
    return program, x


@pytest.mark.parametrize("seed", sample(range(12), every=5))
def test_a_stated_criterion_is_the_numerator_of_any_cohort(tmp_path: Path, seed: int) -> None:
    problem, rng = round_of(tmp_path, seed), Random(seed)
    for size in (1, 3, 6, 14):
        cohort = frozenset(rng.sample(range(14), size))
        for criterion in problem.criteria:
            program, x = pinned(problem, cohort)
            found = maximise(program, criterion.state(program, x, size), FOREVER)
            assert found.value is not None
            assert abs(found.value - criterion.numerator(cohort)) < 1e-6, criterion.name


@pytest.mark.parametrize("seed", sample(range(12), every=5))
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
