"""Models in which the criteria of a round can be spoken of, and what is laid down in any of them.

What was proven is kept as a `Laid`, which says its piece in whatever model it is given. So a
question can be put to a model stated anew: a fraction of the one in which its answer was found.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ortools.sat.python import cp_model

from selector.criteria import Additive, Tightened
from selector.solve.search import MANY, Search


class Scored(Protocol):
    """A model with the plans `x`, in which the numerators of criteria can be asked for."""

    @property
    def model(self) -> cp_model.CpModel:
        """Return the model, to which more can be added."""

    @property
    def x(self) -> Sequence[cp_model.IntVar]:
        """Return a yes/no per plan."""

    def numerator(self, criterion: int) -> cp_model.IntVar:
        """Return the numerator of a criterion."""


class Asked(Scored, Protocol):
    """A model for one question."""

    @property
    def margin(self) -> cp_model.IntVar | None:
        """Return what it aims at; it is not below 0, and only helps."""

    def aim(self) -> None:
        """Help a solver to prove that there is no cohort in it."""


Laid = Callable[[Scored], object]


@dataclass(frozen=True)
class Copied:
    """A copy of a model, with the numerators that were posted before it was copied."""

    model: cp_model.CpModel
    x: Sequence[cp_model.IntVar]
    numerators: Mapping[int, cp_model.IntVar]
    margin: None = None

    def numerator(self, criterion: int) -> cp_model.IntVar:
        """Return the numerator of a criterion."""
        return self.numerators[criterion]

    def aim(self) -> None:
        """Leave it: of few plans little is to be proven."""


class Stated:
    """A model with nothing but the rules, the least numerators, and what is laid down.

    `top` gives the numerator of a criterion that no cohort passes.
    """

    def __init__(
        self,
        search: Search,
        floors: Mapping[int, int],
        laid: Sequence[Laid],
        top: Callable[[int], int],
    ) -> None:
        self.model, self.x = search.blank(), search.x
        self._search, self._floors, self._top = search, floors, top
        self.numerators: dict[int, cp_model.IntVar] = {}
        self.margin: cp_model.IntVar | None = None
        for rule in search.problem.rules:
            rule.post(self.model, self.x, search.size)
        for say in laid:
            say(self)
        for criterion, least in sorted(floors.items()):
            self._at_least(criterion, least)

    def numerator(self, criterion: int) -> cp_model.IntVar:
        """Return the numerator of a criterion, posted when it is first asked for."""
        if criterion not in self.numerators:
            measure, high = self._search.problem.criteria[criterion], self._top(criterion)
            low = min(self._floors.get(criterion, 0), high)
            numerator = self.model.new_int_var(low, high, measure.name)
            self.model.add(numerator == measure.post(self.model, self.x, self._search.size))
            self.numerators[criterion] = numerator
        return self.numerators[criterion]

    def aim(self) -> None:
        """Let a solver aim at sums that pass their floors by much; the one that does so least.

        A relaxation that bounds this tells at once what cannot be; of floors alone it tells little.
        """
        sums = [c for c in self._floors if isinstance(self._search.problem.criteria[c], Additive)]
        if not sums:
            return
        most = max(self._top(c) for c in sums)
        self.margin = margin = self.model.new_int_var(0, most, "margin")
        for c in sorted(sums):
            weight = most // max(self._top(c), 1)
            self.model.add(weight * (self.numerator(c) - self._floors[c]) >= margin)
        self.model.maximize(margin)

    def _at_least(self, criterion: int, least: int) -> None:
        if least > self._top(criterion):
            self.model.add_bool_or([])  # no cohort has it
        elif not tighten(self._search, self.model, criterion, least):
            measure = self._search.problem.criteria[criterion]
            self.model.add(measure.post(self.model, self.x, self._search.size) >= least)


def tighten(search: Search, model: cp_model.CpModel, criterion: int, least: int) -> bool:
    """Post what follows in a model from a numerator, when there are many plans to tell of.

    Tell whether that says all of it.
    """
    measure = search.problem.criteria[criterion]
    if not isinstance(measure, Tightened) or len(search.among) < MANY:
        return False
    return measure.tighten(model, search.x, sorted(search.among), search.size, least)
