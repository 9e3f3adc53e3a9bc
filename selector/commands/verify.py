"""`selector verify`: the recount of what a run left, and more when asked."""

from pathlib import Path

import click

from selector.commands.base import (
    BAD_INPUT,
    DIFFERENT,
    LANG,
    NL,
    NOT_PROVEN,
    OPTIMAL,
    REGIONS,
    TIME_LIMIT,
    guarded,
    time_faults,
)
from selector.errors import InputError
from selector.texts import load_texts


@click.command(help=NL("help.verify"))
@click.argument("folder", metavar="DIR")
@click.option("--prove", is_flag=True, help=NL("help.verify_prove"))
@TIME_LIMIT
@REGIONS
@LANG
@guarded
def verify(
    folder: str, prove: bool, time_limit: float | None, regions: str | None, lang: str
) -> int:
    """Verify a directory and print what was done, what was not, and what differs."""
    if faults := time_faults(time_limit):
        raise InputError(faults)
    from selector.audit import audit
    from selector.solve.engine import Clock
    from selector.verify import NotARun

    try:
        report, shown = audit(Path(folder), regions, Clock(time_limit) if prove else None)
    except NotARun:
        click.echo(load_texts(lang)("verify.not_a_run", folder=folder), err=True)
        return BAD_INPUT
    click.echo(report.page(lang))
    if not report.agrees:
        return DIFFERENT
    return OPTIMAL if shown else NOT_PROVEN
