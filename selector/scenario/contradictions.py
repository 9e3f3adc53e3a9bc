"""What is well formed in a scenario and yet cannot be meant."""

from collections import Counter
from collections.abc import Iterator

from selector.criteria.base import Contradiction, CriterionSpec
from selector.numbers import show_decimal
from selector.scenario.parts import Parts, Unsound
from selector.scenario.tables import CohortTable, Framework, QuotaTable, TierTable


def find_contradictions(scenario: Framework | Parts) -> Iterator[Contradiction]:
    """Yield what is well formed and yet cannot be meant: code, place, value, parameters."""
    if scenario.cohort:
        yield from _cohort_contradictions(scenario.cohort)
    for what in ("people", "municipalities"):
        bounds = (f"{end}_{what}" for end in ("min", "max"))
        least, most = (getattr(scenario.territory, bound, None) for bound in bounds)
        if least is not None and most is not None and least > most:
            yield "min_over_max", f"territory.min_{what}", f"{least} > {most}", {}
    for kind in ("criteria", "quotas", "implications", "at_most_one"):
        counts = Counter(table.name for table in getattr(scenario, kind) if table.name)
        for name, count in counts.items():
            if count > 1:
                yield "double_name", kind, name, {"count": count}
    for i, quota in enumerate(scenario.quotas):
        if isinstance(quota, QuotaTable):
            yield from _quota_contradictions(quota, f"quotas[{i + 1}]")
    for i, criterion in enumerate(scenario.criteria):
        if isinstance(criterion, CriterionSpec):
            for code, place, value, params in criterion.contradictions():
                yield code, f"criteria[{i + 1}]{place}", value, params
    known = [criterion.name for criterion in scenario.criteria]
    for i, tier in enumerate(scenario.objective):
        place = f"objective[{i + 1}]"
        if all(known):  # else nobody knows what there is
            yield from _unknown_criteria(tier, place, known)
        if isinstance(tier, TierTable):
            yield from _tier_contradictions(tier, place, known)


def _cohort_contradictions(cohort: CohortTable) -> Iterator[Contradiction]:
    size = cohort.size
    if size.min > size.max:
        yield "min_over_max", "cohort.size", f"{size.min} > {size.max}", {}
    for plan in sorted(set(cohort.locked_in) & set(cohort.locked_out)):
        yield "locked_both_ways", "cohort", plan, {}


def _quota_contradictions(quota: QuotaTable, place: str) -> Iterator[Contradiction]:
    bounds = (quota.min, quota.max, quota.min_share, quota.max_share)
    if all(bound is None for bound in bounds):
        yield "quota_without_bound", place, quota.name, {}
    if quota.min is not None and quota.max is not None and quota.min > quota.max:
        yield "min_over_max", place, f"{quota.min} > {quota.max}", {}
    low, high = quota.min_share, quota.max_share
    if low is not None and high is not None and low > high:
        yield "min_over_max", place, f"{show_decimal(low)} > {show_decimal(high)}", {}


def _unknown_criteria(
    tier: TierTable | Unsound, place: str, known: list[str]
) -> Iterator[Contradiction]:
    for key, names, allowed in (
        ("over", tier.over, known),
        ("weights", tuple(tier.weights), list(tier.over) or known),
    ):
        for name in names:
            if known and name not in allowed:
                yield "no_such_criterion", f"{place}.{key}", name, {"known": ", ".join(allowed)}


def _tier_contradictions(tier: TierTable, place: str, known: list[str]) -> Iterator[Contradiction]:
    for name, count in Counter(tier.over).items():
        if count > 1:
            yield "double_name", f"{place}.over", name, {"count": count}
    if tier.tier == "competition" and tier.over:
        yield "tier_without_over", f"{place}.over", tier.tier, {}
    if tier.tier == "criterion" and len(tier.over or known) != 1:
        yield "one_criterion", f"{place}.over", str(len(tier.over)), {}
    if tier.weights and tier.tier != "sum":
        yield "weights_only_in_sum", f"{place}.weights", tier.tier, {}
    if tier.relative and tier.tier == "competition":
        yield "not_relative", f"{place}.relative", tier.tier, {}
    if tier.tolerance and tier.tier in ("leximin", "competition"):
        yield "no_tolerance", f"{place}.tolerance", tier.tier, {}
