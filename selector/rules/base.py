"""What every hard rule shares. A rule is one file: described, posted, checked, relaxed.

`post` states the rule in the model of one size. `relax` states it in a model in which the
size is open and each rule may give way, at a price; `check` recounts it for a finished cohort.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from selector.statement import Linear, Program


@dataclass(frozen=True)
class Costs:
    """What giving way costs: per plan by which a size or quota moves, per lock, per pair.

    An implication and an at-most-one group cost as much as a lock.
    """

    step: int = 1
    lock: int = 2
    pair: int = 3


COSTS = Costs()


@dataclass(frozen=True)
class Change:
    """One key of one rule with another value: `quota:krimp`, `min`, from 4 to 3."""

    rule: str
    key: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Slack:
    """A way in which a rule can give way: `amount` times `cost`.

    `change` tells, for the amount and the size found, what the rule would have to say.
    """

    rule: str
    cost: int
    amount: "cp_model.IntVar"
    change: Callable[[int, int], Change]


class Rule(Protocol):
    """A hard rule over the plans, by position."""

    @property
    def name(self) -> str:
        """Return the name of the contract, such as `quota:krimp`."""

    def post(self, model: "cp_model.CpModel", x: "Sequence[cp_model.IntVar]", size: int) -> None:
        """Add the rule to the model of cohorts of `size` plans."""

    def state(self, program: "Program", x: "Sequence[Linear]", size: int) -> None:
        """Add the rule as linear rows for the second solver, stated anew; `size` are chosen."""

    def check(self, chosen: frozenset[int]) -> bool:
        """Tell whether a finished cohort keeps the rule."""

    def relax(
        self,
        model: "cp_model.CpModel",
        x: "Sequence[cp_model.IntVar]",
        size: "cp_model.LinearExpr",
        costs: Costs = COSTS,
    ) -> Sequence[Slack]:
        """Add the rule with room to give way, and return that room."""
