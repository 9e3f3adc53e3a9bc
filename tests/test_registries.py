"""What the scenario can name, the model solves and the recount counts: the same names everywhere."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any, get_args

from selector.criteria import AnyCriterion
from selector.scenario import CompetitionRule
from selector.scenario.tables import TierTable
from selector.solve.kinds import SOLVERS
from selector.tiers import KINDS
from selector.verify.recount import pairs
from selector.verify.recount.measures import MEASURES
from selector.verify.recount.round import Round


def named(union: Any, key: str) -> set[str]:
    """The names by which the tables of a union are told apart."""
    tables = get_args(get_args(union)[0])
    return {name for table in tables for name in get_args(table.model_fields[key].annotation)}


def told_apart(function: Callable[..., object]) -> set[str]:
    """The names that a function compares with."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    return set(_compared(tree))


def _compared(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        for other in node.comparators if isinstance(node, ast.Compare) else ():
            if isinstance(other, ast.Constant) and isinstance(other.value, str):
                yield other.value


def test_every_measure_is_recounted_and_no_other() -> None:
    assert set(MEASURES) == named(AnyCriterion, "measure")


def test_every_rule_of_competition_is_recounted_and_no_other() -> None:
    """The last one is what is left; a new rule must not be taken for it."""
    rules = named(CompetitionRule, "rule")
    assert told_apart(pairs._applies) == rules - {"neighbours"}


def test_every_tier_of_a_scenario_has_a_kind_and_a_solver_and_no_other() -> None:
    tiers = set(get_args(TierTable.model_fields["tier"].annotation))
    assert set(KINDS) == tiers
    assert set(SOLVERS) == tiers


def test_every_kind_of_tier_is_recounted_and_no_other() -> None:
    """The lowest score is what is left, of all criteria or of one."""
    assert told_apart(Round.values) == set(KINDS) - {"worst", "criterion"}
