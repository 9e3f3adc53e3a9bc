"""A directory with a proof, read from what was handed in: nothing of the rest is believed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from selector.verify.proof.question import Fault
from selector.verify.recount.facts import Facts, read_facts
from selector.verify.recount.files import digest_of, read_bytes, read_record
from selector.verify.recount.round import Round, read_round
from selector.verify.recount.scenario import read_scenario

INSIDE, MARK = "invoer", "theme.toml"
MOST_FILES = 50


def read_result(folder: Path) -> Mapping[str, Any]:
    """Return what a directory says of its result."""
    names = (name for name in ("cohort.json", "infeasible.json") if (folder / name).is_file())
    return read_record(folder / next(names, "cohort.json"))


def read_inputs(folder: Path, record: Mapping[str, Any]) -> Round:
    """Count everything that follows from the inputs; raises `Fault` when they are others."""
    hashes = record["input"]
    files = sorted(path for path in (folder / INSIDE).iterdir() if path.is_file())[:MOST_FILES]
    found = {digest_of(path): path for path in files}
    for name in ("plans_sha256", "scenario_sha256"):
        if hashes[name] not in found:
            raise Fault(f"{INSIDE}/: no file has the hash input.{name}")
    facts = _facts(folder)
    if facts.sha256 != hashes["regions_sha256"]:
        raise Fault(f"input.regions_sha256: {facts.sha256}")
    scenario = read_scenario(read_bytes(found[hashes["scenario_sha256"]]))
    return read_round(read_bytes(found[hashes["plans_sha256"]]), scenario, facts)


def _facts(folder: Path) -> Facts:
    """Read the facts about municipalities that the run kept, else those that come with this."""
    inside = sorted(path for path in (folder / INSIDE).iterdir() if path.is_dir())
    return read_facts(next((path for path in inside if not (path / MARK).is_file()), None))
