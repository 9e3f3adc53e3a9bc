"""Many plans files of one folder as one: forms of applicants, and tables of any size.

Every file is judged by the reader of plans files. What is no plans file is skipped and told; every
fault of every file is told at once, with its cell where there is one.
"""

import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from selector.door import MAX_TEXT, MEGABYTE, read_whole
from selector.errors import InputError, Message, nearest, shorten, unreadable
from selector.intake.cells import split_list
from selector.intake.columns import COLUMNS
from selector.intake.parsing import raw_table
from selector.intake.plans import parse_plans
from selector.intake.records import Regions
from selector.intake.table import MAX_ROWS, RawTable
from selector.visible import hidden

MAX_FILES = 5000
MAX_TOTAL = 256 * MEGABYTE
_PLANS = (".xlsx", ".xls", ".csv", ".geojson", ".json", ".gpkg")
_TEMPORARY = ("~$*", ".*", "*.tmp", "*~", "thumbs.db", "desktop.ini")
_REQUIRED = frozenset(column.name for column in COLUMNS if column.required)
_AGREEMENTS = "afstemming"


@dataclass(frozen=True)
class Row:
    """A plan as its file has it: the file, its row there, its cells as texts."""

    file: str
    row: int
    cells: Mapping[str, str]

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


@dataclass(frozen=True)
class _Read:
    """What one file held; `table` None: it is no plans file."""

    file: str
    table: RawTable | None
    faults: tuple[Message, ...] = ()
    notes: tuple[Message, ...] = ()


def collect(folder: Path, regions: Regions, leave_out: Path | None = None) -> Collected:
    """Return the plans of all files in a folder and in its folders, one level deep.

    `leave_out` is a file that is not looked at. Raises `InputError` with every fault at once.
    """
    paths, skipped = _sorted_out(folder, leave_out)
    reads = [_read(name, path, regions) for name, path in paths]
    plans = [read for read in reads if read.table is not None]
    rows = [row for read in plans for row in _rows(read)]
    faults = [fault for read in reads for fault in read.faults]
    faults += [*_doubles(rows, plans), *_strangers(rows, plans)]
    if len(rows) > MAX_ROWS:
        faults.append(Message("too_many_rows", shorten(folder), params={"limit": MAX_ROWS}))
    if not plans:
        faults.append(Message("collect_nothing", shorten(folder)))
    if faults:
        raise InputError(faults)
    notes = (*skipped, *(note for read in reads for note in read.notes))
    ordered = tuple(sorted(rows, key=lambda row: row.plan_id))
    return Collected(ordered, len(plans), notes)


