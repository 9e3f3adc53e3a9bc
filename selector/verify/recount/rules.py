"""The hard rules, each as a number of chosen plans that must lie between two bounds."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from selector.verify.recount.exact import UNIT, given_number
from selector.verify.recount.fields import Fields
from selector.verify.recount.pairs import Pair
from selector.verify.recount.scenario import Section, labels

Chosen = frozenset[int]
Bounds = tuple[int, int]
# What giving way costs, unless `[relaxation]` says otherwise (models/README.md).
COSTS = {"step": 1, "lock": 2, "pair": 3}
Room = Literal["step", "lock", "pair"]


@dataclass(frozen=True)
class Rule:
    """A rule of the contract, such as `quota:krimp`.

    `keys` holds what a relaxation may change, with its value; `room` is the way it gives way.
    `signs` says of the plans that matter whether each adds one to the count or takes one off.
    """

    name: str
    count: Callable[[Chosen], int]
    bounds: Callable[[int], Bounds]
    keys: Mapping[str, Any] = field(default_factory=dict)
    room: Room = "step"
    signs: Mapping[int, int] = field(default_factory=dict)

    def kept(self, chosen: Chosen) -> bool:
        """Tell whether a cohort keeps the rule."""
        low, high = self.bounds(len(chosen))
        return low <= self.count(chosen) <= high


def find_rules(fields: Fields, pairs: Sequence[Pair]) -> tuple[Rule, ...]:
    """Return every rule that a cohort must keep."""
    return tuple(_rules(fields, pairs))


def _rules(fields: Fields, pairs: Sequence[Pair]) -> Iterator[Rule]:
    scenario = fields.scenario
    ids = [plan.plan_id for plan in fields.plans]
    position = {plan_id: p for p, plan_id in enumerate(ids)}
    low, high = scenario.low, scenario.high
    keys = {"size": low} if low == high else {"min": low, "max": high}
    yield Rule("size", len, lambda _: (low, high), keys)
    for quota in scenario.quotas:
        yield _quota(quota, fields)
    for kind, value in (("locked_in", 1), ("locked_out", 0)):
        for plan_id in sorted(getattr(scenario, kind)):
            yield _of(f"{kind}:{plan_id}", {position[plan_id]}, (value, value), {kind: plan_id})
    eligible = set(fields.eligible)
    for p, plan_id in enumerate(ids):
        if p not in eligible:
            yield _of(f"eligibility:{plan_id}", {p}, (0, 0), {})
    for table in scenario.implications:
        yield _implication(table, position)
    for table in scenario.at_most_one:
        members = {position[plan_id] for plan_id in table["plans"]}
        name = table["name"]
        yield _of(f"at_most_one:{name}", members, (0, 1), {"at_most_one": name})
    for pair in pairs:
        if pair.verdict == "forbid" and {pair.a, pair.b} <= eligible:
            name = f"competition:{ids[pair.a]}|{ids[pair.b]}"
            yield _of(name, {pair.a, pair.b}, (0, 1), {"verdict": "forbid"}, "pair")


def _of(
    name: str, members: set[int], bounds: Bounds, keys: Mapping[str, Any], room: Room = "lock"
) -> Rule:
    signs = dict.fromkeys(sorted(members), 1)
    return Rule(name, lambda chosen: len(chosen & members), lambda _: bounds, keys, room, signs)


def _implication(table: Section, position: Mapping[str, int]) -> Rule:
    first, then, name = position[table["if"]], position[table["then"]], table["name"]
    return Rule(
        f"implication:{name}",
        lambda chosen: int(first in chosen and then not in chosen),
        lambda _: (0, 0),
        {"implications": name},
        "lock",
        {first: 1, then: -1},
    )


def _quota(table: Section, fields: Fields) -> Rule:
    members = {
        p
        for p in range(len(fields.plans))
        if all(
            set(labels(wanted)).intersection(fields.labels(name, p))
            for name, wanted in table["where"].items()
        )
    }
    keys = {k: table[k] for k in ("min", "max", "min_share", "max_share") if _has(table, k)}
    least = given_number(keys.get("min_share", 0))
    most = given_number(keys.get("max_share", 1))

    def bounds(size: int) -> Bounds:
        low = max(keys.get("min", 0), -(-least * size // UNIT))
        return low, min(keys.get("max", size), most * size // UNIT)

    shares = {k: given_number(v) / UNIT for k, v in keys.items() if k.endswith("share")}
    name, signs = f"quota:{table['name']}", dict.fromkeys(sorted(members), 1)
    return Rule(name, lambda c: len(c & members), bounds, keys | shares, signs=signs)


def _has(table: Section, key: str) -> bool:
    return table.get(key) is not None
