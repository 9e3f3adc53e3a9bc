"""Mergers as data and in words."""

from textwrap import wrap
from typing import Any

import pandas as pd

from selector.analysis.merging import ORDER, Merger, Mergers
from selector.publish.beside import fraction_text
from selector.publish.summary import WIDTH
from selector.texts import Texts, load_texts
from selector.texts.contrast import ordinal
from selector.tiers import Tier, Value


def record(found: Mergers) -> dict[str, Any]:
    """Return the mergers as data, exact values as text."""
    before, ids = found.before, found.problem.plans.ids
    return {
        "status": "optimal" if found.proven else "feasible",
        "scenario": found.problem.scenario.name,
        "selected": None if before is None else [ids[p] for p in sorted(before.chosen)],
        "mergers": [
            {
                "plans": list(merger.plans),
                "plan_id": merger.name,
                "effect": merger.effect,
                "tier": None if merger.tier is None else merger.tier + 1,
                "now": None if merger.now is None else fraction_text(merger.now),
                "then": None if merger.then is None else fraction_text(merger.then),
                "selected": merger.chosen,
                "leaves": list(merger.leaves),
                "enters": list(merger.enters),
            }
            for merger in found.found
        ],
    }


def mergers_table(found: Mergers) -> pd.DataFrame:
    """Return one row per merger, with lists of plan_ids for who leaves and who enters."""
    columns = ["plan_a", "plan_b", "plan_id", "effect", "tier", "selected", "leaves", "enters"]
    rows = [
        (*merger.plans, merger.name, merger.effect,
         None if merger.tier is None else merger.tier + 1,
         merger.chosen, list(merger.leaves), list(merger.enters))
        for merger in found.found
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).astype({"tier": "Int64"})


def summarise(found: Mergers, count: int, language: str) -> str:
    """Return the mergers that help, at most `count`, and what the others do."""
    texts = load_texts(language)
    title = texts("merge.title", pairs=len(found.found), scenario=found.problem.scenario.name)
    lines = [title, "=" * len(title)]
    better = [merger for merger in found.found if merger.effect == "better"]
    if not better:
        lines.append(texts("merge.none"))
    for number, merger in enumerate(better[:count], start=1):
        said = f"{number:>3}. {_sentence(found, merger, texts)}"
        lines += wrap(said, WIDTH, subsequent_indent="     ")
    if len(better) > count:
        lines.append(texts("merge.more", count=len(better) - count))
    lines.append("")
    for effect in ORDER[1:]:
        number = sum(merger.effect == effect for merger in found.found)
        if number:
            lines.append(texts(f"merge.{effect}", count=number))
    lines.append(texts("merge.smaller"))
    return "\n".join(lines)


def _sentence(found: Mergers, merger: Merger, texts: Texts) -> str:
    assert merger.tier is not None
    assert merger.then is not None
    a, b = merger.plans
    if merger.now is None:
        return texts("merge.feasible", a=a, b=b)
    tier = found.problem.tiers[merger.tier]
    place, now, then = _first_change(merger.now, merger.then)
    what = _what(found, tier, place, texts)
    what += f", {texts('summary.relative')}," if tier.relative else ""
    said = texts(
        "merge.better", a=a, b=b, what=what, tier=merger.tier + 1,
        now=_shown(now, tier.kind, texts), then=_shown(then, tier.kind, texts),
    )  # fmt: skip
    enters = [plan for plan in merger.enters if plan != merger.name]
    leaves = [plan for plan in merger.leaves if plan not in merger.plans]
    if merger.chosen:
        said += f" {texts('merge.chosen')}"
    if enters:
        said += f" {texts('merge.enters', plans=texts.listed(enters))}"
    if leaves:
        said += f" {texts('merge.leaves', plans=texts.listed(leaves))}"
    return said


def _what(found: Mergers, tier: Tier, place: int, texts: Texts) -> str:
    if tier.kind == "criterion":
        return found.problem.criteria[tier.over[0]].name
    if tier.kind in ("worst", "leximin"):
        return texts("merge.place", place=ordinal(place, texts))
    return texts("merge.sum") if tier.kind == "sum" else texts.word(tier.kind)


def _first_change(now: Value, then: Value) -> tuple[int, Any, Any]:
    """Return the first place that changes, from below, and its two values."""
    if isinstance(now, tuple) and isinstance(then, tuple):
        pairs = enumerate(zip(now, then, strict=True))
        return next((place, x, y) for place, (x, y) in pairs if x != y)
    return 0, now, then


def _shown(value: Any, kind: str, texts: Texts) -> str:
    return str(value) if kind == "competition" else texts.decimal(float(value), 4)
