"""The answers to each plan in `cohort.json`: do they keep the rules, and add up?

That no better cohort answers a plan is not recounted.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from selector.verify.delivered import COHORT
from selector.verify.desk import Desk, Open
from selector.verify.round import Round
from selector.verify.shape import written

Chosen = frozenset[int]


def check_answers(record: Mapping[str, Any], round_: Round, chosen: Chosen, desk: Desk) -> None:
    """Hold every answer against the inputs; a run without answers has none."""
    if "answers" not in record:
        return
    found = record["answers"]
    entries = found if isinstance(found, list) else []
    wanted = [_entry(round_, chosen, p, e) for p, e in zip(round_.eligible, entries, strict=False)]
    desk.compare(COHORT, "answers", wanted, found)
    for entry in entries:
        for rule in _broken(round_, entry):
            desk.differ(COHORT, f"answers[{entry['plan_id']}], {rule}", entry["cohort"], "", "rule")
    desk.did("answers", count=len(wanted))


def _cohort(round_: Round, entry: Any) -> Chosen | None:
    named = entry.get("cohort") if isinstance(entry, Mapping) else None
    if not isinstance(named, list) or not all(name in round_.index for name in named):
        return None
    return round_.positions(named)


def _broken(round_: Round, entry: Any) -> Iterator[str]:
    """Yield the rules that the cohort of an answer does not keep, but for the plan's own lock."""
    cohort = _cohort(round_, entry)
    if cohort is None:
        return
    own = {f"{kind}:{entry.get('plan_id')}" for kind in ("locked_in", "locked_out")}
    yield from (rule.name for rule in round_.broken(cohort) if rule.name not in own)
    if (round_.index.get(entry.get("plan_id")) in cohort) is not (entry.get("forced") == "in"):
        yield f"{entry.get('forced')}"


def _entry(round_: Round, chosen: Chosen, p: int, entry: Any) -> dict[str, Any]:
    """Return what an answer must say, given its cohort."""
    cohort = _cohort(round_, entry)
    said: dict[str, Any] = {
        "plan_id": round_.ids[p],
        "forced": "out" if p in chosen else "in",
        "feasible": cohort is not None,
    }
    if cohort is None:
        return {**said, "cohort": None, "tier": None, "leaves": [], "enters": []}
    names = round_.ids
    said["cohort"] = [names[q] for q in sorted(cohort)]
    said["leaves"] = [names[q] for q in sorted(chosen - cohort)]
    said["enters"] = [names[q] for q in sorted(cohort - chosen)]
    said["blocked_by"] = Open(lambda found: isinstance(found, list))
    before, after = list(round_.values(chosen)), list(round_.values(cohort))
    if not any(tier.tolerance for tier in round_.tiers):  # else a cohort may give some up
        tier = next((i for i, v in enumerate(after) if v != before[i]), None)
        said["tier"] = tier
        said["now"] = None if tier is None else written(before[tier])
        said["then"] = None if tier is None else written(after[tier])
    scores = zip(round_.measures, round_.scores(chosen), round_.scores(cohort), strict=True)
    said["criteria"] = [{"name": m.name, "now": str(a), "then": str(b)} for m, a, b in scores]
    return said
