"""A sum over the plans, raised where the linear relaxation prices them best, and settled at once.

Duals of the linear relaxation, rounded to whole parts (see `duals`), give every plan a reduced
cost: what the sum loses at least when the plan is chosen, or left out. So the best cohorts lie
among few plans, and are looked for there first. What they reach then drops the plans that no
cohort as good can hold: all of it counted in whole numbers.

The proof asks for any cohort but the best ones known that is at least as good. When there is
none, the sum is proven, and so is which cohorts reach it: one proof instead of two. It is taken
apart (see `branches`), and asks at first for what lies little below the bound: where nothing does,
that is soon told, and then for less, until what is asked for is what is known.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from ortools.sat.python import cp_model

from selector.solve.branches import NODES, Branch, Branches
from selector.solve.duals import PARTS, Bound, LinearRows, Terms
from selector.solve.engine import GROWTH
from selector.solve.linear import linear_rows
from selector.solve.search import Attempt, Search

KERNELS = (60, 100)  # plans that are looked among first, when there are half as many again
ROOM, WIDER = 400, 3  # part of the bound below which is aimed at first; then so many halves of it
TREE = NODES // GROWTH**2  # relaxations, after which it is taken apart the other way
TIES = 4  # equally good cohorts, beyond which they are left to the tickets
# By how much more effort than usual a look and a proof begin: one long try settles a sum sooner
# than ever longer ones, for a refutation cut short is begun anew.
LOOK, PROOF = 4.0, 64.0
NARROWED = 0.75  # of the plans; with no more left of them, it is taken apart anew

Count = Callable[[frozenset[int]], int]


@dataclass(frozen=True)
class Way:
    """How a sum is taken apart, and after how many relaxations that is given up.

    To split on the counts of a choice served nearly all sums that were looked at, and one was
    done three times sooner by splitting on plans. Which it is cannot be told beforehand; so each
    has its turn, with ever more relaxations.
    """

    nodes: int
    by_plan: bool = False

    @property
    def last(self) -> bool:
        """Tell whether there is no other."""
        return self.nodes >= NODES

    def other(self) -> "Way":
        """Return the one to try when this one did not serve."""
        if not self.by_plan:
            return Way(self.nodes, by_plan=True)
        return Way(self.nodes * GROWTH)


def raise_by_price(search: Search, parts: Sequence[int], last: bool) -> Attempt:
    """Find the cohort whose plans have the highest total of their parts.

    `last` when all cohorts that reach it are wanted. It needs a cohort to start from.
    """
    assert search.incumbent is not None
    # The prices of all plans soon find what a few would yield; without time left they find nothing,
    # and with thousands of plans only asking for them takes a second.
    if search.patience is not None or search.clock.left() == 0:
        return Attempt(search.incumbent, False)
    terms = {search.x[p].index: parts[p] for p in sorted(search.among) if parts[p]}
    rows = linear_rows(search.model)
    bound = rows.maximum(terms, search.clock.left())
    total = cp_model.LinearExpr.weighted_sum(search.x, parts)

    def count(chosen: frozenset[int]) -> int:
        return sum(parts[p] for p in chosen)

    if bound is None:
        return search.maximise(total)
    search.plainly()
    search.narrow(bound, count(search.incumbent))
    for kernel in KERNELS:
        if not last and 2 * len(search.among) >= 3 * kernel:
            _among_the_best(search, total, bound, kernel, count(search.incumbent))
            search.narrow(bound, count(search.incumbent))
    if not last:
        return search.maximise(total)
    taken_apart = partial(_branches, search, rows, terms, bound)
    return Settling(search, total, bound, count, taken_apart).settle()


def _among_the_best(
    search: Search, total: cp_model.LinearExpr, bound: Bound, most: int, least: int
) -> None:
    """Look among the plans with the best prices; the best cohort so far becomes what is found."""
    price = {p: bound.slope[search.x[p].index] for p in search.among}
    order = sorted(price, key=lambda p: (-price[p], p))
    assert search.incumbent is not None
    kernel = search.incumbent.union(order[:most])
    trial = search.trial()
    trial.add(total >= least)
    for p in sorted(search.among - kernel):
        trial.add(search.x[p] == 0)
    search.maximise(total, trial, tries=1, growth=LOOK)


def _branches(
    search: Search, rows: LinearRows, terms: Terms, bound: Bound, least: int, way: Way
) -> Branches:
    """Return the branches of what is left to reach a total; all of it is in the first."""
    fixed = bound.fixed([j for j, span in enumerate(rows.bounds) if span == (0, 1)], least)
    plans = sorted({x.index for x in search.x})
    return Branches(rows, terms, plans, fixed | search.dropped, way.nodes, way.by_plan)


class Settling:
    """A sum that is being settled: the best cohorts so far, and the branches that may hold another.

    What is asked for lies at first little below the bound (`aim`), and is never less than what the
    best cohort has. With too many cohorts as good as the best, only a better one is asked for.
    """

    def __init__(
        self,
        search: Search,
        total: cp_model.LinearExpr,
        bound: Bound,
        count: Count,
        taken_apart: Callable[[int, Way], Branches],
    ) -> None:
        assert search.incumbent is not None
        self.search, self.total, self.bound, self.count = search, total, bound, count
        self.best = [search.incumbent]
        self._taken_apart, self._growth = taken_apart, PROOF
        self._room, self._way = max(bound.top // PARTS // ROOM, 1), Way(TREE)
        self._take_apart()

    @property
    def reached(self) -> int:
        """Return what the best cohorts have."""
        return self.count(self.best[0])

    @property
    def tied(self) -> bool:
        """Tell whether there are too many cohorts as good as the best."""
        return len(self.best) > TIES

    @property
    def least(self) -> int:
        """Return what is asked for."""
        return max(self.reached + int(self.tied), self.aim)

    def settle(self) -> Attempt:
        """Raise the sum until there is no other cohort as good as the best, branch by branch."""
        clock = self.search.clock
        while not self.search.over:
            branch = self._again.pop() if self._again else self.branches.pop(self.least, clock)
            if branch is not None and not (self.branches.tired and self._other_way()):
                self._ask(branch)
            elif branch is None and self.aim <= self.reached:
                return self._proven()
            elif branch is None:  # nothing reaches what was aimed at
                self._room = self._room * WIDER // 2 + 1
                self._take_apart()
        return self.search.maximise(self.total)

    def _other_way(self) -> bool:
        """Take it apart another way, if there is one."""
        if self._way.last:
            return False
        self._way = self._way.other()
        self._take_apart()
        return True

    def _take_apart(self) -> None:
        """Take apart all that reaches what is aimed at."""
        self.aim = max(self.bound.top // PARTS - self._room, self.reached)
        self.branches, self._again = self._taken_apart(self.aim, self._way), list[Branch]()

    def _ask(self, branch: Branch) -> None:
        """Look in a branch for another cohort; it is settled when there is none."""
        known = [] if self.tied else self.best
        answer = _another(self.search, self.total, branch, self.least, known, self._growth)
        if answer.chosen is not None:
            self._take(answer.chosen)
        if answer.chosen is not None or not answer.proven:
            self._again.append(branch)
        if not answer.proven:
            self._growth *= GROWTH
        if len(self.search.among) < NARROWED * len(self.branches.plans):
            self._take_apart()

    def _take(self, chosen: frozenset[int]) -> None:
        """Take a cohort that is as good as the best, or better."""
        same = self.count(chosen) == self.reached and not self.tied
        self.best = [*self.best, chosen] if same else [chosen]
        self.branches.encourage()
        self.search.narrow(self.bound, self.reached)

    def _proven(self) -> Attempt:
        if not self.tied:
            self.search.only = self.best
        return Attempt(self.best[0], True, self.reached)


def _another(
    search: Search,
    total: cp_model.LinearExpr,
    branch: Branch,
    least: int,
    known: Sequence[frozenset[int]],
    growth: float,
) -> Attempt:
    """Look in a branch for a cohort with at least so much that is not one of those known."""
    trial = search.trial()
    trial.add(total >= least)
    for cohort in known:
        trial.add(cp_model.LinearExpr.sum([search.x[p] for p in cohort]) < search.size)
    branch.post(trial)
    return search.maximise(total, trial, tries=1, growth=growth)
