"""The exact range of one number: as data and in words."""

from typing import Any

from selector.changes.span import Span
from selector.numbers import show_decimal
from selector.outcome import Outcome
from selector.texts import Texts, load_texts


def record(found: Span) -> dict[str, Any]:
    """Return it in the form of the contract; decimals as text."""
    return {
        "key": found.key,
        "low": show_decimal(found.low),
        "high": show_decimal(found.high),
        "before": list(found.before or ()),
        "after": list(found.after or ()),
    }


def summarise_span(outcome: Outcome, found: Span, language: str) -> str:
    """Return it in readable lines: from where to where, and who is in and out beyond."""
    texts = load_texts(language)
    low, high = (_number(value, texts) for value in (found.low, found.high))
    lines = [texts("span.within", key=found.key, low=low, high=high)]
    for side, cohort in (("before", found.before), ("after", found.after)):
        lines.append(_beyond(outcome, side, cohort, found.complete, texts))
    lines.append(texts("span.proven" if found.complete else "span.unfinished"))
    return "\n".join(filter(None, lines))


def _beyond(
    outcome: Outcome, side: str, cohort: tuple[str, ...] | None, complete: bool, texts: Texts
) -> str:
    """Return what comes beyond one side; nothing when that was not settled."""
    if cohort is None:
        return texts(f"span.{side}_end") if complete else ""
    if not cohort:
        return texts(f"span.{side}_none")
    leaves = [plan for plan in outcome.selected if plan not in cohort]
    enters = [plan for plan in cohort if plan not in outcome.selected]
    said = [
        texts(f"why.{key}{'_one' if len(plans) == 1 else ''}", plans=texts.listed(plans))
        for key, plans in (("leaves", leaves), ("enters", enters))
        if plans
    ]
    return " ".join([texts(f"span.{side}"), *said])


def _number(value: Any, texts: Texts) -> str:
    return texts.exact(value)
