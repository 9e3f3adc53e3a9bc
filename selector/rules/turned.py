"""`turned`: the cohort answers at least one of some questions of the kind "with X in, Y out"."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from selector.rules.base import COSTS, Costs, Slack

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from selector.statement import Linear, Program


@dataclass(frozen=True, order=True)
class Turn:
    """One plan in, one plan out, by position; -1: none on that side."""

    into: int = -1
    out: int = -1

    def met(self, chosen: frozenset[int]) -> bool:
        """Tell whether a cohort has the one and lacks the other."""
        return (self.into < 0 or self.into in chosen) and self.out not in chosen


@dataclass(frozen=True)
class TurnedRule:
    """At least one of the `turns` is met."""

    turns: tuple[Turn, ...]
    name: str = "turned"

    def post(self, model: "cp_model.CpModel", x: "Sequence[cp_model.IntVar]", size: int) -> None:
        """Let one of them hold; a turn of two plans is a yes/no that the plans determine."""
        met = []
        for turn in self.turns:
            sides = [x[turn.into]] * (turn.into >= 0) + [~x[turn.out]] * (turn.out >= 0)
            if len(sides) > 1:
                both = model.new_bool_var(f"turned:{turn.into}:{turn.out}")
                model.add_bool_and(sides).only_enforce_if(both)
                model.add_bool_or(both, *(~side for side in sides))
                sides = [both]
            met += sides
        model.add_bool_or(met)

    def state(self, program: "Program", x: "Sequence[Linear]", size: int) -> None:
        """Let a column per turn stay below both its sides, and their sum reach 1."""
        met = []
        for turn in self.turns:
            holds = program.yes_no(f"turned:{turn.into}:{turn.out}")
            if turn.into >= 0:
                program.row(x[turn.into] - holds, low=0)
            if turn.out >= 0:
                program.row(x[turn.out] + holds, high=1)
            met.append(holds)
        program.row(program.total(met), low=1)

    def check(self, chosen: frozenset[int]) -> bool:
        """Tell whether the cohort meets one of the turns."""
        return any(turn.met(chosen) for turn in self.turns)

    def relax(
        self,
        model: "cp_model.CpModel",
        x: "Sequence[cp_model.IntVar]",
        size: "cp_model.LinearExpr",
        costs: Costs = COSTS,
    ) -> Sequence[Slack]:
        """Never give way: without it nothing is asked."""
        self.post(model, x, 0)
        return []
