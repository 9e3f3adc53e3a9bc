"""The plans of a search, seen from a level of a criterion: which of them matter to who asks for it.

A cohort that has the level holds no two plans that exclude each other there; nor two that the
model lets exclude each other. That alone decides much: who is in none of those cohorts need not
be looked at, and where one cohort will do, nor need plans whose place another can take.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from selector.criteria import Levelled
from selector.solve.dominance import dominance
from selector.solve.packing import possible
from selector.solve.relaxation import relax
from selector.solve.search import MANY, Attempt, Search
from selector.solve.standing import Standing

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Thresholds:
    """The levels of one criterion, in a search with many plans; with few, all of them matter."""

    def __init__(self, search: Search, criterion: Levelled) -> None:
        self.search, self.criterion = search, criterion
        self._standing: Standing | None = None
        self._free = sorted(search.among)
        if len(search.among) >= MANY:
            columns, most = [x.index for x in search.x], relax(search.model).upper
            self._free = [p for p in self._free if most[columns[p]]]
            self._standing = Standing.of(search.model, columns)

    def thin(self, level: int) -> None:
        """Drop from the search who is in no cohort with a level."""
        if self._standing is not None:
            kept = possible(self._excluded(self._free, level), self.search.size)
            self.search.drop(self.search.among.difference(self._free[i] for i in kept.tolist()))

    def ask(self, level: int) -> Attempt:
        """Look for a cohort with a level."""
        search, plans = self.search, self._enough(level)
        if not plans:
            return Attempt(None, True)
        trial = search.trial()
        for p in sorted(search.among.difference(plans)):
            trial.add(search.x[p] == 0)
        self.criterion.among(plans).require(trial, search.x, level)
        return search.find(trial)

    def _enough(self, level: int) -> Sequence[int]:
        """Return plans among which there is a cohort with a level, if there is one at all."""
        if self._standing is None:
            return self._free
        excluded = self._excluded(self._free, level)
        kept = dominance(excluded, self._standing.roles[self._free]).kept
        kept = kept[possible(excluded[np.ix_(kept, kept)], self.search.size)]
        return [self._free[i] for i in kept.tolist()]

    def _excluded(self, plans: list[int], level: int) -> "NDArray[np.bool_]":
        """Tell of some plans which of them exclude each other at a level."""
        assert self._standing is not None
        short = [self.criterion.shortfalls(p, level)[plans] < 0 for p in plans]
        near = np.array(short, dtype=bool).reshape(len(plans), len(plans))
        return near | self._standing.excluded[np.ix_(plans, plans)]
