"""What the package needs beside itself, and what of it is installed: read, without loading any."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version

PACKAGE = "voorloper-selector"
_WANTED = re.compile(r"([\w.-]+)(?:\[[^\]]*\])?\s*(?:>=\s*([\w.]+))?[^;]*(?:;\s*(.*))?")
_EXTRA = re.compile(r"extra\s*==\s*['\"]([\w-]+)['\"]")


@dataclass(frozen=True)
class Requirement:
    """A library that is needed: the lowest version, the one installed, and for which extra."""

    name: str
    least: str = ""
    installed: str | None = None
    extra: str = ""

    @property
    def met(self) -> bool:
        """Tell whether it is installed, in a version that is not too low."""
        return self.installed is not None and _numbers(self.installed) >= _numbers(self.least)


def requirements(extra: str = "") -> list[Requirement]:
    """Return what the package always needs, or what one of its extras adds."""
    return [found for found in _all() if found.extra == extra]


def _all() -> Iterator[Requirement]:
    for line in requires(PACKAGE) or ():
        if found := _WANTED.fullmatch(line):
            name, least, marker = found[1], found[2] or "", found[3] or ""
            extra = _EXTRA.search(marker)
            if extra or not marker:  # else it is for another system
                yield Requirement(name, least, _installed(name), extra[1] if extra else "")


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _numbers(text: str) -> tuple[int, ...]:
    """Return the whole numbers with which a version begins: `2.0.2rc1` as (2, 0, 2)."""
    found = re.match(r"\d+(?:\.\d+)*", text)
    return tuple(int(part) for part in found[0].split(".")) if found else ()
