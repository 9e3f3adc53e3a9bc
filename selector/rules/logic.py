"""`implication:NAME` (if one plan, then another) and `at_most_one:NAME` (of a group)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from selector.rules.base import COSTS, Change, Costs, Slack

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from selector.statement import Linear, Program


@dataclass(frozen=True)
class ImplicationRule:
    """When plan `first` is chosen, plan `then` is chosen too."""

    label: str
    first: int
    then: int

    @property
    def name(self) -> str:
        """Return `implication:NAME`."""
        return f"implication:{self.label}"

    def post(self, model: "cp_model.CpModel", x: "Sequence[cp_model.IntVar]", size: int) -> None:
        """Let the one imply the other."""
        model.add_implication(x[self.first], x[self.then])

    def state(self, program: "Program", x: "Sequence[Linear]", size: int) -> None:
        """Let the first column stay below the other."""
        program.row(x[self.then] - x[self.first], low=0)

    def check(self, chosen: frozenset[int]) -> bool:
        """Tell whether the second is there whenever the first is."""
        return self.first not in chosen or self.then in chosen

    def relax(
        self,
        model: "cp_model.CpModel",
        x: "Sequence[cp_model.IntVar]",
        size: "cp_model.LinearExpr",
        costs: Costs = COSTS,
    ) -> Sequence[Slack]:
        """Let the rule be dropped, at the price of a lock."""
        dropped = model.new_bool_var(self.name)
        model.add_bool_or(~x[self.first], x[self.then], dropped)
        change = Change(self.name, "implications", self.label, None)
        return [Slack(self.name, costs.lock, dropped, lambda amount, _: change)]


@dataclass(frozen=True)
class AtMostOneRule:
    """Of `plans` at most one is chosen."""

    label: str
    plans: tuple[int, ...]

    @property
    def name(self) -> str:
        """Return `at_most_one:NAME`."""
        return f"at_most_one:{self.label}"

    def post(self, model: "cp_model.CpModel", x: "Sequence[cp_model.IntVar]", size: int) -> None:
        """Choose at most one of the group."""
        model.add_at_most_one(x[p] for p in self.plans)

    def state(self, program: "Program", x: "Sequence[Linear]", size: int) -> None:
        """Let the columns of the group add up to 1 at most."""
        program.row(program.total([x[p] for p in self.plans]), high=1)

    def check(self, chosen: frozenset[int]) -> bool:
        """Tell whether at most one of the group is chosen."""
        return len(chosen.intersection(self.plans)) <= 1

    def relax(
        self,
        model: "cp_model.CpModel",
        x: "Sequence[cp_model.IntVar]",
        size: "cp_model.LinearExpr",
        costs: Costs = COSTS,
    ) -> Sequence[Slack]:
        """Let the rule be dropped, at the price of a lock."""
        from ortools.sat.python.cp_model import LinearExpr

        dropped = model.new_bool_var(self.name)
        model.add(LinearExpr.sum([x[p] for p in self.plans]) <= 1).only_enforce_if(~dropped)
        change = Change(self.name, "at_most_one", self.label, None)
        return [Slack(self.name, costs.lock, dropped, lambda amount, _: change)]
