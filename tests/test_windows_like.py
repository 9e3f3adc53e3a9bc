"""Files handled as on a Windows machine, as far as that can be done without one.

A home with spaces and letters outside ASCII, a backslash in a name, a console of code page 1252,
and files that are opened in an encoding of their own whatever the system's is.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from builders import EXAMPLE, ROOT
from depth import DEEP, sample

HOME = "C:\\Gebruikers\\José Ñandú\\Mijn documenten"
CONSOLE = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252", "PYTHONCOERCECLOCALE": "0"}
# A file that is opened without an encoding ends the run: the code page would decide.
PROGRAM = """
import warnings
warnings.filterwarnings("error", category=EncodingWarning, module=r"selector(\\.|$)")
from selector.cli import main
main(prog_name="selector")
"""
STRICT = ["-X", "warn_default_encoding", "-c", PROGRAM]
LIGHT = ("--no-dossier", "--no-answers", "--no-swaps", "--only", "map_context", "--quiet")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as people have them, with plans as Excel on Windows saves them (BOM and CRLF)."""
    folder = tmp_path_factory.mktemp("schijf") / HOME
    folder.mkdir(parents=True)
    text = EXAMPLE.read_text(encoding="utf-8").replace("\n", "\r\n")
    (folder / "aanvragen 2023 (één).csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    return folder


def run(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run a command on the console of code page 1252; every line must come through it."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG"))}
    done = subprocess.run(
        [sys.executable, *STRICT, *words], cwd=folder, timeout=300, check=False,
        env={**kept, **CONSOLE, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}, capture_output=True,
    )  # fmt: skip
    out, err = done.stdout.decode("cp1252"), done.stderr.decode("cp1252")
    assert "Traceback" not in err, err
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


@pytest.fixture(scope="module")
def result(home: Path) -> Path:
    done = run(home, "run", "aanvragen 2023 (één).csv", "--out", "uitkomst één", *LIGHT)
    assert done.returncode == 0, done.stderr
    return home / "uitkomst één"


def test_a_result_has_no_place_of_this_machine_in_it(result: Path) -> None:
    record = json.loads((result / "cohort.json").read_text(encoding="utf-8"))
    assert len(record["selected"]) == 12
    for path in result.rglob("*"):
        if path.suffix in {".json", ".txt", ".csv", ".md", ".svg"}:
            assert "Gebruikers" not in path.read_text(encoding="utf-8"), path.name


def test_names_in_the_record_are_written_with_slashes(result: Path) -> None:
    assert "\\" not in (result / "SHA256SUMS").read_text(encoding="utf-8")


@DEEP
def test_a_result_is_the_same_as_that_of_a_plain_folder(result: Path, tmp_path: Path) -> None:
    name = "aanvragen 2023 (één).csv"
    (tmp_path / name).write_bytes((result.parent / name).read_bytes())
    done = subprocess.run(
        [sys.executable, "-m", "selector", "run", name, "--out", "uit", *LIGHT], check=False,
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0
    sums = [(folder / "SHA256SUMS").read_bytes() for folder in (result, tmp_path / "uit")]
    assert sums[0] == sums[1]


@DEEP
@pytest.mark.parametrize(
    "words",
    sample(
        [
            ["check", "aanvragen 2023 (één).csv"],
            ["verify", "uitkomst één"],
            ["why", "uitkomst één", "A02"],
            ["whatif", "uitkomst één", "+A03"],
            ["history", "."],
            ["alternatives", "uitkomst één", "--count", "1", "--differ", "2"],
            ["scenario", "show", "krimp-eerst"],
            ["template", "formulier é.xlsx"],
            ["batch", "--init", "taak é"],
        ],
        every=4,
    ),
    ids=lambda words: words[0],
)
def test_a_command_works_there(home: Path, result: Path, words: list[str]) -> None:
    done = run(home, *words)
    assert done.returncode == 0, done.stderr
    assert done.stdout
