"""Results of every kind, as they were left, verify; the page says what was done, and what not."""

import json
import shutil
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from builders import EXAMPLE, MODELS, altered, plan, result_of, tables, write_case
from depth import DEEP, sample
from verifying import FRAMEWORK, IMPOSSIBLE, ROWS, agrees, draw_plainly, edit, named, verify

from selector import Result, load_scenario, read_plans, select
from selector.audit import audit
from selector.publish.dossier import write_files
from selector.publish.ownership import seal

NAMES = sorted(path.stem for path in MODELS.glob("*.toml"))
RANGE = {**FRAMEWORK, "cohort": {**FRAMEWORK["cohort"], "size": {"min": 3, "max": 5}}}
SIZE = tables({"min": 1, "max": 2}, objective=[{"tier": "criterion", "over": ["een"]}])
TIE = [plan(name) for name in "ABCD"]


@DEEP
@pytest.mark.parametrize(
    ("name", "language"), sample(zip(NAMES, ("nl", "en") * 9, strict=False), every=9)
)
def test_a_result_of_a_bundled_scenario_verifies(name: str, language: str, tmp_path: Path) -> None:
    result = select(read_plans(EXAMPLE), load_scenario(name))
    papers = () if name in NAMES[:2] else ("map",)  # one result in each language has them all
    report, _ = audit(result.save(tmp_path / "uit", language, only=papers))
    agrees(report)
    written = {file for line in report.rewritten for file in str(line.params["files"]).split(", ")}
    assert written >= {p.name for p in (tmp_path / "uit").iterdir() if p.is_file()}


@pytest.mark.parametrize(
    ("answers", "scenario"),
    sample(product((True, False), (FRAMEWORK, RANGE, IMPOSSIBLE, SIZE)), every=5),
)
def test_ties_ranges_and_rules_that_clash_verify(
    scenario: dict[str, object], answers: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not answers or scenario is not IMPOSSIBLE:  # maps are drawn twice for `original`
        draw_plainly(monkeypatch)
    rows = TIE if scenario is SIZE else ROWS
    plans, framework = write_case(tmp_path, rows, scenario)
    result = select(read_plans(plans), load_scenario(framework), answers=answers, certify=True)
    agrees(audit(result.save(tmp_path / "uit"))[0])


def test_a_result_without_proof_verifies(solved: Result, tmp_path: Path, same_maps: None) -> None:
    assert solved.outcome.optimum is not None
    first, *rest = solved.outcome.optimum.tiers
    open_ = replace(first, bound=first.bound + Fraction(1, 999), proven=False)  # type: ignore[operator]
    unproven = replace(
        solved.outcome.optimum, tiers=(open_,), proven=False, always=None, sometimes=None
    )
    assert rest
    bare = altered(solved, optimum=unproven, answers=None, swaps=None, runner_up=None)
    agrees(audit(bare.save(tmp_path / "uit"))[0])


@DEEP
def test_a_result_of_a_scenario_made_in_python_verifies(tmp_path: Path, plain_maps: None) -> None:
    plans, scenario = write_case(tmp_path, ROWS, FRAMEWORK)
    made = load_scenario(scenario).replace(name="in Python", seed="uit Python")
    agrees(audit(select(read_plans(plans), made).save(tmp_path / "uit"))[0])


def test_the_page_claims_line_by_line_what_was_done(original: Path) -> None:
    page = verify(original).stdout
    heads = ("Nagerekend uit", "Opnieuw geschreven", "Aanwezig, niet nagegaan", "Niet nagerekend")
    places = [page.index(head) for head in heads]
    assert places == sorted(places)
    _, again, present, left = (page[a:b] for a, b in zip(places, [*places[1:], None], strict=True))
    assert "kaarten/concurrentie.png" in again
    assert "certificaat" in present
    for claim in ("in_optimal", "bound", "best_alone", "feasible", "bij elk antwoord", "covering"):
        assert claim in left
    assert "kaarten" not in left


@DEEP
def test_a_certificate_in_the_record_is_told_as_noted_not_as_fact(
    solved: Result, tmp_path: Path, same_maps: None
) -> None:
    certified = select(solved.problem.plans, solved.problem.scenario, certify=True).save(
        tmp_path / "uit"
    )
    page = verify(certified).stdout
    assert "bevestigde elke trap. Dat is genoteerd, en hier niet nagegaan" in page


def test_files_of_the_user_are_named_and_no_difference(copied: Path, quick: None) -> None:
    (copied / "besluit.docx").write_bytes(b"x")
    (copied / "brieven").mkdir()
    (copied / "brieven" / "A.txt").write_text("x", encoding="utf-8")
    report, _ = audit(copied)
    agrees(report)
    assert "(2): besluit.docx, brieven/A.txt" in report.page()


def test_a_list_of_hashes_is_held_against_the_files(copied: Path, quick: None) -> None:
    lines = (copied / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    for change in (lines[:-1], [*lines, f"{'0' * 64}  weg.txt"], [*lines[:-1], f"0{lines[-1]}"]):
        (copied / "SHA256SUMS").write_text("\n".join(change) + "\n", encoding="utf-8")
        assert named(audit(copied)[0], "SHA256SUMS")


@DEEP
def test_a_result_of_other_versions_is_not_said_to_be_written_again(
    solved: Result, tmp_path: Path, same_maps: None
) -> None:
    """Where libraries may draw differently, a map that differs cannot be told right or wrong."""
    from selector.versions import installed

    older = altered(solved, versions=installed() | {"matplotlib": "3.1"})
    folder = older.save(tmp_path / "uit")
    agrees(audit(folder)[0])  # all the same: so that is what is said
    map_, other = folder / "map.png", folder / "kaarten/concurrentie.png"
    shutil.copy(other, map_)
    report, _ = audit(folder)
    agrees(report)
    left = report.page().partition("Niet nagerekend:")[2]
    assert "map.png: dit is gemaakt met andere versies (matplotlib 3.1)" in left
    map_.write_bytes(other.read_bytes()[:1000])
    assert named(audit(folder)[0], "map.png")


def test_versions_cannot_be_changed_in_one_file(copied: Path, quick: None) -> None:
    edit(copied, lambda record: record["versions"].update(matplotlib="3.1"))
    assert named(audit(copied)[0], "cohort.json", "versions.matplotlib")


def test_a_result_writes_the_same_files_again(
    solved: Result, original: Path, tmp_path: Path
) -> None:
    write_files(solved.outcome, tmp_path, "nl")
    seal(tmp_path)
    for path in original.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / path.relative_to(original)).read_bytes(), path


def test_a_remark_about_unused_boundaries_verifies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plain_maps: None
) -> None:
    """Boundaries that were downloaded and are damaged: the run says so, on this machine only."""
    from selector import resources

    monkeypatch.setenv("SELECTOR_DATA", str(tmp_path / "data"))
    kept = resources.boundaries(2023)
    kept.parent.mkdir(parents=True)
    kept.write_text("kapot", encoding="utf-8")
    folder = result_of(tmp_path, TIE, tables(2)).save(tmp_path / "uit")
    record = json.loads((folder / "cohort.json").read_text(encoding="utf-8"))
    assert len(record["regions_notes"]) == 2
    monkeypatch.setenv("SELECTOR_DATA", str(tmp_path / "elders"))
    agrees(audit(folder)[0])
