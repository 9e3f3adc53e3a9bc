"""The solver, shared fairly: a bounded number at work, one question at a time for each client.

A newer question of a client stops its older one. While nobody waits, likely next moves are solved
in advance; whoever asks goes first.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from selector.errors import InputError
from selector.serve.desk import Desk
from selector.solve.clock import Clock, Progress

MOST_WAITING = 64  # clients
MOST_AHEAD = 60  # likely moves that wait to be solved in advance


class Superseded(Exception):  # noqa: N818  (it is about the question, not about the program)
    """A newer question of the same client came."""


class Full(Exception):  # noqa: N818
    """Too many clients wait."""


@dataclass
class Pool:
    """Threads that solve: the solver leaves Python's lock while it searches."""

    desk: Desk
    workers: int
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _asked: dict[str, Clock] = field(default_factory=dict)
    _ahead: "OrderedDict[tuple[str, ...], None]" = field(default_factory=OrderedDict)
    _side: Clock | None = None

    def __post_init__(self) -> None:
        """Start the threads."""
        self._threads = ThreadPoolExecutor(self.workers, thread_name_prefix="solve")

    def ask(
        self,
        client: str,
        moves: Sequence[str],
        watch: Callable[[Progress], None] | None = None,
    ) -> "Future[dict[str, Any]]":
        """Ask what becomes of moves; raises `Full`, and `Superseded` in the future."""
        clock = Clock(self.desk.time_limit, watch=watch)
        with self._lock:
            if len(self._asked) >= MOST_WAITING and client not in self._asked:
                raise Full
            if older := self._asked.pop(client, None):
                older.stopped.set()
            self._asked[client] = clock
            self._ahead.clear()
            if self._side is not None:
                self._side.stopped.set()
        return self._threads.submit(self._work, client, tuple(moves), clock)

    def drop(self, client: str, watch: Callable[[Progress], None]) -> None:
        """Stop what a client that has gone was asking, unless it has asked something newer."""
        with self._lock:
            clock = self._asked.get(client)
            if clock is not None and clock.watch is watch:
                del self._asked[client]
                clock.stopped.set()

    def close(self) -> None:
        """Stop everything."""
        with self._lock:
            for clock in (*self._asked.values(), *filter(None, [self._side])):
                clock.stopped.set()
            self._ahead.clear()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _work(self, client: str, moves: tuple[str, ...], clock: Clock) -> dict[str, Any]:
        try:
            if clock.stopped.is_set():
                raise Superseded
            clock.started = time.monotonic()
            told = self.desk.answer(moves, clock)
            if clock.stopped.is_set() and not told["proven"]:
                raise Superseded
            self._look_ahead(moves, told)
            return told
        except TimeoutError:
            if clock.stopped.is_set():
                raise Superseded from None
            raise
        finally:
            with self._lock:
                if self._asked.get(client) is clock:
                    del self._asked[client]
                idle = not self._asked and self._ahead
            if idle:
                self._submit_ahead()

    def _look_ahead(self, moves: tuple[str, ...], told: dict[str, Any]) -> None:
        """Note the moves that are likely next: every plan the other way."""
        chosen = set(told["selected"])
        named = {move[1:] for move in moves if move[:1] in "+-"}
        likely = [p for p in told.get("eligible", ()) if p not in named]
        with self._lock:
            for plan in sorted(likely, key=lambda p: p in chosen)[:MOST_AHEAD]:
                self._ahead[(*moves, f"{'-' if plan in chosen else '+'}{plan}")] = None

    def _submit_ahead(self) -> None:
        try:
            self._threads.submit(self._solve_ahead)
        except RuntimeError:  # it has been closed
            return

    def _solve_ahead(self) -> None:
        """Solve one likely move, if still nobody asks anything; then the next."""
        with self._lock:
            if self._asked or not self._ahead or self._side is not None:
                return
            moves, _ = self._ahead.popitem(last=False)
            clock = self._side = Clock(self.desk.time_limit)
        try:
            self.desk.answer(moves, clock)
        except (InputError, TimeoutError, ValueError):
            pass  # whoever asks it will hear
        finally:
            with self._lock:
                self._side = None
                more = bool(self._ahead) and not self._asked
        if more:
            self._submit_ahead()
