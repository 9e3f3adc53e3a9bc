"""The sentences of `infeasible.json`: what a rule demands, and what a change comes to."""

from collections.abc import Mapping
from typing import Any

from selector.texts import Texts
from selector.verify.recount.exact import UNIT, given_number
from selector.verify.recount.round import Round
from selector.verify.recount.rules import Rule


def of_rule(rule: Rule, counted: Round, texts: Texts) -> str:
    """Return what a rule demands, as a sentence."""
    kind, _, label = rule.name.partition(":")
    scenario = counted.scenario
    if kind == "size":
        key = "rule.size" if scenario.low == scenario.high else "rule.size_range"
        return texts(key, low=scenario.low, high=scenario.high)
    if kind == "quota":
        have = rule.count(frozenset(counted.eligible))
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


def of_change(change: Mapping[str, Any], texts: Texts) -> str:
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
