"""The job after the deadline: what it takes in, what it makes of it, and how it ends."""

import csv
import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from builders import Row, invoke, plan, selector, tables, write_plans, write_scenario
from click.testing import Result as Invoked
from verifying import draw_plainly

from selector.batch import telling
from selector.batch.inbox import temporary

ROWS = [
    plan("A", herkomst="bestaand"),
    plan("B", "GM0599"),
    plan("C", "GM0014", herkomst="bestaand"),
    plan("D", "GM0917"),
]
LATE = "2023-05-01T10:00:00"
BEFORE = datetime(2023, 4, 20, tzinfo=UTC).timestamp()
AFTER = datetime(2023, 5, 2, tzinfo=UTC).timestamp()


@dataclass(frozen=True)
class Desk:
    """A job in a folder of its own."""

    home: Path

    def config(self, **keys: Any) -> None:
        """Write its config: small and quick, but for what is given."""
        told = {"deadline": "2023-04-28T23:59:59", "settle_seconds": 0, "dossier": False,
                "certify": False, "scenarios": ["proef.toml"], **keys}  # fmt: skip
        text = "".join(f"{key} = {_toml(value)}\n" for key, value in told.items())
        (self.home / "batch.toml").write_text(text, encoding="utf-8")

    def hand_in(self, rows: Sequence[Row], name: str, moment: float = BEFORE) -> Path:
        """Put a file in the inbox that bears a moment of change."""
        path = write_plans(self.home / "inbox", rows, name)
        os.utime(path, (moment, moment))
        return path

    def work(self, *options: str) -> Invoked:
        """Start the job once."""
        return invoke("batch", self.home / "batch.toml", *options)

    def runs(self) -> list[Path]:
        """The folders of its runs."""
        folders = (self.home / "uitkomsten").iterdir()
        return sorted(p for p in folders if p.is_dir() and not p.name.startswith("."))

    def record(self, run: int = -1) -> dict[str, Any]:
        """The record of a run, by number."""
        found = [json.loads((run / "record.json").read_bytes()) for run in self.runs()]
        return sorted(found, key=lambda record: record["number"])[run]  # type: ignore[no-any-return]

    def letter(self) -> str:
        """The last letter to the secretariat."""
        return (self.home / "archief" / "brief.txt").read_text(encoding="utf-8")


def _toml(value: Any) -> str:
    return json.dumps(value)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    draw_plainly(monkeypatch)
    found = Desk(tmp_path / "taak")
    (found.home / "inbox").mkdir(parents=True)
    scenario = tables(2, eligibility={"deadline": "2023-04-28T23:59:59"})
    write_scenario(found.home, scenario, "proef.toml")
    found.config()
    return found


def test_a_job_leaves_what_a_run_leaves_and_a_record(desk: Desk, tmp_path: Path) -> None:
    source = desk.hand_in(ROWS, "aanvragen.csv")
    assert desk.work().exit_code == 0
    record = desk.record()
    (ended,) = record["scenarios"]
    out = tmp_path / "los"
    invoke("run", source, "--scenario", desk.home / "proef.toml", "--out", out, "--no-swaps")
    alone = json.loads((out / "cohort.json").read_bytes())
    assert ended["selected"] == alone["selected"]
    assert ended["status"] == "optimal"
    assert [plan["plan_id"] for plan in record["plans"]] == ["A", "B", "C", "D"]
    assert record["previous"] is None
    assert record["exit"] == 0
    assert invoke("verify", desk.runs()[0] / "proef").exit_code == 0
    assert "niets mis" in desk.letter()


def test_a_second_time_nothing_is_done(desk: Desk) -> None:
    desk.hand_in(ROWS, "aanvragen.csv")
    desk.work()
    before = {p: p.stat().st_mtime_ns for p in desk.runs()[0].rglob("*")}
    again = desk.work()
    assert (again.exit_code, "Niets veranderd" in again.stdout) == (0, True)
    assert {p: p.stat().st_mtime_ns for p in desk.runs()[0].rglob("*")} == before
    assert len(desk.runs()) == 1


def test_that_nothing_changed_is_not_said_of_a_result_that_was_changed(desk: Desk) -> None:
    desk.hand_in(ROWS, "aanvragen.csv")
    desk.work()
    (desk.runs()[0] / "proef" / "summary.txt").write_text("anders")
    assert desk.work().exit_code == 5
    (desk.runs()[0] / "proef" / "summary.txt").unlink()
    assert desk.work().exit_code == 5


