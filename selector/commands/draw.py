"""`selector draw`: the public lot among cohorts that are equally good."""

from pathlib import Path

import click

from selector.commands.base import LANG, NL, OPTIMAL, REFUSED, REGIONS, guarded
from selector.commands.output import check_new, write_new
from selector.texts import load_texts


@click.command(help=NL("help.draw"))
@click.argument("folder", metavar="DIR")
@click.option("--seed", default=None, metavar="TEXT", help=NL("help.draw_seed"))
@click.option("--out", default=None, metavar="FILE", help=NL("help.draw_out"))
@REGIONS
@LANG
@guarded
def draw(folder: str, seed: str | None, out: str | None, regions: str | None, lang: str) -> int:
    """Print or write the sheet to sign beforehand, or the receipt afterwards."""
    from selector import draw as lottery

    texts = load_texts(lang)
    if out is not None:
        check_new(Path(out))
    try:
        lot = lottery.draw(Path(folder), seed, regions)
    except lottery.Refused as refused:
        click.echo(texts(refused.text, **refused.params), err=True)
        return REFUSED[refused.why]
    page = lottery.sheet(lot, lang) if seed is None else lottery.receipt(lot, lang)
    if out is None:
        click.echo(page, nl=False)
    else:
        write_new(Path(out), page)
        click.echo(texts("draw.written", file=out), err=True)
    return OPTIMAL
