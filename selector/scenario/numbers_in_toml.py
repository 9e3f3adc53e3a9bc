"""Numbers that are written as people write them, where TOML wants a point: `0,05`, `5%`, `"5%"`.

A comma has one meaning, and is read as a point, with a note. The others are faults, told with
their line and the number that was meant.
"""

import re
from collections.abc import Iterator

from selector.errors import Message, shorten
from selector.numbers import parse_decimal, show_decimal

WRITTEN = "number_as_text"  # the code of a number between quotes
# A text, a comment, or a list of numbers.
_LIST = re.compile(
    r"""(?P<other>\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\#[^\n]*)"""
    r"""|\[ *[+-]?\d+(?:\.\d+)?(?:, *[+-]?\d+(?:\.\d+)?)+ *\]""",
    re.DOTALL,
)
# A text, a comment, or a number with a comma or a percent sign: behind `=` every one, in a list
# only what can be nothing else, for there `1,5` is two numbers.
_TOKEN = re.compile(
    r"""(?P<other>\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\#[^\n]*)"""
    r"""|(?:(?P<head>=[ \t]*)(?P<number>[+-]?\d{1,12},\d{1,12}(?:[ \t]?%)?)"""
    r"""|(?<![\w.])(?P<listed>[+-]?\d{1,12}(?:,0\d{1,11}|(?:\.\d{1,12})?[ \t]?%)))(?![\w.])""",
    re.DOTALL,
)


def meant(text: str) -> str:
    """Return the number that a text stands for, as TOML writes it; empty when it is none."""
    found = parse_decimal(text)
    return show_decimal(found[0]) if found else ""


def pointed(text: str) -> str:
    """Return a text with a point in every number that has a comma; lines stay where they are."""
    return _TOKEN.sub(lambda token: token[0] if "%" in token[0] else _mended(token), text)


def comma_notes(file: str, text: str) -> list[Message]:
    """Return a note on every number with a comma, of a text that is TOML once they have points."""
    return [
        _told("number_read", file, text, token)
        for token in _TOKEN.finditer(text)
        if not token["other"] and "%" not in _number(token)
    ]


def commas_in(line: str) -> Iterator[tuple[str, str]]:
    """Yield the numbers with a comma in a line of TOML, as typed and as they are read."""
    for token in _TOKEN.finditer(line):
        if not token["other"] and "%" not in _number(token):
            yield _number(token), meant(_number(token))


def list_notes(file: str, text: str) -> list[Message]:
    """Return a note on every list in which a comma without a space may be a decimal comma."""
    return [
        Message(
            "list_commas", shorten(file), value=shorten(found[0]), suggestion=shorten(close),
            params={"line": text.count("\n", 0, found.start()) + 1,
                    "count": found[0].count(",") + 1},
        )
        for found in _LIST.finditer(text)
        if not found["other"] and (close := pointed_list(found[0]))
    ]  # fmt: skip


def pointed_list(text: str) -> str:
    """Return a list of numbers with a point for each comma that has no space, if others have one.

    Else nothing: in `[1,5]` it is a comma between two numbers.
    """
    if not _LIST.fullmatch(text) or ", " not in text:
        return ""
    close = re.sub(r"(?<=\d),(?=\d)", ".", text)
    return close if close != text else ""


def misread(file: str, text: str) -> list[Message]:
    """Return the percentages that keep a text from being TOML."""
    found = [token for token in _TOKEN.finditer(text) if not token["other"]]
    return [_told("number_percent", file, text, token) for token in found if "%" in _number(token)]


def mended(text: str) -> str:
    """Return a text with the number that was meant for everything that is written as people do."""
    return _TOKEN.sub(_mended, text)


def _told(code: str, file: str, text: str, token: re.Match[str]) -> Message:
    number, line = _number(token), text.count("\n", 0, token.end()) + 1
    if code == "number_percent":
        return Message(
            code, shorten(file), value=number, suggestion=meant(number), params={"line": line}
        )
    return Message(code, shorten(file), value=number, params={"line": line, "read": meant(number)})


def _number(token: re.Match[str]) -> str:
    return str(token["number"] or token["listed"])


def _mended(token: re.Match[str]) -> str:
    return token[0] if token["other"] else f"{token['head'] or ''}{meant(_number(token))}"
