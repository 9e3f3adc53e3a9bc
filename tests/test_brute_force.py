"""Random rounds, answered by the package and by an independent brute force."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import reference
from brute_force import Counted
from builders import read_rows, result_from, skip_drawings, write_scenario
from depth import sample
from reference import number
from round_plans import REGIONS
from rounds import write_round

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
    names = [path.name for path in out.glob("*.json") if path.name != "cohort.schema.json"]
    assert names == ["infeasible.json" if result.status == "infeasible" else "cohort.json"]
    found: dict[str, Any] = json.loads((out / names[0]).read_text(encoding="utf-8"))
    rows = read_rows(out / "conflicts.csv")
    found["conflicts"] = {(r["plan_a"], r["plan_b"]): (r["regel"], r["gevolg"]) for r in rows}
    found["plans"] = {entry.pop("plan_id"): entry for entry in found["plans"]}
    return found


@pytest.mark.parametrize("seed", sample(SEEDS, every=7))
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


@pytest.fixture(params=sample(INFEASIBLE, every=3))
def infeasible(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Counted, Any]:
    """A round of which brute force says that it is infeasible, and what the package says."""
    plans, path = write_round(tmp_path, request.param)
    force = Counted(plans, path)
    assert all(force.broken(cohort) for cohort in force.cohorts()), "choose another seed"
    return plans, force, saved(result_from(plans, path), tmp_path)


def test_the_proposed_relaxation_makes_the_round_feasible(
    infeasible: tuple[Path, Counted, Any], tmp_path: Path
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
    infeasible: tuple[Path, Counted, Any],
) -> None:
    _, force, found = infeasible
    cheapest = min(sum(force.broken(cohort).values()) for cohort in force.cohorts())
    assert found["relaxations"][0]["cost"] == cheapest


def test_no_rule_can_be_left_out_of_the_clash(infeasible: tuple[Path, Counted, Any]) -> None:
    _, force, found = infeasible
    clash = {rule for rule in found["clash"] if not rule.startswith("eligibility:")}
    left = [clash.intersection(force.broken(cohort)) for cohort in force.cohorts()]
    assert all(left), "these rules can be met together"
    alone = {next(iter(rules)) for rules in left if len(rules) == 1}
    assert clash == alone
