"""`verify --prove`: the second solver says whether a delivered result is what it claims to be."""

import json
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from builders import altered, plan, result_from, result_of, tables
from depth import DEEP, sample
from rounds import write_round
from verifying import agrees, edit, forged, named, verify

from selector import Result
from selector.audit import audit
from selector.audit.prove import prove
from selector.solve.clock import Clock
from selector.verify import Report, recount
from selector.verify.recount.files import read_record

# Two pairs that balance each other: no exchange of one plan improves on B and C.
APART = [
    plan("A", "GM0363", herkomst="nieuw", ambitie="4", thema="taal"),
    plan("B", "GM0363", herkomst="nieuw", ambitie="3"),
    plan("C", "GM0014", herkomst="bestaand", ambitie="3"),
    plan("D", "GM0014", herkomst="bestaand", ambitie="4", thema="zorg"),
]
PAIRED = tables(
    2,
    at_most_one=[{"name": "ac", "plans": ["A", "C"]}, {"name": "bd", "plans": ["B", "D"]},
                 {"name": "ab", "plans": ["A", "B"]}, {"name": "cd", "plans": ["C", "D"]}],
    criteria=[{"name": "ambitie", "measure": "total", "on": "ambitie", "range": [1, 5]}],
    objective=[{"tier": "worst"}],
)  # fmt: skip


def proven(folder: Path, seconds: float | None = None) -> tuple[Report, bool]:
    return audit(folder, clock=Clock(seconds))


@DEEP
def test_a_result_is_proven_again_tie_lot_and_all(original: Path, quick: None) -> None:
    found = verify(original, "--prove")
    assert found.exit_code == 0, found.output
    page = found.stdout.partition("Opnieuw opgelost")[2].partition("Aanwezig, niet")[0]
    for claim in ("elke trap (4)", "alle, sommige of geen", "aanvragen: 2", "best_alone", "(2;"):
        assert claim in page
    assert "geen betere selectie is (`in_optimal`" not in found.stdout


def test_a_forged_local_optimum_passes_the_recount_and_is_found_by_the_proof(
    tmp_path: Path, plain_maps: None
) -> None:
    result = result_of(tmp_path, APART, PAIRED)
    assert result.selected == ("A", "D")
    folder = forged(result, ("B", "C"), tmp_path)
    agrees(audit(folder)[0])
    found = verify(folder, "--prove")
    assert found.exit_code == 5
    assert "tiers[1]" in found.stdout
    assert '["A", "D"]' in found.stdout


@pytest.mark.parametrize("seed", sample([4100, 4103, 4105, 4107], every=4))
def test_every_forged_cohort_of_a_random_round_is_found_by_the_proof(
    seed: int, tmp_path: Path
) -> None:
    result = result_from(*write_round(tmp_path, seed, n_plans=8, dispersion=True))
    if result.outcome.optimum is None:
        pytest.skip("no cohort")
    problem, count = result.problem, 0
    for cohort in combinations(problem.eligible, result.outcome.optimum.size):
        chosen = frozenset(cohort)
        names = [problem.plans.ids[p] for p in cohort]
        if not all(rule.check(chosen) for rule in problem.rules) or count > 12:
            continue
        record = as_forged(result, names)
        found = prove(problem, record, Clock())
        fair = tuple(names) == result.selected
        told = [d for d in found.desk.differences if "in_optimal" not in d.place]
        assert bool(told) is not fair, (names, found.desk)
        count += 1
    assert count


def as_forged(result: Result, names: list[str]) -> Any:
    """The record of a result that claims another cohort, with values of its own."""
    assert result.outcome.optimum is not None
    problem = result.problem
    chosen = frozenset(problem.plans.ids.index(name) for name in names)
    if names == list(result.selected):
        return json.loads(json.dumps(result.as_dict()))
    values = [problem.value(tier, chosen) for tier in problem.tiers]
    tiers = tuple(
        replace(tier, value=value, bound=value)
        for tier, value in zip(result.outcome.optimum.tiers, values, strict=True)
    )
    optimum = replace(result.outcome.optimum, chosen=chosen, tiers=tiers, always=chosen,
                      sometimes=frozenset())  # fmt: skip
    return json.loads(json.dumps(altered(result, optimum=optimum).as_dict()))


