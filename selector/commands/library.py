"""What the library of the command line says of a line that it cannot read, in our own words."""

import re
from collections.abc import Mapping

import click
from click.exceptions import NoSuchOption

from selector.errors import Message, nearest, shorten

# The sentences of click, with what they name, by the code of the fault that takes their place.
_SENTENCES: Mapping[str, re.Pattern[str]] = {
    "extra_argument": re.compile(r"Got unexpected extra arguments? \((.*)\)", re.DOTALL),
    "option_needs_value": re.compile(r"Option '(.*)' requires an argument\.", re.DOTALL),
    "option_has_no_value": re.compile(r"Option '(.*)' does not take a value\.", re.DOTALL),
    "missing_command": re.compile(r"Missing command\.()"),
}

# Options that do not belong to a command, with what was meant.
_OF_THE_GROUP = {"--version": "selector --version"}


def fault_of(error: click.UsageError) -> Message:
    """Return what is wrong with a line; a sentence that is not known is passed on as it is."""
    if isinstance(error, NoSuchOption):
        return _unknown(error)
    said = error.format_message()
    for code, sentence in _SENTENCES.items():
        if found := sentence.fullmatch(said):
            return Message(code, value=shorten(found[1]))
    return Message("usage", params={"error": shorten(said, 300)})


def _unknown(error: NoSuchOption) -> Message:
    """Return the fault of an option that there is not, with the one that looks most like it."""
    names = [] if error.ctx is None else [*_names(error.ctx.command, error.ctx)]
    near = nearest(error.option_name, names) or _OF_THE_GROUP.get(error.option_name, "")
    return Message("unknown_option", value=shorten(error.option_name), suggestion=near)


def _names(command: click.Command, ctx: click.Context) -> list[str]:
    """Return the long names of the options of a command."""
    options = (param for param in command.get_params(ctx) if isinstance(param, click.Option))
    names = (name for param in options for name in (*param.opts, *param.secondary_opts))
    return [name for name in names if name.startswith("--")]
