"""The exact Pareto front of two or three criteria: what can be had of one for what of the other.

Of every size the front is found point by point. In a zone (see `zones`) the cohort is sought
that is best on the sum of the numerators, and then on those that are proven level by level. What
dominates it would lie in the same zone and be better still; so it lies on the front, and a zone
without a cohort is done with. For n points that takes 2n + 1 solves with two criteria, and at
most 3n + 1 with three.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from fractions import Fraction

from ortools.sat.python import cp_model

from selector.analysis.zones import Corner, Zones
from selector.cohort import Cohort
from selector.criteria import Levelled
from selector.errors import InputError, Message, nearest
from selector.problem import Problem
from selector.scenario import Scenario
from selector.solve.alone import best_alone
from selector.solve.clock import Clock
from selector.solve.levels import raise_level
from selector.solve.search import Search
from selector.solve.tickets import pick_by_ticket, pick_from_list

Scores = tuple[Fraction, ...]


@dataclass(frozen=True)
class Point:
    """A point of the front: the exact scores, and the cohort that the tickets pick for them."""

    scores: Scores
    chosen: frozenset[int]


@dataclass(frozen=True)
class Front:
    """The points from high to low on the first criterion; `cohort` is what the scenario chooses.

    `over` are the criteria by position. Not `complete`: time ran out, so points may be missing,
    and of a range of sizes the missing ones may dominate some of these.
    """

    cohort: Cohort
    over: tuple[int, ...]
    points: tuple[Point, ...]
    complete: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the criteria."""
        return tuple(self.cohort.problem.criteria[c].name for c in self.over)

    @property
    def proven(self) -> bool:
        """Tell whether the front is complete and the choice of the scenario proven."""
        return self.complete and self.cohort.status == "optimal"

    @property
    def choice(self) -> Scores:
        """Return the scores of the cohort that the scenario chooses."""
        return tuple(self.cohort.scores[name] for name in self.names)

    def better(self) -> tuple[int, ...]:
        """Return the points that beat the choice of the scenario, counted from 1."""
        return tuple(n for n, p in enumerate(self.points, 1) if dominates(p.scores, self.choice))


def dominates(first: Scores, second: Scores) -> bool:
    """Tell whether the first is at least as good everywhere, and better somewhere."""
    return first != second and all(a >= b for a, b in zip(first, second, strict=True))


def find_front(cohort: Cohort, over: Sequence[int], clock: Clock) -> Front:
    """Return every vector of scores that no cohort beats, once, each with a cohort.

    All rules are kept, and all sizes that the scenario allows are compared together. Of the
    cohorts with one vector the larger ones win, and among these the tickets choose. Raises
    `TimeoutError` when time ran out before any point was found.
    """
    found: dict[Scores, Region] = {}
    complete = True
    for size in reversed(cohort.problem.solvable_sizes):
        region = Region(cohort.problem, tuple(over), size, clock)
        complete &= region.explore(found)
    if not found:
        raise TimeoutError
    front = [v for v in found if not any(dominates(other, v) for other in found)]
    points = []
    for scores in sorted(front, reverse=True):
        chosen, settled = found[scores].settle(scores)
        complete &= settled
        points.append(Point(scores, chosen))
    return Front(cohort, tuple(over), tuple(points), complete)


