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

from selector.cliques import clique_cover, clique_partition
from selector.rules.base import COSTS, Change, Costs, Slack

if TYPE_CHECKING:
    from ortools.sat.python import cp_model
    from ortools.sat.python.cp_model import LinearExpr

    from selector.statement import Linear, Program


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
        return not self.inside(chosen)

    def inside(self, chosen: frozenset[int]) -> tuple[tuple[int, int], ...]:
        """Return the forbidden pairs inside a cohort."""
        pairs = combinations(sorted(chosen), 2)
        return tuple(pair for pair in pairs if pair in self._forbidden)

    def allow(self, pair: tuple[int, int]) -> Change:
        """Return the change that allows one pair."""
        first, second = (self.plan_ids[p] for p in pair)
        return Change(f"{self.name}:{first}|{second}", "verdict", "forbid", "report")

    def count(self, model: "cp_model.CpModel", x: "Sequence[cp_model.IntVar]") -> "LinearExpr":
        """Return what is at least the number of pairs inside the cohort, and may be just that.

        One variable per clique of a partition of the pairs, of which there are thousands. With m
        plans chosen, a clique has m (m - 1) / 2 pairs: on or above the line through its values
        at j and j + 1, for every j.
        """
        from ortools.sat.python.cp_model import LinearExpr

        counts = []
        for clique in clique_partition(len(self.plan_ids), self.pairs):
            inside = model.new_int_var(0, len(clique) * (len(clique) - 1) // 2, self.name)
            chosen = LinearExpr.sum([x[p] for p in clique])
            for j in range(1, len(clique)):
                model.add(inside >= j * chosen - j * (j + 1) // 2)
            counts.append(inside)
        return LinearExpr.sum(counts)

    def relax(
        self,
        model: "cp_model.CpModel",
        x: "Sequence[cp_model.IntVar]",
        size: "cp_model.LinearExpr",
        costs: Costs = COSTS,
    ) -> Sequence[Slack]:
        """Let single pairs be allowed, those and only those of which both plans are chosen."""
        room, both = [], {}
        for a, b in self.pairs:
            allowed = both[a, b] = model.new_bool_var(f"{a}|{b}")
            model.add_bool_or(~x[a], ~x[b], allowed)
            model.add_implication(allowed, x[a])
            model.add_implication(allowed, x[b])
            change = self.allow((a, b))
            room.append(Slack(change.rule, costs.pair, allowed, lambda amount, _, c=change: c))  # type: ignore[misc]
        for clique in self.cliques:  # redundant, and far tighter than the pairs
            inside = [both[pair] for pair in combinations(clique, 2)]
            if len(clique) > 2:
                model.add(sum(x[p] for p in clique) <= 1 + sum(inside))
        return room
