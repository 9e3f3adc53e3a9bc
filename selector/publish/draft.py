"""Where something is made ready beside its place: a hidden folder that shows whether it lives.

In the draft of `X`, the folder `.X-xxxxxxxx`, are `nieuw` (what is made), `oud` (what is being
removed), `opzij` (under which names an older `X` was set aside) and `slot`: as long as its maker
runs, it holds the lock of that file. Nobody else touches a draft that lives, or may live: one
of another computer, or on a drive without locks.
"""

import os
import platform
import re
import shutil
import stat
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import BinaryIO

from selector.publish.lock import lock
from selector.publish.moving import move_new, sync

KEPT, REFUSED = "bewaard", "geweigerd"
LONG_AGO = 3600.0  # seconds; to make a draft takes far less than one
_NAMES = frozenset({"slot", "nieuw", "oud", "opzij"})


@dataclass(frozen=True)
class Draft:
    """The draft of `target`, in the folder `home` beside it."""

    target: Path
    home: Path

    @property
    def new(self) -> Path:
        """Return where what comes at the target is made."""
        return self.home / "nieuw"

    @property
    def old(self) -> Path:
        """Return where what stood at the target is removed."""
        return self.home / "oud"

    def set_aside(self) -> Path | None:
        """Move what stands at the target to a free name; None when it is not there any more."""
        try:
            known = self.target.lstat().st_ino
            for number in count(1):
                aside = numbered(self.target, KEPT, number)
                if os.path.lexists(aside):
                    continue
                self._note(f"{number} {known}")
                with suppress(FileExistsError):
                    move_new(self.target, aside)
                    if (moved := aside.lstat().st_ino) != known:  # another came in between
                        self._note(f"{number} {moved}")
                    return aside
        except FileNotFoundError:
            return None
        raise AssertionError("there is always a next number")

    def aside(self) -> Iterator[Path]:
        """Yield what was set aside and is still there."""
        with suppress(OSError, ValueError):
            for line in (self.home / "opzij").read_text(encoding="ascii").splitlines():
                number, known = map(int, line.split())
                path = numbered(self.target, KEPT, number)
                with suppress(FileNotFoundError):
                    if path.lstat().st_ino == known:
                        yield path

    def forget(self) -> None:
        """Forget what was set aside: it is where it is to stay."""
        (self.home / "opzij").unlink(missing_ok=True)

    def _note(self, line: str) -> None:
        """Write down what is about to be set aside, so that it can be found after a crash."""
        path = self.home / "opzij"
        with path.open("a", encoding="ascii") as file:
            file.write(f"{line}\n")
        sync(path)


@contextmanager
def drafting(target: Path) -> Iterator[Draft]:
    """Give a draft that lives as long as it is used; raises `OSError` when there can be none."""
    home = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    draft, slot = Draft(target, home), None
    try:
        slot = (home / "slot").open("x+b")
        slot.write(_owner() if lock(slot) else b"-\n")  # without lock none sees that it is dead
        slot.flush()
        yield draft
    finally:
        _discard(draft, slot)


def dead_drafts(target: Path) -> Iterator[Draft]:
    """Yield the drafts of a target whose makers have ended; they are removed after use."""
    pattern = re.compile(rf"\.{re.escape(target.name)}-[a-z0-9_]{{8}}")
    try:
        with os.scandir(target.parent) as entries:
            homes = [Path(e.path) for e in entries if pattern.fullmatch(e.name) and _is_folder(e)]
    except OSError:
        return
    for home in sorted(homes):
        if _stillborn(home):
            _discard(Draft(target, home), None)
        elif slot := _dead(home):
            try:
                yield Draft(target, home)
            finally:
                _discard(Draft(target, home), slot)


def numbered(target: Path, word: str, number: int) -> Path:
    """Return a name beside a target: `X.bewaard-1`."""
    return target.with_name(f"{target.name}.{word}-{number}")


def move_aside(source: Path, names: Iterable[Path]) -> Path:
    """Move something to the first name that is free; returns it."""
    for path in names:
        with suppress(FileExistsError):
            move_new(source, path)
            return path
    raise FileExistsError(source)


def _owner() -> bytes:
    return f"selector\n{platform.node()}\n".encode(errors="replace")


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    return entry.is_dir(follow_symlinks=False)


def _inside(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def _stillborn(home: Path) -> bool:
    """Tell whether a draft was left when it had just been made, or was all but removed."""
    with suppress(OSError):
        inside, age = list(home.iterdir()), time.time() - home.stat().st_mtime
        empty = not inside or (inside == [home / "slot"] and inside[0].lstat().st_size == 0)
        return empty and age > LONG_AGO
    return False


def _dead(home: Path) -> BinaryIO | None:
    """Return the locked `slot` of a draft that is ours and whose maker has ended."""
    path, file = home / "slot", None
    try:
        if not stat.S_ISREG(path.lstat().st_mode) or not _inside(home) <= _NAMES:
            return None
        file = path.open("r+b")
        # Its maker writes after it has the lock. On Windows what is locked cannot be read.
        if (
            file.read(1000) == _owner()
            and lock(file)
            and os.path.samestat(os.fstat(file.fileno()), path.stat())
        ):
            return file
    except OSError:
        pass
    if file:
        file.close()
    return None


def _discard(draft: Draft, slot: BinaryIO | None) -> None:
    """Remove a draft, unless it holds something of before; then a later run sees to that."""
    with suppress(OSError):
        draft.new.unlink() if draft.new.is_file() else shutil.rmtree(draft.new, ignore_errors=True)
        begun = draft.old.exists() or any(True for _ in draft.aside())
        if not begun:
            (draft.home / "opzij").unlink(missing_ok=True)
    if slot:
        slot.close()
    with suppress(OSError):
        if _inside(draft.home) <= {"slot"}:
            (draft.home / "slot").unlink(missing_ok=True)
            draft.home.rmdir()
