"""What a run that is certified says, writes and refuses to write."""

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from builders import (
    altered,
    plan,
    result_of,
    skip_drawings,
    write_case,
)
from by_highs import ROWS, claiming, scenario_of
from click.testing import CliRunner, Result

from selector.cli import main
from selector.problem import Problem
from selector.solve import certify as second
from selector.solve.clock import Clock
from selector.solve.found import Optimum
from selector.solve.optimum import solve


@pytest.fixture(autouse=True)
def without_drawings(monkeypatch: pytest.MonkeyPatch) -> None:
    skip_drawings(monkeypatch)


def invoke(folder: Path, *options: str) -> Result:
    rows = [*ROWS, plan("E", x="0.2", y="0.2", z="0.2")]
    plans, scenario = write_case(folder, rows, scenario_of("leximin", "sum"))
    arguments = ["run", plans, "--scenario", scenario, "--out", folder / "uit", *options]
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def written(folder: Path, name: str = "cohort.json") -> Any:
    return json.loads((folder / "uit" / name).read_text(encoding="utf-8"))


def test_a_run_says_and_writes_what_was_confirmed(tmp_path: Path) -> None:
    found = invoke(tmp_path, "--certify")
    assert found.exit_code == 0
    assert (
        "Een tweede rekenmethode (een eigen model, met HiGHS) bevestigt elke trap." in found.stdout
    )
    record = written(tmp_path)
    assert record["certified"] is True
    certificate = record["certificate"]
    assert certificate["tiers"] == ["confirmed", "confirmed"]
    assert certificate["solver"] == "HiGHS"
    assert certificate["through"].startswith("scipy ")
    assert certificate["version"][0].isdigit()
    first = (tmp_path / "uit" / "cohort.json").read_bytes()
    english = invoke(tmp_path, "--certify", "--force", "--lang", "en")
    assert "A second method (a model of its own, with HiGHS) confirms every tier." in english.stdout
    invoke(tmp_path, "--certify", "--force")
    assert (tmp_path / "uit" / "cohort.json").read_bytes() == first


def test_without_being_asked_nothing_is_said(tmp_path: Path) -> None:
    found = invoke(tmp_path)
    assert "HiGHS" not in found.stdout
    record = written(tmp_path)
    assert record["certified"] is None
    assert "certificate" not in record


def test_tiers_that_were_not_confirmed_are_named(tmp_path: Path) -> None:
    result = result_of(tmp_path, ROWS, scenario_of("leximin", "sum", "criterion"))
    words: tuple[second.Word, ...] = ("confirmed", "undecided", "undecided")
    certificate = second.Certificate(False, "1.12.0", "scipy 1.17.1", words)
    said = altered(result, certificate=certificate).summary()
    assert "niet bevestigd: trap 2 en 3." in said


def lie(monkeypatch: pytest.MonkeyPatch, change: Callable[[Optimum], Optimum | None]) -> None:
    """Let the first solver say something else."""

    def solve_wrongly(problem: Problem, clock: Clock) -> Optimum | None:
        optimum = solve(problem, clock)
        assert optimum is not None
        return change(optimum)

    monkeypatch.setattr("selector.solve.optimum.solve", solve_wrongly)


def test_a_contradiction_ends_with_1_and_keeps_both_sides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lie(monkeypatch, lambda optimum: claiming(optimum, 1, Fraction(3)))
    found = invoke(tmp_path, "--certify")
    assert (found.exit_code, found.stdout) == (1, "")
    assert "spreken elkaar tegen over trap 2 (som)" in found.stderr
    assert "uit.meningsverschil" in found.stderr
    assert "Traceback" not in found.stderr
    assert not (tmp_path / "uit").exists()
    folder = tmp_path / "uit.meningsverschil"
    saved = json.loads((folder / "verschil.json").read_text(encoding="utf-8"))
    ours, theirs = saved["sides"]
    assert (saved["about"], saved["tier"]) == ("tier", 2)
    assert (ours["solver"], theirs["solver"]) == ("CP-SAT", "HiGHS")
    assert ours["version"]
    assert "scipy" in theirs["version"]
    assert ours["tiers"][1]["value"] == "3"
    assert theirs["tiers"][1]["value"] == theirs["attained"][1] != "3"
    assert ours["selected"] == theirs["selected"] == ["A", "B"]
    assert ours["scores"] == {"x": "4/5", "y": "3/5", "z": "1/2"}
    assert "Maximize" in (folder / "programma.lp").read_text(encoding="utf-8")
    again = invoke(tmp_path, "--certify", "--lang", "en")
    assert "contradict each other about tier 2 (sum)" in again.stderr
    assert (tmp_path / "uit.meningsverschil-2" / "verschil.json").exists()


def test_an_older_result_stays_when_the_solvers_disagree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoke(tmp_path)
    before = (tmp_path / "uit" / "cohort.json").read_bytes()
    lie(monkeypatch, lambda optimum: claiming(optimum, 1, Fraction(3)))
    assert invoke(tmp_path, "--certify", "--force").exit_code == 1
    assert (tmp_path / "uit" / "cohort.json").read_bytes() == before


def test_a_wrong_infeasible_is_found_out_without_being_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lie(monkeypatch, lambda _: None)
    found = invoke(tmp_path)
    assert (found.exit_code, found.stdout) == (1, "")
    assert "of er een selectie is die aan alle regels voldoet" in found.stderr
    saved = json.loads(
        (tmp_path / "uit.meningsverschil" / "verschil.json").read_text(encoding="utf-8")
    )
    assert saved["about"] == "infeasible"
    assert saved["sides"][0]["selected"] is None
    assert len(saved["sides"][1]["selected"]) == 2
    assert saved["sides"][1]["broken_rules"] == []
