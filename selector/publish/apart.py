"""A second process that makes outputs ahead, while the first still works on the answers.

What loads libraries that take long (`Output.apart`) is made there, in a folder of its own, and
moved to the draft of the result at the end: the same files, whichever process made them. The
pictures for the papers are drawn there before all else, and the first process lays them out. It
hands over outcomes as data, in files, so that it never waits for the second. The second is a
plain interpreter that knows nothing of the script or notebook that started the first; it ends as
soon as the first does.
"""

import io
import json
import logging
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from selector.publish.drawn import pictures_name
from selector.publish.outputs import NEEDS, Output, outputs_of
from selector.publish.second import MADE, PICTURES, READY, Job, heavy

if TYPE_CHECKING:  # the second process starts before anything is loaded
    from selector.outcome import Outcome

# Nothing of the working directory is imported (-P), and Ctrl-C is for the first process.
_CODE = """
import sys, signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
import json
sys.path[:] = json.loads(sys.argv[1])
from selector.publish.second import serve
serve(sys.argv[2])
"""


class Ahead:
    """The outputs of one run that are made in a second process."""

    def __init__(self, process: "subprocess.Popen[bytes]", folder: Path, language: str) -> None:
        self._process, self._folder, self._language = process, folder, language
        self._replies = io.BufferedReader(cast(io.RawIOBase, process.stdout))
        self._jobs: list[Job] = []
        self._answered = 0

    def make(self, outcome: "Outcome", known: Collection[str] = NEEDS) -> None:
        """Have made what is not yet asked for and needs nothing but what is known by now."""
        asked = [job.output for job in self._jobs]
        now = [output for output in ready(outcome, known) if output not in asked]
        first = not asked and "coverings" in known and with_pictures(outcome)
        if not now and not first:
            return
        name = f"{len(self._jobs)}.pickle"
        with suppress(OSError):  # no room, or it has ended: then the first process makes them
            (self._folder / name).write_bytes(pickle.dumps((outcome, self._language)))
            for output in (*((None,) if first else ()), *now):
                job = Job(len(self._jobs), name, output)
                cast(io.RawIOBase, self._process.stdin).write(job.line)
                self._jobs.append(job)

    def lend(self, outcome: "Outcome") -> None:
        """Keep with an outcome the pictures for its papers, if these were drawn."""
        if self._jobs and self._jobs[0].output is None and not self._answered and self._ready:
            self._hear()
            shown = pickle.loads((self._folder / PICTURES).read_bytes())
            outcome.once(pictures_name(self._language), lambda: shown)

    def take_back(self) -> Iterator[Output]:
        """Yield the outputs that the first process had better make itself, now that it is free.

        The last ones, for as long as more than one waits: loading what draws takes time too.
        """
        while self._jobs and self._ready:
            waiting = [job for job in self._jobs if job.output and job.waits(self._folder)]
            if len(waiting) < 2:
                return
            job = waiting[-1]
            if job.output and job.claimed(self._folder):
                yield job.output

    def collect(self, folder: Path) -> frozenset[Output]:
        """Move what was made into a folder, and return of which outputs that is all.

        Nothing, when the process could not start. Raises what went wrong in the other process,
        and `RuntimeError` when that ended before its time.
        """
        if not self._jobs or not self._ready:
            return frozenset()
        while self._answered < len(self._jobs):
            self._hear()
        move_into(self._folder / MADE, folder)
        return frozenset(job.output for job in self._jobs if job.output)

    @cached_property
    def _ready(self) -> bool:
        """Tell, once that is known, whether the other process could start."""
        return self._replies.readline() == READY

    def _hear(self) -> None:
        """Hear of the next job that it is done; raises what went wrong."""
        try:
            error, said = pickle.load(self._replies)
        except (EOFError, pickle.UnpicklingError):
            raise RuntimeError(f"process {self._process.pid} ended too early") from None
        self._answered += 1
        for line in said:
            logging.getLogger(__name__).warning(line)
        if error is not None:
            raise error


def move_into(source: Path, folder: Path) -> None:
    """Move all files of a folder to the same places in another."""
    for path in sorted(source.rglob("*")):
        place = folder / path.relative_to(source)
        if path.is_dir():
            place.mkdir(exist_ok=True)
        else:
            shutil.move(path, place)


def with_pictures(outcome: "Outcome") -> bool:
    """Tell whether there are papers of an outcome with pictures in them."""
    return any(output.pictures for output in outputs_of(outcome))


def ready(outcome: "Outcome", known: Collection[str]) -> list[Output]:
    """Return what is made apart and needs nothing but what is known."""
    drawn = (output for output in outputs_of(outcome) if output.apart)
    return [output for output in drawn if set(output.needs) <= set(known)]


@contextmanager
def ahead(language: str) -> Iterator[Ahead | None]:
    """Start a second process and end it afterwards; None where it would gain nothing."""
    if not gains():
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="selector-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        (folder / MADE).mkdir()
        try:
            process = _started(folder)
        except OSError:  # no more processes, or none that may be started
            yield None
            return
        with process:
            try:
                yield Ahead(process, folder, language)
            finally:
                process.kill()


def gains() -> bool:
    """Tell whether a second process gains anything.

    It does not on one core, nor where the libraries have been loaded already.
    """
    loaded = any(output.loaded for output in heavy())
    return bool(sys.executable) and _cores() > 1 and not loaded


def _started(folder: Path) -> "subprocess.Popen[bytes]":
    """Start the process in a group of its own, that what ends the first leaves to the first."""
    command = [sys.executable, "-P", "-c", _CODE, json.dumps(sys.path), str(folder)]
    group: dict[str, Any] = {"process_group": 0}
    if sys.platform == "win32":
        group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, bufsize=0, text=False, **group)


def _cores() -> int:
    """Return how many processor cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
