"""Random rounds, answered by the package and by an independent brute force."""

import csv
import json
from collections.abc import Iterator
from copy import deepcopy
from fractions import Fraction
from itertools import chain, combinations
from pathlib import Path
from typing import Any

import pytest
import reference
from builders import read_scenario, result_from, skip_drawings, write_scenario
from reference import Cohort, number
from rounds import REGIONS, write_round

from selector import Result

SEEDS = range(80)  # with distances from 50 on, and the odd ones with relative tiers
INFEASIBLE = (9, 16, 50, 52, 54, 57, 89, 90, 100, 101, 113, 115)
Change = dict[str, Any]


@pytest.fixture(autouse=True)
def only_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    skip_drawings(monkeypatch)


def saved(result: Result, folder: Path) -> dict[str, Any]:
    """What the directory of a result says, in the form of the reference."""
    out = result.save(folder / "uit")
    names = [path.name for path in out.glob("*.json")]
    assert names == ["infeasible.json" if result.status == "infeasible" else "cohort.json"]
    found: dict[str, Any] = json.loads((out / names[0]).read_text(encoding="utf-8"))
    with (out / "conflicts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found["conflicts"] = {(r["plan_a"], r["plan_b"]): (r["rule"], r["verdict"]) for r in rows}
    found["plans"] = {entry.pop("plan_id"): entry for entry in found["plans"]}
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_round_gets_the_answer_of_brute_force(tmp_path: Path, seed: int) -> None:
    plans, scenario = write_round(tmp_path, seed, dispersion=seed >= 50, relative=seed % 2 == 1)
    expected = reference.solve(plans, scenario, REGIONS)
    found = saved(result_from(plans, scenario), tmp_path)
    assert found["status"] == expected["status"]
    assert found["conflicts"] == expected["conflicts"]
    keys = ["verdict"]
    if expected["status"] == "optimal":
        keys += ["selected", "in_optimal"]
        for key in ("size", "selected", "ticket_decided"):
            assert found[key] == expected[key], key
        tiers = [{"tier": t["tier"], "value": t["value"]} for t in found["tiers"]]
        assert tiers == expected["tiers"]
        assert all(tier["bound"] == tier["value"] for tier in found["tiers"])
        criteria = [{k: c[k] for k in ("name", "score", "best_alone")} for c in found["criteria"]]
        assert criteria == expected["criteria"]
    for plan_id, entry in expected["plans"].items():
        assert {key: found["plans"][plan_id][key] for key in keys} == {k: entry[k] for k in keys}
    assert set(found["plans"]) == set(expected["plans"])


class BruteForce:
    """An infeasible round in which the rules may give way, by going through all cohorts."""

    def __init__(self, plans_csv: Path, scenario: dict[str, Any]) -> None:
        self.scenario = scenario
        regions = reference.read_regions(REGIONS, scenario.get("territory", {}))
        made = [reference.make_plan(r, regions, scenario) for r in reference.rows_of(plans_csv)]
        fit = [plan for plan in made if plan.derived["verdict"] != "voldoet_niet"]
        self.plans = sorted(fit, key=lambda plan: plan.plan_id)
        self.ids = [plan.plan_id for plan in self.plans]
        rules = scenario.get("competition", ())
        self.forbidden: set[Cohort] = set()
        for p, q in combinations(range(len(self.plans)), 2):
            pair = reference.evidence_of(self.plans[p], self.plans[q], regions.neighbours)
            rule = next((r for r in rules if reference.decides(r, pair)), {"verdict": "free"})
            if rule.get("verdict", "forbid") == "forbid":
                self.forbidden.add((p, q))
        self.matching = {
            quota["name"]: {
                p for p, plan in enumerate(self.plans) if reference.matches(plan, quota["where"])
            }
            for quota in scenario.get("quotas", ())
        }

    def cohorts(self) -> Iterator[Cohort]:
        """Every cohort of at least one eligible plan."""
        sizes = range(1, len(self.plans) + 1)
        return chain.from_iterable(combinations(range(len(self.plans)), n) for n in sizes)

    def broken(self, cohort: Cohort) -> dict[str, int]:
        """What each broken rule costs, by its name in the contract."""
        size, wanted = len(cohort), self.scenario["cohort"]["size"]
        low, high = (wanted, wanted) if isinstance(wanted, int) else wanted.values()
        costs = {"size": max(low - size, size - high, 0)}
        for quota in self.scenario.get("quotas", ()):
            count, steps = len(self.matching[quota["name"]].intersection(cohort)), 0
            if "min" in quota:
                steps += max(quota["min"] - count, 0)
            if "max" in quota:
                steps += max(count - quota["max"], 0)
            if "min_share" in quota:
                steps += max(whole(number(quota["min_share"]) * size - count), 0)
            if "max_share" in quota:
                steps += max(whole(count - number(quota["max_share"]) * size), 0)
            costs[f"quota:{quota['name']}"] = steps
        names = {self.ids[p] for p in cohort}
        locks = self.scenario["cohort"]
        costs |= {f"locked_in:{i}": 2 for i in locks.get("locked_in", ()) if i not in names}
        costs |= {f"locked_out:{i}": 2 for i in locks.get("locked_out", ()) if i in names}
        for p, q in self.forbidden.intersection(combinations(cohort, 2)):
            costs[f"competition:{self.ids[p]}|{self.ids[q]}"] = 3
        return {rule: cost for rule, cost in costs.items() if cost}


def whole(value: Fraction) -> int:
    """Round up."""
    return -(-value.numerator // value.denominator)


def relaxed(scenario: dict[str, Any], change: Change) -> dict[str, Any]:
    """The scenario with one change of `infeasible.json` carried out."""
    scenario = deepcopy(scenario)
    kind, _, name = change["rule"].partition(":")
    cohort, key = scenario["cohort"], change["key"]
    if kind == "size":
        table = cohort if key == "size" else cohort["size"]
        assert table[key] == change["from"]
        table[key] = change["to"]
    elif kind == "quota":
        quota = next(quota for quota in scenario["quotas"] if quota["name"] == name)
        assert number(quota[key]) == number(change["from"])
        quota[key] = change["to"]
    else:
        cohort[kind].remove(name)
    return scenario


@pytest.fixture(params=INFEASIBLE)
def infeasible(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, BruteForce, Any]:
    """A round of which brute force says that it is infeasible, and what the package says."""
    plans, path = write_round(tmp_path, request.param)
    force = BruteForce(plans, read_scenario(path))
    assert all(force.broken(cohort) for cohort in force.cohorts()), "choose another seed"
    return plans, force, saved(result_from(plans, path), tmp_path)


def test_the_proposed_relaxation_makes_the_round_feasible(
    infeasible: tuple[Path, BruteForce, Any], tmp_path: Path
) -> None:
    plans, force, found = infeasible
    changes = found["relaxations"][0]["changes"]
    allowed = {c["rule"] for c in changes if c["rule"].startswith("competition:")}
    for change in changes:
        if change["rule"] not in allowed:
            force.scenario = relaxed(force.scenario, change)
    assert any(set(force.broken(cohort)) <= allowed for cohort in force.cohorts())
    if not allowed:
        path = write_scenario(tmp_path, force.scenario, "ruimer.toml")
        assert result_from(plans, path).status == "optimal"


def test_the_proposed_relaxation_is_the_cheapest(
    infeasible: tuple[Path, BruteForce, Any],
) -> None:
    _, force, found = infeasible
    cheapest = min(sum(force.broken(cohort).values()) for cohort in force.cohorts())
    assert found["relaxations"][0]["cost"] == cheapest


def test_no_rule_can_be_left_out_of_the_clash(infeasible: tuple[Path, BruteForce, Any]) -> None:
    _, force, found = infeasible
    clash = {rule for rule in found["clash"] if not rule.startswith("eligibility:")}
    left = [clash.intersection(force.broken(cohort)) for cohort in force.cohorts()]
    assert all(left), "these rules can be met together"
    alone = {next(iter(rules)) for rules in left if len(rules) == 1}
    assert clash == alone
