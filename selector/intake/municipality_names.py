"""From what people write for a municipality to its CBS code, or a fault that helps."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from selector.errors import MOST_SUGGESTED, nearest, shorten
from selector.intake.cells import CellFault
from selector.intake.records import Former, Regions
from selector.intake.typed.places import PlacesAsTyped

# Names in daily use beside the official one.
_ALIASES = {"den haag": "'s-Gravenhage", "den bosch": "'s-Hertogenbosch"}

_AND = re.compile(r"\s*[/+&]\s*|\s+en\s+", re.IGNORECASE)
_CODE = re.compile(r"(?:gm)?0*(\d{1,4})", re.IGNORECASE)
_SPELLED = re.compile(r"(?:GM)?\d{1,4}")


@lru_cache(4096)
def fold(name: str) -> str:
    """Return a name without capitals, accents, points, double spaces: `Súdwest` as `sudwest`."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "'").replace("‘", "'"))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", letters.casefold().replace(".", "")).strip()


class MunicipalityNames:
    """Looks municipalities up by code and name, and knows where former ones went."""

    def __init__(self, regions: Regions) -> None:
        self.names = {m.code: m.name for m in regions.municipalities}
        self.former = regions.former
        self._last_year = regions.year - 1
        self._as_typed = PlacesAsTyped(regions.municipalities, _ALIASES)
        self._looked_up = 0
        self._with_comma = {
            code: re.compile(re.escape(name).replace(r",\ ", r",\s*"), re.IGNORECASE)
            for code, name in self.names.items()
            if "," in name
        }
        self._by_name: dict[str, list[str]] = {}
        for code, name in self.names.items():
            full = fold(name)
            short = re.sub(r" \([^)]*\)$", "", full)
            first = full.split(",")[0]
            for key in {full, short, first, full.replace("(", "").replace(")", "")}:
                self._by_name.setdefault(key, []).append(code)
        for alias, name in _ALIASES.items():
            self._by_name.setdefault(alias, self._by_name.get(fold(name), []))
        self._former_names: Mapping[str, str] = {
            fold(self.former[code].name): code
            for code in sorted(self.former, key=lambda code: (self.former[code].year, code))
        }
        names = (*sorted(self._former_names), *sorted(self._by_name))
        self._by_letters = {re.sub(r"\W", "", name): name for name in names}
        ended = (former.name for former in self.former.values())
        self._official = frozenset((*self.names.values(), *ended))

    def codes(self, text: str) -> str:
        """Return a list of names with the one name that holds a comma replaced by its code."""
        for code, name in self._with_comma.items():
            text = name.sub(code, text)
        return text

    def spelled(self, text: str) -> bool:
        """Tell whether a text is a code or a name to the letter: of today or of before."""
        return bool(_SPELLED.fullmatch(text)) or text in self._official

    def as_meant(self, text: str) -> tuple[str, ...]:
        """Return the official names of what is written otherwise: `Etten Leur`, `Ede en Epe`.

        A name that would be split has its code. Nothing when a part is unknown, or has two
        meanings.
        """
        whole = self._one(text)
        found = (whole,) if whole else tuple(self._one(part) for part in _AND.split(text))
        return found if all(found) else ()

    def _one(self, text: str) -> str:
        if match := _CODE.fullmatch(text):
            code = f"GM{int(match[1]):04}"
            return code if code in self.names or code in self.former else ""
        codes = self._by_name.get(fold(text), ()) or self._as_typed.codes(text)
        if len(codes) != 1:
            return ""
        name = self.names[codes[0]]
        return codes[0] if "," in name else name

    def moved(self, text: str) -> Former | None:
        """Return the municipality that a text means when it ended since 1 January of last year.

        None when it was divided: then nobody can tell which part is meant.
        """
        if match := _CODE.fullmatch(text):
            code = f"GM{int(match[1]):04}"
        else:
            key = fold(text)
            code = "" if key in self._by_name else self._former_names.get(key, "")
        former = self.former.get(code) if code not in self.names else None
        if former and former.year >= self._last_year and len(former.successors) == 1:
            return former
        return None

    def code(self, text: str) -> str:
        """Return the CBS code of `GM0363`, `363` or a name, today's for one of last year.

        Raises `CellFault`.
        """
        if moved := self.moved(text):
            return moved.successors[0]
        if match := _CODE.fullmatch(text):
            code = f"GM{int(match[1]):04}"
            if code in self.names:
                return code
            if code in self.former:
                raise self._merged(text, code, *self._near_codes(code, (1, 1)))
            close = "".join(self._near_codes(code, (1, 9999)))
            raise self._none(text, self.named(close))
        key = fold(text)
        codes = tuple(self._by_name.get(key, ()))
        if len(codes) == 1:
            return codes[0]
        if not codes and key not in self._former_names:
            codes = self._as_typed.codes(text)
        if len(codes) == 1:
            raise self._none(text, self.named(codes[0]))
        if codes:
            named = tuple(map(self.named, codes))
            raise CellFault("ambiguous_name", shorten(text), named[0], meant=named)
        close = key if key in self._former_names else self._nearest(key)
        if close in self._by_name:
            raise self._none(text, self.named(self._by_name[close][0]))
        raise self._merged(text, self._former_names[close]) if close else self._none(text, "")

    def _none(self, text: str, close: str) -> CellFault:
        return CellFault("no_municipality", shorten(text), close, year=self._last_year + 1)

    def _nearest(self, key: str) -> str:
        """Return the most similar name of today or before; of very many wrong ones no longer.

        For it takes time.
        """
        self._looked_up += 1
        seek = self._looked_up <= MOST_SUGGESTED
        return nearest(key, self._by_letters.values()) if seek else ""

    def _near_codes(self, wrong: str, limit: tuple[int, int]) -> list[str]:
        """Return the one code that is off by the fewest digits, and of those by the least.

        None when it is further off than the limit: so many digits, so much.
        """

        def distance(code: str) -> tuple[int, int]:
            digits = sum(a != b for a, b in zip(code, wrong, strict=True))
            swapped = sorted(code) == sorted(wrong)
            return 1 if swapped else digits, abs(int(code[2:]) - int(wrong[2:]))

        close = min(self.names, key=distance)
        return [close] if distance(close) <= limit else []

    def _merged(self, text: str, code: str, *near: str) -> CellFault:
        former = self.former[code]
        named = tuple(self.named(successor) for successor in (*former.successors, *near))
        params = {"named": beside(text, former.name), "year": former.year, "meant": named}
        return CellFault("former_municipality", shorten(text), "".join(named[:1]), **params)

    def named(self, code: str) -> str:
        """Return a code with its name, `GM0363 (Amsterdam)`; nothing for an unknown code."""
        return f"{code} ({self.names[code]})" if code in self.names else ""


def beside(text: str, name: str) -> str:
    """Return the name of a municipality as it stands behind what was written, unless that is it."""
    return "" if text.strip().casefold() == name.casefold() else f" ({name})"
