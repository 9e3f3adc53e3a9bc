"""The scalar types of a scenario: decimals of four places, whole numbers, moments."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from operator import index
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from selector.moments import AMSTERDAM, parse_moment
from selector.numbers import round_places, show_decimal, writable

_LARGEST = 10**9


def _as_int(value: object) -> object:
    """Accept the whole numbers of numpy and pandas as well."""
    if isinstance(value, bool | int) or not hasattr(value, "__index__"):
        return value
    try:
        return index(value)
    except TypeError:  # yes and no of numpy
        return value


Whole = Annotated[int, Field(strict=True, ge=1, le=1_000_000), BeforeValidator(_as_int)]
Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000), BeforeValidator(_as_int)]


def _as_decimal(value: object, info: ValidationInfo) -> Decimal:
    """Accept a number, rounded half up to four places; the rounding is told to the context."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise PydanticCustomError("decimal_type", "a number is expected")
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not writable(number):
        raise PydanticCustomError("decimal_type", "a finite number is expected")
    if abs(number) > _LARGEST:
        kind, end = ("less_than_equal", "le") if number > 0 else ("greater_than_equal", "ge")
        bound = {end: _LARGEST if number > 0 else -_LARGEST}
        raise PydanticCustomError(kind, "a smaller number is expected", bound)
    rounded, changed = round_places(number)
    if changed and isinstance(info.context, list):
        info.context.append((show_decimal(number), show_decimal(rounded)))
    return rounded


Decimal4 = Annotated[Decimal, BeforeValidator(_as_decimal), WithJsonSchema({"type": "number"})]
Share = Annotated[Decimal4, Field(ge=0, le=1)]


def _as_deadline(value: object) -> datetime:
    """Accept a TOML date or moment, or the same as text; a bare date lasts until its end."""
    text = value.isoformat() if isinstance(value, date) else value
    moment = parse_moment(text) if isinstance(text, str) else None
    if moment is None:
        raise PydanticCustomError("moment_type", "a moment in ISO 8601 is expected")
    if isinstance(text, str) and len(text.strip()) <= len("2023-04-28"):
        return datetime.combine(moment.date(), time.max, AMSTERDAM)
    return moment


Deadline = Annotated[
    datetime,
    BeforeValidator(_as_deadline),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


def later(moment: datetime, deadline: datetime) -> bool:
    """Tell whether a moment is after the deadline, compared as instants."""
    return moment.astimezone(UTC) > deadline.astimezone(UTC)
