"""From a sentence back to the key of its text and the names and numbers in it."""

import re
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from string import Formatter

from selector.texts import Texts, load_texts

Params = dict[str, str]
Read = tuple[str, Params]  # the key of a text, and what stands in it


@cache
def pattern(language: str, key: str) -> re.Pattern[str]:
    """The text under a key as a pattern, with a named group for each parameter."""
    parts = Formatter().parse(load_texts(language).entries[key])
    groups = (re.escape(text) + (f"(?P<{name}>.+?)" if name else "") for text, name, _, _ in parts)
    return re.compile("".join(groups))


def read(sentence: str, keys: Sequence[str], texts: Texts) -> Read:
    """The key whose text a sentence is, of several the one that leaves least open."""
    found = [
        (key, match.groupdict())
        for key in keys
        if (match := pattern(texts.language, key).fullmatch(sentence))
    ]
    assert found, sentence
    return min(found, key=lambda one: sum(map(len, one[1].values())))


def split(said: str) -> list[str]:
    """The sentences of an answer."""
    return re.split(r"(?<=\.) (?=[A-Z])", said)


def place(words: str, texts: Texts) -> int:
    """The place from below, from 0, that an ordinal stands for."""
    known = [texts(f"ordinal.{n}") for n in range(1, 13)]
    return known.index(words)


def names(words: str, texts: Texts) -> set[str]:
    """The items of a list."""
    *first, last = words.split(f" {texts('list.and')} ")
    return {*(", ".join(first).split(", ") if first else ()), last}


def shows(text: str, value: Fraction, texts: Texts) -> bool:
    """Whether a number is the value itself, or the value rounded to so many places."""
    if "/" in text or text.isdigit():
        return Fraction(text) == value
    plain = text.replace(texts("number.decimal"), ".")
    places = len(plain.split(".")[1])
    return abs(Fraction(plain) - value) <= Fraction(1, 2 * 10**places) + Fraction(1, 10**9)
