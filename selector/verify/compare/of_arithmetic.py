"""`arithmetic` in `infeasible.json`: each statement counted again, and whether it holds."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import combinations
from typing import Any

from selector.texts import Texts
from selector.verify.compare.delivered import INFEASIBLE
from selector.verify.compare.desk import Desk
from selector.verify.recount.round import Round
from selector.verify.recount.rules import Rule

MOST_PAIRS = 12  # named in one statement
Statement = tuple[list[str], dict[str, Any], bool]  # its rules, its counts, whether it holds


def recount_arithmetic(found: Any, counted: Round, texts: Texts, desk: Desk) -> list[str]:
    """Hold every statement against the inputs; return what each should say."""
    sentences, statements = [], _Statements(counted)
    for i, entry in enumerate(found if isinstance(found, list) else [], start=1):
        place = f"arithmetic[{i}]"
        try:
            code, counts = entry["code"], entry["counts"]
            rules, recounted, holds = _KINDS[code](statements, counts)
            if "together" in counts:  # any bound will do that is low enough, and none too low
                recounted |= {"together": counts["together"]}
        except (KeyError, TypeError, StopIteration, ValueError):
            desk.differ(INFEASIBLE, place, entry)
            sentences.append("")
            continue
        desk.compare(INFEASIBLE, f"{place}.rules", rules, entry.get("rules"))
        desk.compare(INFEASIBLE, f"{place}.counts", recounted, counts)
        if not holds or set(counts) != set(recounted):
            desk.differ(INFEASIBLE, place, counts, recounted)
        shown = {
            key: texts.listed(value) if isinstance(value, list) else value
            for key, value in recounted.items()
        }
        said = texts(f"infeasible.{code}", **shown)
        if "excluding" in shown:
            said += f" {texts('infeasible.excluding', pairs=shown['excluding'])}"
        sentences.append(said)
    return sentences


class _Statements:
    """One method per kind of statement, which takes the counts that were given to name things."""

    def __init__(self, counted: Round) -> None:
        self.round = counted
        scenario = counted.scenario
        self.low, self.high = scenario.low, scenario.high
        self.sizes = range(self.low, self.high + 1)
        out = counted.positions(sorted(scenario.locked_out))
        self.free = frozenset(counted.eligible) - out
        self.locked = sorted(counted.positions(sorted(scenario.locked_in)))
        self.rules = {rule.name: rule for rule in counted.rules}

    @cached_property
    def _pairs(self) -> set[tuple[int, int]]:
        return {(pair.a, pair.b) for pair in self.round.pairs if pair.verdict == "forbid"}

    def _members(self, rule: Rule) -> frozenset[int]:
        return frozenset(p for p in self.free if rule.count(frozenset([p])))

    def _about(self, rule: Rule) -> list[str]:
        shares = any(key.endswith("share") for key in rule.keys)
        return ["size", rule.name] if shares else [rule.name]

    def _side_by_side(self, plans: frozenset[int], most: Any) -> bool:
        """Tell whether a bound is at least what fits side by side, as far as that is found."""
        taken: list[int] = []
        for p in sorted(plans):
            if all((q, p) not in self._pairs for q in taken):
                taken.append(p)
        return type(most) is int and len(taken) <= most

    def _excluding(self, plans: frozenset[int]) -> dict[str, Any]:
        """Return the pairs among some plans of which both cannot be chosen, where they are few."""
        pairs = [pair for pair in sorted(self._pairs) if plans.issuperset(pair)]
        if len(pairs) > MOST_PAIRS:
            return {}
        return {"excluding": ["–".join(self._ids(pair)) for pair in pairs]}

    def _ids(self, plans: Sequence[int]) -> list[str]:
        return [self.round.ids[p] for p in plans]

    def _table(self, kind: str, name: str) -> Mapping[str, Any]:
        tables: Sequence[Mapping[str, Any]] = getattr(self.round.scenario, kind)
        return next(table for table in tables if table["name"] == name)

    def too_few(self, _: Any) -> Statement:
        have = len(self.free)
        return ["size"], {"need": self.low, "have": have}, have < self.low

    def too_few_together(self, said: Any) -> Statement:
        most = said["together"]
        holds = self._side_by_side(self.free, most) and most < self.low
        counts = {"need": self.low, "have": len(self.free)}
        return ["size"], counts | self._excluding(self.free), holds

    def locked_over_size(self, _: Any) -> Statement:
        rules = ["size", *(f"locked_in:{plan_id}" for plan_id in self._ids(self.locked))]
        counts = {"have": len(self.locked), "size": self.high}
        return rules, counts, len(self.locked) > self.high

    def quota_short(self, said: Any) -> Statement:
        rule = self.rules[f"quota:{said['name']}"]
        need, have = rule.bounds(self.low)[0], len(self._members(rule))
        counts = {"name": said["name"], "need": need, "have": have}
        return self._about(rule), counts, have < need

    def quota_together(self, said: Any) -> Statement:
        rules, counts, _ = self.quota_short(said)
        members = self._members(self.rules[rules[-1]])
        most = said["together"]
        holds = self._side_by_side(members, most) and most < counts["need"]
        return rules, counts | self._excluding(members), holds

    def quota_over_size(self, said: Any) -> Statement:
        rule = self.rules[f"quota:{said['name']}"]
        counts = {"name": said["name"], "need": rule.bounds(self.high)[0], "size": self.high}
        holds = all(rule.bounds(size)[0] > size for size in self.sizes)
        return ["size", rule.name], counts, holds

    def quota_locked(self, said: Any) -> Statement:
        rule = self.rules[f"quota:{said['name']}"]
        inside = sorted(self._members(rule).intersection(self.locked))
        most = rule.bounds(self.high)[1]
        counts = {"name": said["name"], "most": most, "have": len(inside)}
        rules = [*self._about(rule), *(f"locked_in:{plan_id}" for plan_id in self._ids(inside))]
        return rules, counts, most < len(inside)

    def quota_rest(self, said: Any) -> Statement:
        rule = self.rules[f"quota:{said['name']}"]
        rest = len(self.free - self._members(rule))
        most = rule.bounds(self.low)[1]
        counts = {"name": said["name"], "most": most, "rest": rest, "size": self.low}
        holds = all(size - rest > rule.bounds(size)[1] for size in self.sizes)
        return ["size", rule.name], counts, holds

    def quotas_over_size(self, said: Any) -> Statement:
        rules = [self.rules[f"quota:{name}"] for name in said["names"]]
        pairs = combinations([self._members(rule) for rule in rules], 2)
        need = sum(rule.bounds(self.high)[0] for rule in rules)
        counts = {"names": list(said["names"]), "need": need, "size": self.high}
        holds = all(a.isdisjoint(b) for a, b in pairs) and all(
            sum(rule.bounds(size)[0] for rule in rules) > size for size in self.sizes
        )
        return ["size", *(rule.name for rule in rules)], counts, holds

    def quotas_nested(self, said: Any) -> Statement:
        inner, outer = (self.rules[f"quota:{said[key]}"] for key in ("name", "other"))
        counts = {
            "name": said["name"],
            "need": inner.bounds(self.high)[0],
            "other": said["other"],
            "most": outer.bounds(self.high)[1],
        }
        holds = self._members(inner) <= self._members(outer) and all(
            inner.bounds(size)[0] > outer.bounds(size)[1] for size in self.sizes
        )
        return list(dict.fromkeys(self._about(inner) + self._about(outer))), counts, holds

    def locked_unfit(self, said: Any) -> Statement:
        plan_id = said["plan"]
        rules = [f"locked_in:{plan_id}", f"eligibility:{plan_id}"]
        return rules, {"plan": plan_id}, self.rules.keys() >= set(rules)

    def locked_pair(self, said: Any) -> Statement:
        first, second = said["first"], said["second"]
        locks = [f"locked_in:{plan_id}" for plan_id in (first, second)]
        rules = [*locks, f"competition:{first}|{second}"]
        return rules, {"first": first, "second": second}, self.rules.keys() >= set(rules)

    def locked_group(self, said: Any) -> Statement:
        group = self._table("at_most_one", said["name"])
        inside = [i for i in self._ids(self.locked) if i in group["plans"]]
        rules = [*(f"locked_in:{plan_id}" for plan_id in inside), f"at_most_one:{said['name']}"]
        return rules, {"plans": inside, "name": said["name"]}, len(inside) > 1

    def locked_then(self, said: Any) -> Statement:
        table = self._table("implications", said["name"])
        first, then = table["if"], table["then"]
        why = "locked_out" if self.round.index[then] in self.round.eligible else "eligibility"
        rules = [f"locked_in:{first}", f"implication:{said['name']}", f"{why}:{then}"]
        counts = {"first": first, "then": then, "name": said["name"]}
        return rules, counts, self.rules.keys() >= set(rules)


# By the code of a statement: how it is counted.
_KINDS: Mapping[str, Callable[[_Statements, Any], Statement]] = {
    "too_few": _Statements.too_few,
    "too_few_together": _Statements.too_few_together,
    "locked_over_size": _Statements.locked_over_size,
    "quota_short": _Statements.quota_short,
    "quota_together": _Statements.quota_together,
    "quota_over_size": _Statements.quota_over_size,
    "quota_locked": _Statements.quota_locked,
    "quota_rest": _Statements.quota_rest,
    "quotas_over_size": _Statements.quotas_over_size,
    "quotas_nested": _Statements.quotas_nested,
    "locked_unfit": _Statements.locked_unfit,
    "locked_pair": _Statements.locked_pair,
    "locked_group": _Statements.locked_group,
    "locked_then": _Statements.locked_then,
}
