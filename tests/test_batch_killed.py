"""The job killed at any moment, and several at once: nothing is lost and nothing is done double."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from builders import ROOT, WITHOUT_DRAWINGS, environment, invoke, plan, tables, write_plans
from builders import write_scenario as write
from depth import DEEP

POSIX = pytest.mark.skipif(os.name == "nt", reason="POSIX only")
ROWS = [plan("A", herkomst="bestaand"), plan("B", "GM0599"), plan("C", "GM0014")]
CONFIG = """
deadline = "2023-04-28"
settle_seconds = 0
dossier = false
certify = false
scenarios = ["een.toml", "twee.toml"]
"""


def job(home: Path) -> Path:
    """A job with three plans and two scenarios."""
    (home / "inbox").mkdir(parents=True)
    path = write_plans(home / "inbox", ROWS)
    os.utime(path, (1_680_000_000, 1_680_000_000))
    for name in ("een", "twee"):
        write(home, tables(2, name=name, seed=name), f"{name}.toml")
    (home / "batch.toml").write_text(CONFIG)
    return home / "batch.toml"


def started(config: Path, *options: str) -> "subprocess.Popen[str]":
    """Start the job in a process of its own, without drawings and without its own recount."""
    code = (
        WITHOUT_DRAWINGS
        + """
import selector.batch.stages as stages
stages.audit = lambda out: (SimpleNamespace(agrees=True), True)
main()
"""
    )
    words = [sys.executable, "-c", code, "batch", str(config), *options]
    return subprocess.Popen(
        words, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        encoding="utf-8",
    )  # fmt: skip


def outputs(home: Path) -> dict[str, Any]:
    """What the only run left, but for the moments in it."""
    (path,) = (home / "uitkomsten").glob("*/record.json")
    found: dict[str, Any] = json.loads(path.read_bytes())["outputs"]
    return {name: digest for name, digest in found.items() if name != "begin.json"}


@pytest.mark.deep
@POSIX
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_job_that_is_killed_goes_on_and_leaves_what_it_would_have_left(
    tmp_path: Path, how: signal.Signals
) -> None:
    whole = job(tmp_path / "heel")
    began = time.monotonic()
    process = started(whole)
    process.communicate(timeout=120)
    lasted = time.monotonic() - began
    assert process.returncode == 0
    expected = outputs(tmp_path / "heel")
    config = job(tmp_path / "gedood")
    for share in (0.5, 0.65, 0.8, 0.9, 0.97):
        process = started(config)
        time.sleep(lasted * share)
        process.send_signal(how)
        process.communicate(timeout=120)
        results = tmp_path / "gedood" / "uitkomsten"
        for run in results.glob("[0-9a-f]*"):  # what is in sight is whole
            assert (run / "record.json").is_file()
    last = started(config)
    last.communicate(timeout=120)
    assert last.returncode == 0
    assert outputs(tmp_path / "gedood") == expected
    assert len((tmp_path / "gedood" / "uitkomsten" / "keten.jsonl").read_text().splitlines()) == 1
    assert not list((tmp_path / "gedood" / "uitkomsten").glob(".bezig-*"))
    assert not list((tmp_path / "gedood").rglob(".half-*"))
    assert invoke("verify", tmp_path / "gedood" / "uitkomsten").exit_code == 0


@POSIX
@DEEP
def test_a_run_that_was_moved_but_not_yet_in_the_chain_is_added(tmp_path: Path) -> None:
    config = job(tmp_path / "taak")
    assert started(config).wait(120) == 0
    (tmp_path / "taak" / "uitkomsten" / "keten.jsonl").unlink()
    assert started(config).wait(120) == 0
    assert invoke("verify", tmp_path / "taak" / "uitkomsten").exit_code == 0


@pytest.mark.deep
def test_of_several_jobs_at_once_one_works_and_the_others_leave(tmp_path: Path) -> None:
    config = job(tmp_path / "taak")
    jobs = [started(config) for _ in range(4)]
    told = [process.communicate(timeout=120) for process in jobs]
    ended = sorted(process.returncode for process in jobs)
    assert set(ended) <= {0, 7}, told
    assert 0 in ended
    assert len(list((tmp_path / "taak" / "uitkomsten").glob("*/record.json"))) == 1
    assert invoke("verify", tmp_path / "taak" / "uitkomsten").exit_code == 0


@DEEP
def test_a_job_that_waits_finds_that_nothing_changed(tmp_path: Path) -> None:
    config = job(tmp_path / "taak")
    first, second = started(config, "--wait", "100"), started(config, "--wait", "100")
    told = [process.communicate(timeout=120)[0] for process in (first, second)]
    assert (first.returncode, second.returncode) == (0, 0)
    assert sum("Niets veranderd" in text for text in told) == 1
