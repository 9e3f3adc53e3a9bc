"""`selector draw`: the public lot among cohorts that are equally good."""

from pathlib import Path

from selector.commands.base import LANG, OPTIMAL, REFUSED, REGIONS_OF, guarded
from selector.commands.output import check_new, write_new
from selector.commands.reading import check_result
from selector.commands.terminal import say
from selector.commands.usage import Faults, Place, Text, argument, command, option
from selector.texts import load_texts


@command(help="help.draw", reads=True)
@argument("folder", metavar="FOLDER")
@option("--seed", default=None, type=Text(), metavar="TEXT", help="help.draw_seed")
@option("--out", default=None, type=Place(), metavar="FILE", help="help.draw_out")
@REGIONS_OF
@LANG
@guarded
def draw(folder: str, seed: str | None, out: str | None, regions: str | None, lang: str) -> int:
    """Print or write the sheet to sign beforehand, or the receipt afterwards."""
    from selector import draw as lottery

    texts = load_texts(lang)
    faults = Faults()
    with faults.trying():
        if out is not None:
            check_new(Path(out))
    check_result(folder, regions, faults)
    try:
        lot = lottery.draw(Path(folder), seed, regions)
    except lottery.Refused as refused:
        say(texts(refused.text, **refused.params), err=True)
        return REFUSED[refused.why]
    page = lottery.sheet(lot, lang) if seed is None else lottery.receipt(lot, lang)
    if out is None:
        say(page, nl=False)
    else:
        write_new(Path(out), page)
        say(texts("draw.written", file=out), err=True)
    return OPTIMAL
