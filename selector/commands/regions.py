"""`selector regions`: the group of commands about tables and boundaries."""

import click

from selector.commands.base import GROUP_LANG
from selector.commands.regions_build import build
from selector.commands.regions_download import download
from selector.commands.usage import Group


@click.group(cls=Group, help="regions.help")
@GROUP_LANG
def regions() -> None:
    """Make tables of regions, and fetch their boundaries."""


regions.add_command(build)
regions.add_command(download)
