"""A model taken apart into cases, each with a bound of its own.

Where a row says that exactly one of some yes/no's holds, y_1 + ... + y_k = 1 (the patterns of a
category, say), every solution lies in exactly one of the cases y_i = 1. The linear relaxation of
all of them mixes patterns; that of one case cannot, so its bound is lower: many cases fall below
what is wanted at once, and in the others more plans are fixed by price.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf

from ortools.sat.python import cp_model

from selector.solve.duals import Bound, LinearRows, Terms

Choice = tuple[int, ...]  # columns of which exactly one is 1


@dataclass(frozen=True)
class Case:
    """The columns `fixed` in it, the choices still `open`, and a bound on the sum if one is known.

    `fixed` holds for what reaches the target that was asked for when the case was made.
    """

    fixed: dict[int, int]
    open: tuple[Choice, ...]
    bound: Bound | None

    @property
    def rank(self) -> float:
        """Return what cases are ordered by: where the bound is highest the best may be."""
        return inf if self.bound is None else self.bound.top

    def below(self, target: int) -> bool:
        """Tell whether nothing in the case reaches a target."""
        return self.bound is not None and self.bound.below(target)

    def post(self, model: cp_model.CpModel) -> None:
        """Lay down in a model what holds in the case."""
        for column, value in self.fixed.items():
            model.add(model.get_int_var_from_proto_index(column) == value)


@dataclass(frozen=True)
class Parting:
    """Rows, the sum that is raised over them, and the yes/no columns that prices may fix."""

    rows: LinearRows
    terms: Terms
    columns: Sequence[int]

    def whole(self, bound: Bound, target: int) -> Case:
        """Return the one case that is all that reaches a target."""
        plans = frozenset(self.columns)
        choices = tuple(
            tuple(row.terms)
            for row in self.rows.rows
            if row.equal and row.most == 1 and set(row.terms.values()) == {1}
            if len(row.terms) > 1 and plans.isdisjoint(row.terms)
            if all(self.rows.bounds[column] == (0, 1) for column in row.terms)
        )
        return self.narrowed(Case({}, choices, bound), target)

    def narrowed(self, case: Case, target: int) -> Case:
        """Fix in a case what its bound says of all that reaches a target."""
        if case.bound is None:
            return case
        columns = {*self.columns, *(column for choice in case.open for column in choice)}
        found = case.bound.fixed(sorted(columns.difference(case.fixed)), target)
        return replace(case, fixed=case.fixed | found)

    def parts(self, case: Case, target: int, seconds: float | None) -> list[Case]:
        """Take a case with an open choice apart, the part with the highest bound last.

        Parts that cannot reach the target are left out.
        """
        choice = self._telling(case, target)
        left = tuple(other for other in case.open if other != choice)
        found = []
        for column in choice:
            if case.fixed.get(column) == 0:
                continue
            fixed = case.fixed | {other: int(other == column) for other in choice}
            bound = self.rows.maximum(self.terms, seconds, fixed)
            part = Case(fixed, left, bound)
            if not part.below(target):
                found.append(self.narrowed(part, target))
        return sorted(found, key=lambda part: part.rank)

    def _telling(self, case: Case, target: int) -> Choice:
        """Return the choice with most parts; of equals that of which the parts lose most."""
        return max(
            case.open, key=lambda choice: (len(choice), self._loss(case, choice, target), choice)
        )

    def _loss(self, case: Case, choice: Choice, target: int) -> float:
        alive = [column for column in choice if case.fixed.get(column) != 0]
        if case.bound is None or len(alive) < 2:
            return float(len(alive) > 1)
        room = max(case.bound.room(target), 1)
        return sum(min(1.0, -min(case.bound.slope[column], 0) / room) for column in alive)
