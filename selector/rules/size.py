"""`size`: how many plans are chosen, exactly or within a range."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from selector.rules.base import COSTS, Change, Costs, Slack

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from selector.statement import Linear, Program


@dataclass(frozen=True)
class SizeRule:
    """From `low` to `high` plans."""

    low: int
    high: int
    name: str = "size"

    def post(self, model: "cp_model.CpModel", x: "Sequence[cp_model.IntVar]", size: int) -> None:
        """Choose exactly `size` plans."""
        from ortools.sat.python.cp_model import LinearExpr

        model.add(LinearExpr.sum(list(x)) == size)

    def state(self, program: "Program", x: "Sequence[Linear]", size: int) -> None:
        """Let the columns of the plans add up to `size`."""
        program.row(program.total(x), low=size, high=size)

    def check(self, chosen: frozenset[int]) -> bool:
        """Tell whether the number of plans is within the range."""
        return self.low <= len(chosen) <= self.high

    def relax(
        self,
        model: "cp_model.CpModel",
        x: "Sequence[cp_model.IntVar]",
        size: "cp_model.LinearExpr",
        costs: Costs = COSTS,
    ) -> Sequence[Slack]:
        """Let the cohort be smaller or larger, at a step per plan."""
        fewer = model.new_int_var(0, self.low - 1, "fewer")
        more = model.new_int_var(0, max(len(x) - self.high, 0), "more")
        model.add(size >= self.low - fewer)
        model.add(size <= self.high + more)
        exact = self.low == self.high
        keys = ("size", "size") if exact else ("min", "max")
        return [
            Slack(
                self.name, costs.step, fewer,
                lambda amount, _: Change(self.name, keys[0], self.low, self.low - amount),
            ),
            Slack(
                self.name, costs.step, more,
                lambda amount, _: Change(self.name, keys[1], self.high, self.high + amount),
            ),
        ]  # fmt: skip