def _sorted_out(
    folder: Path, leave_out: Path | None
) -> tuple[list[tuple[str, Path]], list[Message]]:
    """Return the files to read, by name, and what is skipped unread; within bounds."""
    found = sorted(_listed(folder, ""))
    if len(found) > MAX_FILES:
        params = {"count": len(found), "limit": MAX_FILES}
        raise InputError([Message("collect_many", shorten(folder), params=params)])
    out = leave_out.absolute() if leave_out else None
    judged = [(n, p, _skipped(n, p)) for n, p in found if p.absolute() != out]
    read = [(name, path) for name, path, fault in judged if fault is None]
    if sum(path.stat().st_size for _, path in read) > MAX_TOTAL:
        params = {"limit": MAX_TOTAL // MEGABYTE}
        raise InputError([Message("collect_big", shorten(folder), params=params)])
    return read, [fault for _, _, fault in judged if fault is not None]


def _listed(folder: Path, above: str) -> Iterator[tuple[str, Path]]:
    """Yield what is in a folder and in its folders; a folder below these as itself."""
    try:
        with os.scandir(folder) as entries:
            found = [
                e for e in entries if not any(fnmatch(e.name.casefold(), t) for t in _TEMPORARY)
            ]
    except NotADirectoryError:
        raise InputError([Message("not_folder", shorten(folder))]) from None
    except OSError as error:
        raise InputError([unreadable(folder, error)]) from None
    for entry in found:
        if entry.is_dir(follow_symlinks=False) and not above:
            yield from _listed(Path(entry.path), f"{entry.name}/")
        else:
            yield f"{above}{entry.name}", Path(entry.path)


def _skipped(name: str, path: Path) -> Message | None:
    """Return why something is not read: an attachment, a link, a folder too deep."""
    if found := hidden(name):
        return Message("control_character", value=shorten(name), params={"character": found})
    kind = path.lstat().st_mode
    if stat.S_ISDIR(kind):
        return Message("collect_deep", shorten(name))
    if not stat.S_ISREG(kind):
        return Message("collect_link", shorten(name))
    return None if path.suffix.casefold() in _PLANS else Message("collect_skipped", shorten(name))


def _read(name: str, path: Path, regions: Regions) -> _Read:
    """Read one file; agreements are looked at when all plans are known."""
    shown = shorten(name)
    try:
        data = read_whole(path, MAX_TEXT)
        table = raw_table(shown, data)
    except InputError as error:
        return _Read(shown, None, tuple(error.faults))
    if table.header and _REQUIRED.isdisjoint(table.header):
        return _Read(shown, None, notes=(Message("collect_skipped", shown),))
    faults, notes = list[Message](), list[Message]()
    try:
        notes += parse_plans(shown, data, regions).notes
    except InputError as error:
        faults += [fault for fault in error.faults if not _of_others(fault)]
    faults += _drawn(table)
    placed = [[_in_cell(message, table) for message in found] for found in (faults, notes)]
    return _Read(shown, table, tuple(placed[0]), tuple(n for n in placed[1] if _stays(n)))


def _of_others(fault: Message) -> bool:
    return fault.code == "no_such_plan" and fault.column == _AGREEMENTS


def _stays(note: Message) -> bool:
    """Tell whether a note about a file is true of all files together."""
    return note.code != "one_sided"


def _in_cell(message: Message, table: RawTable) -> Message:
    """Return a message with its cell, when the file is a workbook and it is not there yet."""
    return message if "cell" in message.params else table.layout.placed(message)


def _drawn(table: RawTable) -> Iterator[Message]:
    """Yield a fault for every plan whose territory is drawn and not named."""
    named = table.header.index("gemeenten") if "gemeenten" in table.header else None
    for (number, row), shape in zip(table.rows, table.geometries or (), strict=False):
        if shape is not None and (named is None or not row[named]):
            yield Message("collect_drawn", table.file, number)


def _rows(read: _Read) -> Iterator[Row]:
    """Yield the plans of a file that have a plan_id."""
    table = read.table
    if table is not None and "plan_id" in table.header:
        for number, texts in table.rows:
            cells = dict(zip(table.header, texts, strict=True))
            if cells["plan_id"]:
                yield Row(read.file, number, cells)


def _doubles(rows: Iterable[Row], reads: Sequence[_Read]) -> Iterator[Message]:
    """Yield a fault for every plan_id that an earlier file has."""
    first: dict[str, str] = {}
    for row in rows:
        if first.setdefault(row.plan_id, row.file) != row.file:
            params = {"first": first[row.plan_id]}
            yield _about(reads, row, "collect_double", "plan_id", row.plan_id, "", params)


def _strangers(rows: Sequence[Row], reads: Sequence[_Read]) -> Iterator[Message]:
    """Yield a fault for every agreement with a plan that no file has."""
    known = {row.plan_id for row in rows}
    for row in rows:
        for other in _agreed(row):
            if other not in known:
                near = nearest(other, known - {row.plan_id})
                yield _about(reads, row, "no_such_plan", _AGREEMENTS, shorten(other), near, {})


def _agreed(row: Row) -> Sequence[str]:
    """Return the plans with which a row has an agreement; a list too long is told elsewhere."""
    text = row.cells.get(_AGREEMENTS, "")
    return split_list(text) if text.count("|") + text.count(",") + text.count(";") < 999 else ()


def _about(
    reads: Sequence[_Read],
    row: Row,
    code: str,
    column: str,
    value: str,
    near: str,
    params: Mapping[str, object],
) -> Message:
    """Return a fault in a cell of a file."""
    told = Message(code, row.file, row.row, column, "", value, near, params)
    tables = (read.table for read in reads if read.file == row.file and read.table)
    return next((_in_cell(told, table) for table in tables), told)
