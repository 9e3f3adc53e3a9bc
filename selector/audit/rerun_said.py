"""What a rerun gave, as data and in words: the same bytes, or what differs and why."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from selector.audit.rerun import Order, Rerun
from selector.errors import shorten
from selector.texts import Texts, load_texts
from selector.verify.compare.report import sentence

MOST_FILES, MOST = 12, 5  # that are named in words, and differences of the record among them
RECORDS = ("cohort.json", "infeasible.json")


def as_record(found: Rerun, order: Order) -> dict[str, Any]:
    """Return it as data."""
    return {
        "same": found.agrees,
        "files": len(found.same),
        "differences": [
            {
                "file": difference.file,
                "place": difference.place,
                "kind": difference.kind,
                "before": shorten(difference.found, 300),
                "after": shorten(difference.other, 300),
            }
            for difference in found.unlike
        ],
        "versions": {name: list(pair) for name, pair in found.versions.items()},
        "changed": None if found.changed is None else list(found.changed),
        "unsettled": list(order.unsettled),
        "foreign": list(found.foreign),
    }


def page(found: Rerun, order: Order, out: Path, language: str) -> str:
    """Return it in words, what differs first."""
    texts = load_texts(language)
    lines = [texts("rerun.title", folder=order.folder, out=out)]
    if found.agrees:
        lines.append(texts("rerun.same", count=len(found.same)))
    else:
        files = dict.fromkeys(difference.file for difference in found.unlike)
        lines.append(texts("rerun.differs", count=len(files), same=len(found.same)))
        lines += [texts("rerun.why"), *(f"  - {line}" for line in _reasons(found, order, texts))]
        lines += [texts("rerun.where"), *(f"  - {line}" for line in _differences(found, texts))]
    if found.foreign:
        lines.append(texts("rerun.foreign", files=texts.shown(found.foreign)))
    return "\n".join(lines)


def _differences(found: Rerun, texts: Texts) -> Iterator[str]:
    """Yield the first places of the record, and the first one of every other file."""
    files = list(dict.fromkeys(difference.file for difference in found.unlike))
    files.sort(key=lambda file: file not in RECORDS)
    for file in files[:MOST_FILES]:
        own = [difference for difference in found.unlike if difference.file == file]
        most = MOST if file in RECORDS else 1
        yield from (sentence(difference, texts) for difference in own[:most])
        if len(own) > most:
            yield texts("verify.more", file=file, count=len(own) - most)
    if len(files) > MOST_FILES:
        yield texts("rerun.more", count=len(files) - MOST_FILES)


def _reasons(found: Rerun, order: Order, texts: Texts) -> Iterator[str]:
    """Yield what may be the cause, the surest first."""
    if found.changed:
        yield texts("rerun.changed", files=texts.shown(found.changed))
    if found.changed is None:
        yield texts("rerun.no_list")
    if found.versions:
        pairs = [f"{name} {then} → {now}" for name, (then, now) in found.versions.items()]
        yield texts("rerun.versions", versions=", ".join(pairs))
    if order.unsettled:
        yield texts("rerun.unsettled", keys=", ".join(order.unsettled))
    if not (found.changed or found.changed is None or found.versions or order.unsettled):
        yield texts("rerun.unknown")
