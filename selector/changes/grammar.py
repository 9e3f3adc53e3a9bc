"""How a change is written.

| written | means |
|---|---|
| `PLAN.column=value` | another value in a cell of the plans file |
| `+PLAN`, `-PLAN` | locked in, locked out |
| `PLAN~PLAN` | an agreement between two plans |
| `PLAN+PLAN` | two plans merged |
| `key=value` | another value for a key of the scenario |

A plan_id may hold any of these signs: what is the name of a plan is read as that.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from selector.errors import InputError, Message, nearest, shorten

LOCKS: dict[str, Literal["in", "out"]] = {"+": "in", "-": "out", "\u2212": "out"}
FORMS = "R14.c2=voldaan, +R14, -R14, R14~R15, R14+R15, size=13"
MOST = 200  # changes at once
LONGEST = 10_000  # characters of one


@dataclass(frozen=True)
class Cell:
    """Another value in a cell of the plans file."""

    plan: str
    column: str
    value: str


@dataclass(frozen=True)
class Lock:
    """A plan locked `in` or `out`."""

    plan: str
    way: Literal["in", "out"]


@dataclass(frozen=True)
class Agreement:
    """An agreement between two plans, recorded by the first."""

    plan: str
    other: str


@dataclass(frozen=True)
class Merge:
    """Two plans as one."""

    plan: str
    other: str


@dataclass(frozen=True)
class Key:
    """Another value for a key of the scenario: `path` with dots, `value` as text."""

    path: str
    value: str


Change = Cell | Lock | Agreement | Merge | Key


def read_changes(texts: Sequence[str], ids: Collection[str]) -> tuple[Change, ...]:
    """Read changes to a round with these plans; raises `InputError` with every fault at once."""
    changes, faults = sorted_out(texts, ids)
    if faults:
        raise InputError(faults)
    return changes


def sorted_out(
    texts: Sequence[str], ids: Collection[str]
) -> tuple[tuple[Change, ...], list[Message]]:
    """Return the changes that can be read, and what is wrong with the others.

    Raises `InputError` when there are too many.
    """
    if len(texts) > MOST:
        raise InputError([Message("too_many_changes", params={"limit": MOST})])
    changes, faults = list[Change](), list[Message]()
    for text in texts:
        found = _read(text, ids)
        if isinstance(found, Message):
            faults.append(found)
        else:
            changes.append(found)
    return tuple(changes), faults


def written(change: Change) -> str:
    """Return a change as one writes it."""
    match change:
        case Cell(plan, column, value):
            return f"{plan}.{column}={value}"
        case Lock(plan, way):
            return f"{'+' if way == 'in' else '-'}{plan}"
        case Agreement(plan, other):
            return f"{plan}~{other}"
        case Merge(plan, other):
            return f"{plan}+{other}"
        case Key(path, value):
            return f"{path}={value}"


def _read(text: str, ids: Collection[str]) -> Change | Message:
    if len(text) > LONGEST:
        return _fault("bad_change", text)
    if text[:1] in LOCKS and text[1:] in ids:
        return Lock(text[1:], LOCKS[text[0]])
    for sign, kind in (("~", Agreement), ("+", Merge)):
        for first, second in _splits(text, sign):
            if first in ids and second in ids and first != second:
                return kind(first, second)
    left, equals, value = text.partition("=")
    if equals and left.strip():
        return _assignment(left.strip(), value.strip(), ids)
    return _no_change(text, ids)


def _assignment(left: str, value: str, ids: Collection[str]) -> Change:
    """Return what has a value: of several plans that it may name, the one with the longest id."""
    plans = (left[:at] for at, sign in enumerate(left) if sign == ".")
    found = [plan for plan in plans if plan in ids]
    if not found:
        return Key(left, value)
    plan = max(found, key=len)
    return Cell(plan, left[len(plan) + 1 :], value)


def _no_change(text: str, ids: Collection[str]) -> Message:
    """Return what is wrong with something that is no change."""
    named = [text[1:]] if text[:1] in LOCKS else []
    for sign in "~+":
        named += [part for pair in _splits(text.lstrip("+-\u2212"), sign) for part in pair]
    unknown = [name for name in named if name and name not in ids]
    if locks := _locks(text, ids):
        return replace(_fault("bad_change", text), suggestion=shorten(locks))
    if not unknown:
        return _fault("bad_change", text)
    close = nearest(unknown[0], ids)
    return Message("no_such_plan", place=shorten(text), value=shorten(unknown[0]), suggestion=close)


def _locks(text: str, ids: Collection[str]) -> str:
    """Return the locks that were written without a space between them: `+A01+A02`."""
    parts = re.findall(r"[+\-\u2212][^+\-\u2212]+", text)
    found = "".join(parts) == text and len(parts) > 1 and all(part[1:] in ids for part in parts)
    return " ".join(parts) if found else ""


def _fault(code: str, text: str) -> Message:
    return Message(code, value=shorten(text), params={"forms": FORMS})


def _splits(text: str, sign: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to split a text at a sign."""
    for at, found in enumerate(text):
        if found == sign:
            yield text[:at], text[at + 1 :]
