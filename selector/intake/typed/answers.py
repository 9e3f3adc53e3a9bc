"""`ja` to a question in the form of an applicant: every condition is asked so that it means met.

`nee` has two meanings, for the plan may work towards it: it stays a fault.
"""

from dataclasses import replace

from selector.errors import Message, shorten
from selector.intake.table import RawTable
from selector.intake.typed.words import bare
from selector.vocabulary import CONDITIONS, MET

_YES = ("ja", "yes")


def answers_as_meant(table: RawTable) -> RawTable:
    """Return a form in which `ja` is the word of the list, with a note; others as they are."""
    if not table.layout.is_form:
        return table
    notes = [
        Message("read_as", table.file, number, column, "", shorten(text), "", {"read": MET})
        for number, row in table.rows
        for column, text in zip(table.header, row, strict=True)
        if answer_as_meant(column, text) != text
    ]
    rows = tuple((n, tuple(map(answer_as_meant, table.header, row))) for n, row in table.rows)
    return replace(table, rows=rows, notes=(*table.notes, *notes))


def answer_as_meant(column: str, text: str) -> str:
    """Return the answer to a question as the contract writes it."""
    return MET if column in CONDITIONS and bare(text) in _YES else text
