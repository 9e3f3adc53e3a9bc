"""The job after the deadline: what it takes in, and what it makes of it."""

import csv
import json
from pathlib import Path

import pytest
from batch_desk import BEFORE, LATE, ROWS, Desk, desk
from builders import invoke, plan, tables, write_scenario

from selector.batch.inbox import temporary

__all__ = ["desk"]


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


def test_a_moment_as_people_type_it_decides_what_is_late_and_is_told(desk: Desk) -> None:
    desk.hand_in(ROWS, "een.csv")
    late = plan("B", "GM0599", naam="Nieuwer", ingediend_op="2 januari 2024 10:00", a1="Werkt toe")
    desk.hand_in([late], "twee.csv")
    desk.config(deadline="2023-12-31")
    assert desk.work().exit_code == 0
    record = desk.record()
    counted = {plan["plan_id"]: plan["file"] for plan in record["plans"]}
    assert counted["B"] == "een.csv"
    told = [note for note in record["notes"] if note.startswith("twee.csv, rij 2")]
    assert any("gelezen als `2024-01-02T10:00`" in note for note in told)


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
