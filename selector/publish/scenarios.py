"""Scenarios and what differs between them: as data and in words."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from selector.analysis.patch import relaxed_text
from selector.changes.between import TIERS, Difference, between
from selector.intake.plain import plain
from selector.scenario import Scenario, bundled_scenarios
from selector.scenario.written import written
from selector.texts import Texts, load_texts

LONGEST_NAME = 100  # characters


def list_record(language: str) -> list[dict[str, str]]:
    """Return the bundled scenarios: name, and what each is for."""
    texts = load_texts(language)
    return [
        {"name": name, "about": texts(f"scenario.about.{name}")} for name in bundled_scenarios()
    ]


def new_text(scenario: Scenario, file: Path, language: str) -> str:
    """Return a scenario as a file to adapt, named for the file, with its comments."""
    texts, source = load_texts(language), scenario.source.file or scenario.name
    head = [texts(f"scenario.new_{line}", source=source) for line in ("from", "keys", "seed")]
    name = plain(file.stem)[:LONGEST_NAME].strip() or "scenario"
    return relaxed_text(scenario, (), name, [*head, ""]).replace("# \n", "\n", 1)


def diff_record(one: Scenario, other: Scenario) -> dict[str, Any]:
    """Return what differs between two scenarios as data."""
    found = between(one, other)
    return {
        "a": _named(one),
        "b": _named(other),
        "same": not found,
        "differences": [difference_record(difference) for difference in found],
    }


def difference_record(difference: Difference) -> dict[str, Any]:
    """Return one difference as data; `change` is how `whatif` takes it, where it can."""
    return {
        "key": difference.key,
        "kind": difference.kind,
        "before": as_json(difference.before),
        "after": as_json(difference.after),
        "change": difference.change,
    }


def diff_text(one: Scenario, other: Scenario, language: str) -> str:
    """Return what differs between two scenarios in words, a line for each key."""
    texts, found = load_texts(language), between(one, other)
    head = texts("scenario.diff", one=_file(one), other=_file(other))
    if not found:
        same = one.data == other.data
        return f"{head}\n{texts('scenario.same_bytes' if same else 'scenario.same')}"
    return "\n".join([head, *difference_lines(found, texts)])


def difference_lines(found: Sequence[Difference], texts: Texts) -> Iterator[str]:
    """Yield the lines that tell differences."""
    for difference in found:
        key, before, after = difference.key, difference.before, difference.after
        if difference.path == (TIERS,):
            yield texts("scenario.tiers", key=key, before=len(before), after=len(after))
            yield from _tiers(before, after)
        else:
            words = {"before": _shown(before, texts), "after": _shown(after, texts)}
            yield texts(f"scenario.{difference.kind}", key=key, **words)


def as_json(value: Any) -> Any:
    """Return a value of a scenario as JSON has it."""
    return json.loads(json.dumps(value, default=_plain))


def _tiers(before: Sequence[Any], after: Sequence[Any]) -> Iterator[str]:
    """Yield which tiers go and which come, each at its place."""
    one, other = ([_short(tier) for tier in tiers] for tiers in (before, after))
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag != "equal":
            yield from (f"    - {i + 1}: {one[i]}" for i in range(start, end))
            yield from (f"    + {i + 1}: {other[i]}" for i in range(first, last))


def _short(tier: dict[str, Any]) -> str:
    return written({key: value for key, value in tier.items() if value})


def _shown(value: Any, texts: Texts) -> str:
    if value is None:
        return texts("scenario.unset")
    if isinstance(value, dict):
        return written({key: part for key, part in value.items() if part not in (None, [], {})})
    return written(value)


def _named(scenario: Scenario) -> dict[str, str]:
    return {"name": scenario.name, "file": scenario.source.file, "sha256": scenario.sha256}


def _file(scenario: Scenario) -> str:
    return scenario.source.file or scenario.name


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value.isoformat() if isinstance(value, date) else str(value)
