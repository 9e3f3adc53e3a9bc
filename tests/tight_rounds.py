"""Small rounds whose rules seldom go together, and how the rules give way to a cohort."""

from fractions import Fraction
from functools import cache
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

from brute_force import Cohort, ceiling, every
from builders import (
    Row,
    Tables,
    plan,
    problem_of,
)
from round_plans import make_plans
from rounds import make_quota, make_scenario

from selector.analysis.infeasible import Infeasible, explain
from selector.problem import Problem
from selector.rules import (
    AtMostOneRule,
    CompetingRule,
    FixedRule,
    ImplicationRule,
    QuotaRule,
    SizeRule,
)
from selector.solve.clock import Clock

SEEDS = range(24)
OVERLAP = {"rule": "overlap", "min_share": 0, "lifted_by": []}

Way = frozenset[tuple[str, str, Any]]  # rule, key, to


def tight_round(seed: int) -> tuple[list[Row], Tables]:
    """A small round with locks, quotas and overlap that seldom go together."""
    rng = Random(seed)
    rows = make_plans(rng, 9)
    scenario = make_scenario(rng, rows, dispersion=True)
    ids = [row["plan_id"] for row in rows]
    size = rng.randint(3, 5)
    picked = rng.sample(ids, 4)
    locked = rng.randint(0, 2)
    scenario["cohort"] = {
        "size": rng.choice((size, {"min": size, "max": size + 1})),
        "locked_in": picked[:locked],
        "locked_out": picked[locked:3],
    }
    scenario["competition"] = [OVERLAP, {"rule": "neighbours", "lifted_by": []}]
    for field in ("herkomst", "samenwerking"):
        quota: Tables = {"name": field, "where": {field: rng.choice(("nieuw", "bestaand"))}}
        bounds: list[Tables] = [{"min": size}, {"max": 1}, {"min_share": 0.7}, {"max_share": 0.3}]
        quota |= rng.choice(bounds)
        if field == "samenwerking":
            quota["where"] = {field: rng.choice(("lokaal", "regionaal"))}
        scenario["quotas"] = [*scenario["quotas"], quota]
    scenario["quotas"].append({"name": "vrij", **make_quota(rng, rows, size)})
    if rng.random() < 0.6:
        prices = {key: rng.randint(1, 3) for key in ("step", "lock", "pair")}
        scenario["relaxation"] = prices
    return rows, scenario


@cache
def problem_at(seed: int) -> Problem:
    """The problem of a tight round."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        return problem_of(Path(folder), *tight_round(seed))


@cache
def explained(seed: int) -> Infeasible:
    """What is said about a tight round."""
    return explain(problem_at(seed), Clock())


def is_infeasible(problem: Problem) -> bool:
    return not any(all(rule.check(c) for rule in problem.rules) for c in every(problem))


INFEASIBLE = tuple(seed for seed in SEEDS if seed != 0)  # as a test of them holds


def gives_way(problem: Problem, cohort: Cohort) -> tuple[int, Way]:
    """What it costs that all rules give way to a cohort, and how: counted without a model."""
    prices, size = problem.scenario.relaxation, len(cohort)
    cost, way = 0, set[tuple[str, str, Any]]()

    def change(price: int, rule: str, key: str, after: object) -> None:
        nonlocal cost
        cost += price
        if price:
            way.add((rule, key, after))

    for rule in problem.rules:
        match rule:
            case SizeRule(low, high):
                exact = low == high
                if size < low:
                    change(prices.step * (low - size), "size", "size" if exact else "min", size)
                if size > high:
                    change(prices.step * (size - high), "size", "size" if exact else "max", size)
            case QuotaRule():
                count = len(cohort.intersection(rule.members))
                if rule.least is not None and count < rule.least:
                    change(prices.step * (rule.least - count), rule.name, "min", count)
                if rule.most is not None and count > rule.most:
                    change(prices.step * (count - rule.most), rule.name, "max", count)
                if rule.least_share is not None:
                    short = ceiling(Fraction(rule.least_share * size, 10_000)) - count
                    after = count * 10_000 // size / 10_000
                    change(prices.step * max(short, 0), rule.name, "min_share", after)
                if rule.most_share is not None:
                    over = count - rule.most_share * size // 10_000
                    after = ceiling(Fraction(count * 10_000, size)) / 10_000
                    change(prices.step * max(over, 0), rule.name, "max_share", after)
            case FixedRule():
                if (rule.plan in cohort) != bool(rule.value):
                    change(prices.lock, rule.name, rule.kind, None)
            case ImplicationRule():
                if rule.first in cohort and rule.then not in cohort:
                    change(prices.lock, rule.name, "implications", None)
            case AtMostOneRule():
                if len(cohort.intersection(rule.plans)) > 1:
                    change(prices.lock, rule.name, "at_most_one", None)
            case CompetingRule():
                for a, b in combinations(sorted(cohort), 2):
                    if (a, b) in rule.pairs:
                        name = f"competition:{rule.plan_ids[a]}|{rule.plan_ids[b]}"
                        change(prices.pair, name, "verdict", "report")
    return cost, frozenset(way)


def gives_less(way: Way, other: Way) -> bool:
    """Whether another way does all that this one does, and moves a share as far or further."""
    mine, theirs = ({(r, k): to for r, k, to in w} for w in (way, other))
    if not mine.keys() <= theirs.keys() or mine == theirs:
        return False
    for (rule, key), to in mine.items():
        other = theirs[rule, key]
        if to != other and not (to > other if key == "min_share" else key == "max_share"):
            return False
        if key == "max_share" and to > other:
            return False
    return True


def as_way(changes: Any) -> Way:
    return frozenset((c.rule, c.key, c.after) for c in changes)


def broken_rules(problem: Problem, cohort: Cohort) -> set[str]:
    """The names of the rules that a cohort breaks, pairs one by one."""
    names = {r.name for r in problem.rules if not r.check(cohort) and r.name != "competition"}
    _, way = gives_way(problem, cohort)
    return names | {rule for rule, _, _ in way if rule.startswith("competition:")}


ROWS = [
    plan("A", "GM0363", herkomst="nieuw"),
    plan("B", "GM0363", herkomst="bestaand"),
    plan("C", "GM0014", herkomst="bestaand"),
    plan("D", "GM0518", herkomst="bestaand", a1="ontbreekt"),
]
NEW = {"name": "nieuw", "where": {"herkomst": "nieuw"}}
OLD = {"name": "oud", "where": {"herkomst": "bestaand"}}
