"""The form of an applicant without a plan_id: the office has yet to give one.

It gets one from its name, and from nothing else: so the same plan has the same plan_id whatever
its file is called and whichever other plans there are.
"""

import re
from dataclasses import replace

from selector.errors import Message
from selector.intake.example import EXAMPLE
from selector.intake.table import RawTable

GIVEN = "plan_id_given"  # the code of the note
LONGEST = 40  # characters
_WORDS = re.compile(r"[^\W_]+")


def named(table: RawTable) -> RawTable:
    """Return a form with the plan_id that its name gives, and a note; another table as it is."""
    if not table.layout.is_form or not {"plan_id", "naam"} <= set(table.header) or not table.rows:
        return table
    ((number, row),) = table.rows
    cells = dict(zip(table.header, row, strict=True))
    found = "" if cells["plan_id"] else id_from(cells["naam"])
    if not found:
        return table
    cells["plan_id"] = found
    note = Message(GIVEN, table.file, number, "plan_id", value=found)
    rows = ((number, tuple(cells.values())),)
    return replace(table, rows=rows, notes=(*table.notes, note))


def id_from(name: str) -> str:
    """Return a plan_id made of the words of a name; nothing when it has none.

    >>> from selector.intake.unnamed import id_from
    >>> id_from("Food Valley: samen voor de klas!")
    'Food-Valley-samen-voor-de-klas'
    """
    found = ""
    for word in _WORDS.findall(name):
        longer = f"{found}-{word}" if found else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        found = longer
    return "" if found == EXAMPLE else found
