"""A history as data and in words."""

from collections.abc import Iterator
from typing import Any

from selector.audit.history import Entry, History, Step
from selector.publish.scenarios import difference_lines, difference_record
from selector.texts import Texts, load_texts

MOST_KEYS = 12  # of a step that are written out


def as_record(found: History) -> dict[str, Any]:
    """Return it as data: every result with what differs from the one before it, if any."""
    steps = (None, *found.steps)
    return {
        "results": [
            {
                "dir": entry.place,
                "date": entry.day.isoformat(),
                "scenario": str(entry.record.get("scenario")),
                "status": entry.status,
                "selected": list(entry.selected),
                "changed": list(entry.changed),
                "differs": None if step is None else _step(step),
            }
            for entry, step in zip(found.entries, steps, strict=True)
        ]
        if found.entries
        else [],
        "unreadable": list(found.unread),
        "complete": not found.more,
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "inputs": list(step.inputs),
        "scenario": None if step.keys is None else [difference_record(d) for d in step.keys],
        "cells": step.cells,
        "plans_in": list(step.plans[0]),
        "plans_out": list(step.plans[1]),
        "enters": list(step.enters),
        "leaves": list(step.leaves),
        "versions": list(step.versions),
    }


def page(found: History, language: str) -> str:
    """Return it in words, the oldest first."""
    texts = load_texts(language)
    lines = [texts("history.order")]
    for number, entry in enumerate(found.entries):
        lines += ["", _head(entry, texts)]
        if entry.changed:
            lines.append(f"    {texts('history.changed', files=texts.shown(entry.changed))}")
        if number:
            lines += [f"    {line}" for line in _lines(found.steps[number - 1], texts)]
    if not found.entries:
        lines.append(texts("history.none"))
    lines += [texts("history.unread", folder=place) for place in found.unread]
    if found.more:
        lines.append(texts("history.more"))
    return "\n".join(lines)


def _head(entry: Entry, texts: Texts) -> str:
    return texts(
        "history.head", date=entry.day.isoformat(), folder=entry.place,
        scenario=entry.record.get("scenario"), status=texts.word(entry.status),
        count=len(entry.selected),
    )  # fmt: skip


def _lines(step: Step, texts: Texts) -> Iterator[str]:
    """Yield what differs from the result before."""
    for name in step.inputs:
        yield texts(f"history.other_{name}")
    if step.keys is None:
        yield texts("history.closed")
    told = list(difference_lines(step.keys or (), texts))
    yield from told[:MOST_KEYS]
    if len(told) > MOST_KEYS:
        yield texts("history.more_keys", count=len(told) - MOST_KEYS)
    if step.cells:
        yield texts("history.cells", count=step.cells)
    for key, plans in zip(("plans_in", "plans_out"), step.plans, strict=True):
        if plans:
            yield texts(f"history.{key}", plans=texts.shown(plans))
    if step.versions:
        yield texts("history.versions", names=", ".join(step.versions))
    if not (step.inputs or step.keys or step.keys is None or step.versions):
        yield texts("history.same")
    yield _choice(step, texts)


def _choice(step: Step, texts: Texts) -> str:
    if not step.enters and not step.leaves:
        return texts("history.same_choice")
    enters, leaves = (texts.shown(plans) or "–" for plans in (step.enters, step.leaves))
    return texts("history.choice", enters=enters, leaves=leaves)
