"""Mergers: two plans as one, by hand, and each solved again by an independent brute force."""

from pathlib import Path
from typing import Any

import pytest
import reference
from builders import country, plan, problem_of, read_scenario, tables, write_case
from depth import sample
from round_plans import REGIONS
from rounds import write_round

from selector import load_scenario, read_plans, read_regions
from selector.analysis.merging import find_mergers
from selector.analysis.united import rename, unite
from selector.problem import make_problem
from selector.solve.clock import Clock

WEAK = ("ontbreekt", "werkt_toe", "voldaan", "nvt")
LISTS = ("sectoren", "gemeenten", "uitdagingen", "accenten", "governance", "besturen",
         "opleidingen", "thema")  # fmt: skip


def test_of_two_plans_the_union_stands_and_the_weaker_condition(tmp_path: Path) -> None:
    rows = [
        plan("A", "Aadorp|Beekdam", sectoren="po", herkomst="bestaand", samenwerking="lokaal",
             besturen="B1|B2", a1="voldaan", a2="nvt", c1="", ambitie="4",
             aandeel_besturen="0.5", uitdagingen="x|y", afstemming="C"),
        plan("B", "Beekdam|Ceestad", sectoren="vo", herkomst="nieuw", samenwerking="regionaal",
             besturen="B2|B3", a1="werkt_toe", a2="voldaan", c1="voldaan", ambitie="2",
             aandeel_besturen="", uitdagingen="y|z", afstemming=""),
        plan("C", "Eeland", besturen="", ambitie="", aandeel_besturen="", uitdagingen="",
             afstemming="B", c1="voldaan"),
    ]  # fmt: skip
    problem = problem_of(tmp_path, rows, tables(), country())
    plans, name = unite(problem.plans, 0, 1, problem.scenario, problem.regions)
    assert (name, plans.ids) == ("A+B", ("A+B", "C"))
    one, other = plans.rows
    assert one.sectors == ("po", "vo")
    assert set(one.municipalities) == {"GM0001", "GM0002", "GM0003"}
    assert one.boards == {"B1", "B2", "B3"}
    assert (one.conditions["a1"], one.conditions["a2"]) == ("werkt_toe", "voldaan")
    assert one.conditions.get("c1") is None  # empty counts as werkt_toe, the weaker
    assert (one.origin, one.cooperation, one.board_share) == ("nieuw", "regionaal", None)
    assert (one.cells["ambitie"], one.cells["uitdagingen"]) == (("2",), ("x", "y", "z"))
    assert (set(one.agreements), set(other.agreements)) == ({"C"}, {"A+B"})


def test_what_named_one_of_the_two_names_the_merged_plan(tmp_path: Path) -> None:
    scenario = tables(1)
    scenario["cohort"] |= {"locked_in": ["A"], "locked_out": ["C"]}
    scenario["at_most_one"] = [
        {"name": "x", "plans": ["A", "B"]},
        {"name": "y", "plans": ["B", "C"]},
    ]
    scenario["implications"] = [{"name": "z", "if": "A", "then": "B"}]
    path = write_case(tmp_path, [plan(p) for p in "ABC"], scenario)[1]
    found = rename(load_scenario(path), ("A", "B"), "A+B")
    assert (found.cohort.locked_in, found.cohort.locked_out) == (("A+B",), ("C",))
    assert [group.plans for group in found.at_most_one] == [("A+B", "C")]
    assert found.implications == ()


def united(rows: list[dict[str, str]], a: str, b: str, unassessed: str) -> list[dict[str, str]]:
    """The rows with the two as one, worked out here and not in the package."""
    one, other = (next(r for r in rows if r["plan_id"] == p) for p in (a, b))
    merged: dict[str, str] = {}
    for column, cell in one.items():
        second = other[column]
        if column in LISTS:
            labels = dict.fromkeys([*cell.split("|"), *second.split("|")])
            merged[column] = "|".join(label for label in labels if label)
        elif column in ("ambitie", "punten", "aandeel_besturen", "aandeel_opleidingen"):
            lower = min((cell, second), key=lambda t: reference.number(t or 0))
            merged[column] = lower if cell and second else ""
        elif column == "ingediend_op":
            merged[column] = max(cell, second)
        elif column in ("plan_id", "naam"):
            merged[column] = f"{cell}+{second}"
        elif column == "samenwerking":
            order = ("lokaal", "regionaal", "bovenregionaal", "landelijk")
            merged[column] = max(cell, second, key=order.index)
        elif column == "herkomst":
            merged[column] = "bestaand" if cell == second == "bestaand" else "nieuw"
        elif column == "afstemming":
            agreed = {*cell.split("|"), *second.split("|")} - {a, b, ""}
            merged[column] = "|".join(sorted(agreed))
        elif {cell, second} <= {*WEAK, ""}:
            merged[column] = min((cell, second), key=lambda s: WEAK.index(s or unassessed))
        else:
            merged[column] = cell
    rest = [dict(r) for r in rows if r["plan_id"] not in (a, b)]
    for row in rest:
        named = row["afstemming"].split("|")
        row["afstemming"] = "|".join(
            dict.fromkeys(merged["plan_id"] if p in (a, b) else p for p in named)
        )
    return [*rest, merged]


def renamed(value: Any, a: str, b: str) -> Any:
    """A scenario with the merged plan in the place of the two."""
    if isinstance(value, dict):
        return {key: renamed(part, a, b) for key, part in value.items()}
    if isinstance(value, list):
        return list(dict.fromkeys(value_of(p, a, b) for p in value)) if _names(value) else [
            renamed(part, a, b) for part in value
        ]  # fmt: skip
    return value


def _names(value: list[Any]) -> bool:
    return all(isinstance(part, str) for part in value)


def value_of(plan_id: str, a: str, b: str) -> str:
    return f"{a}+{b}" if plan_id in (a, b) else plan_id


@pytest.mark.parametrize("seed", sample(range(12), every=5))
def test_every_merger_reaches_what_brute_force_reaches(tmp_path: Path, seed: int) -> None:
    plans, scenario = write_round(tmp_path, seed, n_plans=9)
    rows = reference.rows_of(plans)
    if "afstemming" not in rows[0]:
        for row in rows:
            row["afstemming"] = ""
    given = read_scenario(scenario)
    unassessed = given.get("eligibility", {}).get("unassessed", "werkt_toe")
    problem = make_problem(read_plans(plans), load_scenario(scenario), read_regions())
    found = find_mergers(problem, Clock())
    for merger in found.found[:4]:
        if merger.effect in ("ineligible", "infeasible"):
            continue
        a, b = merger.plans
        folder = tmp_path / merger.name
        folder.mkdir()
        case = write_case(folder, united(rows, a, b, unassessed), renamed(given, a, b))
        answer = reference.solve(*case, REGIONS)
        values = [tier["value"] for tier in answer["tiers"]]
        if merger.tier is None:
            assert found.before is not None
            assert values == [text(result.value) for result in found.before.tiers]
        else:
            assert values[merger.tier] == text(merger.then)


def text(value: Any) -> Any:
    return [str(part) for part in value] if isinstance(value, tuple) else str(value)
