"""Reference answer by brute force: the definitions of DESIGN.md section 1, read literally.

Slow, small and independent: it knows the files and the design, never the package. All arithmetic
is on integers and fractions. Input is assumed to be valid.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from itertools import combinations
from math import isqrt, lcm
from pathlib import Path
from typing import Any, NamedTuple

from reference_plans import (
    Cohort,
    Municipality,
    Plan,
    Regions,
    Table,
    decides,
    evidence_of,
    items,
    make_plan,
    number,
    per_mille,
    population_by,
    read_regions,
    rows_of,
)

__all__ = [
    "Cohort",
    "Plan",
    "Problem",
    "Regions",
    "Table",
    "decides",
    "evidence_of",
    "make_plan",
    "matches",
    "measure_of",
    "number",
    "read_regions",
    "rows_of",
    "solve",
]

Measure = tuple[Callable[[Cohort], int], int]  # numerator of a score, and its denominator


class Problem(NamedTuple):
    """All that decides between cohorts of the eligible plans (sorted, locked-out included)."""

    scenario: Table
    plans: list[Plan]
    regions: Regions
    forbidden: set[Cohort]
    penalties: dict[Cohort, int]


class SizeResult(NamedTuple):
    """The tiers of one size: values that compare (larger is better), as text, and the optima."""

    rank: list[list[Fraction]]
    tiers: list[dict[str, Any]]
    optimal: list[Cohort]
    measures: dict[str, Measure]


def labels(plan: Plan, field: str) -> list[str]:
    """The categories or labels that a plan bears: one if derived, else those in its column."""
    return [plan.derived[field]] if field in plan.derived else items(plan.row[field])


def weights_of(plan: Plan, field: str) -> dict[str, Fraction]:
    """Model, balance: w_pc, a whole plan over its labels, or its people in whole per mille."""
    if field == "context_shares":
        shares = per_mille(plan.class_population)
        return {name: Fraction(share, 1000) for name, share in shares.items()}
    own = labels(plan, field)
    return {name: Fraction(1, len(own)) for name in own}


def target_of(criterion: Table, declared: list[str], problem: Problem) -> list[Fraction]:
    """Model, balance: t_c, in the order in which the categories are declared."""
    field, target = criterion["on"], criterion.get("target", "equal")
    if isinstance(target, Mapping):
        given = {name: number(share) for name, share in target.items()}
        return [given.get(name, Fraction(0)) / sum(given.values()) for name in declared]
    if target == "applicants" and problem.plans:
        weights = [weights_of(plan, field) for plan in problem.plans]
        sums = [sum(weight.get(name, Fraction(0)) for weight in weights) for name in declared]
        if any(sums):
            return [Fraction(total) / len(weights) for total in sums]
    if target == "population":
        towns = problem.regions.municipalities.values()
        shares = per_mille(population_by(towns, field.removesuffix("_shares"), declared))
        return [Fraction(shares[name], 1000) for name in declared]
    return [Fraction(1, len(declared))] * len(declared)


def measure_of(criterion: Table, problem: Problem, size: int) -> Measure:
    """Model, criteria: the score of a cohort of this size as numerator and fixed denominator."""
    kind, field, plans = criterion["measure"], criterion["on"], problem.plans
    target = criterion.get("target")
    known = target if isinstance(target, Mapping) else problem.regions.categories.get(field, ())
    declared = [str(name) for name in criterion.get("categories", known)]
    if kind == "balance":
        goal = target_of(criterion, declared, problem)
        weights = [weights_of(plan, field) for plan in plans]
        shares = [[weight.get(name, Fraction(0)) for name in declared] for weight in weights]
        unit = lcm(*(share.denominator for row in [goal, *shares] for share in row))
        rows = [[int(share * unit) for share in row] for row in shares]
        wanted = [int(share * unit) * size for share in goal]

        def nearness(cohort: Cohort) -> int:
            sums = map(sum, zip(*[rows[p] for p in cohort], strict=True))
            return 2 * unit * size - sum(abs(a - b) for a, b in zip(sums, wanted, strict=True))

        return nearness, 2 * unit * size
    if kind == "coverage":
        bearers = [{p for p in range(len(plans)) if c in labels(plans[p], field)} for c in declared]
        least = criterion.get("at_least", 1)
        return lambda c: sum(len(who.intersection(c)) >= least for who in bearers), len(declared)
    if kind == "total":
        low, high = (int(10_000 * number(end)) for end in criterion.get("range", (0, 1)))
        cells = [plan.row[field] for plan in plans]
        there = [int(10_000 * number(cell)) for cell in cells if cell not in ("", "nvt")]
        usual = sum(there) // len(there) if there else low
        stands_for = {"": low, "nvt": usual}
        read = [stands_for[c] if c in stands_for else int(10_000 * number(c)) for c in cells]
        points = [min(max(value, low), high) - low for value in read]
        return lambda c: sum(points[p] for p in c), size * (high - low)

    full = 1000 * number(criterion["reference_km"])  # dispersion, in metres
    metres: dict[Cohort, int] = {}
    for pair in combinations((p for p, plan in enumerate(plans) if not plan.national), 2):
        (xp, yp), (xq, yq) = (centre_of(plans[p].towns) for p in pair)
        metres[pair] = isqrt(int((xp - xq) ** 2 + (yp - yq) ** 2))

    def distance(cohort: Cohort) -> int:
        found = [metres[pair] for pair in combinations(cohort, 2) if pair in metres]
        if not found:
            return full.numerator
        length = min(found) if field == "min_distance" else sum(found) // len(found)
        return min(length * full.denominator, full.numerator)

    return distance, full.numerator


def centre_of(towns: Iterable[Municipality]) -> tuple[Fraction, Fraction]:
    """Model, dispersion: the population-weighted mean of the municipalities' centroids."""
    people = sum(town.population for town in towns)
    x = Fraction(sum(town.x * town.population for town in towns), people)
    return x, Fraction(sum(town.y * town.population for town in towns), people)


