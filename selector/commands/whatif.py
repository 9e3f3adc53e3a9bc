"""`selector whatif`: one question about a result, one answer; and how far one number can go."""

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from selector.commands.base import (
    INFEASIBLE,
    LANG,
    NOT_PROVEN,
    OPTIMAL,
    REFUSED,
    REGIONS_OF,
    TIME_LIMIT,
    guarded,
    time_faults,
)
from selector.commands.language import worded
from selector.commands.output import check_folder
from selector.commands.reading import check_there, facts_of
from selector.commands.terminal import say
from selector.commands.usage import Command, Faults, Place, argument, option
from selector.errors import Message, shorten
from selector.numbers import parse_decimal
from selector.texts import load_texts

if TYPE_CHECKING:
    from selector.changes.what_if import WhatIf
    from selector.reopen import Reopened

MINUS = "\u2212"  # a lock, not an option
EXIT = {"optimal": OPTIMAL, "feasible": NOT_PROVEN, "infeasible": INFEASIBLE}


class Asking(Command):
    """A command of which `-A03` is a change: only the options that there are are options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options and the changes."""
        options = [p for p in self.get_params(ctx) if isinstance(p, click.Option)]
        short = {name for p in options for name in p.opts if re.fullmatch("-[^-]", name)}
        taking = {name for p in options if not p.is_flag for name in p.opts}
        read, last = list[str](), ""
        for arg in args:
            lock = re.match("-[^-]", arg) and arg not in short and last not in taking
            read.append(f"{MINUS}{arg[1:]}" if lock else arg)
            last = arg
        return super().parse_args(ctx, read)


@click.command(cls=Asking, help="help.whatif", reads=True)
@argument("folder", metavar="FOLDER")
@argument("changes", nargs=-1, metavar="CHANGE...")
@option("--range", "key", default=None, metavar="KEY", help="span.help")
@option("--low", default=None, metavar="L", help="span.help_low")
@option("--high", default=None, metavar="H", help="span.help_high")
@option("--places", type=int, default=None, metavar="K", help="span.help_places")
@option("--json", "as_json", is_flag=True, help="help.json")
@option("--out", default=None, type=Place(), metavar="FOLDER", help="help.whatif_out")
@option("--force", is_flag=True, help="help.force")
@TIME_LIMIT
@REGIONS_OF
@LANG
@guarded
def whatif(
    folder: str,
    changes: tuple[str, ...],
    key: str | None,
    low: str | None,
    high: str | None,
    places: int | None,
    as_json: bool,
    out: str | None,
    force: bool,
    time_limit: float | None,
    regions: str | None,
    lang: str,
) -> int:
    """Print what changes in the choice and in which point, and keep it as a result when asked.

    Or, of one number, how far it can go before the choice is another.
    """
    from selector.reopen import Refused, reopen

    faults = Faults()
    faults.add([*time_faults(time_limit), *_asked_faults(changes, key, low, high, places)])
    faults.add([Message("needless", place="--out", value="--range")] if key and out else [])
    with faults.trying():
        if folder is not None:  # None: noted as a fault
            check_there(folder)
    with faults.trying():
        if out is not None:
            check_folder(Path(out), force, lang)
    facts_of(regions, faults)
    faults.settle()
    try:
        again = reopen(Path(folder), regions)
    except Refused as refused:
        say(load_texts(lang)(refused.text, **refused.params), err=True)
        return REFUSED[refused.why]
    if key is not None:
        asked = Asked(key, _number(low), _number(high), places)
        return _range(again, asked, as_json, time_limit, lang)
    return _change(again, changes, as_json, out, force, time_limit, lang)


@dataclass(frozen=True)
class Asked:
    """A number to turn, and the grid on which."""

    key: str
    low: Decimal | None
    high: Decimal | None
    places: int | None


def _asked_faults(
    changes: tuple[str, ...], key: str | None, low: str | None, high: str | None, places: int | None
) -> list[Message]:
    """Return what is missing, what does not go together, and what is no number."""
    found = []
    if not changes and key is None:
        found.append(Message("missing_option", place=worded("CHANGE...")))
    if changes and key is not None:
        found.append(Message("needless", place=worded("CHANGE..."), value="--range"))
    for name, given in (("--low", low), ("--high", high), ("--places", places)):
        if given is not None and key is None:
            found.append(Message("needs_option", place=name, value="--range"))
        elif isinstance(given, str) and _number(given) is None:
            found.append(Message("bad_number", place=name, value=shorten(given)))
    return found


def _number(text: str | None) -> Decimal | None:
    parsed = parse_decimal(text) if text is not None else None
    return parsed[0] if parsed else None


def _range(
    again: "Reopened", asked: Asked, as_json: bool, time_limit: float | None, lang: str
) -> int:
    """Print how far one number can go."""
    from selector.changes.knob import find_knob, grid_of
    from selector.changes.span import find_span
    from selector.outcome import Outcome
    from selector.publish.span import record, summarise_span
    from selector.solve.clock import Clock

    knob = find_knob(again.problem, asked.key)
    grid = grid_of(knob, asked.low, asked.high, asked.places)
    found = find_span(again.optimum, knob, grid, Clock(time_limit))
    outcome = Outcome(again.problem, again.optimum)
    said = json.dumps(record(found), ensure_ascii=False) if as_json else None
    say(said or summarise_span(outcome, found, lang), fold=not said)
    return OPTIMAL if found.complete else NOT_PROVEN


def _change(
    again: "Reopened",
    changes: tuple[str, ...],
    as_json: bool,
    out: str | None,
    force: bool,
    time_limit: float | None,
    lang: str,
) -> int:
    """Print what changes."""
    from selector.changes.what_if import what_if
    from selector.outcome import Outcome
    from selector.publish.what_if import record, summarise_what_if
    from selector.solve.clock import Clock

    asked = [change.replace(MINUS, "-", 1) if change[:1] == MINUS else change for change in changes]
    before = Outcome(again.problem, again.optimum, theme=again.theme)
    found = what_if(before, asked, Clock(time_limit))
    if out is not None:
        _keep(found, Path(out), force, lang)
    said = json.dumps(record(found), ensure_ascii=False) if as_json else None
    say(said or summarise_what_if(found, lang), fold=not said)
    return EXIT[found.after.status]


def _keep(found: "WhatIf", out: Path, force: bool, lang: str) -> None:
    """Write the changed round as a result of its own, as a run would."""
    from selector.publish.dossier import write_dossier
    from selector.run import Asked, run

    problem = found.after.problem
    asked = Asked(answers="few", swaps="few", theme=found.after.theme)
    outcome = run(problem.plans, problem.scenario, problem.regions, asked)
    write_dossier(outcome, out, lang, force)
    say(load_texts(lang)("summary.written", out=out), err=True)