def test_several_files_make_one_round_with_agreements_between_them(desk: Desk) -> None:
    for row in ROWS[1:]:
        desk.hand_in([row], f"{row['plan_id']}.csv")
    desk.hand_in([plan("A", afstemming="B|Z", herkomst="bestaand")], "A.csv")
    assert desk.work().exit_code == 0
    record = desk.record()
    assert [plan["plan_id"] for plan in record["plans"]] == ["A", "B", "C", "D"]
    assert any("`Z`" in note for note in record["notes"])
    kept = (desk.runs()[0] / "proef" / "invoer" / "aanvragen.csv").read_text(encoding="utf-8")
    (first, *_) = csv.DictReader(kept.splitlines(), delimiter=";")
    assert (first["plan_id"], first["afstemming"]) == ("A", "B")


def test_a_plan_that_is_handed_in_again_replaces_the_first_and_both_stay_on_record(
    desk: Desk,
) -> None:
    desk.hand_in(ROWS, "een.csv", BEFORE)
    desk.hand_in([plan("B", "GM0599", naam="Nieuwer", ingediend_op="")], "twee.csv", BEFORE + 9e5)
    desk.config(deadline="2023-12-31")
    assert desk.work().exit_code == 0
    record = desk.record()
    counted = {plan["plan_id"]: plan["file"] for plan in record["plans"]}
    assert counted == {"A": "een.csv", "B": "twee.csv", "C": "een.csv", "D": "een.csv"}
    assert [(p["plan_id"], p["file"]) for p in record["replaced"]] == [("B", "een.csv")]
    assert len(list((desk.home / "archief" / "bestanden").glob("*.csv"))) == 2


def test_a_version_after_the_deadline_is_late_and_does_not_replace(desk: Desk) -> None:
    desk.hand_in(ROWS, "een.csv")
    desk.hand_in([plan("B", "GM0599", ingediend_op=LATE)], "twee.csv")
    desk.hand_in([plan("E", "GM0344", ingediend_op=LATE)], "drie.csv")
    assert desk.work().exit_code == 0
    record = desk.record()
    assert {plan["plan_id"]: plan["file"] for plan in record["plans"]}["B"] == "een.csv"
    assert {p["plan_id"] for p in record["late"]} == {"B", "E"}
    assert "kwam na de deadline" in desk.letter()
    cohort = json.loads((desk.runs()[0] / "proef" / "cohort.json").read_bytes())
    verdicts = {plan["plan_id"]: plan["verdict"] for plan in cohort["plans"]}
    assert verdicts["E"] == "voldoet_niet"


def test_a_file_that_comes_after_a_run_was_made_is_late_whatever_it_says(desk: Desk) -> None:
    desk.hand_in(ROWS, "een.csv")
    desk.work()
    desk.hand_in([plan("B", "GM0599", naam="Te laat")], "twee.csv")
    desk.hand_in([plan("E", "GM0344", ingediend_op="2023-04-01")], "drie.csv")
    (desk.home / "inbox" / "een.csv").unlink()  # what was received stays received
    assert desk.work().exit_code == 0
    record = desk.record()
    counted = {plan["plan_id"]: (plan["file"], plan["late"]) for plan in record["plans"]}
    assert counted["B"] == ("een.csv", False)
    assert counted["E"] == ("drie.csv", True)
    (ended,) = record["scenarios"]
    assert ended["selected"] == desk.record(0)["scenarios"][0]["selected"]


def test_the_same_name_with_other_contents_is_another_receipt(desk: Desk) -> None:
    desk.config(deadline="2099-01-01")
    desk.hand_in([plan("A", naam="Eerst", ingediend_op="")], "a.csv", BEFORE)
    assert desk.work().exit_code == 6
    desk.hand_in([plan("A", naam="Daarna", ingediend_op="")], "a.csv", BEFORE + 60)
    assert desk.work().exit_code == 6
    receipts = sorted((desk.home / "archief" / "ontvangsten").iterdir())
    assert [json.loads(p.read_bytes())["receipt"]["number"] for p in receipts] == [1, 2]
    desk.config()
    desk.hand_in(ROWS[1:], "rest.csv")
    desk.work()
    assert {p["plan_id"]: p["receipt"] for p in desk.record()["plans"]}["A"] == 2


def test_a_bad_file_stops_no_other_and_is_told(desk: Desk) -> None:
    desk.hand_in(ROWS, "goed.csv")
    desk.hand_in([plan("X", "Nergenshuizen")], "fout.csv")
    assert desk.work().exit_code == 8
    record = desk.record()
    verdicts = {entry["name"]: entry["verdict"] for entry in record["inputs"]}
    assert verdicts == {"goed.csv": "read", "fout.csv": "refused"}
    assert "Nergenshuizen" in desk.letter()
    assert "fout.csv" in desk.letter()
    assert desk.work().exit_code == 8  # no green light for a part, not the second time either
    desk.hand_in([plan("X", "GM0344")], "fout.csv")
    assert desk.work().exit_code == 0


