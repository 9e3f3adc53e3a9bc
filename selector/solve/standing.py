"""How plans stand in a model: which exclude each other, and which have the same role in the rest.

Two plans have the same role when the model stays as it is if they change places, apart from the
groups of plans of which at most one can be chosen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from numpy.typing import NDArray

Mention = tuple[int, tuple[object, ...]]  # a variable, and in what way it occurs
LITERALS = ("bool_or", "bool_and", "at_most_one", "exactly_one")


@dataclass(frozen=True)
class Standing:
    """By position of the plan: who excludes whom, and equal numbers for equal roles."""

    excluded: "NDArray[np.bool_]"
    roles: "NDArray[np.intp]"

    @classmethod
    def of(cls, model: cp_model.CpModel, columns: Sequence[int]) -> "Standing":
        """Read a model in which the plans have these columns."""
        place = {column: p for p, column in enumerate(columns)}
        excluded = np.zeros((len(columns), len(columns)), dtype=bool)
        roles: list[list[tuple[object, ...]]] = [
            [tuple(model.proto.variables[column].domain)] for column in columns
        ]
        for number, constraint in enumerate(model.proto.constraints):
            group = _group(constraint)
            if group and place.keys() >= set(group):
                inside = [place[column] for column in group]
                excluded[np.ix_(inside, inside)] = True
                continue
            for column, way in _mentions(constraint):
                if column in place:
                    roles[place[column]].append((number, *way))
        np.fill_diagonal(excluded, False)
        numbers: dict[tuple[object, ...], int] = {}
        equal = [numbers.setdefault(tuple(role), len(numbers)) for role in roles]
        return cls(excluded, np.array(equal, dtype=np.intp))


def _group(constraint: Any) -> Sequence[int]:
    """Return the variables of which at most one holds, whatever else; none for other rows."""
    if constraint.enforcement_literal or not constraint.has_at_most_one():
        return ()
    return list(constraint.at_most_one.literals)


def _mentions(constraint: Any) -> Iterator[Mention]:
    """Yield the variables of a row, each with how it occurs; that leaves two alike, or it is told.

    A literal that is negated is below 0.
    """
    for literal in constraint.enforcement_literal:
        yield _variable(literal), ("if", literal < 0)
    if constraint.has_linear():
        yield from _terms(constraint.linear)
    elif constraint.has_lin_max():
        yield from _terms(constraint.lin_max.target)
        for k, part in enumerate(constraint.lin_max.exprs):
            yield from ((j, (k, *way)) for j, way in _terms(part))
    else:
        kind = next(kind for kind in LITERALS if getattr(constraint, f"has_{kind}")())
        for literal in getattr(constraint, kind).literals:
            yield _variable(literal), (literal < 0,)


def _terms(linear: Any) -> Iterator[Mention]:
    return ((_variable(j), (a, j < 0)) for j, a in zip(linear.vars, linear.coeffs, strict=True))


def _variable(literal: int) -> int:
    return literal if literal >= 0 else -literal - 1
