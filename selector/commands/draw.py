"""`selector draw`: the public lot among cohorts that are equally good."""

from pathlib import Path

import click

from selector.commands.base import (
    BAD_INPUT,
    DIFFERENT,
    INFEASIBLE,
    LANG,
    NL,
    NOT_PROVEN,
    OPTIMAL,
    REGIONS,
    guarded,
)
from selector.errors import InputError, Message
from selector.texts import load_texts

CODES = {
    "not_a_run": BAD_INPUT,
    "changed": DIFFERENT,
    "not_proven": NOT_PROVEN,
    "infeasible": INFEASIBLE,
}


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
        _check(Path(out))
    try:
        lot = lottery.draw(Path(folder), seed, regions)
    except lottery.Refused as refused:
        click.echo(texts(refused.text, **refused.params), err=True)
        return CODES[refused.why]
    page = lottery.sheet(lot, lang) if seed is None else lottery.receipt(lot, lang)
    if out is None:
        click.echo(page, nl=False)
    else:
        _write(Path(out), page)
        click.echo(texts("draw.written", file=out), err=True)
    return OPTIMAL


def _check(path: Path) -> None:
    """Refuse a place that cannot be written to, before any work."""
    if path.exists() or path.is_symlink():
        raise InputError([Message("file_exists", str(path))])
    if not path.absolute().parent.is_dir():
        raise InputError([Message("out_no_parent", str(path))])


def _write(path: Path, page: str) -> None:
    """Write a new file; one that has appeared in the meantime is left alone."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(page)
    except FileExistsError:
        raise InputError([Message("file_exists", str(path))]) from None
    except OSError as error:
        params = {"error": error.strerror or "?"}
        raise InputError([Message("out_not_written", str(path), params=params)]) from None
