"""The table of what is compared: what a row is, and how rows become the claims of a report."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from selector.verify.compare.desk import Desk
from selector.verify.compare.report import Line


@dataclass(frozen=True)
class Compared:
    """What became of a row: how many things were compared, and in how many columns of a table."""

    count: int = 1
    columns: int = 0


@dataclass(frozen=True)
class Row:
    """One thing that is compared.

    `file` and `place` (a key, a sheet, a layer, a part) say where it stands, `source` gives what
    must stand there, `how` compares the two. `claim` is the text of the report in which it counts,
    if any.
    """

    file: str
    place: str
    source: "Source"
    how: "How"
    claim: str


Source = Callable[[Any], Any]  # takes the case
# Takes the case and the row; returns None for what could not be compared in this run.
How = Callable[[Any, Row], Compared | None]
Done = tuple[Row, Compared]


def compare(rows: Iterable[Row], case: Any, desk: Desk) -> list[Done]:
    """Compare row by row; return those that were compared, and what that came to."""
    done = list[Done]()
    for row in rows:
        compared = desk.attempt(row.file, row.how, case, row)
        if compared is not None:
            done.append((row, compared))
    return done


def claims(done: Sequence[Done]) -> list[Line]:
    """Return what may be said to be recounted: of each claim the rows that were compared."""
    lines = []
    for claim in dict.fromkeys(row.claim for row, _ in done if row.claim):
        own = [(row, compared) for row, compared in done if row.claim == claim]
        where = tuple((row.file, row.place, compared.columns) for row, compared in own)
        lines.append(Line(claim, {"count": own[0][1].count, "where": where}))
    return lines
