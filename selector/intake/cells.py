"""One cell at a time: from text to value, or a fault that says what was expected."""

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from selector.errors import nearest, shorten
from selector.intake.typed.dates import month_of_no_day, readings
from selector.intake.typed.words import words
from selector.moments import parse_moment
from selector.numbers import parse_decimal
from selector.vocabulary import (
    ASSESSMENTS,
    LIST_SEPARATOR,
    MET,
    MISSING,
    NOT_APPLICABLE,
    UNDER_WAY,
)

_SEPARATORS = re.compile(r"[|,;]")
MAX_NAME, MAX_LABEL = 500, 200  # characters
MAX_ITEMS = 1000  # of a list
_ANSWERS = {  # what they can mean where it is asked whether a condition is met
    **dict.fromkeys(("ja", "yes"), (MET,)),
    **dict.fromkeys(("nee", "no"), (UNDER_WAY, MISSING)),
}
_LEAST_PERCENT = 5  # from here on a number is a percentage without its sign; 1.5 may be 150%


class CellFault(Exception):  # noqa: N818  (it is a fault of the input, not of the program)
    """A cell that cannot be read: the code of the message and what goes into it."""

    def __init__(
        self, code: str, value: str | None = None, suggestion: str = "", **params: object
    ) -> None:
        super().__init__(code)
        self.code, self.value, self.suggestion, self.params = code, value, suggestion, params


def at_most(text: str, limit: int) -> str:
    """Refuse a text that is too long to be shown."""
    if len(text) > limit:
        raise CellFault("too_long", shorten(text, 40), limit=limit)
    return text


def name(text: str) -> str:
    """Read a name."""
    return at_most(text, MAX_NAME)


def label(text: str) -> str:
    """Read an item of a list of labels or ids."""
    return at_most(text, MAX_LABEL)


def split_list(text: str) -> list[str]:
    """Split a list at `|`, `,` or `;`; empty items and repeats fall away.

    Raises `CellFault` when there are too many.
    """
    items = (item.strip() for item in _SEPARATORS.split(text))
    found = list(dict.fromkeys(item for item in items if item))
    if len(found) > MAX_ITEMS:
        raise CellFault("too_many_items", str(len(found)), limit=MAX_ITEMS)
    return found


def plan_id(text: str) -> str:
    """Read a plan_id: any text that cannot be taken for a formula or a list."""
    listed = re.search(r"[|,;]|\s{2}", text)
    if text[:1] in "=+-@" or listed or not text.isprintable() or len(text) > 100:
        raise CellFault("bad_plan_id", shorten(text))
    return text


def one_of(text: str, known: Sequence[str]) -> str:
    """Read one word of a fixed list, whatever its capitals."""
    word = text.casefold()
    if word not in known:
        listed = ", ".join(known)
        meant = _ANSWERS.get(word, ()) if tuple(known) == ASSESSMENTS else ()
        close = LIST_SEPARATOR.join(words(text, known)) or nearest(word, known)
        more = {"meant": meant} if meant else {}
        near = meant[0] if meant else close
        raise CellFault("not_in_list", shorten(text), near, known=listed, **more)
    return word


def only_one_of(text: str, known: Sequence[str]) -> str:
    """Read one word of a fixed list, where a cell can hold no more than that."""
    several = tuple(dict.fromkeys(words(text, known)))
    if len(several) > 1:
        raise CellFault("several_words", shorten(text), several[0], meant=several)
    return one_of(text, known)


def whole_between(text: str, low: int, high: int) -> int:
    """Read a whole number within bounds, ends included."""
    parsed = parse_decimal(text)
    if "%" in text or parsed is None or parsed[0] != int(parsed[0]) or parsed[1]:
        raise CellFault("not_whole_between", shorten(text), low=low, high=high)
    if not low <= parsed[0] <= high:
        raise CellFault("not_whole_between", shorten(text), low=low, high=high)
    return int(parsed[0])


def share(text: str) -> tuple[Decimal | None, bool]:
    """Read a share 0..1, also as a percentage; and whether it was rounded to four places.

    None for `nvt`: a national plan has no region of which to be a share.
    """
    if text.casefold() == NOT_APPLICABLE:
        return None, False
    parsed = parse_decimal(text)
    if parsed is None:
        raise CellFault("not_a_share", shorten(text))
    number, rounded = parsed
    if not 0 <= number <= 1:
        percent = _LEAST_PERCENT <= number <= 100 and "%" not in text
        raise CellFault("not_a_share", shorten(text), f"{text.strip()}%" if percent else "")
    return number, rounded


def moment(text: str) -> datetime:
    """Read an ISO 8601 moment; offers the ISO form of a Dutch date."""
    found = parse_moment(text)
    if found is None:
        meant = readings(text)
        if len(meant) > 1:
            raise CellFault("two_moments", shorten(text), first=meant[0], second=meant[1])
        if meant:
            raise CellFault("not_iso", shorten(text), meant[0])
        if impossible := month_of_no_day(text):
            first, days = impossible
            raise CellFault("no_such_day", shorten(text), month=first, days=days)
        raise CellFault("not_a_moment", shorten(text))
    return found
