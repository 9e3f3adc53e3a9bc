"""Plans that are fixed: locked in, locked out, or not eligible."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from selector.rules.base import COSTS, Change, Costs, Slack

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from selector.statement import Linear, Program


@dataclass(frozen=True)
class FixedRule:
    """`locked_in:PLAN`, `locked_out:PLAN` or `eligibility:PLAN`; the last never gives way."""

    kind: Literal["locked_in", "locked_out", "eligibility"]
    plan_id: str
    plan: int

    @property
    def name(self) -> str:
        """Return the kind and the plan."""
        return f"{self.kind}:{self.plan_id}"

    @property
    def value(self) -> int:
        """Return 1 when the plan must be chosen, 0 when it may not be."""
        return int(self.kind == "locked_in")

    def post(self, model: "cp_model.CpModel", x: "Sequence[cp_model.IntVar]", size: int) -> None:
        """Fix the plan."""
        model.add(x[self.plan] == self.value)

    def state(self, program: "Program", x: "Sequence[Linear]", size: int) -> None:
        """Let the column of the plan be what it is fixed to."""
        program.row(x[self.plan], low=self.value, high=self.value)

    def check(self, chosen: frozenset[int]) -> bool:
        """Tell whether the plan is where it was fixed."""
        return (self.plan in chosen) == bool(self.value)

    def relax(
        self,
        model: "cp_model.CpModel",
        x: "Sequence[cp_model.IntVar]",
        size: "cp_model.LinearExpr",
        costs: Costs = COSTS,
    ) -> Sequence[Slack]:
        """Let a lock be lifted; a plan that is not eligible stays out."""
        if self.kind == "eligibility":
            model.add(x[self.plan] == 0)
            return []
        lifted = model.new_bool_var(self.name)
        model.add(x[self.plan] == self.value).only_enforce_if(~lifted)
        change = Change(self.name, self.kind, self.plan_id, None)
        return [Slack(self.name, costs.lock, lifted, lambda amount, _: change)]
