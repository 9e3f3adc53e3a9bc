"""A question taken apart: counted out part by part that no solution keeps to a row.

A tree of linear relaxations proposes duals for a part, and in what halves to split it (`simplex`
and `halves`, with which the first solver settles sums). None of it is believed. What the duals
prove is counted here, over the rows of this programme and in whole numbers of any size; so are the
columns that they fix. That no solution is in neither half is looked at as well:

    of some yes/no's at most one is 1, so of two sets of them one is 0 all over.

Where any of it fails, where it takes long, and where there are no patterns to split on, the
question is left as it was.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from selector.solve.clock import Clock
from selector.solve.duals import PARTS, Bound, LinearRows, Row
from selector.solve.halves import Splits, apply
from selector.solve.presolve.programs import IntegerProgram
from selector.solve.presolve.propagated import left
from selector.solve.simplex import FREE, LARGE, Answer, Simplex

if TYPE_CHECKING:
    from selector.solve.halves import Half, State

NODES = 5_000  # relaxations; no question of 1,000 plans that was settled so took over 1,700


def parted(program: IntegerProgram, aim: Row, stated: int, clock: Clock) -> IntegerProgram | None:
    """Return a programme; None when it is counted out that no solution keeps to a row of it.

    From the column `stated` on they are of patterns.
    """
    row = left(aim, program)
    if row is None or not row.terms or not _fits(program, row):
        return program
    return None if _Parts(program, row, stated).none_keeps(clock) else program


def _fits(program: IntegerProgram, row: Row) -> bool:
    """Tell whether numbers are as small as a tree of relaxations can take them."""
    return max(map(abs, (*program.lower, *program.upper, *row.terms.values()))) < LARGE


class _Parts:
    """The rows of a programme but one, and the tree that bounds what that one comes to.

    Only the columns that are open count, by their places.
    """

    def __init__(self, program: IntegerProgram, row: Row, stated: int) -> None:
        columns = program.open
        others = (each for each in program.rows if each != row)
        open_ = replace(program, rows=(row, *others)).compact(columns)
        aim, *rows = open_.rows
        self._rows = LinearRows(zip(open_.lower, open_.upper, strict=True), rows)
        self._objective, self._least = {k: -a for k, a in aim.terms.items()}, -aim.most
        self._simplex = Simplex(rows, self._rows.bounds, self._objective, {})
        self._yes_no = np.array([open_.is_yes_no(k) for k in range(len(columns))])
        plans = [k for k in np.flatnonzero(self._yes_no).tolist() if columns[k] < stated]
        self._splits = Splits(self._simplex.rows, np.array(plans, np.intp), self._yes_no)
        self._choices = [frozenset(row.terms) for row in rows if self._is_choice(row)]

    def none_keeps(self, clock: Clock) -> bool:
        """Tell whether every part is counted out."""
        if not self._splits.counts:
            return False
        open_ = [np.full(len(self._yes_no), FREE, np.int8)]
        for _ in range(NODES):
            if not open_:
                return True
            halves = self._halves(open_.pop(), clock)
            if halves is None:
                return False
            open_.extend(halves)
        return False

    def _halves(self, state: "State", clock: Clock) -> Sequence["State"] | None:
        """Return the parts in which a solution of a part may be; None when it cannot be told."""
        over = clock.is_over
        answer = None if over else self._simplex.ask(state, self._least, clock.left())
        if answer is None:
            return None
        bound = self._bound(state, answer)
        if bound.below(self._least):
            return ()
        state = self._fixed(state, bound)
        halves = self._splits.halves(state, answer.values)
        if halves is None or not self._covers(*halves):
            return None
        near, far = halves
        return apply(state, far), apply(state, near)

    def _bound(self, state: "State", answer: Answer) -> Bound:
        """Count out what the duals of an answer prove."""
        bounds, duals = list(self._rows.bounds), [0] * len(self._rows.rows)
        for k in np.flatnonzero(state != FREE).tolist():
            bounds[k] = (int(state[k]), int(state[k]))
        for i, dual in zip(self._simplex.kept, answer.duals.tolist(), strict=True):
            duals[i] = dual * PARTS // answer.fine
        return self._rows.proven(self._objective, duals, bounds)

    def _fixed(self, state: "State", bound: Bound) -> "State":
        """Return a state with the yes/no's that reduced costs fix."""
        open_ = np.flatnonzero((state == FREE) & self._yes_no).tolist()
        fixed = bound.fixed(open_, self._least)
        state = state.copy()
        state[list(fixed)] = list(fixed.values())
        return state

    def _covers(self, one: "Half", other: "Half") -> bool:
        """Tell whether every solution is in one of two halves."""
        (some, value), (rest, against) = one, other
        here, there = set(some.tolist()), set(rest.tolist())
        if here == there:
            return len(here) == 1 and bool(self._yes_no[some].all()) and {value, against} == {0, 1}
        chosen = here | there
        apart = not here & there and any(chosen <= choice for choice in self._choices)
        return apart and value == against == 0

    def _is_choice(self, row: Row) -> bool:
        """Tell whether a row says that of some yes/no's at most one is 1."""
        one = row.most == 1 and set(row.terms.values()) == {1}
        return one and bool(self._yes_no[list(row.terms)].all())
