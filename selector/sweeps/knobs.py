"""A knob: something of a round that a sweep varies, and the values that it takes."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from selector.numbers import show_decimal

SWITCH = ("true", "false")  # of a change without a value, such as `+A03`: made, or not
_BARE = re.compile("[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Listed:
    """Values that are given one by one, as texts."""

    values: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, at: int) -> str:
        return self.values[at]


@dataclass(frozen=True)
class Drawn:
    """Numbers from `low` to `high`, both in whole steps of `places` decimals."""

    low: int
    high: int
    places: int

    def __len__(self) -> int:
        return self.high - self.low + 1

    def __getitem__(self, at: int) -> str:
        return show_decimal(Decimal(self.low + at).scaleb(-self.places))


@dataclass(frozen=True)
class Knob:
    """The left side of a change, and the values that it takes.

    A `switch` has no value: the change is made, or not. A `doubt` is an assessment that is
    uncertain.
    """

    key: str
    values: Listed | Drawn
    switch: bool = False
    doubt: bool = False

    def change(self, at: int) -> str | None:
        """Return the change that sets the value at a place; None when that changes nothing."""
        if self.switch:
            return self.key if self.values[at] == SWITCH[0] else None
        return f"{self.key}={self.values[at]}"


def value_text(value: Any, cell: bool) -> str:
    """Return a value of TOML as it is written in a change: in a cell plain, else as TOML.

    A text stays as it is: a change is read as TOML when it can be, else as bare text.
    """
    if isinstance(value, str):
        return value
    if cell and isinstance(value, list | tuple):
        return "|".join(value_text(item, cell) for item in value)
    return _toml(value)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return SWITCH[0] if value else SWITCH[1]
    if isinstance(value, Decimal):
        return show_decimal(value)
    if isinstance(value, float):
        return show_decimal(Decimal(repr(value)))
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        parts = (f"{_key(key)} = {_toml(part)}" for key, part in value.items())
        return f"{{{', '.join(parts)}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)
