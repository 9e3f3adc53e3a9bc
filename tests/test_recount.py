"""The recount: what was not changed agrees, and what it may know and claim."""

import ast
import json
import subprocess
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
import reference
from builders import EXAMPLE, MODELS, ROOT, altered, result_from, write_case
from depth import DEEP, sample
from round_plans import REGIONS
from rounds import write_round
from verifying import FRAMEWORK, ROWS, agrees, edit, named, verify

from selector import Result, load_scenario, read_plans, select
from selector.verify import Difference, NotARun, recount
from selector.verify.recount.facts import read_facts
from selector.verify.recount.round import read_round
from selector.verify.recount.scenario import read_scenario


def test_the_example_round_agrees(tmp_path: Path, plain_maps: None) -> None:
    folder = result_from(EXAMPLE, MODELS / "afwegingskader-2023.toml").save(tmp_path / "uit")
    found = verify(folder)
    assert found.exit_code == 0, found.output
    assert "Alles wat is nagerekend, klopt." in found.stdout


def test_the_example_in_excel_and_in_english_agrees(tmp_path: Path, plain_maps: None) -> None:
    plans = read_plans(EXAMPLE.with_suffix(".xlsx"))
    folder = select(plans, load_scenario("krimp-eerst")).save(tmp_path / "uit", "en")
    found = verify(folder, "--lang", "en")
    assert found.exit_code == 0, found.output
    assert "Everything that was recounted agrees." in found.stdout


def test_the_round_of_these_tests_has_a_tie_and_agrees(solved: Result, original: Path) -> None:
    assert solved.outcome.cohort.tied == ("E", "F")
    assert len(solved.problem.competition.penalised) == 1
    agrees(recount(original))


@pytest.mark.parametrize("seed", sample(range(14), every=5))
def test_random_rounds_agree_and_match_the_brute_force(
    seed: int, tmp_path: Path, plain_maps: None
) -> None:
    plans, scenario = write_round(tmp_path, 4100 + seed, n_plans=11, dispersion=seed % 2 == 0)
    result = result_from(plans, scenario)
    folder = result.save(tmp_path / "uit", ("nl", "en")[seed % 2])
    agrees(recount(folder))
    mine = read_round(plans.read_bytes(), read_scenario(scenario.read_bytes()), read_facts())
    theirs = reference.solve(plans, scenario, REGIONS)
    verdicts = {p: j.verdict for p, j in zip(mine.ids, mine.judgements, strict=True)}
    assert verdicts == {p: entry["verdict"] for p, entry in theirs["plans"].items()}
    pairs = {(mine.ids[p.a], mine.ids[p.b]): (p.rule, p.verdict) for p in mine.pairs}
    assert pairs == theirs["conflicts"]
    chosen = mine.positions(theirs["selected"])
    if chosen:
        assert not list(mine.broken(chosen))
        scores = [str(score) for score in mine.scores(chosen)]
        assert scores == [criterion["score"] for criterion in theirs["criteria"]]
        assert any(theirs["selected"]) == (result.status == "optimal")


def test_the_cohorts_that_keep_all_rules_are_those_of_the_brute_force(tmp_path: Path) -> None:
    found = 0
    for seed in range(4200, 4212):
        plans, scenario = write_round(tmp_path / str(seed), seed, n_plans=8, dispersion=True)
        mine = read_round(plans.read_bytes(), read_scenario(scenario.read_bytes()), read_facts())
        theirs = reference.solve(plans, scenario, REGIONS)
        sizes = range(mine.scenario.low, mine.scenario.high + 1)
        cohorts = [frozenset(c) for n in sizes for c in combinations(range(len(mine.ids)), n)]
        kept = [cohort for cohort in cohorts if not any(mine.broken(cohort))]
        assert bool(kept) == (theirs["status"] == "optimal")
        found += len(kept)
    assert found > 20


def test_a_result_that_cannot_be_agrees(impossible: Path) -> None:
    found = verify(impossible)
    assert found.exit_code == 0, found.output
    record = json.loads((impossible / "infeasible.json").read_text(encoding="utf-8"))
    assert len(record["relaxations"][0]["changes"]) >= 2


def test_a_result_without_proof_agrees_and_may_not_be_called_optimal(
    solved: Result, tmp_path: Path, same_maps: None
) -> None:
    assert solved.outcome.optimum is not None
    unproven = replace(solved.outcome.optimum, proven=False, always=None, sometimes=None)
    folder = altered(solved, optimum=unproven).save(tmp_path / "uit")
    agrees(recount(folder))
    edit(folder, lambda record: record.update(status="optimal"))
    assert named(recount(folder), "cohort.json", "status")


