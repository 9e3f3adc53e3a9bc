"""What the cohorts of a round score on criteria and tiers, by the reference."""

import tomllib
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import reference
from rounds import REGIONS

Value = Fraction | tuple[Fraction, ...]


class Counted:
    """What the cohorts of a round score, by the reference."""

    def __init__(self, plans_csv: Path, scenario_toml: Path) -> None:
        text = scenario_toml.read_text(encoding="utf-8")
        self.scenario = tomllib.loads(text, parse_float=Decimal)
        regions = reference.read_regions(REGIONS, self.scenario.get("territory", {}))
        made = [
            reference.make_plan(r, regions, self.scenario) for r in reference.rows_of(plans_csv)
        ]
        fit = [plan for plan in made if plan.derived["verdict"] != "voldoet_niet"]
        plans = sorted(fit, key=lambda plan: plan.plan_id)
        self.position = {plan.plan_id: p for p, plan in enumerate(plans)}
        self.rows = {plan.plan_id: plan.row for plan in plans}
        self.penalties = dict(self._penalties(plans, regions))
        self.problem = reference.Problem(self.scenario, plans, regions, set(), self.penalties)

    def _penalties(
        self, plans: Sequence[reference.Plan], regions: reference.Regions
    ) -> Iterator[tuple[reference.Cohort, int]]:
        for p, q in combinations(range(len(plans)), 2):
            pair = reference.evidence_of(plans[p], plans[q], regions.neighbours)
            rules = self.scenario.get("competition", ())
            rule: reference.Table = next((r for r in rules if reference.decides(r, pair)), {})
            if rule.get("verdict") == "penalise":
                yield (p, q), rule.get("weight", 1)

    def scores(self, cohort: Collection[str]) -> dict[str, Fraction]:
        """The exact score on every criterion."""
        chosen, scores = tuple(sorted(self.position[p] for p in cohort)), {}
        for criterion in self.scenario["criteria"]:
            count, denominator = reference.measure_of(criterion, self.problem, len(chosen))
            scores[criterion["name"]] = Fraction(count(chosen), denominator)
        return scores

    def value(self, number: int, cohort: Collection[str]) -> Value:
        """What a cohort attains on a tier."""
        tier, scores = self.scenario["objective"][number], self.scores(cohort)
        over = list(tier.get("over", scores))
        if tier["tier"] == "competition":
            chosen = sorted(self.position[p] for p in cohort)
            return Fraction(sum(self.penalties.get(pair, 0) for pair in combinations(chosen, 2)))
        if tier["tier"] == "leximin":
            return tuple(sorted(scores[name] for name in over))
        if tier["tier"] == "sum":
            weights = tier.get("weights", {})
            return sum((reference.number(weights.get(n, 1)) * scores[n] for n in over), Fraction(0))
        return min(scores[name] for name in over)
