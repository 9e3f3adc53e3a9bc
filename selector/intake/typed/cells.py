"""The cells of a table as the contract writes them, with a note for each that was read so."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from selector.errors import Message, shorten
from selector.intake.columns import BY_NAME, Column
from selector.intake.municipality_names import MunicipalityNames
from selector.intake.table import RawTable
from selector.intake.typed import dates
from selector.intake.typed.answers import answers_as_meant
from selector.intake.typed.words import word, words
from selector.moments import parse_moment
from selector.numbers import parse_decimal
from selector.vocabulary import CONDITIONS, LIST_SEPARATOR, NOT_APPLICABLE, SHARES

_SEPARATORS = re.compile(r"[|,;]")
_OR = "/"  # between the assessments of two assessors
_PERCENT = ("procent", "pct", "percent", "%")


@dataclass(frozen=True)
class Reading:
    """A cell as the contract writes it, and what was read as what: pairs of texts."""

    text: str
    pairs: tuple[tuple[str, str], ...] = ()


def as_meant(table: RawTable, names: MunicipalityNames) -> RawTable:
    """Return a table in which every cell with one meaning is as the contract writes it."""
    table = answers_as_meant(table)
    rows, notes = list[tuple[int, tuple[str, ...]]](), list[Message]()
    for number, texts in table.rows:
        read = [
            cell_as_meant(column, text, names)
            for column, text in zip(table.header, texts, strict=True)
        ]
        rows.append((number, tuple(reading.text for reading in read)))
        for column, reading in zip(table.header, read, strict=True):
            notes += [_note(table.file, number, column, *pair) for pair in reading.pairs]
    return replace(table, rows=tuple(rows), notes=(*table.notes, *notes)) if notes else table


def _note(file: str, row: int, column: str, typed: str, read: str) -> Message:
    return Message("read_as", file, row, column, "", shorten(typed), "", {"read": shorten(read)})


def cell_as_meant(name: str, text: str, names: MunicipalityNames) -> Reading:
    """Return a cell as the contract writes it; what has no single meaning stays as it is."""
    column = BY_NAME.get(name)
    if column is None or not text:
        return Reading(text)
    if name == "gemeenten":
        return _places(text, names)
    if column.is_list:
        return _words(text, column.known) if column.known else Reading(text)
    if name == "ingediend_op":
        return _whole(text, _moment(text))
    return _whole(text, assessment_as_meant(name, text))


def assessment_as_meant(name: str, text: str) -> str:
    """Return a share, or a word of a fixed list, as the contract writes it."""
    column = BY_NAME.get(name)
    if not text or column is None or column.is_list:
        return text
    if name in SHARES:
        return _share(text)
    if name == "ambitie":
        return _ambition(text)
    return _word(column, text) if column.known else text


def _whole(text: str, read: str) -> Reading:
    return Reading(read, ((text, read),) if read != text else ())


def _word(column: Column, text: str) -> str:
    parts = text.split(_OR) if column.name in CONDITIONS else [text]
    if all(part in column.known for part in parts):
        return text
    return _OR.join(word(part, column.known) or part for part in parts)


def _words(text: str, known: Sequence[str]) -> Reading:
    """Read a list of words, of which several may stand in one item."""
    return _items(text, lambda item: words(item, known), lambda item: item in known)


def _places(text: str, names: MunicipalityNames) -> Reading:
    """Read a list of municipalities; what is written otherwise gets its name."""
    read = _items(names.codes(text), names.as_meant, names.spelled)
    return read if read.pairs else Reading(text)


def _items(
    text: str, meant: Callable[[str], Sequence[str]], fine: Callable[[str], bool]
) -> Reading:
    """Read the items of a list that are not fine as they stand."""
    items = [stripped for item in _SEPARATORS.split(text) if (stripped := item.strip())]
    read = {item: meant(item) for item in items if not fine(item)}
    pairs = tuple((item, LIST_SEPARATOR.join(found)) for item, found in read.items() if found)
    if not pairs:
        return Reading(text)
    changed = dict(pairs)
    return Reading(LIST_SEPARATOR.join(changed.get(item, item) for item in items), pairs)


def _moment(text: str) -> str:
    if parse_moment(text) is not None:
        return text
    found = dates.readings(text)
    return found[0] if len(found) == 1 else text


def _share(text: str) -> str:
    if word(text, (NOT_APPLICABLE,)):
        return NOT_APPLICABLE
    low = text.casefold()
    ends = next((end for end in _PERCENT if low.endswith(end)), "")
    read = f"{text[: -len(ends)].rstrip()}%" if ends else text
    parsed = parse_decimal(read)
    return read if parsed and 0 <= parsed[0] <= 1 else text


def _ambition(text: str) -> str:
    """Return a whole number as such that is written with decimals, a sign or zeros in front."""
    parsed = parse_decimal(text)
    number = parsed[0] if parsed and not parsed[1] and "%" not in text else None
    return str(int(number)) if number in (1, 2, 3, 4, 5) else text
