"""Reading what may have been tampered with: only regular files, of bounded size and depth."""

import json
import stat
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from selector.verify.recount.unreadable import Unreadable

MIB = 1 << 20
RECORD, TABLE, OTHER = 64 * MIB, 512 * MIB, 256 * MIB  # most bytes of a file, by what it holds
DEEPEST = 24  # levels of a JSON file; results have seven
PART = MIB


def size_of(path: Path, most: int) -> int:
    """Return the size of a regular file; raises `Unreadable` for anything else, or a larger one."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise Unreadable("", "!S_ISREG")
    if found.st_size > most:
        raise Unreadable("", f"{found.st_size} > {most} bytes")
    return found.st_size


def read_bytes(path: Path, most: int = OTHER) -> bytes:
    """Return a regular file of at most so many bytes; raises `Unreadable`."""
    return b"".join(parts_of(path, most))


def parts_of(path: Path, most: int = OTHER) -> Iterator[bytes]:
    """Yield a regular file of at most so many bytes part by part; raises `Unreadable`."""
    size_of(path, most)
    with path.open("rb") as file:
        while most > 0 and (part := file.read(min(PART, most))):
            most -= len(part)
            yield part


def digest_of(path: Path, most: int = OTHER) -> str:
    """Return the SHA-256 of a regular file; raises `Unreadable`."""
    found = sha256()
    for part in parts_of(path, most):
        found.update(part)
    return found.hexdigest()


def decode(data: bytes) -> str:
    """Return UTF-8 as text; raises `Unreadable`."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"byte {error.start}", repr(data[error.start : error.start + 4])) from None
    if "\x00" in text:
        raise Unreadable(f"byte {data.index(0)}", "NUL")
    return text


def read_record(path: Path) -> Mapping[str, Any]:
    """Return a JSON file that holds one table; raises `Unreadable`."""
    try:
        record = json.loads(decode(read_bytes(path, RECORD)), object_pairs_hook=_once)
    except RecursionError:
        raise Unreadable("", "RecursionError") from None
    except ValueError as error:
        raise Unreadable("", str(error)) from None
    level, depth = [record], 0
    while level := [child for item in level for child in _children(item)]:
        depth += 1
        if depth > DEEPEST:
            raise Unreadable("", f"> {DEEPEST} × [")
    if not isinstance(record, dict) or not record:
        raise Unreadable
    return record


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a table; of a key that stands there twice programs would read one or the other."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("double key")
    return found


def _children(item: object) -> list[Any]:
    if isinstance(item, dict):
        return list(item.values())
    return item if isinstance(item, list) else []
