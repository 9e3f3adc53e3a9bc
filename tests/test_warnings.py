"""Warnings before solving: there where they are due, silent elsewhere, and true of every cohort."""

from collections.abc import Iterator
from itertools import chain, combinations
from pathlib import Path
from typing import Any

import pytest
from builders import EXAMPLE, JUST_ONE, Tables, invoke, plan, problem_of, result_of, tables
from depth import sample
from rounds import write_round

from selector import load_scenario, read_plans, read_regions
from selector.analysis.warnings import warnings
from selector.errors import Message
from selector.problem import Problem, make_problem
from selector.rules import QuotaRule
from selector.texts import load_texts

BUNDLED = (
    "afwegingskader-2023",
    "krimp-eerst",
    "naar-bevolking",
    "strikt-gescheiden",
    "zo-veel-mogelijk",
)
ROWS = [
    plan("A", "GM0363", herkomst="nieuw", thema="taal", punten="1"),
    plan("B", "GM0363", herkomst="bestaand", thema="taal", punten="1"),
    plan("C", "GM0014", herkomst="bestaand", thema="zorg", punten="1"),
    plan("D", "GM0518", herkomst="bestaand", thema="techniek", punten="0", a1="ontbreekt"),
]
NEW = {"name": "nieuw", "where": {"herkomst": "nieuw"}}
OVERLAP = {"rule": "overlap", "verdict": "penalise", "weight": 2, "lifted_by": []}
THEMES = {"name": "thema", "measure": "coverage", "on": "thema"}
POINTS = {"name": "punten", "measure": "total", "on": "punten"}


def found(folder: Path, scenario: Tables) -> dict[str, dict[str, Any]]:
    """The warnings of a round of four plans, by code."""
    return {w.code: dict(w.params) for w in warnings(problem_of(folder, ROWS, scenario))}


@pytest.mark.parametrize(
    ("scenario", "code", "params"),
    [
        (tables(2, quotas=[{**NEW, "max": 1}]), "quota_idle", {"names": ["nieuw"]}),
        (tables(3, quotas=[{**NEW, "min": 1}]), "quota_idle", {"names": ["nieuw"]}),
        (tables(2, quotas=[{**NEW, "max_share": 0.5}]), "quota_idle", {"names": ["nieuw"]}),
        (
            tables(2, quotas=[{**NEW, "min": 1}], cohort={"locked_in": ["A"]}),
            "quota_idle",
            {"names": ["nieuw"]},
        ),
        (
            tables(2, criteria=[JUST_ONE, {**THEMES, "categories": ["taal", "techniek"]}]),
            "category_out_of_reach",
            {"name": "thema", "categories": ["techniek"]},
        ),
        (
            tables(2, criteria=[{**THEMES, "categories": ["taal", "zorg"], "at_least": 2}]),
            "category_out_of_reach",
            {"name": "thema", "categories": ["zorg"]},
        ),
        (
            tables(2, criteria=[{"name": "soort", "measure": "balance", "on": "thema",
                                 "target": {"taal": 400, "zorg": 300, "techniek": 300}}]),
            "category_out_of_reach",
            {"name": "soort", "categories": ["techniek"]},
        ),
        (tables(2, criteria=[JUST_ONE, POINTS]), "criterion_fixed", {"names": ["punten"]}),
        (
            tables(3, criteria=[JUST_ONE, {**THEMES, "categories": ["taal", "zorg"]}]),
            "criterion_fixed",
            {"names": ["thema"]},
        ),
        (
            tables(2, objective=[{"tier": "leximin"}, {"tier": "competition"}]),
            "tier_idle",
            {"tiers": [2]},
        ),
        (
            tables(2, criteria=[JUST_ONE, POINTS],
                   objective=[{"tier": "criterion", "over": "punten"}, {"tier": "leximin"}]),
            "tier_idle",
            {"tiers": [1]},
        ),
        (
            tables(2, cohort={"locked_in": ["A", "B"]}, competition=[OVERLAP]),
            "locked_in_competing",
            {"pairs": ["A–B"]},
        ),
        (
            tables(2, competition=[OVERLAP], allowed=[{"plans": ["B", "C"]}]),
            "allowed_idle",
            {"pairs": ["B–C"]},
        ),
    ],
)  # fmt: skip
def test_a_warning_is_there_where_it_is_due(
    tmp_path: Path, scenario: Tables, code: str, params: dict[str, Any]
) -> None:
    assert found(tmp_path, scenario).get(code) == params