@DEEP
def test_a_tie_that_was_kept_quiet_is_found(tmp_path: Path, plain_maps: None) -> None:
    """Two pairs are equally good, and two plans apart: no exchange of one shows it."""
    rows = [{**row, "ambitie": "4"} for row in APART]
    result = result_of(tmp_path, rows, PAIRED)
    assert len(result.outcome.cohort.tied) == 4
    chosen = result.outcome.optimum.chosen  # type: ignore[union-attr]
    optimum = replace(result.outcome.optimum, always=chosen, sometimes=frozenset())  # type: ignore[type-var]
    folder = altered(result, optimum=optimum).save(tmp_path / "uit")
    agrees(audit(folder)[0])
    report, _ = proven(folder)
    assert named(report, "cohort.json", "in_optimal")


def test_a_lot_that_was_turned_is_found(tmp_path: Path, plain_maps: None) -> None:
    rows = [{**row, "ambitie": "4"} for row in APART]
    result = result_of(tmp_path, rows, PAIRED)
    assert result.outcome.optimum is not None
    other = frozenset(range(4)) - result.outcome.optimum.chosen
    folder = altered(result, optimum=replace(result.outcome.optimum, chosen=other)).save(
        tmp_path / "uit"
    )
    report, _ = proven(folder)
    assert any(d.kind == "lot" for d in report.differences)


@DEEP
def test_what_a_criterion_could_reach_alone_is_solved_again(
    solved: Result, tmp_path: Path, plain_maps: None
) -> None:
    assert solved.outcome.optimum is not None
    (_, sure), *rest = solved.outcome.optimum.best_alone
    low = (solved.scores["context"], sure)
    optimum = replace(solved.outcome.optimum, best_alone=(low, *rest))
    folder = altered(solved, optimum=optimum).save(tmp_path / "uit")
    agrees(recount(folder))
    report, complete = proven(folder)
    assert complete
    assert [d.place for d in report.differences] == ["criteria[context].best_alone"]


@DEEP
def test_an_answer_that_there_is_no_cohort_is_asked_again(
    solved: Result, tmp_path: Path, plain_maps: None
) -> None:
    assert solved.outcome.answers is not None
    first, *rest = solved.outcome.answers
    bare = replace(first, other=None)
    folder = altered(solved, answers=(bare, *rest)).save(tmp_path / "uit")
    report, _ = proven(folder)
    assert named(report, "cohort.json", f"answers[{first.plan_id}].feasible")


@DEEP
def test_that_the_rules_clash_is_proven_again(impossible: Path, quick: None) -> None:
    found = verify(impossible, "--prove")
    assert found.exit_code == 0, found.output
    assert "dat geen selectie aan alle regels voldoet (HiGHS" in found.stdout
    assert "dat de voorstellen de goedkoopste zijn" in found.stdout


def test_rules_that_can_be_met_are_not_said_to_clash(solved: Result, impossible: Path) -> None:
    record = read_record(impossible / "infeasible.json")
    found = prove(solved.problem, {**record, "arithmetic": []}, Clock()).desk.differences
    assert [(d.file, d.place, d.kind) for d in found] == [("infeasible.json", "status", "beaten")]


def test_out_of_time_is_said_and_proves_nothing(original: Path, quick: None) -> None:
    found = verify(original, "--prove", "--time-limit", "0.000001")
    assert found.exit_code == 4
    assert "trappen die niet zijn bewezen" in found.stdout
    assert "Opnieuw opgelost" not in found.stdout
    assert "geen betere selectie is (`in_optimal`" in found.stdout


def test_a_difference_outweighs_a_proof_that_was_not_completed(copied: Path, quick: None) -> None:
    (copied / "summary.txt").write_text("Akkoord.\n", encoding="utf-8")
    assert verify(copied, "--prove", "--time-limit", "0.000001").exit_code == 5


def test_a_result_without_proof_is_told_whether_it_is_the_best(
    solved: Result, tmp_path: Path, plain_maps: None
) -> None:
    assert solved.outcome.optimum is not None
    plain = replace(solved.outcome.optimum, proven=False, always=None, sometimes=None)
    folder = altered(solved, optimum=plain, answers=None, swaps=None).save(tmp_path / "uit")
    report, complete = proven(folder)
    agrees(report)
    assert complete
    assert "dat er" in report.page().partition("Opnieuw opgelost")[2]


def test_a_time_limit_that_is_none_is_refused(original: Path, quick: None) -> None:
    assert verify(original, "--prove", "--time-limit", "-1").exit_code == 2


def test_a_forged_certificate_is_not_repeated_as_fact(copied: Path, quick: None) -> None:
    held = {"solver": "HiGHS", "version": "1.2.3", "through": "x", "tiers": ["confirmed"] * 4}
    edit(copied, lambda record: record.update(certified=True, certificate=held))
    found = verify(copied)
    assert found.exit_code == 5  # the summary says nothing of it
    assert "hier niet nagegaan" in found.stdout
