"""The record of one scenario: one file that never changes, named by all that it follows from.

Its bytes hold no time, worker or machine: whoever makes it again makes the same, once proven.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, get_args

from selector.cohort import Cohort
from selector.errors import Message
from selector.problem import Problem
from selector.publish.beside import fraction_text
from selector.solve.found import Optimum
from selector.sweeps.files import write_new, write_over
from selector.sweeps.setup import Point, Setup
from selector.texts import load_texts
from selector.verify.recount.files import read_bytes
from selector.verify.recount.unreadable import Unreadable

FORMAT = 1
Status = Literal["optimal", "infeasible", "open", "failed"]
STATUSES: tuple[Status, ...] = get_args(Status)
LANGUAGE = "en"  # of what a record says went wrong


@dataclass(frozen=True)
class Found:
    """What became of a scenario: an optimum, no cohort at all, or what went wrong."""

    status: Status
    problem: Problem | None = None
    optimum: Optimum | None = None
    faults: tuple[str, ...] = ()


def said(faults: tuple[Message, ...]) -> tuple[str, ...]:
    """Return faults as a record has them, in one language whoever made it."""
    texts = load_texts(LANGUAGE)
    return tuple(fault.said(texts) for fault in faults)


def identity(setup: Setup, point: Point) -> dict[str, Any]:
    """Return all that the answer to a scenario follows from."""
    return {
        "format": FORMAT,
        "input": {
            "plans_sha256": setup.plans.sha256,
            "scenario_sha256": point.base.sha256,
            "regions_sha256": setup.regions.sha256,
        },
        "base": point.base.name,
        "seed": point.base.scenario.seed,
        "changes": list(point.changes),
        "version": version("voorloper-selector"),
    }


def name_of(setup: Setup, point: Point) -> str:
    """Return the name of a record, without its ending."""
    return _digest(identity(setup, point))


def record_of(setup: Setup, point: Point, found: Found) -> dict[str, Any]:
    """Return what a record says."""
    of_scenario = identity(setup, point)
    of_scenario.pop("version")
    return sealed(
        {
            **of_scenario,
            "status": found.status,
            **_answer(found),
            "versions": {
                "selector": version("voorloper-selector"),
                "ortools": version("ortools"),
            },
        }
    )


def sealed(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with its digest, by which damage shows."""
    return {**record, "digest": _digest(record)}


def write_record(record: Mapping[str, Any], path: Path) -> None:
    """Write a record, unless there is one by now; what is there and is none gives way.

    An answer that was left open gives way to a proven one.
    """
    data = f"{json.dumps(record, ensure_ascii=False, indent=1)}\n".encode()
    if write_new(path, data):
        return
    there = read_record(path)
    if there is None or (there["status"] == "open" and record["status"] != "open"):
        write_over(path, data)


def read_record(path: Path) -> dict[str, Any] | None:
    """Return what a record says; None when it is absent, damaged, or of something else."""
    try:
        record = json.loads(read_bytes(path))
        digest = record.pop("digest")
        sound = digest == _digest(record) and record["format"] == FORMAT
        sound = sound and path.stem == _name(record) and record["status"] in STATUSES
    except (OSError, Unreadable, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return record if sound else None


def _name(record: Mapping[str, Any]) -> str:
    keys = ("format", "input", "base", "seed", "changes")
    return _digest({**{k: record[k] for k in keys}, "version": record["versions"]["selector"]})


def _digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _answer(found: Found) -> dict[str, Any]:
    """Return the choice and what is known of it; no choice where there is none."""
    problem = found.problem
    verdicts = (
        {} if problem is None
        else {p: a.verdict for p, a in zip(problem.plans.ids, problem.assessments, strict=True)}
    )  # fmt: skip
    answer: dict[str, Any] = {
        "faults": list(found.faults),
        "size": None,
        "selected": [],
        "in_optimal": {},
        "tiers": [],
        "scores": {},
        "best_alone": {},
        "verdicts": verdicts,
    }
    if problem is None or found.optimum is None:
        return answer
    cohort = Cohort(problem, found.optimum)
    proven = zip(problem.criteria, found.optimum.best_alone, strict=True)
    return answer | {
        "size": found.optimum.size,
        "selected": list(cohort.selected),
        "in_optimal": {p: cohort.in_optimal(i) for i, p in enumerate(problem.plans.ids)},
        "tiers": [
            {"tier": kind, "value": fraction_text(value), "bound": fraction_text(bound)}
            for kind, value, bound, _ in cohort.tier_values()
        ],
        "scores": {name: str(score) for name, score in cohort.scores.items()},
        "best_alone": {c.name: str(best) for c, (best, _) in proven},
    }
