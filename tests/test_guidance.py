"""Finding the way alone: where to begin, a folder for a round, and what is installed."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from builders import ROOT
from click.testing import CliRunner, Result
from depth import DEEP
from openpyxl import load_workbook

from selector import load_scenario
from selector.cli import main
from selector.commands.called import called
from selector.requirements import Requirement

RESULT = "cohort.json"


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def commands_in(page: str) -> list[list[str]]:
    """The lines of a page that call the program, as words behind its name."""
    name = shlex.split(called())
    lines = [shlex.split(line) for line in page.splitlines() if line.startswith("    ")]
    return [words[len(name) :] for words in lines if words[: len(name)] == name]


# --- `selector` alone


def test_the_program_alone_shows_three_commands_that_there_are() -> None:
    found = invoke()
    assert found.exit_code == 2
    assert found.stdout == ""
    shown = commands_in(found.stderr)
    assert [words[0] for words in shown] == ["run", "why", "init"]
    assert all(words[0] in main.commands for words in shown)
    assert "Traceback" not in found.stderr


@DEEP
def test_the_commands_shown_work_as_pasted_one_after_the_other(desk: Path) -> None:
    (desk / "uitkomst").mkdir()  # somebody's: another name is shown
    run, why, init = commands_in(invoke().stderr)
    assert run == ["run", "--out", "uitkomst-2"]
    assert invoke(*run, "--no-dossier", "--no-swaps", "--only", "map.png").exit_code == 0
    assert "is niet gekozen" in invoke(*why).stdout
    assert invoke(*init).exit_code == 0
    assert sorted(path.name for path in desk.iterdir()) == [
        "mijn-ronde", "uitkomst", "uitkomst-2",
    ]  # fmt: skip


def test_the_program_alone_speaks_the_language_of_the_line() -> None:
    assert "To begin with" in invoke("--lang", "en").stderr
    assert "Om mee te beginnen" in invoke("--lang=nl").stderr


def test_a_command_that_is_shown_names_a_program_that_can_be_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("selector.commands.called.which", lambda _: None)
    monkeypatch.setattr(sys, "argv", [str(ROOT / "selector" / "__main__.py")])
    python, *rest = shlex.split(called())
    assert (python, rest) == (sys.executable, ["-m", "selector"])
    monkeypatch.setattr(sys, "argv", ["map met spatie/selector"])
    assert shlex.split(called()) == [str(Path("map met spatie/selector").absolute())]
    monkeypatch.setattr("selector.commands.called.which", lambda _: "/usr/bin/selector")
    assert called() == "selector"


# --- A folder for a round


def test_a_folder_for_a_round_holds_a_form_a_scenario_and_what_to_do(desk: Path) -> None:
    found = invoke("init", "ronde.2026", "--from", "krimp-eerst")
    assert found.exit_code == 0
    folder = desk / "ronde.2026"
    assert sorted(p.name for p in folder.iterdir()) == [
        "LEESMIJ.txt", "aanvragen.xlsx", "scenario.toml",
    ]  # fmt: skip
    assert load_workbook(folder / "aanvragen.xlsx")["aanvragen"]["A1"].value is not None
    framework = load_scenario(folder / "scenario.toml")
    assert framework.name == "ronde-2026"
    assert {q.name for q in framework.quotas} == {
        q.name for q in load_scenario("krimp-eerst").quotas
    }
    page = (folder / "LEESMIJ.txt").read_text(encoding="utf-8")
    assert page.rstrip() in found.stdout
    assert [words[0] for words in commands_in(page)] == ["check", "run", "verify", "letters"]


def test_what_to_do_next_works_in_that_folder_as_pasted(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = invoke("init", "ronde").stdout
    monkeypatch.chdir(desk / "ronde")
    (desk / "ronde" / "aanvragen.xlsx").write_bytes(
        (ROOT / "data/example/aanvragen.xlsx").read_bytes()
    )
    check, run, verify, letters = commands_in(page)
    assert invoke(*check).exit_code == 0
    assert invoke(*run, "--no-dossier", "--no-swaps", "--only", "map.png").exit_code == 0
    assert invoke(*verify).exit_code == 0
    assert invoke(*letters).exit_code == 0
    assert (desk / "ronde" / "brieven" / "A01.docx").is_file()


def test_what_to_do_next_is_told_and_done_in_the_language_of_the_folder(desk: Path) -> None:
    page = invoke("init", "round", "--lang", "en").stdout
    assert [words[-2:] for words in commands_in(page)] == [["--lang", "en"]] * 4
    assert "--lang" not in invoke("init", "ronde").stdout


def test_the_deadline_is_set_before_anyone_is_judged_by_it(desk: Path) -> None:
    page = invoke("init", "ronde").stdout
    assert page.index("`deadline`") < page.index("check aanvragen.xlsx")


def test_a_folder_that_is_there_gets_what_it_lacks_and_keeps_what_it_has(desk: Path) -> None:
    (desk / "ronde").mkdir()
    (desk / "ronde" / "notitie.txt").write_text("van mij", encoding="utf-8")
    assert invoke("init", "ronde").exit_code == 0
    assert len(list((desk / "ronde").iterdir())) == 4
    before = {p.name: p.read_bytes() for p in (desk / "ronde").iterdir()}
    again = invoke("init", "ronde")
    assert again.exit_code == 2
    assert again.stderr.count("staat er al en blijft staan; kies een andere map") == 3
    assert {p.name: p.read_bytes() for p in (desk / "ronde").iterdir()} == before


@pytest.mark.parametrize("there", ["scenario.toml", "aanvragen.xlsx", "LEESMIJ.txt"])
def test_one_file_that_is_there_keeps_all_from_being_written(desk: Path, there: str) -> None:
    (desk / "ronde").mkdir()
    (desk / "ronde" / there).write_text("van mij", encoding="utf-8")
    assert invoke("init", "ronde").exit_code == 2
    assert [p.name for p in (desk / "ronde").iterdir()] == [there]


def test_no_round_begins_in_the_directory_of_a_result_or_on_a_file(desk: Path) -> None:
    (desk / "uit").mkdir()
    (desk / "uit" / RESULT).write_text("{}", encoding="utf-8")
    (desk / "bestand").write_text("", encoding="utf-8")
    for name in ("uit", "bestand", "nergens/ronde"):
        assert invoke("init", name).exit_code == 2
    assert [p.name for p in (desk / "uit").iterdir()] == [RESULT]
    assert invoke("init", "ronde", "--from", "krimp-erst").exit_code == 2
    assert not (desk / "ronde").exists()


# --- What is installed


def test_the_doctor_finds_nothing_wrong_here_and_says_where_things_are(
    monkeypatch: pytest.MonkeyPatch, desk: Path
) -> None:
    monkeypatch.setenv("SELECTOR_DATA", str(desk / "gegevens"))
    found = invoke("doctor")
    assert found.exit_code == 0, found.stdout
    assert str(desk / "gegevens" / "boundaries") in found.stdout
    assert "regions download" in found.stdout
    assert "ortools" in found.stdout
    kept = desk / "gegevens/boundaries/2023/gemeente_gegeneraliseerd_2023.geojson"
    kept.parent.mkdir(parents=True)
    kept.write_text("{}", encoding="utf-8")
    assert "Aanwezig: 2023" in invoke("doctor").stdout


def test_the_doctor_says_what_is_lacking_and_ends_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    lacking = [Requirement("ortools", "9.15", None), Requirement("pandas", "2.2.2", "2.2.1")]
    monkeypatch.setattr("selector.commands.doctor.requirements", lambda extra="": lacking)
    found = invoke("doctor")
    assert found.exit_code == 1
    assert "! ortools ontbreekt (minstens versie 9.15)" in found.stdout
    assert "! pandas 2.2.1 is te oud (minstens versie 2.2.2)" in found.stdout
    assert "(2)" in found.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    ("least", "installed", "met"),
    [("2.0", "2.0", True), ("2.0", "10.1", True), ("2.10", "2.9", False), ("", "0", True),
     ("2.0.2", "2.1rc1", True), ("1.0", None, False)],
)  # fmt: skip
def test_a_version_is_compared_by_its_numbers(least: str, installed: str | None, met: bool) -> None:
    assert Requirement("iets", least, installed).met is met


def test_the_doctor_loads_nothing_heavy() -> None:
    code = (
        "import sys; from selector.cli import main; main(['doctor'], standalone_mode=False)\n"
        "print([n for n in ('ortools', 'pandas', 'matplotlib', 'scipy') if n in sys.modules])"
    )
    code = code.replace("main(['doctor'], standalone_mode=False)", "\ntry: main(['doctor'])\n"
                        "except SystemExit: pass\n")  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8",
        env=environment, check=True,
    )  # fmt: skip
    assert ended.stdout.splitlines()[-1] == "[]"


# --- The Tab key


def home(monkeypatch: pytest.MonkeyPatch, folder: Path, shell: str) -> None:
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(folder))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "ZDOTDIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SHELL", f"/usr/bin/{shell}")


@pytest.mark.skipif(os.name == "nt", reason="these shells keep their files elsewhere")
@pytest.mark.parametrize(("shell", "reads"), [("bash", ".bashrc"), ("zsh", ".zshrc")])
def test_one_command_installs_completion_and_keeps_the_rest_of_the_profile(
    desk: Path, monkeypatch: pytest.MonkeyPatch, shell: str, reads: str
) -> None:
    home(monkeypatch, desk, shell)
    (desk / reads).write_text("alias ll='ls -l'", encoding="utf-8")
    assert invoke("completion", "--install").exit_code == 0
    assert invoke("completion", "--install").exit_code == 0
    first, line = (desk / reads).read_text(encoding="utf-8").splitlines()
    assert first == "alias ll='ls -l'"
    script = Path(shlex.split(line)[1])
    assert "_SELECTOR_COMPLETE" in script.read_text(encoding="utf-8")
    assert script.read_text(encoding="utf-8").rstrip() == invoke("completion").stdout.rstrip()


@pytest.mark.skipif(os.name == "nt", reason="these shells keep their files elsewhere")
def test_fish_finds_its_script_by_itself(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home(monkeypatch, desk, "fish")
    assert invoke("completion", "--install").exit_code == 0
    assert (desk / ".config/fish/completions/selector.fish").is_file()


def test_a_shell_that_is_not_known_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELL", "/bin/tcsh")
    found = invoke("completion")
    assert found.exit_code == (0 if os.name == "nt" else 2)
    assert invoke("completion", "bash").exit_code == 0


def completed(words: str) -> list[str]:
    environment = {"_SELECTOR_COMPLETE": "bash_complete", "COMP_WORDS": words,
                   "COMP_CWORD": str(len(words.split(" ")) - 1)}  # fmt: skip
    found = CliRunner().invoke(main, [], prog_name="selector", env=environment)
    return found.stdout.split()


def test_commands_options_scenarios_plans_and_files_are_completed(desk: Path) -> None:
    (desk / "uit").mkdir()
    (desk / "uit" / RESULT).write_text(
        '{"plans": [{"plan_id": "R14"}, {"plan_id": "R15"}, {"plan_id": "S1"}]}', encoding="utf-8"
    )
    assert completed("selector wh") == ["plain,whatif", "plain,why"]
    assert completed("selector run --sc") == ["plain,--scenario"]
    assert completed("selector run --scenario krimp") == ["plain,krimp-eerst"]
    assert completed("selector run --scenario mijn") == ["file,mijn"]
    assert completed("selector why uit r1") == ["plain,R14", "plain,R15"]
    assert completed("selector check aanv") == ["file,aanv"]
    assert completed("selector onzin x") == []


def test_every_argument_that_is_a_path_is_completed() -> None:
    with click.Context(main) as context:
        for name in ("run", "check", "verify", "why", "whatif", "compare", "letters", "sweep"):
            first = next(p for p in main.commands[name].params if isinstance(p, click.Argument))
            assert [item.type for item in first.shell_complete(context, "x")] == ["file"], name
