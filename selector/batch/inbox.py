"""What lies in the inbox and is whole: looked at twice, with some time in between.

A network share tells of no changes, so there is no watcher: what has the same size, time and hash
at two looks has settled. Nothing in the inbox is moved or changed.
"""

import os
import stat
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from fnmatch import fnmatch
from hashlib import sha256
from pathlib import Path

from selector.batch.durable import encode, read_json, replace_file
from selector.door import MAX_BYTES, read_whole
from selector.errors import InputError, Message, shorten
from selector.visible import hidden

SEEN = "gezien.json"
MOST_FILES = 20_000
TEMPORARY = (  # what office programs, browsers and systems leave while they work
    "~$*", ".*", "*.tmp", "*.temp", "*.part", "*.partial", "*.crdownload", "*.download", "*.swp",
    "*.lock", "*~", "thumbs.db", "desktop.ini", "~*.tmp",
)  # fmt: skip


@dataclass(frozen=True)
class Look:
    """A file at a look: its place in the inbox, bytes, time of change and hash.

    `since` is when it was first seen like this, in seconds since 1970.
    """

    name: str
    size: int
    modified_ns: int
    sha256: str
    since: float = 0.0

    def like(self, other: "Look | None") -> bool:
        """Tell whether another look saw the same."""
        return other is not None and replace(self, since=0.0) == replace(other, since=0.0)

    @property
    def modified(self) -> datetime:
        """Return the time of change that the file itself bears."""
        return datetime.fromtimestamp(self.modified_ns // 10**9, UTC)


@dataclass(frozen=True)
class Seen:
    """What has settled, what has not, and what cannot be read."""

    settled: tuple[Look, ...]
    settling: tuple[str, ...]
    refused: tuple[Message, ...]


Known = Callable[[Look], bool]


def settle(inbox: Path, archive: Path, seconds: int, known: Known) -> Seen:
    """Look at the inbox, wait if need be, and look again.

    What is `known` has been received before and needs no second look. Raises `InputError` when
    the inbox cannot be listed.
    """
    before = _remembered(archive)
    first, _ = _looks(inbox, before)
    fresh = {name: look for name, look in first.items() if not known(look)}
    young = [look for look in fresh.values() if time.time() - look.since < seconds]
    _remember(archive, fresh)
    second, refused = first, _looks(inbox, first)[1] if not fresh else ()
    if fresh:
        if young:
            time.sleep(max(0.0, seconds - (time.time() - max(look.since for look in young))))
        second, refused = _looks(inbox, first)
    settled = [look for name, look in second.items() if known(look) or look.like(first.get(name))]
    left = {n: look for n, look in second.items() if look not in settled and not known(look)}
    _remember(archive, left)
    return Seen(tuple(settled), tuple(sorted(left)), refused)


def temporary(name: str) -> bool:
    """Tell whether a name is one that programs give to what they are still writing."""
    return any(fnmatch(name.casefold(), pattern) for pattern in TEMPORARY)


def _looks(inbox: Path, before: Mapping[str, Look]) -> tuple[dict[str, Look], tuple[Message, ...]]:
    """Look at every file once; those that vanish meanwhile are not there."""
    found, refused, now = dict[str, Look](), list[Message](), time.time()
    for name, path in _files(inbox):
        if fault := _unfit(name, path):
            refused.append(fault)
            continue
        try:
            look = look_at(name, path)
        except InputError as error:
            refused += [f for f in error.faults if f.code != "no_such_file"]
            continue
        old = before.get(name)
        since = old.since if look.like(old) and old is not None and old.since <= now else now
        found[name] = replace(look, since=since)
    return found, tuple(refused)


def look_at(name: str, path: Path) -> Look:
    """Look at one file; raises `InputError` when it cannot be read."""
    data = read_whole(path, MAX_BYTES)
    try:
        modified = path.stat().st_mtime_ns
    except OSError:
        raise InputError([Message("no_such_file", shorten(name))]) from None
    return Look(name, len(data), modified, sha256(data).hexdigest())


def _files(inbox: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files in the inbox and in its folders, one level deep, in order of name."""
    found = list(_listed(inbox, ""))
    if len(found) > MOST_FILES:
        params = {"limit": MOST_FILES, "count": len(found)}
        raise InputError([Message("batch_many_files", shorten(inbox), params=params)])
    yield from sorted(found)


def _listed(folder: Path, above: str) -> Iterator[tuple[str, Path]]:
    try:
        with os.scandir(folder) as entries:
            found = [entry for entry in entries if not temporary(entry.name)]
    except OSError as error:
        params = {"error": error.strerror or "?"}
        raise InputError([Message("unreadable", shorten(folder), params=params)]) from None
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            if not above:
                yield from _listed(Path(entry.path), f"{entry.name}/")
        else:
            yield f"{above}{entry.name}", Path(entry.path)


def _unfit(name: str, path: Path) -> Message | None:
    """Return why a file is not looked at: a link, a device, a name that cannot be shown."""
    if found := hidden(name):
        return Message("control_character", value=shorten(name), params={"character": found})
    try:
        regular = stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return None
    return None if regular else Message("not_regular", shorten(name))


def _remembered(archive: Path) -> dict[str, Look]:
    """Return what an earlier look saw that had not yet settled."""
    kept = read_json(archive / SEEN)
    try:
        return {entry["name"]: Look(**entry) for entry in kept or ()}
    except (TypeError, KeyError):
        return {}


def _remember(archive: Path, looks: Mapping[str, Look]) -> None:
    replace_file(archive / SEEN, encode([asdict(looks[name]) for name in sorted(looks)]))
