"""What every command shares: exit codes, options, and faults told without tracebacks."""

import os
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import click

from selector.errors import InputError, Message, WriteError
from selector.texts import LANGUAGES, load_texts

OPTIMAL, OTHER, BAD_INPUT, INFEASIBLE, NOT_PROVEN, DIFFERENT = 0, 1, 2, 3, 4, 5
REFUSED = {  # why a directory cannot be built on
    "not_a_run": BAD_INPUT,
    "changed": DIFFERENT,
    "not_proven": NOT_PROVEN,
    "infeasible": INFEASIBLE,
}
NL = load_texts("nl")

LANG = click.option("--lang", type=click.Choice(LANGUAGES), default="nl", help=NL("help.lang"))
SCENARIO = click.option(
    "--scenario", default="afwegingskader-2023", metavar="FILE", help=NL("help.scenario")
)
TIME_LIMIT = click.option(
    "--time-limit", type=float, default=None, metavar="S", help=NL("help.time_limit")
)
REGIONS = click.option("--regions", default=None, metavar="FILE", help=NL("help.regions"))


def guarded(command: Callable[..., int]) -> Callable[..., None]:
    """Turn what a command returns or raises into messages and an exit code; no tracebacks."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> None:
        language = options.get("lang", "nl")
        texts = load_texts(language)
        try:
            sys.exit(command(*args, **options))
        except InputError as error:
            for fault in error.faults:
                click.echo(texts.message(fault), err=True)
            click.echo(texts("message.faults_head", count=len(error.faults)), err=True)
            sys.exit(BAD_INPUT)
        except TimeoutError:
            click.echo(texts("message.no_time"), err=True)
            sys.exit(OTHER)
        except KeyboardInterrupt:
            click.echo(texts("message.interrupted"), err=True)
            sys.exit(OTHER)
        except WriteError as error:
            for fault in error.faults:
                click.echo(texts.message(fault), err=True)
            sys.exit(BAD_INPUT if error.taken else OTHER)
        except Exception as error:
            if os.environ.get("SELECTOR_DEBUG"):
                raise
            click.echo(texts("message.unexpected", error=error), err=True)
            sys.exit(OTHER)

    return run


def time_faults(seconds: float | None) -> list[Message]:
    """Return the fault of a time limit that is none."""
    if seconds is None or 0 < seconds < 10**7:
        return []
    return [Message("bad_time_limit", place="--time-limit", value=str(seconds))]


def tell(notes: Sequence[Message], language: str) -> None:
    """Print remarks that do not stop a run."""
    texts = load_texts(language)
    if notes:
        click.echo(texts("message.notes_head"), err=True)
    for note in notes:
        click.echo(f"  {texts.message(note)}", err=True)
