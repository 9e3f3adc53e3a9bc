"""Scenarios with several faults at once, or of another kind of file: all is told in one go."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from builders import EXAMPLE
from conftest import Refuses
from depth import DEEP
from malformed import SCENARIO as SOUND
from malformed import Named, maybe, workbook


def test_numbers_outside_the_range_are_named_by_plan(tmp_path: Path, refuses: Refuses) -> None:
    plans = tmp_path / "plannen.csv"
    plans.write_text(
        "plan_id,naam,sectoren,gemeenten,samenwerking,herkomst,punten\n"
        "P1,Een,po,GM0363,lokaal,nieuw,12\nP2,Twee,po,GM0344,lokaal,nieuw,3\n"
        "P3,Drie,po,GM0599,lokaal,nieuw,-1\nP4,Vier,po,GM0518,lokaal,nieuw,veel\n",
        encoding="utf-8",
    )
    scenario = tmp_path / "proef.toml"
    scenario.write_text(
        '[cohort]\nsize = 1\n[[criteria]]\nname = "punten"\nmeasure = "total"\non = "punten"\n'
        'range = [0, 10]\n[[objective]]\ntier = "sum"\n',
        encoding="utf-8",
    )
    refuses(
        plans,
        ("`criteria[1].on`: ", "`P4`", "rij 5", "`veel`"),
        ("`criteria[1].range`: ", "`P1`", "12", "0 tot 10"),
        ("`criteria[1].range`: ", "`P3`", "-1", "0 tot 10"),
        scenario=scenario,
    )


def test_several_faults_are_told_in_one_go(tmp_path: Path, refuses: Refuses) -> None:
    text = SOUND
    for old, new in (
        ("seed =", "seeed ="), ("size = 12", "size = -1"), ('"penalise"', '"penalize"'),
        ("range = [1, 5]", 'range = "alles"'), ("tolerance = 0.1", "tolerance = 3"),
        ('over = ["context", "ambitie"]', 'over = ["contxt", "ambitie"]'),
        ("context = 2, ", ""), ("max = 9\n", "max = 0\n"),
    ):  # fmt: skip
        assert old in text
        text = text.replace(old, new)
    file = tmp_path / "proef.toml"
    file.write_text(text, encoding="utf-8")
    refuses(
        EXAMPLE,
        ("`cohort.size`: ", "`-1`"),
        ("`competition[2].verdict`: ", "`penalize`", maybe("penalise")),
        ("`criteria[3].range`: ", "`alles`"),
        ("`objective[2].tolerance`: ", "`3`"),
        ("`seeed`: ", maybe("seed")),
        ("`quotas[1]`: ", "1 > 0"),
        ("`objective[2].over`: ", "`contxt`", maybe("context")),
        scenario=file,
    )


def test_contradictions_are_told_in_one_go(tmp_path: Path, refuses: Refuses) -> None:
    text = SOUND
    for old, new in (
        ("size = 12", "size = { min = 9, max = 2 }"), ("max = 9\n", "max = 0\n"),
        ("400, niet-stedelijk = 400, krimp = 200", "0, niet-stedelijk = 0, krimp = 0"),
        ("[1, 5]", "[5, 5]"), ('tier = "sum"', 'tier = "worst"'),
    ):  # fmt: skip
        assert old in text
        text = text.replace(old, new)
    file = tmp_path / "proef.toml"
    file.write_text(text, encoding="utf-8")
    refuses(
        EXAMPLE,
        ("`cohort.size`: ", "9 > 2"),
        ("`quotas[1]`: ", "1 > 0"),
        ("`criteria[1].target`: ", "alleen nullen"),
        ("`criteria[3].range`: ", "5 >= 5"),
        ("`objective[2].weights`: ", "`worst`"),
        scenario=file,
    )


def test_what_does_not_fit_the_plans_is_told_in_one_go(tmp_path: Path, refuses: Refuses) -> None:
    text = SOUND
    for old, new in (
        ('["A01"]', '["B01"]'), ('on = "uitdagingen"', 'on = "uitdaging"'),
        ('on = "ambitie"', 'on = "sector_type"'), ('{ context = "krimp" }', '{ context = "krmp" }'),
    ):  # fmt: skip
        assert old in text
        text = text.replace(old, new)
    file = tmp_path / "proef.toml"
    file.write_text(text, encoding="utf-8")
    refuses(
        EXAMPLE,
        ("`cohort.locked_in`: ", "`B01`", maybe("A01")),
        ("`criteria[2].on`: ", "`uitdaging`", maybe("uitdagingen")),
        ("`criteria[3].on`: ", "`sector_type`"),
        ("`quotas[1].where.context`: ", "`krmp`", maybe("krimp")),
        scenario=file,
    )


def test_what_does_not_fit_the_plans_is_told_beside_what_is_not_well_formed(
    tmp_path: Path, refuses: Refuses
) -> None:
    text = SOUND
    for old, new in (
        ("seed =", "seeed ="), ('measure = "balance"', 'measure = "balans"'),
        ('["A01"]', '["B01"]'), ('on = "uitdagingen"', 'on = "uitdaging"'),
        ('{ context = "krimp" }', '{ context = "krmp" }'),
    ):  # fmt: skip
        assert old in text
        text = text.replace(old, new, 1)
    file = tmp_path / "proef.toml"
    file.write_text(text, encoding="utf-8")
    refuses(
        EXAMPLE,
        ("proef.toml, `criteria[1].measure`: ", "`balans`", maybe("balance")),
        ("proef.toml, `seeed`: ", maybe("seed")),
        ("proef.toml, `cohort.locked_in`: ", "`B01`", maybe("A01")),
        ("proef.toml, `criteria[2].on`: ", "`uitdaging`", maybe("uitdagingen")),
        ("proef.toml, `quotas[1].where.context`: ", "`krmp`", maybe("krimp")),
        scenario=file,
    )


def test_faults_of_both_files_are_told_in_one_go(tmp_path: Path, refuses: Refuses) -> None:
    scenario, plans = tmp_path / "proef.toml", tmp_path / "plannen.csv"
    scenario.write_text(SOUND.replace("size = 12", "size = 0"), encoding="utf-8")
    plans.write_text("", encoding="utf-8")
    refuses(plans, ("proef.toml, `cohort.size`",), ("plannen.csv: ", "leeg"), scenario=scenario)


FILES: dict[str, tuple[bytes, Named]] = {
    "a text without a closing quote is no TOML": (
        b'name = "proef\n', ("regel 1", "geen geldige TOML", 'De regel is: `name = "proef`')),
    "a text of several lines without end is told where it opens": (
        b'a = 1\nb = """x\nc = 2\n', ("regel 2", "niet gesloten")),
    "a list without end is told where it opens": (
        b'a = 1\nb = ["x"\nc = 2\n', ("regel 2", "een lijst wordt niet gesloten")),
    "a yes of people is true": (b"a = ja\n", ("regel 1", "`ja`", maybe("true"))),
    "a capital is no boolean": (b"a = False\n", ("regel 1", "`False`", maybe("false"))),
    "a text without quotes gets them": (b"a = hallo daar\n", ("regel 1", maybe('"hallo daar"'))),
    "a date without quotes gets its ISO text": (
        b"a = 28-04-2023 23:59 # termijn\n", ("regel 1", maybe('"2023-04-28T23:59"'))),
    "a key without a value is told so": (b"a =\nb = 1\n", ("regel 1", "ontbreekt de waarde")),
    "a comma elsewhere does not move the line": (
        b"a = 0,5\nb = 1,5\nc = nee\n", ("regel 3", "`nee`", maybe("false"))),
    "a table that comes twice is no TOML": (
        SOUND.encode() + b"[cohort]\n", ("geen geldige TOML", "staat er al")),
    "a key that comes twice is no TOML": (b"name = 'a'\nname = 'b'\n", ("geen geldige TOML",)),
    "a date that does not exist is no TOML": (b"name = 2023-02-30\n", ("geen geldige TOML",)),
    "Latin-1 is no TOML": (
        'a = 1\nname = "Súd"\n'.encode("latin-1"), ("regel 2", "geen UTF-8", "`ú`", "1252")),
    "UTF-16 is no TOML": (SOUND.encode("utf-16"), ("geen UTF-8", "UTF-16")),
    "binary garbage is no TOML": (bytes(range(256)), ("geen tekst", "verwacht werd", "TOML")),
    "NUL characters are no TOML": (bytes(99), ("NUL",)),
    "an Excel workbook is no TOML": (workbook(), ("een Excel-werkmap", "verwacht werd", "TOML")),
    "lists nested without end are no TOML": (b"a = " + b"[" * 9999, ("geen geldige TOML",)),
    "a CSV is no TOML": (EXAMPLE.read_bytes()[:500], ("een tabel met aanvragen", "TOML")),
}  # fmt: skip


