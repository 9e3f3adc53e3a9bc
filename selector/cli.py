"""The command line: one group, and its commands from `selector.commands`."""

import sys
from typing import Any

import click

from selector import __version__
from selector.commands.alternatives import alternatives
from selector.commands.base import BAD_INPUT, GROUP_LANG, OTHER
from selector.commands.batch import batch
from selector.commands.check import check
from selector.commands.collect import collect
from selector.commands.compare import compare
from selector.commands.completion import completion
from selector.commands.doctor import doctor
from selector.commands.draw import draw
from selector.commands.forms import schema, template
from selector.commands.guide import guide
from selector.commands.history import history
from selector.commands.init import init
from selector.commands.language import asked, speak, spoken
from selector.commands.letters import letters
from selector.commands.merge import merge
from selector.commands.pareto import pareto
from selector.commands.prove import prove
from selector.commands.regions import regions
from selector.commands.rerun import rerun
from selector.commands.run import run
from selector.commands.scenario import scenario
from selector.commands.serve import serve
from selector.commands.streams import unstoppable
from selector.commands.sweep import sweep
from selector.commands.terminal import say
from selector.commands.tidying import tidying_seldom
from selector.commands.usage import Group, Option, unknown_language
from selector.commands.verify import verify
from selector.commands.whatif import whatif
from selector.commands.why import why
from selector.texts import load_texts


class Application(Group):
    """The group of commands; it ends as its command did, whoever reads what is printed."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options, in the language that the whole line asks for."""
        speak(ctx, args)
        unknown_language(ctx, args)
        return super().parse_args(ctx, args)

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command; exit code 1 when what it printed could not be written."""
        with unstoppable() as output_fault, tidying_seldom():
            try:
                return super().main(*args, **extra)
            except SystemExit:
                if fault := output_fault():
                    given = args[0] if args else extra.get("args")
                    texts = load_texts(asked(sys.argv[1:] if given is None else given))
                    said = texts("message.output_full", error=fault.strerror)
                    say(said, err=True)
                    raise SystemExit(OTHER) from None
                raise


@click.group(
    cls=Application,
    help="help.app",
    context_settings={"help_option_names": ["-h", "--help"]},
    invoke_without_command=True,
)
@GROUP_LANG
@click.version_option(
    __version__,
    prog_name="selector",
    message="%(prog)s %(version)s",
    cls=Option,
    help="click.show_version",
)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Run one of the commands; without one, show where to begin."""
    if ctx.invoked_subcommand is None:
        say(guide(load_texts(spoken())), err=True)
        ctx.exit(BAD_INPUT)


for command in (
    init,
    run,
    check,
    verify,
    draw,
    alternatives,
    pareto,
    prove,
    why,
    whatif,
    sweep,
    merge,
    letters,
    batch,
    serve,
    regions,
    template,
    collect,
    schema,
    scenario,
    rerun,
    history,
    compare,
    doctor,
    completion,
):
    main.add_command(command)
