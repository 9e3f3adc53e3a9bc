"""Faults of a scenario in the spelling of its file: a number with the comma that somebody typed."""

import re
from collections.abc import Sequence
from dataclasses import replace

from selector.errors import Message
from selector.scenario.numbers_in_toml import WRITTEN, commas_in, pointed_list

LIST = "list_too_long"  # the code of a list with too many numbers
_PART = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*(\.|=|$)""")
_HEADER = re.compile(r"\s*(\[\[?)([^\[\]]+)\]\]?\s*(?:#.*)?")
_NUMBERS = re.compile(r"\[[^\[\]]*\]")


def as_typed(faults: Sequence[Message], text: str) -> list[Message]:
    """Return faults with their values as they stand in a text, where they are found there."""
    lines, found = text.split("\n"), _lines(text)
    return [
        _as_typed(fault, found[_known(fault.place)], lines)
        if _known(fault.place) in found
        else fault
        for fault in faults
    ]


def _as_typed(fault: Message, number: int, lines: Sequence[str]) -> Message:
    """Return a fault with its value as it stands in a line, and that line where it helps."""
    line = lines[number - 1]
    placed = replace(fault, params={**fault.params, "line": number})
    if fault.code == WRITTEN:
        return placed
    if fault.code == LIST and (written := _NUMBERS.search(line)):
        return replace(placed, value=written[0], suggestion=pointed_list(written[0]))
    typed = (typed for typed, read in commas_in(line) if read == fault.value)
    return replace(fault, value=next(typed, fault.value))


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
