"""The one door to the terminal: nothing goes out that steers it."""

import logging
import shutil
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from textwrap import wrap

import click

from selector.visible import visible

NARROWEST = 40  # columns to which lines are folded


def say(text: object, *, err: bool = False, nl: bool = True, fold: bool = False) -> None:
    """Print a result, or with `err` a message, with every character to be seen.

    With `fold`, for sentences, long lines are folded where a person reads them: at a terminal.
    """
    shown = visible(text, lines=True)
    if fold and (sys.stderr if err else sys.stdout).isatty():
        shown = folded(shown, shutil.get_terminal_size().columns)
    click.echo(shown, err=err, nl=nl)


def folded(text: str, width: int) -> str:
    """Return a text without lines wider than that, where spaces allow; what follows is indented."""
    return "\n".join(_fold(line, max(width, NARROWEST)) for line in text.split("\n"))


def _fold(line: str, width: int) -> str:
    if len(line) <= width:
        return line
    bare = line.lstrip()
    indent = " " * min(len(line) - len(bare) + 2, width // 2)
    start = " " * (len(line) - len(bare))
    return "\n".join(
        wrap(
            bare,
            width,
            initial_indent=start,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
    )


@contextmanager
def plain_libraries() -> Iterator[None]:
    """Let what libraries print by themselves, warnings and log lines, go through the same door."""
    last, logging.lastResort = logging.lastResort, _Said(logging.WARNING)
    with warnings.catch_warnings():
        warnings.showwarning = _warned  # type: ignore[assignment]
        try:
            yield
        finally:
            logging.lastResort = last


class _Said(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        say(record.getMessage(), err=True)


def _warned(message: object, kind: type[Warning], *_: object) -> None:
    say(f"{kind.__name__}: {message}", err=True)
