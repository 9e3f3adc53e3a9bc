"""The directory of a run: complete or absent, and nothing of the user's lost."""

import json
import os
import random
import signal
import struct
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import pytest
from builders import (
    EXAMPLE,
    ROOT,
    environment,
    invoke,
    plan,
    result_of,
    selector,
    skip_drawings,
    tables,
    write_case,
)
from click.testing import CliRunner
from depth import sample
from verifying import rows_of

from selector import InputError, Result
from selector.cli import main

ROWS = [plan("A"), plan("B", "GM0599", herkomst="bestaand"), plan("C", "GM0014")]
COMPLETE = {
    "cohort.json", "cohort.xlsx", "cohort.gpkg", "plans.csv", "conflicts.csv", "map.png", "map.svg",
}  # fmt: skip


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return result_of(tmp_path_factory.mktemp("ronde"), ROWS, tables(size=2))


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# --- What is there already


def test_a_directory_that_exists_is_refused_without_force(tmp_path: Path) -> None:
    plans, scenario = write_case(tmp_path, ROWS, tables(size=2))
    out = tmp_path / "uit"
    out.mkdir()
    (out / "cohort.json").write_text("van vorige week", encoding="utf-8")
    arguments = ["run", str(plans), "--scenario", str(scenario), "--out", str(out)]
    found = CliRunner().invoke(main, arguments)
    assert found.exit_code == 2
    assert str(out) in found.stderr
    assert (out / "cohort.json").read_text(encoding="utf-8") == "van vorige week"
    assert names(tmp_path) == {plans.name, scenario.name, "uit"}


