"""`selector merge`: which two plans would help the cohort most as one."""

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
from selector.commands.output import check_new, write_new
from selector.commands.progress import QUIET, VERBOSE, watching
from selector.commands.reading import read_round
from selector.errors import InputError, Message
from selector.texts import load_texts


@click.command(help=NL("merge.help"))
@click.argument("plans", required=False)
@SCENARIO
@click.option(
    "--count", type=int, default=10, metavar="N", show_default=True, help=NL("merge.count")
)
@click.option("--out", default=None, metavar="FILE.json", help=NL("merge.out"))
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
    faults = time_faults(time_limit)
    if count < 1:
        faults.append(Message("not_positive", place="--count", value=str(count)))
    if faults:
        raise InputError(faults)
    if out is not None:
        check_new(Path(out))
    import json

    from selector.analysis.merging import find_mergers
    from selector.problem import make_problem
    from selector.publish.merging import record, summarise
    from selector.solve.engine import Clock

    round_, framework, facts = read_round(plans, scenario, None, regions)
    tell(round_.notes, lang)
    problem = make_problem(round_, framework, facts)
    with watching(lang, quiet, verbose) as watch:
        found = find_mergers(problem, Clock(time_limit, watch=watch))
    if out is not None:
        write_new(Path(out), json.dumps(record(found), ensure_ascii=False, indent=2) + "\n")
        click.echo(load_texts(lang)("merge.written", file=out), err=True)
    click.echo(summarise(found, count, lang))
    if found.before is None and not any(m.effect == "better" for m in found.found):
        return INFEASIBLE
    return OPTIMAL if found.proven else NOT_PROVEN