def matches(plan: Plan, where: Table) -> bool:
    """Contract, quotas: every field of the combination matches in one of its values."""
    wanted = {field: v if isinstance(v, list) else [v] for field, v in where.items()}
    return all({str(v) for v in wanted[field]} & {*labels(plan, field)} for field in wanted)


def feasible_cohorts(problem: Problem, size: int) -> list[Cohort]:
    """Model, rules: all cohorts of one size that meet every hard rule."""
    scenario, plans = problem.scenario, problem.plans
    position = {plan.plan_id: p for p, plan in enumerate(plans)}

    def those(plan_ids: Iterable[str]) -> set[int]:
        return {position[plan_id] for plan_id in plan_ids if plan_id in position}

    bounds: list[tuple[set[int], Fraction | int, Fraction | int]] = []
    for quota in scenario.get("quotas", ()):
        low = max(number(quota.get("min", 0)), size * number(quota.get("min_share", 0)))
        high = min(number(quota.get("max", size)), size * number(quota.get("max_share", 1)))
        who = {p for p, plan in enumerate(plans) if matches(plan, quota["where"])}
        bounds.append((who, low, high))
    bounds += [(those([plan_id]), 1, 1) for plan_id in scenario["cohort"].get("locked_in", ())]
    bounds.append((those(scenario["cohort"].get("locked_out", ())), 0, 0))
    bounds += [(those(group["plans"]), 0, 1) for group in scenario.get("at_most_one", ())]
    implied = [(those([r["if"]]), those([r["then"]])) for r in scenario.get("implications", ())]

    def meets(cohort: Cohort) -> bool:
        return (
            all(low <= len(who.intersection(cohort)) <= high for who, low, high in bounds)
            and all(p.isdisjoint(cohort) or not q.isdisjoint(cohort) for p, q in implied)
            and problem.forbidden.isdisjoint(combinations(cohort, 2))
        )

    return [cohort for cohort in combinations(range(len(plans)), size) if meets(cohort)]


def relative(scores: Mapping[Cohort, int], top: int) -> dict[Cohort, Fraction]:
    """Model, objective: each score as a share of the best that any cohort reaches alone."""
    return {c: Fraction(score, top) if top else Fraction(1) for c, score in scores.items()}


