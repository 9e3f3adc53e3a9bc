"""A statement in linear rows, solved by HiGHS through `scipy.optimize.milp`.

It knows nothing of the model in `tiers`: the second solver has to come to the same answer by
another road. What HiGHS returns is floating point, and whoever asks has to recount it.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.metadata import version
from math import inf
from typing import Any, Literal

from selector.solve.clock import Clock
from selector.statement import Linear, Program, Row

MilpStatus = Literal["optimal", "infeasible", "stopped", "unknown"]


@dataclass(frozen=True)
class MilpResult:
    """What HiGHS said: nothing here is exact.

    `chosen` holds the columns that round to 1 or more, `value` the objective at the solution
    found, `bound` what no solution exceeds; each is None when HiGHS had none.
    """

    status: MilpStatus
    chosen: frozenset[int] | None = None
    value: float | None = None
    bound: float | None = None


def maximise(
    program: Program,
    expression: Linear,
    clock: Clock,
    floor: float = -inf,
    presolve: bool = True,
) -> MilpResult:
    """Find a solution for which an expression is largest, and at least `floor`."""
    if clock.is_over:
        return MilpResult("stopped")
    left = clock.left()
    rows = [*program.rows, *([(expression, floor, inf)] if floor > -inf else [])]
    seconds = inf if left is None else left
    answer = _beside(partial(_milp, program, expression, rows, seconds, presolve), clock)
    return MilpResult("stopped") if answer is None else _outcome(answer, expression)


def _milp(
    program: Program,
    expression: Linear,
    rows: Sequence[Row],
    seconds: float,
    presolve: bool,
) -> Any:
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    count = len(program.names)
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
        integrality=np.array(program.whole, dtype=int),
        bounds=Bounds(program.lower, program.upper),
        constraints=[LinearConstraint(matrix, lows, highs)] if rows else [],
        options={"mip_rel_gap": 0, "presolve": presolve, "time_limit": seconds},
    )


def _outcome(answer: Any, expression: Linear) -> MilpResult:
    statuses: dict[int, MilpStatus] = {0: "optimal", 1: "stopped", 2: "infeasible"}
    status = statuses.get(answer.status, "unknown")
    chosen = value = None
    if answer.x is not None:
        chosen = frozenset(i for i, part in enumerate(answer.x) if part > 0.5)
        value = expression.constant - answer.fun
    bound = getattr(answer, "mip_dual_bound", None)
    return MilpResult(status, chosen, value, None if bound is None else expression.constant - bound)


def _beside(solve: Callable[[], Any], clock: Clock) -> Any:
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
