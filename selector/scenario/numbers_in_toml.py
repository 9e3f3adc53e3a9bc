"""Numbers that are written as people write them, where TOML wants a point: `0,05`, `5%`, `"5%"`.

A comma has one meaning, and is read as a point, with a note. The others are faults, told with
their line and the number that was meant.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from selector.errors import Message, shorten
from selector.numbers import parse_decimal, show_decimal

WRITTEN = "number_as_text"  # the code of a number between quotes
# A text, a comment, or a number with a comma or a percent sign: behind `=` every one, in a list
# only what can be nothing else, for there `1,5` is two numbers.
_TOKEN = re.compile(
    r"""(?P<other>\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\#[^\n]*)"""
    r"""|(?:(?P<head>=[ \t]*)(?P<number>[+-]?\d{1,12},\d{1,12}(?:[ \t]?%)?)"""
    r"""|(?<![\w.])(?P<listed>[+-]?\d{1,12}(?:,0\d{1,11}|(?:\.\d{1,12})?[ \t]?%)))(?![\w.])""",
    re.DOTALL,
)
_PART = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*(\.|=|$)""")
_HEADER = re.compile(r"\s*(\[\[?)([^\[\]]+)\]\]?\s*(?:#.*)?")


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


def with_lines(faults: Sequence[Message], text: str) -> list[Message]:
    """Return faults with the line at which a number stands between quotes, where it is found."""
    if not any(fault.code == WRITTEN for fault in faults):
        return list(faults)
    lines = _lines(text)
    return [
        replace(fault, params={**fault.params, "line": lines[_known(fault.place)]})
        if fault.code == WRITTEN and _known(fault.place) in lines
        else fault
        for fault in faults
    ]


def _known(place: str) -> str:
    """Return the key of a place that stands before `=` on a line of its own."""
    table, _, key = place.rpartition(".")
    return f"{table}.{key.partition('[')[0]}" if table else key.partition("[")[0]


def _lines(text: str) -> dict[str, int]:
    """Return the line of every key that opens a line, by its place; tables in lists by number."""
    found, counts, table = dict[str, int](), dict[str, int](), ""
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _HEADER.fullmatch(line):
            name = ".".join(_path(header[2]))
            if header[1] == "[[":
                counts[name] = counts.get(name, 0) + 1
                name = f"{name}[{counts[name]}]"
            table = name
        elif path := _path(line):
            place = ".".join((table, *path)).lstrip(".")
            found.setdefault(place, number)
            if "{" in line:
                for inner in re.findall(r"[{,]\s*([\w-]+)\s*=", line):
                    found.setdefault(f"{place}.{inner}", number)
    return found


def _path(line: str) -> list[str]:
    """Return the parts of the dotted key with which a line begins."""
    parts, at = list[str](), 0
    while part := _PART.match(line, at):
        parts.append(next(filter(None, part.group(1, 2, 3)), ""))
        at = part.end()
        if part[4] != ".":
            return parts
    return []
