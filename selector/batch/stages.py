"""Every scenario of a job: run, written, and verified; each stage with how it ended."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from selector.audit import audit
from selector.batch.config import SWEEP, Config, folder_of
from selector.errors import InputError, Message, WriteError
from selector.intake import Plans, Regions
from selector.publish.disagreement import save_disagreement
from selector.publish.dossier import write_dossier
from selector.publish.folder import finish_others
from selector.publish.outputs import papers
from selector.publish.ownership import complete
from selector.reopen import COHORT, INFEASIBLE
from selector.run import Asked, run
from selector.scenario import Scenario
from selector.scenario.texts import read_toml
from selector.solve.disagreement import DisagreementError

OK, FAILED = "done", "failed"
EXIT = {"optimal": 0, "infeasible": 3, "feasible": 4}
Tell = Callable[..., None]


@dataclass(frozen=True)
class Stage:
    """One stage: what it is about, how it ended, the exit code that follows, what is said of it."""

    stage: str
    about: str = ""
    ended: str = OK
    exit: int = 0
    faults: tuple[Message, ...] = ()
    found: dict[str, Any] = field(default_factory=dict)


def run_scenario(
    config: Config,
    scenario: Scenario,
    plans: Plans,
    regions: Regions,
    draft: Path,
    day: date,
    tell: Tell,
) -> tuple[Stage, ...]:
    """Run one scenario into its folder in the draft, unless it is there, and verify it.

    What cannot be solved is a stage that failed. Raises `OSError` when nothing can be written.
    """
    name, out = folder_of(scenario), draft / folder_of(scenario)
    finish_others(out)
    if not _whole(out):
        tell("batch.log_run", scenario=name)
        failed = _solved(config, scenario, plans, regions, out, day)
        if failed is not None:
            return (failed,)
    status, found = _said(out)
    tell("batch.log_ran", scenario=name, status=status)
    ran = Stage("run", name, OK, EXIT[status], (), found)
    return ran, _verified(name, out, tell)


def run_sweep(
    config: Config, plans: Plans, regions: Regions, vary: bytes, draft: Path, tell: Tell
) -> Stage:
    """Work out the sweep around the first scenario, or go on with it; with its index."""
    from selector.sweeps.index import read_index
    from selector.sweeps.prepare import prepare
    from selector.sweeps.vary import parse_vary
    from selector.sweeps.walk import here, walk
    from selector.sweeps.write import write_index

    out = draft / SWEEP
    tell("batch.log_sweep", file=str(config.table.sweep))
    try:
        tables = read_toml(str(config.table.sweep), vary)
        asked = parse_vary(tables, plans.ids, str(config.table.sweep), config.file.parent)
        if asked.faults:
            return Stage("sweep", SWEEP, FAILED, 8, asked.faults)
        setup = prepare(plans, regions, config.scenarios[0], asked)
        given_up = walk(setup, out, here(os.cpu_count() or 1), limit=config.table.time_limit)
        index = read_index(setup, out)
        write_index(index, out, config.table.lang)
    except InputError as error:
        return Stage("sweep", SWEEP, FAILED, 8, tuple(error.faults))
    tell("batch.log_swept", count=len(index.rows))
    if given_up or index.missing:
        return Stage("sweep", SWEEP, FAILED, 8, (Message("batch_swept_part", value=SWEEP),))
    return Stage("sweep", SWEEP)


def _whole(out: Path) -> bool:
    """Tell whether an earlier try had finished a folder."""
    try:
        return complete(out)
    except (OSError, ValueError):
        return False


def _solved(
    config: Config, scenario: Scenario, plans: Plans, regions: Regions, out: Path, day: date
) -> Stage | None:
    """Solve and write; None when that went well."""
    name = folder_of(scenario)
    asked = Asked(config.table.time_limit, config.table.certify, "few", "few", day=day)
    skipped = () if config.table.dossier else papers()
    try:
        outcome = replace(run(plans, scenario, regions, asked), left_out=skipped)
        write_dossier(outcome, out, config.table.lang, force=False)
    except InputError as error:
        return Stage("run", name, FAILED, 8, tuple(error.faults))
    except TimeoutError:
        return Stage("run", name, FAILED, 4, (Message("batch_no_time", value=name),))
    except DisagreementError as found:
        save_disagreement(found, out)
        return Stage("run", name, FAILED, 5, (Message("batch_disagree", value=name),))
    except (OSError, WriteError, MemoryError):
        raise
    except Exception as error:
        return Stage("run", name, FAILED, 8, (_unexpected(name, error),))
    return None


def _said(out: Path) -> tuple[str, dict[str, Any]]:
    """Return the status of a result and what the record says of it."""
    file = next(out / name for name in (COHORT, INFEASIBLE) if (out / name).is_file())
    kept = json.loads(file.read_bytes())
    keys = ("status", "selected", "seed", "input", "versions", "tiers")
    return kept["status"], {key: kept[key] for key in keys if key in kept}


def _verified(name: str, out: Path, tell: Tell) -> Stage:
    """Recount a result and write it again."""
    try:
        report, _ = audit(out)
    except OSError:
        raise
    except Exception as error:
        return Stage("verify", name, FAILED, 8, (_unexpected(name, error),))
    tell("batch.log_verified" if report.agrees else "batch.log_differs", scenario=name)
    if report.agrees:
        return Stage("verify", name)
    differing = sorted({difference.file for difference in report.differences})
    return Stage("verify", name, FAILED, 5, (
        Message("batch_differs", value=name, params={"files": differing}),
    ))  # fmt: skip


def _unexpected(name: str, error: Exception) -> Message:
    said = f"{type(error).__name__}: {error}"
    return Message("batch_unexpected", value=name, params={"error": said})
