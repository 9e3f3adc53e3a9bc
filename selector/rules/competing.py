"""`competition:PLAN|PLAN`: pairs that may not be chosen together, stated as cliques.

One at-most-one per group of plans that all exclude each other is a much tighter statement
than one per pair. Groups that share a (municipality, sector) cell are tried first; a greedy
cover takes care of the pairs that are left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

from selector.cliques import clique_cover
from selector.rules.base import COST_PAIR, Change, Slack

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from selector.solve.program import Linear, Program


@dataclass(frozen=True)
class CompetingRule:
    """The forbidden `pairs` by position; `cells` are groups of plans in one cell."""

    plan_ids: tuple[str, ...]
    pairs: tuple[tuple[int, int], ...]
    cells: tuple[tuple[int, ...], ...] = ()
    name: str = "competition"

    @cached_property
    def cliques(self) -> tuple[tuple[int, ...], ...]:
        """Return groups of plans of which at most one can be chosen, covering every pair."""
        return clique_cover(len(self.plan_ids), self.pairs, self.cells)

    @cached_property
    def _forbidden(self) -> frozenset[tuple[int, int]]:
        return frozenset(self.pairs)

    def post(self, model: "cp_model.CpModel", x: "Sequence[cp_model.IntVar]", size: int) -> None:
        """Choose at most one of every clique."""
        for clique in self.cliques:
            model.add_at_most_one(x[p] for p in clique)

    def state(self, program: "Program", x: "Sequence[Linear]", size: int) -> None:
        """State one row per pair: here no cliques."""
        for a, b in self.pairs:
            program.row(x[a] + x[b], high=1)

    def check(self, chosen: frozenset[int]) -> bool:
        """Tell whether no two chosen plans are a forbidden pair."""
        return not any(pair in self._forbidden for pair in combinations(sorted(chosen), 2))

    def relax(
        self,
        model: "cp_model.CpModel",
        x: "Sequence[cp_model.IntVar]",
        size: "cp_model.LinearExpr",
    ) -> Sequence[Slack]:
        """Let a single pair be allowed."""
        room = []
        for a, b in self.pairs:
            name = f"competition:{self.plan_ids[a]}|{self.plan_ids[b]}"
            allowed = model.new_bool_var(name)
            model.add_bool_or(~x[a], ~x[b], allowed)
            change = Change(name, "verdict", "forbid", "report")
            room.append(Slack(name, COST_PAIR, allowed, lambda amount, _, c=change: c))  # type: ignore[misc]
        return room
