"""What is sound of a scenario with faults, so that it is held against the plans all the same."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from selector.door import read_whole
from selector.errors import InputError, Message
from selector.scenario.framework import MAX_SCENARIO, Scenario, find_scenario
from selector.scenario.parts import Unsound, parts_of
from selector.scenario.texts import read_toml

_LISTS = ("quotas", "implications", "at_most_one", "criteria")
_PLACE = re.compile(r"(\w+)\[(\d+)\](.*)")


@dataclass(frozen=True)
class SoundPart:
    """The sound tables of a scenario, and by list the place that each had among all, from 1.

    Its objective is none of the file's: it is not there to be solved.
    """

    scenario: Scenario
    numbers: Mapping[str, Sequence[int]]
    file: str

    def placed(self, fault: Message) -> Message:
        """Return a fault of the sound tables at its place in the file."""
        found = _PLACE.fullmatch(fault.place)
        if not found or found[1] not in self.numbers:
            return replace(fault, file=self.file)
        number = self.numbers[found[1]][int(found[2]) - 1]
        return replace(fault, file=self.file, place=f"{found[1]}[{number}]{found[3]}")


def read_sound_part(path: str | Path) -> SoundPart | None:
    """Return what is sound of a scenario file, None when that is too little to look at."""
    source = find_scenario(path)
    try:
        tables = read_toml(source.name, read_whole(source, MAX_SCENARIO))
        return sound_part(tables, source.name)
    except (InputError, ValidationError):
        return None


def sound_part(tables: Mapping[str, Any], file: str) -> SoundPart:
    """Return what is sound of the tables of a scenario; raises `ValidationError`."""
    parts = parts_of(tables)
    known = {name: getattr(parts, name) for name in _LISTS}
    numbers = {
        name: [i for i, table in enumerate(found, start=1) if not isinstance(table, Unsound)]
        for name, found in known.items()
    }
    kept: dict[str, Any] = {key: tables[key] for key in ("eligibility", "allowed") if key in tables}
    kept |= {name: [tables[name][i - 1] for i in at] for name, at in numbers.items() if at}
    kept["territory"] = tables.get("territory", {}) if parts.territory else {}
    kept["cohort"] = tables["cohort"] if parts.cohort else {"size": 1}
    kept["objective"] = [{"tier": "leximin"}]
    return SoundPart(Scenario.model_validate(kept, context=[]), numbers, file)