def positions(scenario: Scenario, names: Sequence[str]) -> tuple[int, ...]:
    """Return two or three criteria by position; raises `InputError` for any other names."""
    known = [criterion.name for criterion in scenario.criteria]
    faults = [
        Message(
            "no_such_criterion",
            place="--criteria",
            value=name,
            suggestion=nearest(name, known),
            params={"known": known},
        )
        for name in dict.fromkeys(names)
        if name not in known
    ]
    faults += [
        Message("double_name", place="--criteria", value=name, params={"count": names.count(name)})
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    if not 2 <= len(names) <= 3:
        faults.append(Message("two_or_three", place="--criteria", value=str(len(names))))
    if faults:
        raise InputError(faults)
    return tuple(known.index(name) for name in names)


class Region:
    """The cohorts of one size, by their scores on some criteria."""

    def __init__(self, problem: Problem, over: tuple[int, ...], size: int, clock: Clock) -> None:
        self.problem = problem
        self._search = Search(problem, size, clock)
        self._criteria = [problem.criteria[c] for c in over]
        self._units = [criterion.denominator(size) for criterion in self._criteria]
        for rule in problem.rules:
            rule.post(self._search.model, self._search.x, size)
        self._ceilings = self._bound()
        self._numerators = self._post()
        self._cohorts: dict[Corner, frozenset[int]] = {}

    def _bound(self) -> Corner:
        """Return the highest numerators that any cohort without rules could have."""
        size, clock = self._search.size, self._search.clock
        alone = [best_alone(self.problem, criterion, size, clock) for criterion in self._criteria]
        return tuple(int(b * unit) for (b, _), unit in zip(alone, self._units, strict=True))

    def _post(self) -> dict[int, cp_model.IntVar]:
        """Post the numerators; of criteria that go by levels only those levels are ever posted."""
        search, posted = self._search, {}
        for k, (criterion, ceiling) in enumerate(zip(self._criteria, self._ceilings, strict=True)):
            if isinstance(criterion, Levelled):
                continue
            posted[k] = search.model.new_int_var(0, ceiling, criterion.name)
            search.model.add(posted[k] == criterion.post(search.model, search.x, search.size))
        return posted

    def explore(self, found: "dict[Scores, Region]") -> bool:
        """Add what no vector found before reaches everywhere; tell whether that is complete."""
        zones = Zones(self._ceilings)
        for scores in found:
            units = zip(scores, self._units, strict=True)
            zones.cut(tuple(score * unit // 1 for score, unit in units))
        clock = self._search.clock
        while (corner := zones.next()) is not None:
            if clock.left() == 0 or clock.stopped.is_set():
                return False
            chosen, proven = self._best(tuple(low + 1 for low in corner))
            if not proven:
                return False
            if chosen is None:
                zones.empty(corner)
                continue
            vector = tuple(criterion.numerator(chosen) for criterion in self._criteria)
            scores = tuple(map(Fraction, vector, self._units))
            found[scores] = self
            self._cohorts[vector] = chosen
            zones.cut(vector)
        return True

    def settle(self, scores: Scores) -> tuple[frozenset[int], bool]:
        """Return the cohort with these scores that the tickets pick, and whether they could."""
        vector = tuple(int(s * unit) for s, unit in zip(scores, self._units, strict=True))
        search, seed = self._from(vector), self.problem.scenario.seed
        search.incumbent = self._cohorts[vector]
        if pool := search.list_all():
            return pick_from_list(pool, self.problem.plans.ids, seed), True
        picked = pick_by_ticket(search, seed, frozenset(self.problem.eligible))
        return picked or self._cohorts[vector], picked is not None

    def _from(self, least: Corner) -> Search:
        """Return the search of the cohorts that reach a vector in every component."""
        search = copy(self._search)
        search.model, search.incumbent = search.trial(), None
        for k, (criterion, low) in enumerate(zip(self._criteria, least, strict=True)):
            if isinstance(criterion, Levelled):
                criterion.among(search.among).require(search.model, search.x, low)
            else:
                search.model.add(self._numerators[k] >= low)
        return search

    def _best(self, least: Corner) -> tuple[frozenset[int] | None, bool]:
        """Return a cohort on the front that reaches a vector, and whether it is proven so.

        Proven without a cohort means: there is none.
        """
        search = self._from(least)
        total = cp_model.LinearExpr.sum(list(self._numerators.values()))
        answer = search.maximise(total) if self._numerators else search.find()
        if answer.chosen is None or (self._numerators and not answer.proven):
            return None, answer.proven
        if self._numerators:
            reached = sum(self._criteria[k].numerator(answer.chosen) for k in self._numerators)
            search.model.add(total >= reached)
        for criterion, ceiling in zip(self._criteria, self._ceilings, strict=True):
            if isinstance(criterion, Levelled):
                answer = raise_level(search, criterion, ceiling)
                if not answer.proven or search.incumbent is None:
                    return None, False
                level = criterion.numerator(search.incumbent)
                criterion.among(search.among).require(search.model, search.x, level)
        return search.incumbent, True
