"""What in a folder is ours: the files that a run listed with their hashes, and nothing else.

The list is `SHA256SUMS`, as `sha256sum -c` reads it. A folder without it, or with anything that
it does not list, holds something of someone else.
"""

import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import file_digest
from pathlib import Path, PurePosixPath

LIST = "SHA256SUMS"
MARK = b"# selector: SHA-256 of every other file in this folder"
_LONGEST = 2**26  # bytes of a list that is read
_LINE = re.compile(rb"(\\?)([0-9a-f]{64})  ([^\n]+)")
_ESCAPED = {b"\\": b"\\\\", b"\n": b"\\n", b"\r": b"\\r"}  # as sha256sum does, in this order
_PLAIN = {written: plain for plain, written in _ESCAPED.items()}


def seal(folder: Path) -> None:
    """Write the list of a folder that is complete, in order of name; raises `OSError`."""
    names = [name for name, entry in _walk(folder) if not _is_folder(entry) and name != LIST]
    lines = [MARK, *(_line(name, _hash(folder / name)) for name in sorted(names)), b""]
    (folder / LIST).write_bytes(b"\n".join(lines))


def ours(folder: Path) -> bool:
    """Tell whether a folder, deep inside too, holds only what is listed, and that unchanged.

    Links are never followed, and are never ours. What is listed may be gone.
    """
    try:
        listed = _listed(folder)
        return all(listed.holds(name, entry) for name, entry in _walk(folder, listed))
    except (OSError, ValueError):
        return False


def complete(folder: Path) -> bool:
    """Tell whether a folder holds all that is listed, and nothing else."""
    return ours(folder) and all((folder / name).is_file() for name in _listed(folder).hashes)


def altered(folder: Path) -> tuple[str, ...] | None:
    """Return what is listed and has other bytes by now or is gone; None without a list."""
    try:
        hashes = _listed(folder).hashes
    except (OSError, ValueError):
        return None
    return tuple(name for name in sorted(hashes) if not _holds(folder / name, hashes[name]))


def _holds(path: Path, digest: bytes) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode) and _hash(path) == digest
    except (OSError, ValueError):
        return False


def remove(folder: Path) -> bool:
    """Remove from a folder what is ours, the list last; True when the folder went with it.

    Whatever else is there stays, with the list.
    """
    try:
        listed = _listed(folder)
        for name, entry in reversed(list(_walk(folder))):
            path = folder / name
            if _is_folder(entry):
                with suppress(OSError):  # something else is in it
                    path.rmdir()
            elif name != LIST and listed.holds(name, entry):
                path.unlink()
        if [path.name for path in folder.iterdir()] == [LIST]:
            (folder / LIST).unlink()
    except (OSError, ValueError):
        pass
    with suppress(OSError):
        folder.rmdir()  # which takes an empty one only
    return not os.path.lexists(folder)


@dataclass(frozen=True)
class _Listed:
    """What a list says: the hash of every file by its POSIX path."""

    hashes: Mapping[str, bytes]

    @cached_property
    def folders(self) -> frozenset[str]:
        """Return every folder in which something is listed."""
        parents = (parent for name in self.hashes for parent in PurePosixPath(name).parents)
        return frozenset(str(parent) for parent in parents)

    def holds(self, name: str, entry: "os.DirEntry[str]") -> bool:
        """Tell whether something in the folder is as it is listed."""
        if _is_folder(entry):
            return name in self.folders
        if not stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode) or _leads_away(entry):
            return False
        return name == LIST or (name in self.hashes and _hash(entry) == self.hashes[name])


def _walk(folder: Path, listed: _Listed | None = None) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
    """Yield everything in a folder with its POSIX path, a folder before what is in it.

    With a list it does not go into folders of which nothing is listed.
    """
    left = [""]
    while left:
        below = left.pop()
        with os.scandir(folder / below) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        for entry in found:
            name = f"{below}/{entry.name}" if below else entry.name
            yield name, entry
            if _is_folder(entry) and (listed is None or name in listed.folders):
                left.append(name)


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    """Tell whether something is a folder itself, and no link or junction to one."""
    return entry.is_dir(follow_symlinks=False) and not _leads_away(entry)


def _leads_away(entry: "os.DirEntry[str]") -> bool:
    marks = getattr(entry.stat(follow_symlinks=False), "st_file_attributes", 0)  # of Windows
    return entry.is_symlink() or bool(marks & stat.FILE_ATTRIBUTE_REPARSE_POINT)


def _listed(folder: Path) -> _Listed:
    """Read the list of a folder; raises `ValueError` when it is not one of ours, or `OSError`."""
    path = folder / LIST
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode) or found.st_size > _LONGEST:
        raise ValueError(LIST)
    head, *lines, end = path.read_bytes().split(b"\n")
    parsed = [line for line in map(_LINE.fullmatch, lines) if line]
    if head != MARK or end or len(parsed) != len(lines):
        raise ValueError(LIST)
    return _Listed({_name(line[3], escaped=bool(line[1])): line[2] for line in parsed})


def _line(name: str, digest: bytes) -> bytes:
    """Return a line as `sha256sum` writes it."""
    plain = escaped = os.fsencode(name)
    for old, new in _ESCAPED.items():
        escaped = escaped.replace(old, new)
    return (b"\\" if escaped != plain else b"") + digest + b"  " + escaped


def _name(data: bytes, escaped: bool) -> str:
    if escaped:
        data = re.sub(rb"\\.", lambda found: _PLAIN.get(found[0], found[0]), data)
    return os.fsdecode(data)


def _hash(path: "Path | os.DirEntry[str]") -> bytes:
    with open(path, "rb") as file:  # noqa: PTH123  (of a directory entry too)
        return file_digest(file, "sha256").hexdigest().encode()
