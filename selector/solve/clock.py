"""The clock of a search: how long it may last, where it is, and how it is stopped."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import isnan


@dataclass(frozen=True)
class Stage:
    """Which of many questions the solver is at: their kind, how many are settled, and of how many.

    `kind` is `answers` or `swaps`.
    """

    kind: str
    settled: int
    total: int


@dataclass(frozen=True)
class Progress:
    """Where the solver is: the size, the tier (from 1) and rank, and its best value and bound.

    `best` and `bound` are whole; divided by `unit` they are the tier's own (None: they are of
    something else). Tier 0 is what comes before the first; one past the last, the tickets. `stage`
    is None while the cohort itself is looked for.
    """

    size: int = 0
    tier: int = 0
    kind: str = ""
    rank: int = 0
    unit: Fraction | None = None
    best: int | None = None
    bound: int | None = None
    stage: Stage | None = None


@dataclass
class Clock:
    """How long the solver may still work; `stopped` ends it at once (Ctrl-C).

    `watch` is called now and then with the progress, from the thread that waits for the solver;
    `stage` is put into all of it. `spent` is what all solves on it cost, in deterministic seconds.
    """

    limit: float | None = None
    started: float = field(default_factory=time.monotonic)
    stopped: threading.Event = field(default_factory=threading.Event)
    watch: Callable[[Progress], None] | None = None
    progress: Progress = Progress()
    stage: Stage | None = None
    spent: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a limit that is no number: the solver would end without a word."""
        if self.limit is not None and isnan(self.limit):
            raise ValueError("the time limit is not a number")

    def left(self) -> float | None:
        """Return the seconds that are left, or None without a limit."""
        if self.limit is None:
            return None
        return max(self.limit - (time.monotonic() - self.started), 0.0)

    @property
    def is_over(self) -> bool:
        """Tell whether there is no time left, or it was stopped."""
        return self.stopped.is_set() or self.left() == 0

    def part(self, share: float) -> "Clock":
        """Return a clock for a side question, with a share of the time that is left."""
        left = self.left()
        return Clock(None if left is None else share * left, stopped=self.stopped)

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """Let Ctrl-C stop the clock, wherever the solving is; a second one ends it at once.

        Where someone else minds Ctrl-C, or in another thread, nothing changes.
        """
        main = threading.current_thread() is threading.main_thread()
        if not main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
            yield
            return

        def stop(*_: object) -> None:
            if self.stopped.is_set():
                raise KeyboardInterrupt
            self.stopped.set()

        signal.signal(signal.SIGINT, stop)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def tell(self, progress: Progress | None = None) -> None:
        """Let whoever watches know where the solver is."""
        self.progress = replace(progress or self.progress, stage=self.stage)
        if self.watch is not None:
            self.watch(self.progress)
