"""Everything that was received: each file read-only under its hash, and a receipt of it.

A receipt is never taken back: a file that is handed in again is another receipt, and one that has
gone from the inbox stays received.
"""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from selector.batch.durable import READ_ONLY, encode, read_json, replace_file
from selector.batch.inbox import Look
from selector.door import MAX_BYTES, read_whole
from selector.errors import InputError, Message

FILES, RECEIPTS, ATTACHMENTS = "bestanden", "ontvangsten", "bijlagen"
PLANS = frozenset((".csv", ".xlsx", ".gpkg", ".geojson", ".json", ".xls"))


@dataclass(frozen=True)
class Receipt:
    """One file as it was received.

    `modified` is the time that the file itself bore, `first_seen` that of the first look at it by
    the clock of the job: both ISO 8601 in UTC. `after` names the run that had already been made
    by then, if any.
    """

    number: int
    name: str
    sha256: str
    bytes: int
    modified: str
    first_seen: str
    after: str = ""

    @property
    def is_plans(self) -> bool:
        """Tell whether it is read as plans; anything else is an attachment, and never opened."""
        attached = self.name.casefold().startswith(f"{ATTACHMENTS}/")
        return not attached and Path(self.name).suffix.casefold() in PLANS

    @property
    def received(self) -> datetime:
        """Return when it came: the time that it bears, unless that is shown to be too early.

        A file that was not there when a run had been made came later, whatever it bears.
        """
        bears, seen = map(datetime.fromisoformat, (self.modified, self.first_seen))
        return seen if self.after else min(bears, seen)

    @property
    def kept(self) -> str:
        """Return the name under which its bytes are kept."""
        suffix = Path(self.name).suffix.casefold()
        return f"{self.sha256}{suffix if re.fullmatch('[.][a-z0-9]{1,8}', suffix) else ''}"


def read_receipts(archive: Path) -> tuple[Receipt, ...]:
    """Return all receipts in order of number; raises `InputError` when one cannot be read."""
    found = list[Receipt]()
    for path in sorted((archive / RECEIPTS).glob("*.json")):
        kept = read_json(path)
        try:
            found.append(Receipt(**kept["receipt"]))
        except (TypeError, KeyError):
            raise InputError([Message("batch_receipt", path.name)]) from None
    return tuple(sorted(found, key=lambda receipt: receipt.number))


def latest(receipts: Iterable[Receipt]) -> Mapping[str, str]:
    """Return by name the hash of what was received last under it."""
    return {receipt.name: receipt.sha256 for receipt in receipts}


def receive(archive: Path, inbox: Path, settled: Iterable[Look], after: str) -> tuple[Receipt, ...]:
    """Keep what has settled and was not yet received; returns the new receipts.

    A file that changes under our hands is left for a next look. Raises `OSError`.
    """
    for name in (FILES, RECEIPTS):
        (archive / name).mkdir(exist_ok=True)
    before = read_receipts(archive)
    known, new = dict(latest(before)), list[Receipt]()
    fresh = [look for look in settled if known.get(look.name) != look.sha256]
    for look in sorted(fresh, key=lambda look: (look.modified_ns, look.name)):
        with suppress(InputError):
            data = read_whole(inbox / look.name, MAX_BYTES)
            if sha256(data).hexdigest() != look.sha256:
                continue
            number = max((r.number for r in (*before, *new)), default=0) + 1
            receipt = _receipt(number, look, after)
            _keep(archive, receipt, data)
            new.append(receipt)
    return tuple(new)


def keep(archive: Path, name: str, data: bytes) -> None:
    """Keep other bytes that a run follows from, read-only, unless they are there."""
    if not (archive / FILES / name).is_file():
        replace_file(archive / FILES / name, data, READ_ONLY)


def tell_verdict(archive: Path, receipt: Receipt, verdict: Mapping[str, Any]) -> None:
    """Write beside a receipt what became of it: for people, nothing is read from it again."""
    path = _path(archive, receipt)
    told = {"receipt": asdict(receipt), **verdict}
    if read_json(path) != told:
        replace_file(path, encode(told), READ_ONLY)


def read_kept(archive: Path, receipt: Receipt) -> bytes:
    """Return the bytes of what was received; raises `InputError` when these are not there."""
    data = read_whole(archive / FILES / receipt.kept, MAX_BYTES)
    if sha256(data).hexdigest() != receipt.sha256:
        raise InputError([Message("batch_changed", f"{FILES}/{receipt.kept}")])
    return data


def _receipt(number: int, look: Look, after: str) -> Receipt:
    seen = datetime.fromtimestamp(int(look.since), UTC).isoformat()
    return Receipt(
        number, look.name, look.sha256, look.size, look.modified.isoformat(), seen, after
    )


def _keep(archive: Path, receipt: Receipt, data: bytes) -> None:
    """Keep the bytes first: a receipt promises that they are there."""
    keep(archive, receipt.kept, data)
    replace_file(_path(archive, receipt), encode({"receipt": asdict(receipt)}), READ_ONLY)


def _path(archive: Path, receipt: Receipt) -> Path:
    slug = re.sub(r"[^A-Za-z0-9._-]+", "-", receipt.name)[:60].strip(".-")
    return archive / RECEIPTS / f"{receipt.number:06d}-{slug}.json"
