"""`differ:NAME`: far enough from another cohort.

The distance between two cohorts is the number of plans of the larger that are not in the other;
of cohorts of one size it is how many plans leave.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from selector.rules.base import COSTS, Change, Costs, Slack

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from selector.statement import Linear, Program


def distance(first: frozenset[int], second: frozenset[int]) -> int:
    """Return how many plans of the larger cohort are not in the other."""
    return max(len(first), len(second)) - len(first & second)


@dataclass(frozen=True)
class DifferRule:
    """The cohort lies at a distance of at least `least` plans from `other`."""

    label: str
    other: frozenset[int]
    least: int

    @property
    def name(self) -> str:
        """Return `differ:NAME`."""
        return f"differ:{self.label}"

    def post(self, model: "cp_model.CpModel", x: "Sequence[cp_model.IntVar]", size: int) -> None:
        """Bound the number of plans in common."""
        from ortools.sat.python.cp_model import LinearExpr

        shared = LinearExpr.sum([x[p] for p in sorted(self.other)])
        model.add(shared <= max(size, len(self.other)) - self.least)

    def state(self, program: "Program", x: "Sequence[Linear]", size: int) -> None:
        """Let enough plans of the other cohort be out, or enough that are not in it be in."""
        if size > len(self.other):
            strangers = [column for p, column in enumerate(x) if p not in self.other]
            program.row(program.total(strangers), low=self.least)
        else:
            absent = [1 - x[p] for p in sorted(self.other)]
            program.row(program.total(absent), low=self.least)

    def check(self, chosen: frozenset[int]) -> bool:
        """Tell whether the cohort is far enough from the other."""
        return distance(chosen, self.other) >= self.least

    def relax(
        self,
        model: "cp_model.CpModel",
        x: "Sequence[cp_model.IntVar]",
        size: "cp_model.LinearExpr",
        costs: Costs = COSTS,
    ) -> Sequence[Slack]:
        """Let the distance be smaller, at a step per plan."""
        from ortools.sat.python.cp_model import LinearExpr

        shared = LinearExpr.sum([x[p] for p in sorted(self.other)])
        larger = model.new_int_var(len(self.other), max(len(x), len(self.other)), self.name)
        model.add_max_equality(larger, [size, len(self.other)])
        nearer = model.new_int_var(0, self.least, f"{self.name}:nearer")
        model.add(larger - shared >= self.least - nearer)

        def change(amount: int, _: int) -> Change:
            return Change(self.name, "differ", self.least, self.least - amount)

        return [Slack(self.name, costs.step, nearer, change)]
