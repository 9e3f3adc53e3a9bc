"""What a letter tells of one plan beside its facts: its answer taken apart, for who reads it."""

from dataclasses import dataclass, replace

from selector.analysis.why import Answer
from selector.eligibility import Reason
from selector.outcome import Outcome
from selector.publish.answers import (
    blocking_rules,
    is_runner_up,
    moved_points,
    titled,
    with_titles,
)
from selector.publish.papers.facts import Facts, PairFacts, PlanFacts
from selector.publish.papers.of_help import Verdicts, agreed_verdicts, help_for
from selector.publish.papers.of_points import point_titles
from selector.publish.sentences import reason_sentence
from selector.texts import Texts
from selector.texts.contrast import Shift, Tie, shift_sentences, tie_words

OWN = ("pending", "unassessed")  # remarks that a letter tells in its own way; the first where
# they are what is left to do


@dataclass(frozen=True)
class AnswerFacts:
    """The best cohort with the choice turned round: what it costs, and what stands in the way.

    `cost` says what changes first; `worse` tells that it is a loss, `lot` that there is none and
    the tickets decided. `scored`: scores are spoken of, `relative`: first as shares of what could
    be had; `competes`: competition is. `leaves` and `enters` are titled plans.
    """

    cost: tuple[str, ...]
    worse: bool
    lot: bool
    scored: bool
    relative: bool
    competes: bool
    leaves: tuple[str, ...]
    enters: tuple[str, ...]
    moved: tuple[str, ...]
    blocked: tuple[str, ...]
    help: tuple[str, ...]


@dataclass(frozen=True)
class LetterFacts:
    """One plan with what its letter tells: `against` makes it fall out, `remarks` is the rest.

    `unassessed` names the conditions without an assessment; `counted` how these count.
    """

    plan: PlanFacts
    answer: AnswerFacts | None
    against: tuple[str, ...]
    remarks: tuple[str, ...]
    unassessed: tuple[str, ...]
    counted: str


def letter_facts(outcome: Outcome, facts: Facts, texts: Texts) -> tuple[LetterFacts, ...]:
    """Return what the letters tell, in order of plan_id; every eligible plan has an answer."""
    answers = {answer.plan_id: answer for answer in outcome.answers or ()}
    agreed = agreed_verdicts(outcome.problem, list(answers.values()))
    return tuple(
        _letter(outcome, facts, plan, answers.get(plan.plan_id), agreed, texts)
        for plan in facts.plans
    )


def _letter(
    outcome: Outcome,
    facts: Facts,
    plan: PlanFacts,
    answer: Answer | None,
    agreed: Verdicts,
    texts: Texts,
) -> LetterFacts:
    judged = outcome.problem.assessments[outcome.problem.plans.index[plan.plan_id]]
    own = OWN if judged.eligible else OWN[1:]
    remarks = [r for r in judged.remarks if r.code not in own]
    whole = None
    if answer is not None:
        whole = _answer(outcome, facts, plan, answer, texts)
        if plan.standing == "not_chosen":
            whole = replace(whole, help=help_for(outcome, plan, answer, agreed, texts))
    return LetterFacts(
        plan=plan,
        answer=whole,
        against=_said(judged.against, texts),
        remarks=_said(remarks, texts),
        unassessed=tuple(c for r in judged.remarks if r.code == "unassessed" for c in _codes(r)),
        counted=outcome.problem.scenario.eligibility.unassessed,
    )


def _said(reasons: "tuple[Reason, ...] | list[Reason]", texts: Texts) -> tuple[str, ...]:
    return tuple(reason_sentence(reason, texts) for reason in reasons)


def _codes(reason: Reason) -> tuple[str, ...]:
    found = reason.params["conditions"]
    return found if isinstance(found, tuple) else ()


def _answer(
    outcome: Outcome, facts: Facts, plan: PlanFacts, answer: Answer, texts: Texts
) -> AnswerFacts:
    problem, titles = outcome.problem, point_titles(facts.points)
    other = with_titles(answer.other, titles) if answer.other else None
    contrast = other.contrast if other else None
    moved = tuple(moved_points(other, texts)) if other else ()
    locked = {f"locked_in:{plan.plan_id}", f"locked_out:{plan.plan_id}"}
    of_scores = isinstance(contrast, Shift) and contrast.kind != "competition"
    enters = () if other is None else tuple(p for p in other.enters if p != plan.plan_id)
    return AnswerFacts(
        cost=(*_cost(answer, contrast, texts), *is_runner_up(answer, outcome.runner_up, texts)),
        worse=isinstance(contrast, Shift) and not locked.intersection(answer.blocked_by),
        lot=plan.in_optimal == "some",
        scored=of_scores or bool(moved),
        relative=isinstance(contrast, Shift) and contrast.relative,
        competes=isinstance(contrast, Shift) and contrast.kind == "competition",
        leaves=() if other is None else tuple(titled(problem, p) for p in other.leaves),
        enters=tuple(titled(problem, p) for p in enters),
        moved=moved,
        blocked=_blocked(outcome, facts.pairs, answer, texts),
        help=(),
    )


def _cost(answer: Answer, contrast: Shift | Tie | None, texts: Texts) -> tuple[str, ...]:
    if contrast is None:
        return (texts(f"why.infeasible_{answer.forced}"),)
    if isinstance(contrast, Tie):
        return (texts(f"why.equal_{answer.forced}", good=tie_words(contrast, texts)),)
    return (shift_sentences(contrast, texts),)


def _blocked(
    outcome: Outcome, pairs: tuple[PairFacts, ...], answer: Answer, texts: Texts
) -> tuple[str, ...]:
    """Return the rules in the way; of two plans that compete also why they do."""
    why = {f"competition:{pair.first}|{pair.second}": pair.why for pair in pairs}
    said = blocking_rules(outcome.problem, answer, texts)
    return tuple(
        f"{sentence} {why[rule]}" if rule in why else sentence
        for rule, sentence in zip(answer.blocked_by, said, strict=True)
    )
