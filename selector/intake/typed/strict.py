"""Nothing but what the contract has: what a reader would take is a fault."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from selector.errors import Message, shorten
from selector.intake.municipality_names import MunicipalityNames
from selector.intake.table import RawTable
from selector.intake.typed.cells import cell_as_meant

_FAULTS = {
    "row_above": "strict_row",
    "row_below": "strict_row",
    "column_read_as": "strict_column",
    "invisible": "not_plain",
}


def to_the_letter(table: RawTable) -> RawTable:
    """Return a table with a fault for what was read of its rows and columns as something else."""
    faults = tuple(_fault(note) for note in table.notes if note.code in _FAULTS)
    notes = tuple(note for note in table.notes if note.code not in _FAULTS)
    return replace(table, faults=(*table.faults, *faults), notes=notes)


def otherwise(
    table: RawTable, names: MunicipalityNames, known: Sequence[Message]
) -> Iterator[Message]:
    """Yield a fault for what a cell has in another spelling, unless more is wrong with it."""
    told = {(fault.row, fault.column) for fault in known}
    for row, texts in table.rows:
        for column, text in zip(table.header, texts, strict=True):
            pairs = () if (row, column) in told else cell_as_meant(column, text, names).pairs
            for typed, read in pairs:
                shown = shorten(typed)
                yield Message("strict_cell", table.file, row, column, "", shown, shorten(read))


def expecting_iso(fault: Message) -> Message:
    """Return a fault that names no other way to write a moment than the one that is taken."""
    return replace(fault, code="not_iso") if fault.code == "not_a_moment" else fault


def _fault(note: Message) -> Message:
    """Return as a fault what was read of a row, a heading or a cell as something else."""
    code = _FAULTS[note.code]
    if code == "not_plain":
        return replace(note, code=code, suggestion=str(note.params["read"]), params={})
    return Message(code, note.file, note.row, "", "", note.value, note.column)
