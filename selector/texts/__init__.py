"""The words that people see: one file per language, looked up by key."""

import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

from selector.visible import visible

LANGUAGES = ("nl", "en")
VARIABLE = "SELECTOR_LANG"  # of the environment: the language where nobody asks for one
MOST_LISTED = 12  # plans named in one message
_ENDS = {0: "_none", 1: "_one"}  # of the keys of texts about none and about one


@dataclass(frozen=True)
class Texts:
    """The texts of one language: `texts("reason.late", moment=...)`."""

    language: str
    entries: Mapping[str, str]

    def __call__(self, key: str, /, **params: object) -> str:
        """Return the text under `key` with its parameters filled in, each on one line.

        Through here goes everything that a file, a name or a library has to say.
        """
        return self.entries[key].format(**{name: _fit(value) for name, value in params.items()})

    def has(self, key: str) -> bool:
        """Tell whether there is a text under `key`."""
        return key in self.entries

    def word(self, value: str) -> str:
        """Return a value of the data (`krimp`, `forbid`) as people read it."""
        return self.entries.get(f"word.{value}", value)

    def shown(self, values: Sequence[object]) -> str:
        """Join values with commas; of many only the first, and how many there are more."""
        items = ", ".join(map(visible, values[:MOST_LISTED]))
        rest = len(values) - MOST_LISTED
        return self("list.more", items=items, count=rest) if rest > 0 else items

    def listed(self, items: list[str]) -> str:
        """Join items as in a sentence: `a, b en c`."""
        return _joined(items, self("list.and"))

    def either(self, items: list[str]) -> str:
        """Join items of which one holds: `a, b of c`."""
        return _joined(items, self("list.or"))

    def counted(self, key: str, count: int, /, **params: object) -> str:
        """Return the text for so many: under `key_none` or `key_one` where there is one."""
        special = f"{key}{_ENDS.get(count, '')}"
        return self(special if self.has(special) else key, count=count, **params)

    def number(self, value: int) -> str:
        """Return a whole number with thousands set apart as the language does."""
        return f"{value:,}".replace(",", self("number.thousands"))

    def exact(self, value: Decimal) -> str:
        """Return a decimal without needless zeros, with the decimal sign of the language."""
        text = f"{value:f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return text.replace(".", self("number.decimal"))

    def decimal(self, value: float, places: int = 2) -> str:
        """Return a rounded number with the decimal sign of the language."""
        return f"{value:.{places}f}".replace(".", self("number.decimal"))


def language_of(asked: str | None = None) -> str:
    """Return the language to speak: the one asked for, else that of SELECTOR_LANG, else Dutch.

    Everything that speaks asks here. Raises `ValueError` for a language that there is not.
    """
    if asked is None:
        wanted = os.environ.get(VARIABLE, "").casefold()
        return wanted if wanted in LANGUAGES else LANGUAGES[0]
    if asked not in LANGUAGES:
        raise ValueError(f"the language is one of {', '.join(LANGUAGES)}, not {asked!r}")
    return asked


def load_texts(language: str | None = None) -> Texts:
    """Load the texts of `nl` or `en`; None: those of `language_of`."""
    return _load(language_of(language))


@cache
def _load(language: str) -> Texts:
    source = files("selector.texts").joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return Texts(language, dict(_flatten(tomllib.loads(source))))


def _joined(items: list[str], word: str) -> str:
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def _fit(value: object) -> object:
    """Return a parameter as it may stand in a sentence; numbers as they are."""
    return value if isinstance(value, int | float) else visible(value)


def placeholders(text: str) -> set[str]:
    """Return the names of the parameters that a text needs."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _flatten(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Return nested tables as pairs (`message.late`, text)."""
    pairs: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            pairs += _flatten(value, f"{prefix}{key}.")
        else:
            pairs.append((f"{prefix}{key}", value))
    return pairs
