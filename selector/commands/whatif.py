"""`selector whatif`: one question about a result, one answer."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from selector.commands.base import (
    INFEASIBLE,
    LANG,
    NOT_PROVEN,
    OPTIMAL,
    REFUSED,
    REGIONS,
    TIME_LIMIT,
    guarded,
    time_faults,
)
from selector.commands.output import check_folder
from selector.commands.reading import check_path, facts_of
from selector.commands.terminal import say
from selector.commands.usage import Command, Faults, Place, argument, option
from selector.texts import load_texts

if TYPE_CHECKING:
    from selector.changes.what_if import WhatIf

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


@click.command(cls=Asking, help="help.whatif")
@argument("folder", metavar="DIR")
@argument("changes", nargs=-1, required=True, metavar="CHANGE...")
@option("--json", "as_json", is_flag=True, help="help.json")
@option("--out", default=None, type=Place(), metavar="DIR2", help="help.whatif_out")
@option("--force", is_flag=True, help="help.force")
@TIME_LIMIT
@REGIONS
@LANG
@guarded
def whatif(
    folder: str,
    changes: tuple[str, ...],
    as_json: bool,
    out: str | None,
    force: bool,
    time_limit: float | None,
    regions: str | None,
    lang: str,
) -> int:
    """Print what changes in the choice and in which point, and keep it as a result when asked."""
    from selector.changes.what_if import what_if
    from selector.outcome import Outcome
    from selector.publish.what_if import record, summarise_what_if
    from selector.reopen import Refused, reopen
    from selector.solve.clock import Clock

    faults = Faults()
    faults.add(time_faults(time_limit))
    with faults.trying():
        if folder is not None:  # None: noted as a fault
            check_path(folder)
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
    asked = [change.replace(MINUS, "-", 1) if change[:1] == MINUS else change for change in changes]
    before = Outcome(again.problem, again.optimum, theme=again.theme)
    found = what_if(before, asked, Clock(time_limit))
    if out is not None:
        _keep(found, Path(out), force, lang)
    said = json.dumps(record(found), ensure_ascii=False) if as_json else None
    say(said or summarise_what_if(found, lang))
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
