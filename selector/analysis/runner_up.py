"""The runner-up: the cohort that would be chosen if the chosen one were not there.

Every other cohort lacks a chosen plan or has another one, so it is the best of the answers to
all plans. With a tolerance "best" is meant as the scenario means it: of the cohorts that are
left, those within the tolerance of the best on a tier go on to the next. So where only the chosen
cohort reaches the best of a tier, the runner-up is worse on that tier, even if tickets decided
between the chosen cohort and others within the tolerance. Of a range of sizes all sizes take
part, and among equals the tickets choose.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from selector.analysis.beside import Other, compare
from selector.problem import Problem
from selector.rules import DifferRule, FixedRule
from selector.solve.clock import Clock
from selector.solve.found import Optimum
from selector.solve.optimum import solve


@dataclass(frozen=True)
class RunnerUp:
    """The best other cohort that keeps all rules; `other` is None when there is no other."""

    other: Other | None


def find_runner_up(problem: Problem, optimum: Optimum, clock: Clock) -> RunnerUp | None:
    """Return the runner-up of a proven optimum, in one solve; None when it was not settled."""
    if not optimum.proven or clock.left() == 0 or clock.stopped.is_set():
        return None
    rules = (*problem.rules, DifferRule("runner_up", optimum.chosen, 1), *_ties(problem, optimum))
    try:
        found = solve(replace(problem, rules=rules), clock, optimum)
    except TimeoutError:
        return None
    if found is None:
        return RunnerUp(None)
    return RunnerUp(compare(problem, optimum, found)) if found.proven else None


def _ties(problem: Problem, optimum: Optimum) -> Iterator[FixedRule]:
    """Leave out the plans of no optimal cohort, when there is another: the runner-up is one.

    Not where a tier has a tolerance: without the chosen cohort its best value may drop, and what
    lies within the tolerance of that is more.
    """
    if optimum.sometimes and not any(tier.tolerance for tier in problem.tiers):
        for p in sorted(set(problem.eligible) - optimum.chosen - optimum.sometimes):
            yield FixedRule("locked_out", problem.plans.ids[p], p)
