"""What stands in the record of a run: what it was made of, how, when, and how each stage ended."""

import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from selector.batch.config import Config, folder_of
from selector.batch.gather import Gathered, Version, late_versions, superseded
from selector.batch.receipts import Receipt
from selector.batch.record import FORMAT, digest, previous, read_chain
from selector.batch.stages import Stage
from selector.texts import Texts, load_texts
from selector.versions import installed

WORST = (5, 3, 4, 8)  # which exit code goes first when stages end differently


def worst(stages: Sequence[Stage]) -> int:
    """Return the exit code of a job of which stages ended like this."""
    found = {stage.exit for stage in stages}
    return next((code for code in WORST if code in found), 0)


def make_record(
    config: Config,
    name: str,
    begun: Mapping[str, str],
    gathered: Gathered,
    stages: Sequence[Stage],
    code: int,
    outputs: Mapping[str, str],
) -> dict[str, Any]:
    """Return the whole record of a run."""
    chain, texts = read_chain(config.results), load_texts(config.table.lang)
    plans = gathered.plans
    return {
        "format": FORMAT, "number": len(chain) + 1, "run": name, "previous": previous(chain),
        "config_sha256": config.sha256, "config": config.table.model_dump(mode="json"),
        "command": ["selector", "batch", config.file.name], "machine": platform.node(),
        "python": sys.version.split()[0], "versions": installed(),
        "started": begun["started"], "day": begun["day"],
        "ended": datetime.now(UTC).isoformat(timespec="seconds"), "exit": code,
        "inputs": [_input(gathered, read.receipt, texts) for read in gathered.reads]
        + [{**asdict(r), "kind": "attachment", "plan": gathered.attached(r)}
           for r in gathered.attachments],
        "plans": [_version(v, "counts") for v in gathered.counted.values()],
        "replaced": [_version(v, "replaced") for v in superseded(gathered)],
        "late": [_version(v, "late") for v in late_versions(gathered)],
        "round": None if plans is None else {"file": plans.file, "sha256": plans.sha256},
        "scenarios": [{"name": folder_of(s), "sha256": s.sha256, "seed": s.seed,
                       **_ended(stages, folder_of(s))} for s in config.scenarios],
        "sweep": None if config.vary is None else digest(config.vary),
        "stages": [{"stage": s.stage, "about": s.about, "ended": s.ended, "exit": s.exit,
                    "faults": [fault.said(texts) for fault in s.faults]} for s in stages],
        "notes": [note.said(texts) for note in gathered.notes],
        "outputs": outputs,
    }  # fmt: skip


def _ended(stages: Sequence[Stage], scenario: str) -> dict[str, Any]:
    """Return what the record says of one scenario."""
    found = [stage for stage in stages if stage.about == scenario]
    told = next((stage.found for stage in found if stage.found), {})
    code = worst(found)
    return {"exit": code, "status": told.get("status", "failed" if code else "none"),
            "selected": told.get("selected", [])}  # fmt: skip


def _input(gathered: Gathered, receipt: Receipt, texts: Texts) -> dict[str, Any]:
    return {**asdict(receipt), "kind": "plans", **verdict_of(gathered, receipt, texts)}


def verdict_of(gathered: Gathered, receipt: Receipt, texts: Texts) -> dict[str, Any]:
    """Return what became of a file: read or refused, its plans, its faults."""
    read = next(read for read in gathered.reads if read.receipt == receipt)
    return {"verdict": "refused" if read.faults else "read",
            "plans": [version.plan_id for version in read.versions],
            "faults": [fault.said(texts) for fault in read.faults]}  # fmt: skip


def _version(version: Version, state: str) -> dict[str, Any]:
    moment = None if version.moment is None else version.moment.isoformat()
    return {"plan_id": version.plan_id, "file": version.receipt.name, "row": version.row,
            "sha256": version.receipt.sha256, "receipt": version.receipt.number,
            "moment": moment, "late": version.late, "state": state}  # fmt: skip
