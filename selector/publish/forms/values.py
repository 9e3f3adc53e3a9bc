"""What a cell of a form holds: a real date, a number, or the text itself."""

from datetime import datetime, time

from selector.intake.table import as_text
from selector.numbers import parse_decimal

_DAY = len("2023-04-26")


def moment_of(text: str) -> datetime | None:
    """Return a moment without offset in whole seconds, as a spreadsheet can hold it.

    Not midnight with its clock: in a cell that is the same as the day alone.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    plain = moment.tzinfo is None and not moment.microsecond
    plain &= len(text.strip()) == _DAY or moment.time() != time.min
    return moment if plain and 2000 <= moment.year <= 2200 else None


def moment_shown(moment: datetime) -> str:
    """Return the number format that shows a moment: no clock where only the day is known."""
    if moment.time() == time.min:
        return "yyyy-mm-dd"
    return "yyyy-mm-dd hh:mm:ss" if moment.second else "yyyy-mm-dd hh:mm"


def number_of(text: str) -> float | None:
    """Return a number that reads back as the same text."""
    parsed = parse_decimal(text)
    number = None if parsed is None else float(parsed[0])
    return number if as_text(number) == text else None


def share_shown(share: float) -> str:
    """Return the number format that shows a share as a percentage with all its decimals.

    What is no share is shown as the number it is.
    """
    if not 0 <= share <= 1:
        return "General"
    whole, _, decimals = f"{share * 100:.2f}".rstrip("0").partition(".")
    return f"0.{'0' * len(decimals)}%" if decimals and whole else "0%"
