"""`selector run`: the main job."""

import threading
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from selector.commands.base import (
    INFEASIBLE,
    LANG,
    NL,
    NOT_PROVEN,
    OPTIMAL,
    OTHER,
    REGIONS,
    SCENARIO,
    guarded,
    tell,
)
from selector.errors import InputError, Message
from selector.texts import load_texts

if TYPE_CHECKING:
    from selector.result import Result


@click.command(help=NL("help.run"))
@click.argument("plans", required=False)
@SCENARIO
@click.option("--out", default="uitkomst", metavar="DIR", show_default=True, help=NL("help.out"))
@LANG
@click.option("--time-limit", type=float, default=None, metavar="S", help=NL("help.time_limit"))
@click.option("--seed", default=None, metavar="TEXT", help=NL("help.seed"))
@REGIONS
@click.option("--force", is_flag=True, help=NL("help.force"))
@click.option("--certify", is_flag=True, help=NL("certify.help"))
@guarded
def run(
    plans: str | None,
    scenario: str,
    out: str,
    lang: str,
    time_limit: float | None,
    seed: str | None,
    regions: str | None,
    force: bool,
    certify: bool,
) -> int:
    """Choose the cohort and write the directory."""
    from selector.publish.dossier import check_out, holds_foreign, kept_name, write_dossier
    from selector.solve.disagreement import DisagreementError

    if time_limit is not None and not 0 < time_limit < 10**7:
        raise InputError([Message("bad_time_limit", value=str(time_limit))])
    check_out(Path(out), force)
    try:
        result = _solve(plans, scenario, seed, regions, time_limit, certify)
    except DisagreementError as disagreement:
        click.echo(disagreement.sentence(lang), err=True)
        folder = disagreement.save(Path(out))
        click.echo(load_texts(lang)("certify.saved", folder=folder), err=True)
        return OTHER
    tell(result.notes, lang)
    click.echo(result.summary(lang))
    kept = kept_name(Path(out).resolve()) if holds_foreign(Path(out)) else None
    write_dossier(result, Path(out), lang, force)
    if kept is not None:
        tell([Message("kept_aside", out, value=kept.name)], lang)
    click.echo(load_texts(lang)("summary.written", out=out), err=True)
    return {"optimal": OPTIMAL, "feasible": NOT_PROVEN, "infeasible": INFEASIBLE}[result.status]


def _solve(
    plans: str | None,
    scenario: str,
    seed: str | None,
    regions: str | None,
    time_limit: float | None,
    certify: bool,
) -> "Result":
    """Read everything, gathering the faults of all files, and solve."""
    from selector import resources
    from selector.intake import read_plans, read_regions
    from selector.problem import misfits
    from selector.run import select
    from selector.scenario import read_scenario

    facts = read_regions(regions)
    source = resources.example() / "aanvragen.csv" if plans is None else Path(plans)
    framework, faults = None, list[Message]()
    try:
        framework, contradictions = read_scenario(scenario)
        faults += contradictions
    except InputError as error:
        faults += error.faults
    try:
        round_ = read_plans(source, facts)
    except InputError as error:
        raise InputError([*faults, *error.faults]) from None
    if faults or framework is None:
        rest = misfits(round_, framework, facts) if framework else ()
        raise InputError([*faults, *rest])
    if seed is not None:
        framework = framework.with_seed(seed)
    # The drawing library takes long to load; it does so while the solver is at work.
    threading.Thread(target=import_module, args=("selector.publish.map",), daemon=True).start()
    return select(round_, framework, facts, time_limit=time_limit, certify=certify)
