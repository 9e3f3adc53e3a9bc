"""Removing what has been kept long enough: only when asked, after saying what goes.

The record of a run always stays, with all hashes, so that the chain stays whole; the newest run
stays as it is.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from selector.batch.config import Config
from selector.batch.durable import encode, read_json, replace_file
from selector.batch.receipts import FILES, Receipt, read_receipts
from selector.batch.record import CLEANED, RECORD, altered, read_chain


@dataclass(frozen=True)
class Old:
    """What is older than the config lets it be: folders of runs, and files that were received."""

    runs: tuple[Path, ...]
    files: tuple[Path, ...]


def find_old(config: Config) -> Old:
    """Return what may go; a file that the newest run is made of stays, and what was changed too."""
    before = datetime.now(UTC) - timedelta(days=config.table.keep_days)
    chain = read_chain(config.results)
    runs = [config.results / link.run for link in chain[:-1]]
    old = tuple(run for run in runs if _ended(run) < before and not (run / CLEANED).exists()
                and not _touched(run))  # fmt: skip
    return Old(old, _files(config, read_receipts(config.archive), before, chain[-1:]))


def _ended(run: Path) -> datetime:
    record = read_json(run / RECORD)
    moment = record.get("ended") if isinstance(record, dict) else None
    return datetime.fromisoformat(moment) if moment else datetime.now(UTC)


def _touched(run: Path) -> bool:
    record = read_json(run / RECORD)
    return not isinstance(record, dict) or any(altered(run, record))


def _files(
    config: Config, receipts: Sequence[Receipt], before: datetime, last: Sequence[object]
) -> tuple[Path, ...]:
    """Return the files of before that moment of which the newest run no longer needs any."""
    needed = set[str]()
    for link in last:
        record = read_json(config.results / getattr(link, "run", "") / RECORD) or {}
        needed |= {entry["sha256"] for entry in record.get("inputs", ())}
    old = [r for r in receipts if datetime.fromisoformat(r.first_seen) < before]
    kept = {config.archive / FILES / r.kept for r in old if r.sha256 not in needed}
    return tuple(sorted(path for path in kept if path.is_file()))


def remove_old(old: Old) -> None:
    """Remove it; beside the record of a run comes the day on which it was cleaned up."""
    for run in old.runs:
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        replace_file(run / CLEANED, encode({"cleaned": moment}))
        for path in sorted(run.iterdir()):
            if path.name not in (RECORD, CLEANED):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    for file in old.files:
        file.chmod(0o644)
        file.unlink()
