"""A scenario: one weighing framework in a TOML file, read, checked and frozen."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, PrivateAttr, ValidationError

from selector import resources
from selector.criteria.base import MAX_LABEL
from selector.door import MEGABYTE, read_whole
from selector.errors import InputError, Message, nearest, shorten
from selector.scenario.as_typed import as_typed
from selector.scenario.contradictions import find_contradictions
from selector.scenario.faults import scenario_faults
from selector.scenario.parts import Parts, parts_of
from selector.scenario.tables import Framework, TierTable
from selector.scenario.texts import BEYOND, read_toml, toml_notes, unclean

MAX_SCENARIO = MEGABYTE
MAX_NOTICE = 100  # characters, which stand on every page


@dataclass(frozen=True)
class Source:
    """The file that a scenario was read from, and what is worth knowing about it."""

    file: str = ""
    data: bytes = b""
    notes: tuple[Message, ...] = ()


class Scenario(Framework):
    """A whole scenario: one weighing framework, frozen.

    >>> scenario.name, scenario.seed, scenario.cohort.size.max
    ('afwegingskader-2023', '2023-05-11', 12)
    >>> scenario.source.file, len(scenario.data) > 1000, len(scenario.sha256)
    ('afwegingskader-2023.toml', True, 64)
    """

    name: Annotated[str, Field(max_length=MAX_LABEL)] = "scenario"
    seed: Annotated[str, Field(max_length=1000)] = "2023-05-11"
    notice: Annotated[str, Field(max_length=MAX_NOTICE)] = ""
    _source: Source = PrivateAttr(default=Source())

    @property
    def source(self) -> Source:
        """Return the file it was read from; empty for a scenario made in Python."""
        return self._source

    @property
    def data(self) -> bytes:
        """Return the bytes of its file, or else its canonical JSON text."""
        if self._source.data:
            return self._source.data
        dump = self.model_dump(mode="json", by_alias=True)
        return json.dumps(dump, sort_keys=True, ensure_ascii=False).encode()

    @property
    def sha256(self) -> str:
        """Return the digest of `data`."""
        return sha256(self.data).hexdigest()

    def replace(self, **changes: Any) -> "Scenario":
        """Return a checked copy with keys replaced; tables are merged key by key.

        Raises `InputError`.

        >>> scenario.replace(seed="x", cohort={"size": 10}).cohort.size.max
        10
        """
        tables = self.model_dump(by_alias=True)
        for key, value in changes.items():
            old = tables.get(key)
            both = isinstance(old, dict) and isinstance(value, Mapping)
            tables[key] = {**(old or {}), **value} if both else value
        return parse_scenario(tables)

    def with_seed(self, seed: str) -> "Scenario":
        """Return the same scenario, read from the same file, with another seed for the tickets.

        >>> scenario.with_seed("trekking").seed
        'trekking'
        """
        changed = self.model_copy(update={"seed": seed})
        changed._source = self._source
        return changed

    def over(self, tier: TierTable) -> tuple[str, ...]:
        """Return the names of the criteria that a tier is about.

        >>> scenario.over(scenario.objective[0])
        ('context', 'sector_type', 'herkomst')
        """
        return tier.over or tuple(criterion.name for criterion in self.criteria)


def load_scenario(path: str | Path) -> Scenario:
    """Read a scenario from a TOML file, or by its bare name from the bundled `models/`.

    Raises `InputError` with every fault at once.

    >>> selector.load_scenario("krimp-eerst").name
    'krimp-eerst'
    """
    scenario, faults = read_scenario(path)
    if faults:
        raise InputError(faults)
    return scenario


def read_scenario(path: str | Path) -> tuple[Scenario, tuple[Message, ...]]:
    """Read a well-formed scenario together with what contradicts itself in it.

    So that a reader of plans as well can tell all faults at once. Raises `InputError` when the
    scenario is not well formed.
    """
    source = find_scenario(path)
    if not os.path.lexists(source) and not source.suffix:
        known = bundled_scenarios()
        close, params = nearest(str(path), known), {"known": ", ".join(known)}
        fault = Message("no_such_scenario", shorten(path), suggestion=close, params=params)
        raise InputError([fault])
    data = read_whole(source, MAX_SCENARIO)
    tables = read_toml(source.name, data)
    try:
        scenario = _well_formed(tables, source.name)
    except InputError as error:
        raise InputError(as_typed(error.faults, data.decode("utf-8-sig"))) from None
    notes = (*toml_notes(source.name, data), *scenario._source.notes)
    scenario._source = Source(source.name, data, notes)
    return scenario, _contradictions(scenario, source.name)


def bundled_scenarios() -> list[str]:
    """Return the names of the bundled scenarios, in order."""
    return sorted(found.stem for found in resources.models().glob("*.toml"))


def find_scenario(path: str | Path) -> Path:
    """Return the file meant: a path, or the name of a bundled scenario."""
    given = Path(path)
    bundled = resources.models() / f"{path}.toml"
    return bundled if bundled.is_file() and not given.is_file() else given


def parse_scenario(tables: Mapping[str, Any]) -> Scenario:
    """Check the tables of a scenario; raises `InputError` with every fault at once."""
    scenario = _well_formed(tables, "")
    if faults := _contradictions(scenario, ""):
        raise InputError(faults)
    return scenario


def _well_formed(tables: Mapping[str, Any], file: str) -> Scenario:
    """Return the tables as a scenario, if every key and value is of its kind."""
    rounded: list[tuple[str, str]] = []
    faults = unclean(tables, file)
    if any(fault.code in BEYOND for fault in faults):
        raise InputError(faults)
    try:
        scenario = Scenario.model_validate(tables, context=rounded)
    except ValidationError as error:
        told = {fault.place for fault in faults}
        ill = scenario_faults(error, Scenario, file)
        faults += [fault for fault in ill if fault.place not in told]
        faults += _contradictions(parts_of(tables), file)
    if faults:
        raise InputError(faults)
    notes = tuple(
        Message("rounded", file=file, value=number, params={"rounded": result})
        for number, result in dict.fromkeys(rounded)
    )
    scenario._source = Source(file, b"", notes)
    return scenario


def _contradictions(scenario: Scenario | Parts, file: str) -> tuple[Message, ...]:
    """Return what is well formed and yet cannot be meant."""
    return tuple(
        Message(code, file, place=place, value=value, suggestion=_meant(value, known), params=known)
        for code, place, value, known in find_contradictions(scenario)
    )


def _meant(value: str, params: Mapping[str, object]) -> str:
    """Return the known name that was perhaps meant."""
    known = str(params.get("known", ""))
    return nearest(value, known.split(", ")) if known else ""
