"""Count patterns: how many columns of each weight can be 1 together, listed.

Let N of some columns be 1, and let rows speak of them as S = sum of w_p x_p, with few different
weights w. What these rows, each with at most one other column d, leave of S is an interval. Let
n_w be how many columns of weight w are 1. The vectors n with S in it are the *patterns* y_i:

    sum y_i = 1,   n_w = sum of y_i times what pattern i has of w,   d >= sum of d_i y_i,

where d_i is the least that the rows ask of d at pattern i. Every solution has just one pattern, so
none is lost; and the linear relaxation now knows that only whole columns count.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import gcd
from operator import mul

from selector.criteria.patterns import Category, Pattern, category_of
from selector.solve.duals import Row
from selector.solve.presolve.programs import IntegerProgram

WEIGHTS = 6  # different ones

Weights = tuple[tuple[int, int], ...]  # of columns, in order


@dataclass(frozen=True)
class Part:
    """A row over a sum S of columns: factor * S + other * d <= most."""

    factor: int
    other: int
    column: int | None
    most: int

    def limit(self, program: IntegerProgram) -> int:
        """Return what factor * S comes to at most."""
        if self.column is None:
            return self.most
        lower, upper = program.lower[self.column], program.upper[self.column]
        return self.most - min(self.other * lower, self.other * upper)

    def asks(self, total: int) -> int:
        """Return, rounded down, what d comes to at least for a value of S; `other` is below 0."""
        return (self.factor * total - self.most) // -self.other


def patterned(program: IntegerProgram) -> IntegerProgram:
    """Return a programme with a column for each pattern, wherever there are not too many."""
    for row in program.rows:
        if row.equal and set(row.terms.values()) == {1} and all(map(program.is_yes_no, row.terms)):
            for weights, parts in _sums(program, row).items():
                program = _with_patterns(program, row, weights, parts)
    return program


def _sums(program: IntegerProgram, total: Row) -> Mapping[Weights, list[Part]]:
    """Return, by the weights of a sum of columns, the rows over that sum."""
    found: dict[Weights, list[Part]] = defaultdict(list)
    for row in program.rows:
        weights = {j: a for j, a in row.terms.items() if j in total.terms}
        others: list[tuple[int | None, int]]
        others = [(j, a) for j, a in row.terms.items() if j not in total.terms]
        if len(others) > 1 or not 1 < len(set(weights.values())) <= WEIGHTS:
            continue
        factor = gcd(*weights.values()) * (1 if max(weights.values()) > 0 else -1)
        scaled = tuple(sorted((j, a // factor) for j, a in weights.items()))
        if min(weight for _, weight in scaled) > 0:
            found[scaled].extend(_parts(row, factor, *others or [(None, 0)]))
    return found


def _parts(row: Row, factor: int, other: tuple[int | None, int]) -> Iterator[Part]:
    column, weight = other
    yield Part(factor, weight, column, row.most)
    if row.equal:
        yield Part(-factor, -weight, column, -row.most)


def _with_patterns(
    program: IntegerProgram, total: Row, weights: Weights, parts: Sequence[Part]
) -> IntegerProgram:
    highs = [part.limit(program) // part.factor for part in parts if part.factor > 0]
    lows = [-(part.limit(program) // -part.factor) for part in parts if part.factor < 0]
    if not highs or not lows:
        return program
    low, high = max(lows), min(highs)
    # |2 S - (low + high)| <= high - low: so the middle of the interval is a whole number.
    doubled = {j: 2 * weight for j, weight in weights}
    category = category_of(doubled, low + high, total.most) if low <= high else None
    patterns = category.patterns(high - low) if category else None
    if category is None or patterns is None:
        return program
    spare = len(total.terms) - len(weights)  # columns that count in N alone
    kept = [pattern for pattern in patterns if total.most - sum(pattern) <= spare]
    return _stated(program, category, kept, parts)


def _stated(
    program: IntegerProgram, category: Category, patterns: Sequence[Pattern], parts: Sequence[Part]
) -> IntegerProgram:
    """Return a programme with a column for each of some patterns, and rows for what they are."""
    first, count = len(program.lower), len(patterns)
    ys = range(first, first + count)
    rows = [Row(dict.fromkeys(ys, 1), 1, equal=True)]
    for i, members in enumerate(category.classes.values()):
        having = {y: -pattern[i] for y, pattern in zip(ys, patterns, strict=True) if pattern[i]}
        rows.append(Row({**dict.fromkeys(members, 1), **having}, 0, equal=True))
    weights = [doubled // 2 for doubled in category.classes]
    totals = {y: sum(map(mul, weights, pattern)) for y, pattern in zip(ys, patterns, strict=True)}
    return IntegerProgram(
        [*program.lower, *[0] * count],
        [*program.upper, *[1] * count],
        [*program.whole, *[True] * count],
        [*program.rows, *rows, *_asked(program, totals, parts)],
    )


def _asked(
    program: IntegerProgram, totals: Mapping[int, int], parts: Iterable[Part]
) -> Iterator[Row]:
    """Yield what patterns, of which S is given, ask of the columns beside it."""
    asking: dict[int, list[Part]] = defaultdict(list)
    for part in parts:
        if part.column is not None and part.other < 0:
            asking[part.column].append(part)
    for column, those in sorted(asking.items()):
        least = {y: max(part.asks(total) for part in those) for y, total in totals.items()}
        terms = {y: max(program.lower[column], most) for y, most in least.items()}
        yield Row({**{y: most for y, most in terms.items() if most}, column: -1}, 0)
