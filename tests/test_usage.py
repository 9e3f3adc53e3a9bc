"""What is wrong with a command line: told in full, in plain text, before any work."""

import os
import warnings
from io import StringIO
from pathlib import Path

import click
import pytest
from builders import EXAMPLE, ROOT, plan, write_plans
from click.testing import CliRunner, Result

from selector.cli import main
from selector.commands.terminal import folded, say
from selector.texts import load_texts
from selector.visible import hidden, visible

NASTY = (
    "\x1b[31m",
    "\x1b]0;x\x07",
    "\x9b2J",
    "\u202e",
    "\u2066",
    "\n",
    "\r",
    "\x00",
    "\udcff",
    "\u2028",
)
COMMANDS = ("run", "check", "verify", "draw", "alternatives", "pareto", "why", "merge", "template",
            "history", "rerun", "compare")  # fmt: skip


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), color=True)


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every command starts in an empty folder, where nothing may appear."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_everything_wrong_with_options_and_files_is_told_together(desk: Path) -> None:
    plans = write_plans(desk, [plan("A01", sectoren="pabo")])
    (desk / "mijn.toml").write_text("[cohort]\nsize = 0\n", encoding="utf-8")
    found = invoke("run", str(plans), "--scenario", "mijn.toml", "--time-limit", "nan",
                   "--relax", "0", "--seed", "a\udcff", "--out", "", "--lang", "fries")  # fmt: skip
    assert found.exit_code == 2
    for said in (
        "--time-limit",
        "--relax",
        "--seed",
        "--out",
        "--lang",
        "fries",
        "pabo",
        "cohort.size",
    ):
        assert said in found.stderr, said
    assert found.stderr.count("\n") == len(found.stderr.splitlines())
    assert "Fouten:" in found.stderr.splitlines()[-1]
    assert sorted(path.name for path in desk.iterdir()) == ["aanvragen.csv", "mijn.toml"]


def test_faults_of_regions_come_with_those_of_the_other_files(desk: Path) -> None:
    plans = write_plans(desk, [plan("A01", "Nergenshuizen", herkomst="oud")])
    found = invoke("run", str(plans), "--regions", "nergens", "--scenario", "krimp-erst")
    assert found.exit_code == 2
    for said in ("nergens: ", "krimp-erst", "`oud`"):
        assert said in found.stderr
    assert "Nergenshuizen" not in found.stderr  # without regions nobody knows


def test_unknown_options_are_told_together_with_bad_values() -> None:
    found = invoke("run", "--sede", "x", "--time-limit", "abc", "--bad=1", "--lang", "en")
    assert found.exit_code == 2
    for said in ("`--sede`", "`--seed`", "`--bad`", "`abc`", "Faults: 3"):
        assert said in found.stderr


