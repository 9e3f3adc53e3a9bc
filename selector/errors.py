"""What is wrong with the input (faults), what is worth knowing about it (notes), as data.

A message holds a code and its parameters; the words live in `texts/`.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from selector.near import nearest as nearest
from selector.texts import Texts, load_texts
from selector.visible import hidden, visible

MOST_SUGGESTED = 200  # faults of one kind in one file for which a near miss is sought


@dataclass(frozen=True)
class Message:
    """One fault or note, with the place it is about.

    `row` counts as a spreadsheet shows it (the header is row 1); `place` is a path inside a
    scenario, such as `criteria[2].on`; `suggestion` is the value that was perhaps meant; of several
    it is the first, and they stand under `meant` among the parameters; a `line` among these is that
    of a text file. Without a place in front the sentence begins with a capital.
    """

    code: str
    file: str = ""
    row: int | None = None
    column: str = ""
    place: str = ""
    value: str | None = None
    suggestion: str = ""
    params: Mapping[str, object] = field(default_factory=dict)

    def said(self, texts: Texts) -> str:
        """Return it as one sentence with its place in front."""
        params = {name: _shown(name, value, texts) for name, value in self.params.items()}
        value = None if self.value is None else self.written(self.value, texts)
        said = texts(f"message.{self.code}", value=value, **params)
        if self.suggestion:
            meant = [f"`{self.written(text, texts)}`" for text in self._meant()]
            said += f" {texts('message.maybe', suggestion=texts.either(meant))}"
        where = ", ".join(self._where(texts))
        return f"{where}: {said}" if where else f"{said[:1].upper()}{said[1:]}"

    def written(self, text: str, texts: Texts) -> str:
        """Return the value or a suggestion; a number of a sheet as that shows it (`4,5`)."""
        of_sheet = self.params.get("decimal") is True
        return text.replace(".", texts("number.decimal")) if of_sheet else text

    def _meant(self) -> list[str]:
        """Return what was perhaps meant."""
        several = self.params.get("meant")
        found = several if isinstance(several, tuple) else (self.suggestion,)
        return list(found)

    def _where(self, texts: Texts) -> Iterator[str]:
        if self.file:
            yield visible(self.file)
        if cell := self.params.get("cell"):
            yield texts("place.cell", sheet=self.params.get("sheet"), cell=cell)
        elif self.row is not None:
            yield texts("place.row", row=self.row)
        if line := self.params.get("line"):
            yield texts("place.line", line=line)
        if self.column:
            yield texts("place.column", column=self.column)
        if self.place:
            yield texts("place.key", place=self.place)


def _shown(name: str, value: object, texts: Texts) -> object:
    """Return a parameter as it stands in a sentence: lists joined, kinds in words."""
    if name == "toml" and isinstance(value, tuple):
        return _said_of_line(value, texts)
    if isinstance(value, list | tuple):
        return texts.shown(value)
    if isinstance(value, Decimal):
        return texts.exact(value)
    if isinstance(value, date):  # a month, by its first day
        return f"{texts(f'month.{value.month}')} {value.year}"
    if name == "sort":
        return texts(f"sort.{value}")
    if name == "asked_for":
        return texts(f"asked_for.{value}")
    return texts(f"expected.{value}") if name == "expected" else value


def _said_of_line(told: tuple[object, ...], texts: Texts) -> str:
    """Return what is wrong with a line of TOML, with that line."""
    key, found, line = told
    shown = f" {texts('toml.line', line=line)}" if line else ""
    return f"{texts(f'toml.{key}', found=found)}{shown}"


class SelectorError(Exception):
    """Whatever goes wrong that a caller can do something about.

    >>> try:
    ...     selector.load_scenario("krimp-erst")
    ... except selector.SelectorError as error:
    ...     print(type(error).__name__)
    InputError
    """

    faults: Sequence[Message] = ()

    def said(self, language: str | None = None) -> str:
        """Return what is wrong, one fault a line, in `nl` or `en` (None: that of SELECTOR_LANG).

        >>> issubclass(selector.InputError, selector.SelectorError)
        True
        """
        texts = load_texts(language)
        return "\n".join(fault.said(texts) for fault in self.faults)

    def __str__(self) -> str:
        return self.said()


class InputError(SelectorError):
    """The input cannot be used; `faults` holds everything that is wrong with it.

    >>> try:
    ...     selector.load_scenario("krimp-erst")
    ... except selector.InputError as error:
    ...     print(error.faults[0].suggestion)
    krimp-eerst
    """

    def __init__(self, faults: Iterable[Message]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)


class WriteError(SelectorError, OSError):
    """What was made could not come in its place; `faults` say why and where it is kept, if it is.

    `taken`: something else stands there by now.

    >>> issubclass(selector.WriteError, OSError)
    True
    """

    def __init__(self, faults: Iterable[Message], taken: bool = False) -> None:
        self.faults, self.taken = tuple(faults), taken
        super().__init__(self.faults)

    def __reduce__(self) -> Any:
        return type(self), (self.faults, self.taken)


def shorten(value: object, limit: int = 80) -> str:
    """Return a value fit for a message: one line, printable, not too long."""
    text = visible(value)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def unreadable(path: Path, error: OSError) -> Message:
    """Return the fault for a file that cannot be opened: absent, a directory, not allowed."""
    if isinstance(error, FileNotFoundError):
        return Message("no_such_file", file=_named(path), suggestion=_beside(path))
    if os.path.isdir(path):  # noqa: PTH112  (unlike Path.is_dir it bears any path)
        return Message("is_directory", file=_named(path))
    return Message("unreadable", file=_named(path), params={"error": error.strerror or "?"})


def no_folder(path: Path) -> Message:
    """Return the fault for a folder that is not there."""
    return Message("no_such_folder", file=_named(path), suggestion=_beside(path, folders=True))


def _beside(path: Path, folders: bool = False) -> str:
    """Return the file in the same folder with the nearest name; nothing where there are many.

    `folders`: only a folder will do.
    """
    if hidden(path.name):
        return ""
    with suppress(OSError, ValueError), os.scandir(path.parent) as found:
        fitting = (each for each in islice(found, MOST_SUGGESTED) if each.is_dir() or not folders)
        names = [each.name for each in fitting]
        if (near := nearest(path.name, names)) and not hidden(near):
            return _named(path.with_name(near))
    return ""


def _named(path: Path) -> str:
    """Return a path for a message; of a long one only the name."""
    return shorten(path if len(str(path)) <= 80 else path.name)


@dataclass
class Reporter:
    """Collects faults and notes about one place in a scenario."""

    file: str
    place: str = ""
    called: str = ""
    faults: list[Message] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)

    def at(self, place: str, called: str = "") -> "Reporter":
        """Return the same report, for another place; `called` is its name in notes."""
        return replace(self, place=place, called=called)

    def fault(
        self, code: str, place: str = "", value: str = "", suggestion: str = "", **params: object
    ) -> None:
        """Add a fault."""
        where = f"{self.place}{place}"
        self.faults.append(
            Message(code, self.file, place=where, value=value, suggestion=suggestion, params=params)
        )

    def note(self, code: str, value: str = "", suggestion: str = "", **params: object) -> None:
        """Add a note, which names its place as people do."""
        message = Message(
            code,
            self.file,
            place=self.called or self.place,
            value=value,
            suggestion=suggestion,
            params=params,
        )
        if message not in self.notes:
            self.notes.append(message)
