"""The folder of a sweep: what it was made from, one file per scenario, and the index of these."""

import json
import os
import shutil
from functools import lru_cache
from pathlib import Path
from typing import Any

from selector.errors import InputError, Message, WriteError, shorten
from selector.intake.parsing import Manner
from selector.intake.plans import parse_plans
from selector.intake.regions import read_kept, read_regions
from selector.publish.moving import move_new, sync
from selector.reopen import read_kept_scenario
from selector.sweeps.files import beside, clear_parts, is_part
from selector.sweeps.setup import FORMAT, Base, Setup, base_files, knob_of, sampled
from selector.verify.recount.files import read_record
from selector.verify.recount.unreadable import Unreadable

INPUT, RUNS, SETUP, REGIONS = "invoer", "runs", "opzet.json", "regio"

UNLIKE = {
    "plans": "other_plans",
    "regions": "other_regions",
    "bases": "other_bases",
    "knobs": "other_knobs",
    "sample": "other_sample",
}


def check_place(out: Path) -> None:
    """Refuse a place that holds something else than a sweep: `InputError`."""
    if os.path.lexists(out) and not out.is_dir():
        raise InputError([Message("out_is_file", str(out))])
    if not out.is_dir():
        if not out.absolute().parent.is_dir():
            raise InputError([Message("out_no_parent", str(out))])
        return
    if not is_sweep(out) and any(not is_part(path) for path in out.iterdir()):
        raise InputError([Message("out_no_sweep", str(out))])


def is_sweep(out: Path) -> bool:
    """Tell whether a folder is that of a sweep."""
    return (out / INPUT / SETUP).is_file()


def start(setup: Setup, out: Path) -> None:
    """Make the folder of a sweep, or go on in its own: `InputError` when that is of another."""
    try:
        out.mkdir(exist_ok=True)
        clear_parts(out)
        if not is_sweep(out):
            _keep(setup, out)
        (out / RUNS).mkdir(exist_ok=True)
        clear_parts(out / RUNS)
    except OSError as error:
        params = {"error": error.strerror or "?"}
        raise WriteError([Message("out_not_written", str(out), params=params)]) from error
    _hold(setup, out)


def _hold(setup: Setup, out: Path) -> None:
    """Refuse a folder whose scenarios follow from something else."""
    kept, wanted = _read_setup(out), setup.as_dict()
    faults = [
        Message(code, str(out)) for key, code in UNLIKE.items() if kept.get(key) != wanted[key]
    ]
    if faults:
        raise InputError([*faults, Message("other_sweep", str(out))])


def _keep(setup: Setup, out: Path) -> None:
    """Put what was read into `invoer/`, in one step; whoever was first has it."""
    part = beside(out / INPUT)
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    try:
        _fill(setup, part)
        sync(part)
        move_new(part, out / INPUT)
    except FileExistsError:
        pass
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _fill(setup: Setup, folder: Path) -> None:
    (folder / SETUP).write_bytes(setup.data)
    plans = folder / "plans"
    plans.mkdir()
    (plans / setup.plans.file).write_bytes(setup.plans.data)
    for name, base in zip(base_files(setup.bases), setup.bases, strict=True):
        (folder / name).write_bytes(base.scenario.data)
    if files := setup.regions.files:
        (folder / REGIONS).mkdir()
        for name, data in files.items():
            (folder / REGIONS / name).write_bytes(data)


def _read_setup(out: Path) -> dict[str, Any]:
    try:
        found = read_record(out / INPUT / SETUP)
    except (OSError, Unreadable):
        found = {}
    if found.get("format") != FORMAT:
        raise InputError([Message("sweep_unreadable", str(out))])
    return dict(found)


def open_setup(out: Path) -> Setup:
    """Read the set-up of a sweep back; raises `InputError` when it is no longer what it was."""
    if not is_sweep(out):
        raise InputError([Message("no_sweep", shorten(out))])
    table, inside = _read_setup(out), out / INPUT
    try:
        setup = _setup_of(table, inside)
    except (KeyError, TypeError, ValueError, OSError, Unreadable):
        raise InputError([Message("sweep_unreadable", str(out))]) from None
    if json.loads(setup.data) != table:
        raise InputError([Message("sweep_changed", str(out))])
    return setup


def _setup_of(table: dict[str, Any], inside: Path) -> Setup:
    facts = (
        read_kept(inside / REGIONS)
        if (inside / REGIONS).is_dir()
        else read_regions(downloaded=False)
    )
    file = inside / "plans" / table["plans"]["file"]
    plans = parse_plans(file.name, file.read_bytes(), facts, Manner(doubtful=True))
    bases = tuple(
        Base(read_kept_scenario(inside / b["file"]).with_seed(b["seed"]), b["sha256"])
        for b in table["bases"]
    )
    knobs = tuple(knob_of(knob) for knob in table["knobs"])
    return Setup(plans, facts, bases, knobs, sampled(table["sample"]))


@lru_cache(maxsize=2)
def shared_setup(out: str, digest: str) -> Setup:
    """Return the set-up of a sweep, read once per worker; `digest` is that of the set-up meant."""
    setup = open_setup(Path(out))
    if setup.digest != digest:
        raise InputError([Message("sweep_changed", out)])
    return setup
