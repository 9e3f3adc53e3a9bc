"""`competition:PLAN|PLAN`: pairs that may not be chosen together, stated as cliques.

One at-most-one per group of plans that all exclude each other is a much tighter statement
than one per pair. Groups that share a (municipality, sector) cell are tried first; a greedy
cover takes care of the pairs that are left.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from selector.rules.base import COST_PAIR, Change, Slack

if TYPE_CHECKING:
    from ortools.sat.python import cp_model


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

    def post(self, model: "cp_model.CpModel", x: "Sequence[cp_model.IntVar]", size: int) -> None:
        """Choose at most one of every clique."""
        for clique in self.cliques:
            model.add_at_most_one(x[p] for p in clique)

    def check(self, chosen: frozenset[int]) -> bool:
        """Tell whether no two chosen plans are a forbidden pair."""
        return not any(a in chosen and b in chosen for a, b in self.pairs)

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


def clique_cover(
    count: int, pairs: Iterable[tuple[int, int]], cells: Iterable[Sequence[int]] = ()
) -> tuple[tuple[int, ...], ...]:
    """Cover all pairs with cliques of the graph that they make; sets are bits of an integer."""
    near = [0] * count
    for a, b in pairs:
        near[a] |= 1 << b
        near[b] |= 1 << a
    left = list(near)
    cliques: list[tuple[int, ...]] = []

    def take(members: Sequence[int], group: int) -> None:
        for p in members:
            left[p] &= ~group
        cliques.append(tuple(members))

    for cell in sorted(set(map(tuple, cells)), key=lambda cell: (-len(cell), cell)):
        group = sum(1 << p for p in cell)
        exact = all(group & ~near[p] == 1 << p for p in cell)
        if exact and any(left[p] & group for p in cell):
            take(cell, group)
    for p in range(count):
        while left[p]:
            members, group = [p], 1 << p
            candidates = near[p]
            while candidates:
                fresh = candidates & left[p]
                q = ((fresh or candidates) & -(fresh or candidates)).bit_length() - 1
                members.append(q)
                group |= 1 << q
                candidates &= near[q]
            take(sorted(members), group)
    return tuple(cliques)
