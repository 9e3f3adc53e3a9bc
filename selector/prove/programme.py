"""The linear programme of a question: which multipliers make its rows contradict each other?

Rows may be exceeded, those of the goals by `goal` and all others by `rest`, at a price. What that
costs at least is the objective; where it costs anything, the duals are the multipliers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ortools.linear_solver import pywraplp  # type: ignore[import-untyped]

from selector.verify.proof.question import Question, Var
from selector.verify.proof.rows import Row, row_of

PRICE = 100.0  # of exceeding a row that is not of a goal
DEEPEST = -10.0  # how far inside the goals a point is looked for
Name = tuple[Any, ...]


@dataclass(frozen=True)
class Point:
    """Where the programme ended: what it costs, the values, and a dual per row in use."""

    cost: float
    values: Mapping[Var, float]
    duals: Sequence[tuple[int, float]]


class Programme:
    """The rows of a question that were asked for, each once, in a programme that is warm."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.names: list[Name] = []
        self.rows: list[Row] = []
        self._seen: set[Name] = set()
        self._made: dict[Name, Row] = {}
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._columns: dict[Var, Any] = {}
        self._changed: dict[Var, tuple[int, int]] = {}
        self._kept: list[Any] = []
        self._scale: list[float] = []
        self._goal = self._solver.NumVar(DEEPEST, self._solver.infinity(), "")
        self._rest = self._solver.NumVar(0, self._solver.infinity(), "")
        objective = self._solver.Objective()
        objective.SetCoefficient(self._goal, 1.0)
        objective.SetCoefficient(self._rest, PRICE)
        objective.SetMinimization()

    def add(self, name: Name, goal: bool = False) -> bool:
        """Add a row unless it is there; tell whether it was new."""
        if name in self._seen:
            return False
        self._seen.add(name)
        terms, most = self.row(name)
        scale = float(max((abs(a) for a in terms.values()), default=1))
        made = self._solver.Constraint(-self._solver.infinity(), most / scale)
        for var, a in terms.items():
            made.SetCoefficient(self.column(var), a / scale)
        made.SetCoefficient(self._goal if goal else self._rest, -1.0)
        self.names.append(name)
        self.rows.append((terms, most))
        self._kept.append(made)
        self._scale.append(scale)
        return True

    def row(self, name: Name) -> Row:
        """Return a row without the variables that are always 0."""
        if name not in self._made:
            terms, most = row_of(self.question, name)
            free = {v: a for v, a in terms.items() if a and self.question.span(v) != (0, 0)}
            self._made[name] = free, most
        return self._made[name]

    def column(self, var: Var) -> Any:
        """Return the column of a variable, made when it is new."""
        if var not in self._columns:
            low, high = self.question.span(var)
            self._columns[var] = self._solver.NumVar(low, high, "")
        return self._columns[var]

    def solve(self, known: Mapping[Var, tuple[int, int]]) -> Point | None:
        """Return the cheapest point within bounds; None when the programme has none to offer."""
        for var in self._changed.keys() - known.keys():
            self.column(var).SetBounds(*self.question.span(var))
        for var, ends in known.items():
            if self._changed.get(var) != ends:
                self.column(var).SetBounds(*ends)
        self._changed = dict(known)
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        scaled = enumerate(zip(self._kept, self._scale, strict=True))
        duals = [(i, -row.dual_value() / scale) for i, (row, scale) in scaled]
        values = {var: column.solution_value() for var, column in self._columns.items()}
        used = [(i, dual) for i, dual in duals if dual > 1e-12]
        return Point(self._solver.Objective().Value(), values, used)
