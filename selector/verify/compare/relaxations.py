"""A relaxation in `infeasible.json`: real values of real rules, moved the way that gives room."""

from collections.abc import Mapping
from typing import Any

from selector.verify.compare.delivered import INFEASIBLE
from selector.verify.compare.desk import Desk
from selector.verify.recount.rules import Rule

LOWER = {"min", "min_share"}
HIGHER = {"max", "max_share"}
CHANGE = {"rule", "key", "from", "to"}


def are_clashes(found: Any) -> bool:
    """Tell whether something is a list of sets of rules."""
    return isinstance(found, list) and all(
        isinstance(clash, list) and clash and all(isinstance(name, str) for name in clash)
        for clash in found
    )


def are_relaxations(found: Any) -> bool:
    """Tell whether something is a list of sets of changes."""
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


def check_relaxation(
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
