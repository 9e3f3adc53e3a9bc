"""The example in the form: a row that shows how it is done, and that is no plan."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from selector.errors import Message
from selector.intake.table import RawTable
from selector.vocabulary import CONDITIONS

EXAMPLE = "VOORBEELD"  # its plan_id
SHOWN: Mapping[str, str] = {  # the row as the form has it
    "plan_id": EXAMPLE, "naam": "Samen voor de klas in Midden-Brabant",
    "ingediend_op": "2023-04-26T14:05:00", "sectoren": "po|vo", "gemeenten": "Tilburg|Waalwijk",
    "samenwerking": "regionaal", "herkomst": "bestaand", "uitdagingen": "tekortvakken|zij_instroom",
    "accenten": "werven|begeleiden", "governance": "vereniging", "ambitie": "4",
    "besturen": "bestuur A|bestuur B", "opleidingen": "pabo A", "aandeel_besturen": "0.725",
    "aandeel_opleidingen": "1", "afstemming": "",
    **dict.fromkeys(CONDITIONS, "voldaan"), "c2": "werkt_toe", "b3": "nvt", "b4": "nvt",
    "o1": "nvt", "o2": "nvt",
}  # fmt: skip
_TOLD = {True: "example_ignored", False: "example_changed"}  # whether it is as it was


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
    told = (
        Message(_TOLD[_is_as_it_was(table.header, row)], table.file, number, value=EXAMPLE)
        for number, row in table.rows
        if number in gone
    )
    return replace(
        table,
        rows=tuple(table.rows[i] for i in kept),
        geometries=None if shapes is None else [shapes[i] for i in kept],
        faults=tuple(fault for fault in table.faults if fault.row not in gone),
        notes=(*(note for note in table.notes if note.row not in gone), *told),
    )


def _is_as_it_was(header: Sequence[str], row: Sequence[str]) -> bool:
    """Tell whether nobody has typed in the example: then no plan can hide in it."""
    return all(text == SHOWN.get(name, "") for name, text in zip(header, row, strict=True))


def nothing_in(table: RawTable) -> Message:
    """Return the fault of a file without plans: an empty form, the example alone, nothing."""
    if table.layout.is_form:
        return Message("empty_form", table.file)
    has_example = any(note.code in _TOLD.values() for note in table.notes)
    return Message("only_example" if has_example else "no_plans", table.file)
