"""`infeasible.json` against the inputs: rules that exist, changes of values that are real."""

from collections.abc import Mapping, Sequence
from typing import Any

from selector.texts import Texts
from selector.verify.compare.delivered import INFEASIBLE, Delivered
from selector.verify.compare.desk import Desk, Open
from selector.verify.compare.of_arithmetic import recount_arithmetic
from selector.verify.compare.of_cohort import judged, provenance
from selector.verify.recount.exact import UNIT, given_number
from selector.verify.recount.round import Round
from selector.verify.recount.rules import COSTS, Rule

LOWER = {"min", "min_share"}
HIGHER = {"max", "max_share"}
CHANGE = {"rule", "key", "from", "to"}


def check_infeasible(delivered: Delivered, round_: Round, texts: Texts, desk: Desk) -> None:
    """Hold every value of `infeasible.json` against the recount."""
    record, rules = delivered.record, {rule.name: rule for rule in round_.rules}
    clashes: Any = record.get("clashes")
    relaxations: Any = record.get("relaxations")
    sets = clashes if _are_clashes(clashes) else []
    ways = relaxations if _are_relaxations(relaxations) else []
    for i, clash in enumerate(sets, start=1):
        for name in clash:
            if name not in rules:
                desk.differ(INFEASIBLE, f"clashes[{i}]", name, kind="no_rule")
    for i, way in enumerate(ways, start=1):
        _relaxation(way, f"relaxations[{i}]", rules, {**COSTS, **round_.scenario.relaxation}, desk)
    why = [_rule(rules[name], round_, texts) for clash in sets for name in clash if name in rules]
    how = [[_change(change, texts) for change in way["changes"]] for way in ways]
    sums = recount_arithmetic(record.get("arithmetic"), round_, texts, desk)
    desk.compare(
        INFEASIBLE,
        "",
        {
            "status": "infeasible",
            "arithmetic": [{"sentence": sentence} for sentence in sums],
            "clash": sets[0] if sets else [],
            "clashes": Open(_are_clashes),
            "clashes_minimal_each": _each(record.get("clashes_minimal"), len(sets)),
            **_flags(delivered, sets, ways, round_, texts),
            "sentences": why,
            "confirmed": _confirmed(delivered.summary or (), bool(ways), texts),
            "relaxations": [{"sentences": said} for said in how]
            if ways
            else Open(_are_relaxations),
            "plans": [judged(round_, p, texts) for p in range(len(round_.ids))],
            **provenance(round_),
        },
        record,
    )
    said = [*sums, *why, *(line for way in how for line in way)]
    _in_words(delivered, said, ways, texts, desk)
    desk.did("clashes", count=len(sets))
    desk.left("cheapest")
    desk.left("infeasible_certified" if record.get("certified") is True else "infeasible")


def _flags(
    delivered: Delivered, clashes: Sequence[Any], ways: Sequence[Any], round_: Round, texts: Texts
) -> Mapping[str, Any]:
    """Return what is said about how far things were worked out, as the summary says it too."""
    if delivered.summary is None:
        settled = Open(lambda found: found is None or isinstance(found, bool))
        return dict.fromkeys(("clashes_minimal", "clash_smallest", "relaxations_complete"), settled)
    lines = delivered.summary
    sure = bool(round_.eligible) and texts("infeasible.not_minimal") not in lines
    least = texts("infeasible.smallest") in lines
    single = bool(round_.eligible) and bool(clashes) and len(clashes[0]) == 1
    return {
        "clashes_minimal": sure if clashes else None,
        "clash_smallest": least or single if clashes else None,
        "relaxations_complete": texts("infeasible.more") not in lines
        if ways
        else Open(lambda found: isinstance(found, bool)),
    }


def _each(all_minimal: object, count: int) -> Open:
    """Return what is said of each clash: as many as there are, together what is said of all."""

    def sound(found: Any) -> bool:
        flags = isinstance(found, list) and all(isinstance(flag, bool) for flag in found)
        return flags and len(found) == count and (not found or all(found) is all_minimal)

    return Open(sound, all_minimal)


def _are_clashes(found: Any) -> bool:
    return isinstance(found, list) and all(
        isinstance(clash, list) and clash and all(isinstance(name, str) for name in clash)
        for clash in found
    )


def _are_relaxations(found: Any) -> bool:
    return isinstance(found, list) and all(
        isinstance(way, Mapping)
        and isinstance(way.get("changes"), list)
        and all(
            isinstance(change, Mapping)
            and set(change) >= CHANGE
            and isinstance(change["rule"], str)
            and isinstance(change["key"], str)
            for change in way["changes"]
        )
        for way in found
    )


def _confirmed(summary: Sequence[str], told: bool, texts: Texts) -> Open:
    """Return what `confirmed` can be; beside a relaxation the summary tells when it is false."""
    doubt = texts("summary.not_confirmed") in summary
    return Open(
        lambda found: isinstance(found, bool) and (not (told and summary) or found != doubt),
        not doubt,
    )