@pytest.mark.parametrize(
    "scenario",
    [
        tables(2),
        tables(1, quotas=[{**NEW, "min": 1}]),
        tables(2, quotas=[{**NEW, "max": 0}]),
        tables({"min": 2, "max": 3}, quotas=[{**NEW, "min": 1}]),
        tables(2, criteria=[{**THEMES, "categories": ["taal", "zorg"]}]),
        tables(2, criteria=[THEMES]),  # an open list: what occurs
        tables(1, criteria=[{**THEMES, "categories": ["taal", "onzin"]}]),  # already noted
        tables(2, competition=[OVERLAP], objective=[{"tier": "competition"}]),
        tables(2, cohort={"locked_in": ["A", "C"]}, competition=[OVERLAP]),
    ],
)
def test_no_warning_without_a_reason(tmp_path: Path, scenario: Tables) -> None:
    assert found(tmp_path, scenario) == {}


def cohorts(problem: Problem) -> Iterator[frozenset[int]]:
    """Every cohort of an allowed size that keeps the locks and holds eligible plans."""
    locks = [rule for rule in problem.rules if ":" in rule.name and "quota" not in rule.name]
    sized = (combinations(problem.eligible, size) for size in problem.sizes)
    kept = (frozenset(chosen) for chosen in chain.from_iterable(sized))
    locked = tuple(r for r in locks if r.name.startswith(("locked_in", "locked_out")))
    return (chosen for chosen in kept if all(rule.check(chosen) for rule in locked))


@pytest.mark.parametrize("seed", sample(range(7000, 7030), every=5))
def test_every_warning_is_true_of_every_cohort(tmp_path: Path, seed: int) -> None:
    plans, scenario = write_round(tmp_path, seed, n_plans=9, dispersion=True)
    facts = read_regions()
    problem = make_problem(read_plans(plans, facts), load_scenario(scenario), facts)
    forbidden = next((r for r in problem.rules if r.name == "competition"), None)
    every = [c for c in cohorts(problem) if forbidden is None or forbidden.check(c)]
    for warning in warnings(problem):
        assert every == [] or is_true(warning, problem, every), warning


def is_true(warning: Message, problem: Problem, every: list[frozenset[int]]) -> bool:
    """Go through all cohorts to see whether a warning holds."""
    named: Any = warning.params.get("names", [])
    match warning.code:
        case "quota_idle":
            quotas = [r for r in problem.rules if isinstance(r, QuotaRule) and r.label in named]
            return len(quotas) == len(named) and all(q.check(c) for q in quotas for c in every)
        case "criterion_fixed":
            criteria = [i for i, c in enumerate(problem.criteria) if c.name in named]
            return all(len({problem.scores(c)[i] for c in every}) == 1 for i in criteria)
        case "tier_idle":
            numbers: Any = warning.params["tiers"]
            tiers = [problem.tiers[number - 1] for number in numbers]
            return all(len({problem.value(t, c) for c in every}) == 1 for t in tiers)
        case "category_out_of_reach":
            criterion = next(c for c in problem.criteria if c.name == warning.params["name"])
            categories: Any = warning.params["categories"]
            details = [criterion.detail(chosen) for chosen in every]
            return all(
                d[c].count < (d[c].at_least or 1) if d[c].at_least else not d[c].count
                for d in details
                for c in categories
            )
        case "locked_in_competing":
            return all(problem.penalty(chosen) > 0 for chosen in every)
        case _:
            return False


@pytest.mark.parametrize("name", BUNDLED)
def test_the_example_round_gives_few_warnings(name: str) -> None:
    facts = read_regions()
    problem = make_problem(read_plans(EXAMPLE, facts), load_scenario(name), facts)
    assert len(warnings(problem)) <= 2


def test_a_warning_reaches_the_result_and_the_user(tmp_path: Path, plain_maps: None) -> None:
    scenario = tables(2, quotas=[{**NEW, "max": 1}])
    result = result_of(tmp_path, ROWS, scenario)
    told = [w.said(load_texts("nl")) for w in warnings(result.problem)]
    assert len(told) == 1
    assert set(told) <= set(result.as_dict()["notes"])
    found = invoke(
        "run", tmp_path / "aanvragen.csv", "--scenario", tmp_path / "scenario.toml",
        "--out", tmp_path / "uit",
    )  # fmt: skip
    assert "Misschien" in found.stderr
    assert told[0] in found.stderr
