"""What a scenario chooses, found by going through all cohorts of a problem."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

from selector.numbers import SCALE
from selector.problem import Problem
from selector.rules import FixedRule
from selector.solve.tickets import pick_from_list
from selector.tiers import Value, better

Cohort = frozenset[int]


def optimal(
    problem: Problem, allowed: Callable[[Cohort], bool] = lambda _: True
) -> tuple[list[Value], Cohort] | None:
    """The values of the tiers and the cohort of the tickets, of the cohorts that are allowed."""
    left: dict[int, list[Cohort]] = {}
    for size in problem.sizes:
        for chosen in map(frozenset, combinations(problem.eligible, size)):
            if allowed(chosen) and all(rule.check(chosen) for rule in problem.rules):
                left.setdefault(size, []).append(chosen)
    values: list[Value] = []
    for i, tier in enumerate(problem.tiers):
        tops: dict[int, Value] = {}
        spare = 0 if i + 1 == len(problem.tiers) else tier.tolerance
        for size, cohorts in left.items():
            known = [problem.value(tier, cohort) for cohort in cohorts]
            top = tops[size] = best(known, problem, i)
            left[size] = [
                cohort
                for cohort, value in zip(cohorts, known, strict=True)
                if value == top or (spare and (top - value) * SCALE <= spare)  # type: ignore[operator]
            ]
        if not tops:
            return None
        values.append(best(list(tops.values()), problem, i))
        left = {size: cohorts for size, cohorts in left.items() if tops[size] == values[-1]}
    cohorts = left[max(left)]
    return values, pick_from_list(cohorts, problem.plans.ids, problem.scenario.seed)


def best(values: list[Value], problem: Problem, tier: int) -> Value:
    """The best of some values of a tier."""
    top = values[0]
    for value in values[1:]:
        top = value if better(value, top, problem.tiers[tier]) else top
    return top


def turned(problem: Problem, p: int, chosen: bool) -> Problem:
    """The problem with a plan forced to the other side, whatever the scenario locks."""
    rules = [r for r in problem.rules if not (isinstance(r, FixedRule) and r.plan == p)]
    lock = FixedRule("locked_out" if chosen else "locked_in", problem.plans.ids[p], p)
    return replace(problem, rules=(*rules, lock))
