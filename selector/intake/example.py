"""The example in the form: a row that shows how it is done, and that is no plan."""

from dataclasses import replace

from selector.errors import Message
from selector.intake.table import RawTable

EXAMPLE = "VOORBEELD"  # its plan_id
_IGNORED = "example_ignored"


def without_example(table: RawTable) -> RawTable:
    """Leave out the rows of the example, with what is wrong in them, and tell so."""
    if "plan_id" not in table.header:
        return table
    at = table.header.index("plan_id")
    gone = {number for number, row in table.rows if row[at] == EXAMPLE}
    if not gone:
        return table
    kept = [i for i, (number, _) in enumerate(table.rows) if number not in gone]
    shapes = table.geometries
    told = (Message(_IGNORED, table.file, n, value=EXAMPLE) for n in sorted(gone))
    return replace(
        table,
        rows=tuple(table.rows[i] for i in kept),
        geometries=None if shapes is None else [shapes[i] for i in kept],
        faults=tuple(fault for fault in table.faults if fault.row not in gone),
        notes=(*(note for note in table.notes if note.row not in gone), *told),
    )


def nothing_in(table: RawTable) -> Message:
    """Return the fault of a file without plans: an empty form, the example alone, nothing."""
    if table.layout.is_form:
        return Message("empty_form", table.file)
    has_example = any(note.code == _IGNORED for note in table.notes)
    return Message("only_example" if has_example else "no_plans", table.file)
