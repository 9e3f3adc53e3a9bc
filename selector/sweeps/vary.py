"""The vary file: what a sweep varies, read with every fault at once."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from selector.changes.grammar import LONGEST, Cell, Key, read_changes
from selector.criteria.base import Table
from selector.door import MEGABYTE, read_whole
from selector.errors import InputError, Message, shorten
from selector.numbers import show_decimal
from selector.scalars import Decimal4, Whole
from selector.scenario.faults import scenario_faults
from selector.scenario.texts import read_toml, unclean
from selector.sweeps.knobs import SWITCH, Drawn, Knob, Listed, value_text
from selector.sweeps.sample import DRAWN, MOST, Combinations, Kind, Sample

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


class VaryFile(Table):
    """All of a vary file."""

    vary: tuple[VaryTable, ...] = ()
    scenario: tuple[OtherTable, ...] = ()
    sample: SampleTable = SampleTable()


@dataclass(frozen=True)
class Vary:
    """What a vary file says: `others` are the further bases, as paths or names."""

    file: str
    knobs: tuple[Knob, ...]
    sample: Sample
    others: tuple[str, ...] = ()


def read_vary(path: str | Path, ids: Collection[str]) -> Vary:
    """Read a vary file for a round with these plans; raises `InputError` with every fault."""
    source = Path(path)
    tables = read_toml(source.name, read_whole(source, MAX_VARY))
    return parse_vary(tables, ids, source.name, source.parent)


def parse_vary(
    tables: Any, ids: Collection[str], file: str = "", folder: Path | None = None
) -> Vary:
    """Check the tables of a vary file; files of scenarios are looked for in `folder`."""
    if faults := unclean(tables, file):
        raise InputError(faults)
    try:
        read = VaryFile.model_validate(tables, context=[])
    except ValidationError as error:
        raise InputError(scenario_faults(error, VaryFile, file)) from None
    found = list(_faults(read, ids))
    if found:
        raise InputError(replace(fault, file=file) for fault in found)
    knobs = tuple(_knob(table, ids) for table in read.vary)
    table = read.sample
    sample = Sample(table.kind, table.count or 0, str(table.seed))
    others = tuple(_other(other, folder or Path()) for other in read.scenario)
    combined = Combinations(knobs, sample)
    if (total := combined.total * (1 + len(others))) > MOST:
        params = {"count": total if total < 10**15 else "…", "limit": MOST}
        raise InputError([Message("too_many_scenarios", file, params=params)])
    return Vary(file, knobs, sample, others)


def _faults(read: VaryFile, ids: Collection[str]) -> Iterator[Message]:
    """Yield what is well formed and yet cannot be meant."""
    if not read.vary and not read.scenario:
        yield Message("nothing_varied")
    seen = set[str]()
    for i, table in enumerate(read.vary, start=1):
        place = f"vary[{i}]"
        if table.key in seen:
            yield Message("double_key", place=f"{place}.key", value=shorten(table.key))
        seen.add(table.key)
        yield from _of_values(table, place)
        yield from _of_key(table, place, ids)
    for i, other in enumerate(read.scenario, start=1):
        if (other.file is None) == (other.name is None):
            yield Message("file_or_name", place=f"scenario[{i}]")
    if read.sample.kind in DRAWN and read.sample.count is None:
        yield Message("missing_key", place="sample.count")


def _of_values(table: VaryTable, place: str) -> Iterator[Message]:
    if (table.values is None) == (table.draw is None):
        yield Message("values_or_draw", place=place)
    elif table.draw is not None:
        yield from _of_draw(table.draw, f"{place}.draw")
    else:
        texts = [value_text(value, cell=False) for value in table.values or ()]
        for at, text in enumerate(texts):
            where = f"{place}.values[{at + 1}]"
            if text in texts[:at] if at < 1000 else False:
                yield Message("double_value", place=where, value=shorten(text))
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
    switch = _is_switch(table.key, ids)
    if switch and (table.draw or any(type(value) is not bool for value in table.values or ())):
        yield Message("switch_values", place=place, value=shorten(table.key))
    if switch or "=" in table.key:
        text = table.key if switch else f"{table.key}="
    else:
        text = f"{table.key}=x"
    try:
        if not switch and "=" in table.key:
            raise InputError([Message("key_with_value", value=shorten(table.key))])
        read_changes([text], ids)
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
    assert not switch or set(values) <= set(SWITCH)
    return Knob(table.key, Listed(values), switch)


def _drawn(draw: DrawTable) -> Drawn:
    places = max(_places(draw.low), _places(draw.high)) if draw.places is None else draw.places
    low, high = (int(number.scaleb(places)) for number in (draw.low, draw.high))
    return Drawn(low, high, places)


def _places(number: Decimal) -> int:
    return len(show_decimal(number).partition(".")[2])


def _other(table: OtherTable, folder: Path) -> str:
    return str(folder / table.file) if table.file is not None else str(table.name)