def solve_size(problem: Problem, size: int) -> SizeResult | None:
    """Model, objective: the tiers in order over the feasible cohorts of one size."""
    cohorts = feasible_cohorts(problem, size)
    if not cohorts:
        return None
    measures = {c["name"]: measure_of(c, problem, size) for c in problem.scenario["criteria"]}
    scale = lcm(*(denominator for _, denominator in measures.values()))
    scores = {  # every score as a whole number of 1/scale
        name: {cohort: score(cohort) * (scale // denominator) for cohort in cohorts}
        for name, (score, denominator) in measures.items()
    }
    everyone = list(combinations(range(len(problem.plans)), size))
    tops = {
        name: max(map(score, everyone)) * (scale // denominator)
        for name, (score, denominator) in measures.items()
    }
    rank: list[list[Fraction]] = []
    tiers: list[dict[str, Any]] = []
    objective = problem.scenario["objective"]
    for tier in objective:
        kind, names = tier["tier"], tier.get("over", list(scores))
        unit, weights = scale, tier.get("weights", {})
        over: list[Mapping[Cohort, int | Fraction]] = [scores[name] for name in names]
        if tier.get("relative"):
            unit, over = 1, [relative(scores[name], tops[name]) for name in names]
        if kind == "leximin":
            values = {c: sorted(score[c] for score in over) for c in cohorts}
        elif kind == "competition":
            unit, costs = 1, problem.penalties
            values = {c: [-sum(costs.get(pair, 0) for pair in combinations(c, 2))] for c in cohorts}
        elif kind == "sum":
            unit *= 10_000
            times = [int(10_000 * number(weights.get(n, 1))) for n in names]
            terms = list(zip(times, over, strict=True))
            values = {c: [sum(time * score[c] for time, score in terms)] for c in cohorts}
        else:  # worst; `criterion` is the worst of one
            values = {c: [min(score[c] for score in over)] for c in cohorts}
        best = max(values.values())
        rank.append([Fraction(part, unit) for part in best])
        texts = [str(abs(part)) for part in rank[-1]]
        tiers.append({"tier": kind, "value": texts if kind == "leximin" else texts[0]})
        if "tolerance" in tier and tier is not objective[-1]:  # only what comes later may give up
            best = [best[0] - number(tier["tolerance"]) * unit]
        cohorts = [c for c in cohorts if values[c] >= best]
    return SizeResult(rank, tiers, cohorts, measures)


def draw(optimal: list[Cohort], plans: Sequence[Plan], seed: str) -> Cohort:
    """Model, one answer: keep plans in ascending order of ticket while an optimum holds them."""

    def ticket(p: int) -> str:
        return sha256(f"{seed}:{plans[p].plan_id}".encode()).hexdigest()

    for p in sorted(range(len(plans)), key=ticket):
        optimal = [cohort for cohort in optimal if p in cohort] or optimal
    return optimal[0]


def solve(
    plans_csv: Path, scenario_toml: Path, regions_dir: Path, seed: str | None = None
) -> dict[str, Any]:
    """Contract: what cohort.json and conflicts.csv must say for one round."""
    scenario = tomllib.loads(scenario_toml.read_text(encoding="utf-8"), parse_float=Decimal)
    regions = read_regions(regions_dir, scenario.get("territory", {}))
    everyone = [make_plan(row, regions, scenario) for row in rows_of(plans_csv)]
    everyone.sort(key=lambda plan: plan.plan_id)
    plans = [plan for plan in everyone if plan.derived["verdict"] != "voldoet_niet"]

    conflicts: dict[tuple[str, str], tuple[str, str]] = {}
    rules: dict[tuple[str, str], Table] = {}
    for a, b in combinations(everyone, 2):
        evidence, key = evidence_of(a, b, regions.neighbours), (a.plan_id, b.plan_id)
        found = (rule for rule in scenario.get("competition", ()) if decides(rule, evidence))
        rules[key] = next(found, {"rule": "", "verdict": "free"})
        # A labour-market region alone makes no row: no rule could ever decide about the pair.
        if evidence.towns or evidence.parties or evidence.adjacent or evidence.agreement:
            conflicts[key] = rules[key]["rule"], rules[key].get("verdict", "forbid")

    forbidden: set[Cohort] = set()
    penalties: dict[Cohort, int] = {}
    for p, q in combinations(range(len(plans)), 2):
        rule = rules[plans[p].plan_id, plans[q].plan_id]
        if rule.get("verdict", "forbid") == "forbid":
            forbidden.add((p, q))
        elif rule["verdict"] == "penalise":
            penalties[p, q] = rule.get("weight", 1)
    problem = Problem(scenario, plans, regions, forbidden, penalties)

    wanted = scenario["cohort"]["size"]
    sizes = [wanted] if isinstance(wanted, int) else range(wanted["min"], wanted["max"] + 1)
    results = {size: result for size in sizes if (result := solve_size(problem, size))}
    answer: dict[str, Any] = {
        "status": "infeasible",
        **{"size": None, "selected": [], "ticket_decided": False, "tiers": [], "criteria": []},
        "plans": {
            p.plan_id: {"verdict": p.derived["verdict"], "selected": False, "in_optimal": "none"}
            for p in everyone
        },
        **{"conflicts": conflicts, "n_optimal": 0},
    }
    if not results:
        return answer

    size = max(results, key=lambda size: (results[size].rank, size))  # full tie: the larger
    optimal = results[size].optimal
    chosen = draw(optimal, plans, scenario.get("seed", "2023-05-11") if seed is None else seed)
    answer |= {"status": "optimal", "size": size, "selected": [plans[p].plan_id for p in chosen]}
    answer |= {"ticket_decided": len(optimal) > 1, "n_optimal": len(optimal)}
    answer["tiers"] = results[size].tiers
    for p, plan in enumerate(plans):
        times = sum(p in cohort for cohort in optimal)
        frequency = "all" if times == len(optimal) else "some" if times else "none"
        answer["plans"][plan.plan_id] |= {"selected": p in chosen, "in_optimal": frequency}
    for name, (score, denominator) in results[size].measures.items():
        alone = max(map(score, combinations(range(len(plans)), size)))
        texts = [str(Fraction(value, denominator)) for value in (score(chosen), alone)]
        answer["criteria"].append({"name": name, "score": texts[0], "best_alone": texts[1]})
    return answer
