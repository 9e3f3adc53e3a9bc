"""Cells that hold several values: `voldaan/werkt_toe` of two assessors, `0.6..0.8` for a range.

Only a sweep knows what to do with them: it draws from the values. Anywhere else such a cell is a
fault.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from selector.errors import Message, shorten
from selector.intake.cells import CellFault, one_of, share
from selector.intake.table import RawTable
from selector.intake.typed.cells import assessment_as_meant
from selector.numbers import show_decimal
from selector.vocabulary import ASSESSMENTS, CONDITIONS, SHARES

BETWEEN, OR = "..", "/"
PLACES = 2  # decimals of a range, unless its ends have more


@dataclass(frozen=True)
class Doubt:
    """A cell of the plans file with several values, the first of which is taken for the time."""

    plan: str
    column: str
    values: tuple[str, ...]


def has_several(column: str, text: str) -> bool:
    """Tell whether a cell is written as one with several values."""
    return column in (*CONDITIONS, *SHARES) and (
        OR in text or (BETWEEN in text and column in SHARES)
    )


def values_of(column: str, text: str) -> tuple[str, ...]:
    """Return the values of such a cell; raises `CellFault` when one of them is none."""
    if column in CONDITIONS:
        return tuple(dict.fromkeys(one_of(part.strip(), ASSESSMENTS) for part in text.split(OR)))
    if BETWEEN in text:
        low, _, high = text.partition(BETWEEN)
        return _between(low.strip(), high.strip(), text)
    parts = [part.strip() for part in text.split(OR)]
    for part in parts:
        share(part)
    return tuple(dict.fromkeys(parts))


def settled(table: RawTable) -> tuple[RawTable, tuple[Doubt, ...], tuple[Message, ...]]:
    """Return a table with the first value in cells that have several, these, and their faults."""
    if "plan_id" not in table.header:
        return table, (), ()
    key, doubts, faults = table.header.index("plan_id"), list[Doubt](), list[Message]()
    rows = list[tuple[int, tuple[str, ...]]]()
    for row, texts in table.rows:
        cells = list(texts)
        for at, column in enumerate(table.header):
            if not has_several(column, texts[at]):
                continue
            try:
                values = values_of(column, texts[at])
            except CellFault as fault:
                faults.append(_fault(fault, table.file, row, column))
                cells[at] = ""
                continue
            cells[at] = values[0]
            if len(values) > 1:
                doubts.append(Doubt(texts[key], column, values))
        rows.append((row, tuple(cells)))
    return replace(table, rows=tuple(rows)), tuple(doubts), tuple(faults)


def beside(table: RawTable, other: RawTable) -> Iterator[tuple[int, str, str, str]]:
    """Yield the row, plan, column and text of each cell that a second assessor filled otherwise."""
    mine = dict(_assessed(table))
    for (plan, column), (row, text) in _assessed(other):
        ours = mine.get((plan, column), (0, ""))[1]
        if text and text.casefold() != ours.casefold():
            yield row, plan, column, text


def _assessed(table: RawTable) -> Iterator[tuple[tuple[str, str], tuple[int, str]]]:
    key = table.header.index("plan_id")
    for row, texts in table.rows:
        for column, text in zip(table.header, texts, strict=True):
            if column in (*CONDITIONS, *SHARES):
                yield (texts[key], column), (row, assessment_as_meant(column, text))


def _between(low: str, high: str, text: str) -> tuple[str, ...]:
    """Return the numbers of a range in whole steps, its ends included."""
    ends = [share(part)[0] for part in (low, high)]
    if ends[0] is None or ends[1] is None or ends[0] > ends[1]:
        raise CellFault("not_a_share", shorten(text))
    places = max(PLACES, *(len(show_decimal(end).partition(".")[2]) for end in ends if end))
    first, last = (int(end.scaleb(places)) for end in ends if end is not None)
    return tuple(show_decimal(Decimal(n).scaleb(-places)) for n in range(first, last + 1))


def _fault(fault: CellFault, file: str, row: int, column: str) -> Message:
    return Message(fault.code, file, row, column, "", fault.value, fault.suggestion, fault.params)
