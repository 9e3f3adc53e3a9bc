"""`selector compare`: results side by side, and which difference flipped which plan."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from selector.commands.base import (
    BAD_INPUT,
    LANG,
    OPTIMAL,
    OTHER,
    REFUSED,
    TIME_LIMIT,
    guarded,
    tell,
    time_faults,
)
from selector.commands.output import check_folder
from selector.commands.reading import check_there
from selector.commands.terminal import say
from selector.commands.usage import Faults, Place, argument, command, option
from selector.errors import Message
from selector.texts import load_texts

if TYPE_CHECKING:
    from selector.comparison.sides import Sides

MOST = 26  # results beside each other


@command(help="help.compare", reads=True)
@argument("folders", metavar="FOLDER...", nargs=-1)
@option("--out", default=None, type=Place(), metavar="FOLDER", help="help.compare_out")
@option("--json", "as_json", is_flag=True, help="help.json")
@option("--shared", is_flag=True, help="help.compare_shared")
@option("--force", is_flag=True, help="help.force")
@TIME_LIMIT
@LANG
@guarded
def compare(
    folders: tuple[str, ...],
    out: str | None,
    as_json: bool,
    shared: bool,
    force: bool,
    time_limit: float | None,
    lang: str,
) -> int:
    """Print results side by side, and keep the comparison when asked."""
    from selector.audit.sides import read_sides
    from selector.reopen import Refused

    faults = Faults()
    faults.add(time_faults(time_limit))
    if not 2 <= len(folders) <= MOST:
        faults.add([Message("compare_count", value=str(len(folders)), params={"limit": MOST})])
    for folder in folders:
        with faults.trying():
            check_there(folder)
    with faults.trying():
        if out is not None:
            check_folder(Path(out), force, lang)
    faults.settle()
    try:
        sides = read_sides([Path(folder) for folder in folders])
    except Refused as refused:
        say(load_texts(lang)(refused.text, **refused.params), err=True)
        return REFUSED[refused.why]
    if sides.unlike and not shared:
        return _unlike(sides, lang)
    return _beside(sides, out, as_json, force, time_limit, lang)


def _unlike(sides: "Sides", lang: str) -> int:
    """Tell why the rounds are not alike."""
    texts = load_texts(lang)
    for fault in dict.fromkeys(fault.said(texts) for fault in sides.unlike):
        say(fault, err=True)
    say(texts("compare.unlike"), err=True)
    return BAD_INPUT


def _beside(
    sides: "Sides", out: str | None, as_json: bool, force: bool, limit: float | None, lang: str
) -> int:
    from selector.comparison.compared import compare as lay
    from selector.publish.compared.data import as_record
    from selector.publish.compared.words import summarise_compared
    from selector.solve.clock import Clock
    from selector.solve.disagreement import DisagreementError

    try:
        compared = lay(sides, Clock(limit))
    except DisagreementError as disagreement:
        say(disagreement.said(lang), err=True)
        return OTHER
    if out is not None:
        from selector.publish.compared.folder import write_compared

        tell(write_compared(compared, Path(out), lang, force).notes, lang)
        say(load_texts(lang)("summary.written", out=out), err=True)
    said = json.dumps(as_record(compared), ensure_ascii=False) if as_json else None
    say(said or summarise_compared(compared, lang), fold=not said)
    return OPTIMAL
