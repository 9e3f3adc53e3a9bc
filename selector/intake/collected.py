"""Many plans files of one folder as one: forms of applicants, and tables of any size.

Every file is judged by the reader of plans files. What is no plans file is skipped and told; every
fault of every file is told at once, with its cell where there is one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from selector.door import read_whole
from selector.errors import InputError, Message, shorten
from selector.intake.collected_files import MAX_TOTAL, Found, files_of, too_big
from selector.intake.collected_rows import Row, alike, by_name, doubles, strangers
from selector.intake.columns import COLUMNS
from selector.intake.parsing import MAX_FAULTS, Manner, meant_table
from selector.intake.plans import parse_plans
from selector.intake.records import Regions
from selector.intake.table import MAX_COLUMNS, MAX_ROWS, RawTable
from selector.intake.unnamed import GIVEN

_REQUIRED = frozenset(column.name for column in COLUMNS if column.required)
_LATER = ("one_sided", "agreed_elsewhere")  # notes on what is known when all plans are


@dataclass(frozen=True)
class Collected:
    """The plans of a folder in order of plan_id, from how many files, and what is worth knowing.

    With `faults` it is not to be used.
    """

    rows: tuple[Row, ...]
    files: int
    notes: tuple[Message, ...]
    faults: tuple[Message, ...] = ()


@dataclass
class _Pile:
    """What has been read so far."""

    rows: list[Row] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)
    faults: list[Message] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)
    files: int = 0
    characters: int = 0


def collect(folder: Path, regions: Regions, leave_out: Path | None = None) -> Collected:
    """Return the plans of all files in a folder and in its folders, one level deep.

    `leave_out` is a file that is not looked at. Every fault comes at once, with what was read as
    what; raises `InputError` when the folder cannot be read, or holds too much.
    """
    files, skipped = files_of(folder, leave_out)
    pile = _Pile(notes=list(skipped))
    for number, found in enumerate(files):
        _add(pile, number, found, regions)
        _bounded(pile, folder)
    rows, read = by_name(pile.rows)
    faults = [*pile.faults, *doubles(rows), *strangers(rows)]
    if not pile.files:
        faults.append(Message("collect_nothing", shorten(folder)))
    ordered = tuple(sorted(rows, key=lambda row: row.plan_id))
    return Collected(ordered, pile.files, (*pile.notes, *read, *alike(rows)), tuple(faults))


def _add(pile: _Pile, number: int, found: Found, regions: Regions) -> None:
    """Add what one file holds; agreements are looked at when all plans are known."""
    shown = shorten(found.name)
    try:
        data = read_whole(found.path)
        table = meant_table(shown, data, regions)
    except InputError as error:
        pile.faults += error.faults
        return
    if table.header and _REQUIRED.isdisjoint(table.header):
        pile.notes.append(Message("collect_skipped", shown))
        return
    faults, notes = _judged(shown, data, table, regions)
    pile.faults += (table.layout.placed(fault) for fault in faults)
    pile.notes += (table.layout.placed(note) for note in notes)
    pile.rows += _rows(number, table)
    pile.columns.update(table.header)
    pile.characters += sum(len(cell) for _, row in table.rows for cell in row)
    pile.files += 1


def _bounded(pile: _Pile, folder: Path) -> None:
    """Stop at more than one file of plans can hold, or than anyone reads."""
    if len(pile.rows) > MAX_ROWS:
        params: Mapping[str, object] = {"limit": MAX_ROWS}
        raise InputError([*pile.faults, Message("too_many_rows", shorten(folder), params=params)])
    if len(pile.columns) > MAX_COLUMNS:
        params = {"count": len(pile.columns), "limit": MAX_COLUMNS}
        told = Message("too_many_columns", shorten(folder), params=params)
        raise InputError([*pile.faults, told])
    if pile.characters > MAX_TOTAL:
        raise too_big(folder)
    if len(pile.faults) > MAX_FAULTS:
        raise InputError(pile.faults)


def _judged(
    shown: str, data: bytes, table: RawTable, regions: Regions
) -> tuple[list[Message], list[Message]]:
    """Return the faults and notes of a file that are true of all files together."""
    drawn = list(_drawn(table))
    try:
        notes = parse_plans(shown, data, regions, Manner(unnamed=True, part=True)).notes
    except InputError as error:
        return [*error.faults, *drawn], list(table.notes)
    return drawn, [note for note in notes if note.code not in _LATER]


def _drawn(table: RawTable) -> Iterator[Message]:
    """Yield a fault for every plan whose territory is drawn and not named."""
    named = table.header.index("gemeenten") if "gemeenten" in table.header else None
    for (number, row), shape in zip(table.rows, table.geometries or (), strict=False):
        if shape is not None and (named is None or not row[named]):
            yield Message("collect_drawn", table.file, number)


def _rows(number: int, table: RawTable) -> Iterator[Row]:
    """Yield the plans of a file that have a plan_id."""
    given = any(note.code == GIVEN for note in table.notes)
    for row, texts in table.rows:
        cells = dict(zip(table.header, texts, strict=True))
        if cells.get("plan_id"):
            yield Row(number, table.file, row, cells, table.layout, given)
