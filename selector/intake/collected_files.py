"""The files of a folder of forms: which are read, which are skipped, within bounds."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from selector.door import MEGABYTE
from selector.errors import InputError, Message, no_folder, shorten, unreadable

MAX_FILES = 5000  # folders counted
MAX_TOTAL = 256 * MEGABYTE
# the kinds that are read, and those of which the reader says how to make them readable
_PLANS = (".xlsx", ".csv", ".geojson", ".json", ".gpkg",
          ".xls", ".xlsm", ".xlsb", ".xltx", ".ods", ".numbers")  # fmt: skip
_TEMPORARY = ("~$*", ".*", "*.tmp", "*~", "thumbs.db", "desktop.ini")


@dataclass(frozen=True, order=True)
class Found:
    """Something in a folder: its name below the folder, where it is, its kind, its bytes."""

    name: str
    path: Path
    mode: int
    size: int


def files_of(folder: Path, leave_out: Path | None) -> tuple[tuple[Found, ...], tuple[Message, ...]]:
    """Return the files to read in order of name, and what is skipped unread.

    Folders in the folder are looked into, those below are not. `leave_out` is a file that is not
    looked at. Raises `InputError` when the folder cannot be listed or has too much in it.
    """
    out = leave_out.absolute() if leave_out else None
    judged = [(f, _skipped(f)) for f in sorted(_listed(folder)) if f.path.absolute() != out]
    read = tuple(found for found, skipped in judged if skipped is None)
    if sum(found.size for found in read) > MAX_TOTAL:
        raise too_big(folder)
    return read, tuple(skipped for _, skipped in judged if skipped is not None)


def too_big(folder: Path) -> InputError:
    """Return the error that the files are too much together."""
    params = {"limit": MAX_TOTAL // MEGABYTE}
    return InputError([Message("collect_big", shorten(folder), params=params)])


def _listed(folder: Path) -> Iterator[Found]:
    """Yield what is in a folder and in its folders; a folder below these as itself."""
    inside = _inside(folder, "", folder, MAX_FILES)
    left = MAX_FILES - len(inside)
    for found in inside:
        if not stat.S_ISDIR(found.mode):
            yield found
            continue
        deeper = _inside(found.path, f"{found.name}/", folder, left)
        left -= len(deeper)
        yield from deeper


def _inside(folder: Path, above: str, whole: Path, most: int) -> list[Found]:
    """Return what is in one folder, unless that is too much."""
    found = list[Found]()
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if _is_temporary(entry.name):
                    continue
                if len(found) == most:
                    params = {"limit": MAX_FILES}
                    raise InputError([Message("collect_many", shorten(whole), params=params)])
                seen = entry.stat(follow_symlinks=False)
                name = above + entry.name
                found.append(Found(name, Path(entry.path), seen.st_mode, seen.st_size))
    except FileNotFoundError:
        raise InputError([no_folder(folder)]) from None
    except NotADirectoryError:
        raise InputError([Message("not_folder", shorten(folder))]) from None
    except OSError as error:
        raise InputError([unreadable(folder, error)]) from None
    return found


def _is_temporary(name: str) -> bool:
    """Tell whether a name is one that office programs and systems give to files of their own."""
    return any(fnmatch(name.casefold(), pattern) for pattern in _TEMPORARY)


def _skipped(found: Found) -> Message | None:
    """Return why something is not read: an attachment, a link, a folder too deep."""
    if stat.S_ISDIR(found.mode):
        return Message("collect_deep", shorten(found.name))
    if not stat.S_ISREG(found.mode):
        return Message("collect_link", shorten(found.name))
    is_known = found.path.suffix.casefold() in _PLANS
    return None if is_known else Message("collect_skipped", shorten(found.name))
