"""What a recount found: what agrees, what differs and where, what could not be recounted."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from selector.texts import Texts, load_texts

MOST_TOLD = 40  # differences of one file that are written out
_NAMES = {"cohort.xlsx": "sheet.", "summary.txt": "verify.part."}  # of places, for people
WIDEST = 100  # characters of a value that are shown


@dataclass(frozen=True)
class Difference:
    """One place where a file says something else than the recount, or than another file.

    `kind` is a key of the texts under `verify.difference`; `other` is what the recount gives, or
    what stands in the other file, `against`.
    """

    file: str
    place: str
    found: object = None
    other: object = None
    kind: str = "value"
    against: str = ""


@dataclass(frozen=True)
class Line:
    """A line of the page: a key of the texts under `verify`, with its parameters.

    `where`, if there, holds places that were compared: a file, a place in it, a number of columns.
    """

    key: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """The outcome of a recount of one directory, and of what else was done with it.

    `done` was recounted, `rewritten` written again and compared, `proven` solved again; `present`
    is there but was not looked into, `not_done` was not shown in any way.

    >>> report = small.verify()
    >>> report.agrees, report.differences
    (True, ())
    """

    folder: Path
    done: tuple[Line, ...]
    not_done: tuple[Line, ...]
    differences: tuple[Difference, ...]
    rewritten: tuple[Line, ...] = ()
    proven: tuple[Line, ...] = ()
    present: tuple[Line, ...] = ()

    @property
    def agrees(self) -> bool:
        """Tell whether nothing differs."""
        return not self.differences

    def page(self, language: str | None = None) -> str:
        """Return the outcome on one page, in `nl` or `en`; None: in that of SELECTOR_LANG.

        >>> print(small.verify().page("en").splitlines()[0])
        Recount of uitkomst
        """
        texts = load_texts(language)
        title = texts("verify.title", folder=self.folder)
        lines = [title, "=" * min(len(title), 88)]
        lines.append(texts("verify.agrees" if self.agrees else "verify.differs",
                           count=len(self.differences)))  # fmt: skip
        for key in ("done", "rewritten", "proven", "present", "not_done"):
            section: tuple[Line, ...] = getattr(self, key)
            if section:
                lines += ["", texts(f"verify.{key}")]
                lines += [f"  - {said(line, texts)}" for line in section]
        if self.differences:
            lines += ["", texts("verify.differences")]
            lines += self._differences(texts)
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.page()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.page())}</pre>"

    def _differences(self, texts: Texts) -> Iterator[str]:
        by_file: dict[str, list[Difference]] = {}
        for difference in self.differences:
            by_file.setdefault(difference.file, []).append(difference)
        for file, found in by_file.items():
            for difference in found[:MOST_TOLD]:
                yield f"  - {sentence(difference, texts)}"
            if len(found) > MOST_TOLD:
                yield f"  - {texts('verify.more', file=file, count=len(found) - MOST_TOLD)}"


def said(line: Line, texts: Texts) -> str:
    """Return a line of the page as a sentence."""
    params = dict(line.params)
    if "where" in params:
        params["where"] = _where(params["where"], texts)
    return texts(f"verify.{line.key}", **params)


def _where(places: Any, texts: Texts) -> str:
    """Return places by file: `a.json (x, y); b.csv (9 columns)`."""
    by_file: dict[str, list[str]] = {}
    for file, place, columns in places:
        key = f"{_NAMES.get(file, '')}{place}"
        name = texts(key) if texts.has(key) else place
        wide = texts.counted("verify.columns", columns) if columns else ""
        by_file.setdefault(file, []).append(": ".join(filter(None, (name, wide))))
    return "; ".join(f"{file} ({', '.join(parts)})" for file, parts in by_file.items())


def sentence(difference: Difference, texts: Texts) -> str:
    """Return a difference as a sentence with its place in front."""
    where = f"{difference.file}, {difference.place}" if difference.place else difference.file
    where = shown(where, 2 * WIDEST)
    told = texts(
        f"verify.difference.{difference.kind}",
        found=shown(difference.found),
        other=shown(difference.other),
        against=shown(difference.against),
    )
    return f"{where}: {told}"


def shown(value: object, widest: int = WIDEST) -> str:
    """Return a value fit for a sentence: one line, printable, not too long."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = "".join(c if c.isprintable() else "�" for c in text[: 2 * widest])
    return text if len(text) <= widest else f"{text[: widest - 1]}…"
