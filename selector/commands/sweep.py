"""`selector sweep`: many scenarios of one round, each proven, kept, and laid beside the others."""

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selector.commands.base import (
    LANG,
    OPTIMAL,
    OTHER,
    REGIONS,
    SCENARIO,
    TIME_LIMIT,
    guarded,
    positive,
    tell,
    time_faults,
)
from selector.commands.progress import QUIET, lines
from selector.commands.reading import check_path, check_there, read_round
from selector.commands.streams import stoppable
from selector.commands.terminal import say
from selector.commands.usage import Faults, Place, Text, argument, command, option
from selector.errors import Message, shorten
from selector.texts import Texts, load_texts

if TYPE_CHECKING:
    from selector.sweeps.setup import Setup
    from selector.sweeps.walk import Progress, Worker

MOST_TOLD = 5  # scenarios that are given up, and changes that do not fit
_SHARD = re.compile(r"([1-9]\d{0,5})/([1-9]\d{0,5})")


@dataclass(frozen=True)
class Options:
    """What a command line of `sweep` says."""

    plans: str | None
    vary: str | None
    out: str | None
    scenario: str
    workers: int | None
    cluster: str | None
    shard: str | None
    time_limit: float | None
    regions: str | None
    index: bool
    quiet: bool
    lang: str


@command(help="help.sweep")
@argument("plans", required=False)
@option("--vary", default=None, metavar="FILE", help="help.sweep_vary")
@option("--out", default=None, type=Place(), metavar="FOLDER", help="help.sweep_out")
@SCENARIO
@option("--workers", type=int, default=None, metavar="N", help="help.sweep_workers")
@option("--cluster", default=None, type=Text(), metavar="ADDRESS", help="help.sweep_cluster")
@option("--shard", default=None, type=Text(), metavar="I/N", help="help.sweep_shard")
@option("--index", is_flag=True, help="help.sweep_index")
@TIME_LIMIT
@REGIONS
@QUIET
@LANG
@guarded
def sweep(**given: Any) -> int:
    """Work out what is missing, and make the index."""
    options = Options(**given)
    if options.index:
        return _index(options)
    setup = _read(options)
    out = Path(str(options.out))
    lost = _walked(setup, out, options)
    return _finished(setup, out, options.lang, lost, partly=options.shard is not None)


def _index(options: Options) -> int:
    """Make the index of a sweep again; its folder is the argument, or that of `--out`."""
    from selector.sweeps.folder import open_setup

    faults, folder = Faults(), options.out or options.plans
    if folder is None:
        faults.add([Message("missing_option", place="--out")])
    with faults.trying():
        if folder is not None:
            check_there(folder)
    faults.settle()
    out = Path(str(folder))
    return _finished(open_setup(out), out, options.lang, ())


def _read(options: Options) -> "Setup":
    """Read everything that a sweep follows from, with the faults of all files and options."""
    from selector.sweeps.folder import check_place
    from selector.sweeps.prepare import prepare
    from selector.sweeps.vary import Vary, read_vary

    faults, vary = Faults(), Vary() if options.vary is None else None
    faults.add([*time_faults(options.time_limit), *positive("--workers", options.workers)])
    faults.add(list(_usage(options)))
    with faults.trying():
        if options.out is not None:
            check_place(Path(options.out))
    read = None
    with faults.trying():
        read = read_round(options.plans, options.scenario, None, options.regions, doubtful=True)
    with faults.trying():
        if options.vary is not None:
            check_path(options.vary)
            vary = read_vary(options.vary, read[0].ids if read else ())
    if read is None or vary is None:
        faults.add(vary.faults if vary else ())
        faults.settle()
    assert read is not None
    assert vary is not None
    plans, scenario, facts = read
    with faults.trying():
        setup = prepare(plans, facts, scenario, vary)
    faults.settle()
    tell(vary.notes, options.lang)
    _tell_off_base(setup, options.lang)
    return setup


def _tell_off_base(setup: "Setup", lang: str) -> None:
    """Say beforehand which changes will fail on which base."""
    from selector.sweeps.prepare import off_base

    texts, found = load_texts(lang), list(off_base(setup))
    for change, base, why in found[:MOST_TOLD]:
        said = texts(
            "sweep.off_base",
            change=change,
            base=shorten(base.name),
            why=replace(why, place="").said(texts),
        )
        say(said, err=True)
    if len(found) > MOST_TOLD:
        say(texts("sweep.more_off_base", count=len(found) - MOST_TOLD), err=True)


def _usage(options: Options) -> Iterator[Message]:
    """Yield what is wrong with the options beside each other."""
    if options.out is None:
        yield Message("missing_option", place="--out")
    if options.cluster is not None and options.workers is not None:
        yield Message("workers_or_cluster")
    if options.shard is not None and _shard(options.shard) is None:
        yield Message("bad_shard", place="--shard", value=shorten(options.shard))


def _shard(text: str | None) -> tuple[int, int] | None:
    """Return which part of how many; None for what is no part."""
    if text is None:
        return 1, 1
    found = _SHARD.fullmatch(text.strip())
    part = (int(found[1]), int(found[2])) if found else (1, 0)
    return part if part[0] <= part[1] else None


def _walked(setup: "Setup", out: Path, options: Options) -> tuple[int, ...]:
    from selector.sweeps.walk import walk

    shard = _shard(options.shard)
    assert shard is not None
    with stoppable(), _watching(options) as watch:
        return walk(setup, out, _worker(options), shard, options.time_limit, watch)


def _worker(options: Options) -> "Worker":
    from selector.sweeps.walk import here

    if options.cluster is None:
        return here(options.workers or os.cpu_count() or 1)
    from selector.sweeps.cluster import on_cluster

    return on_cluster(options.cluster)


@contextmanager
def _watching(options: Options) -> "Iterator[Callable[[Progress], None] | None]":
    """Give a watcher that shows how far the sweep is, and how long it may still take."""
    with lines(options.quiet) as show:
        if show is None:
            yield None
            return
        texts, started = load_texts(options.lang), time.monotonic()
        yield lambda progress: show(progress_line(progress, time.monotonic() - started, texts))


def progress_line(progress: "Progress", seconds: float, texts: Texts) -> str:
    """Say how far a sweep is: done of all, how these ended, and how long it may still take."""
    made, left = progress.done - progress.found, progress.total - progress.done
    ended = [texts(f"sweep.count_{name}", count=n) for name, n in sorted(progress.counts.items())]
    line = texts("sweep.progress", done=progress.done, total=progress.total, ended=", ".join(ended))
    if not made or not left:
        return line
    return f"{line} {texts('sweep.left', time=_clock(seconds / made * left))}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _finished(
    setup: "Setup", out: Path, lang: str, lost: tuple[int, ...], partly: bool = False
) -> int:
    """Make the index and tell it; a part leaves that to the last one."""
    from selector.sweeps.collection import summarise
    from selector.sweeps.index import read_index
    from selector.sweeps.write import write_index

    texts, index = load_texts(lang), read_index(setup, out)
    if index.foreign:
        say(texts("sweep.foreign", count=index.foreign), err=True)
    if not (partly and index.missing):
        write_index(index, out, lang)
    if index.missing:
        say(texts("sweep.missing", count=index.missing, total=len(setup)), err=True)
    for number in lost[:MOST_TOLD]:
        changes = ", ".join(setup.point(number).changes)
        say(texts("sweep.lost", number=number + 1, changes=changes), err=True)
    say(summarise(index, lang))
    say(texts("summary.written", out=out))
    return OTHER if lost else OPTIMAL
