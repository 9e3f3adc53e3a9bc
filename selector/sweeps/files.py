"""Files of a sweep: each is whole or absent, whoever dies at whatever moment.

Many write into one folder at once: workers, shards, other machines. So a new file replaces
nothing, and what is made beside its place bears the name of its maker.
"""

import os
import socket
import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

from selector.publish.moving import move_new, sync_folder

PART = ".part"


def write_new(path: Path, data: bytes) -> bool:
    """Write a file in one step, onto nothing; False when there is one by now."""
    if path.exists():
        return False
    try:
        if _linked(path, data):
            return True
        part = beside(path)
        _write(part, data)
        try:
            move_new(part, path)
        finally:
            part.unlink(missing_ok=True)
    except FileExistsError:
        return False
    return True


def write_over(path: Path, data: bytes) -> None:
    """Write a file in one step, in the place of what is there."""
    part = beside(path)
    try:
        _write(part, data)
        os.replace(part, path)  # noqa: PTH105
    finally:
        part.unlink(missing_ok=True)
    with suppress(OSError):
        sync_folder(path.parent)


def beside(path: Path) -> Path:
    """Return a name beside a place that is this process's own."""
    return path.with_name(f".{path.name}.{_host()}.{os.getpid()}{PART}")


def is_part(path: Path) -> bool:
    """Tell whether something is the unfinished work of a process."""
    return path.name.startswith(".") and path.name.endswith(PART)


def clear_parts(folder: Path) -> None:
    """Remove what processes of this machine that have ended left unfinished in a folder."""
    for path in folder.iterdir() if folder.is_dir() else ():
        host, _, number = path.name.removesuffix(PART).rpartition(".")
        if is_part(path) and host.endswith(f".{_host()}") and not _alive(number):
            with suppress(OSError):
                rmtree(path) if path.is_dir() else path.unlink()


def _linked(path: Path, data: bytes) -> bool:
    """Write a file without a name and give it one: a death before leaves nothing at all.

    False where a system or drive has no such files.
    """
    flag = getattr(os, "O_TMPFILE", 0)
    if not flag or not os.path.isdir("/proc/self/fd"):  # noqa: PTH112
        return False
    try:
        number = os.open(path.parent, os.O_WRONLY | flag, 0o644)
    except OSError:
        return False
    with os.fdopen(number, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(number)
        try:  # only with a folder given does Python follow the link to the file
            os.link(f"/proc/self/fd/{number}", path, src_dir_fd=number, follow_symlinks=True)
        except FileExistsError:
            raise
        except OSError:
            return False
    return True


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _host() -> str:
    return sha256(socket.gethostname().encode()).hexdigest()[:8]


def _alive(number: str) -> bool:
    """Tell whether a process of this machine may still be there."""
    if not number.isdecimal() or sys.platform == "win32":  # there asking is ending
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return int(number) != os.getpid() and not _waited_for(number)


def _waited_for(number: str) -> bool:
    """Tell whether a process has ended, and is only there for who started it to see that."""
    try:
        said = Path(f"/proc/{number}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return said.rpartition(")")[2].split()[:1] == ["Z"]
