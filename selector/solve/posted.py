"""The criteria of a problem as they stand in the model of one search, each posted once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from typing import Any

from ortools.sat.python import cp_model

from selector.criteria import Concave, Levelled, Tightened
from selector.problem import Best, Problem
from selector.solve.concave import cap, lay_down
from selector.solve.found import TierResult
from selector.solve.search import MANY, Attempt, Search
from selector.tiers import Tier, Value

Laid = Callable[[cp_model.CpModel, Sequence[cp_model.IntVar]], None]


@dataclass(frozen=True)
class TierTask:
    """What is asked of one tier.

    `tolerance` is what the tiers after it may give up. `bound` is a value that no cohort beats,
    if one is known; a tier that falls behind `to_beat` need not be finished. `listed` tries to
    list the cohorts still in the running, and tells whether that was done. After the `last` tier
    come the tickets.
    """

    tolerance: Fraction
    bound: Value | None
    to_beat: Value | None
    listed: Callable[[], bool]
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
        self._bound_to_model = False
        for rule in problem.rules:
            rule.post(search.model, search.x, search.size)

    def numerator(self, criterion: int) -> cp_model.IntVar:
        """Return the numerator of a criterion, posted with what bounds it when first asked for.

        It is a variable of its own: on its domain hangs how tight "unless exempt" can be stated.
        """
        if criterion not in self._numerators:
            search, measure = self.search, self.problem.criteria[criterion]
            low, high = self._floors.get(criterion, 0), self.top(criterion)
            if isinstance(measure, Levelled):
                measure = measure.within(low, high)
            if isinstance(measure, Concave):
                measure = measure.among(search.among)
            numerator = search.model.new_int_var(low, high, measure.name)
            search.model.add(numerator == measure.post(search.model, search.x, search.size))
            if isinstance(measure, Concave) and criterion not in self._floors:
                cap(search, measure, numerator)
            self._numerators[criterion] = numerator
        return self._numerators[criterion]

    def more(self, value: Fraction, criterion: int, unit: int) -> Any:
        """Return that a criterion scores more than a value."""
        return self.numerator(criterion) >= int(value * unit) + 1

    def at_least(self, criterion: int, numerator: Fraction) -> None:
        """Lay down that a criterion has at least a numerator."""
        measure, least = self.problem.criteria[criterion], whole(numerator)
        if least <= self._floors.get(criterion, 0):
            return
        self._floors[criterion] = least
        if isinstance(measure, Levelled):
            measure.require(self.search.model, self.search.x, least)
        if isinstance(measure, Concave):
            lay_down(self.search, measure, least)
        if not isinstance(measure, Levelled) or criterion in self._numerators:
            self.search.model.add(self.numerator(criterion) >= least)
        self.tighten(self.search.model, criterion, least)

    def tighten(self, model: cp_model.CpModel, criterion: int, least: int) -> bool:
        """Post what follows in a model from a numerator, when there are many plans to tell of.

        Tell whether that says all of it.
        """
        search, measure = self.search, self.problem.criteria[criterion]
        if not isinstance(measure, Tightened) or len(search.among) < MANY:
            return False
        return measure.tighten(model, search.x, sorted(search.among), search.size, least)

    def lay(self, laid: "Laid") -> None:
        """Lay down what needs nothing but the plans chosen."""
        laid(self.search.model, self.search.x)
        self._laid.append(laid)

    def hang(self) -> None:
        """Note that something was laid down that hangs on variables of this very model."""
        self._bound_to_model = True

    def restate(self) -> None:
        """State the model anew from what was laid down, without what was needed to find it."""
        model = self.stated({})
        if model is not None:
            self.search.model = model
            self._numerators.clear()

    def stated(self, floors: Mapping[int, int]) -> cp_model.CpModel | None:
        """Return a model with nothing but what was laid down, and least numerators besides.

        It is a fraction of the model in which that was found. None when there are few plans, or
        some of it can be said in that very model only.
        """
        search, criteria = self.search, self.problem.criteria
        used = [criteria[c] for tier in self.problem.tiers for c in tier.over]
        apart = any(isinstance(measure, Levelled | Concave) for measure in used)
        if self._bound_to_model or apart or len(search.among) < MANY:
            return None
        model = search.blank()
        for rule in self.problem.rules:
            rule.post(model, search.x, search.size)
        for laid in self._laid:
            laid(model, search.x)
        for criterion, least in sorted((self._floors | dict(floors)).items()):
            if not self.tighten(model, criterion, least):
                model.add(criteria[criterion].post(model, search.x, search.size) >= least)
        return model

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
