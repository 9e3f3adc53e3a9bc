"""Names of municipalities as people write them: `Etten Leur`, `Hengelo (O.)`, `gemeente Utrecht`.

What stands in brackets is the province, in full or shortened, or the word *gemeente*. It must
agree with the municipality, and it tells two of one name apart.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from selector.intake.records import Municipality

_PROVINCES = {
    "Groningen": "g gr gn gron groningen",
    "Fryslân": "f fr frl fries friesland fryslan",
    "Drenthe": "d dr drenthe",
    "Overijssel": "o ov ovs overijssel",
    "Flevoland": "f fl flev flevoland",
    "Gelderland": "g ge gld gelderland",
    "Utrecht": "u ut utr utrecht",
    "Noord-Holland": "nh nholland noordholland",
    "Zuid-Holland": "zh zholland zuidholland",
    "Zeeland": "z ze zl zld zeeland",
    "Noord-Brabant": "nb nbr nbrabant noordbrabant brabant",
    "Limburg": "l lb li lim limburg",
}
_ITSELF = ("gemeente", "gem", "stad")  # what says no more than the name
_BRACKETS = re.compile(r"(?P<name>[^()]*[^()\s])\s*\(\s*(?P<what>[^()]*?)\s*\)")
_IN_FRONT = re.compile(r"(?:gemeente|gem\.)\s+(?=\S)", re.IGNORECASE)


class PlacesAsTyped:
    """Finds the municipalities that a name can mean, whatever its dashes, spaces and points.

    `aliases` has names in daily use with the official one.
    """

    def __init__(
        self, municipalities: Iterable[Municipality], aliases: Mapping[str, str] | None = None
    ) -> None:
        self._by_letters: dict[str, list[Municipality]] = {}
        for municipality in municipalities:
            for way in _ways(municipality.name):
                self._by_letters.setdefault(way, []).append(municipality)
        for alias, name in (aliases or {}).items():
            self._by_letters.setdefault(_letters(alias), self._by_letters.get(_letters(name), []))

    def codes(self, text: str) -> tuple[str, ...]:
        """Return the codes of all municipalities that a text can mean."""
        name = _IN_FRONT.sub("", text.strip(), count=1)
        found = _BRACKETS.fullmatch(name)
        what = _letters(found["what"]) if found else ""
        meant = self._by_letters.get(_letters(found["name"] if found else name), ())
        return tuple(sorted(m.code for m in meant if _agrees(what, m.province)))


def _ways(name: str) -> Iterator[str]:
    """Yield the letters of a name: without its brackets, and of its first part."""
    short = re.sub(r" \([^)]*\)$", "", name)
    yield from {_letters(short), _letters(short.split(",")[0])}


def _agrees(what: str, province: str) -> bool:
    """Tell whether what stands in brackets is true of a municipality of a province."""
    said = (*_ITSELF, _letters(province), *_PROVINCES.get(province, "").split())
    return not what or what in said


def _letters(text: str) -> str:
    """Return the letters and digits of a text, small and without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in parts if c.isalnum())
