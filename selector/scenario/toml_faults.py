"""What keeps a text from being TOML, in our own words: each line that is wrong, and what was meant.

The parser stops at the first fault, and says it in English. Here a faulty line that stands on its
own is left out, and the rest is read again.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any

from selector.errors import Message, nearest, shorten
from selector.intake.typed.dates import readings
from selector.scenario.numbers_in_toml import mended, misread, pointed

MOST = 50  # faults of one file
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
# What the parser says, by the key of our own words (`toml.…`).
_SAID: Mapping[str, str] = {
    "Invalid value": "value",
    "Invalid date": "date",
    "Invalid statement": "statement",
    "Invalid initial": "statement",
    "Expected '='": "equals",
    "Expected newline": "after",
    "Expected ']": "bracket",
    "Illegal character '\\n'": "quote",
    "Unterminated": "open",
    "Expected '": "open",
    'Expected "': "open",
    "Found invalid": "quote",
    "Illegal": "character",
    "Unclosed array": "list",
    "Unclosed inline": "table",
    "Cannot": "twice",
    "Duplicate": "twice",
    "Unescaped": "backslash",
    "Invalid hex": "backslash",
    "Escaped": "backslash",
}
_YES, _NO = ("ja", "waar", "yes", "aan", "on"), ("nee", "onwaar", "no", "uit", "off")
_SWITCH = {**dict.fromkeys((*_YES, "true"), "true"), **dict.fromkeys((*_NO, "false"), "false")}
_WORD = re.compile(r"[^\s,\]}#]+(?: +[^\s,\]}#=]+)*")
_STATEMENT = re.compile(r"\s*[\w.\"' -]+=\s*(.*?)\s*(?:#[^\"']*)?")
_TRIPLE = re.compile(r"\"\"\"|'''")
_OPENS = re.compile(r"=\s*[\[{]")


def toml_faults(file: str, text: str, read: Callable[[str], Any]) -> list[Message]:
    """Return everything that keeps a text from being TOML, by line; `read` raises at the first."""
    faults = misread(file, text)
    lines = mended(text).split("\n") if faults else pointed(text).split("\n")
    typed = text.split("\n")
    while len(faults) < MOST:  # and each round leaves out a line
        try:
            read("\n".join(lines))
            break
        except tomllib.TOMLDecodeError as error:
            number, column, key = _where(error, lines)
            faults.append(_fault(file, typed, number, column, key, lines[number - 1]))
            if key in ("list", "table", "open") or not _stands_alone(lines[number - 1]):
                break
            lines[number - 1] = ""
    return sorted(faults, key=_line)


def _line(fault: Message) -> int:
    line = fault.params.get("line")
    return line if isinstance(line, int) else 0


def whole(file: str, error: Exception) -> Message:
    """Return the fault of a text that cannot be read at all."""
    return Message("bad_toml", shorten(file), params={"toml": ("whole", shorten(error, 80), "")})


def _where(error: Exception, lines: list[str]) -> tuple[int, int, str]:
    """Return the line and column of a fault, and what it is."""
    said = str(error)
    at = _AT.search(said)
    key = next((key for start, key in _SAID.items() if said.startswith(start)), "other")
    number, column = (int(at[1]), int(at[2])) if at and at[1] else (len(lines), 1)
    if key in ("list", "table", "open"):  # told where it ought to end, which is too late
        mark = _TRIPLE if key == "open" else _OPENS
        number = next((n for n in range(number, 0, -1) if mark.search(lines[n - 1])), number)
    elif number > 1 and not lines[number - 1].strip():
        number = max(n for n in range(1, number + 1) if n == 1 or lines[n - 1].strip())
    return number, column, key


def _stands_alone(line: str) -> bool:
    """Tell whether a line can be left out: it opens and closes nothing that goes on elsewhere."""
    closed = all(line.count(a) == line.count(b) for a, b in ("[]", "{}"))
    return bool(line.strip()) and '"""' not in line and "'''" not in line and closed


def _fault(file: str, typed: list[str], number: int, column: int, key: str, line: str) -> Message:
    """Return a fault with its line as it was typed, what stands there, and what was meant."""
    value = _value(line)
    word = _WORD.match(line, column - 1) if key == "value" else None
    found, close = word[0] if word else "", ""
    if key == "value" and not found:
        key = "nothing"
    elif key == "value":
        close = _meant(found)
    elif key == "after" and readings(value):
        key, found, close = "unquoted", value, _quoted(readings(value)[0])
    elif key == "date":
        found = value
    shown = shorten(typed[number - 1].strip(), 60) if number <= len(typed) else ""
    params = {"line": number, "toml": (key, shorten(found, 60), shown)}
    return Message("bad_toml", shorten(file), None, "", "", shorten(found), close, params)


def _value(line: str) -> str:
    """Return what stands behind `=`, without a remark."""
    found = _STATEMENT.fullmatch(line)
    return found[1] if found else ""


def _meant(word: str) -> str:
    """Return what a word without quotes was meant to be: true, false, or a text."""
    switch = _SWITCH.get(word.casefold()) or nearest(word, ("true", "false"))
    return switch or (_quoted(word) if '"' not in word and "\\" not in word else "")


def _quoted(text: str) -> str:
    return f'"{shorten(text, 60)}"'
