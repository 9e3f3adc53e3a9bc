"""`selector regions download`: the official boundaries, fetched once and kept."""

from dataclasses import replace
from pathlib import Path

import click

from selector.commands.base import LANG, OPTIMAL, OTHER, guarded, year_faults
from selector.commands.terminal import say
from selector.commands.usage import Faults, Place, command, option
from selector.errors import Message, shorten
from selector.texts import load_texts


@command(help="regions_download.help")
@option(
    "--year",
    type=int,
    default=2023,
    metavar="YEAR",
    show_default=True,
    help="regions_download.year",
)
@option("--source", type=click.Choice(("ogc", "wfs")), help="regions_download.source")
@option("--url", metavar="URL", help="regions_download.url")
@option("--to", type=Place(), metavar="FILE", help="regions_download.to")
@option("--force", is_flag=True, help="regions_download.force")
@LANG
@guarded
def download(
    year: int, source: str | None, url: str | None, to: str | None, force: bool, lang: str
) -> int:
    """Fetch the boundaries of the municipalities of a year from PDOK."""
    from selector import resources

    faults = Faults()
    faults.add([*year_faults(year), *_url_faults(source, url), *_place_faults(to, force)])
    faults.settle()
    texts = load_texts(lang)
    path = Path(to) if to else resources.boundaries(year)
    if path.exists() and not force:
        say(texts("regions_download.there", path=path))
        return OPTIMAL
    from selector.geography.source import ATTRIBUTION
    from selector.intake import read_regions
    from selector.official import download as official
    from selector.official.fetching import FetchError
    from selector.official.pdok import SERVICES

    table = read_regions(downloaded=False)
    codes = [m.code for m in table.municipalities] if year == table.year else None
    services = {source: url or SERVICES[source]} if source else SERVICES

    def told(count: int) -> None:
        say(texts("regions_download.progress", count=count), err=True)

    try:
        found = official.download(year, path, codes, services, told=told)
    except FetchError as error:
        for fault in error.faults:
            say(fault.said(texts), err=True)
        hint = "offline" if error.offline else "failed"
        say(texts(f"regions_download.{hint}", path=path), err=True)
        return OTHER
    except OSError as error:
        fault = Message("out_not_written", str(path), params={"error": error.strerror or "?"})
        say(fault.said(texts), err=True)
        return OTHER
    say(texts("regions_download.done", count=found.count, year=year, path=path))
    say(texts("regions_download.attribution", who=ATTRIBUTION))
    if codes is None:
        say(texts("regions_download.unchecked", year=year))
    say(texts("regions_download.use_file" if to else "regions_download.use", path=path))
    return OPTIMAL


def _place_faults(to: str | None, force: bool) -> list[Message]:
    """Return what keeps a file of the user's own from being written."""
    if to is None:
        return []
    path, faults = Path(to), []
    if path.suffix.lower() != ".geojson":
        faults.append(Message("not_geojson", place="--to", value=shorten(to)))
    if path.exists() and not force:
        faults.append(Message("file_exists", shorten(to)))
    if not path.absolute().parent.is_dir():
        faults.append(Message("out_no_parent", shorten(to)))
    return faults


def _url_faults(source: str | None, url: str | None) -> list[Message]:
    """Return what is wrong with an address of the user's own."""
    if url is None:
        return []
    if source is None:
        return [Message("url_without_source", place="--url", value=shorten(url))]
    from selector.official.fetching import address_faults

    return [replace(fault, place="--url") for fault in address_faults(url)]
