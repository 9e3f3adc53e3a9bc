"""A day or moment as people write it, counted anew: only what can mean one thing."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime

_MONTHS = (
    "januari january jan", "februari february feb febr", "maart march mrt mar", "april apr",
    "mei may", "juni june jun", "juli july jul", "augustus august aug", "september sep sept",
    "oktober october okt oct", "november nov", "december dec",
)  # fmt: skip
_DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_CLOCK = re.compile(r"([0-9]{1,2})[:.u]([0-9]{2})([:.][0-9]{2})?( ?uur| ?u\.?)?")
LONGEST = 60  # characters of a date
_HOUR = re.compile(r"([0-9]{1,2}) ?(uur|u\.?)")


def as_iso(text: str) -> str:
    """Return the moment in ISO 8601 that a text means; what has not one meaning as it is."""
    if len(text) > LONGEST:
        return text
    with suppress(ValueError):
        datetime.fromisoformat(text.strip())
        return text
    found = set(_moments(" ".join(text.lower().split())))
    return found.pop() if len(found) == 1 else text


def _moments(text: str) -> Iterator[str]:
    for day, clock in _divided(text):
        hour = _hour(clock)
        if hour is not None:
            for found in _readings(day):
                yield f"{found.isoformat()}{hour}"


def _divided(text: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to part a text in a day and a clock, which may be absent."""
    yield text, ""
    for gap in re.finditer(r",? (?:om )?|, ?|(?<=[0-9])t(?=[0-9])", text):
        yield text[: gap.start()], text[gap.end() :]


def _hour(text: str) -> str | None:
    """Return a clock as ISO 8601 has it; None when it is none."""
    if not text:
        return ""
    if found := _CLOCK.fullmatch(text):
        parts = [int(found[1]), int(found[2])] + ([int(found[3][1:])] if found[3] else [])
    elif found := _HOUR.fullmatch(text):
        parts = [int(found[1]), 0]
    else:
        return None
    if parts[0] > 23 or max(parts[1:]) > 59:
        return None
    return "T" + ":".join(f"{part:02}" for part in parts)


def _readings(text: str) -> set[date]:
    """Return the days that a text can mean."""
    name, _, rest = text.partition(" ")
    on = [i for i, day in enumerate(_DAYS) if name.rstrip(",").rstrip(".") in (day, day[:2])]
    if on:
        return {day for day in _readings(rest.lstrip()) if day.weekday() == on[0]}
    if named := re.fullmatch(r"([0-9]{1,2})[-/. ]*([a-z]+)[-/., ]*([0-9]{4})", text):
        months = [i for i, names in enumerate(_MONTHS, start=1) if named[2] in names.split()]
        return _existing((int(named[3]), month, int(named[1])) for month in months)
    numbers = re.fullmatch(r"([0-9]+)( ?[-/.] ?| )([0-9]+)\2([0-9]+)", text)
    if not numbers:
        return set()
    widths = tuple(len(numbers[i]) for i in (1, 3, 4))
    a, b, c = (int(numbers[i]) for i in (1, 3, 4))
    if widths[1] > 2 or max(widths) > 4 or 3 in widths:
        return set()
    if widths[0] == 4:
        return _existing([(a, b, c)]) if widths[2] < 3 else set()
    if widths[2] == 4:
        other = [(c, a, b)] if "/" in numbers[2] or b > 12 else []
        return _existing([(c, b, a), *other])
    return _existing([(2000 + c, b, a), (2000 + a, b, c)]) if widths[2] == 2 else set()


def _existing(days: Iterable[tuple[int, int, int]]) -> set[date]:
    found = set()
    for day in days:
        try:
            found.add(date(*day))
        except ValueError:
            continue
    return {day for day in found if 1900 <= day.year <= 2200}
