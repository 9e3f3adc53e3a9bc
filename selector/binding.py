"""From the tables of a scenario to rules and tiers in whole numbers, on plans by position."""

from collections.abc import Iterator, Mapping, Sequence

from selector.eligibility import Assessment
from selector.errors import Reporter, nearest
from selector.fields import Fields
from selector.geography.competition import Competition
from selector.intake.types import Plans
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
from selector.survey import Survey
from selector.tiers import KINDS, Tier


def check_names(plans: Plans, scenario: Scenario, report: Reporter) -> None:
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


def rules_of(
    survey: Survey,
    scenario: Scenario,
    assessments: Sequence[Assessment],
    competition: Competition,
    quotas: Sequence[QuotaRule],
) -> tuple[Rule, ...]:
    """Return all hard rules of a round, in the order in which they are told."""
    plans = survey.plans
    rules: list[Rule] = [
        SizeRule(scenario.cohort.size.min, scenario.cohort.size.max),
        *quotas,
        *_fixed(plans, scenario, assessments),
        *_logic(plans, scenario),
    ]
    if competition.forbidden:
        rules.append(_competing(survey, assessments, competition))
    return tuple(rules)


def quotas_of(fields: Fields, scenario: Scenario, report: Reporter) -> Iterator[QuotaRule]:
    """Yield the quotas with their plans; what names no field or value goes into the report."""
    for i, quota in enumerate(scenario.quotas):
        members = fields.matching(quota.where, report.at(f"quotas[{i + 1}]"))
        yield quota_rule(quota, members or ())


def quota_rule(quota: QuotaTable, members: tuple[int, ...]) -> QuotaRule:
    """Return a quota on the plans that count for it."""
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
    survey: Survey, assessments: Sequence[Assessment], competition: Competition
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
        for municipality in survey.places[p].municipalities:
            for sector in survey.places[p].sectors:
                cells.setdefault((municipality, sector), []).append(p)
    groups = {tuple(group) for group in cells.values() if len(group) > 1}
    return CompetingRule(survey.plans.ids, pairs, tuple(sorted(groups)))


def tier_of(table: TierTable, scenario: Scenario) -> Tier:
    """Return a tier over the criteria by position, with its numbers in ten-thousandths."""
    position: Mapping[str, int] = {c.name: i for i, c in enumerate(scenario.criteria)}
    names = () if table.tier == "competition" else scenario.over(table)
    weights = tuple(scaled(table.weights[n]) if n in table.weights else SCALE for n in names)
    over = tuple(position[name] for name in names)
    tolerance = scaled(table.tolerance)
    return KINDS[table.tier](over, weights, tolerance=tolerance, relative=table.relative)