def test_strict_lets_one_bad_file_stop_everything(desk: Desk) -> None:
    desk.config(strict=True)
    desk.hand_in(ROWS, "goed.csv")
    desk.hand_in([plan("X", "Nergenshuizen")], "fout.csv")
    assert desk.work().exit_code == 8
    assert desk.record()["round"] is None
    assert not (desk.runs()[0] / "proef").exists()


def test_without_plans_nothing_is_green(desk: Desk) -> None:
    assert desk.work().exit_code == 8
    assert desk.record()["plans"] == []


@pytest.mark.parametrize(("size", "code"), [({"size": 4}, 3), ({"size": 2}, 0)])
def test_a_scenario_without_any_cohort_ends_as_a_run_does(
    desk: Desk, size: dict[str, int], code: int
) -> None:
    quota = [{"name": "geen", "where": {"herkomst": "nieuw"}, "max": 1}]
    write_scenario(desk.home, tables(size["size"], quotas=quota), "proef.toml")
    desk.hand_in(ROWS, "aanvragen.csv")
    assert desk.work().exit_code == code


def test_before_the_deadline_files_are_kept_and_faults_told(desk: Desk) -> None:
    desk.config(deadline="2099-01-01")
    desk.hand_in([plan("X", "Nergenshuizen")], "fout.csv")
    assert desk.work().exit_code == 6
    assert "Nergenshuizen" in desk.letter()
    assert desk.runs() == []
    assert len(list((desk.home / "archief" / "bestanden").iterdir())) == 1


def test_a_file_that_still_changes_is_not_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.config(settle_seconds=30)
    path = desk.hand_in(ROWS, "aanvragen.csv")

    def grow(_: float) -> None:
        with path.open("a") as file:
            file.write("\n")

    monkeypatch.setattr("selector.batch.inbox.time.sleep", grow)
    assert desk.work().exit_code == 6
    assert desk.runs() == []
    assert "aanvragen.csv" in desk.letter()


def test_temporary_names_and_links_are_let_be(desk: Desk, tmp_path: Path) -> None:
    desk.hand_in(ROWS, "aanvragen.csv")
    for name in ("~$aanvragen.xlsx", ".verborgen", "half.csv.part", "x.crdownload", "Thumbs.db"):
        assert temporary(name)
        (desk.home / "inbox" / name).write_text("onzin")
    (tmp_path / "elders.csv").write_text("geheim")
    (desk.home / "inbox" / "koppeling.csv").symlink_to(tmp_path / "elders.csv")
    assert desk.work().exit_code == 8
    assert [entry["name"] for entry in desk.record()["inputs"]] == ["aanvragen.csv"]
    assert "koppeling.csv" in desk.letter()


def test_attachments_are_kept_by_hash_with_their_plan_and_never_opened(desk: Desk) -> None:
    desk.hand_in(ROWS, "aanvragen.csv")
    (desk.home / "inbox" / "bijlagen").mkdir()
    (desk.home / "inbox" / "bijlagen" / "B begroting.csv").write_bytes(b"geen aanvraag")
    (desk.home / "inbox" / "A-plan.pdf").write_bytes(b"%PDF")
    assert desk.work().exit_code == 0
    attached = {e["name"]: e.get("plan") for e in desk.record()["inputs"] if "plan" in e}
    assert attached == {"A-plan.pdf": "A", "bijlagen/B begroting.csv": "B"}


def test_private_columns_are_in_no_output(desk: Desk) -> None:
    desk.config(private_columns=["Contactpersoon"])
    desk.hand_in([{**row, "contactpersoon": "Jansen-Geheim"} for row in ROWS], "a.csv")
    desk.hand_in([plan("X", "Nergens", contactpersoon="Piet-Geheim")], "fout.csv")
    desk.work()
    for path in (p for p in desk.runs()[0].rglob("*") if p.is_file()):
        assert b"Geheim" not in path.read_bytes(), path
    assert "Geheim" not in desk.letter()


def test_withdrawn_plans_do_not_take_part(desk: Desk) -> None:
    desk.config(withdrawn=["A"])
    desk.hand_in(ROWS, "aanvragen.csv")
    desk.work()
    assert [plan["plan_id"] for plan in desk.record()["plans"]] == ["B", "C", "D"]


def test_every_fault_of_a_config_is_told_at_once(desk: Desk) -> None:
    desk.config(inbox="weg", scenarios=["krimp-erst"], settle_secondes=1)
    told = desk.work()
    assert told.exit_code == 2
    assert "settle_seconds" in told.stderr
    desk.config(inbox="weg", scenarios=["krimp-erst"], webhook="https://ik:geheim@x.nl/")
    told = desk.work()
    assert told.exit_code == 2
    for piece in ("krimp-eerst", "weg", "webhook"):
        assert piece in told.stderr
    assert "geheim" not in told.stderr


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
