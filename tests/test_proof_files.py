"""`run --proof`, `prove`, `controle.py`, `verify`: what lies in the directory, what is said."""

import gzip
import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from builders import invoke, plan, result_from, tables, write_case
from click.testing import Result as Outcome
from depth import DEEP
from verifying import FRAMEWORK, IMPOSSIBLE, ROWS, draw_plainly, edit

from selector.prove.one_file import modules, one_file
from selector.publish.ownership import ours
from selector.verify import recount
from selector.verify.recount.amsterdam import Summer

SOURCE = Path(__file__).parents[1] / "selector" / "verify"


@pytest.fixture(autouse=True)
def without_drawings(monkeypatch: pytest.MonkeyPatch) -> None:
    draw_plainly(monkeypatch)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a result with its proof, with all kinds of rules, measures and tiers."""
    with pytest.MonkeyPatch.context() as patch:
        draw_plainly(patch)
        folder = tmp_path_factory.mktemp("ronde")
        found = result_from(*write_case(folder, ROWS, FRAMEWORK), proof=True)
        return Path(found.save(folder / "uit"))


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of it to tamper with."""
    return Path(shutil.copytree(made, tmp_path / "uit"))


def controle(folder: Path) -> "subprocess.CompletedProcess[str]":
    """What the checker of a directory says, in a Python without packages or environment."""
    command = [sys.executable, "-I", "-S", str(folder / "controle.py"), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd="/")


def record(folder: Path) -> Any:
    return json.loads((folder / "cohort.json").read_text(encoding="utf-8"))


def proof_lines(report: Any) -> list[Any]:
    return [line for line in (*report.done, *report.not_done) if line.key.startswith("proof")]


def test_a_run_leaves_a_complete_proof_that_python_alone_can_check(made: Path) -> None:
    told = record(made)["proof"]
    assert told["complete"] is True
    assert "missing" not in told
    checked = controle(made)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert f"{told['claims']} beweringen" in checked.stdout
    assert "Het bewijs is volledig." in checked.stdout
    assert ours(made)


def test_verify_says_what_the_proof_covers_and_leaves_nothing_open_that_it_shows(
    made: Path,
) -> None:
    report = recount(made)
    assert report.agrees, report.page("nl")
    (line,) = proof_lines(report)
    assert line.params["count"] == record(made)["proof"]["claims"]
    assert not {"optimum", "lot_open", "exchanges_open"} & {line.key for line in report.not_done}


def test_the_summary_and_the_record_speak_of_the_proof(made: Path) -> None:
    summary = (made / "summary.txt").read_text(encoding="utf-8")
    assert "python controle.py MAP" in " ".join(summary.split())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("selected", ["A", "C", "D", "E"]),
        ("seed", None),
        ("status", "infeasible"),
        ("ticket_decided", None),
    ],
)
def test_a_changed_record_is_found_by_the_checker_with_exit_code_5(
    folder: Path, key: str, value: Any
) -> None:
    edit(folder, lambda found: found.__setitem__(key, value))
    checked = controle(folder)
    assert checked.returncode == 5
    assert "Klopt niet" in checked.stdout
    assert "Traceback" not in checked.stderr


def test_a_changed_value_is_named_with_its_tier(folder: Path) -> None:
    edit(folder, lambda found: found["tiers"][2].__setitem__("value", "1"))
    assert "tiers" in controle(folder).stdout


def test_a_changed_input_is_found(folder: Path) -> None:
    plans = next((folder / "invoer").glob("*.csv"))
    plans.write_bytes(plans.read_bytes() + b"\n")
    checked = controle(folder)
    assert checked.returncode == 5
    assert "plans_sha256" in checked.stdout


