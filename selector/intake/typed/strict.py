"""Nothing but what the contract has: what a reader would take is a fault."""

from dataclasses import replace

from selector.errors import Message
from selector.intake.table import RawTable

_FAULTS = {"row_above": "strict_row", "row_below": "strict_row", "column_read_as": "strict_column"}


def to_the_letter(table: RawTable) -> RawTable:
    """Return a table with a fault for what was read of its rows and columns as something else."""
    faults = tuple(
        Message(_FAULTS[note.code], note.file, note.row, "", "", note.value, note.column)
        for note in table.notes
        if note.code in _FAULTS
    )
    notes = tuple(note for note in table.notes if note.code not in _FAULTS)
    return replace(table, faults=(*table.faults, *faults), notes=notes)
