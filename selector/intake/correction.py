"""A plans file as it was typed beside what was made of it, and what still needs a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from selector.door import read_whole
from selector.errors import InputError, Message, shorten
from selector.intake.parsing import meant_table, parse, raw_table
from selector.intake.records import Regions
from selector.intake.table import RawTable

Place = tuple[int, str]  # a row as a spreadsheet counts it, and a column


@dataclass(frozen=True)
class Correction:
    """The table as typed and as meant, row by row, with what is wrong and what is noted."""

    typed: RawTable
    meant: RawTable
    faults: tuple[Message, ...]
    notes: tuple[Message, ...]

    @property
    def by_place(self) -> Mapping[Place, Sequence[Message]]:
        """Return the faults of each cell; under the empty column those of a whole row."""
        found: dict[Place, list[Message]] = {}
        for fault in self.faults:
            if fault.row is not None:
                column = fault.column if fault.column in self.meant.header else ""
                found.setdefault((fault.row, column), []).append(fault)
        return found

    @property
    def headings(self) -> Mapping[str, str]:
        """Return by column how its heading was typed, where that was otherwise."""
        return {n.column: n.value or "" for n in self.notes if n.code == "column_read_as"}

    @property
    def drawn(self) -> bool:
        """Tell whether the file holds geometry, which a sheet cannot."""
        return any(shape is not None for shape in self.meant.geometries or ())


def correct(path: Path, regions: Regions) -> Correction:
    """Read a plans file as far as it goes; raises `InputError` when it is not there at all."""
    file, data = shorten(path.name), read_whole(path)
    typed, meant = raw_table(file, data), meant_table(file, data, regions)
    faults, notes = list[Message](), list(meant.notes)
    try:
        notes = list(parse(file, data, regions).notes)
    except InputError as error:
        faults = list(error.faults)
    return Correction(typed, meant, _rowed(faults, meant), _rowed(notes, meant))


def _rowed(messages: Sequence[Message], table: RawTable) -> tuple[Message, ...]:
    """Return messages with the row of the table; one about a form has that of the form."""
    return tuple(
        replace(m, row=table.rows[0][0]) if "cell" in m.params and table.rows else m
        for m in messages
    )
