"""Progress on stderr, for whoever waits longer than a second at a terminal."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import click

from selector.commands.usage import option
from selector.texts import Texts, load_texts
from selector.texts.contrast import ordinal

if TYPE_CHECKING:
    from selector.solve.clock import Progress

QUIET = option("--quiet", is_flag=True, help="progress.quiet")
VERBOSE = option("--verbose", is_flag=True, help="progress.verbose")
PATIENCE = 1.0  # seconds before anything is shown
WIDTH = 78
RARELY = 30.0  # seconds between lines where there is no terminal


@contextmanager
def watching(
    language: str, quiet: bool, verbose: bool
) -> "Iterator[Callable[[Progress], None] | None]":
    """Give a watcher that shows the progress on one line, and wipe that line at the end.

    At a terminal one line is kept up to date; `verbose` prints a line for every step instead,
    also where there is no terminal.
    """
    if quiet or not (verbose or sys.stderr.isatty()):
        yield None
        return
    texts, started, shown = load_texts(language), time.monotonic(), [""]

    def watch(progress: "Progress") -> None:
        seconds = time.monotonic() - started
        line = _line(progress, texts)
        if verbose and line != shown[0]:
            shown[0] = line
            click.echo(f"{seconds:7.1f} s  {line}", err=True)
        elif not verbose and seconds > PATIENCE:
            shown[0] = line
            click.echo(f"\r{f'{seconds:.0f} s  {line}':<{WIDTH}.{WIDTH}}", nl=False, err=True)

    try:
        yield watch
    finally:
        if shown[0] and not verbose:
            click.echo(f"\r{'':<{WIDTH}}\r", nl=False, err=True)


@contextmanager
def lines(quiet: bool) -> Iterator[Callable[[str], None] | None]:
    """Give what keeps one line up to date at a terminal, and wipes it at the end.

    Elsewhere a line is printed now and then, so that a log shows how far it is.
    """
    if quiet:
        yield None
        return
    live, started, last = sys.stderr.isatty(), time.monotonic(), [time.monotonic()]

    def show(line: str) -> None:
        now = time.monotonic()
        if live and now - started > PATIENCE:
            click.echo(f"\r{line:<{WIDTH}.{WIDTH}}", nl=False, err=True)
        elif not live and now - last[0] > RARELY:
            last[0] = now
            click.echo(line, err=True)

    try:
        yield show
    finally:
        if live:
            click.echo(f"\r{'':<{WIDTH}}\r", nl=False, err=True)


def _line(progress: "Progress", texts: Texts) -> str:
    """Say in a few words where the solver is, and at which of many questions."""
    if (stage := progress.stage) is None:
        return _place(progress, texts)
    at = min(stage.settled + 1, stage.total)
    return f"{texts(f'progress.{stage.kind}', at=at, total=stage.total)}, {_place(progress, texts)}"


def _place(progress: "Progress", texts: Texts) -> str:
    if not progress.tier:
        return texts("progress.start")
    if progress.kind == "proof":
        return texts("progress.proof", number=progress.tier)
    if progress.kind == "tickets":
        return texts("progress.tickets", size=progress.size)
    line = texts(
        "progress.tier",
        size=progress.size,
        tier=progress.tier,
        kind=texts.word(progress.kind),
    )
    if progress.rank:
        line += texts("progress.rank", place=ordinal(progress.rank - 1, texts))
    if progress.unit and progress.best is not None and progress.bound is not None:
        best, bound = (_shown(n / progress.unit, texts) for n in (progress.best, progress.bound))
        least = "_least" if progress.kind == "competition" else ""
        line += texts(f"progress.value{least}", best=best, bound=bound)
    return line


def _shown(value: Fraction, texts: Texts) -> str:
    return texts.exact(Decimal(f"{float(value):.4f}"))
