"""The plans of a search, seen from a level of a criterion: which of them matter to who asks for it.

A cohort that has the level holds no two plans that exclude each other there; nor two that the
model lets exclude each other. That alone decides much: who is in none of those cohorts need not
be looked at, and where one cohort will do, nor need plans whose place another can take.
"""

from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from selector.criteria import Levelled
from selector.solve.dominance import Dominance, dominance
from selector.solve.improve import Exchanges, improve, shaken
from selector.solve.packed import packed
from selector.solve.packing import WORTH, possible
from selector.solve.relaxation import relax
from selector.solve.search import MANY, Attempt, Search
from selector.solve.standing import Standing
from selector.solve.tickets import WINDOW, split_by_optimality

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]

STARTS = 20  # cohorts from which exchanges set out
STALL = 200  # exchanges without anything better, after which the next one sets out
TRIES = 8  # solves that it may take to see which plans stand for others: it pays when they are few
WORK = 60_000  # plans in all parts together of a question taken apart, before CP-SAT gets it


@dataclass(frozen=True)
class Question:
    """Is there a cohort with a level? If so, there is one of these `plans`.

    `excluded` tells which of them exclude each other; None where that was not looked at.
    """

    level: int
    plans: Sequence[int]
    excluded: "Flags | None" = None


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

    def question(self, level: int) -> Question:
        """Ask for a cohort with a level, of no more plans than it takes to answer that."""
        if self._standing is None:
            return Question(level, self._free)
        excluded = self._excluded(level)
        kept = self._dominance(excluded).kept
        kept = kept[possible(excluded[np.ix_(kept, kept)], self.search.size)]
        return Question(level, [self._free[i] for i in kept.tolist()], excluded[np.ix_(kept, kept)])

    def met(self, asked: Question) -> bool:
        """Tell whether exchanges from several starts lead to a cohort that was asked for."""
        search, criterion, draw = self.search, self.criterion, np.random.default_rng(1)
        if asked.excluded is None or search.incumbent is None or not asked.plans:
            return False
        places, found = sorted({*asked.plans, *search.incumbent}), set[frozenset[int]]()
        short = np.array([criterion.shortfalls(p, asked.level)[places] for p in places])
        exchanges = Exchanges.under(relax(search.model), [search.x[p].index for p in places])
        start = [i for i, p in enumerate(places) if p in search.incumbent]
        for _ in range(STARTS):
            start = shaken(start, exchanges, draw)
            end = improve(start, short.__getitem__, exchanges, enough=0, stall=STALL)
            found.add(frozenset(places[i] for i in end))
            if search.over:
                break
        best = max(found, key=lambda cohort: (criterion.numerator(cohort), sorted(cohort)))
        if criterion.numerator(best) < asked.level:
            return False
        return search.find(search.just(best)).chosen is not None

    def settle(self, asked: Question) -> Attempt:
        """Find a cohort that was asked for, or prove that there is none."""
        search = self.search
        if asked.excluded is not None:
            parts = WORK // max(len(asked.plans), 1)
            if packed(asked.excluded, search.size, parts, lambda: search.over) == []:
                return Attempt(None, True)
        return search.find(self._model(asked.plans, asked.level))

    def thin(self, level: int) -> None:
        """Drop from the search who is in no cohort with a level."""
        while self._standing is not None and not self.search.over:
            may = possible(self._excluded(level), self.search.size)
            self._keep([self._free[i] for i in may.tolist()])
            if len(self._free) <= 2 * WINDOW or not self._keep(self._by_images(level)):
                break

    def _keep(self, plans: list[int]) -> bool:
        """Keep some of the plans, and drop the others; tell whether that is worth while."""
        before, self._free = len(self._free), plans
        self.search.drop(self.search.among.difference(plans))
        return (before - len(plans)) * WORTH > before

    def _by_images(self, level: int) -> list[int]:
        """Return the plans for which another stands that is in a cohort with a level itself."""
        best = self.search.incumbent
        if best is None or self.criterion.numerator(best) < level or not best <= {*self._free}:
            return self._free
        found = self._dominance(self._excluded(level))
        stands = {p: self._free[found.kept[by]] for p, by in zip(self._free, found.by, strict=True)}
        search, kept = copy(self.search), frozenset(stands.values())
        search.model, search.among = self._model(kept, level), kept
        search.incumbent = frozenset(stands[p] for p in best)
        split = split_by_optimality(search, TRIES)
        ever = kept if split is None else split[0] | split[1]
        return [p for p in self._free if stands[p] in ever]

    def _dominance(self, excluded: "Flags") -> Dominance:
        """Return which plans another with the same role in the model can take the place of."""
        assert self._standing is not None
        return dominance(excluded, self._standing.roles[self._free])

    def _excluded(self, level: int) -> "Flags":
        """Tell which plans exclude each other at a level."""
        assert self._standing is not None
        ruled = self._standing.excluded[np.ix_(self._free, self._free)]
        return self.criterion.excluded(self._free, level) | ruled

    def _model(self, plans: Collection[int], level: int) -> cp_model.CpModel:
        """Return a model of the cohorts of some plans with a level."""
        model = self.search.trial()
        for p in sorted(self.search.among.difference(plans)):
            model.add(self.search.x[p] == 0)
        self.criterion.among(plans).require(model, self.search.x, level)
        return model
