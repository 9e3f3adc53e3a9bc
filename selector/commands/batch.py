"""`selector batch`: the job after the deadline, and how it stands."""

import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selector.commands.base import DIFFERENT, LANG, OPTIMAL, OTHER, guarded
from selector.commands.output import check_folder
from selector.commands.reading import check_path
from selector.commands.streams import stoppable
from selector.commands.terminal import say
from selector.commands.usage import Faults, Number, Place, Text, argument, command, option
from selector.errors import InputError, Message
from selector.texts import load_texts

if TYPE_CHECKING:
    from selector.batch.config import Config
    from selector.batch.log import Log

BUSY = 7


@command(help="help.batch")
@argument("config", metavar="[CONFIG.toml]", required=False)
@option("--init", default=None, type=Place(), metavar="FOLDER", help="help.batch_init")
@option("--wait", type=Number(), default=0.0, metavar="S", help="help.batch_wait")
@option("--status", is_flag=True, help="help.batch_status")
@option("--json", "as_json", is_flag=True, help="help.json")
@option("--again", default=None, type=Text(), metavar="RUN", help="help.batch_again")
@option("--out", default=None, type=Place(), metavar="FOLDER", help="help.batch_out")
@option("--clean", is_flag=True, help="help.batch_clean")
@option("--yes", is_flag=True, help="help.batch_yes")
@LANG
@guarded
def batch(
    config: str | None,
    init: str | None,
    wait: float | None,
    status: bool,
    as_json: bool,
    again: str | None,
    out: str | None,
    clean: bool,
    yes: bool,
    lang: str,
) -> int:
    """Do the job, or what else is asked about it."""
    faults = Faults()
    if init is not None:
        return _init(Path(init), config, faults, lang)
    if config is None and not faults.found:
        faults.add([Message("batch_no_config")])
    if wait is not None and not 0 <= wait <= 86_400:
        faults.add([Message("batch_wait", place="--wait", value=str(wait))])
    read = None
    with faults.trying():
        if config is not None:
            read = _read(config)
    if (again is None) is not (out is None) and not faults.found:
        faults.add([Message("batch_again_out", place="--again")])
    faults.settle()
    assert read is not None
    if again is not None and out is not None:
        return _again(read, again, Path(out), lang)
    if status:
        return _status(read, as_json, lang)
    return _clean(read, yes, lang) if clean else _work(read, wait or 0.0)


def _read(path: str) -> "Config":
    from selector.batch.config import read_config

    check_path(path)
    return read_config(Path(path))


def _init(folder: Path, config: str | None, faults: Faults, lang: str) -> int:
    from selector.batch.start import CONFIG, start

    if config is not None:
        faults.add([Message("batch_init_alone", place="--init")])
    with faults.trying():
        check_folder(folder, force=False, language=lang)
    faults.settle()
    start(folder)
    say(load_texts(lang)("batch.started", config=folder / CONFIG))
    return OPTIMAL


def _work(config: "Config", wait: float) -> int:
    """Take the turn and do the job; whatever happens, it is told."""
    from selector.batch.log import Log
    from selector.batch.turn import Busy, turn

    log = Log(config.archive, config.table.lang, lambda line: say(line, err=True))
    with stoppable():
        try:
            for folder in (config.archive, config.results):
                folder.mkdir(exist_ok=True)
            with turn((config.archive, config.results), wait):
                return _job(config, log)
        except Busy as busy:
            holder = busy.holder.get("pid", "?")
            say(load_texts(config.table.lang)("batch.busy", pid=holder), err=True)
            return BUSY
        except OSError as error:
            say(load_texts(config.table.lang)("batch.disk", error=error), err=True)
            return OTHER


def _job(config: "Config", log: "Log") -> int:
    """Do the job in its turn, and tell how it ended."""
    from selector.batch.job import Ending, ended, work
    from selector.batch.telling import tell

    try:
        ending = work(config, log)
    except KeyboardInterrupt:
        log("batch.log_stopped", "warning")
        return OTHER
    except (OSError, InputError, ValueError) as error:
        said = error.said(config.table.lang) if isinstance(error, InputError) else str(error)
        log("batch.log_broken", "error", error=said)
        ending = Ending(OTHER, "broken")
    told: dict[str, Any] = {"exit": ending.exit, "why": ending.why, "run": ending.run}
    with suppress(OSError):
        told = ended(config, ending)
    if ending.why not in ("nothing", "early"):
        tell(config, told, log)
    say(load_texts(config.table.lang)(f"batch.ended_{ending.why}", run=ending.run))
    return ending.exit


def _again(config: "Config", run: str, out: Path, lang: str) -> int:
    """Make a run again, and say which files are not what they were."""
    from selector.batch.again import make_again

    texts = load_texts(lang)
    check_folder(out, force=False, language=lang)
    unlike = make_again(config, run, out, lambda key, **told: say(texts(key, **told), err=True))
    for name in unlike:
        say(texts("batch.again_unlike", file=name))
    if not unlike:
        say(texts("batch.again_same", run=run, out=out))
    return DIFFERENT if unlike else OPTIMAL


def _status(config: "Config", as_json: bool, lang: str) -> int:
    from selector.batch.status import status, told

    found = status(config)
    say(json.dumps(found, ensure_ascii=False) if as_json else told(found, load_texts(lang)))
    return OPTIMAL


def _clean(config: "Config", yes: bool, lang: str) -> int:
    """Say what goes, and let it go when that was confirmed."""
    from selector.batch.clean import find_old, remove_old
    from selector.batch.turn import Busy, turn

    texts = load_texts(lang)
    try:
        with turn((config.archive, config.results)):
            old = find_old(config)
            for path in (*old.runs, *old.files):
                say(str(path.relative_to(config.file.parent)))
            if not (old.runs or old.files):
                say(texts("batch.nothing_old", days=config.table.keep_days))
                return OPTIMAL
            if not yes:
                say(texts("batch.clean_ask"), err=True)
                return OPTIMAL
            remove_old(old)
    except Busy:
        say(texts("batch.busy", pid="?"), err=True)
        return BUSY
    say(texts("batch.cleaned", runs=len(old.runs), files=len(old.files)))
    return OPTIMAL
