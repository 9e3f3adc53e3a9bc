"""`selector verify`: the recount of what a run left."""

from pathlib import Path

import click

from selector.commands.base import BAD_INPUT, DIFFERENT, LANG, NL, OPTIMAL, REGIONS, guarded
from selector.texts import load_texts


@click.command(help=NL("help.verify"))
@click.argument("folder", metavar="DIR")
@REGIONS
@LANG
@guarded
def verify(folder: str, regions: str | None, lang: str) -> int:
    """Recount a directory and print what agrees and what differs."""
    from selector import resources
    from selector.verify import NotARun, recount

    try:
        report = recount(
            Path(folder), None if regions is None else Path(regions), resources.boundaries
        )
    except NotARun:
        click.echo(load_texts(lang)("verify.not_a_run", folder=folder), err=True)
        return BAD_INPUT
    click.echo(report.page(lang))
    return OPTIMAL if report.agrees else DIFFERENT
