"""Small files of our own that are whole at any moment: written beside, synced, moved into place."""

import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from selector.door import MAX_TEXT, read_whole
from selector.errors import InputError
from selector.publish.moving import sync_folder

READ_ONLY = 0o444


def encode(value: object) -> bytes:
    """Return the one JSON text of a value, as people can read it."""
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    return f"{text}\n".encode("utf-8", "surrogateescape")


def replace_file(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Put data in a file of ours, old or new, in one step that lasts; raises `OSError`."""
    number, name = tempfile.mkstemp(prefix=".half-", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    sync_folder(path.parent)


def read_json(path: Path) -> Any:
    """Return what a JSON file of ours holds; None when it is absent or no JSON."""
    try:
        return json.loads(read_whole(path, MAX_TEXT).decode("utf-8", "surrogateescape"))
    except (InputError, ValueError, RecursionError):
        return None


def sweep_halves(folder: Path) -> None:
    """Remove what killed writers left half; whoever calls holds the turn."""
    for path in folder.glob(".half-*"):
        with suppress(OSError):
            path.unlink()
