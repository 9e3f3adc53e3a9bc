"""A sweep: each scenario as a run gives it, the same bytes whoever works and whoever dies."""

import csv
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from builders import invoke, plan, tables, write_case
from depth import DEEP, sample

from selector import Result, load_scenario, read_plans, read_regions, select
from selector.changes import Round, carry_out, read_changes

ROWS = [
    plan("A", "GM0363", herkomst="nieuw"),
    plan("B", "GM0599", herkomst="bestaand"),
    plan("C", "GM0014", herkomst="bestaand", c2="werkt_toe"),
    plan("D", "GM0344", herkomst="nieuw", c2="ontbreekt"),
    plan("E", "GM0363", herkomst="nieuw"),
]
SCENARIO = tables(
    2,
    seed="s",
    competition=[{"rule": "overlap"}],
    quotas=[{"name": "nieuw", "where": {"herkomst": "nieuw"}, "min": 1}],
    criteria=[
        {"name": "herkomst", "measure": "balance", "on": "herkomst"},
        {"name": "c2", "measure": "total", "on": "c2"},
    ],
    objective=[
        {"tier": "criterion", "over": "herkomst", "relative": True},
        {"tier": "sum", "over": ["c2"]},
    ],
)
VARY = """
[[vary]]
key = "size"
values = [1, 2, 3, 5]
[[vary]]
key = "quotas.nieuw.min"
values = [1, 2]
[[vary]]
key = "C.c2"
values = ["voldaan", "werkt_toe"]
[[vary]]
key = "A~E"
values = [true, false]
"""
TOTAL = 32


@pytest.fixture
def case(tmp_path: Path) -> list[str]:
    """The arguments of a sweep of a small round, but for its folder."""
    plans, scenario = write_case(tmp_path, ROWS, SCENARIO)
    vary = tmp_path / "vary.toml"
    vary.write_text(VARY)
    return [str(plans), "--scenario", str(scenario), "--vary", str(vary)]


def swept(case: list[str], out: Path, *more: str) -> None:
    result = invoke("sweep", *case, "--out", str(out), "--workers", "1", "--lang", "en", *more)
    assert result.exit_code == 0, result.output


def content(out: Path) -> dict[str, bytes]:
    """All files of a folder with their bytes; no other files may be there."""
    return {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file()}


def records(out: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted((out / "runs").iterdir())]


def test_each_record_says_what_a_run_of_the_changed_round_gives(
    case: list[str], tmp_path: Path
) -> None:
    swept(case, tmp_path / "uit")
    regions = read_regions()
    plans, scenario = read_plans(case[0], regions), load_scenario(case[2])
    found = records(tmp_path / "uit")
    assert len(found) == TOTAL
    for record in found:
        changes = read_changes(record["changes"], plans.ids)
        made = carry_out(changes, Round(plans, scenario, regions))
        expected = select(made.plans, made.scenario, regions, runner_up=False)
        assert record["status"] == expected.status, record["changes"]
        assert record["selected"] == list(expected.selected)
        if expected.selected:
            same(record, expected)
    assert {record["status"] for record in found} == {"optimal", "infeasible"}


def same(record: dict[str, Any], expected: Result) -> None:
    """Hold a record against what `cohort.json` would say."""
    said = expected.as_dict()
    tiers = [{k: t[k] for k in ("tier", "value", "bound")} for t in said["tiers"]]
    assert record["tiers"] == tiers
    assert record["scores"] == {c["name"]: c["score"] for c in said["criteria"]}
    assert record["best_alone"] == {c["name"]: c["best_alone"] for c in said["criteria"]}
    assert record["in_optimal"] == {p["plan_id"]: p["in_optimal"] for p in said["plans"]}
    assert record["verdicts"] == {p["plan_id"]: p["verdict"] for p in said["plans"]}


