"""The criteria of a problem as they stand in the model of one search, each posted once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from types import MappingProxyType

from ortools.sat.python import cp_model

from selector.criteria import Additive, Concave, Levelled
from selector.problem import Best, Problem
from selector.solve.concave import cap, lay_down
from selector.solve.found import TierResult
from selector.solve.linear import linear_rows
from selector.solve.search import MANY, Attempt, Search
from selector.solve.stated import Asked, Copied, Laid, Stated, tighten
from selector.solve.threshold import Thresholds
from selector.tiers import Tier, Value


@dataclass(frozen=True)
class TierTask:
    """What is asked of one tier.

    `tolerance` is what the tiers after it may give up. `bound` is a value that no cohort beats,
    if one is known; a tier that falls behind `to_beat` need not be finished. `listed` tries to
    list the cohorts in the running after so many ranks, and tells whether that was done. After
    the `last` tier come the tickets.
    """

    tolerance: Fraction
    bound: Value | None
    to_beat: Value | None
    listed: Callable[[int], bool]
    last: bool = False

    def ceiling(self, alone: Fraction) -> Fraction:
        """Return what a tier of one value cannot pass."""
        return min(alone, self.bound) if isinstance(self.bound, Fraction) else alone


class Posted:
    """A search with the rules in its model, and the criteria as far as they were asked for.

    `alone` gives for a criterion its best score without the rules, and whether that is proven:
    a ceiling that spares the solver much of the proof.
    """

    def __init__(self, problem: Problem, search: Search, alone: Callable[[int], Best]) -> None:
        self.problem, self.search, self._alone = problem, search, alone
        self._numerators: dict[int, cp_model.IntVar] = {}
        self._floors: dict[int, int] = {}
        self._laid: list[Laid] = []
        used = [problem.criteria[c] for tier in problem.tiers for c in tier.over]
        # Whether a criterion hangs on the model at hand, and is no part of a model stated anew.
        self.apart = any(isinstance(measure, Levelled | Concave) for measure in used)
        for rule in problem.rules:
            rule.post(search.model, search.x, search.size)

    @property
    def model(self) -> cp_model.CpModel:
        """Return the model of the search."""
        return self.search.model

    @property
    def x(self) -> Sequence[cp_model.IntVar]:
        """Return a yes/no per plan."""
        return self.search.x

    def numerator(self, criterion: int) -> cp_model.IntVar:
        """Return the numerator of a criterion, posted with what bounds it when first asked for.

        It is a variable of its own: on its domain hangs how tight "unless exempt" can be stated.
        """
        if criterion not in self._numerators:
            search, measure = self.search, self.problem.criteria[criterion]
            low, high = self._floors.get(criterion, 0), self.top(criterion)
            if isinstance(measure, Levelled):
                measure = measure.within(low, high)
            if isinstance(measure, Levelled | Concave):
                measure = measure.among(search.among)
            numerator = search.model.new_int_var(low, high, measure.name)
            search.model.add(numerator == measure.post(search.model, search.x, search.size))
            if isinstance(measure, Concave) and criterion not in self._floors:
                cap(search, measure, numerator)
            self._numerators[criterion] = numerator
        return self._numerators[criterion]

    def at_least(self, criterion: int, least: int) -> None:
        """Lay down that a criterion has at least a numerator."""
        measure = self.problem.criteria[criterion]
        if least <= self._floors.get(criterion, 0):
            return
        self._floors[criterion] = least
        if isinstance(measure, Levelled):
            Thresholds(self.search, measure).thin(least)
            measure.among(self.search.among).require(self.search.model, self.search.x, least)
        if isinstance(measure, Concave):
            lay_down(self.search, measure, least)
        if not isinstance(measure, Levelled) or criterion in self._numerators:
            self.search.model.add(self.numerator(criterion) >= least)
        tighten(self.search, self.search.model, criterion, least)

    def can_have(self, criterion: int, numerator: int) -> bool:
        """Tell whether a numerator is not ruled out."""
        return self._floors.get(criterion, 0) <= numerator <= self.top(criterion)

    def lay(self, laid: Laid, instead_of: Laid | None = None) -> None:
        """Lay something down, which says at least as much as what it takes the place of."""
        laid(self)
        self.lift(instead_of)
        self._laid.append(laid)

    def lift(self, laid: Laid | None) -> None:
        """Take back what now follows from floors: it need not be stated anew."""
        self._laid = [each for each in self._laid if each is not laid]

    @property
    def many(self) -> bool:
        """Tell whether there are many plans, and no criterion that hangs on the model at hand."""
        return not self.apart and len(self.search.among) >= MANY

    def restate(self) -> None:
        """State the model anew from what was laid down, without what was needed to find it."""
        stated = self.stated()
        if stated is not None:
            self.search.model, self._numerators = stated.model, stated.numerators
            self._squeeze()

    def _squeeze(self) -> None:
        """Drop the plans that no cohort holds whose sums reach their floors.

        The relaxation bounds by how much all of them can pass these at once.
        """
        search, criteria = self.search, self.problem.criteria
        sums = {c: m for c in self._floors if isinstance(m := criteria[c], Additive)}
        if not sums or search.clock.left() == 0:
            return
        most = max(self.top(c) for c in sums)
        rows = linear_rows(search.model)
        margin = rows.column(-most, most)
        for c, measure in sums.items():
            weight = most // max(self.top(c), 1)
            parts = {search.x[p].index: weight * measure.part(p) for p in sorted(search.among)}
            rows.at_least({**parts, margin: -1}, weight * self._floors[c])
        bound = rows.maximum({margin: 1}, search.clock.left())
        if bound is not None:
            search.narrow(bound, 0)

    def stated(
        self, floors: Mapping[int, int] = MappingProxyType({}), without: Laid | None = None
    ) -> Stated | None:
        """Return a model with nothing but what was laid down, and least numerators besides.

        It is a fraction of the model in which that was found. None when there are not many plans.
        """
        if not self.many:
            return None
        both = self._floors.keys() | floors.keys()
        least = {c: max(self._floors.get(c, 0), floors.get(c, 0)) for c in both}
        laid = [each for each in self._laid if each is not without]
        return Stated(self.search, least, laid, self.top)

    def asking(
        self,
        floors: Mapping[int, int],
        criteria: Iterable[int] = (),
        without: Laid | None = None,
    ) -> Asked:
        """Return a model in which to ask for least numerators, and to speak of more criteria.

        It is `without` what follows from the floors.
        """
        stated = self.stated(floors, without)
        if stated is not None:
            return stated
        copied = self.copied({*floors, *criteria})
        for criterion, least in sorted(floors.items()):
            copied.model.add(copied.numerator(criterion) >= least)
        return copied

    def copied(self, criteria: Iterable[int]) -> Copied:
        """Return a copy of the model with the numerators of some criteria."""
        numerators = {c: self.numerator(c) for c in sorted(criteria)}  # posted before it is copied
        return Copied(self.search.trial(), self.search.x, numerators)

    def top(self, criterion: int) -> int:
        """Return the numerator that no cohort passes."""
        full = self.problem.criteria[criterion].denominator(self.search.size)
        return int(self._alone(criterion)[0] * full)

    def unit(self, tier: Tier, criterion: int) -> int:
        """Return the numerator that counts as a score of 1 on a tier; 0: every one does."""
        return self.problem.unit(tier, criterion, self.search.size)

    def open(self, tier: Tier) -> tuple[int, ...]:
        """Return the criteria of a tier that not every cohort scores 1 on."""
        return tuple(c for c in tier.over if self.unit(tier, c))

    def alone(self, tier: Tier) -> Mapping[int, Fraction]:
        """Return what each criterion of a tier could reach alone, as the tier looks at it."""
        tops = {c: (self.top(c), self.unit(tier, c)) for c in tier.over}
        return {c: Fraction(top, unit) if unit else Fraction(1) for c, (top, unit) in tops.items()}

    def common(self, tier: Tier) -> int:
        """Return a denominator for all criteria of a tier."""
        return lcm(*(self.unit(tier, c) for c in self.open(tier)))

    def standing(self, tier: Tier) -> Value | None:
        """Return the value of the best cohort so far; None when there is none yet."""
        chosen = self.search.incumbent
        return None if chosen is None else self.problem.value(tier, chosen)

    def reached(self, tier: Tier, ceiling: Value) -> Attempt | None:
        """Return the best cohort so far when it cannot be bettered on a tier."""
        same = self.standing(tier) == ceiling
        return Attempt(self.search.incumbent, True) if same else None

    def result(
        self, tier: Tier, attempt: Attempt, unit: Fraction | int, fixed: Fraction = Fraction(0)
    ) -> TierResult | None:
        """Recount the value from the cohort itself; what a solver says may be off by one.

        `fixed` is the part of the value that no cohort changes.
        """
        value = self.standing(tier)
        if value is None or attempt.proven:
            return None if value is None else TierResult(value, value, True)
        if attempt.bound is not None:
            return TierResult(value, Fraction(attempt.bound) / unit + fixed, False)
        return TierResult(value, tier.widest(), False)

    def tell(self, unit: Fraction | int, rank: int = 0) -> None:
        """Let whoever watches know in what unit the next values are."""
        clock = self.search.clock
        clock.tell(replace(clock.progress, rank=rank, unit=Fraction(unit), best=None))


def whole(value: Fraction) -> int:
    """Return the least whole number that is not below a value."""
    return -(-value.numerator // value.denominator)
