"""The looser scenario as a file: what it says, keeps, and where it is written."""

import json
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from builders import (
    EXAMPLE,
    MODELS,
    Tables,
    invoke,
    result_from,
    skip_drawings,
    tables,
    write_case,
    write_plans,
    write_scenario,
)
from click.testing import Result as Invoked
from depth import sample
from tight_rounds import (
    INFEASIBLE,
    OVERLAP,
    ROWS,
    explained,
    tight_round,
)

from selector import load_scenario
from selector.analysis.patch import relaxed_scenario, relaxed_text
from selector.scenario import parse_scenario
from selector.texts import load_texts


def test_comments_and_layout_stay(tmp_path: Path) -> None:
    text = (MODELS / "krimp-eerst.toml").read_text(encoding="utf-8")
    path = tmp_path / "kader.toml"
    path.write_text(text.replace("min = 4", "min = 9 # veel"), encoding="utf-8")
    result = result_from(EXAMPLE, path)
    assert result.outcome.infeasible is not None
    changes = result.outcome.infeasible.relaxations[0].changes
    looser = relaxed_text(load_scenario(path), changes, "anders", ["bovenaan"]).splitlines()
    kept = path.read_text(encoding="utf-8").splitlines()
    assert looser[0] == "# bovenaan"
    assert [(old, new) for old, new in zip(kept, looser[1:], strict=True) if old != new] == [
        ('name = "krimp-eerst"', 'name = "anders"'),
        ("min = 9 # veel", "min = 5 # veel"),
    ]


@pytest.mark.parametrize("seed", sample(INFEASIBLE, every=3))
def test_the_file_says_what_was_checked(seed: int, tmp_path: Path) -> None:
    rows, tables_ = tight_round(seed)
    _, path = write_case(tmp_path, rows, tables_)
    read, made = load_scenario(path), parse_scenario(tables_)
    for relaxation in explained(seed).relaxations[:4]:
        wanted = relaxed_scenario(read, relaxation.changes).model_dump()
        for scenario in (read, made):  # from a file, and made in Python
            text = relaxed_text(scenario, relaxation.changes, read.name)
            written = parse_scenario(tomllib.loads(text, parse_float=Decimal)).model_dump()
            assert written == wanted


def run(folder: Path, *options: str, scenario: Tables | None = None) -> Invoked:
    plans = write_plans(folder, ROWS)
    if scenario is not None:
        write_scenario(folder, scenario, "kader.toml")
    where = ["--scenario", str(folder / "kader.toml"), "--out", str(folder / "uit"), "--force"]
    return invoke("run", plans, *where, *options)


CROWDED = tables(3, cohort={"locked_in": ["A", "B"]}, competition=[OVERLAP], relaxation={"pair": 1})


def test_relax_writes_a_scenario_that_can_be_met_and_replaces_nothing(
    tmp_path: Path, plain_maps: None
) -> None:
    found = run(tmp_path, "--relax", "1", scenario=CROWDED)
    assert found.exit_code == 3, found.stderr
    looser = tmp_path / "kader-ruimer-1.toml"
    assert str(looser) in found.stderr
    assert (tmp_path / "uit" / "infeasible.json").exists()
    assert not (tmp_path / "uit" / "cohort.json").exists()
    assert tomllib.loads(looser.read_text(encoding="utf-8"))["allowed"] == [{"plans": ["A", "B"]}]
    again = invoke(
        "run", tmp_path / "aanvragen.csv", "--scenario", looser, "--out", tmp_path / "uit2"
    )
    assert again.exit_code == 0, again.stderr
    record = json.loads((tmp_path / "uit2" / "cohort.json").read_text(encoding="utf-8"))
    assert record["selected"] == ["A", "B", "C"]
    assert record["scenario"] == "proef-ruimer-1"
    assert "overlap:toegestaan" in (tmp_path / "uit2" / "conflicts.csv").read_text("utf-8")
    for folder in ("uit", "uit2"):
        verified = invoke("verify", tmp_path / folder)
        assert verified.exit_code == 0, verified.stdout
    before = looser.read_bytes()
    twice = run(tmp_path, "--relax", "1")
    assert twice.exit_code == 2
    assert looser.read_bytes() == before


@pytest.fixture
def without_drawings(monkeypatch: pytest.MonkeyPatch) -> None:
    skip_drawings(monkeypatch)


def test_relax_out_names_the_file(tmp_path: Path, without_drawings: None) -> None:
    other = tmp_path / "ander.toml"
    assert run(tmp_path, "--relax", "1", "--relax-out", str(other), scenario=CROWDED).exit_code == 3
    assert other.exists()
    assert not (tmp_path / "kader-ruimer-1.toml").exists()


@pytest.mark.parametrize("options", [("--relax", "0"), ("--relax", "7"), ("--relax-out", "x.toml")])
def test_a_proposal_that_does_not_exist_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    found = run(tmp_path, *options, scenario=CROWDED)
    assert found.exit_code == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["aanvragen.csv", "kader.toml"]


def test_relax_does_nothing_when_all_rules_can_be_met(
    tmp_path: Path, without_drawings: None
) -> None:
    found = run(tmp_path, "--relax", "1", scenario=tables(2))
    assert found.exit_code == 0
    assert load_texts("nl")("infeasible.not_needed") in found.stderr
    assert not list(tmp_path.glob("*ruimer*"))