def test_the_index_counts_what_the_records_say(case: list[str], tmp_path: Path) -> None:
    out = tmp_path / "uit"
    swept(case, out)
    said, found = json.loads((out / "sweep.json").read_text()), records(out)
    with (out / "choices.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert said["scenarios"] == len(rows) == TOTAL
    for status in ("optimal", "infeasible", "open", "failed"):
        assert said[status] == sum(r["status"] == status for r in found)
    for entry in said["plans"]:
        cells = [row[entry["plan_id"]] for row in rows]
        assert cells.count("1") == entry["chosen"]
        assert cells.count("") == TOTAL - said["optimal"]
        assert entry["always"] is ("0" not in cells)
        assert entry["never"] is ("1" not in cells)
    assert next(p for p in said["plans"] if p["plan_id"] == "D")["never"]


@DEEP
def test_workers_and_shards_leave_the_same_bytes(case: list[str], tmp_path: Path) -> None:
    one, two, parts = tmp_path / "een", tmp_path / "twee", tmp_path / "delen"
    swept(case, one)
    swept(case, two, "--workers", "2")
    for part in ("2/3", "3/3", "1/3"):
        swept(case, parts, "--shard", part)
    assert content(one) == content(two) == content(parts)


@DEEP
def test_the_index_is_made_again_from_the_records(case: list[str], tmp_path: Path) -> None:
    out = tmp_path / "uit"
    swept(case, out)
    before = content(out)
    for path in out.iterdir():
        if path.is_file():
            path.unlink()
    assert invoke("sweep", "--index", str(out), "--lang", "en").exit_code == 0
    assert content(out) == before


@DEEP
def test_what_is_done_is_not_done_again(case: list[str], tmp_path: Path) -> None:
    out = tmp_path / "uit"
    swept(case, out)
    before = {path: path.stat().st_mtime_ns for path in (out / "runs").iterdir()}
    swept(case, out)
    assert {path: path.stat().st_mtime_ns for path in (out / "runs").iterdir()} == before


@DEEP
def test_damaged_records_are_made_again_and_foreign_files_do_not_count(
    case: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "uit"
    swept(case, out)
    before = content(out)
    first, second, third = sorted((out / "runs").iterdir())[:3]
    first.write_bytes(first.read_bytes()[:100])
    second.write_bytes(third.read_bytes())  # a sound record, of another scenario
    third.write_text(third.read_text().replace('"A"', '"D"'))
    (out / "runs" / "notitie.txt").write_text("vreemd")
    result = invoke("sweep", "--index", str(out), "--lang", "en")
    assert json.loads((out / "sweep.json").read_text())["scenarios"] == TOTAL - 3
    assert "not of this sweep, or damaged: 4" in result.stderr
    assert f"Not worked out yet: 3 of {TOTAL}" in result.stderr
    swept(case, out)
    (out / "runs" / "notitie.txt").unlink()
    assert content(out) == before


def test_another_sweep_does_not_go_into_the_same_folder(case: list[str], tmp_path: Path) -> None:
    out = tmp_path / "uit"
    swept(case, out)
    before = content(out)
    Path(case[-1]).write_text(VARY.replace("[1, 2]", "[0, 1]"))
    result = invoke("sweep", *case, "--out", str(out))
    assert result.exit_code == 2
    assert "deze sweep varieert iets anders" in result.stderr
    assert content(out) == before


def test_a_folder_of_something_else_is_refused(case: list[str], tmp_path: Path) -> None:
    out = tmp_path / "van-mij"
    out.mkdir()
    (out / "brief.txt").write_text("bewaren")
    result = invoke("sweep", *case, "--out", str(out))
    assert result.exit_code == 2
    assert "is niet van een sweep" in result.stderr
    assert [path.name for path in out.iterdir()] == ["brief.txt"]


def test_a_value_that_contradicts_another_leaves_a_record_that_says_so(
    case: list[str], tmp_path: Path
) -> None:
    Path(case[-1]).write_text(
        '[[vary]]\nkey = "size.min"\nvalues = [1, 3]\n[[vary]]\nkey = "size.max"\nvalues = [2, 4]\n'
    )
    swept(case, tmp_path / "uit")
    found = {r["status"]: r for r in records(tmp_path / "uit")}
    assert "3 > 2" in str(found["failed"]["faults"])
    assert json.loads((tmp_path / "uit" / "sweep.json").read_text())["failed"] == 1


def start(case: list[str], out: Path, workers: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "selector", "sweep", *case, "--lang", "en", "--quiet"]
    command += ["--out", str(out), "--workers", str(workers)]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


@DEEP
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("how", sample([signal.SIGKILL, signal.SIGTERM, signal.SIGINT], every=3))
def test_a_sweep_that_was_ended_at_any_moment_goes_on_to_the_same_bytes(
    case: list[str], tmp_path: Path, how: signal.Signals
) -> None:
    whole, out, chance = tmp_path / "heel", tmp_path / "uit", random.Random(how)
    swept(case, whole)
    for _ in range(3):
        process = start(case, out, workers=2)
        runs, enough = out / "runs", chance.randrange(12)
        deadline = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < deadline:
            if runs.is_dir() and len(list(runs.iterdir())) >= enough:
                break
            time.sleep(0.01)
        process.send_signal(how)
        process.wait(60)
    swept(case, out)
    assert content(out) == content(whole)


@pytest.mark.deep
def test_two_sweeps_at_once_fill_one_folder(case: list[str], tmp_path: Path) -> None:
    whole, out = tmp_path / "heel", tmp_path / "uit"
    swept(case, whole)
    both = [start(case, out, workers=1) for _ in range(2)]
    assert [process.wait(90) for process in both] == [0, 0]
    assert content(out) == content(whole)


@pytest.mark.deep
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="asks Linux for the workers")
def test_a_worker_that_dies_does_not_lose_the_sweep(case: list[str], tmp_path: Path) -> None:
    whole, out = tmp_path / "heel", tmp_path / "uit"
    swept(case, whole)
    process, killed = start(case, out, workers=2), set[int]()
    deadline = time.monotonic() + 90
    while process.poll() is None and time.monotonic() < deadline:
        for number in workers_of(process.pid) - killed if len(killed) < 2 else ():
            os.kill(number, signal.SIGKILL)
            killed.add(number)
        time.sleep(0.05)
    assert process.returncode == 0
    assert len(killed) >= 2
    assert content(out) == content(whole)


def workers_of(parent: int) -> set[int]:
    """The workers that a process has started, by number."""
    listed = Path(f"/proc/{parent}/task/{parent}/children")
    found = {int(n) for n in listed.read_text().split()} if listed.exists() else set()
    return {n for n in found if b"spawn_main" in Path(f"/proc/{n}/cmdline").read_bytes()}
