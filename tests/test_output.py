"""What is printed never decides what is written: closed pipes, full disks, shut streams."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from builders import ROOT, WITHOUT_DRAWINGS, environment, plan, tables, write_case
from depth import DEEP

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs a shell and /dev/full")

ROWS = [plan("A"), plan("B", "GM0599", herkomst="bestaand"), plan("C", "GM0014")]
RUN = f"{WITHOUT_DRAWINGS}main()"


def shell(ending: str, *words: object, buffered: bool = True) -> subprocess.CompletedProcess[str]:
    """Run a command in a shell; the exit code is that of the command, not of its reader."""
    script = f'"$@" {ending}; exit ${{PIPESTATUS[0]}}'
    given = [sys.executable, *([] if buffered else ["-u"]), "-c", RUN, *map(str, words)]
    return subprocess.run(
        ["bash", "-c", script, "bash", *given], cwd=ROOT, env=environment(PYTHONUNBUFFERED=""),
        capture_output=True, encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip


def quiet(errors: str) -> bool:
    return not any(word in errors for word in ("Traceback", "Exception ignored", "BrokenPipe"))


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, ...]:
    plans, scenario = write_case(tmp_path_factory.mktemp("ronde"), ROWS, tables(size=2))
    return ("run", plans, "--scenario", scenario, "--no-answers", "--out")


@DEEP
@pytest.mark.parametrize("ending", ["| true", "2>&1 | true", ">&- 2>&-"])
def test_a_reader_that_goes_is_no_fault_of_a_run(
    case: tuple[object, ...], tmp_path: Path, ending: str
) -> None:
    found = shell(ending, *case, tmp_path / "uit")
    assert found.returncode == 0, found.stderr
    assert quiet(found.stderr)
    assert (tmp_path / "uit" / "cohort.json").exists()


@DEEP
@pytest.mark.parametrize(
    ("ending", "buffered"), [("> /dev/full", True), ("> /dev/full 2> /dev/full", False)]
)
def test_an_output_that_is_full_is_told_and_the_result_is_there(
    case: tuple[object, ...], tmp_path: Path, ending: str, buffered: bool
) -> None:
    found = shell(ending, *case, tmp_path / "uit", buffered=buffered)
    assert found.returncode == 1
    assert quiet(found.stderr)
    assert (tmp_path / "uit" / "cohort.json").exists()
    if ending == "> /dev/full":
        assert "Geschreven in" in found.stderr
        assert "standaarduitvoer" in found.stderr.splitlines()[-1]


@pytest.mark.parametrize("words", [["--help"], ["schema"]])
@pytest.mark.parametrize(("ending", "code"), [("| true", 0), ("> /dev/full", 1)])
def test_every_command_ends_so(words: list[str], ending: str, code: int) -> None:
    found = shell(ending, *words)
    assert found.returncode == code
    assert quiet(found.stderr)
    assert ("standaarduitvoer" in found.stderr) is (code == 1)


def test_a_refusal_stays_a_refusal_without_a_reader(tmp_path: Path) -> None:
    found = shell("2>&1 | true", "check", tmp_path / "niets.csv")
    assert found.returncode == 2


def test_the_fault_of_the_output_is_told_in_the_language_that_was_asked(tmp_path: Path) -> None:
    plans, _ = write_case(tmp_path, ROWS, tables(size=2))
    found = shell("> /dev/full", "check", plans, "--lang", "en")
    assert found.returncode == 1
    assert "standard output" in found.stderr.splitlines()[-1]
