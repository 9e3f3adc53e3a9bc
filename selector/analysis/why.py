"""Why is a plan in, or out: the best cohort with it forced the other way, and what that costs."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from selector.analysis.beside import Other, compare
from selector.errors import Message
from selector.problem import Problem
from selector.rules import CompetingRule, FixedRule, SizeRule
from selector.solve.engine import Clock
from selector.solve.optimum import Optimum, solve

MOST = 100  # eligible plans up to which a run answers all of them unasked


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

    There is nothing to compare with when the optimum is not proven, and of more than `MOST`
    plans the answers must be `asked` for: then None.
    """
    plans = problem.eligible
    if not optimum.proven:
        return None, (Message("answers_unproven"),)
    if len(plans) > MOST and not asked:
        params = {"count": len(plans), "limit": MOST}
        return None, (Message("answers_many", params=params),)
    answers: list[Answer] = []
    for plan in plans:
        if clock.left() == 0 or clock.stopped.is_set():
            break
        try:
            answers.append(answer(problem, optimum, plan, clock))
        except TimeoutError:
            break
    left = [problem.plans.ids[p] for p in plans[len(answers) :]]
    notes = (Message("answers_unfinished", params={"plans": left}),) if left else ()
    return tuple(answers), notes


def answer(problem: Problem, optimum: Optimum, plan: int, clock: Clock) -> Answer:
    """Return the answer to one eligible plan, by position, given the proven optimum.

    Of a plan that the scenario locks, the lock is turned round. Raises `TimeoutError` when the
    best cohort was not proven in time.
    """
    ids, chosen = problem.plans.ids, optimum.chosen
    forced: Literal["in", "out"] = "out" if plan in chosen else "in"
    lock = FixedRule("locked_out" if forced == "out" else "locked_in", ids[plan], plan)
    others = [r for r in problem.rules if not (isinstance(r, FixedRule) and r.plan == plan)]
    changed = replace(problem, rules=(*others, lock))
    # Without the plan's own lock there are cohorts that the base did not have, and may be better.
    base = optimum if len(others) == len(problem.rules) else replace(optimum, tiers=())
    found = solve(changed, clock, base, _near(changed, optimum.chosen, plan))
    bare = Answer(ids[plan], forced, blocked_by(problem, chosen, plan))
    if found is None:
        return bare
    if not found.proven:
        raise TimeoutError
    return replace(bare, other=compare(problem, optimum, found))


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


def _near(problem: Problem, chosen: frozenset[int], plan: int) -> frozenset[int] | None:
    """Return the best cohort that exchanges this plan for another and keeps to all rules."""
    others = chosen if plan not in chosen else frozenset(problem.eligible) - chosen
    near = [chosen ^ {plan, other} for other in sorted(others)]
    sound = [cohort for cohort in near if all(rule.check(cohort) for rule in problem.rules)]
    return max(sound, key=_worth(problem), default=None)


def _worth(problem: Problem) -> Callable[[frozenset[int]], list[tuple[Fraction, ...]]]:
    """Return how cohorts compare, tier by tier."""

    def worth(cohort: frozenset[int]) -> list[tuple[Fraction, ...]]:
        worths = []
        for tier in problem.tiers:
            value = problem.value(tier, cohort)
            parts = value if isinstance(value, tuple) else (value,)
            worths.append(tuple(-v for v in parts) if tier.lower_is_better else parts)
        return worths

    return worth
