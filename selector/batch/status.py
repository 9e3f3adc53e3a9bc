"""How a job stands, for people and monitors, without taking its turn."""

from datetime import UTC, datetime
from typing import Any

from selector.batch.chain import walk
from selector.batch.config import Config
from selector.batch.durable import read_json
from selector.batch.inbox import SEEN
from selector.batch.job import ENDED
from selector.batch.receipts import RECEIPTS, read_receipts
from selector.batch.record import RECORD, run_name
from selector.batch.turn import HOLDER, busy
from selector.scalars import later
from selector.texts import Texts


def status(config: Config) -> dict[str, Any]:
    """Return how things stand; whether the results belong to what was received by now as well."""
    receipts = read_receipts(config.archive) if (config.archive / RECEIPTS).is_dir() else ()
    walked = walk(config.results)
    name = run_name(config, receipts)
    verdicts = [read_json(p) for p in sorted((config.archive / RECEIPTS).glob("*.json"))]
    return {
        "deadline": config.deadline.isoformat(),
        "passed": later(datetime.now(UTC), config.deadline),
        "busy": busy(config.results),
        "holder": read_json(config.results / HOLDER) if busy(config.results) else None,
        "received": len(receipts),
        "refused": [v["receipt"]["name"] for v in verdicts if v and v.get("verdict") == "refused"],
        "settling": [look["name"] for look in read_json(config.archive / SEEN) or ()],
        "runs": len(walked.runs),
        "last": walked.runs[-1] if walked.runs else None,
        "up_to_date": (config.results / name / RECORD).is_file(),
        "chain": "broken" if walked.broken else "whole",
        "ended": read_json(config.archive / ENDED),
    }


def told(found: dict[str, Any], texts: Texts) -> str:
    """Return it for people."""
    ending, broken = found["ended"] or {}, found["chain"] == "broken"
    lines = [
        texts("batch.status_deadline", deadline=found["deadline"]),
        texts("batch.status_passed" if found["passed"] else "batch.status_open"),
        texts("batch.status_busy" if found["busy"] else "batch.status_free"),
        texts("batch.status_received", count=found["received"], refused=len(found["refused"]),
              settling=len(found["settling"])),
        texts("batch.status_runs", count=found["runs"], last=found["last"] or "-"),
        texts("batch.status_chain_broken" if broken else "batch.status_chain_whole"),
        texts("batch.status_up_to_date" if found["up_to_date"] else "batch.status_behind"),
    ]  # fmt: skip
    if ending:
        lines.append(texts("batch.status_ended", time=ending["time"], exit=ending["exit"]))
    return "\n".join(lines)
