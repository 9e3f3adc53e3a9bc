"""A size of the cohort that a round cannot have: refused or not to be met, never a failure."""

import math
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from builders import EXAMPLE, plan, tables, write_case
from click.testing import CliRunner

from selector import InputError, Scenario, load_scenario, read_plans, select
from selector.cli import main
from selector.solve.clock import Clock

ROWS = [plan("A"), plan("B", "GM0014"), plan("C", "GM0080", c1="ontbreekt")]


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    """A scenario for one plan, beside a round of three of which two are eligible."""
    return load_scenario(write_case(tmp_path, ROWS, tables(size=1))[1])


@pytest.mark.parametrize(
    "size",
    [0, -1, True, False, "2", 2.0, math.nan, None, [2], {"min": 2}, {"min": 2, "max": 1}, 10**7,
     10**30, np.bool_(True), np.float64(2), b"2", range(2)],
)  # fmt: skip
def test_what_is_no_size_is_refused(scenario: Scenario, size: Any) -> None:
    with pytest.raises(InputError) as caught:
        scenario.replace(cohort={"size": size})
    assert caught.value.faults[0].place.startswith("cohort.size")


@pytest.mark.parametrize("size", [3, 4, 1000, 10**6, {"min": 3, "max": 10**6}])
def test_more_than_there_are_eligible_cannot_be_met(
    tmp_path: Path, scenario: Scenario, size: Any
) -> None:
    plans = read_plans(tmp_path / "aanvragen.csv")
    assert select(plans, scenario.replace(cohort={"size": size})).status == "infeasible"


def test_a_range_up_to_a_million_is_solved_for_the_plans_that_there_are(
    tmp_path: Path, scenario: Scenario
) -> None:
    plans = read_plans(tmp_path / "aanvragen.csv")
    started = time.process_time()
    wide = select(plans, scenario.replace(cohort={"size": {"min": 1, "max": 10**6}}), certify=True)
    narrow = select(plans, scenario.replace(cohort={"size": {"min": 1, "max": 2}}))
    assert wide.status == "optimal"
    assert wide.selected == narrow.selected
    assert time.process_time() - started < 60


@pytest.mark.parametrize("size", [np.int64(2), np.int8(2), np.uint16(2)])
def test_a_whole_number_of_numpy_is_a_whole_number(scenario: Scenario, size: Any) -> None:
    assert scenario.replace(cohort={"size": size}) == scenario.replace(cohort={"size": 2})
    both = {"min": size, "max": size}
    assert scenario.replace(cohort={"size": both}) == scenario.replace(cohort={"size": 2})


@pytest.mark.parametrize("size", ["0", "-3", "10000000", "2,5", "x", "9" * 5_000])
def test_the_command_line_refuses_what_is_no_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: str
) -> None:
    monkeypatch.chdir(tmp_path)
    line = ["pareto", str(EXAMPLE), "--criteria", "context", "herkomst", "--size", size]
    found = CliRunner().invoke(main, line)
    assert found.exit_code == 2
    assert "size" in found.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_time_that_is_no_number_is_refused_in_python() -> None:
    with pytest.raises(ValueError, match="not a number"):
        Clock(math.nan)
