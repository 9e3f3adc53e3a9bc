"""The problem: plans, scenario and regions brought down to whole numbers, ready to be solved.

Plans are positions 0..n-1 in ascending order of plan_id. Nothing here knows a solver.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

from selector.binding import check_names, quota_rule, quotas_of, rules_of, tier_of
from selector.criteria import Criterion, score
from selector.eligibility import Assessment, assess
from selector.errors import InputError, Message, Reporter
from selector.fields import Fields
from selector.geography.competition import Competition, find_competition
from selector.geography.territory import Territory
from selector.intake.types import Plans, Regions
from selector.rules import QuotaRule, Rule
from selector.scenario import Scenario
from selector.survey import Survey, make_survey
from selector.tiers import Tier, Value

if TYPE_CHECKING:  # it is not needed to solve
    from selector.geography.details import Details

Best = tuple[Fraction, bool]  # the best score on one criterion alone, and whether it is proven


@dataclass(frozen=True)
class Problem:
    """What there is to choose from, what a cohort must keep to, and what it is judged by.

    `best_alone` holds, by size and position of the criterion, the best score that any cohort of
    eligible plans reaches on it alone: for the criteria of relative tiers, whose values need it.
    """

    survey: Survey
    scenario: Scenario
    assessments: tuple[Assessment, ...]
    competition: Competition
    criteria: tuple[Criterion, ...]
    rules: tuple[Rule, ...]
    tiers: tuple[Tier, ...]
    notes: tuple[Message, ...] = ()
    best_alone: Mapping[int, Mapping[int, Best]] = field(default_factory=dict)

    @property
    def plans(self) -> Plans:
        """Return the plans in order."""
        return self.survey.plans

    @property
    def regions(self) -> Regions:
        """Return the facts about municipalities."""
        return self.survey.regions

    @property
    def places(self) -> tuple[Territory, ...]:
        """Return the territory of every plan."""
        return self.survey.places

    @property
    def details(self) -> "Details":
        """Return what is told of pairs beyond what a rule needs."""
        return self.survey.details

    @property
    def sizes(self) -> range:
        """Return the sizes that the scenario allows."""
        size = self.scenario.cohort.size
        return range(size.min, size.max + 1)

    @property
    def solvable_sizes(self) -> range:
        """Return those sizes for which there are enough eligible plans; at least the smallest.

        A scenario may allow any number up to a million.
        """
        size, most = self.scenario.cohort.size, len(self.eligible)
        return range(size.min, max(size.min, min(size.max, most)) + 1)

    @property
    def hashes(self) -> Mapping[str, str]:
        """Return the digests of the inputs, as a result names them.

        Those of plans, scenario and regions, and of the plans that changed ones were made from.
        """
        base = self.plans.base
        return {
            "plans_sha256": self.plans.sha256,
            **({} if base is None else {"base_sha256": base.sha256}),
            "scenario_sha256": self.scenario.sha256,
            "regions_sha256": self.regions.sha256,
        }

    @cached_property
    def eligible(self) -> tuple[int, ...]:
        """Return the eligible plans by position, those locked out included."""
        return tuple(p for p, a in enumerate(self.assessments) if a.eligible)

    @property
    def ordered(self) -> bool:
        """Tell whether the tiers order all cohorts: nothing of one is given up for a later one.

        Then the best of some cohorts is also the best of any part of them that it is in.
        """
        return not any(tier.tolerance for tier in self.tiers[:-1])

    def scores(self, chosen: Collection[int]) -> tuple[Fraction, ...]:
        """Return the exact score of a cohort on every criterion."""
        return tuple(score(criterion, chosen) for criterion in self.criteria)

    def penalty(self, chosen: Collection[int]) -> int:
        """Return the weight of the penalised pairs inside a cohort."""
        pairs = combinations(sorted(chosen), 2)
        return sum(self._weights.get(pair, 0) for pair in pairs)

    def penalty_of(self, plan: int, others: Collection[int]) -> int:
        """Return the weight of the penalised pairs of a plan with others."""
        pairs = ((min(plan, other), max(plan, other)) for other in others)
        return sum(self._weights.get(pair, 0) for pair in pairs)

    @cached_property
    def _weights(self) -> Mapping[tuple[int, int], int]:
        return {(a, b): weight for a, b, weight in self.competition.penalised}

    def value(self, tier: Tier, chosen: Collection[int]) -> Value:
        """Return what a cohort is worth on one tier."""
        return tier.value(self, chosen)

    def tier_scores(self, tier: Tier, chosen: Collection[int]) -> list[Fraction]:
        """Return the scores of a cohort as a tier looks at them, in the order of its criteria.

        Relative to the best alone where the tier is; where that is 0, nothing was given up: 1.
        """
        sums = [(self.criteria[c].numerator(chosen), c) for c in tier.over]
        units = [(n, self.unit(tier, c, len(chosen))) for n, c in sums]
        return [Fraction(n, unit) if unit else Fraction(1) for n, unit in units]

    def unit(self, tier: Tier, criterion: int, size: int) -> int:
        """Return the numerator that counts as a score of 1 on a tier; 0: every one does."""
        whole = self.criteria[criterion].denominator(size)
        if not tier.relative:
            return whole
        best, _ = self.best_alone[size][criterion]
        return int(best * whole)

    def settled(self, tier: Tier, size: int) -> bool:
        """Tell whether all is proven that the values of a tier hang on."""
        return not tier.relative or all(self.best_alone[size][c][1] for c in tier.over)


def make_problem(plans: Plans, scenario: Scenario, regions: Regions) -> Problem:
    """Assess, locate and compare the plans, and bind the scenario to them.

    Raises `InputError` with everything in the scenario that does not fit the plans.
    """
    return bind(make_survey(plans, regions, scenario.territory), scenario)


def bind(survey: Survey, scenario: Scenario) -> Problem:
    """Bring a scenario down to whole numbers, on a round that was measured.

    Raises `InputError` with everything in it that does not fit the plans, and `ValueError` when
    the survey was made under another `[territory]` table.
    """
    fields, criteria, quotas, report = _bind(survey, scenario)
    if report.faults:
        raise InputError(report.faults)
    assessments = tuple(fields.assessments)
    competition = find_competition(survey.evidence, survey.plans, scenario)
    rules = rules_of(survey, scenario, assessments, competition, quotas)
    tiers = tuple(tier_of(tier, scenario) for tier in scenario.objective)
    notes = tuple(report.notes)
    return Problem(survey, scenario, assessments, competition, criteria, rules, tiers, notes)


def rebind(problem: Problem, scenario: Scenario) -> Problem:
    """Return the problem of another scenario on the same plans; raises the same as `make_problem`.

    The plans are measured anew only when the scenario has another `[territory]` table.
    """
    return bind(problem.survey.under(scenario.territory), scenario)


def with_rules(problem: Problem, scenario: Scenario) -> Problem:
    """Return the problem under a scenario that differs in hard rules only, and fits the plans."""
    competition, where = problem.competition, {q.name: q.where for q in problem.scenario.quotas}
    if any(where.get(quota.name) != quota.where for quota in scenario.quotas):
        return rebind(problem, scenario)
    members = {rule.label: rule.members for rule in problem.rules if isinstance(rule, QuotaRule)}
    quotas = [quota_rule(quota, members[quota.name]) for quota in scenario.quotas]
    if scenario.allowed != problem.scenario.allowed:
        competition = find_competition(problem.survey.evidence, problem.plans, scenario)
    rules = rules_of(problem.survey, scenario, problem.assessments, competition, quotas)
    return replace(problem, scenario=scenario, competition=competition, rules=rules)


def misfits(plans: Plans, scenario: Scenario, regions: Regions) -> tuple[Message, ...]:
    """Return everything in a scenario, sound or not, that does not fit the plans."""
    return tuple(_bind(make_survey(plans, regions, scenario.territory), scenario)[-1].faults)


def _bind(
    survey: Survey, scenario: Scenario
) -> tuple[Fields, tuple[Criterion, ...], tuple[QuotaRule, ...], Reporter]:
    """Read the plans as the criteria and quotas need them; faults go into the report."""
    if scenario.territory != survey.options:
        raise ValueError("the survey was made under another [territory] table")
    report = Reporter(scenario.source.file)
    check_names(survey.plans, scenario, report)
    fields = Fields(survey, assess(survey.plans, scenario), scenario)
    criteria = [
        spec.bind(fields, report.at(f"criteria[{i + 1}]", f"criteria.{spec.name}"))
        for i, spec in enumerate(scenario.criteria)
    ]
    bound: tuple[Criterion, ...] = tuple(c for c in criteria if c is not None)
    return fields, bound, tuple(quotas_of(fields, scenario, report)), report
