"""What every cohort of a small round comes to: the answers that the tests hold the package against.

First by the rules and values of a `Problem`, which its own tests hold against their definitions;
then, in `Counted`, by the reference, which knows the files and the design only.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import chain, combinations
from pathlib import Path

import reference
from builders import Tables, read_scenario
from round_plans import REGIONS

from selector.analysis.pareto import Scores, dominates
from selector.numbers import SCALE
from selector.problem import Problem
from selector.rules import FixedRule
from selector.solve.tickets import pick_from_list, ticket
from selector.tiers import Value, better

Cohort = frozenset[int]


def subsets(members: Sequence[int], sizes: Iterable[int]) -> Iterator[Cohort]:
    """Every set of so many members."""
    return map(frozenset, chain.from_iterable(combinations(members, size) for size in sizes))


def every(problem: Problem) -> Iterator[Cohort]:
    """Every cohort of one or more eligible plans, whatever the rules say."""
    return subsets(problem.eligible, range(1, len(problem.eligible) + 1))


def kept(problem: Problem) -> list[Cohort]:
    """Every cohort that keeps to all rules."""
    cohorts = subsets(problem.eligible, problem.sizes)
    return [chosen for chosen in cohorts if all(rule.check(chosen) for rule in problem.rules)]


def best(problem: Problem, among: Iterable[Cohort]) -> tuple[list[Value], list[Cohort]] | None:
    """The values of the tiers, and the best cohorts, of the largest size that attains them.

    A tolerance leaves room size by size, as the scenario does.
    """
    left: dict[int, list[Cohort]] = {}
    for chosen in among:
        left.setdefault(len(chosen), []).append(chosen)
    values: list[Value] = []
    for i, tier in enumerate(problem.tiers):
        tops: dict[int, Value] = {}
        spare = 0 if i + 1 == len(problem.tiers) else tier.tolerance
        for size, cohorts in left.items():
            known = [problem.value(tier, cohort) for cohort in cohorts]
            top = tops[size] = highest(known, problem, i)
            left[size] = [
                cohort
                for cohort, value in zip(cohorts, known, strict=True)
                if value == top or (spare and (top - value) * SCALE <= spare)  # type: ignore[operator]
            ]
        if not tops:
            return None
        values.append(highest(list(tops.values()), problem, i))
        left = {size: cohorts for size, cohorts in left.items() if tops[size] == values[-1]}
    return values, left[max(left)]


def highest(values: list[Value], problem: Problem, tier: int) -> Value:
    """The best of some values of a tier."""
    top = values[0]
    for value in values[1:]:
        top = value if better(value, top, problem.tiers[tier]) else top
    return top


def optimal(
    problem: Problem, allowed: Callable[[Cohort], bool] = lambda _: True
) -> tuple[list[Value], Cohort] | None:
    """The values of the tiers and the cohort of the tickets, of the cohorts that are allowed."""
    found = best(problem, filter(allowed, kept(problem)))
    if found is None:
        return None
    return found[0], pick_from_list(found[1], problem.plans.ids, problem.scenario.seed)


def turned(problem: Problem, p: int, chosen: bool) -> Problem:
    """The problem with a plan forced to the other side, whatever the scenario locks."""
    rules = [r for r in problem.rules if not (isinstance(r, FixedRule) and r.plan == p)]
    lock = FixedRule("locked_out" if chosen else "locked_in", problem.plans.ids[p], p)
    return replace(problem, rules=(*rules, lock))


def front(problem: Problem, over: tuple[int, ...]) -> dict[Scores, Cohort]:
    """The front with the cohort of each vector: the larger ones win, then the tickets."""
    known: dict[Scores, list[Cohort]] = {}
    for chosen in kept(problem):
        scores = problem.scores(chosen)
        known.setdefault(tuple(scores[c] for c in over), []).append(chosen)
    highest = [v for v in known if not any(dominates(other, v) for other in known)]
    ids, seed = problem.plans.ids, problem.scenario.seed
    order = sorted(range(len(ids)), key=lambda p: ticket(seed, ids[p]))

    def rank(chosen: Cohort) -> tuple[int, list[bool]]:
        return len(chosen), [p in chosen for p in order]

    return {v: max(known[v], key=rank) for v in highest}


# --- By the reference


class Counted:
    """What the cohorts of a round are worth and what they break, by the reference."""

    def __init__(self, plans_csv: Path, scenario_toml: Path) -> None:
        self.scenario: Tables = read_scenario(scenario_toml)
        regions = reference.read_regions(REGIONS, self.scenario.get("territory", {}))
        made = [
            reference.make_plan(r, regions, self.scenario) for r in reference.rows_of(plans_csv)
        ]
        fit = [plan for plan in made if plan.derived["verdict"] != "voldoet_niet"]
        self.plans = sorted(fit, key=lambda plan: plan.plan_id)
        self.ids = [plan.plan_id for plan in self.plans]
        self.rows = {plan.plan_id: plan.row for plan in self.plans}
        self.forbidden: set[reference.Cohort] = set()
        self.penalties: dict[reference.Cohort, int] = {}
        for p, q in combinations(range(len(self.plans)), 2):
            pair = reference.evidence_of(self.plans[p], self.plans[q], regions.neighbours)
            rules = self.scenario.get("competition", ())
            free: Tables = {"verdict": "free"}
            rule = next((r for r in rules if reference.decides(r, pair)), free)
            if rule.get("verdict", "forbid") == "forbid":
                self.forbidden.add((p, q))
            elif rule["verdict"] == "penalise":
                self.penalties[p, q] = rule.get("weight", 1)
        self.problem = reference.Problem(
            self.scenario, self.plans, regions, self.forbidden, self.penalties
        )
        self.matching = {
            quota["name"]: {
                p for p, plan in enumerate(self.plans) if reference.matches(plan, quota["where"])
            }
            for quota in self.scenario.get("quotas", ())
        }
        self._measures = cache(self._measured)

    def cohorts(self, *sizes: int) -> Iterator[reference.Cohort]:
        """Every cohort of one or more eligible plans, or of these sizes."""
        members = range(len(self.plans))
        return chain.from_iterable(
            combinations(members, n) for n in sizes or range(1, len(members) + 1)
        )

    def _measured(self, size: int) -> dict[str, tuple[Callable[..., int], int, Fraction]]:
        """By criterion how it counts, its denominator, and the best score of this size alone."""
        found = {}
        for criterion in self.scenario["criteria"]:
            count, denominator = reference.measure_of(criterion, self.problem, size)
            top = Fraction(max(map(count, self.cohorts(size))), denominator)
            found[criterion["name"]] = count, denominator, top
        return found

    def scores(self, cohort: Collection[str], relative: bool = False) -> dict[str, Fraction]:
        """The exact score on every criterion, or its share of the best that one could reach."""
        chosen = tuple(sorted(map(self.ids.index, cohort)))
        found = {}
        for name, (count, denominator, top) in self._measures(len(chosen)).items():
            score = Fraction(count(chosen), denominator)
            share = score / top if top else Fraction(1)
            found[name] = share if relative else score
        return found

    def value(self, number: int, cohort: Collection[str]) -> Value:
        """What a cohort attains on a tier."""
        tier = self.scenario["objective"][number]
        scores = self.scores(cohort, tier.get("relative", False))
        over = list(tier.get("over", scores))
        if tier["tier"] == "competition":
            chosen = sorted(map(self.ids.index, cohort))
            return Fraction(sum(self.penalties.get(pair, 0) for pair in combinations(chosen, 2)))
        if tier["tier"] == "leximin":
            return tuple(sorted(scores[name] for name in over))
        if tier["tier"] == "sum":
            weights = tier.get("weights", {})
            return sum((reference.number(weights.get(n, 1)) * scores[n] for n in over), Fraction(0))
        return min(scores[name] for name in over)

    def broken(self, cohort: reference.Cohort) -> dict[str, int]:
        """What each broken rule costs, by its name in the contract."""
        size, wanted = len(cohort), self.scenario["cohort"]["size"]
        low, high = (wanted, wanted) if isinstance(wanted, int) else wanted.values()
        costs = {"size": max(low - size, size - high, 0)}
        for quota in self.scenario.get("quotas", ()):
            count, steps = len(self.matching[quota["name"]].intersection(cohort)), 0
            if "min" in quota:
                steps += max(quota["min"] - count, 0)
            if "max" in quota:
                steps += max(count - quota["max"], 0)
            if "min_share" in quota:
                steps += max(ceiling(reference.number(quota["min_share"]) * size - count), 0)
            if "max_share" in quota:
                steps += max(ceiling(count - reference.number(quota["max_share"]) * size), 0)
            costs[f"quota:{quota['name']}"] = steps
        names = {self.ids[p] for p in cohort}
        locks = self.scenario["cohort"]
        costs |= {f"locked_in:{i}": 2 for i in locks.get("locked_in", ()) if i not in names}
        costs |= {f"locked_out:{i}": 2 for i in locks.get("locked_out", ()) if i in names}
        for p, q in self.forbidden.intersection(combinations(cohort, 2)):
            costs[f"competition:{self.ids[p]}|{self.ids[q]}"] = 3
        return {rule: cost for rule, cost in costs.items() if cost}


def ceiling(value: Fraction) -> int:
    """Round up."""
    return -(-value.numerator // value.denominator)
