"""Sentences about plans and rules, in the language asked for."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from selector.analysis.arithmetic import Shortfall
from selector.eligibility import Reason
from selector.geography.findings import Finding
from selector.numbers import SCALE
from selector.problem import Problem
from selector.rules import Change, QuotaRule, SizeRule
from selector.survey import Survey
from selector.texts import Texts, load_texts

if TYPE_CHECKING:  # it brings the solver, which `check` does without
    from selector.outcome import Outcome


def plan_reasons(result: "Outcome", plan: int, language: str) -> list[str]:
    """Return why a plan has its verdict, what is fixed about it, and what its polygon covers."""
    texts, problem = load_texts(language), result.problem
    cohort, plan_id = problem.scenario.cohort, problem.plans.ids[plan]
    reasons = [reason_sentence(reason, texts) for reason in problem.assessments[plan].reasons]
    for kind in ("locked_in", "locked_out"):
        if plan_id in getattr(cohort, kind):
            by = "_asked" if plan_id in result.asked else ""
            reasons.append(texts(f"reason.{kind}{by}"))
    if partial := problem.places[plan].partial:
        parts = [
            texts(
                "reason.partial_in" if counted else "reason.partial_out",
                code=code,
                share=texts.decimal(share / 10, 1),
            )
            for code, share, counted in partial
        ]
        reasons.append(texts("reason.partial", parts=texts.listed(parts)))
    return reasons


def plan_findings(survey: Survey, plan: int, language: str) -> list[str]:
    """Return what stands out about the territory of a plan, in sentences."""
    texts = load_texts(language)
    return [finding_alone(found, texts) for found in survey.standing_out[plan]]


def finding_alone(finding: Finding, texts: Texts) -> str:
    """Return one finding as a sentence that stands under a heading."""
    said = _finding(finding, texts)
    return said[:1].upper() + said[1:]


def finding_sentence(finding: Finding, texts: Texts) -> str:
    """Return one finding about a territory as a sentence, which says that it stands out."""
    return texts("finding.head", text=_finding(finding, texts))


def _finding(finding: Finding, texts: Texts) -> str:
    params = {name: _in_finding(value, texts) for name, value in finding.params.items()}
    return texts(f"finding.{finding.code}", **params)


def _in_finding(value: object, texts: Texts) -> object:
    if isinstance(value, tuple):
        return texts.shown(value)
    if isinstance(value, Decimal):
        return texts.exact(value)
    return texts.number(value) if isinstance(value, int) else value


def reason_sentence(reason: Reason, texts: Texts) -> str:
    """Return one reason of a verdict as a sentence."""
    params: dict[str, object] = {}
    for name, value in reason.params.items():
        if isinstance(value, datetime):
            params[name] = moment_text(value, texts, bare=name == "moment")
        elif isinstance(value, tuple):
            titled = [f"{code} ({texts(f'condition.{code}')})" for code in value]
            params[name] = texts.listed(titled)
        elif isinstance(value, Decimal):
            params[name] = texts.exact(value)
        else:
            params[name] = value
    if "condition" in params:
        params["title"] = texts(f"condition.{params['condition']}")
    return texts(f"reason.{reason.code}", **params)


def pair_sentence(row: Any, texts: Texts) -> str:
    """Return why a pair competes, or why it might and does not, from a row of the pairs."""
    lifts = [part.partition(":") for part in filter(None, str(row.lifted).split("|"))]
    rules = list(dict.fromkeys([*filter(None, [row.rule]), *(rule for rule, _, _ in lifts)]))
    said = [
        texts(
            f"pair.{rule}",
            cells=row.shared_cells,
            people=texts.number(int(row.shared_population)),
            parties=row.shared_boards + row.shared_institutes,
        )
        for rule in rules
    ]
    if not row.rule:
        why = texts.listed([texts(f"pair.because_{r}") for r in lifted_by(row.lifted)])
        said.append(texts("pair.allowed", reasons=why))
    return " ".join(said)


def lifted_by(lifted: str) -> list[str]:
    """Return what lifts the rules of a pair: `afstemming`, `landelijk` or `toegestaan`."""
    found = (part.partition(":")[2] for part in lifted.split("|"))
    return list(dict.fromkeys(reason for reason in found if reason))


def moment_text(moment: datetime, texts: Texts, bare: bool = False) -> str:
    """Return a moment as people write it: 28 april 2023 23:59:59.

    When `bare`, midnight is left out: a plan of which only the day is known was handed in that day.
    """
    clock = moment.strftime("%H:%M:%S" if moment.second else "%H:%M")
    return texts(
        "reason.day" if bare and clock == "00:00" else "reason.moment",
        day=moment.day,
        month=texts(f"month.{moment.month}"),
        year=moment.year,
        clock=clock,
    )


def rule_sentence(problem: Problem, rule: str, language: str) -> str:
    """Return what a rule demands, by its name in the contract, such as `quota:krimp`."""
    texts = load_texts(language)
    kind, _, label = rule.partition(":")
    if kind == "competition":
        first, _, second = label.partition("|")
        return texts("rule.competition", first=first, second=second)
    found = next((r for r in problem.rules if r.name == rule), None)
    if isinstance(found, SizeRule):
        key = "rule.size" if found.low == found.high else "rule.size_range"
        return texts(key, low=found.low, high=found.high)
    if isinstance(found, QuotaRule):
        return _quota_sentence(problem, found, texts)
    if kind == "implication":
        table = next(t for t in problem.scenario.implications if t.name == label)
        return texts("rule.implication", name=label, first=table.if_chosen, then=table.then)
    if kind == "at_most_one":
        group = next(t for t in problem.scenario.at_most_one if t.name == label)
        return texts("rule.at_most_one", name=label, plans=texts.listed(list(group.plans)))
    return texts(f"rule.{kind}", plan=label)


def _quota_sentence(problem: Problem, quota: QuotaRule, texts: Texts) -> str:
    have = len(set(quota.members).intersection(problem.eligible))
    bounds = (
        ("quota_min", quota.least, False),
        ("quota_max", quota.most, False),
        ("quota_min_share", quota.least_share, True),
        ("quota_max_share", quota.most_share, True),
    )
    return " ".join(
        texts(f"rule.{key}", name=quota.label, bound=_bound(bound, share, texts), have=have)
        for key, bound, share in bounds
        if bound is not None
    )


def _bound(bound: int, share: bool, texts: Texts) -> str:
    return f"{texts.decimal(bound * 100 / SCALE, 1)}%" if share else str(bound)


def shortfall_sentence(shortfall: Shortfall, language: str) -> str:
    """Return what does not add up as a sentence with its counts."""
    texts = load_texts(language)
    params = {
        key: texts.listed(list(value)) if isinstance(value, list) else value
        for key, value in shortfall.counts.items()
    }
    said = texts(f"infeasible.{shortfall.code}", **params)
    if "excluding" in params:
        said += f" {texts('infeasible.excluding', pairs=params['excluding'])}"
    return said


def change_sentence(change: Change, language: str) -> str:
    """Return a proposed change of a rule as a sentence."""
    texts = load_texts(language)
    kind, _, label = change.rule.partition(":")
    key = {"size": f"size_{change.key}" if change.key != "size" else "size"}.get(kind, kind)
    key = f"quota_{change.key}" if kind == "quota" else key
    name = texts.listed(label.split("|")) if kind == "competition" else label
    before, after = change.before, change.after
    if change.key.endswith("share"):
        before, after = (f"{texts.decimal(100 * share, 2)}%" for share in (before, after))
    return texts(f"change.{key}", name=name, before=before, after=after)
