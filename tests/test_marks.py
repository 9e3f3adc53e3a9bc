"""What marks a paper: a fictitious round, and the notice of a scenario."""

import json
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest
from builders import EXAMPLE, MODELS, invoke, plan, result_from, tables, write_case, write_scenario
from depth import DEEP, sample
from verifying import agrees, named

from selector import InputError, load_scenario, read_plans, read_regions
from selector.audit.check import audit
from selector.outcome import Outcome
from selector.problem import make_problem
from selector.publish.marks import marks

ROWS = [plan("A"), plan("B", "GM0599", herkomst="bestaand"), plan("C", "GM0014")]
FICTION = {"nl": "verzonnen voorbeeldronde", "en": "fictitious example round"}


def outcome_of(plans: Path, scenario: Path) -> Outcome:
    """An outcome of which nothing was solved."""
    facts = read_regions()
    return Outcome(make_problem(read_plans(plans, facts), load_scenario(scenario), facts), None)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_example_round_is_known_wherever_it_was_read_from(tmp_path: Path, suffix: str) -> None:
    moved = tmp_path / f"echt{suffix}"
    moved.write_bytes(EXAMPLE.with_suffix(suffix).read_bytes())
    outcome = outcome_of(moved, MODELS / "krimp-eerst.toml")
    assert {language: marks(outcome, language) for language in FICTION} == {
        language: (mark,) for language, mark in FICTION.items()
    }


def test_a_round_that_differs_by_one_byte_is_not_the_example_round(tmp_path: Path) -> None:
    moved = tmp_path / "echt.csv"
    moved.write_bytes(EXAMPLE.read_bytes() + b"\n")
    assert marks(outcome_of(moved, MODELS / "krimp-eerst.toml"), "nl") == ()


@DEEP
@pytest.mark.parametrize(
    "changes", sample([["A02.c2=voldaan"], ["A02.c2=voldaan", "A08+A21"]], every=2), ids=len
)
def test_what_is_made_from_the_example_round_by_changes_is_marked_as_well(
    tmp_path: Path, plain_maps: None, changes: list[str]
) -> None:
    source = tmp_path / "uit"
    asked = ("--no-dossier", "--no-swaps", "--no-answers", "--only", "record")
    assert invoke("run", "--out", source, *asked).exit_code == 0
    for number, change in enumerate(changes):
        out = tmp_path / str(number)
        assert invoke("whatif", source, change, "--out", out).exit_code == 0
        record = json.loads((out / "cohort.json").read_bytes())
        kept = out / "invoer" / "uitgangspunt-aanvragen.csv"
        assert kept.read_bytes() == EXAMPLE.read_bytes()
        assert record["input"]["base_sha256"] == sha256(EXAMPLE.read_bytes()).hexdigest()
        with ZipFile(out / "cohort.xlsx") as book:
            assert FICTION["nl"].encode() in book.read("xl/sharedStrings.xml")
        agrees(audit(out)[0])
        source = out
    kept.write_bytes(kept.read_bytes() + b"\n")
    assert named(audit(source)[0], f"invoer/{kept.name}")
    kept.unlink()
    assert named(audit(source)[0], "invoer/")


def test_a_notice_of_the_scenario_is_a_mark_in_every_language(tmp_path: Path) -> None:
    notice = "CONCEPT voor $5 & <b>"
    plans, scenario = write_case(tmp_path, ROWS, tables(size=2, notice=f"  {notice} "))
    example, other = outcome_of(EXAMPLE, scenario), outcome_of(plans, scenario)
    assert marks(example, "nl") == (FICTION["nl"], notice)
    assert marks(other, "nl") == marks(other, "en") == (notice,)


def test_a_notice_that_is_too_long_or_on_two_lines_is_refused(tmp_path: Path) -> None:
    for notice in ("x" * 101, "een\ntwee", "een  twee"):
        scenario = write_scenario(tmp_path, tables(notice=notice))
        with pytest.raises(InputError, match="notice"):
            load_scenario(scenario)
    assert load_scenario(write_scenario(tmp_path, tables(notice="x" * 100))).notice == "x" * 100


@DEEP
def test_a_result_with_a_notice_is_verified(tmp_path: Path) -> None:
    case = write_case(tmp_path, ROWS, tables(size=2, notice="CONCEPT"))
    out = result_from(*case).save(tmp_path / "uit", only=("map", "dossier"))
    agrees(audit(out)[0])
