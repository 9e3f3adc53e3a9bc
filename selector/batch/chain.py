"""The recount of a folder of runs: the chain walked from the first record to the last."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from selector.batch.durable import read_json
from selector.batch.record import (
    CHAIN,
    CLEANED,
    RECORD,
    Link,
    altered,
    digest,
    previous,
    read_chain,
)
from selector.errors import InputError

Why = Literal["chain", "gone", "record", "file", "stranger"]


@dataclass(frozen=True)
class Broken:
    """A place where the chain does not hold: the run, a key of the texts, and what is there."""

    run: str
    why: Why
    file: str = ""


@dataclass(frozen=True)
class Walked:
    """The runs in order, which of these were cleaned up, and where the chain does not hold."""

    runs: tuple[str, ...]
    cleaned: tuple[str, ...]
    broken: tuple[Broken, ...]


def results_of(folder: Path) -> Path | None:
    """Return the folder of runs that is meant: itself, the one around a run, or None."""
    for place in (folder, folder.parent):
        if (place / CHAIN).is_file() and (place == folder or (folder / RECORD).is_file()):
            return place
    return None


def walk(results: Path) -> Walked:
    """Hold every record against the chain, and every file against its record."""
    try:
        chain = read_chain(results)
    except (ValueError, InputError):
        return Walked((), (), (Broken("", "chain", CHAIN),))
    broken = [*_links(results, chain), *_strangers(results, chain)]
    cleaned = tuple(link.run for link in chain if (results / link.run / CLEANED).is_file())
    return Walked(tuple(link.run for link in chain), cleaned, tuple(broken))


def _links(results: Path, chain: Sequence[Link]) -> Iterator[Broken]:
    for place, link in enumerate(chain):
        folder = results / link.run
        record = read_json(folder / RECORD)
        if not isinstance(record, dict):
            yield Broken(link.run, "gone", RECORD)
            continue
        if _changed(folder, link, record, place, chain):
            yield Broken(link.run, "record", RECORD)
        yield from _files(folder, link, record)


def _changed(
    folder: Path, link: Link, record: dict[str, Any], place: int, chain: Sequence[Link]
) -> bool:
    """Tell whether a record is not the one of the chain."""
    told = (record.get("number"), record.get("run"), record.get("previous"))
    meant = (place + 1, link.run, previous(chain[:place]))
    return (
        told != meant or link.number != place + 1 or digest(folder / RECORD) != link.record_sha256
    )


def _files(folder: Path, link: Link, record: dict[str, Any]) -> Iterator[Broken]:
    """Yield the files that are not what the record says; of a run cleaned up these may be gone."""
    cleaned = (folder / CLEANED).is_file()
    for name in altered(folder, record):
        if not (cleaned and not (folder / name).exists()):
            yield Broken(link.run, "file", name)


def _strangers(results: Path, chain: Sequence[Link]) -> Iterator[Broken]:
    """Yield runs that no line of the chain knows."""
    known = {link.run for link in chain}
    for path in sorted(results.glob(f"*/{RECORD}")):
        if path.parent.name not in known:
            yield Broken(path.parent.name, "stranger", RECORD)
