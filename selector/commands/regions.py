"""`selector regions`: the group of commands that make tables of regions."""

import click

from selector.commands.base import NL
from selector.commands.regions_build import build


@click.group(help=NL("regions.help"))
def regions() -> None:
    """Make tables of regions."""


regions.add_command(build)