@pytest.mark.parametrize(("data", "named"), FILES.values(), ids=FILES)
def test_a_file_is_no_scenario(data: bytes, named: Named, tmp_path: Path, refuses: Refuses) -> None:
    file = tmp_path / "proef.toml"
    file.write_bytes(data)
    refuses(EXAMPLE, ("proef.toml", *named), scenario=file)


def test_every_line_that_is_no_toml_is_told(tmp_path: Path, refuses: Refuses) -> None:
    file = tmp_path / "proef.toml"
    text = SOUND.replace("size = 12", "size = twaalf").replace("krimp = false", "krimp = nee")
    file.write_text(text.replace('"leximin"', '"leximin') + "rest = 5%\n", encoding="utf-8")
    refuses(
        EXAMPLE,
        ("`size = twaalf`", maybe('"twaalf"')),
        ("krimp = nee`", maybe("false")),
        ("aanhalingsteken", '`tier = "leximin`'),
        ("`5%`", maybe("0.05")),
        scenario=file,
    )


@pytest.mark.parametrize(
    "number",
    [
        pytest.param("9" * 5000, id="a number of five thousand digits"),
        pytest.param("1e99999999999999999999", id="a power of ten that does not fit"),
    ],
)
def test_a_number_beyond_reason(number: str, tmp_path: Path, refuses: Refuses) -> None:
    file = tmp_path / "proef.toml"
    file.write_text(SOUND.replace('name = "proef"', f"name = {number}"), encoding="utf-8")
    refuses(EXAMPLE, ("proef.toml",), scenario=file)


def test_an_empty_scenario_misses_what_is_required(tmp_path: Path, refuses: Refuses) -> None:
    file = tmp_path / "proef.toml"
    file.write_bytes(b"")
    missing = [(f"`{key}`: ", "verplicht") for key in ("cohort", "criteria", "objective")]
    refuses(EXAMPLE, *missing, scenario=file)


def test_a_scenario_that_does_not_exist(tmp_path: Path, refuses: Refuses) -> None:
    refuses(EXAMPLE, ("bestaat niet",), scenario=tmp_path / "niets.toml")


def test_a_directory_is_no_scenario(tmp_path: Path, refuses: Refuses) -> None:
    refuses(EXAMPLE, ("dit is een map",), scenario=tmp_path)


@DEEP
def test_as_a_command_there_is_no_traceback_either(tmp_path: Path) -> None:
    (tmp_path / "proef.toml").write_text(SOUND.replace("size = 12", "sizee = 12"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "selector", "run", "--scenario", "proef.toml"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert "`cohort.sizee`" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["proef.toml"]