def test_a_former_result_is_replaced_with_force(
    result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    skip_drawings(monkeypatch)
    out = result.save(tmp_path / "uit")
    (out / "summary.txt").unlink()
    result.save(out, "en", force=True)
    assert (out / "summary.txt").read_text(encoding="utf-8").startswith(result.summary("en"))
    assert names(tmp_path) == {"uit"}


def test_a_directory_with_files_of_others_is_kept_under_another_name(
    result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    skip_drawings(monkeypatch)
    out = tmp_path / "uit"
    for number in (1, 2):
        out.mkdir(exist_ok=True)
        (out / "notitie.docx").write_text(f"werk {number}", encoding="utf-8")
        result.save(out, force=True)
        kept = tmp_path / f"uit.bewaard-{number}"
        assert (kept / "notitie.docx").read_text(encoding="utf-8") == f"werk {number}"
    assert names(tmp_path) == {"uit", "uit.bewaard-1", "uit.bewaard-2"}
    assert "notitie.docx" not in names(out)


def test_a_file_in_the_place_of_the_directory_is_never_replaced(
    result: Result, tmp_path: Path
) -> None:
    (tmp_path / "uit").write_text("een bestand", encoding="utf-8")
    for force in (False, True):
        with pytest.raises(InputError):
            result.save(tmp_path / "uit", force=force)
    assert (tmp_path / "uit").read_text(encoding="utf-8") == "een bestand"


@pytest.mark.parametrize("failure", [OSError("vol"), KeyboardInterrupt(), MemoryError()])
@pytest.mark.parametrize("existing", [False, True])
def test_a_failure_halfway_leaves_what_was_there_and_nothing_beside_it(
    result: Result,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    failure: BaseException,
    existing: bool,
) -> None:
    def fail(*_: object) -> None:
        raise failure

    out = tmp_path / "uit"
    if existing:
        out.mkdir()
        (out / "cohort.json").write_text("oud", encoding="utf-8")
    skip_drawings(monkeypatch)
    monkeypatch.setattr("selector.publish.map.draw_map", fail)
    with pytest.raises(type(failure)):
        result.save(out, force=True)
    assert names(tmp_path) == ({"uit"} if existing else set())
    if existing:
        assert (out / "cohort.json").read_text(encoding="utf-8") == "oud"


# --- What is in it


@pytest.fixture(scope="module")
def twice(sharp_maps: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two runs of one round at one SOURCE_DATE_EPOCH, in a process of its own and in this one."""
    folder = tmp_path_factory.mktemp("tweemaal")
    plans, scenario = write_case(folder, ROWS, tables(size=2))
    outs = folder / "een", folder / "twee"
    words, moment = ("run", plans, "--scenario", scenario, "--out"), "1683763150"
    found = selector(*words, outs[0], env=environment(SOURCE_DATE_EPOCH=moment))
    assert found.returncode == 0, found.stderr
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", moment)
        assert invoke(*words, outs[1]).exit_code == 0
    return outs


def test_a_run_leaves_every_file_that_was_promised(twice: tuple[Path, Path]) -> None:
    assert names(twice[0]) >= COMPLETE
    assert names(twice[0].parent) == {"aanvragen.csv", "scenario.toml", "een", "twee"}


def test_two_runs_leave_the_same_bytes(twice: tuple[Path, Path]) -> None:
    first, second = (
        {p.relative_to(out): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}
        for out in twice
    )
    assert first.keys() == second.keys()
    assert [str(name) for name, data in first.items() if second[name] != data] == []


def test_the_map_is_a4_landscape_at_300_dpi(twice: tuple[Path, Path]) -> None:
    data = (twice[0] / "map.png").read_bytes()
    width, height = struct.unpack(">II", data[16:24])
    assert abs(width - 297 / 25.4 * 300) <= 1
    assert abs(height - 210 / 25.4 * 300) <= 1
    at = data.index(b"pHYs") + 4
    per_metre = struct.unpack(">II", data[at : at + 8])
    assert [round(dots * 0.0254) for dots in per_metre] == [300, 300]


def test_what_was_read_is_kept_byte_for_byte(twice: tuple[Path, Path]) -> None:
    kept = {p.name: p.read_bytes() for p in (twice[0] / "invoer").iterdir()}
    given = twice[0].parent
    assert kept["aanvragen.csv"] == (given / "aanvragen.csv").read_bytes()
    assert kept["scenario.toml"] == (given / "scenario.toml").read_bytes()


FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://x")')


def test_no_cell_of_a_csv_can_be_taken_for_a_formula(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    skip_drawings(monkeypatch)
    rows = [
        plan(f"P{n}", naam=text, uitdagingen=text, besturen=text, toelichting=text)
        for n, text in enumerate(FORMULAS)
    ]
    out = result_of(tmp_path, rows, tables(size=2)).save(tmp_path / "uit")
    cells = [cell for row in rows_of(out / "plans.csv") for cell in row]
    assert [cell for cell in cells if cell[:1] in {"=", "+", "-", "@"}] == []
    assert sum(cell == "'=1+1" for cell in cells) == 4


@pytest.mark.parametrize("column", ["=1+1", "@sum(a1)"])
def test_no_header_of_a_csv_can_be_taken_for_a_formula(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, column: str
) -> None:
    skip_drawings(monkeypatch)
    rows = [plan("A") | {column: "x"}]
    try:
        out = result_of(tmp_path, rows, tables()).save(tmp_path / "uit")
    except InputError:
        return  # refusing such a column will do as well
    header = rows_of(out / "plans.csv")[0]
    assert [name for name in header if name[:1] in set("=+-@")] == []


def test_an_infeasible_round_leaves_infeasible_json_instead(tmp_path: Path) -> None:
    quota = [{"name": "nieuw", "where": {"herkomst": "nieuw"}, "min": 3}]
    out = result_of(tmp_path, ROWS, tables(size=2, quotas=quota)).save(tmp_path / "uit")
    assert "infeasible.json" in names(out)
    assert names(out).isdisjoint({"cohort.json", "cohort.gpkg"})
    found = json.loads((out / "infeasible.json").read_text(encoding="utf-8"))
    assert found["status"] == "infeasible"
    assert found["clash"]


# --- Out of time, interrupted, killed


def test_out_of_time_gives_a_cohort_and_never_the_word_optimal(
    tmp_path: Path, plain_maps: None
) -> None:
    out = tmp_path / "uit"
    found = invoke("run", EXAMPLE, "--out", out, "--time-limit", "0.01")
    assert found.exit_code == 4, found.stderr
    for text in (found.stdout, (out / "summary.txt").read_text(encoding="utf-8")):
        assert "optima" not in text.casefold()
    record = json.loads((out / "cohort.json").read_text(encoding="utf-8"))
    assert (record["status"], len(record["selected"])) == ("feasible", 12)
    assert any(tier["value"] != tier["bound"] for tier in record["tiers"])
    for tier in record["tiers"]:
        if tier["tier"] in {"sum", "worst", "criterion"}:
            assert Fraction(tier["bound"]) >= Fraction(tier["value"])


RUN_AND_TELL = """
import sys
from pathlib import Path
import selector.solve.optimum as optimum
solve, told_at = optimum.solve, Path(sys.argv.pop())
def told(*arguments):
    told_at.touch()
    return solve(*arguments)
optimum.solve = told
from selector.cli import main
main()
"""


def wait_for(path: Path, process: "subprocess.Popen[str]") -> None:
    """Wait until a file is there."""
    end = time.monotonic() + 60
    while not path.exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.02)


def write_hard_case(folder: Path) -> tuple[Path, Path]:
    """Write a round of which the proof takes long: the lowest of eight sums of random numbers."""
    rng, columns = random.Random(1), [f"k{n}" for n in range(8)]
    rows = [
        plan(f"P{n:03}", **{column: f"0.{rng.randrange(10_000):04}" for column in columns})
        for n in range(300)
    ]
    criteria = [{"name": column, "measure": "total", "on": column} for column in columns]
    return write_case(folder, rows, tables(size=40, criteria=criteria))


@pytest.mark.deep
@pytest.mark.skipif(os.name == "nt", reason="no SIGINT for another process on Windows")
def test_an_interrupt_during_a_long_solve_gives_a_complete_directory_or_none(
    tmp_path: Path,
) -> None:
    plans, scenario = write_hard_case(tmp_path)
    out, solving = tmp_path / "uit", tmp_path / "bezig"
    arguments = ["run", plans, "--scenario", scenario, "--out", out, solving]
    process = subprocess.Popen(
        [sys.executable, "-c", RUN_AND_TELL, *map(str, arguments)],
        cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        encoding="utf-8",
    )  # fmt: skip
    try:
        wait_for(solving, process)
        time.sleep(1.5)
        assert process.poll() is None, "it was not slow enough to interrupt"
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert "Traceback" not in errors
    assert "optima" not in output.casefold()
    if process.returncode == 4:
        assert names(out) >= COMPLETE
        assert json.loads((out / "cohort.json").read_text("utf-8"))["status"] == "feasible"
    else:
        assert (process.returncode, out.exists()) == (1, False)
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL on Windows")
@pytest.mark.parametrize("delay", sample([None, 0.0, 0.1, 0.5, 1.2], every=3))
def test_a_run_that_is_killed_leaves_a_complete_directory_or_none(
    tmp_path: Path, delay: float | None
) -> None:
    plans, scenario = write_case(tmp_path, ROWS, tables(size=2))
    home = tmp_path / "plaats"
    home.mkdir()
    out = home / "uit"
    command = ["run", str(plans), "--scenario", str(scenario), "--out", str(out)]
    process = subprocess.Popen(
        [sys.executable, "-m", "selector", *command],
        cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        if delay is None:  # before it writes
            time.sleep(0.3)
        else:  # while it writes
            while process.poll() is None and not any(home.iterdir()):
                time.sleep(0.005)
            time.sleep(delay)
    finally:
        process.kill()
        process.wait()
    if out.exists():
        assert names(out) >= COMPLETE
        json.loads((out / "cohort.json").read_text(encoding="utf-8"))
        assert (out / "map.svg").read_text(encoding="utf-8").rstrip().endswith("</svg>")
