"""Exact numbers, counted anew: ten-thousandths, per mille by largest remainder, fractions."""

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor

from selector.verify.recount.unreadable import Unreadable

UNIT = 10_000  # decimals have four places

_NUMBER = re.compile(r"[+-]?(?:\d{1,12}(?:[.,]\d{0,30})?|[.,]\d{1,30})")
MOST_DIGITS = 100  # of a number in a scenario, before and behind its point


def ten_thousandths(number: Fraction) -> int:
    """Return a number in ten-thousandths, halves away from zero."""
    size = floor(abs(number) * UNIT + Fraction(1, 2))
    return size if number >= 0 else -size


def read_number(text: str) -> int | None:
    """Read a decimal with point or comma, or a percentage, in ten-thousandths; else None."""
    body = text.strip()
    whole = Fraction(100 if body.endswith("%") else 1)
    body = body.removesuffix("%").rstrip()
    if not _NUMBER.fullmatch(body):
        return None
    return ten_thousandths(Fraction(body.replace(",", ".")) / whole)


def given_number(value: object) -> int:
    """Return a number of a scenario in ten-thousandths; raises `ValueError`, `Unreadable`.

    Of 1e99999999 not even the digits can be written down.
    """
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise ValueError(value)
    try:
        number = Decimal(value)
    except ArithmeticError:
        raise ValueError(value) from None
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int) or max(len(digits), abs(exponent)) > MOST_DIGITS:
        raise Unreadable("", f"{number:.9e}")
    return ten_thousandths(Fraction(number))


def show(parts: int, per: int = UNIT) -> str:
    """Return `parts / per` as a decimal without needless zeros; `per` is a power of ten."""
    text = f"{Decimal(parts) / per:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shared_out(amounts: Mapping[str, int]) -> dict[str, int]:
    """Divide 1000 by largest remainder, ties by name; all zeros for nothing."""
    total = sum(amounts.values())
    if not total:
        return dict.fromkeys(amounts, 0)
    exact = {name: Fraction(1000 * amount, total) for name, amount in sorted(amounts.items())}
    whole = {name: floor(share) for name, share in exact.items()}
    behind = sorted(exact, key=lambda name: whole[name] - exact[name])
    for name in behind[: 1000 - sum(whole.values())]:
        whole[name] += 1
    return whole


def read_fraction(text: object) -> Fraction | None:
    """Read a fraction in lowest terms, as results write it (`7/9`, `1`); else None."""
    if not isinstance(text, str) or not re.fullmatch(r"-?[0-9]{1,999}(/[0-9]{1,999})?", text):
        return None
    try:
        number = Fraction(text)
    except ZeroDivisionError:
        return None
    return number if str(number) == text else None