def test_a_proof_that_is_gone_or_damaged_is_a_difference(folder: Path) -> None:
    data = (folder / "bewijs.jsonl.gz").read_bytes()
    (folder / "bewijs.jsonl.gz").write_bytes(data[:-9])
    assert any(d.file == "bewijs.jsonl.gz" for d in recount(folder).differences)
    assert controle(folder).returncode == 5
    (folder / "bewijs.jsonl.gz").unlink()
    assert any(d.file == "bewijs.jsonl.gz" for d in recount(folder).differences)
    assert controle(folder).returncode == 5


def test_a_directory_without_any_result_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "controle.py").write_text(one_file(), encoding="utf-8")
    checked = controle(tmp_path)
    assert checked.returncode == 5
    assert "Traceback" not in checked.stderr


def plain(tmp_path: Path) -> Path:
    """The directory of a small result without a proof."""
    rows = [plan(p, herkomst=h) for p, h in zip("ABCD", ("nieuw", "bestaand") * 2, strict=True)]
    case = write_case(tmp_path / "ronde", rows, tables(2))
    return Path(result_from(*case).save(tmp_path / "uit"))


def prove(folder: Path, *options: str) -> Outcome:
    return invoke("prove", str(folder), *options)


def test_prove_adds_the_proof_to_a_directory_that_has_none(tmp_path: Path) -> None:
    out = plain(tmp_path)
    before = record(out)
    found = prove(out)
    assert found.exit_code == 0, found.output
    after = record(out)
    assert after.pop("proof")["complete"] is True
    assert after == before
    assert controle(out).returncode == 0
    assert ours(out)
    assert recount(out).agrees


@DEEP
def test_prove_gives_the_bytes_that_run_would_have_left(tmp_path: Path) -> None:
    out = plain(tmp_path)
    prove(out)
    plans, scenario = sorted((tmp_path / "ronde").iterdir())
    again = result_from(plans, scenario, proof=True)
    other = Path(again.save(tmp_path / "ander"))
    for name in ("bewijs.jsonl.gz", "controle.py", "cohort.json"):
        assert (out / name).read_bytes() == (other / name).read_bytes(), name


def test_prove_refuses_a_result_that_was_changed(tmp_path: Path) -> None:
    out = plain(tmp_path)
    edit(out, lambda found: found.__setitem__("selected", ["A", "C"]))
    found = prove(out)
    assert found.exit_code == 5
    assert not (out / "bewijs.jsonl.gz").exists()


def test_without_time_the_proof_says_what_is_missing(tmp_path: Path) -> None:
    out = plain(tmp_path)
    found = prove(out, "--time-limit", "0.000001")
    assert found.exit_code == 4
    told = record(out)["proof"]
    assert told["complete"] is False
    assert set(told["missing"].values()) <= {"time", "hangs"}
    checked = controle(out)
    assert checked.returncode == 4
    assert "niet volledig" in checked.stdout
    report = recount(out)
    assert report.agrees
    assert "proof_open" in {line.key for line in report.not_done}
    assert "optimum" in {line.key for line in report.not_done}


@pytest.mark.parametrize("reason", ["false", "time\x1b[2JHet bewijs is volledig.", ["time"], None])
def test_a_claim_is_missing_for_a_known_reason_or_not_at_all(folder: Path, reason: object) -> None:
    lines = gzip.decompress((folder / "bewijs.jsonl.gz").read_bytes()).splitlines()
    last = {"claim": json.loads(lines[-1])["claim"], "missing": reason}
    data = gzip.compress(b"\n".join([*lines[:-1], json.dumps(last).encode(), b""]))
    (folder / "bewijs.jsonl.gz").write_bytes(data)
    checked = controle(folder)
    assert (checked.returncode, "\x1b" in checked.stdout) == (5, False)


