"""The job after the deadline: how it stands, tells, keeps, and what shows in its chain."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from batch_desk import LATE, ROWS, Desk, desk
from builders import ROOT, invoke, plan, selector, tables, write_plans, write_scenario
from depth import DEEP
from verifying import draw_plainly

from selector.batch import telling

__all__ = ["desk"]


def test_init_makes_a_job_that_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draw_plainly(monkeypatch)
    assert invoke("batch", "--init", tmp_path / "nieuw").exit_code == 0
    assert invoke("batch", "--init", tmp_path / "nieuw").exit_code == 2
    config = tmp_path / "nieuw" / "batch.toml"
    text = config.read_text(encoding="utf-8").replace("settle_seconds = 60", "settle_seconds = 0")
    config.write_text(text.replace('"afwegingskader-2023", ', ""), encoding="utf-8")
    write_plans(tmp_path / "nieuw" / "inbox", ROWS)
    assert invoke("batch", config, "--status", "--json").exit_code == 0
    assert invoke("batch", config).exit_code == 3  # four plans are too few for this scenario


def test_status_tells_how_things_stand(desk: Desk) -> None:
    def told() -> Any:
        return json.loads(desk.work("--status", "--json").stdout)

    assert told()["up_to_date"] is False
    desk.hand_in(ROWS, "aanvragen.csv")
    desk.work()
    found = told()
    assert (found["up_to_date"], found["chain"], found["runs"]) == (True, "whole", 1)
    assert found["ended"]["exit"] == 0
    assert "Deadline" in desk.work("--status").stdout


def test_a_clock_that_was_set_back_is_refused(desk: Desk) -> None:
    desk.hand_in(ROWS, "aanvragen.csv")
    desk.work()
    ended = desk.home / "archief" / "laatst.json"
    kept = json.loads(ended.read_bytes())
    kept["time"] = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    ended.write_text(json.dumps(kept))
    told = desk.work()
    assert told.exit_code == 1
    assert "klok" in told.stderr


def test_telling_never_makes_a_job_fail(desk: Desk, tmp_path: Path) -> None:
    desk.config(on_success=[str(tmp_path / "bestaat-niet")], webhook="http://127.0.0.1:9/")
    desk.hand_in(ROWS, "aanvragen.csv")
    assert desk.work().exit_code == 0
    log = (desk.home / "archief" / "log.jsonl").read_text(encoding="utf-8").splitlines()
    events = [json.loads(line)["event"] for line in log]
    assert events.count("not_told") == 2


@pytest.mark.skipif(os.name == "nt", reason="POSIX only")
def test_a_command_of_the_user_is_told(desk: Desk, tmp_path: Path) -> None:
    script = tmp_path / "meld.sh"
    script.write_text(f'#!/bin/sh\necho "$1 $SELECTOR_EXIT $SELECTOR_RUN" >> {tmp_path}/gemeld\n')
    script.chmod(0o755)
    desk.config(on_success=[str(script), "goed"], on_failure=[str(script), "fout"])
    desk.work()
    desk.hand_in(ROWS, "aanvragen.csv")
    desk.work()
    lines = (tmp_path / "gemeld").read_text().splitlines()
    assert [line.split()[:2] for line in lines] == [["fout", "8"], ["goed", "0"]]


@DEEP
def test_old_runs_go_only_when_asked_and_their_records_stay(desk: Desk) -> None:
    desk.hand_in(ROWS, "een.csv")
    desk.work()
    desk.hand_in([plan("E", "GM0344")], "twee.csv")
    desk.work()
    desk.config(keep_days=1)
    assert "ouder" in desk.work("--clean").stdout
    first = next(run for run in desk.runs() if _number(run) == 1)
    for run in desk.runs():
        _age(run)
    assert first.name in desk.work("--clean").stdout
    assert (first / "proef").is_dir()
    assert desk.work("--clean", "--yes").exit_code == 0
    assert sorted(p.name for p in first.iterdir()) == ["opgeruimd.json", "record.json"]


def _number(run: Path) -> int:
    return int(json.loads((run / "record.json").read_bytes())["number"])


def _age(run: Path) -> None:
    """Let a run be of ten days ago: what a year does, without waiting."""
    path = run / "record.json"
    record = json.loads(path.read_bytes())
    record["ended"] = (datetime.now(UTC) - timedelta(days=10)).isoformat()
    path.write_text(json.dumps(record))


def test_a_run_is_made_again_from_its_record_to_the_byte(desk: Desk, tmp_path: Path) -> None:
    desk.hand_in(ROWS, "een.csv")
    desk.hand_in([plan("B", "GM0599", ingediend_op=LATE)], "twee.csv")
    desk.work()
    (run,) = desk.runs()
    for path in (desk.home / "inbox").iterdir():
        path.unlink()
    shutil.rmtree(run / "proef")
    write_scenario(desk.home, tables(1), "proef.toml")  # the config has moved on since
    told = desk.work("--again", run.name, "--out", str(tmp_path / "opnieuw"))
    assert told.exit_code == 0, told.output
    record = json.loads((run / "record.json").read_bytes())
    record["outputs"]["proef/cohort.json"] = "0" * 64
    (run / "record.json").write_text(json.dumps(record))
    told = desk.work("--again", run.name, "--out", str(tmp_path / "anders"))
    assert (told.exit_code, "proef/cohort.json" in told.stdout) == (5, True)
    assert desk.work("--again", "weg", "--out", str(tmp_path / "x")).exit_code == 2
    assert desk.work("--again", run.name).exit_code == 2


@DEEP
def test_a_sweep_is_made_when_asked_and_again_to_the_byte(desk: Desk, tmp_path: Path) -> None:
    desk.hand_in(ROWS, "aanvragen.csv")
    vary = '[[vary]]\nkey = "size"\nvalues = [1, 2, 3]\n'
    (desk.home / "varieer.toml").write_text(vary)
    desk.config(sweep="varieer.toml")
    assert desk.work().exit_code == 0
    (run,) = desk.runs()
    assert json.loads((run / "sweep" / "sweep.json").read_bytes())["scenarios"] == 3
    told = desk.work("--again", run.name, "--out", str(tmp_path / "opnieuw"))
    assert told.exit_code == 0, told.output
    (desk.home / "varieer.toml").write_text("[[vary]\n")
    assert desk.work().exit_code == 2


def test_the_environment_can_hold_the_address_of_a_webhook(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ADRES", "https://voorbeeld.nl/haak")
    assert telling._address("env:ADRES") == "https://voorbeeld.nl/haak"
    assert telling._address("https://elders.nl/") == "https://elders.nl/"


Tamper = Callable[[Desk], object]
TAMPERED: dict[str, Tamper] = {
    "a run removed": lambda desk: shutil.rmtree(desk.runs()[0]),
    "a record changed": lambda desk: _age(desk.runs()[0]),
    "a file changed": lambda desk: (desk.runs()[0] / "proef" / "summary.txt").write_text("x"),
    "a file removed": lambda desk: (desk.runs()[1] / "proef" / "plans.csv").unlink(),
    "a file added": lambda desk: (desk.runs()[1] / "extra.txt").write_text("x"),
    "a line taken out of the chain": lambda desk: _chain(desk, lambda lines: lines[1:]),
    "a line turned round": lambda desk: _chain(desk, lambda lines: lines[::-1]),
    "no chain at all": lambda desk: _chain(desk, lambda _: ["onzin"]),
}


def _chain(desk: Desk, change: Callable[[list[str]], list[str]]) -> None:
    path = desk.home / "uitkomsten" / "keten.jsonl"
    lines = change(path.read_text().splitlines())
    path.write_text("".join(f"{line}\n" for line in lines))


@pytest.fixture(scope="module")
def two_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("keten") / "taak"
    (home / "inbox").mkdir(parents=True)
    write_scenario(home, tables(2), "proef.toml")
    desk = Desk(home)
    desk.config()
    with pytest.MonkeyPatch.context() as patch:
        draw_plainly(patch)
        for name, rows in (("een.csv", ROWS), ("twee.csv", [plan("E", "GM0344")])):
            desk.hand_in(rows, name)
            assert desk.work().exit_code == 0
    return home


@pytest.mark.parametrize("how", TAMPERED)
def test_what_was_changed_in_the_results_shows_in_the_chain(
    two_runs: Path, tmp_path: Path, how: str
) -> None:
    desk = Desk(tmp_path / "taak")
    shutil.copytree(two_runs, desk.home)
    assert invoke("verify", desk.home / "uitkomsten").exit_code == 0
    assert invoke("verify", desk.runs()[0]).exit_code == 0
    TAMPERED[how](desk)
    told = invoke("verify", desk.home / "uitkomsten")
    assert told.exit_code == 5, told.output


def test_the_folder_of_a_job_with_a_pipe_for_a_config_is_refused(tmp_path: Path) -> None:
    assert selector("batch", "/dev/zero").returncode == 2
    assert selector("batch", tmp_path / "weg.toml").returncode == 2
    assert selector("batch").returncode == 2


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_the_units_in_the_docs_are_sound(tmp_path: Path) -> None:
    for unit in sorted((ROOT / "docs" / "batch").iterdir()):
        text = unit.read_text().replace("/srv/selector/.venv/bin/selector", "/bin/true")
        (tmp_path / unit.name).write_text(text.replace("User=selector", "User=root"))
    units = sorted(str(path) for path in tmp_path.iterdir())
    told = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
    assert told.returncode == 0, told.stderr


def test_the_letter_stays_on_one_page(desk: Desk) -> None:
    desk.hand_in(ROWS, "goed.csv")
    for number in range(40):
        desk.hand_in([plan(f"X{number}", "Nergens", sectoren="xx")], f"fout-{number:02}.csv")
    desk.work()
    assert len(desk.letter().splitlines()) < 60
    assert "fout-00.csv" in desk.letter()
    assert "fout-17.csv" in desk.letter()
    assert "fout-18.csv" not in desk.letter()
    assert "22" in desk.letter()
