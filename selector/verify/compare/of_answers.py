"""The answers to each plan in `cohort.json`: do they keep the rules, and add up?

That no better cohort answers a plan is not recounted; but every cohort that is at hand is tried:
those of the other answers, and those next to the chosen one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from selector.verify.compare.case import Case
from selector.verify.compare.delivered import COHORT
from selector.verify.compare.desk import Open
from selector.verify.compare.of_optimum import recorded_values
from selector.verify.compare.shape import can_be_value, read_value, written
from selector.verify.compare.table import Compared
from selector.verify.recount.lot import MOST_CHECKS, MOST_COHORTS
from selector.verify.recount.round import Round, Value, beats

Chosen = frozenset[int]
Values = Sequence[Value]


def answers(case: Case) -> Compared | None:
    """Hold every answer against the inputs; a run without answers has none."""
    if "answers" not in case.record:
        return None
    round_, chosen, entries = case.round, case.chosen, _entries(case)
    values = recorded_values(case)
    before = list(round_.values(chosen)) if values is None else list(values)
    wanted = [
        _entry(round_, chosen, before, p, entry)
        for p, entry in zip(round_.eligible, entries, strict=False)
    ]
    case.desk.compare(COHORT, "answers", wanted, case.record["answers"])
    for p, entry in zip(round_.eligible, entries, strict=False):
        for rule in _broken(round_, p, p not in chosen, _cohort(round_, entry)):
            place = f"answers[{round_.ids[p]}], {rule}"
            case.desk.differ(COHORT, place, entry["cohort"], "", "rule")
    return Compared(len(wanted)) if isinstance(case.record["answers"], list) else None


def _entries(case: Case) -> Sequence[Any]:
    found = case.record.get("answers")
    return found[: len(case.round.eligible)] if isinstance(found, list) else []


def _cohort(round_: Round, entry: Any) -> Chosen | None:
    named = entry.get("cohort") if isinstance(entry, Mapping) else None
    if not isinstance(named, list) or not all(name in round_.index for name in named):
        return None
    return round_.positions(named)


def _broken(round_: Round, p: int, inside: bool, cohort: Chosen | None) -> Iterator[str]:
    """Yield the rules that the cohort of an answer does not keep, but for the plan's own lock."""
    if cohort is None:
        return
    own = _locks(round_, p)
    yield from (rule.name for rule in round_.broken(cohort) if rule.name not in own)
    if (p in cohort) is not inside:
        yield "in" if inside else "out"


def _locks(round_: Round, p: int) -> frozenset[str]:
    return frozenset(f"{kind}:{round_.ids[p]}" for kind in ("locked_in", "locked_out"))


def blocked_by(round_: Round, chosen: Chosen, p: int) -> list[str]:
    """Return the rules that the chosen cohort breaks with a plan added or taken away.

    Its size is none of them: a full cohort stands in the way of every plan.
    """
    return [rule.name for rule in round_.broken(chosen ^ {p}) if rule.name != "size"]


def _entry(round_: Round, chosen: Chosen, before: Values, p: int, entry: Any) -> dict[str, Any]:
    """Return what an answer must say, given its cohort."""
    cohort = _cohort(round_, entry)
    said: dict[str, Any] = {
        "plan_id": round_.ids[p],
        "forced": "out" if p in chosen else "in",
        "feasible": cohort is not None,
        "blocked_by": blocked_by(round_, chosen, p),
    }
    if cohort is None:
        nothing = dict.fromkeys(("cohort", "tier", "now", "then"))
        return {**said, **nothing, "leaves": [], "enters": [], "criteria": []}
    names = round_.ids
    said["cohort"] = [names[q] for q in sorted(cohort)]
    said["leaves"] = [names[q] for q in sorted(chosen - cohort)]
    said["enters"] = [names[q] for q in sorted(cohort - chosen)]
    said |= _values(round_, before, list(round_.values(cohort)), entry)
    said |= _attained(round_, chosen, cohort, before, said["tier"], entry)
    scores = zip(round_.measures, round_.scores(chosen), round_.scores(cohort), strict=True)
    said["criteria"] = [{"name": m.name, "now": str(a), "then": str(b)} for m, a, b in scores]
    return said


def _attained(
    round_: Round, chosen: Chosen, cohort: Chosen, before: Values, tier: int | None, entry: Any
) -> dict[str, Any]:
    """Return what both cohorts attain themselves, where that is not what their tier can reach."""
    if tier is None:
        return {}
    own = [list(round_.values(each))[tier] for each in (chosen, cohort)]
    if own == [before[tier], read_value(entry.get("then"), round_.tiers[tier])]:
        return {}
    return {"now_attained": written(own[0]), "then_attained": written(own[1])}


