"""The walk of a job: from what lies in the inbox to a run on record.

What it makes stands in a hidden folder beside its place until it is whole; a job that is killed
goes on from there, and what a job on other inputs left there is cleared away.
"""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from selector.batch.config import Config
from selector.batch.durable import encode, read_json, replace_file, sweep_halves
from selector.batch.gather import Gathered, bad_files, gather
from selector.batch.inbox import Look, Seen, settle
from selector.batch.letter import LETTER, letter
from selector.batch.log import Log, notify
from selector.batch.receipts import (
    FILES,
    RECEIPTS,
    Receipt,
    keep,
    latest,
    read_receipts,
    receive,
    tell_verdict,
)
from selector.batch.record import (
    RECORD,
    Link,
    altered,
    append,
    digest,
    hashes,
    mend,
    read_chain,
    run_name,
)
from selector.batch.recording import make_record, verdict_of, worst
from selector.batch.stages import FAILED, Stage, run_scenario, run_sweep
from selector.door import MEGABYTE, read_whole
from selector.errors import InputError, Message
from selector.intake import Regions, read_regions
from selector.moments import current_day
from selector.publish.moving import move_new, sync
from selector.scalars import later
from selector.texts import load_texts

NOT_YET, IN_PART, DIFFERENT = 6, 8, 5
BEGIN, ENDED = "begin.json", "laatst.json"
CLOCK_SLACK = 300  # seconds that a clock may have been set back


Why = Literal["done", "nothing", "early", "settling", "altered", "broken"]


@dataclass(frozen=True)
class Ending:
    """How a job ended: its exit code, in a word why, and the run that it is about."""

    exit: int
    why: Why
    run: str = ""
    record_sha256: str = ""


def work(config: Config, log: Log) -> Ending:
    """Do the job, in its turn.

    Raises `OSError` when the disk fails, and `InputError` when the state of the job is not sound.
    """
    for folder in (config.archive, config.archive / FILES, config.archive / RECEIPTS,
                   config.results):  # fmt: skip
        folder.mkdir(exist_ok=True)
        sweep_halves(folder)
    notify("READY=1")
    _check_clock(config)
    mend(config.results)
    seen = _received(config, log)
    receipts = read_receipts(config.archive)
    if _early(config) or seen.settling:
        return _not_yet(config, log, seen, receipts)
    name = run_name(config, receipts)
    done = read_json(config.results / name / RECORD)
    if isinstance(done, dict):
        return _nothing_changed(config, log, name, done)
    return _run(config, log, name, receipts, seen)


def _early(config: Config) -> bool:
    return not later(datetime.now(UTC), config.deadline)


def _check_clock(config: Config) -> None:
    """Refuse to work by a clock that stands before what was done; raises `InputError`."""
    kept = read_json(config.archive / ENDED)
    if not isinstance(kept, dict):
        return
    last, now = datetime.fromisoformat(kept["time"]), datetime.now(UTC)
    if (last - now).total_seconds() > CLOCK_SLACK:
        params = {"last": last.isoformat(), "now": now.isoformat(timespec="seconds")}
        raise InputError([Message("batch_clock", params=params)])


def _received(config: Config, log: Log) -> Seen:
    """Look at the inbox and keep what has settled."""
    known = latest(read_receipts(config.archive))

    def is_known(look: Look) -> bool:
        return known.get(look.name) == look.sha256

    log("batch.log_look", inbox=config.inbox.name)
    seen = settle(config.inbox, config.archive, config.table.settle_seconds, is_known)
    new = receive(config.archive, config.inbox, seen.settled, _last_with_plans(config))
    log("batch.log_received", count=len(new), settling=len(seen.settling))
    return seen


def _last_with_plans(config: Config) -> str:
    """Return the last run that had plans: what comes after that one, came after the deadline."""
    for link in reversed(read_chain(config.results)):
        record = read_json(config.results / link.run / RECORD)
        if isinstance(record, dict) and record.get("round") is not None:
            return link.run
    return ""


def _not_yet(config: Config, log: Log, seen: Seen, receipts: Sequence[Receipt]) -> Ending:
    """Tell what is wrong by now, while it can still be mended, and wait for a next time."""
    gathered = gather(config, receipts, read_regions(config.regions)) if receipts else None
    if gathered is not None:
        _tell_verdicts(config, gathered)
    _write_letter(config, letter(config, gathered, (), seen.settling, seen.refused))
    early = _early(config)
    log("batch.log_early" if early else "batch.log_settling", count=len(receipts))
    return Ending(NOT_YET, "early" if early else "settling")


