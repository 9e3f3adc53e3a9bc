"""The second process: it loads what draws, and makes what it is told until there is no more.

What there is to make are jobs, told on a line each and taken by whoever claims them first: this
process in their order, or the first one from the end, when that has nothing else to do.
"""

import logging
import os
import pickle
import shutil
import sys
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from selector.publish.drawn import pictures_of
from selector.publish.outputs import OUTPUTS, Output

if TYPE_CHECKING:  # it loads while the first one reads
    from selector.outcome import Outcome

READY = b"ready\n"
MADE = "made"  # the folder in which its outputs stand
PICTURES = "pictures"  # the file in which pictures are lent


@dataclass(frozen=True)
class Job:
    """One output to make of an outcome that lies in a file, or without output: its pictures."""

    number: int
    outcome: str
    output: Output | None = None

    @property
    def line(self) -> bytes:
        """Return what the second process is told, on a line."""
        writer = self.output.writer if self.output else ""
        return f"{self.number} {self.outcome} {writer}\n".encode()

    def waits(self, folder: Path) -> bool:
        """Tell whether nobody has claimed it yet."""
        return not self._claim(folder).exists()

    def claimed(self, folder: Path) -> bool:
        """Claim it for this process; False when the other has it."""
        with suppress(FileExistsError):
            self._claim(folder).touch(exist_ok=False)
            return True
        return False

    def _claim(self, folder: Path) -> Path:
        return folder / f"{self.number}.job"


def told(line: bytes) -> Job:
    """Return the job that a line tells."""
    number, outcome, writer = line.decode().removesuffix("\n").split(" ")
    named = (output for output in OUTPUTS if output.writer == writer)
    return Job(int(number), outcome, next(named, None))


def heavy() -> Iterator[Output]:
    """Yield the outputs that load what takes long."""
    return (output for output in OUTPUTS if output.apart)


def serve(place: str) -> None:
    """Be the second process: load the libraries, then do job after job until there are no more."""
    import gc

    gc.disable()  # a short life, of which loading is the larger part
    folder, said = Path(place), list[str]()
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no reply
    _listen(said)
    for output in heavy():
        output.load()
    _reply(replies, READY)
    read: dict[str, tuple[Outcome, str]] = {}  # so that what is drawn once serves all
    for line in sys.stdin.buffer:
        error = _done(folder, told(line), read)
        _reply(replies, pickle.dumps((error, said)))
        said.clear()
    shutil.rmtree(folder, ignore_errors=True)  # the first process ended without doing so


def _done(folder: Path, job: Job, read: "dict[str, tuple[Outcome, str]]") -> Exception | None:
    """Do a job if it waits; returns what went wrong, in a form that can be sent."""
    import traceback

    try:
        if job.claimed(folder):
            _do(folder, job, read)
    except Exception as error:
        error.add_note(traceback.format_exc())
        with suppress(Exception):
            pickle.loads(pickle.dumps(error))
            return error
        return RuntimeError(f"{type(error).__name__}: {error}")
    return None


def _do(folder: Path, job: Job, read: "dict[str, tuple[Outcome, str]]") -> None:
    if job.outcome not in read:
        read[job.outcome] = pickle.loads((folder / job.outcome).read_bytes())
    outcome, language = read[job.outcome]
    if job.output is None:
        data = pickle.dumps(pictures_of(outcome, language))
        (folder / PICTURES).write_bytes(data)  # in a pipe it would wait until it is read
    else:
        job.output.write(outcome, folder / MADE, language)


def _reply(replies: BinaryIO, data: bytes) -> None:
    with suppress(OSError):  # nobody waits for it any more
        replies.write(data)
        replies.flush()


def _listen(said: list[str]) -> None:
    """Keep what libraries would print by themselves, for the first process to tell."""

    class Said(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    logging.lastResort = Said(logging.WARNING)
    warnings.showwarning = lambda told, kind, *_, **__: said.append(f"{kind.__name__}: {told}")
