"""`selector rerun`: a result made again, byte for byte, or what differs and why."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from selector.commands.base import (
    BAD_INPUT,
    DIFFERENT,
    LANG,
    OPTIMAL,
    OTHER,
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
    from selector.audit.rerun import Order


@command(help="help.rerun")
@argument("folder", metavar="FOLDER")
@option("--out", default=None, type=Place(), metavar="FOLDER", help="help.rerun_out")
@option("--json", "as_json", is_flag=True, help="help.json")
@TIME_LIMIT
@LANG
@guarded
def rerun(
    folder: str | None, out: str | None, as_json: bool, time_limit: float | None, lang: str
) -> int:
    """Make a result again from its own inputs, and hold it beside the first."""
    from selector.audit.rerun import order
    from selector.reopen import Refused

    faults = Faults()
    faults.add(time_faults(time_limit))
    if not faults.found and out is None:
        faults.add([Message("missing_option", place="--out")])
    with faults.trying():
        if folder is not None:  # None: noted as a fault
            check_there(folder)
    with faults.trying():
        if out is not None:
            check_folder(Path(out), force=False, language=lang)
    faults.settle()
    try:
        found = order(Path(str(folder)), time_limit)
    except Refused as refused:
        say(load_texts(lang)(refused.text, **refused.params), err=True)
        return BAD_INPUT
    return _again(found, Path(str(out)), as_json, lang)


def _again(found: "Order", out: Path, as_json: bool, lang: str) -> int:
    """Run, write, compare, tell."""
    from selector.audit.rerun import carry_out, compare
    from selector.audit.rerun_said import as_record, page
    from selector.publish.dossier import write_dossier
    from selector.solve.disagreement import DisagreementError

    if found.unsettled:
        keys = ", ".join(found.unsettled)
        say(load_texts(lang)("rerun.open", keys=keys), err=True)
    try:
        outcome = carry_out(found)
    except DisagreementError as disagreement:
        say(disagreement.said(lang), err=True)
        return OTHER
    written = write_dossier(outcome, out, found.language)
    tell(written.notes, lang)
    beside = compare(found, out)
    told = json.dumps(as_record(beside, found), ensure_ascii=False) if as_json else None
    say(told or page(beside, found, out, lang), fold=not told)
    return OPTIMAL if beside.agrees else DIFFERENT
