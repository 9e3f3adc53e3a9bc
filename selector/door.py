"""The one door for files of the user: a regular file, of bounded size, read once."""

import os
import stat
from pathlib import Path

from selector.errors import InputError, Message, shorten, unreadable

MEGABYTE = 1 << 20
MAX_TEXT = 64 * MEGABYTE  # tables and features as text
MAX_BYTES = 256 * MEGABYTE  # anything else
MAX_BOUNDARIES = 1024 * MEGABYTE  # of municipalities, in full detail and of many years

# Opening a pipe waits for a writer, and on Windows a file is text unless it is said otherwise.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_whole(path: str | Path, limit: int = MAX_BYTES) -> bytes:
    """Return the bytes of a regular file of at most `limit` bytes.

    Raises `InputError` for a file that is absent, a directory, a device, a pipe, too big.
    """
    source = Path(path)
    try:
        check_regular(source, limit)
        with os.fdopen(os.open(source, _FLAGS), "rb") as stream:
            _check(source, os.fstat(stream.fileno()), limit)  # it may have been replaced
            data = stream.read(limit + 1)
    except OSError as error:
        raise InputError([unreadable(source, error)]) from None
    if len(data) > limit:
        raise InputError([_too_big(source, limit)])
    return data


def check_regular(path: Path, limit: int = MAX_BYTES) -> None:
    """Raise `InputError` for what is no regular file of at most `limit` bytes; opens nothing."""
    try:
        found = path.stat()
    except OSError as error:
        raise InputError([unreadable(path, error)]) from None
    except ValueError:  # a path with a NUL in it
        raise InputError([Message("no_such_file", file=shorten(path))]) from None
    _check(path, found, limit)


def _check(path: Path, found: os.stat_result, limit: int) -> None:
    kind = stat.S_IFMT(found.st_mode)
    if kind == stat.S_IFDIR:
        raise InputError([Message("is_directory", file=shorten(path))])
    if kind != stat.S_IFREG:
        raise InputError([Message("not_regular", file=shorten(path))])
    if found.st_size > limit:
        raise InputError([_too_big(path, limit)])


def _too_big(path: Path, limit: int) -> Message:
    return Message("file_too_big", shorten(path.name), params={"limit": limit // MEGABYTE})
