"""Where a plan that was not chosen could have stood stronger, as far as its answer shows it.

Nothing is said that does not follow from the scenario: pairs are judged again with an agreement,
and a condition is only named for a point that counts it. Whether the plan would then be chosen is
not said: that is what *helps* means (`changes/would_help.py`), and it takes a solver.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from selector.analysis.why import Answer
from selector.fields import MET
from selector.geography.competition import find_competition
from selector.outcome import Outcome
from selector.problem import Problem
from selector.publish.answers import empty_cells, titled
from selector.publish.papers.facts import PlanFacts
from selector.publish.papers.of_points import point_title
from selector.texts import Texts
from selector.texts.contrast import Shift

Pair = tuple[str, str]  # plan_ids, in order
Verdicts = Mapping[Pair, str]


def help_for(
    outcome: Outcome, plan: PlanFacts, answer: Answer, agreed: Verdicts, texts: Texts
) -> tuple[str, ...]:
    """Return it in sentences; none when the answer shows nothing of the kind."""
    problem = outcome.problem
    return (
        *_conditions(outcome, plan, texts),
        *_forbidden(problem, answer, agreed, texts),
        *_penalised(problem, answer, agreed, texts),
        *empty_cells(problem, answer, texts),
    )


def agreed_verdicts(problem: Problem, answers: Collection[Answer]) -> Verdicts:
    """Return the verdict on every pair that an answer is about, had those two agreed."""
    pairs = set(chain.from_iterable(_rivals(problem, answer) for answer in answers))
    if not pairs:
        return {}
    agreements: dict[str, set[str]] = {}
    for first, second in pairs:
        agreements.setdefault(first, set()).add(second)
    rows = tuple(
        replace(plan, agreements=plan.agreements | agreements.get(plan.plan_id, set()))
        for plan in problem.plans.rows
    )
    plans = replace(problem.plans, rows=rows)
    evidence = replace(problem.survey, plans=plans).evidence
    judged = find_competition(evidence, plans, problem.scenario).pairs
    found = zip(judged["plan_a"], judged["plan_b"], judged["verdict"], strict=True)
    return {(first, second): str(word) for first, second, word in found if (first, second) in pairs}


def _rivals(problem: Problem, answer: Answer) -> Iterator[Pair]:
    if answer.forced == "in":
        yield from chain(_blocking(answer), _weighing(problem, answer))


def _blocking(answer: Answer) -> Iterator[Pair]:
    """Yield the pairs that forbid adding the plan to the chosen cohort."""
    for rule in answer.blocked_by:
        kind, _, pair = rule.partition(":")
        if kind == "competition":
            first, _, second = pair.partition("|")
            yield first, second


def _weighing(problem: Problem, answer: Answer) -> Iterator[Pair]:
    """Yield the penalised pairs of the plan in its own cohort, where competition decides."""
    other = answer.other
    contrast = other.contrast if other else None
    if other is None or not isinstance(contrast, Shift) or contrast.kind != "competition":
        return
    ids, cohort = problem.plans.ids, set(other.cohort)
    for a, b, _ in problem.competition.penalised:
        pair = ids[a], ids[b]
        if answer.plan_id in pair and cohort.issuperset(pair):
            yield pair


def _forbidden(problem: Problem, answer: Answer, agreed: Verdicts, texts: Texts) -> Iterator[str]:
    for pair in _blocking(answer):
        verdict = agreed.get(pair, "forbid")
        if verdict != "forbid":
            key = "help_weighed" if verdict == "penalise" else "help_agreed"
            yield texts(f"letter.{key}", rival=_rival(problem, answer, pair))


def _penalised(problem: Problem, answer: Answer, agreed: Verdicts, texts: Texts) -> Iterator[str]:
    for pair in _weighing(problem, answer):
        if agreed.get(pair, "penalise") not in ("forbid", "penalise"):
            yield texts("letter.help_free", rival=_rival(problem, answer, pair))


def _rival(problem: Problem, answer: Answer, pair: Pair) -> str:
    return titled(problem, next(plan_id for plan_id in pair if plan_id != answer.plan_id))


def _conditions(outcome: Outcome, plan: PlanFacts, texts: Texts) -> Iterator[str]:
    """Yield on which points the plan would have scored higher, its conditions met."""
    problem = outcome.problem
    pending = problem.assessments[problem.plans.index[plan.plan_id]].pending
    counted = {c for tier in problem.tiers for c in tier.over}
    points = {
        spec.on: point_title(spec.name, spec.on, texts)
        for c, spec in enumerate(problem.scenario.criteria)
        if spec.measure == "total" and c in counted
    }
    if pending and MET in points:
        yield texts("letter.help_conditions", point=points[MET])
    for code in pending:
        if code in points:
            yield texts("letter.help_condition", code=code, point=points[code])
