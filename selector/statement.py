"""Linear statements in whole numbers: columns with bounds, and rows over them.

The second solver states rules, criteria and tiers in these. Nothing here knows a solver.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf


@dataclass(frozen=True)
class Linear:
    """A linear expression in whole numbers: coefficients by column, and a constant."""

    terms: Mapping[int, int]
    constant: int = 0

    def __add__(self, other: "Linear | int") -> "Linear":
        return weighted((self, other), (1, 1))

    def __sub__(self, other: "Linear | int") -> "Linear":
        return weighted((self, other), (1, -1))

    def __rsub__(self, other: int) -> "Linear":
        return weighted((other, self), (1, -1))

    def __neg__(self) -> "Linear":
        return weighted((self,), (-1,))

    def __rmul__(self, factor: int) -> "Linear":
        return weighted((self,), (factor,))


def weighted(parts: "Iterable[Linear | int]", weights: Iterable[int]) -> Linear:
    """Return the weighted sum of expressions and whole numbers, without zero terms."""
    terms: dict[int, int] = {}
    constant = 0
    for part, weight in zip(parts, weights, strict=True):
        if isinstance(part, int):
            constant += weight * part
            continue
        constant += weight * part.constant
        for column, coefficient in part.terms.items():
            terms[column] = terms.get(column, 0) + weight * coefficient
    return Linear({column: c for column, c in terms.items() if c}, constant)


Row = tuple[Linear, float, float]  # low <= expression <= high


@dataclass
class Program:
    """Columns with bounds, and rows `low <= expression <= high`; it only ever gets tighter."""

    names: list[str] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def number(self, name: str, low: float, high: float, whole: bool = False) -> Linear:
        """Add a column, and return it as an expression."""
        self.names.append(name)
        self.lower.append(low)
        self.upper.append(high)
        self.whole.append(whole)
        return Linear({len(self.names) - 1: 1})

    def yes_no(self, name: str) -> Linear:
        """Add a column that is 0 or 1."""
        return self.number(name, 0, 1, whole=True)

    def total(
        self, parts: "Sequence[Linear | int]", weights: Sequence[int] | None = None
    ) -> Linear:
        """Return the sum of expressions, each times its weight."""
        return weighted(parts, [1] * len(parts) if weights is None else weights)

    def row(self, expression: Linear, low: float = -inf, high: float = inf) -> None:
        """Let an expression lie between two bounds, the ends included."""
        self.rows.append((expression, low, high))

    def most(self, expression: Linear) -> float:
        """Return what an expression cannot exceed, by the bounds of its columns alone."""
        bounds = ((c, self.upper if c > 0 else self.lower, i) for i, c in expression.terms.items())
        return expression.constant + sum(c * bound[i] for c, bound, i in bounds)

    def size(self, expression: Linear) -> float:
        """Return what an expression cannot exceed on either side of zero."""
        return max(self.most(expression), self.most(-expression))

    def text(self, expression: Linear | None = None) -> str:
        """Return the programme in the LP format; the names of the columns stand in comments."""
        lines = [f"\\ x{i} = {' '.join(name.split())}" for i, name in enumerate(self.names)]
        goal = expression or Linear({})
        lines += ["Maximize", f" obj: {_sum(goal)} {goal.constant:+d} constant", "Subject To"]
        for i, (row, low, high) in enumerate(self.rows):
            left = _sum(row) if row.terms else "0 x0"
            if low == high:
                lines.append(f" r{i}: {left} = {low - row.constant:.12g}")
                continue
            if low > -inf:
                lines.append(f" r{i}a: {left} >= {low - row.constant:.12g}")
            if high < inf:
                lines.append(f" r{i}b: {left} <= {high - row.constant:.12g}")
        bounds = zip(self.lower, self.upper, strict=True)
        lines += ["Bounds", " constant = 1"]
        lines += [f" {low:.12g} <= x{i} <= {high:.12g}" for i, (low, high) in enumerate(bounds)]
        lines += ["General", *(f" x{i}" for i, whole in enumerate(self.whole) if whole), "End"]
        return "\n".join(lines) + "\n"


def _sum(expression: Linear) -> str:
    return " ".join(f"{c:+d} x{column}" for column, c in expression.terms.items())
