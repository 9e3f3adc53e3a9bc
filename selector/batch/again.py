"""A run made again from its record and what was kept: the same bytes, or which files differ."""

import tempfile
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from selector.batch.config import BatchTable, Config
from selector.batch.durable import read_json
from selector.batch.gather import gather
from selector.batch.receipts import FILES, Receipt
from selector.batch.record import RECORD, hashes
from selector.batch.stages import Tell, run_scenario, run_sweep
from selector.door import MEGABYTE, read_whole
from selector.errors import InputError, Message, shorten
from selector.intake import read_regions
from selector.publish.folder import check_out, write_folder
from selector.scenario import Scenario, read_scenario


def make_again(config: Config, run: str, out: Path, tell: Tell) -> tuple[str, ...]:
    """Make a run again into a new folder; returns the files that are not what its record says.

    Raises `InputError` when the record or what was kept cannot be read.
    """
    check_out(out, force=False)
    record = read_json(config.results / run / RECORD)
    if not isinstance(record, dict) or Path(run).name != run:
        raise InputError([Message("batch_no_run", value=shorten(run))])
    before = replace(
        config,
        table=BatchTable.model_validate(record["config"]),
        scenarios=tuple(_scenario(config, entry) for entry in record["scenarios"]),
    )
    write_folder(lambda draft: _fill(before, record, draft, tell), out, force=False)
    found = {name: digest for name, digest in hashes(out).items() if "/" in name}
    said = {name: digest for name, digest in record["outputs"].items() if "/" in name}
    return tuple(name for name in sorted({*found, *said}) if found.get(name) != said.get(name))


def _fill(config: Config, record: Mapping[str, Any], draft: Path, tell: Tell) -> None:
    """Gather what was received by then, and run every scenario, dated as it was."""
    known = {field.name for field in fields(Receipt)}
    entries = sorted(record["inputs"], key=lambda entry: entry["number"])
    receipts = [Receipt(**{k: v for k, v in e.items() if k in known}) for e in entries]
    regions = read_regions(config.regions)
    plans = gather(config, receipts, regions).plans
    if plans is None:
        return
    for scenario in config.scenarios:
        day = date.fromisoformat(record["day"])
        run_scenario(config, scenario, plans, regions, draft, day, tell)
    if record.get("sweep"):
        vary = read_whole(config.archive / FILES / f"{record['sweep']}.toml", MEGABYTE)
        run_sweep(config, plans, regions, vary, draft, tell)


def _scenario(config: Config, entry: Mapping[str, Any]) -> Scenario:
    """Return a scenario as it was kept, under the name of its file."""
    kept = config.archive / FILES / f"{entry['sha256']}.toml"
    with tempfile.TemporaryDirectory(prefix="selector-") as folder:
        copy = Path(folder) / f"{entry['name']}.toml"
        copy.write_bytes(read_whole(kept, MEGABYTE))
        scenario, faults = read_scenario(copy)
    if faults or scenario.sha256 != entry["sha256"]:
        raise InputError([Message("batch_changed", kept.name)])
    return scenario
