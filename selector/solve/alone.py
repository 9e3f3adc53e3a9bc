"""What a criterion could reach by itself: the best score of any eligible cohort of one size.

It stands beside every score in the result, and it is a ceiling that spares the solver much of
the proof. Without rules the plans that a criterion cannot tell apart are one whole variable, so
thousands of plans cost as little as their few profiles.
"""

from collections.abc import Hashable
from dataclasses import replace
from fractions import Fraction

from ortools.sat.python import cp_model

from selector.criteria import Concave, Criterion, Levelled, Tightened
from selector.problem import Best, Problem
from selector.solve.clock import Clock
from selector.solve.concave import raise_concave
from selector.solve.engine import Effort, solve_model
from selector.solve.levels import raise_level
from selector.solve.search import MANY, Search

# A little relaxation mostly serves at once; a sum of few whole variables with an odd remainder is
# counted out rather than relaxed.
QUICK = Effort(0.02, 0.02, ((1, 0),))
TIGHT = Effort(0.1, 0.4, ((1, 0), (2, 1)))
THOROUGH = Effort(1.0, 5.0, ((0, 0), (2, 1)))
SHARE = 0.2  # of the time left that one criterion may take: it is a side question


def with_best_alone(problem: Problem, clock: Clock) -> Problem:
    """Return the problem with what its relative tiers are relative to, at every size allowed."""
    looked_at = sorted({c for tier in problem.tiers if tier.relative for c in tier.over})
    known = {size: dict(bests) for size, bests in problem.best_alone.items()}
    for size in problem.solvable_sizes:
        bests = known.get(size, {})
        missing = [c for c in looked_at if c not in bests] if size <= len(problem.eligible) else []
        if missing:
            found = {c: best_alone(problem, problem.criteria[c], size, clock) for c in missing}
            known[size] = {**bests, **found}
    return replace(problem, best_alone=known) if known != problem.best_alone else problem


def best_alone(problem: Problem, criterion: Criterion, size: int, clock: Clock) -> Best:
    """Return the best score on one criterion of any eligible cohort, and whether it is proven."""
    unit, clock = criterion.denominator(size), clock.part(SHARE)
    if isinstance(criterion, Levelled | Concave):
        search = Search(problem, size, clock)
        search.model.add(cp_model.LinearExpr.sum(search.x) == size)
        if isinstance(criterion, Levelled):
            attempt = raise_level(search, criterion, unit)
        else:
            attempt = raise_concave(search, criterion, unit)
        bound = unit if attempt.bound is None else attempt.bound
        return Fraction(bound, unit), attempt.proven
    model = cp_model.CpModel()
    groups: dict[Hashable, list[int]] = {}
    for p in problem.eligible:
        groups.setdefault(criterion.profile(p), []).append(p)
    x = [model.new_constant(0)] * len(problem.plans)
    for plans in groups.values():
        x[plans[0]] = model.new_int_var(0, min(len(plans), size), "")
    counts = [x[plans[0]] for plans in groups.values()]
    model.add(cp_model.LinearExpr.sum(counts) == size)
    model.maximize(criterion.post(model, x, size))
    outcome = solve_model(model, clock, effort=QUICK)
    many = len(problem.eligible) >= MANY and outcome.values is not None
    if not outcome.proven and many and isinstance(criterion, Tightened):
        tight = model.clone()
        criterion.tighten(tight, x, problem.eligible, size, round(outcome.value))
        outcome = solve_model(tight, clock, effort=TIGHT)
    if not outcome.proven:
        outcome = solve_model(model, clock, effort=THOROUGH)
    bound = unit if outcome.bound is None else outcome.bound
    return Fraction(bound, unit), outcome.proven
