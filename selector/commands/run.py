"""`selector run`: the main job."""

import threading
from collections.abc import Callable
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
    TIME_LIMIT,
    guarded,
    tell,
    time_faults,
)
from selector.commands.output import check_folder, check_new, write_new
from selector.commands.progress import QUIET, VERBOSE, watching
from selector.commands.reading import read_round
from selector.errors import InputError, Message
from selector.texts import load_texts

if TYPE_CHECKING:
    from selector.result import Result
    from selector.solve.engine import Progress


@click.command(help=NL("help.run"))
@click.argument("plans", required=False)
@SCENARIO
@click.option("--out", default="uitkomst", metavar="DIR", show_default=True, help=NL("help.out"))
@LANG
@TIME_LIMIT
@click.option("--seed", default=None, metavar="TEXT", help=NL("help.seed"))
@REGIONS
@click.option("--force", is_flag=True, help=NL("help.force"))
@click.option("--certify", is_flag=True, help=NL("certify.help"))
@click.option("--answers/--no-answers", default=None, help=NL("why.answers_help"))
@QUIET
@VERBOSE
@click.option("--relax", type=int, default=None, metavar="N", help=NL("infeasible.relax_help"))
@click.option("--relax-out", default=None, metavar="FILE", help=NL("infeasible.relax_out"))
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
    answers: bool | None,
    quiet: bool,
    verbose: bool,
    relax: int | None,
    relax_out: str | None,
) -> int:
    """Choose the cohort and write the directory."""
    from selector.publish.dossier import write_dossier
    from selector.solve.disagreement import DisagreementError

    if faults := [*time_faults(time_limit), *_relax_faults(relax, relax_out)]:
        raise InputError(faults)
    looser = None if relax is None else _looser(scenario, relax, relax_out)
    check_folder(Path(out), force, lang)
    try:
        with watching(lang, quiet, verbose) as watch:
            result = _solve(plans, scenario, seed, regions, time_limit, certify, answers, watch)
    except DisagreementError as disagreement:
        click.echo(disagreement.sentence(lang), err=True)
        folder = disagreement.save(Path(out))
        click.echo(load_texts(lang)("certify.saved", folder=folder), err=True)
        return OTHER
    text = _looser_text(result, relax, lang) if relax is not None else None
    written = write_dossier(result, Path(out), lang, force)
    tell([*result.notes, *written.notes], lang)
    click.echo(load_texts(lang)("summary.written", out=out), err=True)
    click.echo(result.summary(lang))
    if looser is not None and text is not None:
        write_new(looser, text)
        click.echo(load_texts(lang)("infeasible.written", file=looser), err=True)
    elif looser is not None:
        click.echo(load_texts(lang)("infeasible.not_needed"), err=True)
    return {"optimal": OPTIMAL, "feasible": NOT_PROVEN, "infeasible": INFEASIBLE}[result.status]


def _relax_faults(relax: int | None, out: str | None) -> list[Message]:
    if relax is None:
        return [] if out is None else [Message("relax_out_alone", value=out)]
    return [] if relax > 0 else [Message("not_positive", value=str(relax))]


def _looser(scenario: str, relax: int, out: str | None) -> Path:
    """Return where the looser scenario goes: beside its source, if that is the user's own."""
    given = Path(scenario)
    folder = given.parent if given.is_file() else Path()
    path = Path(out) if out else folder / f"{given.stem}-ruimer-{relax}.toml"
    check_new(path)
    return path


def _looser_text(result: "Result", relax: int, lang: str) -> str | None:
    """Return the scenario with one of the proposals carried out; None when all rules are met."""
    from selector.analysis.patch import relaxed_text
    from selector.publish.sentences import change_sentence

    if result.infeasible is None:
        return None
    found, scenario = result.infeasible.relaxations, result.problem.scenario
    if relax > len(found):
        raise InputError([Message("no_relaxation", value=str(relax), params={"count": len(found)})])
    changes = found[relax - 1].changes
    source = scenario.source.file or scenario.name
    head = load_texts(lang)("infeasible.head", file=source, number=relax)
    said = [f"- {change_sentence(change, lang)}" for change in changes]
    return relaxed_text(scenario, changes, f"{scenario.name}-ruimer-{relax}"[:100], [head, *said])


def _solve(
    plans: str | None,
    scenario: str,
    seed: str | None,
    regions: str | None,
    time_limit: float | None,
    certify: bool,
    answers: bool | None,
    watch: "Callable[[Progress], None] | None",
) -> "Result":
    """Read everything and solve."""
    from selector.run import select

    round_, framework, facts = read_round(plans, scenario, seed, regions)
    # The drawing library takes long to load; it does so while the solver is at work.
    threading.Thread(target=import_module, args=("selector.publish.map",), daemon=True).start()
    return select(
        round_, framework, facts,
        time_limit=time_limit, certify=certify, answers=answers, watch=watch,
    )  # fmt: skip