def _in_words(
    delivered: Delivered, said: Sequence[str], ways: Sequence[Any], texts: Texts, desk: Desk
) -> None:
    """Look whether the summary says the same."""
    if delivered.summary is None:
        return
    lines = [line[4:] for line in delivered.summary if line.startswith("  - ")]
    if lines != list(said):
        other = [line for line in lines if line not in said] or lines
        desk.differ(INFEASIBLE, "arithmetic, clashes, relaxations", said, other, "summary")
    for i, way in enumerate(ways, start=1):
        said = texts("summary.relaxations", number=i, cost=way.get("cost"))
        if said not in delivered.summary:
            desk.differ(INFEASIBLE, f"relaxations[{i}].cost", way.get("cost"), kind="summary")


def _relaxation(
    way: Mapping[str, Any],
    place: str,
    rules: Mapping[str, Rule],
    prices: Mapping[str, int],
    desk: Desk,
) -> None:
    """Hold a relaxation against the rules: real values, moved the way that gives room."""
    costs: list[int | None] = []
    for i, change in enumerate(way["changes"], start=1):
        where, rule = f"{place}.changes[{i}]", rules.get(change["rule"])
        key, before, after = change["key"], change["from"], change["to"]
        if rule is None:
            desk.differ(INFEASIBLE, f"{where}.rule", change["rule"], kind="no_rule")
        elif key not in rule.keys:
            desk.differ(INFEASIBLE, f"{where}.key", key, list(rule.keys))
        elif type(before) is not type(rule.keys[key]) or before != rule.keys[key]:
            desk.differ(INFEASIBLE, f"{where}.from", before, rule.keys[key])
        elif not _gives_room(rule, key, before, after):
            desk.differ(INFEASIBLE, f"{where}.to", after, kind="no_room")
        else:
            costs.append(_cost(rule, key, before, after, prices))
            continue
        return
    known = [cost for cost in costs if cost is not None]
    total, cost = sum(known), way.get("cost")
    exact = len(known) == len(costs)
    if type(cost) is not int or (cost != total if exact else cost <= total):
        desk.differ(INFEASIBLE, f"{place}.cost", cost, total)


def _gives_room(rule: Rule, key: str, before: Any, after: Any) -> bool:
    if rule.room == "lock":
        return after is None
    if key == "verdict":
        return bool(after == "report")
    if isinstance(after, bool) or not isinstance(after, float if key.endswith("share") else int):
        return False
    if key in LOWER or key in HIGHER:
        return bool(after >= 0 and (after < before if key in LOWER else after > before))
    return after > 0 and after != before


def _cost(rule: Rule, key: str, before: Any, after: Any, prices: Mapping[str, int]) -> int | None:
    """Return what a change costs; None for a share, which depends on the size that was found."""
    if rule.room != "step":
        return prices[rule.room]
    return None if key.endswith("share") else abs(after - before) * prices["step"]


def _rule(rule: Rule, round_: Round, texts: Texts) -> str:
    """Return what a rule demands, as a sentence."""
    kind, _, label = rule.name.partition(":")
    scenario = round_.scenario
    if kind == "size":
        key = "rule.size" if scenario.low == scenario.high else "rule.size_range"
        return texts(key, low=scenario.low, high=scenario.high)
    if kind == "quota":
        have = rule.count(frozenset(round_.eligible))
        order = [key for key in ("min", "max", "min_share", "max_share") if key in rule.keys]
        bounds = {key: rule.keys[key] for key in order}
        return " ".join(
            texts(f"rule.quota_{key}", name=label, bound=_bound(key, bound, 1, texts), have=have)
            for key, bound in bounds.items()
        )
    if kind == "competition":
        first, _, second = label.partition("|")
        return texts("rule.competition", first=first, second=second)
    if kind == "implication":
        table = next(t for t in scenario.implications if t["name"] == label)
        return texts("rule.implication", name=label, first=table["if"], then=table["then"])
    if kind == "at_most_one":
        table = next(t for t in scenario.at_most_one if t["name"] == label)
        return texts("rule.at_most_one", name=label, plans=texts.listed(list(table["plans"])))
    return texts(f"rule.{kind}", plan=label)


def _change(change: Mapping[str, Any], texts: Texts) -> str:
    """Return a proposed change as a sentence."""
    kind, _, label = change["rule"].partition(":")
    key = change["key"]
    if kind == "size" and key != "size":
        kind = f"size_{key}"
    elif kind == "quota":
        kind = f"quota_{key}"
    if not texts.has(f"change.{kind}"):
        return ""
    name = texts.listed(label.split("|")) if kind == "competition" else label
    before, after = (_bound(key, change[end], 2, texts) for end in ("from", "to"))
    return texts(f"change.{kind}", name=name, before=before, after=after)


def _bound(key: str, bound: Any, places: int, texts: Texts) -> object:
    """Return a bound as people read it; a share as a percentage."""
    if not key.endswith("share") or not isinstance(bound, int | float):
        return bound
    share = given_number(str(bound)) / UNIT
    return f"{texts.decimal(100 * share, places)}%"
