"""A programme in whole numbers: what a presolve makes smaller, read from a statement and back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor, inf

from selector.solve.duals import Row
from selector.statement import Linear, Program
from selector.statement import Row as Stated


@dataclass(frozen=True)
class IntegerProgram:
    """Columns with whole bounds, which of them are whole, and rows; positions never change."""

    lower: Sequence[int]
    upper: Sequence[int]
    whole: Sequence[bool]
    rows: Sequence[Row]

    @property
    def open(self) -> list[int]:
        """Return the columns that are not fixed."""
        return [j for j in range(len(self.lower)) if self.lower[j] < self.upper[j]]

    def is_yes_no(self, column: int) -> bool:
        """Tell whether a column is 0 or 1, and not yet which."""
        return self.whole[column] and (self.lower[column], self.upper[column]) == (0, 1)

    def with_fixed(self, values: Mapping[int, int]) -> "IntegerProgram":
        """Return it with columns fixed."""
        lower, upper = list(self.lower), list(self.upper)
        for column, value in values.items():
            lower[column] = upper[column] = value
        return IntegerProgram(lower, upper, self.whole, self.rows)

    def compact(self, columns: Sequence[int]) -> "IntegerProgram":
        """Return it over the columns that are open, by their places: no row may speak of others."""
        place = {j: i for i, j in enumerate(columns)}
        return IntegerProgram(
            [self.lower[j] for j in columns],
            [self.upper[j] for j in columns],
            [self.whole[j] for j in columns],
            [Row({place[j]: a for j, a in r.terms.items()}, r.most, r.equal) for r in self.rows],
        )


def read(known: IntegerProgram, program: Program, first: int) -> IntegerProgram:
    """Return what is known with the columns that a statement adds, and its rows from the first.

    All limits become whole; bounds are rounded inwards for whole columns, and outwards for others.
    """
    new = range(len(known.lower), len(program.names))
    lower, upper, whole = program.lower, program.upper, program.whole
    rows = (row for stated in program.rows[first:] for row in sides(stated, whole))
    return IntegerProgram(
        (*known.lower, *((ceil if whole[j] else floor)(lower[j]) for j in new)),
        (*known.upper, *((floor if whole[j] else ceil)(upper[j]) for j in new)),
        tuple(whole),
        (*known.rows, *rows),
    )


def sides(stated: Stated, whole: Sequence[bool]) -> Iterator[Row]:
    """Yield a stated row as rows "at most" or "equal", in such parts that its limits are whole."""
    expression, low, high = stated
    terms = {j: a for j, a in expression.terms.items() if a}
    if low == high:
        yield _row(terms, _less(high, expression.constant), whole, equal=True)
        return
    if high < inf:
        yield _row(terms, _less(high, expression.constant), whole)
    if low > -inf:
        yield _row({j: -a for j, a in terms.items()}, -_less(low, expression.constant), whole)


def _less(limit: float, constant: int) -> Fraction | int:
    """Return a limit less a constant, exactly: floats lose what is beyond their digits."""
    whole = int(limit)
    return whole - constant if whole == limit else Fraction(limit) - constant


def _row(
    terms: Mapping[int, int], most: Fraction | int, whole: Sequence[bool], equal: bool = False
) -> Row:
    if isinstance(most, int):
        return Row(terms, most, equal)
    if not equal and all(whole[j] for j in terms):
        return Row(terms, floor(most))
    parts = {j: a * most.denominator for j, a in terms.items()}
    return Row(parts, most.numerator, equal)


@dataclass(frozen=True)
class Restated:
    """A statement of the columns that are left of another; `held` are those that have to be 1."""

    program: Program
    columns: Sequence[int]
    held: frozenset[int] = frozenset()

    @classmethod
    def of(cls, program: IntegerProgram) -> "Restated":
        """State a programme without the columns that are fixed, of which no row may speak."""
        columns, stated = program.open, Program()
        left = program.compact(columns)
        for j, low, high, whole in zip(columns, left.lower, left.upper, left.whole, strict=True):
            stated.number(str(j), low, high, whole)
        for row in left.rows:
            stated.row(Linear(row.terms), row.most if row.equal else -inf, row.most)
        fixed = zip(program.lower, program.upper, strict=True)
        held = frozenset(j for j, (low, high) in enumerate(fixed) if low == high == 1)
        return cls(stated, columns, held)

    def chosen(self, found: frozenset[int]) -> frozenset[int]:
        """Return the columns that are 1 in the statement it was made of."""
        return self.held.union(self.columns[i] for i in found)

    def just(self, columns: frozenset[int]) -> "Restated | None":
        """Return it with columns that have to be 1; None when one of them cannot."""
        place = {j: i for i, j in enumerate(self.columns)}
        if not columns <= self.held | place.keys():
            return None
        left = [place[j] for j in columns - self.held]
        row = Linear(dict.fromkeys(left, 1)), len(left), inf
        return replace(self, program=replace(self.program, rows=[*self.program.rows, row]))
