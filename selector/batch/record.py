"""The record of a run, and the chain of records: a run that is removed or changed shows.

Every record holds the hash of the one before it, and `keten.jsonl` the hash of each. A run is
named by the hash of all that it follows from, so that the same is never done twice.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from selector import resources
from selector.batch.config import Config
from selector.batch.durable import encode, read_json, replace_file
from selector.batch.receipts import Receipt
from selector.door import MAX_TEXT, read_whole
from selector.errors import InputError
from selector.versions import package_version

CHAIN, RECORD, CLEANED = "keten.jsonl", "record.json", "opgeruimd.json"
FORMAT = 1


@dataclass(frozen=True)
class Link:
    """A line of the chain: the number of a run, its name, and the hash of its record."""

    number: int
    run: str
    record_sha256: str


def run_name(config: Config, receipts: Sequence[Receipt]) -> str:
    """Return the name of the run on what was received: a hash, made without reading any plan."""
    table = config.table.model_dump(mode="json")
    for key in ("on_success", "on_failure", "webhook", "keep_days", "settle_seconds"):
        del table[key]  # nothing in the results follows from these
    counted = {
        "config": table,
        "inputs": [[r.number, r.name, r.sha256, r.modified, r.first_seen] for r in receipts],
        "scenarios": [scenario.sha256 for scenario in config.scenarios],
        "sweep": "" if config.vary is None else digest(config.vary),
        "regions": _regions(config),
        "version": package_version(),
    }
    return sha256(encode(counted)).hexdigest()[:16]


def _regions(config: Config) -> list[str]:
    """Return the hashes of the facts about municipalities that are read."""
    given = resources.regions() if config.regions is None else Path(config.regions)
    files = sorted(given.iterdir()) if given.is_dir() else [given]
    return [digest(path) for path in files if path.is_file()]


def read_chain(results: Path) -> tuple[Link, ...]:
    """Return the lines of the chain; a last line that was cut off by a crash is not there.

    Raises `ValueError` when it is no chain.
    """
    path = results / CHAIN
    if not path.exists():
        return ()
    *lines, _ = read_whole(path, MAX_TEXT).decode().split("\n")
    try:
        return tuple(Link(**json.loads(line)) for line in lines)
    except (TypeError, ValueError) as error:
        raise ValueError(CHAIN) from error


def append(results: Path, link: Link) -> None:
    """Add a line to the chain, in one step that lasts."""
    lines = [*read_chain(results), link]
    text = "".join(json.dumps(vars(line), sort_keys=True) + "\n" for line in lines)
    replace_file(results / CHAIN, text.encode())


def mend(results: Path) -> None:
    """Add the run that was moved into place just before a crash, if it follows on the last one."""
    chain = read_chain(results)
    known = {link.run for link in chain}
    for path in sorted(results.glob(f"*/{RECORD}")):
        record = read_json(path)
        if not isinstance(record, dict) or record.get("run") in known:
            continue
        if path.parent.name == record.get("run") and _follows(record, chain):
            append(results, Link(record["number"], record["run"], digest(path)))
            return


def _follows(record: Mapping[str, Any], chain: Sequence[Link]) -> bool:
    number, before = record.get("number"), previous(chain)
    return number == len(chain) + 1 and record.get("previous") == before


def previous(chain: Sequence[Link]) -> dict[str, str] | None:
    """Return what a next record says of the one before it."""
    if not chain:
        return None
    return {"run": chain[-1].run, "record_sha256": chain[-1].record_sha256}


def hashes(folder: Path) -> dict[str, str]:
    """Return the hash of every file in the folder of a run, by its path, but for its record."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path for path in files}
    left = {RECORD, CLEANED}
    return {name: digest(path) for name, path in named.items() if name not in left}


def altered(folder: Path, record: Mapping[str, Any]) -> Iterator[str]:
    """Yield the files of a run that are not what its record says, gone or new ones too."""
    found, said = hashes(folder), record.get("outputs", {})
    for name in sorted({*found, *said}):
        if found.get(name) != said.get(name):
            yield name


def digest(path: Path) -> str:
    """Return the hash of a file; nothing when it cannot be read."""
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except (OSError, InputError):
        return ""
