"""Which texts a spreadsheet takes for a day, a month, a clock or a power of ten, counted anew."""

import re

_MONTHS = frozenset(
    ("jan", "feb", "mrt", "mar", "apr", "mei", "may", "jun", "jul", "aug", "sep", "sept", "okt",
     "oct", "nov", "dec", "januari", "january", "februari", "february", "maart", "march", "april",
     "juni", "june", "juli", "july", "augustus", "august", "september", "oktober", "october",
     "november", "december")
)  # fmt: skip
_TOKENS = re.compile(r"[0-9]+|[a-z]+|.", re.DOTALL)
_SHAPES = (  # n: one or two digits, or four; m: the name of a month
    re.compile(r"n( ?[-/] ?n){1,2}"),
    re.compile(r"n\.n\.n"),
    re.compile(r"n[-/. ]?m\.?([-/. ]?n)?"),
    re.compile(r"m\.?[-/. ]?n([-/. ]?n)?"),
)
_CLOCK = re.compile(r"[0-9]{1,2}(:[0-9][0-9]){1,2}")
_POWER = re.compile(r"[0-9]+([.,][0-9]+)?e[+-]?[0-9]+")
_DAY = re.compile(r"[0-9]{4}(-[0-9]{2}){2}")


def mistaken(text: str, comma: bool) -> bool:
    """Tell whether a spreadsheet changes a text; `comma`: the sign in its numbers is a comma."""
    low = text.lower() if text.isascii() else ""
    if _DAY.fullmatch(low):
        return False
    if _CLOCK.fullmatch(low) or _POWER.fullmatch(low):
        return True
    shape = "".join(map(_kind, _TOKENS.findall(low)))
    return any(known.fullmatch(shape) for known in _SHAPES) or (comma and shape == "n.n")


def meant(cell: str) -> str:
    """Return a cell of a CSV without the apostrophe before what would be mistaken."""
    return cell[1:] if cell.startswith("'") and mistaken(cell[1:], True) else cell


def _kind(token: str) -> str:
    if token.isdigit():
        return "n" if len(token) in (1, 2, 4) else "x"
    return "m" if token in _MONTHS else token if not token.isalpha() else "x"
