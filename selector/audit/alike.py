"""Is a file the same as the one that was written again; and if not, where does it differ first?

Whatever is compared may have been tampered with: it is opened only when it is about as large as
it should be, and what it says of itself is not believed.
"""

import json
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from filecmp import cmp
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from typing import Any

from selector.verify.compare.report import Difference
from selector.verify.recount.database import Database, opened
from selector.verify.recount.files import MIB, decode, read_bytes, read_record, size_of
from selector.verify.recount.tables import csv_rows, separator, workbook
from selector.verify.recount.unreadable import Unreadable

ROOM = 8 * MIB  # bytes that a file may be larger than the one written again, to be looked into
NOTHING = "–"
KEYS = ("plan_id", "plan_a", "plan_b", "code")  # columns by which rows of a layer are known
PNG = b"\x89PNG\r\n\x1a\n"
Places = Iterator[tuple[str, object, object]]  # place, what stands there, what should


def differences(file: str, found: Path, again: Path) -> list[Difference]:
    """Return where a file differs from the one written again; nothing when it does not."""
    try:
        size_of(found, 2 * again.stat().st_size + ROOM)
        if cmp(found, again, shallow=False):
            return []
        places = list(_KINDS.get(found.suffix, _bytes)(found, again))
    except FileNotFoundError:
        return [Difference(file, "", kind="absent")]
    except Unreadable as fault:
        return [Difference(file, fault.place, fault.found, kind="unreadable")]
    except Exception as error:  # a file that was tampered with may break anything
        return [Difference(file, "", f"{type(error).__name__}: {error}", kind="unreadable")]
    return [Difference(file, place, has, meant, "written") for place, has, meant in places]


def _bytes(found: Path, again: Path) -> Places:
    """Yield the number of the first byte that differs."""
    one, other = read_bytes(found), read_bytes(again)
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    start = min(len(one), len(other)) if at is None else at
    yield f"byte {start}", one[start : start + 8].hex(), other[start : start + 8].hex()


def _text(found: Path, again: Path) -> Places:
    """Yield the first line that differs, by its number."""
    one, other = (decode(read_bytes(path)).split("\n") for path in (found, again))
    for number, (a, b) in enumerate(zip_longest(one, other), start=1):
        if a != b:
            yield f":{number}", NOTHING if a is None else a, NOTHING if b is None else b
            return
    yield from _bytes(found, again)


def _csv(found: Path, again: Path) -> Places:
    """Yield every cell that differs, by row and column; else the first line."""
    texts = [decode(read_bytes(path)) for path in (found, again)]
    one, other = (csv_rows(text, separator(text)) for text in texts)
    header = other[0] if other else []
    if len(one) != len(other) or {len(row) for row in one} != {len(header)}:
        yield from _text(found, again)
        return
    keys = 1 if header[:1] == ["plan_id"] else 2
    cells = list(_cells(one, other, lambda r, c: f"{'|'.join(other[r][:keys])}, {header[c]}"))
    yield from cells or _text(found, again)


def _cells(
    one: Sequence[Sequence[Any]], other: Sequence[Sequence[Any]], name: Callable[[int, int], str]
) -> Places:
    for r, (mine, theirs) in enumerate(zip_longest(one, other, fillvalue=())):
        for c, (a, b) in enumerate(zip_longest(mine, theirs, fillvalue=NOTHING)):
            if type(a) is not type(b) or a != b:
                yield name(r, c), a, b


def _json(found: Path, again: Path) -> Places:
    """Yield every value that differs; else the first line."""
    values = list(_values(read_record(found), read_record(again), ""))
    yield from values or _text(found, again)


def _values(one: Any, other: Any, place: str) -> Places:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in dict.fromkeys((*other, *one)):
            inside = f"{place}.{key}".lstrip(".")
            yield from _values(one.get(key, NOTHING), other.get(key, NOTHING), inside)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (a, b) in enumerate(zip(one, other, strict=True), start=1):
            name = (b.get("plan_id") or b.get("name")) if isinstance(b, Mapping) else None
            yield from _values(a, b, f"{place}[{name or number}]")
    elif json.dumps(one) != json.dumps(other):
        yield place, one, other


