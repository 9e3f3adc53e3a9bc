"""The plans of a search, seen from a level of a criterion: which of them matter to who asks for it.

A cohort that has the level holds no two plans that exclude each other there; nor two that the
model lets exclude each other. That alone decides much: who is in none of those cohorts need not
be looked at, and where one cohort will do, nor need plans whose place another can take.
"""

from collections.abc import Collection, Sequence
from copy import copy
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from selector.criteria import Levelled
from selector.solve.dominance import Dominance, dominance
from selector.solve.packing import WORTH, possible
from selector.solve.relaxation import relax
from selector.solve.search import MANY, Attempt, Search
from selector.solve.standing import Standing
from selector.solve.tickets import WINDOW, split_by_optimality

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
        if self._standing is None:
            return
        while True:
            self._keep(possible(self._excluded(level), self.search.size).tolist())
            if len(self._free) <= 2 * WINDOW or not self._keep(self._by_images(level)):
                return

    def _keep(self, places: Sequence[int]) -> bool:
        """Keep some of the plans, and drop the others; tell whether that is worth while."""
        before, self._free = len(self._free), [self._free[i] for i in places]
        self.search.drop(self.search.among.difference(self._free))
        return (before - len(self._free)) * WORTH > before

    def _by_images(self, level: int) -> Sequence[int]:
        """Return the plans for which another stands that is in a cohort with a level itself."""
        every, best = range(len(self._free)), self.search.incumbent
        if best is None or self.criterion.numerator(best) < level:
            return every
        found = self._dominance(level)
        stands = [self._free[found.kept[by]] for by in found.by.tolist()]
        search = copy(self.search)
        search.among, search.model = frozenset(stands), self._model(frozenset(stands), level)
        search.incumbent = frozenset(stands[self._free.index(p)] for p in best)
        split = split_by_optimality(search)
        return every if split is None else [i for i in every if stands[i] in split[0] | split[1]]

    def ask(self, level: int) -> Attempt:
        """Look for a cohort with a level."""
        plans = self._enough(level)
        return self.search.find(self._model(plans, level)) if plans else Attempt(None, True)

    def _enough(self, level: int) -> Sequence[int]:
        """Return plans among which there is a cohort with a level, if there is one at all."""
        if self._standing is None:
            return self._free
        kept, excluded = self._dominance(level).kept, self._excluded(level)
        kept = kept[possible(excluded[np.ix_(kept, kept)], self.search.size)]
        return [self._free[i] for i in kept.tolist()]

    def _dominance(self, level: int) -> Dominance:
        """Return which plans another with the same role in the model can take the place of."""
        assert self._standing is not None
        return dominance(self._excluded(level), self._standing.roles[self._free])

    def _model(self, plans: Collection[int], level: int) -> cp_model.CpModel:
        """Return a model of the cohorts of some plans with a level."""
        model = self.search.trial()
        for p in sorted(self.search.among.difference(plans)):
            model.add(self.search.x[p] == 0)
        self.criterion.among(plans).require(model, self.search.x, level)
        return model

    def _excluded(self, level: int) -> "NDArray[np.bool_]":
        """Tell which plans exclude each other at a level."""
        assert self._standing is not None
        plans = self._free
        short = [self.criterion.shortfalls(p, level)[plans] < 0 for p in plans]
        near = np.array(short, dtype=bool).reshape(len(plans), len(plans))
        return near | self._standing.excluded[np.ix_(plans, plans)]
