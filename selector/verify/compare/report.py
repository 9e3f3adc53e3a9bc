"""What a recount found: what agrees, what differs and where, what could not be recounted."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from selector.texts import Texts, load_texts

MOST = 40  # differences of one file that are written out
WIDEST = 100  # characters of a value that are shown


@dataclass(frozen=True)
class Difference:
    """One place where a file says something else than the recount.

    `kind` is a key of the texts under `verify.difference`; `other` is what the recount gives.
    """

    file: str
    place: str
    found: object = None
    other: object = None
    kind: str = "value"


@dataclass(frozen=True)
class Line:
    """A line of the page: a key of the texts under `verify`, with its parameters."""

    key: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """The outcome of a recount of one directory, and of what else was done with it.

    `done` was recounted, `rewritten` written again and compared, `proven` solved again; `present`
    is there but was not looked into, `not_done` was not shown in any way.
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

    def page(self, language: str = "nl") -> str:
        """Return the outcome on one page, in `nl` or `en`."""
        texts = load_texts(language)
        title = texts("verify.title", folder=self.folder)
        lines = [title, "=" * min(len(title), 88)]
        lines.append(texts("verify.agrees" if self.agrees else "verify.differs",
                           count=len(self.differences)))  # fmt: skip
        for key in ("done", "rewritten", "proven", "present", "not_done"):
            section: tuple[Line, ...] = getattr(self, key)
            if section:
                lines += ["", texts(f"verify.{key}")]
                lines += [f"  - {texts(f'verify.{line.key}', **line.params)}" for line in section]
        if self.differences:
            lines += ["", texts("verify.differences")]
            lines += self._differences(texts)
        return "\n".join(lines)

    def _differences(self, texts: Texts) -> Iterator[str]:
        by_file: dict[str, list[Difference]] = {}
        for difference in self.differences:
            by_file.setdefault(difference.file, []).append(difference)
        for file, found in by_file.items():
            for difference in found[:MOST]:
                yield f"  - {sentence(difference, texts)}"
            if len(found) > MOST:
                yield f"  - {texts('verify.more', file=file, count=len(found) - MOST)}"


def sentence(difference: Difference, texts: Texts) -> str:
    """Return a difference as a sentence with its place in front."""
    where = f"{difference.file}, {difference.place}" if difference.place else difference.file
    where = shown(where, 2 * WIDEST)
    said = texts(
        f"verify.difference.{difference.kind}",
        found=shown(difference.found),
        other=shown(difference.other),
    )
    return f"{where}: {said}"


def shown(value: object, widest: int = WIDEST) -> str:
    """Return a value fit for a sentence: one line, printable, not too long."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = "".join(c if c.isprintable() else "�" for c in text[: 2 * widest])
    return text if len(text) <= widest else f"{text[: widest - 1]}…"
