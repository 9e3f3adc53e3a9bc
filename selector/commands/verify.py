"""`selector verify`: the recount of what a run left."""

from pathlib import Path

from selector.commands.base import BAD_INPUT, DIFFERENT, LANG, NL, OPTIMAL, REGIONS, guarded
from selector.commands.reading import check_path
from selector.commands.terminal import say
from selector.commands.usage import Faults, argument, command
from selector.texts import load_texts


@command(help=NL("help.verify"))
@argument("folder", metavar="DIR")
@REGIONS
@LANG
@guarded
def verify(folder: str, regions: str | None, lang: str) -> int:
    """Recount a directory and print what agrees and what differs."""
    from selector import resources
    from selector.verify import NotARun, recount

    faults = Faults()
    for path in filter(None, (folder, regions)):
        with faults.trying():
            check_path(path)
    faults.settle()
    try:
        report = recount(
            Path(folder), None if regions is None else Path(regions), resources.boundaries
        )
    except NotARun:
        say(load_texts(lang)("verify.not_a_run", folder=folder), err=True)
        return BAD_INPUT
    say(report.page(lang))
    return OPTIMAL if report.agrees else DIFFERENT
