"""The rows of a CP-SAT model that are linear, or follow from what is not."""

from collections.abc import Iterator, Sequence

from ortools.sat.python import cp_model

from selector.solve.duals import LinearRows, Row

UNBOUNDED = 1 << 62  # a limit beyond it is none

Bounds = Sequence[tuple[int, int]]


def linear_rows(model: cp_model.CpModel) -> LinearRows:
    """Return rows that every solution of a model keeps, to which more can be added."""
    proto = model.proto
    domains = [list(variable.domain) for variable in proto.variables]
    bounds = [(domain[0], domain[-1]) for domain in domains]
    return LinearRows(
        bounds, (row for constraint in proto.constraints for row in _read(constraint, bounds))
    )


def _read(
    constraint: "cp_model.ConstraintProto",  # type: ignore[name-defined]
    bounds: Bounds,
) -> Iterator[Row]:
    """Yield rows that every solution keeps; of what is not understood, none."""
    unless = list(constraint.enforcement_literal)
    if constraint.has_linear():
        part = constraint.linear
        terms = _sum(zip(part.vars, part.coeffs, strict=True))
        low, *_, high = list(part.domain)
        if low == high and not unless:
            yield Row(terms, low, equal=True)
            return
        if high < UNBOUNDED:
            yield _enforced(terms, high, unless, bounds)
        if low > -UNBOUNDED:
            yield _enforced({j: -a for j, a in terms.items()}, -low, unless, bounds)
    elif constraint.has_at_most_one():
        yield _literals(constraint.at_most_one.literals, 1, 1)
    elif constraint.has_bool_or():
        held = [*constraint.bool_or.literals, *(-literal - 1 for literal in unless)]
        yield _literals(held, -1, -1)
    elif constraint.has_bool_and():
        free = [-literal - 1 for literal in unless]
        for literal in constraint.bool_and.literals:
            yield _literals([literal, *free], -1, -1)
    elif constraint.has_lin_max():
        for part in constraint.lin_max.exprs:
            yield _above(constraint.lin_max.target, part)


def _enforced(terms: dict[int, int], most: int, unless: Sequence[int], bounds: Bounds) -> Row:
    """Return a row that asks nothing where an enforcing literal is false."""
    highest = sum(
        max(a * low, a * high) for a, (low, high) in ((a, bounds[j]) for j, a in terms.items())
    )
    spare = max(highest - most, 0)
    for literal in unless:  # terms <= most + spare * (1 - literal)
        j, sign = (literal, 1) if literal >= 0 else (-literal - 1, -1)
        terms = {**terms, j: terms.get(j, 0) + sign * spare}
        most += spare if sign > 0 else 0
    return Row(terms, most)


def _sum(cells: "zip[tuple[int, int]]") -> dict[int, int]:
    terms: dict[int, int] = {}
    for j, a in cells:  # a variable below 0 stands for minus the variable -j - 1
        j, a = (j, a) if j >= 0 else (-j - 1, -a)
        terms[j] = terms.get(j, 0) + a
    return terms


def _literals(literals: Sequence[int], sign: int, most: int) -> Row:
    """Return the row: sign * (how many of the literals hold) is at most so much."""
    terms: dict[int, int] = {}
    for literal in literals:
        j, a = (literal, sign) if literal >= 0 else (-literal - 1, -sign)
        terms[j] = terms.get(j, 0) + a
        most -= sign if literal < 0 else 0
    return Row(terms, most)


def _above(target: "cp_model.LinearExpressionProto", part: "cp_model.LinearExpressionProto") -> Row:  # type: ignore[name-defined]
    """Return the row: a part is at most the target."""
    terms = _sum(zip(part.vars, part.coeffs, strict=True))
    for j, a in _sum(zip(target.vars, target.coeffs, strict=True)).items():
        terms[j] = terms.get(j, 0) - a
    return Row(terms, target.offset - part.offset)
