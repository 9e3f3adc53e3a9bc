"""What is wrong with the input (faults), what is worth knowing about it (notes), as data.

A message holds a code and its parameters; the words live in `texts/`.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import Any

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
        said = texts(f"message.{self.code}", value=self.value, **params)
        if self.suggestion:
            said += f" {texts('message.maybe', suggestion=texts.either(self._meant()))}"
        where = ", ".join(self._where(texts))
        return f"{where}: {said}" if where else f"{said[:1].upper()}{said[1:]}"

    def _meant(self) -> list[str]:
        """Return what was perhaps meant, each as it is written."""
        several = self.params.get("meant")
        found = several if isinstance(several, tuple) else (self.suggestion,)
        return [f"`{value}`" for value in found]

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
    if isinstance(value, list | tuple):
        return texts.shown(value)
    if isinstance(value, Decimal):
        return texts.exact(value)
    return texts(f"expected.{value}") if name == "expected" else value


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


def nearest(value: str, known: Iterable[str]) -> str:
    """Return the known text that looks most like `value`, or nothing.

    One that differs in no more than capitals, separators and zeros before a number goes before all
    others: of `a7` that is `A07`, not `A27`.
    """
    listed = sorted(known, reverse=True)
    alike = [text for text in listed if bare(text) == bare(value)]
    if len(alike) == 1 and bare(value):
        return alike[0]
    by_fold = {text.casefold(): text for text in listed}
    close = get_close_matches(value.casefold(), sorted(by_fold), n=1, cutoff=0.6)
    return by_fold[close[0]] if close else ""


def bare(text: str) -> str:
    """Return a text without capitals, separators and zeros before a number: of `A07` it is `a7`."""
    return re.sub(r"(?<!\d)0+(?=\d)", "", re.sub(r"[\W_]+", "", text.casefold()))


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


def _beside(path: Path) -> str:
    """Return the file in the same folder with the nearest name; nothing where there are many."""
    if hidden(path.name):
        return ""
    with suppress(OSError, ValueError), os.scandir(path.parent) as found:
        names = [each.name for each in islice(found, MOST_SUGGESTED)]
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
