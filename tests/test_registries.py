"""What is listed in two places, because two codes must not be one, is listed in both."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterable
from typing import Any, get_args

from selector.competition import CompetitionRule
from selector.criteria import AnyCriterion
from selector.scenario import TierTable
from selector.solve.kinds import SOLVERS
from selector.tiers import KINDS
from selector.verify.recount.measures import MEASURES
from selector.verify.recount.pairs import RULES
from selector.verify.recount.round import Round


def names(union: Any, key: str) -> set[str]:
    """The names that the tables of a discriminated union bear."""
    tables: Iterable[Any] = get_args(get_args(union)[0])
    return {name for table in tables for name in get_args(table.model_fields[key].annotation)}


def test_every_measure_is_recounted_and_no_other() -> None:
    assert names(AnyCriterion, "measure") == set(MEASURES)


def test_every_rule_of_competition_is_recounted_and_no_other() -> None:
    assert names(CompetitionRule, "rule") == set(RULES)


def test_every_kind_of_tier_has_a_value_and_a_solver() -> None:
    kinds = set(get_args(TierTable.model_fields["tier"].annotation))
    assert kinds == set(KINDS) == set(SOLVERS)


def told_apart(function: Callable[..., object]) -> set[str]:
    """The words that a function compares with."""
    nodes = ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function))))
    beside = [other for n in nodes if isinstance(n, ast.Compare) for other in n.comparators]
    return {str(other.value) for other in beside if isinstance(other, ast.Constant)}


def test_every_kind_of_tier_is_recounted_and_no_other() -> None:
    """The lowest score is what is left, of all criteria or of one; no new kind may pass for it."""
    assert told_apart(Round.values) == set(KINDS) - {"worst", "criterion"}
