"""Words as people type them, counted anew: `Werkt toe`, `PO / VO`, `72 procent`."""

import re
from collections.abc import Sequence

_DASHES = "-‐‑‒–—―"
_MEANS = {
    "nietvantoepassing": "nvt",
    "primaironderwijs": "po",
    "voortgezetonderwijs": "vo",
    "middelbaarberoepsonderwijs": "mbo",
}


def bare(text: str) -> str:
    """Return a text in small letters without white space, points, underscores and dashes."""
    gone = {ord(mark): None for mark in f"._{_DASHES}"}
    return "".join(text.casefold().split()).translate(gone)


def word(text: str, known: Sequence[str]) -> str:
    """Return the word of a list that is meant; else the text."""
    if text.casefold() in known:
        return text.casefold()
    plain = bare(text)
    by_bare = {bare(own): own for own in known}
    return by_bare.get(_MEANS.get(plain, plain), text)


def words(text: str, known: Sequence[str]) -> list[str]:
    """Return the words that one item of a list means; else the item."""
    if (whole := word(text, known)) in known:
        return [whole]
    for mark in "/+&":
        text = text.replace(mark, " ")
    parts = [word(part, known) for part in text.split() if part.casefold() != "en"]
    return parts if parts and set(parts) <= set(known) else [text]


def share(text: str) -> str:
    """Return a share with a sign for a word, and `nvt` however it is written."""
    if bare(text) in ("nvt", "nietvantoepassing"):
        return "nvt"
    return re.sub(r"\s*(procent|percent|pct|%)$", "%", text, flags=re.IGNORECASE)
