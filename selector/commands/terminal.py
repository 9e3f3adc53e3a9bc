"""The one door to the terminal: nothing goes out that steers it."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import click

from selector.visible import visible


def say(text: object, *, err: bool = False, nl: bool = True) -> None:
    """Print a result, or with `err` a message, with every character to be seen."""
    click.echo(visible(text, lines=True), err=err, nl=nl)


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
