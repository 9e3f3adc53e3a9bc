"""The problem: plans, scenario and regions brought down to whole numbers, ready to be solved.

Plans are positions 0..n-1 in ascending order of plan_id. Nothing here knows a solver.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import combinations

from selector.criteria import Criterion, score
from selector.eligibility import Assessment, assess
from selector.errors import InputError, Message, Reporter, nearest
from selector.fields import Fields
from selector.geography.competition import Competition, find_competition
from selector.geography.details import Details
from selector.geography.territory import Territory, territories
from selector.intake.types import Plans, Regions
from selector.numbers import SCALE, scaled
from selector.rules import (
    AtMostOneRule,
    CompetingRule,
    FixedRule,
    ImplicationRule,
    QuotaRule,
    Rule,
    SizeRule,
)
from selector.scenario import QuotaTable, Scenario, TierTable
from selector.tiers import KINDS, Tier, Value

Best = tuple[Fraction, bool]  # the best score on one criterion alone, and whether it is proven


@dataclass(frozen=True)
class Problem:
    """What there is to choose from, what a cohort must keep to, and what it is judged by.

    `best_alone` holds, by size and position of the criterion, the best score that any cohort of
    eligible plans reaches on it alone: for the criteria of relative tiers, whose values need it.
    """

    plans: Plans
    scenario: Scenario
    regions: Regions
    assessments: tuple[Assessment, ...]
    places: tuple[Territory, ...]
    competition: Competition
    criteria: tuple[Criterion, ...]
    rules: tuple[Rule, ...]
    tiers: tuple[Tier, ...]
    notes: tuple[Message, ...] = ()
    best_alone: Mapping[int, Mapping[int, Best]] = field(default_factory=dict)

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
        """Return the digests of the three inputs, as a result names them."""
        return {
            "plans_sha256": self.plans.sha256,
            "scenario_sha256": self.scenario.sha256,
            "regions_sha256": self.regions.sha256,
        }

    @cached_property
    def eligible(self) -> tuple[int, ...]:
        """Return the eligible plans by position, those locked out included."""
        return tuple(p for p, a in enumerate(self.assessments) if a.eligible)

    @cached_property
    def details(self) -> Details:
        """Return what is told of pairs beyond what a rule needs."""
        return Details(self.plans, self.places, self.regions)

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
    fields, criteria, quotas, report = _bind(plans, scenario, regions)
    if report.faults:
        raise InputError(report.faults)
    assessments, places = tuple(fields.assessments), tuple(fields.places)
    competition = find_competition(plans, places, regions, scenario)
    rules = _rules(plans, scenario, assessments, places, competition, quotas)
    return Problem(
        plans, scenario, regions, assessments, places, competition, criteria, rules,
        tuple(_tier(tier, scenario) for tier in scenario.objective), tuple(report.notes),
    )  # fmt: skip


def with_rules(problem: Problem, scenario: Scenario) -> Problem:
    """Return the problem under a scenario that differs in hard rules only, and fits the plans."""
    competition, where = problem.competition, {q.name: q.where for q in problem.scenario.quotas}
    if any(where.get(quota.name) != quota.where for quota in scenario.quotas):
        return make_problem(problem.plans, scenario, problem.regions)
    members = {rule.label: rule.members for rule in problem.rules if isinstance(rule, QuotaRule)}
    quotas = [_quota(quota, members[quota.name]) for quota in scenario.quotas]
    if scenario.allowed != problem.scenario.allowed:
        competition = find_competition(problem.plans, problem.places, problem.regions, scenario)
    rules = _rules(
        problem.plans, scenario, problem.assessments, problem.places, competition, quotas
    )
    return replace(problem, scenario=scenario, competition=competition, rules=rules)


def misfits(plans: Plans, scenario: Scenario, regions: Regions) -> tuple[Message, ...]:
    """Return everything in a scenario, sound or not, that does not fit the plans."""
    return tuple(_bind(plans, scenario, regions)[-1].faults)


def _bind(
    plans: Plans, scenario: Scenario, regions: Regions
) -> tuple[Fields, tuple[Criterion, ...], tuple[QuotaRule, ...], Reporter]:
    """Read the plans as the criteria and quotas need them; faults go into the report."""
    report = Reporter(scenario.source.file)
    _check_locks(plans, scenario, report)
    places = territories(plans, regions, scenario.territory)
    fields = Fields(plans, assess(plans, scenario), places, regions, scenario)
    criteria = [
        spec.bind(fields, report.at(f"criteria[{i + 1}]"))
        for i, spec in enumerate(scenario.criteria)
    ]
    bound: tuple[Criterion, ...] = tuple(c for c in criteria if c is not None)
    return fields, bound, tuple(_quotas(fields, scenario, report)), report


def _check_locks(plans: Plans, scenario: Scenario, report: Reporter) -> None:
    """Report every plan that the scenario names and the file does not have."""
    cohort = scenario.cohort
    named: dict[str, Sequence[str]] = {
        "cohort.locked_in": cohort.locked_in,
        "cohort.locked_out": cohort.locked_out,
    }
    for i, implication in enumerate(scenario.implications):
        named[f"implications[{i + 1}]"] = (implication.if_chosen, implication.then)
    for i, group in enumerate(scenario.at_most_one):
        named[f"at_most_one[{i + 1}]"] = group.plans
    for i, allowed in enumerate(scenario.allowed):
        named[f"allowed[{i + 1}]"] = allowed.plans
    known = set(plans.ids)
    for place, ids in named.items():
        for plan_id in dict.fromkeys(ids):
            if plan_id not in known:
                report.at(place).fault("no_such_plan", "", plan_id, nearest(plan_id, known))


def _rules(
    plans: Plans,
    scenario: Scenario,
    assessments: Sequence[Assessment],
    places: Sequence[Territory],
    competition: Competition,
    quotas: Sequence[QuotaRule],
) -> tuple[Rule, ...]:
    rules: list[Rule] = [
        SizeRule(scenario.cohort.size.min, scenario.cohort.size.max),
        *quotas,
        *_fixed(plans, scenario, assessments),
        *_logic(plans, scenario),
    ]
    if competition.forbidden:
        rules.append(_competing(plans, assessments, places, competition))
    return tuple(rules)


def _quotas(fields: Fields, scenario: Scenario, report: Reporter) -> Iterator[QuotaRule]:
    for i, quota in enumerate(scenario.quotas):
        members = fields.matching(quota.where, report.at(f"quotas[{i + 1}]"))
        yield _quota(quota, members or ())


def _quota(quota: QuotaTable, members: tuple[int, ...]) -> QuotaRule:
    return QuotaRule(
        quota.name,
        members,
        quota.min,
        quota.max,
        None if quota.min_share is None else scaled(quota.min_share),
        None if quota.max_share is None else scaled(quota.max_share),
    )


def _fixed(
    plans: Plans, scenario: Scenario, assessments: Sequence[Assessment]
) -> Iterator[FixedRule]:
    position = {plan_id: p for p, plan_id in enumerate(plans.ids)}
    for plan_id in sorted(set(scenario.cohort.locked_in)):
        yield FixedRule("locked_in", plan_id, position[plan_id])
    for plan_id in sorted(set(scenario.cohort.locked_out)):
        yield FixedRule("locked_out", plan_id, position[plan_id])
    for p, assessment in enumerate(assessments):
        if not assessment.eligible:
            yield FixedRule("eligibility", plans.ids[p], p)


def _logic(plans: Plans, scenario: Scenario) -> Iterator[Rule]:
    position = {plan_id: p for p, plan_id in enumerate(plans.ids)}
    for table in scenario.implications:
        yield ImplicationRule(table.name, position[table.if_chosen], position[table.then])
    for group in scenario.at_most_one:
        members = tuple(sorted({position[plan_id] for plan_id in group.plans}))
        yield AtMostOneRule(group.name, members)


def _competing(
    plans: Plans,
    assessments: Sequence[Assessment],
    places: Sequence[Territory],
    competition: Competition,
) -> CompetingRule:
    """Keep the pairs of eligible plans: of the others none can be chosen anyway."""
    pairs = tuple(
        (a, b)
        for a, b in competition.forbidden
        if assessments[a].eligible and assessments[b].eligible
    )
    involved = {p for pair in pairs for p in pair}
    cells: dict[tuple[int, str], list[int]] = {}
    for p in sorted(involved):
        for municipality in places[p].municipalities:
            for sector in places[p].sectors:
                cells.setdefault((municipality, sector), []).append(p)
    groups = {tuple(group) for group in cells.values() if len(group) > 1}
    return CompetingRule(plans.ids, pairs, tuple(sorted(groups)))


def _tier(table: TierTable, scenario: Scenario) -> Tier:
    position: Mapping[str, int] = {c.name: i for i, c in enumerate(scenario.criteria)}
    names = () if table.tier == "competition" else scenario.over(table)
    weights = tuple(scaled(table.weights[n]) if n in table.weights else SCALE for n in names)
    over = tuple(position[name] for name in names)
    tolerance = scaled(table.tolerance)
    return KINDS[table.tier](over, weights, tolerance=tolerance, relative=table.relative)
