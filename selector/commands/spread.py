"""Options that take all values up to the next option: `--criteria a b`."""

from collections.abc import Iterator, Sequence

import click

from selector.commands.usage import Command


def spreading(option: str) -> type[Command]:
    """Return a kind of command of which one option takes all values up to the next."""

    class Spread(Command):
        """A command that reads `--name a b` as `--name a --name b`."""

        def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
            return super().parse_args(ctx, list(_spread(args, option)))

    return Spread


def _spread(args: Sequence[str], option: str) -> Iterator[str]:
    inside = False
    for arg in args:
        if arg.startswith("-"):
            inside = arg == option
            if not inside:
                yield arg
        elif inside:
            yield from (option, arg)
        else:
            yield arg
