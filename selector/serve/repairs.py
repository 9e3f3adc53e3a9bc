"""A way out of rules that clash, as the moves that take it."""

from collections.abc import Sequence
from typing import Any

from selector.problem import Problem
from selector.rules import Change


def repairs(moves: Sequence[str], changes: Sequence[Change], problem: Problem) -> list[str] | None:
    """Return the moves with the changes carried out in them; None where moves cannot say it."""
    found = list(moves)
    for change in changes:
        kind, _, label = change.rule.partition(":")
        if kind == "size":
            key = "size" if change.key == "size" else f"cohort.size.{change.key}"
            found = _with(found, key, f"{key}={change.after}")
        elif kind == "quota":
            key = f"quotas.{label}.{change.key}"
            found = _with(found, key, f"{key}={_toml(change.after)}")
        elif kind in ("locked_in", "locked_out") and _lock(kind, label) in found:
            found = [move for move in found if move != _lock(kind, label)]
        elif kind in ("locked_in", "locked_out"):
            left = [p for p in getattr(problem.scenario.cohort, kind) if p != label]
            key = f"cohort.{kind}"
            found = _with(found, key, f"{key}={_toml(left)}")
        else:
            return None
    return found


def _lock(kind: str, plan: str) -> str:
    return f"{'+' if kind == 'locked_in' else '-'}{plan}"


def _with(moves: Sequence[str], key: str, move: str) -> list[str]:
    """Return the moves with one in the place of those on the same key."""
    return [*(m for m in moves if m.partition("=")[0].strip() != key), move]


def _toml(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)
