"""When the rules cannot all be met: held against brute force over all cohorts of small rounds."""

from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from brute_force import every
from builders import (
    problem_of,
    write_case,
)
from depth import DEEP, sample
from tight_rounds import (
    INFEASIBLE,
    SEEDS,
    as_way,
    broken_rules,
    explained,
    gives_less,
    gives_way,
    is_infeasible,
    problem_at,
    tight_round,
)

from selector.analysis.arithmetic import shortfalls
from selector.analysis.infeasible import explain
from selector.analysis.patch import relaxed_scenario
from selector.analysis.relaxations import MOST_SHOWN
from selector.problem import make_problem, with_rules
from selector.solve.clock import Clock
from selector.texts import load_texts


def test_the_rounds_that_clash_are_known() -> None:
    found = tuple(seed for seed in SEEDS if is_infeasible(problem_at(seed)))
    assert found == INFEASIBLE


@pytest.mark.parametrize("seed", sample(INFEASIBLE, every=3))
def test_all_cheapest_relaxations_are_found_and_no_others(seed: int) -> None:
    problem, found = problem_at(seed), explained(seed)
    ways = [gives_way(problem, cohort) for cohort in every(problem)]
    least = min(cost for cost, _ in ways)
    cheapest = {way for cost, way in ways if cost == least}
    expected = {way for way in cheapest if not any(gives_less(other, way) for other in cheapest)}
    shown = [as_way(relaxation.changes) for relaxation in found.relaxations]
    assert {relaxation.cost for relaxation in found.relaxations} == {least}
    assert len(set(shown)) == len(shown)
    assert found.complete == (len(cheapest) <= MOST_SHOWN)
    if found.complete:
        assert set(shown) == expected
    else:
        assert set(shown) <= cheapest


@pytest.mark.parametrize("seed", sample(INFEASIBLE, every=3))
def test_every_relaxation_carried_out_is_feasible_and_needs_all_its_changes(seed: int) -> None:
    problem = problem_at(seed)
    for relaxation in explained(seed).relaxations:
        scenario = relaxed_scenario(problem.scenario, relaxation.changes)
        anew = make_problem(problem.plans, scenario, problem.regions)
        assert anew.rules == with_rules(problem, scenario).rules
        assert not is_infeasible(anew)
        for change in relaxation.changes:
            rest = [other for other in relaxation.changes if other != change]
            fewer = relaxed_scenario(problem.scenario, rest)
            assert is_infeasible(with_rules(problem, fewer)), change


@pytest.mark.parametrize("seed", sample(INFEASIBLE, every=3))
def test_clashes_are_minimal_and_the_first_is_the_smallest(seed: int) -> None:
    problem, found = problem_at(seed), explained(seed)
    broken = [broken_rules(problem, cohort) for cohort in every(problem)]

    def clash(rules: set[str]) -> bool:
        return all(rules & names for names in broken)

    names = sorted(set().union(*broken))
    taken: set[str] = set()
    assert found.found
    for one in found.found:
        rules = {rule for rule in one.rules if not rule.startswith("eligibility:")}
        assert one.minimal
        assert clash(rules)
        assert not any(clash(rules - {rule}) for rule in rules)
        assert taken.isdisjoint(rules)
        taken |= rules
    assert not clash({*names} - taken)
    first = [rule for rule in found.clash if not rule.startswith("eligibility:")]
    assert found.found[0].smallest
    fewer = combinations(names, len(first) - 1)
    assert not any(clash(set(rules)) for rules in fewer)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_counting_shows_is_true(seed: int) -> None:
    problem = problem_at(seed)
    broken = [broken_rules(problem, cohort) for cohort in every(problem)]
    competing = {name for names in broken for name in names if name.startswith("competition:")}
    out = {rule.name for rule in problem.rules if rule.name.startswith("locked_out:")}
    for shortfall in shortfalls(problem):
        about = {*shortfall.rules, *out}
        if "together" in shortfall.counts:
            about |= competing
        if any(rule.startswith("eligibility:") for rule in about):
            continue  # a fact, which no cohort here can break
        assert all(about & names for names in broken), shortfall
        for language in ("nl", "en"):
            assert load_texts(language).has(f"infeasible.{shortfall.code}")


def test_the_order_of_rows_changes_nothing(tmp_path: Path) -> None:
    for seed in INFEASIBLE[:6]:
        rows, scenario = tight_round(seed)
        Random(1).shuffle(rows)
        again = explain(problem_of(tmp_path / str(seed), rows, scenario), Clock())
        assert again == explained(seed)


HASHED = """
import sys
from selector import load_scenario, read_plans, select
result = select(read_plans(sys.argv[1]), load_scenario(sys.argv[2]))
found = result.as_dict()
print({key: found[key] for key in ("arithmetic", "clashes", "relaxations")})
"""


@DEEP
def test_the_hash_seed_of_python_changes_nothing(tmp_path: Path) -> None:
    import subprocess
    import sys

    from builders import environment

    paths = write_case(tmp_path, *tight_round(INFEASIBLE[0]))
    said = {
        subprocess.run(
            [sys.executable, "-c", HASHED, *map(str, paths)], env=environment(PYTHONHASHSEED=seed),
            capture_output=True, encoding="utf-8", check=True,
        ).stdout
        for seed in ("0", "1")
    }  # fmt: skip
    assert len(said) == 1
    assert "relaxations" in said.pop()
