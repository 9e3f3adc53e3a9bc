"""Many plans files of one folder as one: forms of applicants, and tables of any size.

Every file is judged by the reader of plans files. What is no plans file is skipped and told; every
fault of every file is told at once, with its cell where there is one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from selector.door import read_whole
from selector.errors import MOST_SUGGESTED, InputError, Message, bare, nearest, shorten
from selector.intake.cells import CellFault, split_list
from selector.intake.collected_files import MAX_TOTAL, Found, files_of, too_big
from selector.intake.columns import COLUMNS
from selector.intake.layout import Layout
from selector.intake.parsing import MAX_FAULTS, meant_table
from selector.intake.plans import parse_plans
from selector.intake.records import Regions
from selector.intake.table import MAX_COLUMNS, MAX_ROWS, RawTable
from selector.intake.unnamed import GIVEN

_REQUIRED = frozenset(column.name for column in COLUMNS if column.required)
_AGREEMENTS = "afstemming"


@dataclass(frozen=True)
class Row:
    """A plan as its file has it: its file by number and name, its row there, its cells as texts."""

    number: int
    file: str
    row: int
    cells: Mapping[str, str]
    layout: Layout
    given: bool = False  # the plan_id is not the applicant's

    @property
    def plan_id(self) -> str:
        """Return the plan_id."""
        return self.cells["plan_id"]


@dataclass(frozen=True)
class Collected:
    """The plans of a folder in order of plan_id, from how many files, and what is worth knowing."""

    rows: tuple[Row, ...]
    files: int
    notes: tuple[Message, ...]


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

    `leave_out` is a file that is not looked at. Raises `InputError` with every fault at once.
    """
    files, skipped = files_of(folder, leave_out)
    pile = _Pile(notes=list(skipped))
    for number, found in enumerate(files):
        _add(pile, number, found, regions)
        _bounded(pile, folder)
    faults = [*pile.faults, *_doubles(pile.rows), *_strangers(pile.rows)]
    if not pile.files:
        faults.append(Message("collect_nothing", shorten(folder)))
    if faults:
        raise InputError(faults)
    ordered = tuple(sorted(pile.rows, key=lambda row: row.plan_id))
    return Collected(ordered, pile.files, (*pile.notes, *_alike(pile.rows)))


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
        notes = parse_plans(shown, data, regions, unnamed=True).notes
    except InputError as error:
        return [fault for fault in error.faults if not _of_others(fault)] + drawn, []
    return drawn, [note for note in notes if note.code != "one_sided"]


def _of_others(fault: Message) -> bool:
    return fault.code == "no_such_plan" and fault.column == _AGREEMENTS


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


def _doubles(rows: Iterable[Row]) -> Iterator[Message]:
    """Yield a fault for every plan_id that an earlier file has."""
    first: dict[str, Row] = {}
    for row in rows:
        earlier = first.setdefault(row.plan_id, row)
        if earlier.number != row.number:
            code = "collect_same_name" if row.given or earlier.given else "collect_double"
            yield _beside(code, row, earlier)


def _alike(rows: Iterable[Row]) -> Iterator[Message]:
    """Yield a note for every plan_id that is all but the same as one of an earlier file."""
    first: dict[str, Row] = {}
    for row in rows:
        earlier = first.setdefault(bare(row.plan_id) or row.plan_id, row)
        if earlier.number != row.number:
            yield _beside("collect_alike", row, earlier)


def _beside(code: str, row: Row, earlier: Row) -> Message:
    """Return what there is to say of the plan_ids in two files, at the place of the later."""
    told = {"first": earlier.file, "other": shorten(earlier.plan_id)}
    value = shorten(row.plan_id)
    return row.layout.placed(Message(code, row.file, row.row, "plan_id", "", value, "", told))


def _strangers(rows: Sequence[Row]) -> Iterator[Message]:
    """Yield a fault for every agreement with a plan that no file has."""
    known = {row.plan_id for row in rows}
    strangers = ((row, other) for row in rows for other in _agreed(row) if other not in known)
    for told, (row, other) in enumerate(strangers):
        if told > MAX_FAULTS:
            return
        near = nearest(other, known - {row.plan_id}) if told < MOST_SUGGESTED else ""
        fault = Message(
            "no_such_plan", row.file, row.row, _AGREEMENTS, value=shorten(other), suggestion=near
        )
        yield row.layout.placed(fault)


def _agreed(row: Row) -> Sequence[str]:
    """Return the plans with which a row has an agreement; a list too long is told elsewhere."""
    try:
        return split_list(row.cells.get(_AGREEMENTS, ""))
    except CellFault:
        return ()
