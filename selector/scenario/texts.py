"""A scenario as plain tables: TOML within bounds, and the texts that a scenario may not hold."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from selector.errors import InputError, Message, shorten
from selector.intake.plain import control_character, plain
from selector.intake.sorts import is_table, not_text
from selector.numbers import MAX_DIGITS, given, writable
from selector.scenario.numbers_in_toml import comma_notes, list_notes, pointed
from selector.scenario.toml_faults import toml_faults, whole

MAX_DEPTH = 50  # tables and lists inside each other
MAX_WHOLE, MAX_BITS = 10**15, 1000  # of longer ones not even the digits can be asked
BEYOND = ("too_deep", "too_large")  # with these faults nothing else can be looked at
# A key of so many parts takes the parser time that grows with their square.
_LONG_KEY = re.compile(
    rf"(?<![\w-])(?:(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+\.[ \t]*+){{{MAX_DEPTH}}}"
)


def read_toml(file: str, data: bytes) -> Mapping[str, Any]:
    """Return the tables of a TOML file, decimals exact; raises `InputError`.

    A comma before decimals is read as a point (`toml_notes` tells where).
    """
    if fault := not_text(file, data):
        raise InputError([fault])
    try:
        text = toml_text(data)
        if found := _LONG_KEY.search(text):
            raise ValueError(shorten(found[0], 40))
        return _tables(text)
    except tomllib.TOMLDecodeError:
        text = _plain(data)
        raise InputError(is_table(file, text) or toml_faults(file, text, _tables)) from None
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise InputError([whole(file, error)]) from None


def toml_text(data: bytes) -> str:
    """Return the text of a TOML file, with points for decimal commas where else it is no TOML."""
    text = _plain(data)
    return pointed(text) if _has_commas(text) else text


def toml_notes(file: str, data: bytes) -> tuple[Message, ...]:
    """Return a note on every number of a TOML file of which the comma may be misread."""
    text = _plain(data)
    commas = comma_notes(file, text) if _has_commas(text) else []
    return (*commas, *list_notes(file, text))


def _plain(data: bytes) -> str:
    return data.decode("utf-8-sig").replace("\r\n", "\n")


def _has_commas(text: str) -> bool:
    """Tell whether decimal commas, and nothing else, keep a text from being TOML."""
    if (changed := pointed(text)) == text or _LONG_KEY.search(text):
        return False
    return not _is_toml(text) and _is_toml(changed)


def _is_toml(text: str) -> bool:
    try:
        _tables(text)
    except (ValueError, ArithmeticError, RecursionError):
        return False
    return True


def _tables(text: str) -> Mapping[str, Any]:
    return tomllib.loads(text, parse_float=given)


def unclean(tables: Mapping[str, Any], file: str) -> list[Message]:
    """Find keys and texts that are not what they seem, and numbers and depths beyond reason.

    A text in a scenario is a name or a label, which has to be the same as that in the plans: on
    one line, with single spaces and nothing invisible.
    """
    faults = []
    for place, value in _walk(tables):
        if place.count(".") + place.count("[") > MAX_DEPTH:
            return [Message("too_deep", file, params={"limit": MAX_DEPTH})]
        if isinstance(value, int) and value.bit_length() > MAX_BITS:
            params = {"bound": str(MAX_WHOLE)}
            faults.append(Message("too_large", file, place=place, value="…", params=params))
        elif isinstance(value, Decimal) and value.is_finite() and not writable(value):
            shown = shorten(str(value).replace("E+", "e").replace("E", "e"))
            fault = Message("too_many_digits", file, None, "", place, shown)
            faults.append(replace(fault, params={"limit": MAX_DIGITS}))
        elif isinstance(value, str) and (found := control_character(value)):
            shown, params = shorten(value), {"character": found}
            faults.append(Message("control_character", file, None, "", place, shown, "", params))
        elif isinstance(value, str) and (meant := plain(value)) != value.strip():
            close = shorten(meant)
            faults.append(Message("not_plain", file, None, "", place, shorten(value), close))
    return faults


def _walk(tables: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield every key and value with its place, in the order of the file."""
    left: list[tuple[str, Any]] = [("", tables)]
    while left:
        place, value = left.pop()
        yield place, value
        if isinstance(value, Mapping):
            for key in value:
                yield place, key
            inner = [(f"{place}.{shorten(key, 40)}".lstrip("."), v) for key, v in value.items()]
            left += reversed(inner)
        elif isinstance(value, list | tuple):
            left += reversed([(f"{place}[{i}]", v) for i, v in enumerate(value, start=1)])
