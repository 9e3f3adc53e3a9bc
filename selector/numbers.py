"""Exact numbers: decimals of four places, per mille by largest remainder, fractions as text.

Inside the model everything is a whole number, so that "equal" and "optimal" are exact.
"""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

SCALE = 10_000  # one unit of a decimal of four places
HECTARE = 10_000  # square metres

MAX_DIGITS = 100  # of a number that is given, before and behind its point
_MAX_EXPONENT = 999_999  # of a number that is only refused

_DECIMAL = re.compile(r"[+-]?(\d{1,12}([.,]\d{0,30})?|[.,]\d{1,30})")


def round_places(number: Decimal) -> tuple[Decimal, bool]:
    """Round half up to four places; also tell whether that changed the number."""
    rounded = number.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)
    return rounded, rounded != number


def parse_decimal(text: str) -> tuple[Decimal, bool] | None:
    """Read a decimal, with point or comma and perhaps a percent sign.

    Returns the number in four places and whether it had to be rounded, or None when the
    text is no number.
    """
    body = text.strip()
    percent = body.endswith("%")
    if percent:
        body = body[:-1].rstrip()
    if not _DECIMAL.fullmatch(body):
        return None
    number = Decimal(body.replace(",", "."))
    return round_places(number / 100 if percent else number)


def given(text: str) -> Decimal:
    """Return a number of a TOML file exactly; beyond what a decimal can be, one beyond reason.

    >>> from selector.numbers import given, writable
    >>> writable(given("0.05")), writable(given("1e99999999999999999999"))
    (True, False)
    """
    try:
        return Decimal(text)
    except ArithmeticError:
        body, _, exponent = text.casefold().partition("e")
        return Decimal(f"{body}e{'-' * exponent.startswith('-')}{_MAX_EXPONENT}")


def writable(number: Decimal) -> bool:
    """Tell whether a number is finite, and can be written down in so many digits."""
    _, digits, exponent = number.as_tuple()
    return isinstance(exponent, int) and max(len(digits), abs(exponent)) <= MAX_DIGITS


def scaled(number: Decimal) -> int:
    """Return a decimal of four places as a whole number of ten-thousandths."""
    return int(number * SCALE)


def show_decimal(number: Decimal | int) -> str:
    """Return a decimal without needless zeros: 0.8500 as `0.85`."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shared_out(amounts: Mapping[str, int]) -> dict[str, int]:
    """Share out 1000 over some amounts by largest remainder, ties in alphabetical order.

    All zeros when the amounts add up to nothing. The order in which they stand changes nothing.
    """
    total = sum(amounts.values())
    if total == 0:
        return dict.fromkeys(amounts, 0)
    shares = {name: amount * 1000 // total for name, amount in amounts.items()}
    by_remainder = sorted(amounts, key=lambda name: (-(amounts[name] * 1000 % total), name))
    for name in by_remainder[: 1000 - sum(shares.values())]:
        shares[name] += 1
    return shares
