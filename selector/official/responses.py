"""One answer of a server, bounded in size and time whatever the server sends."""

import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import urllib3

T = TypeVar("T")
LARGEST = 64 * 1024 * 1024  # bytes of one answer, as sent and unpacked (a page of PDOK: some 2 MB)
ALL_TOGETHER = 512 * 1024 * 1024  # bytes of a whole download
PATIENCE = 600.0  # seconds that a whole download may take
_PIECE = 64 * 1024
_GZIP_OR_ZLIB = 47  # what zlib calls: find out by the header


class TooBigError(Exception):
    """An answer is larger than a page of boundaries can be."""


class TooSlowError(Exception):
    """A download takes longer than anyone should wait for."""


@dataclass
class Budget:
    """What one download may still cost, in seconds and bytes."""

    seconds: float = PATIENCE
    size: int = ALL_TOGETHER
    largest: int = LARGEST
    started: float = field(default_factory=time.monotonic)

    def left(self) -> float:
        """Return the seconds that are left; raises `TooSlowError` when there are none."""
        left = self.seconds - (time.monotonic() - self.started)
        if left <= 0:
            raise TooSlowError
        return left

    def spend(self, count: int) -> None:
        """Take bytes from what is left; raises `TooBigError` when that is not enough."""
        self.size -= count
        if self.size < 0:
            raise TooBigError


@dataclass(frozen=True)
class Response:
    """Status, headers and unpacked body; the body of anything but a page is left unread."""

    status: int
    headers: urllib3.HTTPHeaderDict
    body: bytes


def ask(pool: urllib3.PoolManager, url: str, budget: Budget) -> Response:
    """Send one request, without following redirects, and read at most what the budget allows.

    Raises what urllib3 raises, `TooBigError` and `TooSlowError`.
    """
    return _within(budget.left(), lambda: _asked(pool, url, budget))


def _asked(pool: urllib3.PoolManager, url: str, budget: Budget) -> Response:
    timeout = urllib3.Timeout(connect=30.0, read=60.0)
    answer = pool.request(
        "GET", url, retries=False, redirect=False, timeout=timeout, preload_content=False
    )
    try:
        body = _body(answer, budget) if answer.status == 200 else b""
        return Response(answer.status, answer.headers, body)
    finally:
        answer.close()


def _body(answer: urllib3.BaseHTTPResponse, budget: Budget) -> bytes:
    """Return the body unpacked, of which neither form may be too large."""
    packed = bytearray()
    while piece := answer.read(_PIECE, decode_content=False):
        packed += piece
        budget.spend(len(piece))
        if len(packed) > budget.largest:
            raise TooBigError
    if answer.headers.get("Content-Encoding", "identity").strip().lower() == "identity":
        return bytes(packed)
    unpacking = zlib.decompressobj(_GZIP_OR_ZLIB)
    try:
        body = unpacking.decompress(bytes(packed), budget.largest + 1)
    except zlib.error:
        return b""  # packed otherwise, or damaged: not a page
    if len(body) > budget.largest:
        raise TooBigError
    budget.spend(len(body))
    return body if unpacking.eof else b""


def _within(seconds: float, work: Callable[[], T]) -> T:
    """Return what `work` gives, or raise `TooSlowError` when it takes longer.

    A timeout of a socket begins anew with every byte. So the work is done in a thread, which is
    left behind when it does not end; what it holds is bounded.
    """
    given: list[T] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            given.append(work())
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    until = time.monotonic() + seconds
    while thread.is_alive() and time.monotonic() < until:
        thread.join(min(0.2, seconds))  # in short bits: elsewhere than on Linux Ctrl-C waits
    if raised:
        raise raised[0]
    if not given:
        raise TooSlowError
    return given[0]