def _nothing_changed(config: Config, log: Log, name: str, record: Mapping[str, Any]) -> Ending:
    """Hold what was made before against its record, by hash."""
    digested = digest(config.results / name / RECORD)
    if changed := list(altered(config.results / name, record)):
        log("batch.log_altered", "error", run=name, files=", ".join(changed[:5]))
        return Ending(DIFFERENT, "altered", name, digested)
    log("batch.log_nothing", run=name)
    return Ending(int(record["exit"]), "nothing", name, digested)


def _run(config: Config, log: Log, name: str, receipts: Sequence[Receipt], seen: Seen) -> Ending:
    """Make the run of this name, and put it on record."""
    draft, begun = _begin(config, name)
    log("batch.log_begin", run=name, count=len(receipts))
    for scenario in config.scenarios:
        keep(config.archive, f"{scenario.sha256}.toml", scenario.data)
    regions = read_regions(config.regions)
    gathered = gather(config, receipts, regions)
    _tell_verdicts(config, gathered)
    stages = [_gathering(config, gathered, seen)]
    if gathered.plans is not None:
        stages += _scenarios(config, gathered, regions, draft, begun, log)
    text = letter(config, gathered, stages, (), seen.refused)
    replace_file(draft / LETTER, text.encode())
    _write_letter(config, text)
    code = worst(stages)
    record = make_record(config, name, begun, gathered, stages, code, hashes(draft))
    link = _put(config, name, draft, record)
    log("batch.log_done", "info" if code == 0 else "error", run=name, exit=code,
        sha256=link.record_sha256)  # fmt: skip
    return Ending(code, "done", name, link.record_sha256)


def _begin(config: Config, name: str) -> tuple[Path, dict[str, str]]:
    """Return the folder in which a run is made and when it began; what others left goes."""
    draft = config.results / f".bezig-{name}"
    for other in config.results.glob(".bezig-*"):
        if other != draft and (other / BEGIN).is_file():
            shutil.rmtree(other)
    draft.mkdir(exist_ok=True)
    begun = read_json(draft / BEGIN)
    if not isinstance(begun, dict):
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        begun = {"started": moment, "day": current_day().isoformat()}
        replace_file(draft / BEGIN, encode(begun))
    return draft, begun


def _gathering(config: Config, gathered: Gathered, seen: Seen) -> Stage:
    """Return the stage of reading: it ends in part when a file was refused."""
    bad = [Message("batch_refused", read.receipt.name, params={"count": len(read.faults)})
           for read in bad_files(gathered)]  # fmt: skip
    faults = [*bad, *seen.refused]
    if gathered.plans is None:
        strict = config.table.strict and bool(bad)
        faults.append(Message("batch_strict" if strict else "batch_no_plans"))
        return Stage("gather", "", FAILED, IN_PART, tuple(faults))
    return Stage("gather", "", FAILED if faults else "done", IN_PART if faults else 0,
                 tuple(faults))  # fmt: skip


def _scenarios(
    config: Config,
    gathered: Gathered,
    regions: Regions,
    draft: Path,
    begun: Mapping[str, str],
    log: Log,
) -> list[Stage]:
    assert gathered.plans is not None
    day, stages = date.fromisoformat(begun["day"]), list[Stage]()
    for scenario in config.scenarios:
        stages += run_scenario(config, scenario, gathered.plans, regions, draft, day, log)
    if config.vary is not None:
        vary = read_whole(config.vary, MEGABYTE)
        keep(config.archive, f"{sha256(vary).hexdigest()}.toml", vary)
        stages.append(run_sweep(config, gathered.plans, regions, vary, draft, log))
    return stages


def _tell_verdicts(config: Config, gathered: Gathered) -> None:
    texts = load_texts(config.table.lang)
    for read in gathered.reads:
        tell_verdict(config.archive, read.receipt, verdict_of(gathered, read.receipt, texts))
    for receipt in gathered.attachments:
        plan = gathered.attached(receipt)
        tell_verdict(config.archive, receipt, {"verdict": "attachment", "plan": plan})


def _put(config: Config, name: str, draft: Path, record: dict[str, Any]) -> Link:
    """Write the record, move the run into place in one step, and add it to the chain."""
    replace_file(draft / RECORD, encode(record))
    link = Link(record["number"], name, digest(draft / RECORD))
    sync(draft)
    move_new(draft, config.results / name)
    append(config.results, link)
    return link


def _write_letter(config: Config, text: str) -> None:
    replace_file(config.archive / LETTER, text.encode())


def ended(config: Config, ending: Ending) -> dict[str, Any]:
    """Write down how the job ended, for who asks; returns it."""
    told = {**asdict(ending), "time": datetime.now(UTC).isoformat(timespec="seconds")}
    replace_file(config.archive / ENDED, encode(told))
    return json.loads(json.dumps(told))  # type: ignore[no-any-return]
