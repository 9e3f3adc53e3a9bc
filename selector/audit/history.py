"""The results below a folder in order of time, each beside the one before it.

The time is the `date` in the result itself, a day: times of files change when they are copied.
Within a day the order is that of the folders' names.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from selector.changes.between import Difference, between
from selector.changes.between_plans import between_plans
from selector.errors import InputError, Message, no_folder
from selector.problem import Problem
from selector.publish.ownership import altered
from selector.reopen import COHORT, INFEASIBLE, Refused, read_problem, read_run

DEEPEST, MOST_FOLDERS, MOST_RESULTS = 6, 20_000, 500
INPUTS = ("plans", "scenario", "regions")


@dataclass(frozen=True)
class Entry:
    """One result, by its place below the folder, and what its record says.

    `changed` are files with other bytes than `SHA256SUMS` lists.
    """

    place: str
    folder: Path
    day: date
    record: Mapping[str, Any]
    changed: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """Return the status of the result."""
        return str(self.record.get("status"))

    @property
    def selected(self) -> tuple[str, ...]:
        """Return the plan_ids of the cohort; none when there is none."""
        found = self.record.get("selected", ())
        return tuple(map(str, found)) if isinstance(found, list) else ()

    @property
    def versions(self) -> Mapping[str, str]:
        """Return the versions that it was made with."""
        found = self.record.get("versions")
        pairs = found.items() if isinstance(found, dict) else ()
        return {str(name): str(version) for name, version in pairs}


@dataclass(frozen=True)
class Step:
    """What is different in a result from the one before it.

    `inputs` are those with another hash; `keys` and `cells` are None when the inputs could not be
    read back; `plans` are those that came and those that went.
    """

    inputs: tuple[str, ...]
    keys: tuple[Difference, ...] | None
    cells: int | None
    plans: tuple[tuple[str, ...], tuple[str, ...]]
    enters: tuple[str, ...]
    leaves: tuple[str, ...]
    versions: tuple[str, ...]


@dataclass(frozen=True)
class History:
    """The results in order of time; `steps` has one for every result but the first.

    `unread` are folders with a result that cannot be read; with `more` a bound was reached.
    """

    entries: tuple[Entry, ...]
    steps: tuple[Step, ...]
    unread: tuple[str, ...]
    more: bool


def history(folder: Path) -> History:
    """Return the results below a folder; raises `InputError` when it is none."""
    if not folder.is_dir():
        wrong = Message("not_folder", str(folder)) if folder.exists() else no_folder(folder)
        raise InputError([wrong])
    found = list(_results(folder))
    entries, unread = list[Entry](), list[str]()
    for path in found[:MOST_RESULTS]:
        place = path.relative_to(folder).as_posix()
        try:
            record = read_run(path)
            day, changed = date.fromisoformat(record["date"]), altered(path) or ()
            entries.append(Entry(place, path, day, record, changed))
        except (Refused, KeyError, TypeError, ValueError):
            unread.append(place)
    entries.sort(key=lambda entry: (entry.day, _natural(entry.place)))
    return History(tuple(entries), tuple(_steps(entries)), tuple(unread), len(found) > MOST_RESULTS)


def _results(folder: Path) -> Iterator[Path]:
    """Yield the folders that hold a result, one more than the bound; no link is followed."""
    level, looked, given = [folder], 0, 0
    for _ in range(DEEPEST + 1):
        below = list[Path]()
        for path in level:
            looked += 1
            if looked > MOST_FOLDERS or given > MOST_RESULTS:
                return
            if any((path / name).is_file() for name in (COHORT, INFEASIBLE)):
                given += 1
                yield path
                continue
            below += _folders(path)
        level = below


def _folders(path: Path) -> list[Path]:
    with suppress(OSError), os.scandir(path) as entries:
        inside = [e for e in entries if e.is_dir(follow_symlinks=False) and e.name[:1] != "."]
        junction = getattr(os.path, "isjunction", lambda _: False)  # of Windows
        return sorted(Path(entry.path) for entry in inside if not junction(entry.path))
    return []


def _natural(place: str) -> list[tuple[int, str]]:
    """Return a key by which `uit-10` comes after `uit-9`."""
    parts = re.findall(r"\d+|\D+", place)
    return [(int(part), "") if part.isdecimal() and part.isascii() else (0, part) for part in parts]


def _steps(entries: Sequence[Entry]) -> Iterator[Step]:
    known: tuple[Entry | None, Problem | None] = (None, None)
    for one, other in pairwise(entries):
        inputs = tuple(name for name in INPUTS if _hash(one, name) != _hash(other, name))
        seeds = one.record.get("seed") != other.record.get("seed")
        before = after = None
        if inputs or seeds:
            before = known[1] if known[0] is one else _problem(one)
            after = _problem(other)
            known = (other, after)
        yield _step(one, other, inputs, (before, after) if inputs or seeds else None)


def _hash(entry: Entry, name: str) -> object:
    return entry.record["input"][f"{name}_sha256"]


def _problem(entry: Entry) -> Problem | None:
    """Return what a result was made from; None when that cannot be read back."""
    try:
        return read_problem(entry.folder, entry.record)
    except (Refused, InputError, OSError):
        return None


def _step(
    one: Entry,
    other: Entry,
    inputs: tuple[str, ...],
    read: tuple[Problem | None, Problem | None] | None,
) -> Step:
    keys: tuple[Difference, ...] | None = ()
    cells: int | None = 0
    plans: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    if read is not None:
        before, after = read
        keys = cells = None
        if before is not None and after is not None:
            keys = between(before.scenario, after.scenario)
            cells = len(between_plans(before.plans, after.plans))
            plans = (_without(after, before), _without(before, after))
    versions = sorted(dict(one.versions.items() ^ other.versions.items()))
    return Step(
        inputs, keys, cells, plans,
        tuple(plan for plan in other.selected if plan not in one.selected),
        tuple(plan for plan in one.selected if plan not in other.selected),
        tuple(versions),
    )  # fmt: skip


def _without(one: Problem, other: Problem) -> tuple[str, ...]:
    return tuple(plan for plan in one.plans.ids if plan not in other.plans.index)
