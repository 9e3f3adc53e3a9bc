"""A second process that makes outputs ahead, while the first still works on the answers.

What loads libraries that take long (`Output.apart`) is made there, in a folder of its own, and
moved to the draft of the result at the end: the same files, whichever process made them. The
first process hands over outcomes as data, in files, so that it never waits for the second. The
second is a plain interpreter that knows nothing of the script or notebook that started the
first; it ends as soon as the first does.
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
import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

from selector.outcome import Outcome
from selector.publish.outputs import NEEDS, OUTPUTS, Output, outputs_of

# Nothing of the working directory is imported (-P), and Ctrl-C is for the first process.
_CODE = """
import sys, signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
import json
sys.path[:] = json.loads(sys.argv[1])
from selector.publish.apart import serve
serve(sys.argv[2])
"""
_READY = b"ready\n"


class Ahead:
    """The outputs of one run that are made in a second process."""

    def __init__(self, process: "subprocess.Popen[bytes]", folder: Path, language: str) -> None:
        self._process, self._folder, self._language = process, folder, language
        self._replies = io.BufferedReader(cast(io.RawIOBase, process.stdout))
        self._asked: list[Output] = []
        self._jobs = 0

    def make(self, outcome: Outcome, known: Collection[str] = NEEDS) -> None:
        """Have made what is not yet asked for and needs nothing but what is known by now."""
        now = [output for output in ready(outcome, known) if output not in self._asked]
        if not now:
            return
        job = self._folder / f"{self._jobs}.pickle"
        data = pickle.dumps((outcome, [output.writer for output in now], self._language))
        with suppress(OSError):  # no room, or it has ended: then the first process makes them
            job.write_bytes(data)
            cast(io.RawIOBase, self._process.stdin).write(f"{job.name}\n".encode())
            self._asked += now
            self._jobs += 1

    def collect(self, folder: Path) -> frozenset[Output]:
        """Move what was made into a folder, and return of which outputs that is all.

        Nothing, when the process could not start. Raises what went wrong in the other process,
        and `RuntimeError` when that ended before its time.
        """
        if not self._jobs or self._replies.readline() != _READY:
            return frozenset()
        for _ in range(self._jobs):
            try:
                error, said = pickle.load(self._replies)
            except (EOFError, pickle.UnpicklingError):
                raise RuntimeError(f"process {self._process.pid} ended too early") from None
            for line in said:
                logging.getLogger(__name__).warning(line)
            if error is not None:
                raise error
        for path in sorted((self._folder / "made").iterdir()):
            shutil.move(path, folder / path.name)
        return frozenset(self._asked)


def ready(outcome: Outcome, known: Collection[str]) -> list[Output]:
    """Return what is made apart and needs nothing but what is known."""
    heavy = (output for output in outputs_of(outcome) if output.apart)
    return [output for output in heavy if set(output.needs) <= set(known)]


@contextmanager
def ahead(language: str) -> Iterator[Ahead | None]:
    """Start a second process and end it afterwards; None where it would gain nothing."""
    if not gains():
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="selector-", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        (folder / "made").mkdir()
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
    loaded = any(output.loaded for output in _heavy())
    return bool(sys.executable) and _cores() > 1 and not loaded


def _started(folder: Path) -> "subprocess.Popen[bytes]":
    """Start the process in a group of its own, that what ends the first leaves to the first."""
    command = [sys.executable, "-P", "-c", _CODE, json.dumps(sys.path), str(folder)]
    group: dict[str, Any] = {"process_group": 0}
    if sys.platform == "win32":
        group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, bufsize=0, text=False, **group)


def _heavy() -> Iterator[Output]:
    return (output for output in OUTPUTS if output.apart)


def _cores() -> int:
    """Return how many processor cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def serve(place: str) -> None:
    """Be the second process: load the libraries, then do job after job until there are no more."""
    import gc

    gc.disable()  # a short life, of which loading is the larger part
    folder, said = Path(place), list[str]()
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no reply
    _listen(said)
    for output in _heavy():
        output.load()
    _reply(replies, _READY)
    for line in sys.stdin.buffer:
        error = _done(folder, line.decode().strip())
        _reply(replies, pickle.dumps((error, said)))
        said.clear()
    shutil.rmtree(folder, ignore_errors=True)  # the first process ended without doing so


def _done(folder: Path, job: str) -> Exception | None:
    """Do one job; returns what went wrong, in a form that can be sent."""
    import traceback

    try:
        outcome, writers, language = pickle.loads((folder / job).read_bytes())
        for output in outputs_of(outcome):
            if output.writer in writers:
                output.write(outcome, folder / "made", language)
    except Exception as error:
        error.add_note(traceback.format_exc())
        with suppress(Exception):
            pickle.loads(pickle.dumps(error))
            return error
        return RuntimeError(f"{type(error).__name__}: {error}")
    return None


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
