"""`selector merge`: which two plans would help the cohort most as one."""

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
from selector.commands.output import check_new, write_new
from selector.commands.progress import QUIET, VERBOSE, watching
from selector.commands.reading import read_round
from selector.commands.terminal import say
from selector.commands.usage import Faults, Place, argument, command, option
from selector.texts import load_texts


@command(help="merge.help", reads=True)
@argument("plans", required=False)
@SCENARIO
@option("--count", type=int, default=10, metavar="N", show_default=True, help="merge.count")
@option("--out", default=None, type=Place(), metavar="FILE.json", help="merge.out")
@TIME_LIMIT
@REGIONS
@QUIET
@VERBOSE
@LANG
@guarded
def merge(
    plans: str | None,
    scenario: str,
    count: int,
    out: str | None,
    time_limit: float | None,
    regions: str | None,
    quiet: bool,
    verbose: bool,
    lang: str,
) -> int:
    """Print the mergers that improve the best cohort, and write all as JSON when asked."""
    faults = Faults()
    faults.add([*time_faults(time_limit), *positive("--count", count)])
    with faults.trying():
        if out is not None:
            check_new(Path(out))
    with faults.trying():
        applications, framework, facts = read_round(plans, scenario, None, regions)
    faults.settle()
    import json

    from selector.analysis.merging import find_mergers
    from selector.problem import make_problem
    from selector.publish.merging import record, summarise
    from selector.solve.clock import Clock

    tell(applications.notes, lang)
    problem = make_problem(applications, framework, facts)
    with watching(lang, quiet, verbose) as watch:
        found = find_mergers(problem, Clock(time_limit, watch=watch))
    if out is not None:
        write_new(Path(out), json.dumps(record(found), ensure_ascii=False, indent=2) + "\n")
        say(load_texts(lang)("merge.written", file=out), err=True)
    say(summarise(found, count, lang), fold=True)
    if found.before is None and not any(m.effect == "better" for m in found.found):
        return INFEASIBLE
    return OPTIMAL if found.proven else NOT_PROVEN
