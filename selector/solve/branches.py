"""A sum over a model, taken apart into branches: a tree of linear relaxations.

A part is split in two halves, in one of which every solution of it is (see `halves`). Either half
has a lower bound than the whole, counted in whole numbers (see `simplex`): it falls below what is
wanted, or prices fix more plans.

The half nearest to the relaxation is taken on at once, so a good cohort is soon met; the other is
set aside, and what was set aside last comes first. A branch in which few plans are left is for
the solver.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from selector.cliques import clique_cover
from selector.solve.clock import Clock
from selector.solve.duals import LinearRows, Row, Terms
from selector.solve.halves import Splits, apply
from selector.solve.simplex import FREE, Answer, Simplex

if TYPE_CHECKING:
    from selector.solve.halves import State

FEW = 12  # plans that are left to the solver
NODES = 20_000  # relaxations that are asked, unless told otherwise


@dataclass(frozen=True)
class Branch:
    """The columns `fixed` in it, for all that reaches what was asked for when it was made."""

    fixed: Mapping[int, int]

    def post(self, model: cp_model.CpModel) -> None:
        """Lay down in a model what holds in the branch."""
        for column, value in self.fixed.items():
            model.add(model.get_int_var_from_proto_index(column) == value)


@dataclass(frozen=True)
class _Part:
    """What is fixed in a part, how large a share of the whole it counts for, and what bounds it."""

    state: "State"
    share: float
    most: int = 0


class Branches:
    """The branches that are open, of a sum `terms` over `rows`; `plans` are the columns of plans.

    `fixed` are columns that have but one value in all that is looked for. After so many `nodes`
    nothing is taken apart any more, unless half is done. `by_plan`: it is split on plans only.
    """

    def __init__(
        self,
        rows: LinearRows,
        terms: Terms,
        plans: Sequence[int],
        fixed: Terms,
        nodes: int = NODES,
        by_plan: bool = False,
    ) -> None:
        self._given = dict(fixed)
        alive = [j for j in plans if j not in fixed]
        self.simplex = Simplex(_joined(rows, plans, fixed), rows.bounds, terms, fixed)
        places = {j: k for k, j in enumerate(self.simplex.columns)}
        self.plans = np.array([places[j] for j in alive], dtype=np.intp)
        self._yes_no = np.array([rows.bounds[j] == (0, 1) for j in self.simplex.columns])
        self.splits = Splits(self.simplex.rows, self.plans, self._yes_no, by_plan)
        start = np.full(len(self.simplex.columns), FREE, dtype=np.int8)
        self._open: list[_Part] = []
        self._next: _Part | None = _Part(start, share=1.0)
        self._nodes, self._asked, self._done = nodes, 0, 0.0

    def encourage(self) -> None:
        """Begin anew to count what was asked: it led to something."""
        self._asked = 0

    @property
    def tired(self) -> bool:
        """Tell whether nothing is taken apart any more: it would take over twice as much in all."""
        return self._asked > self._nodes * max(1.0, 2 * self._done)

    def pop(self, least: int, clock: Clock) -> Branch | None:
        """Return a branch in which a sum of at least so much is not ruled out; None: there is none.

        It is no longer open.
        """
        while (part := self._take(least)) is not None:
            state, self._asked = part.state, self._asked + 1
            stopped = clock.stopped.is_set()
            answer = None if stopped else self.simplex.ask(state, least, clock.left())
            if answer is not None and answer.most >= least:
                state = self._priced(state, answer, least)
                if self._split(state, answer, part.share):
                    continue
            self._done += part.share
            if answer is None or answer.most >= least:
                return self._branch(state)
        return None

    def _split(self, state: "State", answer: Answer, share: float) -> bool:
        """Split a part in two halves, if that is worth it and can be done."""
        if (state[self.plans] == FREE).sum() <= FEW or self.tired:
            return False
        halves = self.splits.halves(state, answer.values)
        if halves is None:
            return False
        self._next, other = (_Part(apply(state, h), share / 2, answer.most) for h in halves)
        self._open.append(other)
        return True

    def _take(self, least: int) -> "_Part | None":
        """Return what was just split off, or set aside last and is not ruled out; None: nothing."""
        if self._next is not None:
            part, self._next = self._next, None
            return part
        while self._open:
            part = self._open.pop()
            if part.most >= least:
                return part
            self._done += part.share
        return None

    def _priced(self, state: "State", answer: Answer, least: int) -> "State":
        """Return a state with all that prices fix where a sum of at least so much is reached."""
        dear = self._yes_no & (state == FREE) & (np.abs(answer.slope) > answer.over(least))
        return np.where(dear, answer.slope > 0, state).astype(np.int8)

    def _branch(self, state: "State") -> Branch:
        at = np.flatnonzero(state != FREE).tolist()
        return Branch(self._given | {self.simplex.columns[k]: int(state[k]) for k in at})


def _joined(rows: LinearRows, plans: Sequence[int], fixed: Terms) -> list[Row]:
    """Return the rows, with those of plans that exclude each other joined into larger ones.

    Any two plans of a new row exclude each other by an old one; so it holds.
    """
    known, alive = frozenset(plans), [j for j in plans if j not in fixed]
    place = {j: k for k, j in enumerate(alive)}
    kept, pairs = list[Row](), set[tuple[int, int]]()
    for row in rows.rows:
        if row.excludes and known.issuperset(row.terms) and not any(map(fixed.get, row.terms)):
            pairs.update(combinations(sorted(place[j] for j in row.terms if j in place), 2))
        else:
            kept.append(row)
    joined = clique_cover(len(alive), sorted(pairs))
    return kept + [Row({alive[k]: 1 for k in clique}, 1) for clique in joined]