@pytest.mark.parametrize(
    ("arguments", "dutch", "english"),
    [
        (("run", "--relax"), "bij de optie `--relax` hoort een waarde", "`--relax` needs a value"),
        (("run", "a", "b", "c"), "hier staat iets te veel: `b c`", "too many: `b c`"),
        (("run", "--force=ja"), "bij de optie `--force` hoort geen waarde", "takes no value"),
        (("--vorce",), "de optie `--vorce` bestaat niet", "there is no option `--vorce`"),
        (("regions", "--lang", "nl"), "er ontbreekt een opdracht", "a command is missing"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_in_one_language(
    arguments: tuple[str, ...], dutch: str, english: str
) -> None:
    for language, said in (("nl", dutch), ("en", english)):
        given = [language if word == "nl" else word for word in arguments]
        found = invoke("--lang", language, *given)
        assert found.exit_code == 2
        assert said.casefold() in found.stderr.casefold()
        for word in ("Usage", "Error", "Try '", "argument", "requires", "No such"):
            assert word not in found.stderr
        assert "--help`" in found.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_forgets_a_fault_in_an_option(command: str) -> None:
    given = main.commands[command]
    needed = [p.name or "" for p in given.params if isinstance(p, click.Argument) and p.required]
    found = invoke(command, *needed, "--lang", "fries")
    assert found.exit_code == 2
    assert "`fries`" in found.stderr


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "-1", "0", "1e9", "abc", ""])
def test_a_time_limit_that_is_none_is_refused_before_any_work(desk: Path, value: str) -> None:
    for command in ("run", "merge", "pareto"):
        found = invoke(command, "--time-limit", value)
        assert found.exit_code == 2
        assert "`--time-limit`" in found.stderr
        assert list(desk.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["", " ", "a\nb", "a\x00b", "a\x1b[2Jb", "a\udcff", "a" * 300, "x/" + "a" * 300]
)
def test_a_place_that_cannot_be_written_is_refused_before_any_work(desk: Path, name: str) -> None:
    for line in (["run", "--out", name], ["pareto", "--out", name, "--criteria", "context"],
                 ["merge", "--out", name], ["template", name],
                 ["run", "--relax", "1", "--relax-out", name]):  # fmt: skip
        found = invoke(*line)
        assert found.exit_code == 2, line
        assert not hidden(found.output.replace("\n", ""))
        assert list(desk.iterdir()) == []


@pytest.mark.parametrize("number", ["0", "-1", "x", "1" + "0" * 400, "9" * 5_000])
def test_a_number_of_a_proposal_that_cannot_be_is_refused(desk: Path, number: str) -> None:
    found = invoke("run", "--relax", number)
    assert found.exit_code == 2
    assert "`--relax`" in found.stderr
    assert list(desk.iterdir()) == []


@pytest.mark.parametrize("seed", ["a\udcff", "a\nb", "\x1b[31m", "\u202e"])
def test_a_seed_that_cannot_be_shown_is_refused(seed: str) -> None:
    found = invoke("run", "--seed", seed)
    assert found.exit_code == 2
    assert "`--seed`" in found.stderr


@pytest.mark.skipif(os.name == "nt", reason="these names cannot be there")
@pytest.mark.parametrize("name", ["plan\nnen.csv", "plan\x1b[31m.csv", "plan\udcff.csv"])
def test_a_file_whose_name_cannot_be_kept_is_refused(desk: Path, name: str) -> None:
    try:
        (desk / name).write_bytes(EXAMPLE.read_bytes())
    except OSError:
        pytest.skip("the disk refuses this name as well")
    for option in ([name], ["--scenario", name], ["--regions", name]):
        found = invoke("run", *option)
        assert found.exit_code == 2
        assert not hidden(found.output.replace("\n", ""))


@pytest.mark.parametrize("path", ["a" * 5_000, "x\x00y", "a/" * 3_000, "\udcff"])
def test_a_path_that_no_disk_can_hold_is_a_file_that_is_not_there(path: str) -> None:
    for line in (["run", path], ["check", path], ["run", "--scenario", path], ["why", path, "A01"],
                 ["run", "--regions", path], ["verify", path], ["draw", path],
                 ["check", str(EXAMPLE), "--boards", path]):  # fmt: skip
        found = invoke(*line)
        assert found.exit_code == 2, (line[0], found.output[-300:])
        assert len(found.output) < 1_000


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_pipe_or_a_device_is_not_waited_for(desk: Path) -> None:
    os.mkfifo(desk / "pijp")
    for path in ("pijp", "/dev/zero"):
        for line in (["run", path], ["run", "--scenario", path], ["run", "--regions", path],
                     ["check", str(EXAMPLE), "--boards", path],
                     ["regions", "build", "--year", "24", "--areas", path]):  # fmt: skip
            found = invoke(*line)
            assert found.exit_code == 2, line
            assert path in found.stderr


@pytest.mark.parametrize("nasty", NASTY)
def test_nothing_given_on_the_command_line_steers_the_terminal(nasty: str) -> None:
    for line in ([f"x{nasty}"], ["regions", f"x{nasty}"], ["run", f"--x{nasty}"], [f"--x{nasty}"],
                 ["run", f"x{nasty}"], ["run", "--scenario", f"x{nasty}"], ["check", f"x{nasty}"],
                 ["run", "a", f"b{nasty}"], ["run", "--lang", nasty],
                 ["run", "--time-limit", nasty]):  # fmt: skip
        found = invoke(*line)
        assert found.exit_code == 2
        assert visible(found.output, lines=True) == found.output


@pytest.mark.parametrize("nasty", sorted(set(NASTY) - {"\x00", "\udcff", "\r", "\n"}))
def test_nothing_in_a_file_steers_the_terminal(desk: Path, nasty: str) -> None:
    quoted = "".join(f"\\u{ord(c):04x}" for c in nasty)
    (desk / "s.toml").write_text(
        f'"x{quoted}" = 1\n[cohort]\nsize = "{quoted}"\n', encoding="utf-8"
    )
    rows = [plan("A01", **{f"kolom{nasty}": "x"}), plan("A02", naam=f"naam{nasty}", herkomst=nasty)]
    found = invoke("run", str(write_plans(desk, rows)), "--scenario", "s.toml")
    assert found.exit_code == 2
    assert visible(found.output, lines=True) == found.output
    assert "x\N{REPLACEMENT CHARACTER}" in found.stderr


def test_every_parameter_of_a_text_is_on_one_line_and_can_be_seen() -> None:
    texts = load_texts("nl")
    said = texts("message.unexpected", error=ValueError("a\nb\x1b[31m\u202ec"))
    assert visible(said) == said
    assert texts("message.faults_head", count=3).startswith("Fouten: 3.")


def test_what_libraries_print_goes_through_the_same_door(monkeypatch: pytest.MonkeyPatch) -> None:
    def noisy(_: object) -> None:
        warnings.warn("\x1b[31mlet op", stacklevel=1)
        raise RuntimeError("\x1b[31mkapot")

    monkeypatch.setattr("selector.intake.read_regions", noisy)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        found = invoke("run")
    assert "let op" in found.stderr
    assert "\x1b" not in found.output


def test_only_one_file_prints() -> None:
    """`progress` also goes back to the start of a line, with text of its own."""
    sources = (ROOT / "selector").rglob("*.py")
    printing = {p.name for p in sources if "click.echo(" in p.read_text(encoding="utf-8")}
    assert printing == {"terminal.py", "progress.py"}


def test_what_is_seen_and_what_is_not() -> None:
    assert visible("gewoon, met é en 🧑 en\u00a0spatie") == "gewoon, met é en 🧑 en\u00a0spatie"
    assert visible("a\nb\tc", lines=True) == "a\nb\tc"
    assert visible("a\nb\u2028c\x9b\u202e\x00") == "a�b�c���"
    assert (hidden("abc"), hidden("a\u202eb"), hidden("a\nb")) == ("", "U+202E", "U+000A")


@pytest.mark.parametrize(
    ("line", "writes"),
    [
        (("check", "weg.csv"), False),
        (("check", "weg.csv", "--fix", "nieuw.xlsx"), True),
        (("check", "weg.csv", "--bestaat-niet"), False),
        (("why", ".", "A01", "--time-limit", "0"), False),
        (("whatif", ".", "+A01", "--time-limit", "0"), False),
        (("whatif", ".", "+A01", "--time-limit", "0", "--out", "x"), True),
        (("run", "weg.csv"), True),
        (("bestaat-niet",), False),
    ],
)
def test_that_nothing_was_written_is_said_where_something_was_asked_for(
    desk: Path, line: tuple[str, ...], writes: bool
) -> None:
    found = invoke(*line)
    assert found.exit_code == 2
    assert ("Er is niets geschreven." in found.stderr) is writes


def test_long_lines_are_folded_and_keep_their_indent() -> None:
    long = "  - " + " ".join(["woord"] * 30)
    *lines, last = folded(f"kort\n{long}", 50).split("\n")
    assert lines[0] == "kort"
    assert max(map(len, [*lines, last])) <= 50
    assert [line[:4] for line in [*lines[2:], last]] == ["    "] * len(lines[1:])
    assert " ".join(" ".join([*lines[1:], last]).split()) == long.strip()
    assert folded("a" * 90, 50) == "a" * 90  # a word is never broken


def test_only_a_terminal_folds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    for terminal, lines in ((True, 2), (False, 1)):
        stream = StringIO()
        monkeypatch.setattr(stream, "isatty", lambda terminal=terminal: terminal)
        monkeypatch.setattr("sys.stdout", stream)
        say("woord " * 15, fold=True)
        assert len(stream.getvalue().strip().split("\n")) == lines
