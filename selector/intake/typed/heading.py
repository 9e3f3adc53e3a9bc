"""Where the table begins and ends in a sheet with more in it, and what its columns are called.

Above the header may stand a title, below the last plan remarks; a header may have capitals,
spaces and a star.
"""

import re
from collections.abc import Iterator, Sequence

from selector.errors import Message, shorten
from selector.intake.columns import BY_NAME
from selector.intake.plain import plain

ASIDE = ("row_above", "row_below")  # codes of notes on rows that are not of the table
MOST_ABOVE = 20  # rows above the header
_ENOUGH = 3  # columns by which a header is known, plan_id one of them
_BETWEEN = re.compile(r"[\s._\-]+")
_ADDED = re.compile(r"\((?:verplicht|optioneel|required|optional)\)|[*:]")
_REMARK = re.compile(
    r"(?:\*|let op\b|(?:opmerking(?:en)?|toelichting|noot|nb|n\.b\.|totaal|bron|legenda) *:)",
    re.IGNORECASE,
)
_MOST_WORDS = 3  # of what may still be a plan_id
Rows = Sequence[tuple[int, Sequence[str]]]


def bounds(rows: Rows) -> tuple[int, int]:
    """Return the positions of the header, and of the first row below the last plan."""
    at = _heading_at(rows)
    names = [_column(cell) for cell in rows[at][1]]
    return at, _remarks_from(rows, at, names.index("plan_id")) if "plan_id" in names else len(rows)


def notes(file: str, rows: Rows, at: int, end: int) -> Iterator[Message]:
    """Yield a note for every row above or below the table, and for every column read as another."""
    for number, row in rows[:at]:
        yield Message("row_above", file, number, value=_shown(row))
    number, header = rows[at]
    for typed, name in zip(header, column_names(header), strict=True):
        if name != plain(typed) and name in BY_NAME:
            yield Message("column_read_as", file, number, name, value=shorten(plain(typed)))
    for number, row in rows[end:]:
        yield Message("row_below", file, number, value=_shown(row))


def _shown(row: Sequence[str]) -> str:
    return shorten(" ".join(cell for cell in row if cell), 60)


def _heading_at(rows: Rows) -> int:
    """Return the position of the header: the first row, unless one just below it looks like one."""
    named = [{_column(cell) for cell in row} for _, row in rows[: MOST_ABOVE + 1]]
    if not named or "plan_id" in named[0]:
        return 0
    known = (i for i, found in enumerate(named) if "plan_id" in found and _known(found) >= _ENOUGH)
    return next(known, 0)


def _remarks_from(rows: Rows, at: int, key: int) -> int:
    """Return the position from which the rows hold no plans but remarks in one cell each."""
    last = len(rows)
    while last > at + 1 and _is_remark(rows[last - 1][1], key):
        last -= 1
    return last


def column_names(header: Sequence[str]) -> tuple[str, ...]:
    """Return the names of columns in small letters, as the contract spells those it knows.

    A name that is there to the letter is not given a second time.
    """
    exact = [plain(name).casefold() for name in header]
    if "plan_id" not in map(_column, exact):
        return tuple(exact)
    return tuple(
        name if name in BY_NAME or (meant := _column(name)) in exact else meant or name
        for name in exact
    )


def known_columns(names: Sequence[str]) -> int:
    """Count the columns of the contract among some names."""
    return _known({_column(name) for name in names})


def _column(text: str) -> str:
    """Return the column of the contract that a text means, or nothing."""
    name = _BETWEEN.sub("_", _ADDED.sub("", plain(text).casefold()).strip(" ._-"))
    return name if name in BY_NAME else ""


def _known(names: set[str]) -> int:
    return len(names - {""})


def _is_remark(row: Sequence[str], key: int) -> bool:
    """Tell whether a row has nothing but a remark; `key` is the position of the plan_id.

    What somebody began to fill in is none: a name of four words, four municipalities.
    """
    filled = [(i, cell) for i, cell in enumerate(row) if cell]
    if len(filled) != 1:
        return False
    (at, text) = filled[0]
    return bool(_REMARK.match(text)) or (at == key and len(text.split()) > _MOST_WORDS)
