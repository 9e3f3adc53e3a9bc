"""What plain counting shows about rules that cannot all be met, before any solver is asked.

Each shortfall is a reason by itself, and true whatever else the rules say. A plan *can be
chosen* when it is eligible and not locked out.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from selector.cliques import most_together
from selector.problem import Problem
from selector.rules import (
    AtMostOneRule,
    CompetingRule,
    FixedRule,
    ImplicationRule,
    QuotaRule,
)

MOST_QUOTAS = 4  # of one sum
MOST_PAIRS = 12  # named in one statement


@dataclass(frozen=True)
class Shortfall:
    """One thing that does not add up: its kind, the rules it is about, and the counts."""

    code: str
    rules: tuple[str, ...]
    counts: Mapping[str, object] = field(default_factory=dict)


def shortfalls(problem: Problem) -> Iterator[Shortfall]:
    """Yield what does not add up; nothing does not mean that the rules can be met."""
    count = Tally(problem)
    yield from _places(count)
    for quota in count.quotas:
        yield from _quota(count, quota)
    yield from _sums(count)
    yield from _nested(count)
    yield from _locked(count)


class Tally:
    """The rules sorted by kind, and the plans that can be chosen."""

    def __init__(self, problem: Problem) -> None:
        rules = problem.rules
        self.ids, self.sizes = problem.plans.ids, problem.sizes
        fixed = [rule for rule in rules if isinstance(rule, FixedRule)]
        self.locked = [rule.plan for rule in fixed if rule.kind == "locked_in"]
        self.unfit = {rule.plan for rule in fixed if rule.kind == "eligibility"}
        self.free = set(range(len(self.ids))) - {rule.plan for rule in fixed if not rule.value}
        self.quotas = [rule for rule in rules if isinstance(rule, QuotaRule)]
        self.groups = [rule for rule in rules if isinstance(rule, AtMostOneRule)]
        self.implied = [rule for rule in rules if isinstance(rule, ImplicationRule)]
        self.forbidden = {
            pair for rule in rules if isinstance(rule, CompetingRule) for pair in rule.pairs
        }

    def members(self, quota: QuotaRule) -> set[int]:
        """Return the plans of a quota that can be chosen."""
        return self.free.intersection(quota.members)

    def about(self, quota: QuotaRule) -> tuple[str, ...]:
        """Return the rules behind the number that a quota comes to: a share needs the size."""
        shares = (quota.least_share, quota.most_share)
        return (quota.name,) if shares == (None, None) else ("size", quota.name)

    def least(self, quota: QuotaRule) -> int:
        """Return how many plans a quota asks for, in the smallest cohort."""
        return quota.bounds(self.sizes[0])[0]

    def together(self, plans: Collection[int]) -> int:
        """Return a number of plans that cannot be exceeded side by side, for they compete."""
        return most_together(plans, self.forbidden)

    def excluding(self, plans: Collection[int]) -> dict[str, object]:
        """Return the pairs of plans that compete, named, where they are few enough to be told."""
        among = frozenset(plans)
        pairs = sorted(pair for pair in self.forbidden if among.issuperset(pair))
        named = [f"{self.ids[a]}–{self.ids[b]}" for a, b in pairs]
        return {"excluding": named} if len(named) <= MOST_PAIRS else {}

    def named(self, plans: Collection[int]) -> list[str]:
        """Return the plan_ids of plans."""
        return [self.ids[p] for p in sorted(plans)]


def _places(count: Tally) -> Iterator[Shortfall]:
    need, have = count.sizes[0], len(count.free)
    if have < need:
        yield Shortfall("too_few", ("size",), {"need": need, "have": have})
    if (most := count.together(count.free)) < min(need, have):
        counts = {"need": need, "have": have, "together": most}
        yield Shortfall("too_few_together", ("size",), counts | count.excluding(count.free))
    if len(count.locked) > count.sizes[-1]:
        rules = ("size", *(f"locked_in:{count.ids[p]}" for p in count.locked))
        counts = {"have": len(count.locked), "size": count.sizes[-1]}
        yield Shortfall("locked_over_size", rules, counts)


def _quota(count: Tally, quota: QuotaRule) -> Iterator[Shortfall]:
    """Yield what is wrong with one quota by itself, at every size that is allowed."""
    members, need = count.members(quota), count.least(quota)
    about = {"name": quota.label}
    if len(members) < need:
        counts = about | {"need": need, "have": len(members)}
        yield Shortfall("quota_short", count.about(quota), counts)
    if (most := count.together(members)) < min(need, len(members)):
        found = about | {"need": need, "have": len(members), "together": most}
        pairs = count.excluding(members)
        yield Shortfall("quota_together", count.about(quota), {**found, **pairs})
    if all(quota.bounds(size)[0] > size for size in count.sizes):
        counts = about | {"need": quota.bounds(count.sizes[-1])[0], "size": count.sizes[-1]}
        yield Shortfall("quota_over_size", ("size", quota.name), counts)
    locked = members.intersection(count.locked)
    if all(quota.bounds(size)[1] < len(locked) for size in count.sizes):
        rules = (*count.about(quota), *(f"locked_in:{plan_id}" for plan_id in count.named(locked)))
        counts = about | {"most": quota.bounds(count.sizes[-1])[1], "have": len(locked)}
        yield Shortfall("quota_locked", rules, counts)
    rest = len(count.free - members)
    if all(size - rest > quota.bounds(size)[1] for size in count.sizes):
        size = count.sizes[0]
        counts = about | {"most": quota.bounds(size)[1], "rest": rest, "size": size}
        yield Shortfall("quota_rest", ("size", quota.name), counts)


def _sums(count: Tally) -> Iterator[Shortfall]:
    """Yield the quotas without plans in common that together ask for more than there is room."""
    asking = [quota for quota in count.quotas if quota.bounds(count.sizes[-1])[0] > 0]
    seen: list[set[str]] = []
    for number in range(2, MOST_QUOTAS + 1):
        for group in combinations(asking, number):
            names = {quota.name for quota in group}
            apart = all(
                count.members(a).isdisjoint(count.members(b)) for a, b in combinations(group, 2)
            )
            if not apart or any(names > smaller for smaller in seen):
                continue
            if all(sum(q.bounds(size)[0] for q in group) > size for size in count.sizes):
                seen.append(names)
                size = count.sizes[-1]
                need = sum(quota.bounds(size)[0] for quota in group)
                counts = {"names": [quota.label for quota in group], "need": need, "size": size}
                yield Shortfall("quotas_over_size", ("size", *(q.name for q in group)), counts)


def _nested(count: Tally) -> Iterator[Shortfall]:
    """Yield the quotas that ask for more than a wider quota allows."""
    for inner in count.quotas:
        members = count.members(inner)
        for outer in count.quotas:
            if inner is outer or not members or not members <= set(outer.members):
                continue
            if all(inner.bounds(size)[0] > outer.bounds(size)[1] for size in count.sizes):
                size = count.sizes[-1]
                counts = {
                    "name": inner.label,
                    "need": inner.bounds(size)[0],
                    "other": outer.label,
                    "most": outer.bounds(size)[1],
                }
                rules = dict.fromkeys((*count.about(inner), *count.about(outer)))
                yield Shortfall("quotas_nested", tuple(rules), counts)


def _locked(count: Tally) -> Iterator[Shortfall]:
    """Yield the plans that are locked in and cannot be chosen, or not together."""
    ids, locked = count.ids, set(count.locked)
    for p in count.locked:
        if p in count.unfit:
            unfit = (f"locked_in:{ids[p]}", f"eligibility:{ids[p]}")
            yield Shortfall("locked_unfit", unfit, {"plan": ids[p]})
    for a, b in combinations(sorted(locked), 2):
        if (a, b) in count.forbidden:
            locks = (f"locked_in:{ids[a]}", f"locked_in:{ids[b]}")
            pair = f"competition:{ids[a]}|{ids[b]}"
            counts = {"first": ids[a], "second": ids[b]}
            yield Shortfall("locked_pair", (*locks, pair), counts)
    for group in count.groups:
        inside = count.named(locked.intersection(group.plans))
        if len(inside) > 1:
            about = (*(f"locked_in:{plan_id}" for plan_id in inside), group.name)
            yield Shortfall("locked_group", about, {"plans": inside, "name": group.label})
    for rule in count.implied:
        if rule.first in locked and rule.then not in count.free:
            first, then = ids[rule.first], ids[rule.then]
            why = "eligibility" if rule.then in count.unfit else "locked_out"
            chain = (f"locked_in:{first}", rule.name, f"{why}:{then}")
            counts = {"first": first, "then": then, "name": rule.label}
            yield Shortfall("locked_then", chain, counts)
