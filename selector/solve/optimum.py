"""From a problem to its optimum: size by size, tier by tier, then the tickets."""

from dataclasses import dataclass, field
from fractions import Fraction

from selector.criteria import Criterion
from selector.problem import Problem
from selector.rules import SizeRule
from selector.solve.engine import Clock, Search
from selector.solve.tickets import pick_by_ticket, split_by_optimality
from selector.solve.tiers import Infeasible, TierResult, TierSolver, better


@dataclass(frozen=True)
class Optimum:
    """The cohort by position, and what was proven about it.

    `always` and `sometimes`: the plans in all and in only some optimal cohorts of this size;
    None when that could not be settled in time. `best_alone` per criterion: the best score of
    any eligible cohort of this size, and whether that is proven.
    """

    chosen: frozenset[int]
    size: int
    tiers: tuple[TierResult, ...]
    proven: bool
    always: frozenset[int] | None
    sometimes: frozenset[int] | None
    best_alone: tuple[tuple[Fraction, bool], ...] = field(default=())


def solve(problem: Problem, clock: Clock) -> Optimum | None:
    """Return the optimum, or the best found in time; None when the rules cannot all be met.

    Raises `TimeoutError` when time ran out before any cohort was found.
    """
    best: _Attempt | None = None
    complete = True
    for size in problem.sizes:
        attempt = _try(problem, size, clock)
        if attempt is None:
            continue
        complete = complete and attempt.proven
        if attempt.search.incumbent is None:
            continue
        if best is None or not _beats(best, attempt, problem):
            best = attempt
    if best is None:
        if complete:
            return None
        raise TimeoutError
    return _finish(problem, best, clock, complete)


@dataclass(frozen=True)
class _Attempt:
    """What came of one size."""

    search: Search
    tiers: tuple[TierResult, ...]
    proven: bool


def _try(problem: Problem, size: int, clock: Clock) -> _Attempt | None:
    """Solve all tiers for one size; None when no cohort of that size keeps to the rules."""
    search = Search(problem, size, clock)
    try:
        results = tuple(TierSolver(problem, search).run())
    except Infeasible:
        return None
    proven = len(results) == len(problem.tiers) and all(result.proven for result in results)
    return _Attempt(search, results, proven)


def _beats(first: _Attempt, second: _Attempt, problem: Problem) -> bool:
    """Tell whether the first attempt stays ahead; at a full tie the larger cohort wins.

    Tiers that were not reached in time are valued by the cohort that there is.
    """
    return better(_values(first, problem), _values(second, problem), problem.tiers)


def _values(attempt: _Attempt, problem: Problem) -> list[object]:
    assert attempt.search.incumbent is not None
    reached = [result.value for result in attempt.tiers]
    rest = problem.tiers[len(reached) :]
    return [*reached, *(problem.value(tier, attempt.search.incumbent) for tier in rest)]


def _finish(problem: Problem, best: _Attempt, clock: Clock, complete: bool) -> Optimum:
    """Settle ties by ticket when all tiers are proven, and see what each criterion could reach."""
    search = best.search
    assert search.incumbent is not None
    chosen, split, settled = search.incumbent, None, False
    if complete:
        split = split_by_optimality(search)
        if split is not None:
            picked = pick_by_ticket(search, problem.scenario.seed, split[1])
            settled, chosen = picked is not None, picked or search.incumbent
    alone = tuple(_best_alone(problem, criterion, search.size, clock) for criterion in problem.criteria)
    return Optimum(
        chosen=chosen,
        size=search.size,
        tiers=best.tiers,
        proven=complete and settled,
        always=split[0] if split else None,
        sometimes=split[1] if split else None,
        best_alone=alone,
    )


def _best_alone(
    problem: Problem, criterion: Criterion, size: int, clock: Clock
) -> tuple[Fraction, bool]:
    """Return the best score on one criterion of any cohort of eligible plans of this size."""
    search = Search(problem, size, clock)
    SizeRule(size, size).post(search.model, search.x, size)
    eligible = set(problem.eligible)
    for p, variable in enumerate(search.x):
        if p not in eligible:
            search.model.add(variable == 0)
    answer = search.maximise(criterion.post(search.model, search.x, size))
    if search.incumbent is None:
        return Fraction(1), False
    reached = Fraction(criterion.numerator(search.incumbent), criterion.denominator(size))
    if not answer.proven and answer.bound is not None:
        return Fraction(answer.bound, criterion.denominator(size)), False
    return reached, answer.proven