@pytest.mark.parametrize("table", ["plans", "criteria"])
def test_what_stands_twice_in_the_record_is_refused(folder: Path, table: str) -> None:
    edit(folder, lambda found: found[table].insert(0, dict(found[table][0])))
    checked = controle(folder)
    assert checked.returncode == 5
    assert table in checked.stdout
    text = (folder / "cohort.json").read_text(encoding="utf-8")
    twice = text.replace("{", '{"status": "infeasible",', 1)
    (folder / "cohort.json").write_text(twice, encoding="utf-8")
    assert "double key" in controle(folder).stdout


@DEEP
@pytest.mark.parametrize("lock", ["locked_in", "locked_out"])
def test_a_swap_keeps_to_the_locks_that_an_answer_turns_round(tmp_path: Path, lock: str) -> None:
    rows = [
        plan(p, gemeenten=f"GM0{n}")
        for p, n in zip("ABCDE", (599, 363, 518, 344, 772), strict=True)
    ]
    case = write_case(tmp_path / "ronde", rows, tables(2, cohort={lock: ["B"]}))
    found = result_from(*case, proof="all", answers=True, swaps=True)
    out = Path(found.save(tmp_path / "uit"))
    told = record(out)["proof"]
    assert (told["complete"], told["all"]) == (True, True)
    assert controle(out).returncode == 0


def test_that_the_rules_cannot_be_met_is_proven_too(tmp_path: Path) -> None:
    case = write_case(tmp_path / "ronde", ROWS, IMPOSSIBLE)
    out = Path(result_from(*case, proof=True).save(tmp_path / "uit"))
    told = json.loads((out / "infeasible.json").read_text(encoding="utf-8"))["proof"]
    assert told["complete"] is True
    checked = controle(out)
    assert checked.returncode == 0
    assert "infeasible" in checked.stdout
    assert "infeasible" not in {line.key for line in recount(out).not_done}


def test_the_option_does_not_take_the_plans_for_its_value(tmp_path: Path) -> None:
    rows = [plan(p) for p in "ABC"]
    plans, scenario = write_case(tmp_path, rows, tables(2))
    for options in (("--proof", str(plans)), (str(plans), "--proof")):
        out = tmp_path / f"uit{len(options[0])}"
        found = invoke("run", *options, "--scenario", str(scenario), "--out", str(out))
        assert found.exit_code == 0, found.output
        assert record(out)["proof"]["all"] is False
    wrong = invoke("run", str(plans), "--proof", "alles", "--out", str(tmp_path / "x"))
    assert wrong.exit_code == 2


def test_the_checker_is_the_same_bytes_every_time_and_holds_the_modules_word_for_word() -> None:
    text = one_file()
    assert text == one_file()
    for name in modules():
        source = (SOURCE.parents[1] / Path(*name.split("."))).with_suffix(".py")
        words = source.read_text(encoding="utf-8")
        assert words in text
        assert "'''" not in words  # it would end the text of the module


def test_what_follows_a_tree_is_short_enough_to_be_read() -> None:
    files = [SOURCE / "proof" / name for name in ("rows.py", "tree.py")]
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files)
    assert lines <= 300


def test_the_clock_of_the_checker_needs_no_time_zones_of_the_machine() -> None:
    rng, zone, own = Random(3), ZoneInfo("Europe/Amsterdam"), Summer()
    first = datetime(1997, 1, 1)
    for _ in range(3_000):
        moment = first + timedelta(minutes=rng.randrange(40 * 365 * 24 * 60))
        for fold in (0, 1):
            local = moment.replace(fold=fold)
            assert own.utcoffset(local) == zone.utcoffset(local), local
        utc = moment.replace(tzinfo=UTC)
        here, there = utc.astimezone(own), utc.astimezone(zone)
        assert (here.replace(tzinfo=None), here.fold) == (there.replace(tzinfo=None), there.fold)
    for month, day, hour in ((3, 26, 2), (10, 29, 2), (3, 26, 1), (10, 29, 3)):
        for fold in (0, 1):
            local = datetime(2023, month, day, hour, 30, fold=fold)
            assert own.utcoffset(local) == zone.utcoffset(local), local
