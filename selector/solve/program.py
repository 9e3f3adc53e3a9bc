"""A small builder of integer programmes over `scipy.optimize.milp` (HiGHS).

It knows nothing of the model in `tiers`: the second solver has to come to the same answer by
another road. Coefficients are whole numbers; what HiGHS returns is floating point, and whoever
asks has to recount it.
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from importlib.metadata import version
from math import inf
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from selector.solve.engine import Clock

Status = Literal["optimal", "infeasible", "stopped", "unknown"]


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


@dataclass(frozen=True)
class Outcome:
    """What HiGHS said: nothing here is exact.

    `chosen` holds the columns that round to 1 or more, `value` the objective at the solution
    found, `bound` what no solution exceeds; each is None when HiGHS had none.
    """

    status: Status
    chosen: frozenset[int] | None = None
    value: float | None = None
    bound: float | None = None


@dataclass
class Program:
    """Columns with bounds, and rows `low <= expression <= high`; it only ever gets tighter."""

    names: list[str] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    rows: list[tuple[Linear, float, float]] = field(default_factory=list)

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

    def maximise(
        self, expression: Linear, clock: "Clock", floor: float = -inf, presolve: bool = True
    ) -> Outcome:
        """Find a solution for which an expression is largest, and at least `floor`."""
        left = clock.left()
        if clock.stopped.is_set() or (left is not None and left <= 0):
            return Outcome("stopped")
        rows = [*self.rows, *([(expression, floor, inf)] if floor > -inf else [])]
        answer = _beside(
            partial(self._milp, expression, rows, inf if left is None else left, presolve), clock
        )
        return Outcome("stopped") if answer is None else self._outcome(answer, expression)

    def _milp(
        self,
        expression: Linear,
        rows: Sequence[tuple[Linear, float, float]],
        seconds: float,
        presolve: bool,
    ) -> Any:
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        count = len(self.names)
        cost = np.zeros(count)
        for column, coefficient in expression.terms.items():
            cost[column] = -coefficient
        starts = np.cumsum([0, *(len(row.terms) for row, _, _ in rows)])
        columns = [column for row, _, _ in rows for column in row.terms]
        values = [float(c) for row, _, _ in rows for c in row.terms.values()]
        matrix = csr_array((values, columns, starts), shape=(len(rows), count))
        lows = [low - row.constant for row, low, _ in rows]
        highs = [high - row.constant for row, _, high in rows]
        return milp(
            cost,
            integrality=np.array(self.whole, dtype=int),
            bounds=Bounds(self.lower, self.upper),
            constraints=[LinearConstraint(matrix, lows, highs)] if rows else [],
            options={"mip_rel_gap": 0, "presolve": presolve, "time_limit": seconds},
        )

    def _outcome(self, answer: Any, expression: Linear) -> Outcome:
        statuses: dict[int, Status] = {0: "optimal", 1: "stopped", 2: "infeasible"}
        status = statuses.get(answer.status, "unknown")
        chosen = value = None
        if answer.x is not None:
            chosen = frozenset(i for i, part in enumerate(answer.x) if part > 0.5)
            value = expression.constant - answer.fun
        bound = getattr(answer, "mip_dual_bound", None)
        return Outcome(
            status, chosen, value, None if bound is None else expression.constant - bound
        )

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


def _beside(solve: Callable[[], Any], clock: "Clock") -> Any:
    """Return what a call returns, or None when it was interrupted.

    It runs in a thread of its own, so that the main thread can take Ctrl-C; HiGHS itself cannot
    be stopped halfway, and is left behind.
    """
    future: Future[Any] = Future()

    def work() -> None:
        try:
            future.set_result(solve())
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    while not clock.stopped.is_set():
        try:
            return future.result(timeout=0.2)
        except FutureTimeout:
            pass
        except KeyboardInterrupt:
            clock.stopped.set()
    return None


def _sum(expression: Linear) -> str:
    return " ".join(f"{c:+d} x{column}" for column, c in expression.terms.items())


def highs_version() -> str:
    """Return the version of the HiGHS inside scipy, or `?` when scipy does not tell."""
    with suppress(ImportError, AttributeError):
        core = import_module("scipy.optimize._highspy._core")  # scipy has no public name for it
        parts = (core.HIGHS_VERSION_MAJOR, core.HIGHS_VERSION_MINOR, core.HIGHS_VERSION_PATCH)
        return ".".join(map(str, parts))
    return "?"


def through() -> str:
    """Return by which library HiGHS is reached, with its version."""
    return f"scipy {version('scipy')}"
