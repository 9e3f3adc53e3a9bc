"""Names of municipalities as people type them, counted anew: `Etten Leur`, `Hengelo (O.)`."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from selector.verify.recount.facts import Facts, Town

_SHORT = {
    "Groningen": ("g", "gr", "gn", "gron"),
    "Fryslân": ("f", "fr", "frl", "fries", "friesland"),
    "Drenthe": ("d", "dr"),
    "Overijssel": ("o", "ov", "ovs"),
    "Flevoland": ("f", "fl", "flev"),
    "Gelderland": ("g", "ge", "gld"),
    "Utrecht": ("u", "ut", "utr"),
    "Noord-Holland": ("nh", "nholland"),
    "Zuid-Holland": ("zh", "zholland"),
    "Zeeland": ("z", "ze", "zl", "zld"),
    "Noord-Brabant": ("nb", "nbr", "nbrabant", "brabant"),
    "Limburg": ("l", "lb", "li", "lim"),
}
_DAILY = {"denhaag": "sgravenhage", "denbosch": "shertogenbosch"}


def towns_meant(text: str, facts: Facts, strict: Mapping[str, int]) -> list[int]:
    """Return the positions of the municipalities that one item of a list means; none: unknown."""
    found = _town(text, facts, strict)
    if found is not None:
        return [found]
    parts = [_town(part, facts, strict) for part in re.split(r"(?i)\s*[/+&]\s*|\s+en\s+", text)]
    return [] if None in parts else [part for part in parts if part is not None]


def _town(text: str, facts: Facts, strict: Mapping[str, int]) -> int | None:
    """Return the one municipality that a name means, or None."""
    known = strict.get(text.strip().casefold(), -1)
    if known >= 0:
        return known
    name = re.sub(r"(?i)^(gemeente|gem\.)\s+(?=\S)", "", text.strip())
    bracket = re.fullmatch(r"([^()]*[^()\s])\s*\(([^()]*)\)", name)
    said = _letters(bracket[2]) if bracket else ""
    letters = _letters(bracket[1] if bracket else name)
    letters = _DAILY.get(letters, letters)
    found = [
        i
        for i, town in enumerate(facts.towns)
        if letters in _ways(town.name) and _true_of(said, town)
    ]
    return found[0] if len(found) == 1 else None


def _true_of(said: str, town: Town) -> bool:
    """Tell whether what stands in brackets is true: the province, or the word *gemeente*."""
    province = town.province[1]
    return said in ("", "gemeente", "gem", "stad", _letters(province), *_SHORT.get(province, ()))


@lru_cache(4096)
def _ways(name: str) -> tuple[str, str]:
    """Return the letters of a name without its brackets, and of its first part."""
    short = name.split(" (")[0]
    return _letters(short), _letters(short.partition(",")[0])


@lru_cache(4096)
def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if c.isalnum())
