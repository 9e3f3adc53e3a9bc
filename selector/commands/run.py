"""`selector run`: the main job."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from selector.commands.base import (
    INFEASIBLE,
    LANG,
    NOT_PROVEN,
    OPTIMAL,
    OTHER,
    REGIONS,
    SCENARIO,
    STRICT,
    TIME_LIMIT,
    guarded,
    positive,
    tell,
    time_faults,
)
from selector.commands.language import spoken
from selector.commands.output import check_folder, check_new, write_new
from selector.commands.progress import QUIET, VERBOSE, watching
from selector.commands.reading import read_round, read_theme_of
from selector.commands.terminal import say
from selector.commands.usage import Faults, Place, Text, argument, command, option, place_fault
from selector.errors import InputError, Message, nearest
from selector.texts import load_texts

if TYPE_CHECKING:
    from selector.intake import Plans, Regions
    from selector.outcome import Outcome
    from selector.publish.apart import Ahead
    from selector.result import Result
    from selector.scenario import Scenario
    from selector.theme import Theme

PROOFS = ("tiers", "all")  # what a proof covers

Round: TypeAlias = "tuple[Plans, Scenario, Regions]"


@dataclass(frozen=True)
class Options:
    """What a command line of `run` says."""

    plans: str | None
    scenario: str
    out: str
    lang: str
    time_limit: float | None
    seed: str | None
    regions: str | None
    strict: bool
    force: bool
    certify: bool
    answers: bool | None
    swaps: bool | None
    quiet: bool
    verbose: bool
    relax: int | None
    relax_out: str | None
    only: tuple[str, ...]
    no_dossier: bool
    theme: str | None
    proof: str | None


@command(help="help.run")
@argument("plans", required=False)
@SCENARIO
@option(
    "--out", default="uitkomst", type=Place(), metavar="FOLDER", show_default=True, help="help.out"
)
@LANG
@TIME_LIMIT
@option("--seed", default=None, type=Text(), metavar="TEXT", help="help.seed")
@REGIONS
@STRICT
@option("--force", is_flag=True, help="help.force")
@option("--certify", is_flag=True, help="certify.help")
@option("--answers/--no-answers", default=None, help="why.answers_help")
@option("--swaps/--no-swaps", default=None, help="why.swaps_help")
@QUIET
@VERBOSE
@option("--relax", type=int, default=None, metavar="N", help="infeasible.relax_help")
@option("--relax-out", default=None, type=Place(), metavar="FILE", help="infeasible.relax_out")
@option("--only", multiple=True, type=Text(), metavar="NAME", help="help.only")
@option("--no-dossier", is_flag=True, help="help.no_dossier")
@option("--theme", default=None, metavar="FILE", help="help.theme")
@option("--proof", is_flag=False, flag_value="tiers", default=None, metavar="[all]",
        help="proof.help")  # fmt: skip
@guarded
def run(**given: Any) -> int:
    """Choose the cohort and write the directory."""
    from selector.publish.apart import ahead

    options = _proof_alone(Options(**given))
    faults, looser, theme = Faults(), None, None
    faults.add([*time_faults(options.time_limit), *_relax_faults(options.relax, options.relax_out)])
    faults.add(list(_only_faults(options.only)))
    if options.proof not in (None, *PROOFS):
        params = {"known": ", ".join(PROOFS)}
        faults.add([Message("not_in_list", place="--proof", value=options.proof, params=params)])
    with faults.trying():
        looser = _looser(options)
    with faults.trying():
        if options.out is not None:  # None: noted as a fault
            check_folder(Path(options.out), options.force, options.lang)
    with ahead(options.lang) as second:  # which loads what draws, while the round is read
        with faults.trying():
            read = read_round(
                options.plans,
                options.scenario,
                options.seed,
                options.regions,
                strict=options.strict,
            )
        with faults.trying():
            theme = read_theme_of(options.plans, options.theme)
        faults.settle()
        assert theme is not None
        return _run(options, read, theme, looser, second)


def _run(
    options: Options, read: Round, theme: "Theme", looser: Path | None, second: "Ahead | None"
) -> int:
    """Choose, write and tell, with the help of a second process, if there is one."""
    from selector.publish.disagreement import save_disagreement
    from selector.publish.dossier import write_dossier
    from selector.result import Result
    from selector.solve.disagreement import DisagreementError

    lang, out = options.lang, Path(options.out)
    try:
        result = Result(_solved(options, read, theme, second))
    except DisagreementError as disagreement:
        say(disagreement.said(lang), err=True)
        folder = save_disagreement(disagreement, out)
        say(load_texts(lang)("certify.saved", folder=folder), err=True)
        return OTHER
    if (proof := result.outcome.proof) is not None and proof.refuted:
        say(load_texts(lang)("proof.refuted", claims=", ".join(proof.missing)), err=True)
        return OTHER
    text = None if options.relax is None else _looser_text(result, options.relax, lang)
    written = write_dossier(result.outcome, out, lang, options.force, second)
    tell([*result.notes, *written.notes], lang)
    say(load_texts(lang)("summary.written", out=options.out), err=True)
    say(result.summary(lang), fold=True)
    if looser is not None and text is not None:
        write_new(looser, text)
        say(load_texts(lang)("infeasible.written", file=looser), err=True)
    elif looser is not None:
        say(load_texts(lang)("infeasible.not_needed"), err=True)
    return {"optimal": OPTIMAL, "feasible": NOT_PROVEN, "infeasible": INFEASIBLE}[result.status]


def _solved(options: Options, read: Round, theme: "Theme", second: "Ahead | None") -> "Outcome":
    """Return what was found; what needs no more than the cohort is made meanwhile."""
    from selector.publish.outputs import left_out
    from selector.run import AMOUNTS, Asked
    from selector.run import run as run_round

    skipped = left_out(names_of(options.only), dossier=not options.no_dossier)

    def meanwhile(outcome: "Outcome") -> None:
        if second is not None:
            second.make(replace(outcome, left_out=skipped), known=("coverings",))

    answers, swaps = AMOUNTS[options.answers], AMOUNTS[options.swaps]
    asked = Asked(options.time_limit, options.certify, answers, swaps, theme=theme,
                  proof=options.proof or "")  # fmt: skip
    with watching(options.lang, options.quiet, options.verbose) as watch:
        return replace(run_round(*read, asked, watch, meanwhile), left_out=skipped)


def _proof_alone(options: Options) -> Options:
    """Return the options where `--proof` stands before the plans, and did not take these."""
    if options.proof in (None, *PROOFS) or options.plans is not None:
        return options
    return replace(options, plans=options.proof, proof=PROOFS[0])


def names_of(only: tuple[str, ...]) -> list[str]:
    """Return the names in an option that may be given several times, or with commas."""
    return [name.strip() for given in only for name in given.split(",") if name.strip()]


def _only_faults(only: tuple[str, ...]) -> Iterator[Message]:
    """Yield a fault for each name that no output has."""
    if not only:
        return
    from selector.publish.outputs import OUTPUTS, papers_called

    known = papers_called(spoken())
    for name in names_of(only):
        if not any(output.goes_by(name) for output in OUTPUTS):
            params, suggestion = {"known": list(known)}, nearest(name, known)
            yield Message(
                "no_such_output", place="--only", value=name, suggestion=suggestion, params=params
            )


def _relax_faults(relax: int | None, out: str | None) -> list[Message]:
    if relax is None:
        return [] if out is None else [Message("relax_out_alone", value=out)]
    return positive("--relax", relax)


def _looser(options: Options) -> Path | None:
    """Return where the looser scenario goes: beside its source, if that is the user's own."""
    if options.relax is None:
        return None
    given = Path(options.scenario)
    folder = given.parent if given.is_file() else Path()
    path = folder / f"{given.stem}-ruimer-{options.relax}.toml"
    path = Path(options.relax_out) if options.relax_out else path
    if fault := place_fault(str(path)):
        raise InputError([replace(fault, place="--relax")])
    check_new(path)
    return path


def _looser_text(result: "Result", relax: int, lang: str) -> str | None:
    """Return the scenario with one of the proposals carried out; None when all rules are met."""
    from selector.analysis.patch import relaxed_text
    from selector.publish.sentences import change_sentence

    if result.outcome.infeasible is None:
        return None
    found, scenario = result.outcome.infeasible.relaxations, result.problem.scenario
    if relax > len(found):
        raise InputError([Message("no_relaxation", value=str(relax), params={"count": len(found)})])
    changes = found[relax - 1].changes
    source = scenario.source.file or scenario.name
    head = load_texts(lang)("infeasible.head", file=source, number=relax)
    said = [f"- {change_sentence(change, lang)}" for change in changes]
    return relaxed_text(scenario, changes, f"{scenario.name}-ruimer-{relax}"[:100], [head, *said])
