"""What sort of file this is, by its content and its name, where it is not the one expected."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Literal

from selector.errors import Message
from selector.intake.table import decode
from selector.intake.typed.heading import known_columns
from selector.vocabulary import CONDITIONS

_TAIL = 1 << 16  # bytes at the end of a zip, where its names are
_ENOUGH = 2  # columns by which a table of plans is known, beside those a scenario names too
_STARTS: Mapping[bytes, str] = {
    b"%PDF": "pdf",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"{\\rtf": "word",
    b"\xd0\xcf\x11\xe0": "office",
    b"SQLite format 3": "geopackage",
    b"\x1f\x8b": "zip",
}
_PARTS: Mapping[bytes, str] = {b"word/": "word", b"ppt/": "slides", b"xl/": "workbook"}
TEXTUAL = ("page", "toml", "text", "table", "zip", "unknown")  # told by more than a first byte
_CONTROL = bytes({*range(1, 9), *range(14, 27), *range(28, 32)})  # hardly ever in a text
_FEW, _NOISE = 3, 50  # more than a few of them, and one in so many bytes, and it is none
Wanted = Literal["plans", "toml"]
_PAGE = re.compile(rb"\s*<(?:!doctype html|html)\b", re.IGNORECASE)
_TOML = re.compile(r"^\s*(?:\[\[?[\w.\" -]+\]\]?|[\w.\"-]+\s*=\s*\S.*?)\s*(?:#.*)?$", re.MULTILINE)
_WRITTEN = (".docx", ".doc", ".xlsx", ".xls", ".xlsm", ".ods", ".gpkg", ".pdf")  # never as text


def sort_of(data: bytes) -> str:
    """Return the sort of a file that is not text, by its first bytes; empty for text.

    >>> sort_of(b"%PDF-1.7 ..."), sort_of("naam;cañón".encode()), sort_of(bytes(range(256)))
    ('pdf', '', 'unknown')
    """
    for start, sort in _STARTS.items():
        if data.startswith(start):
            return sort
    if data.startswith(b"PK"):
        held = data[:_TAIL] + data[-_TAIL:]
        return next((sort for part, sort in _PARTS.items() if part in held), "zip")
    if _PAGE.match(data[:_TAIL]):
        return "page"
    return "unknown" if _is_noise(data[:_TAIL]) else ""


def _is_noise(data: bytes) -> bool:
    """Tell whether bytes are no text in any encoding that is met; UTF-16 is told by its mark."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    found = len(data) - len(data.translate(None, _CONTROL))
    return found > _FEW and found * _NOISE > len(data)


def no_plans(file: str, data: bytes) -> Message | None:
    """Return the fault of a file that is no plans file at all, whatever its name says."""
    sort = sort_of(data)
    if sort in ("pdf", "picture", "word", "slides", "page", "unknown"):
        return _other(file, sort, "plans")
    if sort or not data.strip():
        return None
    text, name = data[:_TAIL].decode("utf-8-sig", "replace"), PurePath(file).suffix.casefold()
    if _has_header(text):
        return None
    if name == ".toml" or _is_toml(text):
        return _other(file, "toml", "plans")
    is_json = text.lstrip().startswith(("{", "["))
    return _other(file, "text", "plans") if name in _WRITTEN and not is_json else None


def not_text(file: str, data: bytes) -> Message | None:
    """Return the fault of a file that cannot be a scenario or another text in TOML."""
    if sort := sort_of(data):
        return _other(file, sort, "toml")
    _, fault = decode(file, data)
    if fault is None:
        return None
    code = "not_utf8_toml" if fault.code == "not_utf8" else fault.code
    return replace(fault, code=code, row=None, params={**fault.params, "line": fault.row})


def is_table(file: str, text: str) -> list[Message]:
    """Return the fault of a text that is no TOML, when it is a table of plans."""
    return [_other(file, "table", "toml")] if _has_header(text[:_TAIL]) else []


def _other(file: str, sort: str, wanted: Wanted) -> Message:
    return Message("other_sort", file, params={"sort": sort, "asked_for": wanted})


def _has_header(text: str) -> bool:
    """Tell whether one of the first lines has names of columns of the contract."""
    lines = [line for line in text.split("\n")[:20] if "=" not in line]
    return any(
        known_columns([n for n in map(_name, line.split(mark)) if n not in CONDITIONS]) >= _ENOUGH
        for line in lines
        for mark in ";,\t"
    )


def _name(text: str) -> str:
    return text.strip().strip('"').casefold()


def _is_toml(text: str) -> bool:
    """Tell whether most lines of a text are as TOML has them, and some of them tables."""
    lines = [line for line in text.split("\n") if line.strip() and not line.startswith("#")]
    fitting = sum(bool(_TOML.fullmatch(line)) for line in lines)
    return len(lines) > 1 and fitting * 4 >= len(lines) * 3
