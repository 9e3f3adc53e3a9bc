"""What ends a command and what does not: what it made counts, not who reads it.

`| head` closes a pipe, a disk can be full: from then on what is printed is let go. A pipe that
was closed is no fault; anything else is told at the end.
"""

import io
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class Stream(io.RawIOBase):
    """A stream that takes everything; `fault` is what went wrong with the one that it writes to."""

    def __init__(self, raw: io.RawIOBase) -> None:
        self._raw = raw
        self.fault: OSError | None = None

    def write(self, data: "ReadableBuffer") -> int | None:
        """Write what can be written."""
        try:
            return memoryview(data).nbytes if self.fault else self._raw.write(data)
        except OSError as error:
            self.fault = error
            return memoryview(data).nbytes

    def writable(self) -> bool:
        """Tell that it can be written to."""
        return True

    def fileno(self) -> int:
        """Return the number that the system gives it."""
        return self._raw.fileno()

    def isatty(self) -> bool:
        """Tell whether it is a terminal."""
        return self._raw.isatty()


@contextmanager
def unstoppable() -> Iterator[Callable[[], OSError | None]]:
    """Let both streams take everything; gives a function that tells what stopped the output."""
    given = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _guarded(given[0]), _guarded(given[1])
    try:
        yield lambda: _fault(sys.stdout)
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        sys.stdout, sys.stderr = given


def _guarded(stream: TextIO | None) -> TextIO:
    """Return a stream of text above a `Stream`, or the same when it has nothing below it."""
    if stream is None:  # the system gave none: `>&-`
        return Path(os.devnull).open("w", encoding="utf-8")
    raw = _raw(stream)
    if raw is None:
        return stream
    stream.flush()
    return io.TextIOWrapper(
        io.BufferedWriter(Stream(raw)), encoding="utf-8", errors="replace", line_buffering=True
    )


def _raw(stream: TextIO) -> io.RawIOBase | None:
    """Return what a stream of text writes to in the end; `python -u` leaves out the buffer."""
    buffer = getattr(stream, "buffer", None)
    raw = getattr(buffer, "raw", buffer)
    return raw if isinstance(raw, io.RawIOBase) else None


def _fault(stream: TextIO) -> OSError | None:
    raw = _raw(stream)
    if not isinstance(raw, Stream):
        return None
    stream.flush()
    return None if raw.fault is None or _closed(raw.fault) else raw.fault


def _closed(fault: OSError) -> bool:
    """Tell whether the reader has gone; Windows says so in another way."""
    return isinstance(fault, BrokenPipeError) or (os.name == "nt" and fault.errno == 22)


@contextmanager
def stoppable() -> Iterator[None]:
    """Let a request to end (SIGTERM) be as Ctrl-C: what is whole by then is kept."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
