"""Moves of files and folders: in one step, onto nothing that is there, and lasting."""

import ctypes
import errno
import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

_NO_REPLACE, _WORKING_FOLDER = 1, -100  # RENAME_NOREPLACE and AT_FDCWD of Linux
_NOT_HERE = (errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP)  # on some network drives
AT_ONCE = 8  # files that are waited for: a disk takes many in little more time than one
_OCCUPIED = (errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR, errno.EISDIR)


def move_new(source: Path, target: Path) -> None:
    """Move to a free place beside it, in one step; raises `FileExistsError` when it is not free.

    Other errors are `OSError`, and then nothing was moved.
    """
    if sys.platform == "win32":  # where a rename replaces nothing
        os.rename(source, target)  # noqa: PTH104
    elif _renamed_on_linux(source, target):
        return
    elif source.is_dir():
        _rename_folder(source, target)
    else:
        _rename_file(source, target)


def _renamed_on_linux(source: Path, target: Path) -> bool:
    """Rename without replacing; False where the system or the drive does not know of it."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    names = os.fsencode(source), os.fsencode(target)
    if rename(_WORKING_FOLDER, names[0], _WORKING_FOLDER, names[1], _NO_REPLACE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _NOT_HERE:
        return False
    raise OSError(code, os.strerror(code), str(source), None, str(target))


def _rename_folder(source: Path, target: Path) -> None:
    """Rename a folder that is not empty: POSIX puts it in the place of an empty folder only."""
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    try:
        os.rename(source, target)  # noqa: PTH104
    except OSError as error:
        if error.errno in _OCCUPIED:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        raise


def _rename_file(source: Path, target: Path) -> None:
    """Give a file a second name and take the first away; copy it where files have one name."""
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:
        with source.open("rb") as old, target.open("xb") as new:
            shutil.copyfileobj(old, new)
    source.unlink()


def sync(path: Path) -> None:
    """Wait until a file, or a folder with all that is in it, is on the disk; raises `OSError`."""
    if not path.is_dir():
        _sync_file(path)
        return
    inside = sorted(path.rglob("*"), reverse=True)  # a folder after what is in it
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(_sync_file, (found for found in inside if not found.is_dir())))
    for folder in (*filter(Path.is_dir, inside), path):
        sync_folder(folder)


def _sync_file(path: Path) -> None:
    with path.open("r+b") as file:
        _sync(file.fileno())


def sync_folder(path: Path) -> None:
    """Wait until the names in a folder are on the disk, where a system can be asked for that."""
    if sys.platform == "win32":
        return
    number = os.open(path, os.O_RDONLY)
    try:
        _sync(number)
    finally:
        os.close(number)


def _sync(number: int) -> None:
    try:
        os.fsync(number)
    except OSError as error:
        if error.errno not in _NOT_HERE:
            raise
