"""Another cohort that the record sets beside the chosen one: what can be said of it.

What it says is held against the inputs as far as the cohort determines it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from selector.verify.compare.case import Case
from selector.verify.compare.desk import Open
from selector.verify.compare.of_optimum import recorded_values
from selector.verify.compare.shape import can_be_value, read_value, written
from selector.verify.recount.round import Round, Value, beats

Chosen = frozenset[int]
Values = Sequence[Value]


def values_now(case: Case) -> Values:
    """Return what the record gives for the tiers; what the cohort attains where it does not."""
    values = recorded_values(case)
    return list(case.round.values(case.chosen)) if values is None else list(values)


def cohort_of(counted: Round, entry: Any) -> Chosen | None:
    """Return the cohort that an entry names, if it names one."""
    found = entry.get("cohort") if isinstance(entry, Mapping) else None
    if not isinstance(found, list) or not all(name in counted.index for name in found):
        return None
    return counted.positions(found)


def values_then(counted: Round, before: Values, after: Values, entry: Mapping[str, Any]) -> Any:
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


def more(
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


def locks(counted: Round, p: int) -> frozenset[str]:
    """Return the names that a lock of a plan can have."""
    return frozenset(f"{kind}:{counted.ids[p]}" for kind in ("locked_in", "locked_out"))


def named(counted: Round, cohort: Chosen) -> list[str]:
    """Return the plan_ids of a cohort, in order."""
    return [counted.ids[p] for p in sorted(cohort)]