@DEEP
def test_another_seed_than_that_of_the_scenario_agrees_and_is_told(
    tmp_path: Path, plain_maps: None
) -> None:
    plans, scenario = write_case(tmp_path, ROWS, FRAMEWORK)
    seeded = load_scenario(scenario).with_seed("een andere")
    folder = select(read_plans(plans), seeded).save(tmp_path / "uit")
    found = verify(folder)
    assert found.exit_code == 0, found.output
    assert "`een andere`" in found.stdout


@DEEP
def test_a_scenario_made_in_python_agrees(tmp_path: Path, plain_maps: None) -> None:
    plans, scenario = write_case(tmp_path, ROWS, FRAMEWORK)
    made = load_scenario(scenario).replace(name="in Python", cohort={"size": {"min": 3, "max": 4}})
    agrees(recount(select(read_plans(plans), made).save(tmp_path / "uit")))


def test_columns_of_the_user_with_names_of_the_result_agree(
    tmp_path: Path, plain_maps: None
) -> None:
    extra = {"verdict": "x", "reasons": "-1 of =2", "oordeel": "goed", "=som": "a\nb"}
    plans, scenario = write_case(tmp_path, [row | extra for row in ROWS], FRAMEWORK)
    agrees(recount(result_from(plans, scenario).save(tmp_path / "uit")))


def test_what_is_no_directory_of_a_result_is_refused(tmp_path: Path) -> None:
    (tmp_path / "leeg").mkdir()
    (tmp_path / "bestand").write_text("x", encoding="utf-8")
    for name in ("weg", "leeg", "bestand"):
        found = verify(tmp_path / name)
        assert found.exit_code == 2
        assert name in found.stderr
        assert found.stdout == ""
        with pytest.raises(NotARun):
            recount(tmp_path / name)


def test_the_recount_writes_nothing(copied: Path, same_maps: None) -> None:
    before = {path: path.stat().st_mtime_ns for path in copied.rglob("*")}
    verify(copied)
    assert {path: path.stat().st_mtime_ns for path in copied.rglob("*")} == before


def test_the_recount_says_what_it_cannot_know(original: Path) -> None:
    for language, word in (("nl", "Niet nagerekend:"), ("en", "Not recounted:")):
        page = recount(original).page(language).partition(word)[2]
        for term in ("in_optimal", "bound", "best_alone", "certified"):
            assert term in page


@DEEP
def test_a_difference_too_many_is_counted_not_listed(original: Path) -> None:
    many = [Difference("plans.csv", f"A{i}", "x", "y") for i in range(60)]
    page = replace(recount(original), differences=tuple(many)).page()
    assert "A39" in page
    assert "A40" not in page
    assert "andere verschillen: nog 20." in page


def test_the_recount_shares_no_code_with_the_model() -> None:
    """Of the package it imports its own files and the texts, directly or not."""
    package = ROOT / "selector" / "verify"
    files = sorted(package.rglob("*.py"))
    assert len(files) > 10
    imported = set()
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, path
                imported.add(str(node.module))
            elif isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
                name = node.func.id if isinstance(node.func, ast.Name) else called
                assert name not in {"import_module", "__import__", "exec", "eval"}, path
    own = {name for name in imported if name.split(".")[0] == "selector"}
    assert {name for name in own if not name.startswith("selector.verify.")} == {"selector.texts"}
    heavy = {"ortools", "scipy", "numpy", "pandas", "pydantic", "matplotlib"}
    assert not heavy & {name.split(".")[0] for name in imported}


def test_what_counts_knows_nothing_of_what_compares() -> None:
    files = sorted((ROOT / "selector" / "verify" / "recount").glob("*.py"))
    assert len(files) > 10
    assert not [path for path in files if "verify.compare" in path.read_text(encoding="utf-8")]


def test_no_part_of_the_model_is_loaded_for_a_recount(original: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from selector.verify import recount;"
        f"assert recount(Path({str(original)!r})).agrees;"
        "print(*sorted(n for n in sys.modules if n.startswith('selector.')))"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    loaded = {name for name in found.stdout.split() if not name.startswith("selector.verify")}
    assert loaded == {"selector.texts", "selector.visible"}
