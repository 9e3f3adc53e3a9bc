"""`selector verify`: the recount of what a run left, and more when asked."""

from pathlib import Path

from selector.commands.base import (
    BAD_INPUT,
    DIFFERENT,
    LANG,
    NOT_PROVEN,
    OPTIMAL,
    REGIONS_OF,
    TIME_LIMIT,
    guarded,
    time_faults,
)
from selector.commands.reading import check_path, check_there
from selector.commands.terminal import say
from selector.commands.usage import Faults, argument, command, option
from selector.texts import load_texts


@command(help="help.verify", reads=True)
@argument("folder", metavar="FOLDER")
@option("--prove", is_flag=True, help="help.verify_prove")
@TIME_LIMIT
@REGIONS_OF
@LANG
@guarded
def verify(
    folder: str, prove: bool, time_limit: float | None, regions: str | None, lang: str
) -> int:
    """Verify a directory and print what was done, what was not, and what differs."""
    from selector.audit import audit
    from selector.solve.clock import Clock
    from selector.verify import NotARun

    faults = Faults()
    faults.add(time_faults(time_limit))
    with faults.trying():
        if folder is not None:  # None: noted as a fault
            check_there(folder)
    with faults.trying():
        if regions is not None:
            check_path(regions)
    faults.settle()
    if (code := _chain(Path(folder), lang)) is not None:
        return code
    try:
        report, shown = audit(Path(folder), regions, Clock(time_limit) if prove else None)
    except NotARun:
        say(load_texts(lang)("verify.not_a_run", folder=folder), err=True)
        return BAD_INPUT
    say(report.page(lang), fold=True)
    if not report.agrees:
        return DIFFERENT
    return OPTIMAL if shown else NOT_PROVEN


def _chain(folder: Path, lang: str) -> int | None:
    """Walk the chain when the folder is one of a batch: that of its runs, or of one of them."""
    from selector.batch.chain import results_of, walk

    results, texts = results_of(folder), load_texts(lang)
    if results is None:
        return None
    walked = walk(results)
    for broken in walked.broken:
        say(texts(f"batch.broken_{broken.why}", run=broken.run, file=broken.file))
    say(texts("batch.walked", runs=len(walked.runs)))
    if walked.cleaned:
        say(texts("batch.walked_cleaned", runs=texts.shown(walked.cleaned)))
    say(texts("batch.walked_not"))
    return DIFFERENT if walked.broken else OPTIMAL
