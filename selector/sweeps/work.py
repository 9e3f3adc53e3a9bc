"""Working a sweep out on this machine: processes that each write the records of their scenarios.

What travels to a worker is the place of the folder and some numbers; what travels back says how
these ended. A worker that dies takes nothing along but what it was at, which is done again.
"""

import multiprocessing
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import lru_cache
from multiprocessing import connection
from pathlib import Path

from selector.errors import Message, WriteError
from selector.sweeps.desk import Desk, settle
from selector.sweeps.folder import shared_setup
from selector.sweeps.record import Status
from selector.sweeps.setup import Setup

CHUNK = 8  # scenarios at a time for a worker
LIVES = 3  # workers that may die of the same scenario
BARREN = 10  # pools in a row that may break before any part is done
Ended = Sequence[tuple[int, Status]]  # numbers of scenarios and how they ended
Tell = Callable[[Ended], None]


@lru_cache(maxsize=2)
def _desk(out: str, digest: str, limit: float | None) -> Desk:
    """Return the desk of this process: what it knows serves the next scenarios."""
    return Desk(shared_setup(out, digest), limit)


def work(out: str, digest: str, limit: float | None, numbers: Sequence[int]) -> Ended:
    """Work out some scenarios of the sweep in a folder; each record is kept at once."""
    desk = _desk(out, digest, limit)
    return [(number, settle(desk.setup, Path(out), desk, number)) for number in numbers]


def chunks(numbers: Sequence[int], workers: int) -> Iterator[tuple[int, ...]]:
    """Yield the numbers in parts that keep all workers at work until the end."""
    size = max(1, min(CHUNK, len(numbers) // (4 * workers)))
    for at in range(0, len(numbers), size):
        yield tuple(numbers[at : at + size])


def work_here(
    setup: Setup, out: Path, limit: float | None, numbers: Sequence[int], workers: int, tell: Tell
) -> tuple[int, ...]:
    """Work out scenarios with so many processes; return those of which every worker died."""
    if workers == 1:
        desk = Desk(setup, limit)
        for number in numbers:
            tell([(number, settle(setup, out, desk, number))])
        return ()
    return _Crew(str(out), setup.digest, limit, workers, tell).work(chunks(numbers, workers))


class _Crew:
    """Processes at work; a broken pool is replaced, and what it was at is done one by one."""

    def __init__(
        self, out: str, digest: str, limit: float | None, workers: int, tell: Tell
    ) -> None:
        self.given = out, digest, limit
        self.workers, self.tell = workers, tell
        self.deaths: Counter[int] = Counter()
        self.again: deque[tuple[int, ...]] = deque()
        self.lost: list[int] = []

    def work(self, parts: Iterator[tuple[int, ...]]) -> tuple[int, ...]:
        """Work out all parts; return the scenarios that are given up.

        Raises `WriteError` when no process ever ends a scenario.
        """
        barren = 0
        while True:
            with _pool(self.workers) as pool:
                ended, broken = self._through(pool, parts)
            if not broken:
                return tuple(sorted(self.lost))
            barren = 0 if ended else barren + 1
            if barren > BARREN:
                raise WriteError([Message("workers_died", params={"count": barren})])
            for part in broken:
                self._take_back(part)

    def _take_back(self, part: tuple[int, ...]) -> None:
        """Have what a worker was at done again, each by itself, unless that was so often."""
        if len(part) == 1:
            self.deaths[part[0]] += 1
        for number in part:
            if self.deaths[number] < LIVES:
                self.again.append((number,))
            else:
                self.lost.append(number)

    def _through(
        self, pool: ProcessPoolExecutor, parts: Iterator[tuple[int, ...]]
    ) -> tuple[int, list[tuple[int, ...]]]:
        """Go through the parts; return how many ended, and those at hand when a worker died."""
        going: dict[Future[Ended], tuple[int, ...]] = {}
        ended = 0
        try:
            while True:
                while len(going) < self.workers + 1:
                    part = self.again.popleft() if self.again else next(parts, None)
                    if part is None:
                        break
                    going[_submitted(pool, self.given, part)] = part
                if not going:
                    return ended, []
                done, _ = wait(going, return_when=FIRST_COMPLETED)
                for future in done:
                    self.tell(future.result())
                    del going[future]
                    ended += 1
        except BrokenProcessPool:
            return ended, list(going.values())


def _submitted(
    pool: ProcessPoolExecutor, given: tuple[str, str, float | None], part: tuple[int, ...]
) -> "Future[Ended]":
    """Give a part to a pool; to a broken one it is given as well, and fails there."""
    try:
        return pool.submit(work, *given, part)
    except BrokenProcessPool as error:
        failed: Future[Ended] = Future()
        failed.set_exception(error)
        return failed


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Give processes that end with this one, and at once when it is stopped."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin)
    try:
        yield pool
    except BaseException:
        _end(pool)
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _end(pool: ProcessPoolExecutor) -> None:
    """End the processes in the midst of what they do: a record is there whole, or not at all."""
    for process in list((pool._processes or {}).values()):
        process.terminate()


def _begin() -> None:
    """Leave Ctrl-C to the process that started this one, and end when that ends, however."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
