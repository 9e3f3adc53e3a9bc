"""`selector prove`: the proof of a result that is there."""

from pathlib import Path

from selector.commands.base import (
    DIFFERENT,
    LANG,
    NOT_PROVEN,
    OPTIMAL,
    REFUSED,
    TIME_LIMIT,
    guarded,
    tell,
    time_faults,
)
from selector.commands.output import check_folder
from selector.commands.progress import QUIET, VERBOSE, watching
from selector.commands.reading import check_result
from selector.commands.terminal import say
from selector.commands.usage import Faults, argument, command, option
from selector.texts import load_texts


@command(help="proof.command")
@argument("folder", metavar="FOLDER")
@option("--all", "every", is_flag=True, help="proof.every")
@TIME_LIMIT
@QUIET
@VERBOSE
@LANG
@guarded
def prove(
    folder: str, every: bool, time_limit: float | None, quiet: bool, verbose: bool, lang: str
) -> int:
    """Make the proof and write the directory again with it."""
    from selector.audit.proved import Unprovable, proved
    from selector.publish.dossier import write_dossier
    from selector.reopen import Refused
    from selector.solve.clock import Clock

    faults, texts = Faults(), load_texts(lang)
    faults.add(time_faults(time_limit))
    check_result(folder, None, faults)
    check_folder(Path(folder), force=True, language=lang)
    try:
        with watching(lang, quiet, verbose) as watch:
            outcome, language = proved(Path(folder), Clock(time_limit, watch=watch), every)
    except Refused as refused:
        say(texts(refused.text, **refused.params), err=True)
        return REFUSED[refused.why]
    except Unprovable as fault:
        say(texts("proof.unfit", fault=fault), err=True)
        return DIFFERENT
    proof = outcome.proof
    assert proof is not None
    if proof.refuted:
        say(texts("proof.refuted", claims=", ".join(proof.missing)), err=True)
        return DIFFERENT
    tell(write_dossier(outcome, Path(folder), language, force=True).notes, lang)
    say(texts.counted("proof.written", proof.claims, folder=folder))
    if not proof.complete:
        say(texts.counted("proof.partial", len(proof.missing)))
    return OPTIMAL if proof.complete else NOT_PROVEN
