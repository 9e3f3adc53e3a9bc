"""The command line: one group, and its commands from `selector.commands`."""

import sys

import click

from selector import __version__
from selector.commands.alternatives import alternatives
from selector.commands.base import NL
from selector.commands.check import check
from selector.commands.draw import draw
from selector.commands.forms import schema, template
from selector.commands.merge import merge
from selector.commands.pareto import pareto
from selector.commands.regions import regions
from selector.commands.run import run
from selector.commands.usage import Group
from selector.commands.verify import verify
from selector.commands.why import why


@click.group(
    cls=Group, help=NL("help.app"), context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="selector")
def main() -> None:
    """Run one of the commands."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console may not be UTF-8
            stream.reconfigure(encoding="utf-8", errors="replace")


for command in (
    run,
    check,
    verify,
    draw,
    alternatives,
    pareto,
    why,
    merge,
    regions,
    template,
    schema,
):
    main.add_command(command)
