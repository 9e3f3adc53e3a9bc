"""Texts that a spreadsheet changes when it opens a CSV: days, months, clocks and powers of ten.

Our own CSV files put an apostrophe before such a text, and whoever reads them takes it away. A
whole date in ISO 8601 is left: what a spreadsheet makes of it is that date.
"""

import re

APOSTROPHE = "'"
_MONTHS = (
    "jan", "januari", "january", "feb", "februari", "february", "mrt", "maart", "mar", "march",
    "apr", "april", "mei", "may", "jun", "juni", "june", "jul", "juli", "july", "aug", "augustus",
    "august", "sep", "sept", "september", "okt", "oktober", "oct", "october", "nov", "november",
    "dec", "december",
)  # fmt: skip
_PART = "(?:[0-9]{1,2}|[0-9]{4})(?![0-9])"
_MONTH, _JOIN = rf"(?:{'|'.join(_MONTHS)})\.?", "[-/. ]?"
_CHANGED = re.compile(
    rf"{_PART} ?[-/] ?{_PART}(?: ?[-/] ?{_PART})?"
    rf"|{_PART}\.{_PART}\.{_PART}"
    r"|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
    rf"|{_PART}{_JOIN}{_MONTH}(?:{_JOIN}{_PART})?"
    rf"|{_MONTH}{_JOIN}{_PART}(?:{_JOIN}{_PART})?"
    r"|[0-9]+(?:[.,][0-9]+)?e[-+]?[0-9]+",
    re.IGNORECASE | re.ASCII,
)
_WITH_POINT = re.compile(rf"{_PART}\.{_PART}")  # a number where the decimal sign is a point
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def is_mistaken(text: str, decimal: str) -> bool:
    """Tell whether a spreadsheet with this decimal sign makes something else of a text."""
    if not text[:1].isalnum() or _ISO.fullmatch(text):
        return False
    return bool(_CHANGED.fullmatch(text) or (decimal == "," and _WITH_POINT.fullmatch(text)))


def as_meant(cell: str) -> str:
    """Return a cell of a CSV without the apostrophe that keeps a spreadsheet from changing it."""
    marked = cell[:1] == APOSTROPHE and is_mistaken(cell[1:], ",")
    return cell[1:] if marked else cell
