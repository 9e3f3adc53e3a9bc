"""`selector regions build`: the regions of another year, from files of CBS."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import click

from selector.commands.base import LANG, NL, OPTIMAL, guarded, tell
from selector.commands.output import check_new
from selector.errors import InputError, Message
from selector.texts import load_texts


@click.command(help=NL("regions_build.help"))
@click.option("--year", type=int, required=True, help=NL("regions_build.year"))
@click.option("--areas", required=True, metavar="FILE", help=NL("regions_build.areas"))
@click.option("--figures", metavar="FILE", help=NL("regions_build.figures"))
@click.option("--boundaries", metavar="FILE", help=NL("regions_build.boundaries"))
@click.option("--merges", metavar="FILE", help=NL("regions_build.merges"))
@click.option("--krimp", metavar="FILE", help=NL("regions_build.krimp"))
@click.option("--out", required=True, metavar="DIR", help=NL("regions_build.out"))
@LANG
@guarded
def build(
    year: int,
    areas: str,
    figures: str | None,
    boundaries: str | None,
    merges: str | None,
    krimp: str | None,
    out: str,
    lang: str,
) -> int:
    """Write a folder that `--regions` takes."""
    from tempfile import TemporaryDirectory

    from selector import resources
    from selector.intake import read_regions
    from selector.official.regions_folder import build as build_folder
    from selector.publish.folder import write_folder

    if not 1990 <= year <= 2100:
        params = {"low": 1990, "high": 2100}
        raise InputError(
            [Message("not_whole_between", place="--year", value=str(year), params=params)]
        )
    folder, texts = Path(out), load_texts(lang)
    check_new(folder)
    drawn = Path(boundaries) if boundaries else resources.boundaries(year)
    if not boundaries and not drawn.is_file():
        fault = Message("boundaries_needed", place="--boundaries", params={"year": year})
        raise InputError([fault])
    built = build_folder(
        year,
        Path(areas),
        Path(figures) if figures else None,
        drawn,
        Path(merges) if merges else None,
        Path(krimp) if krimp else None,
    )
    with TemporaryDirectory() as scratch:  # what a run would refuse is not written
        _put(built.files, Path(scratch))
        read_regions(scratch)
    write_folder(partial(_put, built.files), folder, force=False)
    tell(built.notes, lang)
    for name, count in built.rows.items():
        click.echo(texts("regions_build.line", file=name, rows=texts.number(count)))
    click.echo(texts("regions_build.done", folder=out, year=year))
    return OPTIMAL


def _put(files: Mapping[str, str], folder: Path) -> None:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
