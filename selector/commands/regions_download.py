"""`selector regions download`: the official boundaries, fetched once and kept."""

from pathlib import Path

import click

from selector.commands.base import LANG, NL, OPTIMAL, OTHER, guarded
from selector.errors import InputError, Message
from selector.texts import load_texts


@click.command(help=NL("regions_download.help"))
@click.option("--year", type=int, default=2023, show_default=True, help=NL("regions_download.year"))
@click.option("--source", type=click.Choice(("ogc", "wfs")), help=NL("regions_download.source"))
@click.option("--url", metavar="URL", help=NL("regions_download.url"))
@click.option("--to", metavar="FILE", help=NL("regions_download.to"))
@click.option("--force", is_flag=True, help=NL("regions_download.force"))
@LANG
@guarded
def download(
    year: int, source: str | None, url: str | None, to: str | None, force: bool, lang: str
) -> int:
    """Fetch the boundaries of the municipalities of a year from PDOK."""
    from selector import resources

    texts = load_texts(lang)
    path = _place(to) if to else resources.boundaries(year)
    _refuse(year, source, url)
    if path.exists() and not force:
        if to:
            raise InputError([Message("file_exists", str(path))])
        click.echo(texts("regions_download.there", path=path))
        return OPTIMAL
    from selector.intake import read_regions
    from selector.official import download as official
    from selector.official.fetching import FetchError
    from selector.official.pdok import SERVICES

    table = read_regions(downloaded=False)
    codes = [m.code for m in table.municipalities] if year == table.year else None
    services = {source: url or SERVICES[source]} if source else SERVICES

    def told(count: int) -> None:
        click.echo(texts("regions_download.progress", count=count), err=True)

    try:
        found = official.download(year, path, codes, services, told=told)
    except FetchError as error:
        for fault in error.faults:
            click.echo(texts.message(fault), err=True)
        hint = "offline" if error.offline else "failed"
        click.echo(texts(f"regions_download.{hint}", path=path), err=True)
        return OTHER
    click.echo(texts("regions_download.done", count=found.count, year=year, path=path))
    click.echo(texts("regions_download.attribution", who=official.ATTRIBUTION))
    if codes is None:
        click.echo(texts("regions_download.unchecked", year=year))
    click.echo(texts("regions_download.use_file" if to else "regions_download.use", path=path))
    return OPTIMAL


def _place(to: str) -> Path:
    path = Path(to)
    if path.suffix.lower() != ".geojson":
        raise InputError([Message("not_geojson", place="--to", value=to)])
    if not path.absolute().parent.is_dir():
        raise InputError([Message("out_no_parent", to)])
    return path


def _refuse(year: int, source: str | None, url: str | None) -> None:
    """Raise `InputError` with every option that makes no sense."""
    faults = []
    if not 1990 <= year <= 2100:
        params = {"low": 1990, "high": 2100}
        faults.append(Message("not_whole_between", place="--year", value=str(year), params=params))
    if url and not source:
        faults.append(Message("url_without_source", place="--url", value=url))
    if faults:
        raise InputError(faults)
