"""Which known text was perhaps meant by one that is not known: only what is near indeed.

A suggestion that misleads is worse than none: two texts are near when few letters differ, and the
first letter does not, or all but one letter is the same.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import takewhile

_MOST = 3  # letters that may differ, however long the texts
_SHARE = 0.3  # of the letters of the longest text may differ; one always may
_LONG = 4  # letters from which on the first may be the one that differs
_HALF, _NAME = 5, 10  # letters of what may be the beginning of another; from which on it is no name
_BETWEEN, _ZEROS = re.compile(r"[\W_]+"), re.compile(r"(?<!\d)0+(?=\d)")


def nearest(value: str, known: Iterable[str]) -> str:
    """Return the known text that looks most like `value`, or nothing.

    One that differs in no more than capitals, accents, separators and zeros before a number goes
    before all others: of `a7` that is `A07`, not `A27`. When several are as near, nobody can tell
    which was meant.

    >>> from selector.near import nearest
    >>> nearest("penalize", ["forbid", "penalise"]), nearest("heel Nederland", ["Steenwijkerland"])
    ('penalise', '')
    """
    wanted = _letters(value)
    if not wanted:
        return ""
    texts = {text: _letters(text) for text in sorted(known)}
    alike = [text for text, letters in texts.items() if _bare(letters) == _bare(wanted)]
    if alike:
        return alike[0] if len(alike) == 1 else _only(alike, value)
    far = {text: _apart(wanted, letters) for text, letters in texts.items()}
    close = {text: (away, -_shared(wanted, texts[text])) for text, away in far.items()
             if away <= _limit(wanted, texts[text])}  # fmt: skip
    if not close:
        return _only([text for text, letters in texts.items() if _begins(wanted, letters)], value)
    best = min(close.values())
    return _only([text for text, away in close.items() if away == best], value)


def bare(text: str) -> str:
    """Return a text without capitals, accents, separators and zeros before a number.

    >>> from selector.near import bare
    >>> bare("R-015"), bare("Food Valley")
    ('r15', 'foodvalley')
    """
    return _bare(_letters(text))


@lru_cache(1 << 14)
def _letters(text: str) -> str:
    """Return a text without capitals, accents and separators."""
    if text.isascii():
        return _BETWEEN.sub("", text.casefold())
    parts = unicodedata.normalize("NFKD", text.casefold())
    return _BETWEEN.sub("", "".join(c for c in parts if not unicodedata.combining(c)))


@lru_cache(1 << 14)
def _bare(letters: str) -> str:
    """Return letters without zeros before a number."""
    return _ZEROS.sub("", letters)


def _only(texts: list[str], value: str) -> str:
    """Return the one text there is, or the one that is the same but for capitals."""
    if len(texts) > 1:
        texts = [text for text in texts if text.casefold() == value.casefold()]
    return texts[0] if len(texts) == 1 else ""


def _limit(one: str, other: str) -> int:
    """Return how many letters may differ."""
    longest = max(len(one), len(other))
    if _other_number(one, other):
        return -1
    if one[:1] == other[:1]:
        return min(_MOST, max(1, int(_SHARE * longest)))
    named = one[1:].isdecimal()  # B01 for A01
    return 1 if named or longest >= _LONG else 0


def _shared(one: str, other: str) -> int:
    """Return how many letters at the beginning are the same."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _begins(one: str, other: str) -> bool:
    """Tell whether a text is at least half of another, from its beginning: `regio`, `regionaal`."""
    return len(one) >= _HALF and other.startswith(one) and 2 * len(one) >= len(other)


def _other_number(one: str, other: str) -> bool:
    """Tell whether two short names differ in their number: `A07` is another plan than `A27`."""
    here, there = ("".join(filter(str.isdigit, text)) for text in (one, other))
    return here != there and 0 < len(here) == len(there) and max(len(one), len(other)) < _NAME


def _apart(one: str, other: str) -> int:
    """Return how many letters are to be changed, added, left out or swapped with the next.

    Of texts that are far apart only that they are: a number over every limit.
    """
    limit = _limit(one, other)
    at = _shared(one, other)
    one, other = one[at:], other[at:]
    end = _shared(one[::-1], other[::-1])
    one, other = one[: len(one) - end], other[: len(other) - end]
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        older, before, row = before, row, [i]
        for j, against in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != against))
            swapped = i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against
            row.append(min(cost, older[j - 2] + 1) if swapped else cost)
        if min(row) > limit:
            return limit + 1
    return row[-1]
