"""What is not proven is told between two bounds; and how far a run is, while it is at it."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest
from builders import EXAMPLE, altered, plan, result_of, tables, valued
from click.testing import CliRunner
from depth import DEEP
from ortools.sat.python import cp_model

from selector import Result, load_scenario, read_plans, select
from selector.cli import main
from selector.commands.progress import watching
from selector.publish.tier_values import tier_said
from selector.solve.clock import Clock, Progress, Stage
from selector.solve.engine import new_solver, run_solver
from selector.solve.found import TierResult
from selector.texts import load_texts
from selector.tiers import Value
from selector.verify import recount

HALF, THREE_QUARTERS, FULL = Fraction(1, 2), Fraction(3, 4), Fraction(1)
SCENARIO = tables(
    1,
    criteria=[{"name": "x", "measure": "total", "on": "x"}],
    objective=[{"tier": "leximin"}, {"tier": "competition"}],
)


def said(kind: str, value: Value, bound: Value, attained: Value, language: str = "nl") -> str:
    return " ".join(tier_said(kind, value, bound, attained, load_texts(language)))


def left_open(folder: Path) -> Result:
    """A result of which no tier is proven."""
    result = result_of(folder, [valued("A", x="0.5"), valued("B", x="0.4")], SCENARIO)
    assert result.outcome.optimum is not None
    tiers = (TierResult((HALF,), (FULL,), False), TierResult(Fraction(0), Fraction(-1), False))
    return altered(result, optimum=replace(result.outcome.optimum, proven=False, tiers=tiers))


def test_a_value_that_is_proven_stands_alone() -> None:
    assert said("sum", HALF, HALF, HALF) == "0,500 (bewezen)"
    assert said("competition", Fraction(3), Fraction(3), Fraction(3), "en") == "3 (proven)"


def test_a_value_that_is_not_proven_stands_between_two_bounds() -> None:
    assert said("sum", HALF, FULL, HALF) == "ten minste 0,500; hoogstens 1,000 (niet bewezen)"
    assert said("worst", HALF, FULL, HALF, "en") == "at least 0.500; at most 1.000 (not proven)"
    assert said("leximin", (HALF, HALF), (HALF, FULL), (HALF, HALF)) == (
        "ten minste 0,500 0,500; hoogstens 0,500 1,000 (niet bewezen)"
    )


def test_of_competition_less_is_better() -> None:
    found = said("competition", Fraction(4), Fraction(0), Fraction(4))
    assert found == "hoogstens 4; ten minste 0 (niet bewezen)"


def test_what_the_cohort_itself_attains_within_a_tolerance_is_told_beside_it() -> None:
    found = said("sum", THREE_QUARTERS, FULL, HALF)
    assert found.endswith("(niet bewezen; de selectie zelf: 0,500)")


def test_the_summary_and_the_sheet_tell_both_bounds_and_the_recount_reads_them(
    tmp_path: Path, plain_maps: None
) -> None:
    result = left_open(tmp_path)
    lines = result.summary().splitlines()
    assert "  1. laagste score eerst: ten minste 0,500; hoogstens 1,000 (niet bewezen)" in lines
    assert "  2. concurrentie: hoogstens 0; ten minste -1 (niet bewezen)" in lines
    saved = result.save(tmp_path / "uit")
    assert [d for d in recount(saved).differences if d.file == "cohort.xlsx"] == []


# --- Progress


def shown(capsys: pytest.CaptureFixture[str], progress: Progress, language: str = "nl") -> str:
    with watching(language, quiet=False, verbose=True) as watch:
        assert watch is not None
        watch(progress)
    return capsys.readouterr().err.split(" s  ", 1)[1].rstrip("\n")


def test_progress_says_which_answer_of_how_many(capsys: pytest.CaptureFixture[str]) -> None:
    here = Progress(size=12, tier=2, kind="competition", stage=Stage("answers", 4, 23))
    assert shown(capsys, here) == "antwoord 5 van 23, selectie van 12, trap 2 (concurrentie)"
    assert shown(capsys, here, "en").startswith("answer 5 of 23, ")
    swaps = replace(here, stage=Stage("swaps", 168, 168))
    assert shown(capsys, swaps).startswith("ruil 168 van 168, ")


def test_progress_has_the_decimal_sign_of_the_language(capsys: pytest.CaptureFixture[str]) -> None:
    here = Progress(12, 4, "sum", unit=Fraction(10_000), best=8_333, bound=10_000)
    assert shown(capsys, here).endswith(": beste 0,8333, hoogstens 1")
    assert shown(capsys, here, "en").endswith("0.8333, at most 1")


@DEEP
def test_every_answer_and_swap_of_a_run_is_told_in_order_and_nothing_after_it() -> None:
    told: list[Progress] = []
    plans, scenario = read_plans(EXAMPLE), load_scenario("afwegingskader-2023")
    result = select(plans, scenario, answers=True, swaps=True, watch=told.append)
    stages = [progress.stage for progress in told]
    first = next(i for i, stage in enumerate(stages) if stage is not None)
    assert stages[:first] == [None] * first
    assert first > 0
    for kind in ("answers", "swaps"):
        counts = [s.settled for s in stages if s is not None and s.kind == kind]
        totals = {s.total for s in stages if s is not None and s.kind == kind}
        assert counts == sorted(counts)
        assert counts
        assert len(totals) == 1
        assert max(counts) < max(totals)
    eligible = len(result.problem.eligible)
    assert {s.total for s in stages if s is not None and s.kind == "answers"} == {eligible}


# --- Numbers on the line


@pytest.mark.parametrize("number", ["0,5", "0.5", "5", "+2,5"])
def test_a_time_limit_may_have_a_comma(number: str) -> None:
    found = CliRunner().invoke(main, ["why", "nergens", "A", "--time-limit", number])
    assert "--time-limit" not in found.stderr
    assert "nergens" in found.stderr


@pytest.mark.parametrize("number", ["1.000,5", "1,5,0", ",", "1,", "0,0", "a,5"])
def test_what_is_no_number_is_refused_all_the_same(number: str) -> None:
    found = CliRunner().invoke(main, ["why", "nergens", "A", "--time-limit", number])
    assert found.exit_code == 2
    assert "`--time-limit`" in found.stderr


def test_the_nearest_plan_differs_in_capitals_and_zeros_before_it_differs_in_letters(
    tmp_path: Path, plain_maps: None
) -> None:
    rows = [plan("R05"), plan("R15"), plan("R51")]
    folder = result_of(tmp_path, rows, tables(1)).save(tmp_path / "uit")
    for line, meant in (
        (["why", folder, "r15"], "R15"),
        (["why", folder, "r5"], "R05"),
        (["whatif", folder, "+r15"], "R15"),
        (["whatif", folder, "-r5"], "R05"),
        (["letters", folder, "--plan", "R-15", "--out", tmp_path / "brieven"], "R15"),
    ):
        found = CliRunner().invoke(main, list(map(str, line)))
        assert found.exit_code == 2
        assert f"Bedoelt u `{meant}`?" in found.stderr, line


def test_a_file_that_is_not_there_gets_the_nearest_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("map").mkdir()
    Path("map/aanvragen.xlsx").write_text("", encoding="utf-8")
    found = CliRunner().invoke(main, ["check", str(Path("map/aanvragn.xlsx"))])
    assert f"Bedoelt u `{Path('map/aanvragen.xlsx')}`?" in found.stderr
    deep = CliRunner().invoke(main, ["check", str(tmp_path / ("./" * 40) / "map/aanvragn.xlsx")])
    assert "Bedoelt u" in deep.stderr
    assert "aanvragen.xlsx`?" in deep.stderr
    far = CliRunner().invoke(main, ["check", str(tmp_path / "iets.csv")])
    assert "Bedoelt u" not in far.stderr


@pytest.mark.parametrize(
    "line",
    ["why vire A07", "alternatives vire", "whatif vire size=13", "verify vire", "prove vire",
     "letters vire --out uit", "rerun vire --out uit", "compare vire vier", "history vire",
     "draw vire", "collect vire", "sweep --index --out vire"],
)  # fmt: skip
def test_a_folder_that_is_not_there_gets_the_nearest_folder_beside_it(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("vier").mkdir()
    Path("vires").write_text("", encoding="utf-8")  # a file is no folder
    found = CliRunner().invoke(main, line.split())
    assert found.exit_code == 2
    assert "vire: deze map bestaat niet. Bedoelt u `vier`?" in found.stderr


@pytest.mark.parametrize(
    ("line", "meant"),
    [(["rum"], "run"), (["run", "--secnario", "x"], "--scenario"), (["--hlep"], "--help"),
     (["run", "--scenario", "krimp_eerst"], "krimp-eerst"),
     (["scenario", "show", "Krimp-Eerst"], "krimp-eerst"),
     (["run", "--version"], "selector --version"), (["regions", "downlaod"], "download")],
)  # fmt: skip
def test_what_is_misspelt_gets_the_nearest(line: list[str], meant: str) -> None:
    found = CliRunner().invoke(main, line)
    assert found.exit_code == 2
    assert f"Bedoelt u `{meant}`?" in found.stderr


def test_an_interrupt_between_two_looks_at_the_solver_stops_it_too() -> None:
    """A pigeonhole without end: the pool would wait for it."""
    model, asked = cp_model.CpModel(), list[Progress]()
    at = [[model.new_bool_var("") for _ in range(13)] for _ in range(14)]
    for holes in at:
        model.add_bool_or(holes)
    for one, other in combinations(at, 2):
        for a, b in zip(one, other, strict=True):
            model.add_bool_or(~a, ~b)

    def interrupted(progress: Progress) -> None:
        asked.append(progress)
        if len(asked) == 1:
            raise KeyboardInterrupt

    solver, clock = new_solver(0), Clock(watch=interrupted)
    solver.parameters.cp_model_presolve = False
    solver.parameters.symmetry_level = 0
    assert run_solver(solver, model, clock) == cp_model.UNKNOWN
    assert clock.stopped.is_set()