def _png(found: Path, again: Path) -> Places:
    """Compare two images pixel by pixel, and all that is in the file beside the pixels."""
    import numpy as np
    from PIL import Image

    one, other = _chunks(read_bytes(found)), _chunks(read_bytes(again))
    for (kind, data), (name, meant) in zip_longest(one, other, fillvalue=("", b"")):
        if kind != name or (data != meant and kind != "IDAT"):
            yield name or kind, kind if kind != name else data, name if kind != name else meant
            return
    images = [Image.open(BytesIO(read_bytes(path))) for path in (found, again)]
    pixels = [np.asarray(image.convert("RGBA")) for image in images]
    unlike = np.argwhere((pixels[0] != pixels[1]).any(axis=-1))
    if len(unlike):
        y, x = (int(part) for part in unlike[0])
        has, wanted = (tuple(map(int, image[y, x])) for image in pixels)
        yield f"({x}, {y})", has, wanted
    elif b"".join(data for _, data in one) != b"".join(data for _, data in other):
        yield from _bytes(found, again)


def _chunks(data: bytes) -> list[tuple[str, bytes]]:
    """Return the parts of a PNG with their names, the parts with pixels taken together."""
    if not data.startswith(PNG):
        raise Unreadable("byte 0", data[:8].hex())
    found, at = list[tuple[str, bytes]](), len(PNG)
    while at < len(data):
        length, name = struct.unpack(">I4s", data[at : at + 8])
        part, kind = data[at + 8 : at + 8 + length], name.decode("latin-1")
        check = data[at + 8 + length : at + 12 + length]
        if len(check) < 4 or zlib.crc32(name + part) != int.from_bytes(check):
            raise Unreadable(f"byte {at}", kind)
        if kind == "IDAT" and found[-1][0] == kind:
            found[-1] = (kind, found[-1][1] + part)
        else:
            found.append((kind, part))
        at += 12 + length
    return found


def _workbook(found: Path, again: Path) -> Places:
    """Yield every cell that differs, by sheet; else the part of the file that does."""
    one, other = (workbook(read_bytes(path)) for path in (found, again))
    if list(one) != list(other):
        yield "", list(one), list(other)
        return
    cells = [cell for name in other for cell in _sheet(name, one[name], other[name])]
    yield from cells or _entries(found, again)


def _sheet(name: str, one: Sequence[Sequence[Any]], other: Sequence[Sequence[Any]]) -> Places:
    return _cells(one, other, lambda r, c: f"{name}, {_column(c)}{r + 1}")


def _column(number: int) -> str:
    first, last = divmod(number, 26)
    return f"{_column(first - 1) if first else ''}{chr(65 + last)}"


def _entries(found: Path, again: Path) -> Places:
    """Yield the parts of two ZIP files that differ; their sizes were looked at before."""
    with zipfile.ZipFile(found) as one, zipfile.ZipFile(again) as other:
        names = one.namelist(), other.namelist()
        if names[0] != names[1]:
            yield "", names[0], names[1]
            return
        unlike = [name for name in names[0] if one.read(name) != other.read(name)]
    for name in unlike:
        yield name, None, None
    if not unlike:
        yield from _bytes(found, again)


def _geopackage(found: Path, again: Path) -> Places:
    """Yield every cell that differs, by layer; else what else there is in the database."""
    with opened(again) as meant, opened(found) as other:
        wanted, given = meant.objects(), other.objects()
        for name in dict.fromkeys((*wanted, *given)):
            if wanted.get(name) != given.get(name):
                has, stated = (" ".join(side.get(name, (NOTHING,))) for side in (given, wanted))
                yield name, has, stated
        alike = [name for name in meant.tables() if wanted[name] == given.get(name)]
        cells = [cell for name in alike for cell in _table(name, other, meant)]
    yield from cells or _bytes(found, again)


def _table(name: str, found: Database, again: Database) -> Places:
    wanted = again.table(name)
    given = found.table(name, len(wanted.rows) + 1)
    if given.columns != wanted.columns or len(given.rows) != len(wanted.rows):
        yield name, [len(given.rows), *given.columns], [len(wanted.rows), *wanted.columns]
        return
    columns, keys = wanted.columns, [c for c in KEYS if c in wanted.columns] or wanted.columns[:1]
    where = [columns.index(key) for key in keys]

    def place(r: int, c: int) -> str:
        return f"{name}, {'|'.join(str(wanted.rows[r][i]) for i in where)}, {columns[c]}"

    for told, *values in _cells(given.rows, wanted.rows, place):
        shown = [f"{len(v)} bytes" if isinstance(v, bytes) else v for v in values]
        yield told, shown[0], shown[1]


_KINDS: Mapping[str, Callable[[Path, Path], Places]] = {
    ".json": _json,
    ".csv": _csv,
    ".txt": _text,
    ".md": _text,
    ".svg": _text,
    ".html": _text,
    ".png": _png,
    ".xlsx": _workbook,
    ".gpkg": _geopackage,
}
