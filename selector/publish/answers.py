"""The answers to "why this plan, or why not?" in sentences."""

from fractions import Fraction

from selector.analysis.why import Answer
from selector.problem import Problem
from selector.publish.sentences import rule_sentence
from selector.texts import Texts, load_texts


def in_short(problem: Problem, answer: Answer, language: str) -> str:
    """Return what would be lost or won first, in one sentence."""
    return _cost(problem, answer, load_texts(language))


def sentences(problem: Problem, answer: Answer, language: str) -> list[str]:
    """Return the whole answer: standing, cost, who leaves and enters, criteria, rules."""
    texts = load_texts(language)
    name = _titled(problem, answer.plan_id)
    said = [
        texts(f"why.forced_{answer.forced}", plan=name),
        _cost(problem, answer, texts),
    ]
    for key, plans in (("leaves", answer.leaves), ("enters", answer.enters)):
        if plans:
            said.append(texts(f"why.{key}", plans=_listed(problem, plans, texts)))
    for key, better in (("up", True), ("down", False)):
        moved = [
            texts(
                "why.moved", name=name, now=_shown(now, then, texts), then=_shown(then, now, texts)
            )
            for name, now, then in answer.criteria
            if now != then and (then > now) is better
        ]
        if moved:
            said.append(texts(f"why.{key}", criteria=texts.listed(moved)))
    return [*said, *_blocked(problem, answer, texts)]


def _cost(problem: Problem, answer: Answer, texts: Texts) -> str:
    """Return the first tier that changes, with its two values."""
    forced = answer.forced
    if answer.cohort is None:
        return texts(f"why.infeasible_{forced}")
    if answer.tier is None or answer.now is None or answer.then is None:
        return texts(f"why.equal_{forced}")
    tier, now, then = problem.tiers[answer.tier], answer.now, answer.then
    rank = 0
    if isinstance(now, tuple) and isinstance(then, tuple):
        rank = next(i for i, pair in enumerate(zip(now, then, strict=True)) if len({*pair}) > 1)
        now, then = now[rank], then[rank]
    assert isinstance(now, Fraction)
    assert isinstance(then, Fraction)
    if tier.kind in ("leximin", "worst"):
        names = _behind(problem, answer, answer.tier, then)
        about = texts("why.rank" if rank else "why.weakest", rank=rank + 1, names=names)
    elif tier.kind == "criterion":
        about = texts("why.criterion", name=problem.criteria[tier.over[0]].name)
    else:
        about = texts(f"why.{tier.kind}")
    way = "rises" if then > now else "falls"
    if tier.kind == "competition":
        return texts(f"why.{way}", about=about, now=str(now), then=str(then))
    shown = _shown(now, then, texts), _shown(then, now, texts)
    return texts(f"why.{way}", about=about, now=shown[0], then=shown[1])


def _behind(problem: Problem, answer: Answer, tier: int, value: Fraction) -> str:
    """Return the names of the criteria of a tier that would then have a score, in brackets."""
    over = problem.tiers[tier].over
    names = [answer.criteria[c][0] for c in over if answer.criteria[c][2] == value]
    return f" ({', '.join(names)})" if names else ""


def _blocked(problem: Problem, answer: Answer, texts: Texts) -> list[str]:
    said = []
    for rule in answer.blocked_by:
        kind, _, pair = rule.partition(":")
        if kind == "competition":
            other = next(plan for plan in pair.split("|") if plan != answer.plan_id)
            plan, rival = _titled(problem, answer.plan_id), _titled(problem, other)
            said.append(texts("why.competes", plan=plan, rival=rival))
        elif kind in ("locked_in", "locked_out"):
            said.append(texts(f"why.{kind}", plan=answer.plan_id))
        else:
            rule_said = rule_sentence(problem, rule, texts.language)
            said.append(texts(f"why.breaks_{answer.forced}", rule=rule_said))
    return said


def _titled(problem: Problem, plan_id: str) -> str:
    plan = problem.plans.rows[problem.plans.ids.index(plan_id)]
    return f"{plan_id} ({plan.name})"


def _listed(problem: Problem, plans: tuple[str, ...], texts: Texts) -> str:
    return texts.listed([_titled(problem, plan_id) for plan_id in plans])


def _shown(value: Fraction, beside: Fraction, texts: Texts) -> str:
    """Return a value with enough decimals, from two, to tell it from the one beside it."""
    places = next(
        (n for n in range(2, 12) if f"{float(value):.{n}f}" != f"{float(beside):.{n}f}"), 12
    )
    return texts.decimal(float(value), places)
