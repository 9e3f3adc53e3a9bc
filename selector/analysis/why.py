"""Why is a plan in, or out: the best cohort with it forced the other way, and what that costs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from selector.analysis.beside import Other
from selector.analysis.questions import Found, settle
from selector.errors import Message
from selector.problem import Problem
from selector.rules import CompetingRule, FixedRule, SizeRule, Turn
from selector.solve.clock import Clock, Stage
from selector.solve.found import Optimum

MOST_ANSWERED = 100  # eligible plans up to which a run answers all of them unasked


@dataclass(frozen=True)
class Answer:
    """The best cohort with one plan forced in or out (`other` None: there is none).

    `blocked_by` names the rules that break when this plan alone is added to the chosen cohort,
    or taken from it.
    """

    plan_id: str
    forced: Literal["in", "out"]
    blocked_by: tuple[str, ...]
    other: Other | None = None


def answer_all(
    problem: Problem, optimum: Optimum, clock: Clock, asked: bool = True
) -> tuple[tuple[Answer, ...] | None, tuple[Message, ...]]:
    """Answer every eligible plan, in order, for as long as there is time; and say what is left.

    There is nothing to compare with when the optimum is not proven, and of more than
    `MOST_ANSWERED` plans the answers must be `asked` for: then None.
    """
    plans = problem.eligible
    if not optimum.proven:
        return None, (Message("answers_unproven"),)
    if len(plans) > MOST_ANSWERED and not asked:
        params = {"count": len(plans), "limit": MOST_ANSWERED}
        return None, (Message("answers_many", params=params),)
    answers = _answers(problem, optimum, plans, clock)
    left = [problem.plans.ids[p] for p in plans if p not in answers]
    notes = (Message("answers_unfinished", params={"plans": left}),) if left else ()
    return tuple(answers.values()), notes


def answer(problem: Problem, optimum: Optimum, plan: int, clock: Clock) -> Answer:
    """Return the answer to one eligible plan, by position, given the proven optimum.

    Of a plan that the scenario locks, the lock is turned round. Raises `TimeoutError` when the
    best cohort was not proven in time.
    """
    answers = _answers(problem, optimum, [plan], clock)
    if plan not in answers:
        raise TimeoutError
    return answers[plan]


def _answers(
    problem: Problem, optimum: Optimum, plans: Sequence[int], clock: Clock
) -> dict[int, Answer]:
    """Return the answers in the order of the plans, as far as time allows."""
    locked = {rule.plan for rule in problem.rules if isinstance(rule, FixedRule)}
    turns = {p: Turn(out=p) if p in optimum.chosen else Turn(into=p) for p in plans}
    stage, asked = Stage("answers", 0, len(plans)), [turns[p] for p in plans if p not in locked]
    settled = settle(problem, optimum, asked, clock, stage)
    for plan in locked.intersection(plans):
        # Without its lock there are cohorts that the base did not have, and may be better.
        rules = [r for r in problem.rules if not (isinstance(r, FixedRule) and r.plan == plan)]
        fresh = replace(optimum, tiers=(), listed=())
        stage, changed = replace(stage, settled=len(settled)), replace(problem, rules=tuple(rules))
        settled |= settle(changed, fresh, [turns[plan]], clock, stage)
    return {
        p: _worded(problem, optimum, p, settled[turns[p]]) for p in plans if turns[p] in settled
    }


def _worded(problem: Problem, optimum: Optimum, plan: int, found: Found | None) -> Answer:
    """Set the best cohort beside the chosen one."""
    chosen = optimum.chosen
    forced: Literal["in", "out"] = "out" if plan in chosen else "in"
    bare = Answer(problem.plans.ids[plan], forced, blocked_by(problem, chosen, plan))
    if found is None:
        return bare
    return replace(bare, other=found.beside(problem, optimum))


def blocked_by(problem: Problem, chosen: frozenset[int], plan: int) -> tuple[str, ...]:
    """Return the rules that the chosen cohort breaks with this plan added or taken away.

    Its size is no such rule: a full cohort stands in the way of every plan.
    """
    names: list[str] = []
    for rule in problem.rules:
        if isinstance(rule, CompetingRule):
            pairs = rule.inside(chosen ^ {plan})
            names += [rule.allow(pair).rule for pair in pairs]
        elif not isinstance(rule, SizeRule) and not rule.check(chosen ^ {plan}):
            names.append(rule.name)
    return tuple(names)