def _values(round_: Round, before: Values, after: Values, entry: Mapping[str, Any]) -> Any:
    """Return the first tier that changes, with its values, as far as the cohort determines it.

    Of a tier with a tolerance a cohort may have given some up for the tiers after it; then its
    best value can be any that is not more than that above.
    """
    last = len(round_.tiers) - 1

    def same(i: int) -> bool:
        return can_be_value(before[i], after[i], round_.tiers[i], i == last)

    apart = next((i for i in range(last + 1) if before[i] != after[i]), None)
    must = next((i for i in range(last + 1) if not same(i)), None)
    told = entry.get("tier")
    if told == apart or not (told is None or (type(told) is int and 0 <= told <= last)):
        tier = apart
    else:  # it may be any tier up to the first that cannot be the same
        limit = last if must is None else must
        sound = (told is None and must is None) or (told is not None and told <= limit)
        tier = told if sound else apart
    if tier is None:
        return {"tier": None, "now": None, "then": None}
    kind, attained = round_.tiers[tier], after[tier]
    plan, scenario = str(entry.get("plan_id")), round_.scenario
    freed = plan in scenario.locked_in or plan in scenario.locked_out

    def can_be(found: Any) -> bool:
        read = read_value(found, kind)
        if read is None or read == before[tier]:
            return False
        if not freed and beats(read, before[tier], kind):
            return False  # what is forced takes cohorts away; only a lock turned round adds some
        return can_be_value(read, attained, kind, tier == last)

    return {
        "tier": tier,
        "now": written(before[tier]),
        "then": Open(can_be, written(attained)),
    }


def tried(case: Case) -> Compared | None:
    """Try the cohorts at hand: is there one where an answer has none, or a better one?"""
    if "answers" not in case.record:
        return None
    round_, chosen, desk, entries = case.round, case.chosen, case.desk, _entries(case)
    pool = _pool(round_, chosen, entries)
    if pool is None:
        desk.left("answers_not_tried")
        return None
    kept = [(cohort, frozenset(r.name for r in round_.broken(cohort))) for cohort in pool]
    refused = 0
    for p, entry in zip(round_.eligible, entries, strict=False):
        own, inside = _locks(round_, p), p not in chosen
        can_be = [c for c, broken in kept if broken <= own and (p in c) is inside]
        given = _cohort(round_, entry)
        refused += given is None
        _refute(case, p, given, can_be)
    if better := next((c for c, broken in kept if not broken and _worse(round_, chosen, c)), None):
        desk.differ(COHORT, "selected", _named(round_, chosen), _named(round_, better), "beaten")
    desk.left("answers_best")
    if any(tier.tolerance for tier in round_.tiers):
        desk.left("answers_slack")
    if refused:
        desk.left("refusals", count=refused)
    return Compared(len(pool))


def _refute(case: Case, p: int, given: Chosen | None, can_be: Sequence[Chosen]) -> None:
    """Note when a cohort at hand is one that an answer says there is not, or a better one."""
    round_, place = case.round, f"answers[{case.round.ids[p]}]"
    if given is None:
        if can_be:
            this = _named(round_, can_be[0])
            case.desk.differ(COHORT, f"{place}.feasible", False, this, "refuted")
    elif better := next((c for c in can_be if _worse(round_, given, c)), None):
        both = _named(round_, given), _named(round_, better)
        case.desk.differ(COHORT, f"{place}.cohort", *both, "beaten")


def _pool(round_: Round, chosen: Chosen, entries: Iterable[Any]) -> list[Chosen] | None:
    """Return the cohorts at hand; None when they are too many to try."""
    others = set(round_.eligible) - chosen
    count = len(others) * len(chosen) + len(round_.plans)
    if count > MOST_COHORTS or count * len(round_.rules) > MOST_CHECKS:
        return None
    found = {chosen, *(c for entry in entries if (c := _cohort(round_, entry)))}
    found |= {chosen - {out} | {new} for out in chosen for new in others}
    found |= {chosen ^ {p} for p in round_.eligible}
    return sorted(found - {frozenset()}, key=sorted)


def _worse(round_: Round, first: Chosen, second: Chosen) -> bool:
    """Tell whether a cohort cannot be the best because of another.

    Within a tolerance a cohort may be behind; one that is ahead stays in the running all the same.
    """
    last = len(round_.tiers) - 1
    pairs = zip(round_.tiers, round_.values(first), round_.values(second), strict=True)
    for i, (tier, one, other) in enumerate(pairs):
        slack = 0 if i == last else tier.tolerance
        if slack and one != other:
            if other - slack > one:  # type: ignore[operator]
                return True
            if other < one:  # type: ignore[operator]
                return False
        elif one != other:
            return beats(other, one, tier)
    return False


def _named(round_: Round, cohort: Chosen) -> list[str]:
    return [round_.ids[p] for p in sorted(cohort)]
