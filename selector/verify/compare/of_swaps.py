"""The swaps in `cohort.json`, "X in, Y out": do they keep the rules, add up, fit the answers?

No swap is better than the answers to its two plans, and an answer that serves both is the swap.
That no better cohort makes a swap is not recounted; but every cohort that is at hand is tried.
"""

from collections.abc import Iterator, Mapping
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

SWAPS, COMPLETE = "swaps", "swaps_complete"
Pair = tuple[int, int]  # who comes in, who goes out


def swaps(case: Case) -> Compared | None:
    """Hold every swap against the inputs; a run without swaps has none."""
    if SWAPS not in case.record and COMPLETE not in case.record:
        return None
    counted, before, due = case.round, values_now(case), _due(case)
    wanted = [_entry(counted, case.chosen, before, pair, entry) for pair, entry in due]
    complete = len(due) == len(_pairs(case))
    case.desk.compare(COHORT, "", {SWAPS: wanted, COMPLETE: complete}, case.record)
    for pair, entry in due:
        for rule in _broken(counted, pair, cohort_of(counted, entry)):
            place = f"{_place(counted, pair)}, {rule}"
            case.desk.differ(COHORT, place, entry["cohort"], "", "rule")
    return Compared(len(wanted)) if isinstance(case.record.get(SWAPS), list) else None


def _pairs(case: Case) -> list[Pair]:
    """Return every pair of an eligible plan outside the cohort and a chosen one."""
    others = [p for p in case.round.eligible if p not in case.chosen]
    return [(into, out) for out in sorted(case.chosen) for into in others]


def _due(case: Case) -> list[tuple[Pair, Any]]:
    """Return the pairs that must have a swap, in order, each with the entry in its place.

    All of them, unless the record says that time did not allow all: then those that it names.
    """
    entries, pairs, ids = entries_of(case, SWAPS), _pairs(case), case.round.ids
    if case.record.get(COMPLETE) is False and len(entries) < len(pairs):
        told = {(e.get("in"), e.get("out")) for e in entries if isinstance(e, Mapping)}
        pairs = [pair for pair in pairs if (ids[pair[0]], ids[pair[1]]) in told]
    return list(zip(pairs, entries, strict=False))


def _place(counted: Round, pair: Pair) -> str:
    return f"swaps[{counted.ids[pair[0]]}|{counted.ids[pair[1]]}]"


def _broken(counted: Round, pair: Pair, cohort: Chosen | None) -> Iterator[str]:
    """Yield the rules that the cohort of a swap does not keep."""
    if cohort is None:
        return
    yield from (rule.name for rule in counted.broken(cohort))
    if not _made(pair, cohort):
        yield "in" if pair[0] not in cohort else "out"


def _made(pair: Pair, cohort: Chosen) -> bool:
    return pair[0] in cohort and pair[1] not in cohort


def _entry(
    counted: Round, chosen: Chosen, before: Values, pair: Pair, entry: Any
) -> dict[str, Any]:
    """Return what a swap must say, given its cohort."""
    cohort, (into, out) = cohort_of(counted, entry), pair
    said: dict[str, Any] = {"in": counted.ids[into], "out": counted.ids[out]}
    if cohort is None:
        return {**said, "feasible": False, **dict.fromkeys(("cohort", "tier", "now", "then"))}
    told = entry.get("tier")  # which counts from 1 here
    entry = {**entry, "tier": told - 1 if type(told) is int else told}
    values = values_then(counted, before, list(counted.values(cohort)), entry)
    values |= more(counted, chosen, cohort, values["tier"], entry)
    first = None if values["tier"] is None else values["tier"] + 1
    return {**said, "feasible": True, "cohort": named(counted, cohort), **values, "tier": first}


def tried(case: Case) -> Compared | None:
    """Try the answers and the cohorts at hand: does one refute a swap?"""
    if SWAPS not in case.record:
        return None
    counted, desk, pool = case.round, case.desk, at_hand(case)
    if pool is None:
        desk.left("swaps_not_tried")
        return None
    answers, refused = _answers(case), 0
    for pair, entry in _due(case):
        given, place = cohort_of(counted, entry), _place(counted, pair)
        refused += given is None
        pool.refute(place, given, pool.meeting(partial(_made, pair)))
        for answer in _told(case, pair, answers):
            if given != answer:
                own, meant = (None if c is None else named(counted, c) for c in (given, answer))
                desk.differ(COHORT, f"{place}.cohort", own, meant)
    desk.left("swaps_best")
    if refused:
        desk.left("swaps_refused", count=refused)
    return Compared(len(pool.broken))


def _answers(case: Case) -> dict[int, Chosen | None]:
    """Return the cohort of each answer by plan (None: there is none), but for those locked."""
    counted, index = case.round, case.round.index
    rules = {rule.name for rule in counted.rules}
    answers = {
        index[entry["plan_id"]]: cohort_of(counted, entry)
        for entry in entries_of(case, "answers")
        if isinstance(entry, Mapping) and entry.get("plan_id") in index
    }
    return {p: cohort for p, cohort in answers.items() if not rules & locks(counted, p)}


def _told(case: Case, pair: Pair, answers: Mapping[int, Chosen | None]) -> Iterator[Chosen | None]:
    """Yield what the answers to its two plans say that a swap is, as far as they do."""
    ordered = not any(tier.tolerance for tier in case.round.tiers[:-1])
    for p in pair:
        if p in answers:
            cohort = answers[p]
            if cohort is None or (ordered and _made(pair, cohort)):
                yield cohort
