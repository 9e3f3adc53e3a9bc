"""`selector history`: the results below a folder in order of time, and what differs."""

import json
from pathlib import Path

from selector.commands.base import LANG, OPTIMAL, guarded
from selector.commands.reading import check_there
from selector.commands.terminal import say
from selector.commands.usage import Faults, argument, command, option


@command(help="help.history", reads=True)
@argument("folder", metavar="FOLDER")
@option("--json", "as_json", is_flag=True, help="help.json")
@LANG
@guarded
def history(folder: str | None, as_json: bool, lang: str) -> int:
    """Print the results with what differs between each and the one before it."""
    from selector.audit.history import history as look
    from selector.audit.history_said import as_record, page

    faults = Faults()
    with faults.trying():
        if folder is not None:  # None: noted as a fault
            check_there(folder)
    faults.settle()
    found = look(Path(str(folder)))
    say(json.dumps(as_record(found), ensure_ascii=False) if as_json else page(found, lang))
    return OPTIMAL
