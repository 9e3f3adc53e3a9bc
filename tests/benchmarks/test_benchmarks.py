"""The benchmarks themselves: the rounds hold, the harness runs, and its verdicts are right."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from depth import DEEP

from selector import load_scenario, read_plans
from selector.eligibility import assess

from .__main__ import main
from .asking import Asked, ask, page, row
from .comparing import Comparison, compare, winner
from .measuring import ROOT, Outcome, Task, measure, measure_here
from .questions import QUESTIONS, Question, cohort_size, write_scenario
from .rounds import write_round
from .scaling import curve

GOOD = Outcome(
    "proven", wall=1.0, cpu=1.0, kinds=["leximin", "competition"], values=[["1/2", "9/10"], ["3"]]
)


@pytest.mark.parametrize(("plans", "seed"), [(29, 1), (60, 2), (200, 3)])
def test_a_round_can_be_read_and_is_mostly_eligible(tmp_path: Path, plans: int, seed: int) -> None:
    found = read_plans(write_round(tmp_path, plans, seed))
    assert len(found) == plans
    verdicts = assess(found, load_scenario("afwegingskader-2023"))
    eligible = sum(verdict.eligible for verdict in verdicts)
    assert 0.6 * plans < eligible < plans


def test_a_round_is_the_same_under_every_hash_seed(tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from tests.benchmarks.rounds import write_round"
    files = set()
    for number in ("0", "1"):
        folder = tmp_path / number
        command = [sys.executable, "-c", f"{code}; write_round(Path(sys.argv[1]), 60, 7)"]
        environment = {**os.environ, "PYTHONHASHSEED": number, "PYTHONPATH": str(ROOT)}
        subprocess.run([*command, str(folder)], env=environment, cwd=ROOT, check=True)
        files.add((folder / "aanvragen.csv").read_bytes())
    assert len(files) == 1
    assert write_round(tmp_path, 60, 8).read_bytes() not in files


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_every_question_is_a_sound_scenario(tmp_path: Path, question: Question) -> None:
    for plans in (29, 200):
        size = load_scenario(write_scenario(question, tmp_path, plans)).cohort.size
        assert size.min == size.max == cohort_size(plans)


def test_a_row_of_what_is_asked_afterwards_has_medians_and_the_worst() -> None:
    found = [
        Asked(1.0, 2.0, (0.1, 0.2), 3.0, 4.0),
        Asked(2.0, 1.0, (0.3,), 5.0, None),
        Asked(4.0, 12.0, (), 4.0, None),
    ]
    cells = row("x", 29, found)
    assert cells == "| x | 29 | 3 | 2 / 4 | 2 / 12 (0.5 to 3.0) | 0.2 / 0.3 | 4 / 5 | 4 / 4 |"
    assert cells in page([cells], "0.0")
    certified = row("x", 200, [Asked(1.0, 2.0)])
    assert certified == "| x | 200 | 1 | 1 / 1 | 2 / 2 (2.0 to 2.0) |  |  |  |"


@DEEP
def test_what_is_asked_afterwards_is_measured(tmp_path: Path) -> None:
    found = ask(tmp_path, "afwegingskader-2023", 29, 1)
    assert len(found.what_ifs) > 20
    assert found.answers is not None
    assert found.swaps is not None
    assert min(found.solve, found.certificate, found.answers, found.swaps, *found.what_ifs) > 0


@DEEP
def test_the_plain_model_agrees_with_ours(tmp_path: Path) -> None:
    file = write_round(tmp_path, 29, 1)
    scenario = write_scenario(QUESTIONS[1], tmp_path, 29)
    ours, plain = (
        measure_here(Task(solver, str(file), str(scenario), 60.0))
        for solver in ("selector", "plain CP-SAT")
    )
    assert ours.status == plain.status == "proven"
    assert ours.values == plain.values
    assert ours.broken == plain.broken == 0


def test_a_measurement_in_a_process_of_its_own(tmp_path: Path) -> None:
    file = write_round(tmp_path, 29, 1)
    scenario = write_scenario(QUESTIONS[1], tmp_path, 29)
    outcome = measure(Task("selector", str(file), str(scenario), 60.0))
    assert outcome.status == "proven"
    assert outcome.peak_mb > 0
    broken = measure(Task("selector", "nergens.csv", str(scenario), 60.0))
    assert broken.status == "failed"
    assert "nergens.csv" in broken.remark


def test_a_peer_that_is_not_installed_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "abcvoting", None)
    monkeypatch.setitem(sys.modules, "abcvoting.abcrules", None)
    outcome = measure_here(Task("abcvoting", "", "", 1.0))
    assert (outcome.status, "not installed" in outcome.remark) == ("skipped", True)


@DEEP
def test_the_command_writes_a_page_and_a_figure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["benchmarks"])
    monkeypatch.setattr(f"{main.__module__}.measure", measure_here)
    out = tmp_path / "benchmarks.md"
    arguments = ["--quick", "--sizes", "29", "--limit", "1", "--peers", "--out", str(out)]
    assert main(arguments) == 0
    assert "| weighing framework | 29 | " in out.read_text(encoding="utf-8")
    assert (tmp_path / "schaal.png").stat().st_size < 100_000
    assert capsys.readouterr().out.startswith("| question")


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        (replace(GOOD, wall=2.0), ("selector", "time")),
        (replace(GOOD, wall=0.5), ("peer", "time")),
        (replace(GOOD, status="found"), ("selector", "proof")),
        (replace(GOOD, values=[["1/2", "1"], ["5"]]), ("peer", "value")),
        (replace(GOOD, values=[["1/2", "9/10"], ["2"]]), ("peer", "value")),
        (replace(GOOD, values=[["1/2", "9/10"], ["4"]]), ("selector", "value")),
        (replace(GOOD, values=[["9/10", "1"], ["0"]], broken=2), ("selector", "rules")),
        (Outcome("stopped", wall=70.0), ("selector", "value")),
    ],
)
def test_who_wins(theirs: Outcome, expected: tuple[str, str]) -> None:
    assert winner(GOOD, theirs) == expected


def test_a_cohort_that_breaks_rules_does_not_beat_a_round_without_any() -> None:
    nothing = Outcome("nothing", remark="infeasible")
    assert winner(nothing, replace(GOOD, broken=1)) == ("selector", "rules")


def test_two_proofs_of_different_values_are_told() -> None:
    better = replace(GOOD, values=[["1/2", "1"], ["3"]])
    assert compare(GOOD, better) == -1
    pairs = ((GOOD, better), (GOOD, GOOD), (GOOD, replace(better, status="found")))
    assert Comparison(QUESTIONS[0], 29, "HiGHS", 10.0, pairs).contradictions() == 1


def test_a_ratio_says_who_ran_into_the_limit() -> None:
    def ratio(ours: float, theirs: float) -> str:
        pair = (replace(GOOD, wall=ours), replace(GOOD, wall=theirs))
        return Comparison(QUESTIONS[0], 29, "HiGHS", 10.0, (pair,)).ratio()

    assert ratio(2.0, 5.0) == "2.5"
    assert ratio(2.0, 10.0) == ">5"
    assert ratio(10.0, 2.0) == "<0.2"
    assert ratio(10.0, 10.1) == "-"


def test_a_heuristic_that_used_its_time_goes_on() -> None:
    def goes_on(theirs: Outcome) -> bool:
        return not Comparison(QUESTIONS[3], 29, "max-div", 10.0, ((GOOD, theirs),)).gave_up()

    spent = replace(GOOD, status="found", wall=10.0)
    assert goes_on(replace(spent, best_after=0.1))
    assert not goes_on(spent)
    assert not goes_on(Outcome("skipped"))


def test_slopes_are_exponents() -> None:
    outcomes = {
        n: [replace(GOOD, reading=0.0, geography=n**2 / 1e6, wall=n / 1e3)]
        for n in (1000, 2000, 4000)
    }
    found = curve("x", outcomes)
    assert found.preparing_slope() == pytest.approx(2)
    assert found.solving_slope() == pytest.approx(1)
    assert found.preparing_at(8000) == pytest.approx(64)
