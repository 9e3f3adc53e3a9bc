"""A text as a person sees it: on one line, with single spaces, without invisible characters.

Invisible are the characters that turn the direction of writing, join or split without a trace:
Unicode's category Cf. What they leave is what anyone would read, and so what is meant.
"""

import re
from unicodedata import category

# What neither XML nor a terminal can show: control characters, halves of characters, no characters.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("[\r\n\u2028\u2029]+")


def plain(text: str, line_end: str = " ") -> str:
    """Return a text without invisible characters, white space as single spaces.

    `line_end` takes the place of the ends of lines.
    """
    if text.isprintable() and "  " not in text:
        return text.strip()
    return _single_spaces("".join(c for c in text if category(c) != "Cf"), line_end)


def hides(text: str) -> bool:
    """Tell whether a text holds invisible characters."""
    return not text.isprintable() and any(category(c) == "Cf" for c in text)


def control_character(text: str) -> str:
    """Return the first control character of a text as `U+0007`, or nothing."""
    found = None if text.isprintable() else _CONTROL.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def _single_spaces(text: str, line_end: str) -> str:
    lines = (" ".join(line.split()) for line in _LINE_END.split(text))
    return line_end.join(line for line in lines if line)
