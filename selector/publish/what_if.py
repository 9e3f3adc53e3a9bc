"""The answer to "what if?": as data and in words."""

from collections.abc import Iterator
from typing import Any

from selector.changes.what_if import WhatIf
from selector.publish.answers import titled
from selector.publish.beside import fraction_text
from selector.publish.papers.of_plans import told
from selector.publish.sentences import plan_reasons
from selector.publish.summary import nothing_attainable, summarise
from selector.publish.tier_values import tier_whole
from selector.texts import Texts, load_texts
from selector.texts.contrast import apart, told_apart
from selector.tiers import Value


def record(found: WhatIf) -> dict[str, Any]:
    """Return it in the form of the contract; `tier` counts from 1."""
    tier, now, then = found.shift or (None, None, None)
    return {
        "changes": list(found.changes),
        "status": found.after.status,
        "selected": list(found.after.selected),
        "leaves": list(found.leaves),
        "enters": list(found.enters),
        "tier": tier,
        "now": None if now is None else fraction_text(now),
        "then": None if then is None else fraction_text(then),
    }


def summarise_what_if(found: WhatIf, language: str) -> str:
    """Return it in readable lines: who leaves and enters, what changes first, and what moves."""
    texts = load_texts(language)
    head = texts("what_if.head", changes=texts.listed(list(found.changes)))
    merged = list(_merged(found, texts))
    if found.after.optimum is None:
        return "\n".join([head, *merged, "", summarise(found.after, language)])
    proof = texts(f"what_if.{found.after.status}")
    lines = [head, *_chosen(found, texts), *merged, *price_lines(found, language), proof]
    return "\n".join(lines)


def price_lines(found: WhatIf, language: str) -> list[str]:
    """Return what changes first on the tiers, and which points rise and fall."""
    texts = load_texts(language)
    return [*_tiers(found, texts), *_attainable(found, texts), *_moved(found, texts)]


def _chosen(found: WhatIf, texts: Texts) -> Iterator[str]:
    if not found.leaves and not found.enters:
        yield texts("what_if.same")
    for key, plans, outcome in (
        ("leaves", found.leaves, found.before),
        ("enters", found.enters, found.after),
    ):
        if plans:
            named = [titled(outcome.problem, plan) for plan in plans]
            number = "_one" if len(plans) == 1 else ""
            yield texts(f"why.{key}{number}", plans=texts.listed(named))


def _merged(found: WhatIf, texts: Texts) -> Iterator[str]:
    """Yield of every plan that two became: its verdict, its territory, and whether it is chosen."""
    problem = found.after.problem
    for plan_id in found.united:
        p = problem.plans.index[plan_id]
        verdict = texts.word(problem.assessments[p].verdict)
        named = {"plan": plan_id, "name": problem.plans.rows[p].name, "verdict": verdict}
        yield texts("what_if.merged", told=told(found.after, p, texts), **named)
        yield from plan_reasons(found.after, p, texts.language)
        if found.after.optimum is not None:
            chosen = plan_id in found.after.selected
            yield texts(f"what_if.merged_{'in' if chosen else 'out'}")


def _attainable(found: WhatIf, texts: Texts) -> Iterator[str]:
    """Yield on which points something else is attainable now, and what hangs on that."""
    changed = [
        texts("why.moved", name=name, now=shown[0], then=shown[1])
        for name, now, then in found.attainable
        if (shown := apart(now, then, texts))
    ]
    if changed:
        yield texts("what_if.attainable", criteria=texts.listed(changed))
        if any(tier.relative for tier in found.after.problem.tiers):
            yield texts("what_if.attainable_counts")
    if none := nothing_attainable(found.after):
        yield texts("summary.nothing_attainable", names=texts.listed(none))


def _tiers(found: WhatIf, texts: Texts) -> Iterator[str]:
    if found.shift is None:
        same = found.before.problem.scenario.objective == found.after.problem.scenario.objective
        yield texts("what_if.tiers_same" if same else "what_if.tiers_changed")
        return
    number, now, then = found.shift
    kind = found.before.problem.tiers[number - 1].kind
    before, after = _two(kind, now, then, texts)
    if found.after.status == "feasible":
        after = texts(f"summary.{'at_most' if kind == 'competition' else 'at_least'}", value=after)
    title = tier_whole(found.before.problem, number - 1, texts)
    yield texts("what_if.tier", tier=number, kind=title, now=before, then=after)


def _two(kind: str, now: Value, then: Value, texts: Texts) -> tuple[str, str]:
    """Return two values of a tier told apart; of competition whole numbers."""
    if kind == "competition":
        return str(now), str(then)
    pair = [value if isinstance(value, tuple) else (value,) for value in (now, then)]
    told = told_apart((part for parts in pair for part in parts), texts)
    first, second = (" ".join(told[part] for part in parts) for parts in pair)
    if first == second:  # no number of decimals that people read tells them apart
        first, second = (" ".join(map(str, parts)) for parts in pair)
    return first, second


def _moved(found: WhatIf, texts: Texts) -> Iterator[str]:
    for key, better in (("up", True), ("down", False)):
        moved = [
            texts("why.moved", name=name, now=shown[0], then=shown[1])
            for name, now, then in found.moved
            if (then > now) is better and (shown := apart(now, then, texts))
        ]
        if moved:
            yield texts(f"why.{key}", criteria=texts.listed(moved))
