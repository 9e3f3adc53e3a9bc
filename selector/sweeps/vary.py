"""The vary file: what a sweep varies, read with every fault at once."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import Field, ValidationError

from selector.changes.grammar import LOCKS, LONGEST, Cell, Key, read_changes
from selector.criteria.base import Table
from selector.door import MEGABYTE, read_whole
from selector.errors import InputError, Message, shorten
from selector.numbers import show_decimal
from selector.scalars import Decimal4, Whole
from selector.scenario.faults import scenario_faults
from selector.scenario.texts import read_toml, toml_notes, unclean
from selector.sweeps.knobs import Drawn, Knob, Listed, value_text
from selector.sweeps.sample import DRAWN, MOST, Kind, Sample

MAX_VARY = 8 * MEGABYTE
PLACES = 4  # decimals that anything of a round has


class DrawTable(Table):
    """`draw = { low, high, places }`: numbers on a grid; `places` as in the two, if not given."""

    low: Decimal4
    high: Decimal4
    places: Annotated[int, Field(strict=True, ge=0, le=PLACES)] | None = None


class VaryTable(Table):
    """`[[vary]]`: the left side of a change, and its values."""

    key: Annotated[str, Field(min_length=1, max_length=1000)]
    values: Annotated[tuple[Any, ...], Field(min_length=1, max_length=MOST)] | None = None
    draw: DrawTable | None = None


class OtherTable(Table):
    """`[[scenario]]`: a further base, a file or the name of a bundled scenario."""

    file: Annotated[str, Field(min_length=1)] | None = None
    name: Annotated[str, Field(min_length=1)] | None = None


class SampleTable(Table):
    """`[sample]`: which combinations are tried."""

    kind: Kind = "grid"
    count: Whole | None = None
    seed: str | Annotated[int, Field(strict=True)] = 0


class UncertainTable(Table):
    """`[uncertain]`: a plans file with the assessments of a second assessor."""

    file: Annotated[str, Field(min_length=1)]


class VaryFile(Table):
    """All of a vary file."""

    vary: tuple[VaryTable, ...] = ()
    scenario: tuple[OtherTable, ...] = ()
    sample: SampleTable = SampleTable()
    uncertain: UncertainTable | None = None


@dataclass(frozen=True)
class Vary:
    """What a vary file says: `others` are the further bases, as paths or names.

    `sample` is None when it says nothing of it, `second` the file of a second assessor, if any.
    `faults` are what is wrong with it; the knobs are then those that are sound. `numbers` are the
    places of their tables, from 1. `notes` say which numbers were read with a point for a comma.
    """

    file: str = ""
    knobs: tuple[Knob, ...] = ()
    numbers: tuple[int, ...] = ()
    sample: Sample | None = None
    others: tuple[str, ...] = ()
    second: str = ""
    faults: tuple[Message, ...] = ()
    notes: tuple[Message, ...] = ()


def read_vary(path: str | Path, ids: Collection[str]) -> Vary:
    """Read a vary file for a round with these plans; raises `InputError` for what is no TOML."""
    source = Path(path)
    data = read_whole(source, MAX_VARY)
    found = parse_vary(read_toml(source.name, data), ids, source.name, source.parent)
    return replace(found, notes=toml_notes(source.name, data))


def parse_vary(
    tables: Mapping[str, Any], ids: Collection[str], file: str = "", folder: Path | None = None
) -> Vary:
    """Read the tables of a vary file; files of scenarios are looked for in `folder`."""
    if faults := unclean(tables, file):
        return Vary(file, faults=tuple(faults))
    try:
        VaryFile.model_validate(tables, context=[])
    except ValidationError as error:
        faults = list(scenario_faults(error, VaryFile, file))
    sound = {i: t for i, t in _each(tables, "vary", VaryTable) if t is not None}
    others = {i: t for i, t in _each(tables, "scenario", OtherTable) if t is not None}
    table = _sound(SampleTable, tables.get("sample", {})) or SampleTable(count=1)
    faults += [replace(fault, file=file) for fault in _faults(sound, others, table, ids)]
    told = {fault.place.partition("]")[0] for fault in faults}
    knobs = {i: _knob(t, ids) for i, t in sound.items() if f"vary[{i}" not in told}
    sample = Sample(table.kind, table.count or 0, str(table.seed))
    bases = tuple(
        _other(t, folder or Path()) for i, t in others.items() if f"scenario[{i}" not in told
    )
    second = _sound(UncertainTable, tables.get("uncertain", None))
    return Vary(
        file,
        tuple(knobs.values()),
        tuple(knobs),
        sample if "sample" in tables else None,
        bases,
        str((folder or Path()) / second.file) if second else "",
        tuple(faults),
    )


T = TypeVar("T", bound=Table)


def _each(tables: Mapping[str, Any], name: str, kind: type[T]) -> Iterator[tuple[int, T | None]]:
    """Yield the tables of a list with their places from 1; None for what is not well formed."""
    listed = tables.get(name, ())
    for i, table in enumerate(listed if isinstance(listed, list | tuple) else (), start=1):
        yield i, _sound(kind, table)


def _sound(kind: type[T], table: object) -> T | None:
    try:
        return kind.model_validate(table, context=[])
    except ValidationError:
        return None


def _faults(
    knobs: Mapping[int, VaryTable],
    others: Mapping[int, OtherTable],
    sample: SampleTable,
    ids: Collection[str],
) -> Iterator[Message]:
    """Yield what is well formed and yet cannot be meant."""
    seen = set[str]()
    for i, table in knobs.items():
        place = f"vary[{i}]"
        if table.key in seen:
            yield Message("double_key", place=f"{place}.key", value=shorten(table.key))
        seen.add(table.key)
        yield from _of_values(table, place)
        yield from _of_key(table, place, ids)
    for i, other in others.items():
        if (other.file is None) == (other.name is None):
            yield Message("file_or_name", place=f"scenario[{i}]")
    if sample.kind in DRAWN and sample.count is None:
        yield Message("missing_key", place="sample.count")


def _of_values(table: VaryTable, place: str) -> Iterator[Message]:
    if (table.values is None) == (table.draw is None):
        yield Message("values_or_draw", place=place)
    elif table.draw is not None:
        yield from _of_draw(table.draw, f"{place}.draw")
    else:
        seen = set[str]()
        for at, value in enumerate(table.values or (), start=1):
            where, text = f"{place}.values[{at}]", value_text(value, cell=False)
            if text in seen:
                yield Message("double_value", place=where, value=shorten(text))
            seen.add(text)
            if len(text) > LONGEST - len(table.key) - 1:
                yield Message("bad_value", place=where, value=shorten(text))


def _of_draw(draw: DrawTable, place: str) -> Iterator[Message]:
    if draw.low > draw.high:
        shown = f"{show_decimal(draw.low)} > {show_decimal(draw.high)}"
        yield Message("low_over_high", place=place, value=shown)
    for name, number in (("low", draw.low), ("high", draw.high)):
        if draw.places is not None and _places(number) > draw.places:
            params = {"places": draw.places}
            shown = show_decimal(number)
            yield Message("finer_than_places", place=f"{place}.{name}", value=shown, params=params)


def _of_key(table: VaryTable, place: str, ids: Collection[str]) -> Iterator[Message]:
    """Yield what is wrong with the left side of a change, whatever its value."""
    if not ids:  # the plans cannot be read, which is told
        return
    switch = _is_switch(table.key, ids)
    if switch and (table.draw or any(type(value) is not bool for value in table.values or ())):
        yield Message("switch_values", place=place, value=shorten(table.key))
    if switch:
        return
    if "=" in table.key:
        yield Message("key_with_value", place=f"{place}.key", value=shorten(table.key))
    elif table.key[:1] in LOCKS or "~" in table.key:  # a change that names no plan
        try:
            read_changes([table.key], ids)
        except InputError as error:
            yield from (replace(fault, place=f"{place}.key") for fault in error.faults)


def _is_switch(key: str, ids: Collection[str]) -> bool:
    """Tell whether a key is a whole change: a lock, an agreement, a merger."""
    try:
        change = read_changes([key], ids)[0]
    except InputError:
        return False
    return not isinstance(change, Cell | Key)


def _knob(table: VaryTable, ids: Collection[str]) -> Knob:
    switch = _is_switch(table.key, ids)
    if table.draw is not None:
        return Knob(table.key, _drawn(table.draw))
    cell = not switch and isinstance(read_changes([f"{table.key}=x"], ids)[0], Cell)
    values = tuple(value_text(value, cell) for value in table.values or ())
    return Knob(table.key, Listed(values), switch)


def _drawn(draw: DrawTable) -> Drawn:
    places = max(_places(draw.low), _places(draw.high)) if draw.places is None else draw.places
    low, high = (int(number.scaleb(places)) for number in (draw.low, draw.high))
    return Drawn(low, high, places)


def _places(number: Decimal) -> int:
    return len(show_decimal(number).partition(".")[2])


def _other(table: OtherTable, folder: Path) -> str:
    return str(folder / table.file) if table.file is not None else str(table.name)
