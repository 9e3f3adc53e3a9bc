"""The kinds of value that an option or argument can have, beside those of click."""

import errno
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from selector.errors import Message, shorten
from selector.visible import hidden

LONGEST = 200  # bytes of a name to write: it leaves room for what is added while writing
_COMMA = re.compile(r"\s*[+-]?\d*,\d+\s*")

if TYPE_CHECKING:  # generic only since a late version of click
    _Kind = click.ParamType[str]
    _Numeric = click.ParamType[float]
else:
    _Kind = _Numeric = click.ParamType


class Place(_Kind):
    """Where something is to be written: a name that can be shown, and that a disk can hold."""

    name = "place"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the place as it is; what is wrong with it is a fault."""
        if fault := place_fault(value):
            raise Bad(fault)
        return value


class Text(_Kind):
    """Text that can be shown and kept: no control characters, no halves of characters."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text as it is; what is wrong with it is a fault."""
        if found := hidden(value):
            params = {"character": found}
            raise Bad(Message("control_character", value=shorten(value), params=params))
        return value


class Number(_Numeric):
    """A number, with a point or a comma before its decimals."""

    name = "number"

    def convert(
        self, value: str | float, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the number; `click.BadParameter` for what is none."""
        text = str(value)
        return float(click.FLOAT(text.replace(",", ".") if _COMMA.fullmatch(text) else text))


def place_fault(place: str) -> Message | None:
    """Return what keeps a name from being written."""
    shown, name = shorten(place), Path(place).name
    if not place.strip():
        return Message("empty_place")
    if found := hidden(name):
        return Message("control_character", value=shown, params={"character": found})
    if len(os.fsencode(name)) > LONGEST:
        return Message("name_too_long", value=shown, params={"limit": LONGEST})
    try:
        os.lstat(place)
    except OSError as error:
        if error.errno not in (errno.ENOENT, errno.ENOTDIR):
            why = {"error": error.strerror or "?"}
            return Message("bad_place", value=shown, params=why)
    except ValueError:  # a NUL
        return Message("bad_place", value=shown, params={"error": "NUL"})
    return None


class Bad(click.BadParameter):
    """A value that is wrong, with what is to be said of it."""

    def __init__(self, fault: Message) -> None:
        super().__init__(fault.code)
        self.fault = fault
