"""Typesetting: facts and pictures laid out by a template, as an accessible PDF.

PDF/A-2a and PDF/UA-1 at once: Typst refuses what would break these. Only fonts that come with a
package are used, and a character that none of them has is written as a mark (�) of which a note
tells, never silently in another font.
"""

import json
import re
import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst

from selector.theme.look import Logo

UNKNOWN = "\N{REPLACEMENT CHARACTER}"
LOGO = "beeldmerk"  # what a logo is called for Typst
BREAK = "\u200b"  # a line may be broken here
LONG = re.compile(r"\S{24}(?=\S)")


class TypesettingError(Exception):
    """A template that does not fit what it lays out: a fault of ours."""


def typeset(
    template: str,
    data: Mapping[str, Any],
    pictures: Mapping[str, str],
    day: date,
    place: Path,
    logo: Logo | None = None,
) -> bytes:
    """Return the PDF of a template; `pictures` are SVG by name. The same input, the same bytes.

    Typst reads files: these are for a moment in a directory of their own inside `place`, a draft,
    so that a run that is killed leaves them where the next one clears them.
    """
    with tempfile.TemporaryDirectory(prefix="zetsel-", dir=place) as own:
        root = Path(own)
        for source in files("selector.publish.papers").joinpath("templates").iterdir():
            if source.name.endswith(".typ"):
                (root / source.name).write_bytes(source.read_bytes())
        for name, svg in pictures.items():
            (root / f"{name}.svg").write_text(svg, encoding="utf-8")
        if logo is not None:
            (root / f"{LOGO}.{logo.kind}").write_bytes(logo.data)
        text = json.dumps(printable(data), ensure_ascii=False)
        (root / "facts.json").write_text(text, encoding="utf-8")
        return _compiled(root / template, root, day)


def _compiled(path: Path, root: Path, day: date) -> bytes:
    pdf, warnings = typst.compile_with_warnings(
        str(path),
        root=str(root),
        font_paths=[str(font_folder())],
        ignore_system_fonts=True,
        pdf_standards=["a-2a", "ua-1"],
        timestamp=int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()),
    )
    if warnings:
        raise TypesettingError("; ".join(warning.message for warning in warnings))
    return bytes(pdf)


def printable(value: Any) -> Any:
    """Return data of which every character can be printed, and no word is too long for a line."""
    if isinstance(value, str):
        unknown = dict.fromkeys(map(ord, set(value) - characters()), UNKNOWN)
        return LONG.sub(lambda word: f"{word[0]}{BREAK}", value.translate(unknown))
    if isinstance(value, Mapping):
        return {key: printable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [printable(part) for part in value]
    return value


def unprintable(value: Any) -> bool:
    """Tell whether there is a character in data that no font has."""
    if isinstance(value, str):
        return not characters().issuperset(value)
    parts = value.values() if isinstance(value, Mapping) else value
    return isinstance(value, Mapping | list | tuple) and any(map(unprintable, parts))


def font_folder() -> Path:
    """Return the folder of the fonts that come with matplotlib."""
    found = find_spec("matplotlib")  # where it is: to load it would take longer than typesetting
    if found is None or found.origin is None:
        raise ModuleNotFoundError("matplotlib", name="matplotlib")
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"


@cache
def characters() -> frozenset[str]:
    """Return the characters that DejaVu Sans has, which stands in for what other fonts lack.

    And the end of a line, which no font needs.
    """
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    with TTFont(font_folder() / "DejaVuSans.ttf", lazy=True) as font:
        return frozenset("\n").union(map(chr, font.getBestCmap()))
