"""One job at a time: a lock that the system releases when its holder ends, however it ends.

Nothing is broken by age. Beside the lock stands who holds it, for people; it decides nothing.
"""

import os
import platform
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from selector.batch.durable import encode, read_json, replace_file
from selector.publish.lock import lock

SLOT, HOLDER = ".slot", ".bezig.json"
POLL = 0.2  # seconds between two tries


class Busy(Exception):  # noqa: N818  (it is about another job, not about the program)
    """Another job is at work in a folder; `holder` is what it says of itself."""

    def __init__(self, folder: Path, holder: Any) -> None:
        super().__init__(folder)
        self.folder, self.holder = folder, holder if isinstance(holder, dict) else {}


@contextmanager
def turn(folders: tuple[Path, ...], wait: float = 0.0) -> Iterator[None]:
    """Hold the turn in all folders, after waiting for at most so many seconds.

    Raises `Busy`, also on a drive without locks, where nobody can tell; and `OSError`.
    """
    until = time.monotonic() + wait
    with ExitStack() as held:
        for folder in sorted(folders):
            held.enter_context(_held(folder, until))
        yield


def busy(folder: Path) -> bool:
    """Tell whether somebody holds the turn in a folder, without taking it for longer."""
    try:
        with (folder / SLOT).open("r+b") as file:
            return not lock(file)
    except OSError:
        return False


@contextmanager
def _held(folder: Path, until: float) -> Iterator[None]:
    with (folder / SLOT).open("a+b") as file:
        while not lock(file):
            if time.monotonic() >= until:
                raise Busy(folder, read_json(folder / HOLDER))
            time.sleep(POLL)
        _sign(folder, file)
        try:
            yield
        finally:
            with suppress(OSError):
                (folder / HOLDER).unlink()


def _sign(folder: Path, file: BinaryIO) -> None:
    """Write down who holds the turn."""
    began = datetime.now(UTC).isoformat(timespec="seconds")
    replace_file(
        folder / HOLDER, encode({"host": platform.node(), "pid": os.getpid(), "since": began})
    )
