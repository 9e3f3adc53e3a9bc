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
    counted, chosen, entries = case.round, case.chosen, _entries(case)
    values = recorded_values(case)
    before = list(counted.values(chosen)) if values is None else list(values)
    wanted = [
        _entry(counted, chosen, before, p, entry)
        for p, entry in zip(counted.eligible, entries, strict=False)
    ]
    case.desk.compare(COHORT, "answers", wanted, case.record["answers"])
    for p, entry in zip(counted.eligible, entries, strict=False):
        for rule in _broken(counted, p, p not in chosen, _cohort(counted, entry)):
            place = f"answers[{counted.ids[p]}], {rule}"
            case.desk.differ(COHORT, place, entry["cohort"], "", "rule")
    return Compared(len(wanted)) if isinstance(case.record["answers"], list) else None


def _entries(case: Case) -> Sequence[Any]:
    found = case.record.get("answers")
    return found[: len(case.round.eligible)] if isinstance(found, list) else []


def _cohort(counted: Round, entry: Any) -> Chosen | None:
    named = entry.get("cohort") if isinstance(entry, Mapping) else None
    if not isinstance(named, list) or not all(name in counted.index for name in named):
        return None
    return counted.positions(named)


def _broken(counted: Round, p: int, inside: bool, cohort: Chosen | None) -> Iterator[str]:
    """Yield the rules that the cohort of an answer does not keep, but for the plan's own lock."""
    if cohort is None:
        return
    own = _locks(counted, p)
    yield from (rule.name for rule in counted.broken(cohort) if rule.name not in own)
    if (p in cohort) is not inside:
        yield "in" if inside else "out"


def _locks(counted: Round, p: int) -> frozenset[str]:
    return frozenset(f"{kind}:{counted.ids[p]}" for kind in ("locked_in", "locked_out"))


def blocked_by(counted: Round, chosen: Chosen, p: int) -> list[str]:
    """Return the rules that the chosen cohort breaks with a plan added or taken away.

    Its size is none of them: a full cohort stands in the way of every plan.
    """
    return [rule.name for rule in counted.broken(chosen ^ {p}) if rule.name != "size"]


def _entry(counted: Round, chosen: Chosen, before: Values, p: int, entry: Any) -> dict[str, Any]:
    """Return what an answer must say, given its cohort."""
    cohort = _cohort(counted, entry)
    said: dict[str, Any] = {
        "plan_id": counted.ids[p],
        "forced": "out" if p in chosen else "in",
        "feasible": cohort is not None,
        "blocked_by": blocked_by(counted, chosen, p),
    }
    if cohort is None:
        nothing = dict.fromkeys(("cohort", "tier", "now", "then"))
        return {**said, **nothing, "leaves": [], "enters": [], "criteria": []}
    names = counted.ids
    said["cohort"] = [names[q] for q in sorted(cohort)]
    said["leaves"] = [names[q] for q in sorted(chosen - cohort)]
    said["enters"] = [names[q] for q in sorted(cohort - chosen)]
    values = _values(counted, before, list(counted.values(cohort)), entry)
    said |= values | _more(counted, chosen, cohort, values["tier"], entry)
    scores = zip(counted.measures, counted.scores(chosen), counted.scores(cohort), strict=True)
    said["criteria"] = [{"name": m.name, "now": str(a), "then": str(b)} for m, a, b in scores]
    return said


def _values(counted: Round, before: Values, after: Values, entry: Mapping[str, Any]) -> Any:
    """Return the first tier that changes, with its values, as far as the cohort determines it.

    Of a tier with a tolerance a cohort may have given some up for the tiers after it; then its
    best value can be any that is not more than that above.
    """
    last = len(counted.tiers) - 1

    def same(i: int) -> bool:
        return can_be_value(before[i], after[i], counted.tiers[i], i == last)

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
    kind, attained = counted.tiers[tier], after[tier]
    plan, scenario = str(entry.get("plan_id")), counted.scenario
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


def _more(
    counted: Round, chosen: Chosen, cohort: Chosen, tier: int | None, entry: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what the cohorts attain, where that is not the best there is, or which is larger."""
    if tier is None:
        size = "smaller" if len(cohort) < len(chosen) else "larger"
        return {} if len(cohort) == len(chosen) else {"size": size}
    own = [written(list(counted.values(c))[tier]) for c in (chosen, cohort)]
    if own == [entry.get("now"), entry.get("then")]:
        return {}
    return {"now_attained": own[0], "then_attained": own[1]}


def tried(case: Case) -> Compared | None:
    """Try the cohorts at hand: is there one where an answer has none, or a better one?"""
    if "answers" not in case.record:
        return None
    counted, chosen, desk, entries = case.round, case.chosen, case.desk, _entries(case)
    pool = _pool(counted, chosen, entries)
    if pool is None:
        desk.left("answers_not_tried")
        return None
    kept = [(cohort, frozenset(r.name for r in counted.broken(cohort))) for cohort in pool]
    refused = 0
    for p, entry in zip(counted.eligible, entries, strict=False):
        own, inside = _locks(counted, p), p not in chosen
        can_be = [c for c, broken in kept if broken <= own and (p in c) is inside]
        given = _cohort(counted, entry)
        refused += given is None
        _refute(case, p, given, can_be)
    if better := next((c for c, broken in kept if not broken and _worse(counted, chosen, c)), None):
        desk.differ(COHORT, "selected", _named(counted, chosen), _named(counted, better), "beaten")
    desk.left("answers_best")
    if any(tier.tolerance for tier in counted.tiers):
        desk.left("answers_slack")
    if refused:
        desk.left("refusals", count=refused)
    return Compared(len(pool))


def _refute(case: Case, p: int, given: Chosen | None, can_be: Sequence[Chosen]) -> None:
    """Note when a cohort at hand is one that an answer says there is not, or a better one."""
    counted, place = case.round, f"answers[{case.round.ids[p]}]"
    if given is None:
        if can_be:
            this = _named(counted, can_be[0])
            case.desk.differ(COHORT, f"{place}.feasible", False, this, "refuted")
    elif better := next((c for c in can_be if _worse(counted, given, c)), None):
        both = _named(counted, given), _named(counted, better)
        case.desk.differ(COHORT, f"{place}.cohort", *both, "beaten")


def _pool(counted: Round, chosen: Chosen, entries: Iterable[Any]) -> list[Chosen] | None:
    """Return the cohorts at hand; None when they are too many to try."""
    others = set(counted.eligible) - chosen
    count = len(others) * len(chosen) + len(counted.plans)
    if count > MOST_COHORTS or count * len(counted.rules) > MOST_CHECKS:
        return None
    found = {chosen, *(c for entry in entries if (c := _cohort(counted, entry)))}
    found |= {chosen - {out} | {new} for out in chosen for new in others}
    found |= {chosen ^ {p} for p in counted.eligible}
    return sorted(found - {frozenset()}, key=sorted)


def _worse(counted: Round, first: Chosen, second: Chosen) -> bool:
    """Tell whether a cohort cannot be the best because of another.

    Within a tolerance a cohort may be behind; one that is ahead stays in the running all the same.
    """
    last = len(counted.tiers) - 1
    pairs = zip(counted.tiers, counted.values(first), counted.values(second), strict=True)
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


def _named(counted: Round, cohort: Chosen) -> list[str]:
    return [counted.ids[p] for p in sorted(cohort)]
