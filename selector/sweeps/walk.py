"""The walk of a sweep: begin or go on in a folder, work out what is missing, tell how it goes."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from selector.sweeps.desk import record_path, sound_record
from selector.sweeps.folder import start
from selector.sweeps.record import Status
from selector.sweeps.setup import Setup
from selector.sweeps.work import Ended, Tell, work_here

Worker = Callable[[Setup, Path, float | None, Sequence[int], Tell], tuple[int, ...]]


@dataclass(frozen=True)
class Progress:
    """How far a sweep is: `total` of this walk, `found` before it began, and by outcome."""

    total: int
    found: int
    counts: Mapping[Status, int]

    @property
    def done(self) -> int:
        """Return how many scenarios have their record."""
        return sum(self.counts.values())


@dataclass
class _Watched:
    """Counts what ended, and tells it."""

    total: int
    watch: Callable[[Progress], None] | None
    found: int = 0
    counts: Counter[Status] = field(default_factory=Counter)

    def tell(self, ended: Ended) -> None:
        """Count scenarios that ended."""
        self.counts.update(status for _, status in ended)
        if self.watch is not None:
            self.watch(Progress(self.total, self.found, dict(self.counts)))


def walk(
    setup: Setup,
    out: Path,
    worker: Worker,
    shard: tuple[int, int] = (1, 1),
    limit: float | None = None,
    watch: Callable[[Progress], None] | None = None,
) -> tuple[int, ...]:
    """Work out every scenario of a shard (i of N) that has no record; return those given up."""
    start(setup, out)
    mine = range(shard[0] - 1, len(setup), shard[1])
    watched = _Watched(len(mine), watch)
    missing = [number for number in mine if not _told(setup, out, number, limit, watched)]
    watched.found = len(mine) - len(missing)
    watched.tell([])
    if not missing:
        return ()
    return worker(setup, out.absolute(), limit, missing, watched.tell)


def _told(setup: Setup, out: Path, number: int, limit: float | None, watched: _Watched) -> bool:
    """Tell whether a scenario has its record, and count it."""
    there = sound_record(record_path(setup, out, setup.point(number)), limit)
    if there is not None:
        watched.counts[there["status"]] += 1
    return there is not None


def here(workers: int) -> Worker:
    """Return what works a sweep out with so many processes of this machine."""

    def worker(
        setup: Setup, out: Path, limit: float | None, numbers: Sequence[int], tell: Tell
    ) -> tuple[int, ...]:
        return work_here(setup, out, limit, numbers, workers, tell)

    return worker
