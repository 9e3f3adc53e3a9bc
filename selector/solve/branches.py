"""A sum over a model, taken apart into branches: a tree of linear relaxations.

Where a row says that exactly one of some yes/no's holds, y_1 + ... + y_k = 1 (the patterns of a
category, say), and a row that some of the plans are a_1 y_1 + ... + a_k y_k, that number is whole.
The relaxation mixes patterns, so there it often is not: n = 2.4. Every solution has n <= 2 or
n >= 3, so the y_i with a_i > 2 are 0, or those with a_i <= 2 are. Either half has a lower bound
than the whole, counted in whole numbers (see `simplex`): it falls below what is wanted, or prices
fix more plans. Where all such numbers are whole, a yes/no is 0 or 1.

The half nearest to the relaxation is taken on at once, so a good cohort is soon met; the other is
set aside, and what was set aside last comes first. A branch in which few plans are left is for
the solver.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import combinations
from math import floor
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from selector.cliques import clique_cover
from selector.solve.clock import Clock
from selector.solve.duals import LinearRows, Row, Terms
from selector.solve.simplex import FREE, Answer, Simplex

if TYPE_CHECKING:
    from numpy.typing import NDArray

    State = NDArray[np.int8]  # 0, 1 or FREE by place
    Half = tuple[NDArray[np.intp], int]  # places, and what they are
    Count = tuple[NDArray[np.intp], NDArray[np.int64]]  # places of a choice, and its factors

FEW = 12  # plans that are left to the solver
NODES = 20_000  # relaxations that are asked, unless told otherwise
WHOLE = 1e-6  # a number so near to a whole one is whole
EVEN = 0.2  # a number so far from whole is split on before any other


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
        self._given, self._by_plan = dict(fixed), by_plan
        alive = [j for j in plans if j not in fixed]
        self.simplex = Simplex(_joined(rows, plans, fixed), rows.bounds, terms, fixed)
        places = {j: k for k, j in enumerate(self.simplex.columns)}
        self.plans = np.array([places[j] for j in alive], dtype=np.intp)
        self._yes_no = np.array([rows.bounds[j] == (0, 1) for j in self.simplex.columns])
        self._counts = _counts(self.simplex.rows, set(self.plans.tolist()), self._yes_no)
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
        halves = self._halves(state, answer)
        if halves is None:
            return False
        self._next, other = (_Part(_with(state, h), share / 2, answer.most) for h in halves)
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

    def _halves(self, state: "State", answer: Answer) -> "tuple[Half, Half] | None":
        """Return what holds in either half, the one nearest to the relaxation first."""
        best, found = WHOLE, None
        for places, factors in () if self._by_plan else self._counts:
            free = state[places] == FREE
            number = float(factors @ answer.values[places])
            part = number - floor(number)
            above, below = free & (factors > number), free & (factors < number)
            if min(part, 1 - part) > best and above.any() and below.any():
                best, found = min(part, 1 - part), ((places[above], 0), (places[below], 0))
                found = found[::-1] if part > 0.5 else found
            if best >= EVEN:
                break
        return found or self._sides(state, answer)

    def _sides(self, state: "State", answer: Answer) -> "tuple[Half, Half] | None":
        """Return the two sides of a yes/no: a plan, if there is one, that is least whole."""
        for among in (self.plans, np.flatnonzero(self._yes_no)):
            free = among[state[among] == FREE]
            if len(free):
                place = free[np.argmin(np.abs(answer.values[free] - 0.5))]
                side = int(answer.values[place] > 0.5)
                at = np.array([place])
                return (at, side), (at, 1 - side)
        return None


def _with(state: "State", half: "Half") -> "State":
    changed = state.copy()
    changed[half[0]] = half[1]
    return changed


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


def _counts(rows: Sequence[Row], plans: Set[int], yes_no: "NDArray[np.bool_]") -> "list[Count]":
    """Return what is whole of each choice, by the rows that say it is a sum over plans."""
    choices = [
        frozenset(row.terms)
        for row in rows
        if row.equal and row.most == 1 and set(row.terms.values()) == {1}
        if len(row.terms) > 1 and yes_no[list(row.terms)].all() and not plans & row.terms.keys()
    ]
    found: list[Count] = []
    for row in rows:
        others = row.terms.keys() - plans
        if not row.equal or len(others) == len(row.terms):
            continue
        for choice in choices:
            if others and choice.issuperset(others):
                places = sorted(choice)
                factors = [row.terms.get(k, 0) for k in places]
                found.append((np.array(places), np.array(factors)))
    return found
