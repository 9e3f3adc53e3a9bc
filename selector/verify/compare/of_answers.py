"""The answers to each plan in `cohort.json`: do they keep the rules, and add up?

That no better cohort answers a plan is not recounted; but every cohort that is at hand is tried.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from selector.verify.compare.at_hand import at_hand, entries_of
from selector.verify.compare.beside import (
    Chosen,
    Values,
    cohort_of,
    locks,
    more,
    named,
    values_now,
    values_then,
)
from selector.verify.compare.case import Case
from selector.verify.compare.delivered import COHORT
from selector.verify.compare.table import Compared
from selector.verify.recount.round import Round


def answers(case: Case) -> Compared | None:
    """Hold every answer against the inputs; a run without answers has none."""
    if "answers" not in case.record:
        return None
    counted, chosen, due = case.round, case.chosen, _due(case)
    before = values_now(case)
    wanted = [_entry(counted, chosen, before, p, entry) for p, entry in due]
    case.desk.compare(COHORT, "answers", wanted, case.record["answers"])
    for p, entry in due:
        for rule in _broken(counted, p, p not in chosen, cohort_of(counted, entry)):
            place = f"answers[{counted.ids[p]}], {rule}"
            case.desk.differ(COHORT, place, entry["cohort"], "", "rule")
    return Compared(len(wanted)) if isinstance(case.record["answers"], list) else None


def _due(case: Case) -> list[tuple[int, Any]]:
    """Return the plans that must have an answer, in order, each with the entry in its place.

    Those that time did not allow are any: if there are fewer, those are due that are named.
    """
    entries, plans = entries_of(case, "answers"), case.round.eligible
    if len(entries) < len(plans):
        told = {entry.get("plan_id") for entry in entries if isinstance(entry, dict)}
        plans = tuple(p for p in plans if case.round.ids[p] in told)
    return list(zip(plans, entries, strict=False))


def _broken(counted: Round, p: int, inside: bool, cohort: Chosen | None) -> Iterator[str]:
    """Yield the rules that the cohort of an answer does not keep, but for the plan's own lock."""
    if cohort is None:
        return
    own = locks(counted, p)
    yield from (rule.name for rule in counted.broken(cohort) if rule.name not in own)
    if (p in cohort) is not inside:
        yield "in" if inside else "out"


def blocked_by(counted: Round, chosen: Chosen, p: int) -> list[str]:
    """Return the rules that the chosen cohort breaks with a plan added or taken away.

    Its size is none of them: a full cohort stands in the way of every plan.
    """
    return [rule.name for rule in counted.broken(chosen ^ {p}) if rule.name != "size"]


def _entry(counted: Round, chosen: Chosen, before: Values, p: int, entry: Any) -> dict[str, Any]:
    """Return what an answer must say, given its cohort."""
    cohort = cohort_of(counted, entry)
    said: dict[str, Any] = {
        "plan_id": counted.ids[p],
        "forced": "out" if p in chosen else "in",
        "feasible": cohort is not None,
        "blocked_by": blocked_by(counted, chosen, p),
    }
    if cohort is None:
        nothing = dict.fromkeys(("cohort", "tier", "now", "then"))
        return {**said, **nothing, "leaves": [], "enters": [], "criteria": []}
    said["cohort"] = named(counted, cohort)
    said["leaves"] = named(counted, chosen - cohort)
    said["enters"] = named(counted, cohort - chosen)
    values = values_then(counted, before, list(counted.values(cohort)), entry)
    said |= values | more(counted, chosen, cohort, values["tier"], entry)
    scores = zip(counted.measures, counted.scores(chosen), counted.scores(cohort), strict=True)
    said["criteria"] = [{"name": m.name, "now": str(a), "then": str(b)} for m, a, b in scores]
    return said


def tried(case: Case) -> Compared | None:
    """Try the cohorts at hand: is there one where an answer has none, or a better one?"""
    if "answers" not in case.record:
        return None
    counted, chosen, desk, pool = case.round, case.chosen, case.desk, at_hand(case)
    if pool is None:
        desk.left("answers_not_tried")
        return None
    refused = 0
    for p, entry in _due(case):
        given, met = cohort_of(counted, entry), partial(_is_side, p, p not in chosen)
        refused += given is None
        can_be = pool.meeting(met, locks(counted, p))
        pool.refute(f"answers[{counted.ids[p]}]", given, can_be)
    if better := pool.beating(chosen, pool.meeting(lambda _: True)):
        desk.differ(COHORT, "selected", named(counted, chosen), named(counted, better), "beaten")
    desk.left("answers_best")
    if any(tier.tolerance for tier in counted.tiers):
        desk.left("answers_slack")
    if refused:
        desk.left("refusals", count=refused)
    return Compared(len(pool.broken))


def _is_side(p: int, inside: bool, cohort: Chosen) -> bool:
    return (p in cohort) is inside
