"""Who answers: one file per solver, each with `solve(problem, limit) -> Answer`.

A file imports its library at the top, so that loading is not timed, and a library that is not
installed shows before anything is measured. What a library compiles on first use is compiled by
`warm_up()`, where a file has one.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from selector.problem import Problem

MODULES = {
    "selector": "ours",
    "plain CP-SAT": "plain",
    "HiGHS": "highs",
    "spopt (CBC)": "spopt_cbc",
    "spopt (HiGHS)": "spopt_highs",
    "max-div": "maximum_diversity",
    "abcvoting": "approval_voting",
}


@dataclass(frozen=True)
class Answer:
    """A cohort by position (None: none found), and what the solver says of it.

    `proven` counts the tiers of our objective that are, in order; `gap` is the relative distance
    to the bound on the next one, where the solver tells. `best_after`: when a heuristic had its
    best, in seconds. `remark` goes into the report.
    """

    chosen: frozenset[int] | None
    proven: int
    gap: float | None = None
    best_after: float | None = None
    remark: str = ""


class Solver(Protocol):
    """A function that answers a problem within about `limit` seconds."""

    def __call__(self, problem: Problem, limit: float) -> Answer:
        """Return the answer."""


def load(name: str) -> Solver:
    """Return a solver, warmed up; raises `ImportError` when its library is not installed."""
    module = import_module(f"{__name__}.{MODULES[name]}")
    if hasattr(module, "warm_up"):
        module.warm_up()
    return cast(Solver, module.solve)
