"""`selector run`: the main job."""

import threading
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

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
    positive,
    tell,
    time_faults,
)
from selector.commands.output import check_new, write_new
from selector.commands.progress import QUIET, VERBOSE, watching
from selector.commands.reading import read_round
from selector.commands.terminal import say
from selector.commands.usage import Faults, Place, Text, argument, command, option, place_fault
from selector.errors import InputError, Message
from selector.texts import load_texts

if TYPE_CHECKING:
    from selector.intake import Plans, Regions
    from selector.result import Result
    from selector.scenario import Scenario
    from selector.solve.engine import Progress


@command(help=NL("help.run"))
@argument("plans", required=False)
@SCENARIO
@option(
    "--out", default="uitkomst", type=Place(), metavar="DIR", show_default=True, help=NL("help.out")
)
@LANG
@TIME_LIMIT
@option("--seed", default=None, type=Text(), metavar="TEXT", help=NL("help.seed"))
@REGIONS
@option("--force", is_flag=True, help=NL("help.force"))
@option("--certify", is_flag=True, help=NL("certify.help"))
@option("--answers/--no-answers", default=None, help=NL("why.answers_help"))
@QUIET
@VERBOSE
@option("--relax", type=int, default=None, metavar="N", help=NL("infeasible.relax_help"))
@option("--relax-out", default=None, type=Place(), metavar="FILE", help=NL("infeasible.relax_out"))
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
    from selector.publish.dossier import check_out, holds_foreign, kept_name, write_dossier
    from selector.solve.disagreement import DisagreementError

    faults, looser = Faults(), None
    faults.add([*time_faults(time_limit), *_relax_faults(relax, relax_out)])
    with faults.trying():
        looser = None if relax is None else _looser(scenario, relax, relax_out)
    with faults.trying():
        if out is not None:  # None: noted as a fault
            check_out(Path(out), force)
    with faults.trying():
        read = read_round(plans, scenario, seed, regions)
    faults.settle()
    try:
        with watching(lang, quiet, verbose) as watch:
            result = _solve(*read, time_limit, certify, answers, watch)
    except DisagreementError as disagreement:
        say(disagreement.sentence(lang), err=True)
        folder = disagreement.save(Path(out))
        say(load_texts(lang)("certify.saved", folder=folder), err=True)
        return OTHER
    text = _looser_text(result, relax, lang) if relax is not None else None
    tell(result.notes, lang)
    say(result.summary(lang))
    kept = kept_name(Path(out).resolve()) if holds_foreign(Path(out)) else None
    write_dossier(result, Path(out), lang, force)
    if kept is not None:
        tell([Message("kept_aside", out, value=kept.name)], lang)
    say(load_texts(lang)("summary.written", out=out), err=True)
    if looser is not None and text is not None:
        write_new(looser, text)
        say(load_texts(lang)("infeasible.written", file=looser), err=True)
    elif looser is not None:
        say(load_texts(lang)("infeasible.not_needed"), err=True)
    return {"optimal": OPTIMAL, "feasible": NOT_PROVEN, "infeasible": INFEASIBLE}[result.status]


def _relax_faults(relax: int | None, out: str | None) -> list[Message]:
    if relax is None:
        return [] if out is None else [Message("relax_out_alone", value=out)]
    return positive("--relax", relax)


def _looser(scenario: str, relax: int, out: str | None) -> Path:
    """Return where the looser scenario goes: beside its source, if that is the user's own."""
    given = Path(scenario)
    folder = given.parent if given.is_file() else Path()
    path = Path(out) if out else folder / f"{given.stem}-ruimer-{relax}.toml"
    if fault := place_fault(str(path)):
        raise InputError([replace(fault, place="--relax")])
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
    round_: "Plans",
    framework: "Scenario",
    facts: "Regions",
    time_limit: float | None,
    certify: bool,
    answers: bool | None,
    watch: "Callable[[Progress], None] | None",
) -> "Result":
    """Solve, with the answers that are asked for."""
    from selector.run import select

    # The drawing library takes long to load; it does so while the solver is at work.
    threading.Thread(target=import_module, args=("selector.publish.map",), daemon=True).start()
    return select(
        round_, framework, facts,
        time_limit=time_limit, certify=certify, answers=answers, watch=watch,
    )  # fmt: skip
