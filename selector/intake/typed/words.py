"""Words of a fixed list as people write them: `Werkt toe`, `n.v.t.`, `PO / VO`."""

import re
from collections.abc import Sequence

from selector.vocabulary import NOT_APPLICABLE

_BETWEEN = re.compile(r"[\s._\-\u2010-\u2015]+")
_PARTS = re.compile(r"\s*[/+&]\s*|\s+en\s+|\s+", re.IGNORECASE)
_SAME = {
    "nietvantoepassing": NOT_APPLICABLE,
    "primaironderwijs": "po",
    "voortgezetonderwijs": "vo",
    "middelbaarberoepsonderwijs": "mbo",
}


def bare(text: str) -> str:
    """Return a text in small letters without spaces, points and dashes."""
    return _BETWEEN.sub("", text.casefold())


def word(text: str, known: Sequence[str]) -> str:
    """Return the word of a list that a text means, or nothing."""
    wanted = _SAME.get(bare(text), bare(text))
    return next((own for own in known if bare(own) == wanted), "")


def words(text: str, known: Sequence[str]) -> tuple[str, ...]:
    """Return the words that a text means, also with `en`, `/`, `+`, `&` or a space between them.

    None when any part of it is something else.
    """
    if whole := word(text, known):
        return (whole,)
    found = tuple(word(part, known) for part in _PARTS.split(text.strip()))
    return found if all(found) else ()
