"""`selector pareto`: the exact front of two or three criteria."""

from collections.abc import Sequence
from pathlib import Path

import click

from selector.commands.base import (
    INFEASIBLE,
    LANG,
    NL,
    NOT_PROVEN,
    OPTIMAL,
    REGIONS,
    SCENARIO,
    TIME_LIMIT,
    guarded,
    tell,
    time_faults,
)
from selector.commands.output import check_folder
from selector.commands.reading import read_round
from selector.errors import InputError
from selector.texts import load_texts


class Spread(click.Command):
    """A command whose `--criteria` takes all names up to the next option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read `--criteria a b` as `--criteria a --criteria b`."""
        return super().parse_args(ctx, list(_spread(args)))


def _spread(args: Sequence[str]) -> list[str]:
    spread: list[str] = []
    name = ""
    for arg in args:
        if arg.startswith("-"):
            name = arg if arg == "--criteria" else ""
            spread += [] if name else [arg]
        else:
            spread += [name, arg] if name else [arg]
    return spread


@click.command(cls=Spread, help=NL("help.pareto"))
@click.argument("plans", required=False)
@click.option(
    "--criteria", "names", multiple=True, metavar="NAME NAME [NAME]", help=NL("help.criteria")
)
@SCENARIO
@click.option("--size", type=int, default=None, metavar="N", help=NL("help.size"))
@click.option("--out", default="front", metavar="DIR", show_default=True, help=NL("help.out"))
@TIME_LIMIT
@REGIONS
@click.option("--force", is_flag=True, help=NL("help.force"))
@LANG
@guarded
def pareto(
    plans: str | None,
    names: tuple[str, ...],
    scenario: str,
    size: int | None,
    out: str,
    time_limit: float | None,
    regions: str | None,
    force: bool,
    lang: str,
) -> int:
    """Find the front, print it, and write the directory."""
    if faults := time_faults(time_limit):
        raise InputError(faults)
    check_folder(Path(out), force, lang)
    round_, framework, facts = read_round(plans, scenario, None, regions)
    from selector.analysis.pareto import positions
    from selector.publish.front import write_front
    from selector.run import select
    from selector.solve.engine import Clock

    if size is not None:
        framework = framework.replace(cohort={"size": size})
    positions(framework, names)
    clock = Clock(time_limit)
    result = select(round_, framework, facts, time_limit=time_limit, runner_up=False)
    if result.status == "infeasible":
        tell(result.notes, lang)
        click.echo(result.summary(lang))
        return INFEASIBLE
    front = result.pareto(*names, time_limit=clock.left())
    written = write_front(front, Path(out), lang, force)
    tell([*result.notes, *written.notes], lang)
    click.echo(load_texts(lang)("summary.written", out=out), err=True)
    click.echo(front.summary(lang))
    return OPTIMAL if front.proven else NOT_PROVEN
