"""Days and moments as people in the Netherlands write them, brought to ISO 8601.

`04/05/2023` may be of April or of May, and `26-04-23` of 2023 or of 2026: such a text has two
readings, and nobody should pick one.
"""

import re
from calendar import monthrange, weekday
from collections.abc import Iterator
from datetime import date

_MONTHS = (
    ("januari", "january", "jan"), ("februari", "february", "feb", "febr"),
    ("maart", "march", "mrt", "mar"), ("april", "apr"), ("mei", "may"), ("juni", "june", "jun"),
    ("juli", "july", "jul"), ("augustus", "august", "aug"), ("september", "sep", "sept"),
    ("oktober", "october", "okt", "oct"), ("november", "nov"), ("december", "dec"),
)  # fmt: skip
_WEEKDAYS = (
    ("maandag", "ma"), ("dinsdag", "di"), ("woensdag", "wo"), ("donderdag", "do"),
    ("vrijdag", "vr"), ("zaterdag", "za"), ("zondag", "zo"),
)  # fmt: skip
_MONTH = {name: i for i, names in enumerate(_MONTHS, start=1) for name in names}
_WEEKDAY = {name: i for i, names in enumerate(_WEEKDAYS) for name in names}
_WITH_CLOCK = re.compile(
    r"(?P<day>.+?)(?:,? +(?:om +)?|, ?|(?<=\d)t(?=\d))"
    r"(?:(?P<hour>\d{1,2})[:.u](?P<minute>\d\d)(?:[:.](?P<second>\d\d))?(?: ?uur| ?u\.?)?"
    r"|(?P<whole>\d{1,2}) ?(?:uur|u\.?))"
)
_WITH_WEEKDAY = re.compile(r"(?P<name>[a-z]+)\.?,? +(?P<day>\d.*)")
_YEAR_LAST = re.compile(r"(\d{1,2})( ?[-/.] ?| )(\d{1,2})\2(\d{4}|\d\d)")
_YEAR_FIRST = re.compile(r"(\d{4})( ?[-/.] ?| )(\d{1,2})\2(\d{1,2})")
_NAMED = re.compile(r"(\d{1,2})[-/. ]*([a-z]+)[-/., ]*(\d{4})")
_LONGEST = 60  # characters
_FIRST, _LAST = 1900, 2200  # years
Day = tuple[int, int, int]


def readings(text: str) -> tuple[str, ...]:
    """Return the moments in ISO 8601 that a text can mean, the likeliest first."""
    day, clock = _parted(text) if len(text) <= _LONGEST else ("", None)
    if clock is None:
        return ()
    days = dict.fromkeys(found for found in _days(day) if _exists(found))
    return tuple(f"{y:04}-{m:02}-{d:02}{clock}" for y, m, d in days)


def month_of_no_day(text: str) -> tuple[date, int] | None:
    """Return the month of a day that does not exist in it, as its first, and its number of days."""
    day, _ = _parted(text) if len(text) <= _LONGEST else ("", None)
    found = list(_days(day))
    months = [(y, m) for y, m, d in found if 1 <= m <= 12 and 28 < d < 32 and _in_bounds(y)]
    if any(map(_exists, found)) or not months:
        return None
    (y, m), *_ = months
    return date(y, m, 1), monthrange(y, m)[1]


def _parted(text: str) -> tuple[str, str | None]:
    """Return the day of a text and its clock as ISO 8601 has it; None for an impossible clock."""
    plain = " ".join(text.casefold().split())
    found = _WITH_CLOCK.fullmatch(plain)
    if not found:
        return plain, ""
    hour, minute = int(found["hour"] or found["whole"]), int(found["minute"] or 0)
    second = int(found["second"] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return found["day"], None
    return found["day"], f"T{hour:02}:{minute:02}" + (f":{second:02}" if found["second"] else "")


def _days(text: str) -> Iterator[Day]:
    """Yield the days that a text can mean, impossible ones too."""
    if (named := _WITH_WEEKDAY.fullmatch(text)) and named["name"] in _WEEKDAY:
        wanted = _WEEKDAY[named["name"]]
        yield from (d for d in _days(named["day"]) if _exists(d) and weekday(*d) == wanted)
    elif found := _NAMED.fullmatch(text):
        if month := _MONTH.get(found[2]):
            yield int(found[3]), month, int(found[1])
    elif found := _YEAR_FIRST.fullmatch(text):
        yield int(found[1]), int(found[3]), int(found[4])
    elif found := _YEAR_LAST.fullmatch(text):
        yield from _numbered(int(found[1]), found[2].strip(), int(found[3]), found[4])


def _numbered(first: int, mark: str, second: int, year: str) -> Iterator[Day]:
    """Yield day-month-year; month first where a slash or the numbers allow it."""
    if len(year) == 2:
        yield 2000 + int(year), second, first
        yield 2000 + first, second, int(year)
        return
    yield int(year), second, first
    if mark == "/" or second > 12:
        yield int(year), first, second


def _exists(day: Day) -> bool:
    year, month, number = day
    return _in_bounds(year) and 1 <= month <= 12 and 1 <= number <= monthrange(year, month)[1]


def _in_bounds(year: int) -> bool:
    return _FIRST <= year <= _LAST
