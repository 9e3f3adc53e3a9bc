"""What every command shares: exit codes, options, and faults told without tracebacks."""

import os
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import click

from selector.commands.language import spoken
from selector.commands.terminal import plain_libraries, say
from selector.commands.usage import Number, option, refuse
from selector.errors import InputError, Message, WriteError, shorten
from selector.repeated import notes_told
from selector.texts import LANGUAGES, load_texts

OPTIMAL, OTHER, BAD_INPUT, INFEASIBLE, NOT_PROVEN, DIFFERENT = 0, 1, 2, 3, 4, 5
REFUSED = {  # why a directory cannot be built on
    "not_a_run": BAD_INPUT,
    "changed": DIFFERENT,
    "not_proven": NOT_PROVEN,
    "infeasible": INFEASIBLE,
}

LANG = option("--lang", type=click.Choice(LANGUAGES), default=spoken, help="help.lang")
GROUP_LANG = option("--lang", type=click.Choice(LANGUAGES), expose_value=False, help="help.lang")
SCENARIO = option("--scenario", default="afwegingskader-2023", metavar="FILE", show_default=True,
                  help="help.scenario")  # fmt: skip
TIME_LIMIT = option(
    "--time-limit", type=Number(), default=None, metavar="S", help="help.time_limit"
)
STRICT = option("--strict", is_flag=True, help="help.strict")
REGIONS = option("--regions", default=None, metavar="FOLDER|FILE", help="help.regions")
REGIONS_OF = option("--regions", default=None, metavar="FOLDER|FILE", help="help.regions_of")


class Ended(Exception):  # noqa: N818  (it is about what was given, not about the program)
    """What was given is refused: the text that says why, and the exit code."""

    def __init__(self, text: str, code: int) -> None:
        super().__init__(text)
        self.text, self.code = text, code


def guarded(command: Callable[..., int]) -> Callable[..., None]:
    """Turn what a command returns or raises into messages and an exit code; no tracebacks."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> None:
        language = options.get("lang") or spoken()  # None: noted as a fault
        options |= {"lang": language} if "lang" in options else {}
        texts = load_texts(language)
        try:
            with plain_libraries():
                sys.exit(command(*args, **options))
        except InputError as error:
            refuse(error.faults, language)
        except Ended as ended:
            say(ended.text, err=True)
            sys.exit(ended.code)
        except TimeoutError:
            say(texts("message.no_time"), err=True)
            sys.exit(OTHER)
        except KeyboardInterrupt:
            say(texts("message.interrupted"), err=True)
            sys.exit(OTHER)
        except WriteError as error:
            for fault in error.faults:
                say(fault.said(texts), err=True, fold=True)
            sys.exit(BAD_INPUT if error.taken else OTHER)
        except Exception as error:
            if os.environ.get("SELECTOR_DEBUG"):
                raise
            say(texts("message.unexpected", error=error), err=True, fold=True)
            sys.exit(OTHER)

    return run


def time_faults(seconds: float | None) -> list[Message]:
    """Return the fault of a time limit that is none."""
    if seconds is None or 0 < seconds < 10**7:
        return []
    return [Message("bad_time_limit", place="--time-limit", value=f"{seconds:g}")]


def positive(place: str, number: int | None) -> list[Message]:
    """Return the fault of a count that is none."""
    if number is None or number > 0:
        return []
    return [Message("not_positive", place=place, value=shorten(number))]


def year_faults(year: int | None) -> list[Message]:
    """Return the fault of a year of which there are no regions."""
    if year is None or 1990 <= year <= 2100:
        return []
    params = {"low": 1990, "high": 2100}
    return [Message("not_whole_between", place="--year", value=shorten(year), params=params)]


def tell(notes: Sequence[Message], language: str) -> None:
    """Print remarks that do not stop a run."""
    texts = load_texts(language)
    if notes:
        say(texts("message.notes_head"), err=True)
    for line in notes_told(notes, texts):
        say(f"  {line}", err=True, fold=True)
