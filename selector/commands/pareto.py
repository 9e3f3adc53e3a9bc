"""`selector pareto`: the exact front of two or three criteria."""

from pathlib import Path

from selector.commands.base import (
    INFEASIBLE,
    LANG,
    NOT_PROVEN,
    OPTIMAL,
    REGIONS,
    SCENARIO,
    TIME_LIMIT,
    guarded,
    positive,
    tell,
    time_faults,
)
from selector.commands.output import check_folder
from selector.commands.reading import read_round
from selector.commands.spread import spreading
from selector.commands.terminal import say
from selector.commands.usage import Faults, Place, argument, command, option
from selector.texts import load_texts


@command(cls=spreading("--criteria"), help="help.pareto")
@argument("plans", required=False)
@option("--criteria", "names", multiple=True, metavar="NAME NAME [NAME]", help="help.criteria")
@SCENARIO
@option("--size", type=int, default=None, metavar="N", help="help.size")
@option(
    "--out", default="front", type=Place(), metavar="FOLDER", show_default=True, help="help.out"
)
@TIME_LIMIT
@REGIONS
@option("--force", is_flag=True, help="help.force")
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
    from selector.analysis.pareto import positions

    faults = Faults()
    faults.add([*time_faults(time_limit), *positive("--size", size)])
    with faults.trying():
        if out is not None:  # None: noted as a fault
            check_folder(Path(out), force, lang)
    with faults.trying():
        applications, framework, facts = read_round(plans, scenario, None, regions)
        positions(framework, names)
    faults.settle()
    from selector.publish.front_folder import write_front
    from selector.run import select
    from selector.solve.clock import Clock

    if size is not None:
        framework = framework.replace(cohort={"size": size})
    clock = Clock(time_limit)
    result = select(applications, framework, facts, time_limit=time_limit, runner_up=False)
    if result.status == "infeasible":
        tell(result.notes, lang)
        say(result.summary(lang))
        return INFEASIBLE
    front = result.pareto(*names, time_limit=clock.left())
    written = write_front(front.data, front.outcome, Path(out), lang, force)
    tell([*result.notes, *written.notes], lang)
    say(load_texts(lang)("summary.written", out=out), err=True)
    say(front.summary(lang))
    return OPTIMAL if front.proven else NOT_PROVEN
