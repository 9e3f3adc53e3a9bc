"""Alternatives: against brute force, by hand, as a rule, and on the command line."""

import json
import shutil
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from math import comb
from pathlib import Path
from random import Random
from typing import Any

import pytest
from brute_force import best, kept
from builders import (
    Tables,
    invoke,
    plan,
    read_rows,
    result_from,
    result_of,
    skip_drawings,
    tables,
    valued,
    write_case,
    write_plans,
)
from click.testing import Result as Outcome
from depth import sample
from rounds import write_round

from selector import Result
from selector.analysis import counting
from selector.rules.differ import distance
from selector.solve.tickets import pick_from_list
from selector.views import Alternatives

TOTAL = {"measure": "total", "range": [0, 10]}


@pytest.fixture(autouse=True, scope="module")
def no_drawings() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        skip_drawings(patch)
        yield


def check(result: Result, differ: int, count: int = 3) -> Alternatives:
    """Compare alternatives with those of brute force, one by one."""
    problem, found = result.problem, result.alternatives(count, differ)
    everything = kept(problem)
    assert result.outcome.optimum is not None
    top = best(problem, everything)
    assert top is not None
    assert (found.count.number, found.count.exact) == (len(top[1]), True)
    before = [result.outcome.optimum.chosen]
    for alternative in found.found:
        optimum = alternative.cohort.optimum
        assert optimum is not None
        assert optimum.proven
        far = [c for c in everything if all(distance(c, b) >= differ for b in before)]
        top = best(problem, far)
        assert top is not None
        assert [tier.value for tier in optimum.tiers] == top[0]
        expected = pick_from_list(top[1], problem.plans.ids, problem.scenario.seed)
        assert optimum.chosen == expected
        before.append(optimum.chosen)
    if len(found.found) < count:
        assert found.stopped == "none_left"
        assert not [c for c in everything if all(distance(c, b) >= differ for b in before)]
    return found


# --- Against brute force


@pytest.mark.parametrize("block", sample(range(6), every=7))
def test_random_rounds_have_the_alternatives_of_brute_force(tmp_path: Path, block: int) -> None:
    found, worse, rng = 0, 0, Random(block)
    for seed in range(8000 + 10 * block, 8010 + 10 * block):
        made = write_round(tmp_path / str(seed), seed, n_plans=11, dispersion=seed % 3 == 0)
        result = result_from(*made)
        if result.status == "infeasible":
            continue
        differ = rng.randint(1, min(3, result.problem.sizes[-1]))
        alternatives = check(result, differ).found
        found += len(alternatives)
        worse += sum(a.worsening is not None for a in alternatives)
    assert found > 8
    assert worse > 3


# --- By hand


def by_hand(folder: Path, size: int | Tables = 2, **others: Any) -> Result:
    """Plans worth 9, 8, 5, 5 and 1."""
    values = zip("ABCDE", (9, 8, 5, 5, 1), strict=True)
    rows = [valued(name, x=str(x)) for name, x in values]
    criteria = [{"name": "ix", "on": "x", **TOTAL}]
    objective = others.pop("objective", [{"tier": "sum"}])
    return result_of(folder, rows, tables(size, criteria=criteria, objective=objective, **others))


def test_alternatives_by_hand(tmp_path: Path) -> None:
    result = by_hand(tmp_path)
    assert result.selected == ("A", "B")
    one, two, three = result.alternatives(3, 1).found
    assert {one.cohort.selected, two.cohort.selected} == {("A", "C"), ("A", "D")}
    assert one.worsening is not None
    assert (one.worsening.tier, one.worsening.kind, one.worsening.rank) == (1, "sum", None)
    assert (one.worsening.before, one.worsening.after) == (Fraction(17, 20), Fraction(7, 10))
    assert one.leaves == ("B",)
    assert one.enters == tuple(set(one.cohort.selected) - {"A"})
    assert one.scores == (("ix", Fraction(17, 20), Fraction(7, 10)),)
    assert three.cohort.selected in {("B", "C"), ("B", "D")}
    (far,) = result.alternatives(1, 2).found
    assert (far.cohort.selected, far.distance) == (("C", "D"), 2)


def test_a_leximin_tier_tells_which_score_falls(tmp_path: Path) -> None:
    rows = [valued("A", x="5", y="9"), valued("B", x="5", y="8")]
    criteria = [{"name": c, "on": c, **TOTAL} for c in "xy"]
    result = result_of(tmp_path, rows, tables(1, criteria=criteria))
    (found,) = result.alternatives(2, 1).found
    worsening = found.worsening
    assert worsening is not None
    assert (worsening.rank, worsening.before, worsening.after) == (
        2,
        Fraction(9, 10),
        Fraction(4, 5),
    )


def test_the_tolerance_ends_the_list(tmp_path: Path) -> None:
    result = by_hand(tmp_path)  # 17/20, then 14/20 twice, then 13/20 twice
    for tolerance, number in ((Fraction(0), 0), (Fraction(3, 20), 2), (Fraction(4, 20), 4)):
        found = result.alternatives(9, 1, tolerance)
        assert len(found.found) == number
        assert (found.stopped, found.proven) == ("tolerance", True)
        assert "levert op trap 1 meer dan" in found.summary()
    assert result.alternatives(2, 1, Fraction(3, 20)).stopped == "count"


def test_less_competition_is_better_in_a_tolerance(tmp_path: Path) -> None:
    rows = [plan("A"), plan("B", "GM0014"), plan("C"), plan("D")]
    rules = [{"rule": "overlap", "verdict": "penalise", "weight": 2}]
    scenario = tables(2, competition=rules, objective=[{"tier": "competition"}])
    result = result_of(tmp_path, rows, scenario)
    assert result.alternatives(9, 1, Fraction(1)).stopped == "tolerance"
    assert len(result.alternatives(9, 1, Fraction(1)).found) == 2
    allowed = result.alternatives(9, 1, Fraction(2))
    assert (len(allowed.found), allowed.stopped) == (5, "none_left")


def test_of_two_sizes_the_larger_is_counted(tmp_path: Path) -> None:
    result = by_hand(tmp_path, {"min": 1, "max": 3})
    assert result.selected == ("A",)
    found = result.alternatives(9, 2).found
    assert found[0].cohort.selected != ("B",)  # only one plan further
    assert all(a.distance >= 2 for a in found)
    for first, second in combinations(found, 2):
        assert first.cohort.optimum is not None
        assert second.cohort.optimum is not None
        assert distance(first.cohort.chosen, second.cohort.chosen) >= 2


def test_the_order_of_rows_changes_nothing(tmp_path: Path) -> None:
    rng = Random(4)
    plans, scenario = write_round(tmp_path, 8003, n_plans=14)
    rows = read_rows(plans)
    first = result_from(plans, scenario).alternatives(3, 2).as_dict()["alternatives"]
    assert first
    for number in range(3):
        rng.shuffle(rows)
        again = result_from(write_plans(tmp_path / str(number), rows), scenario)
        assert again.alternatives(3, 2).as_dict()["alternatives"] == first


# --- How many are equally good


@pytest.mark.parametrize(("plans", "size"), [(5, 2), (13, 5), (16, 4)])
def test_equal_cohorts_are_all_counted(tmp_path: Path, plans: int, size: int) -> None:
    rows = [valued(f"P{i:02}", x="5") for i in range(plans)] + [valued("Q", x="1")]
    criteria = [{"name": "ix", "on": "x", **TOTAL}]
    result = result_of(tmp_path, rows, tables(size, criteria=criteria))
    found = result.alternatives(1, 1)
    assert (found.count.number, found.count.exact) == (comb(plans, size), True)
    assert found.found[0].worsening is None
    assert "Even goed als de gekozen selectie" in found.summary()
    shown = f"{comb(plans, size):,}".replace(",", ".")
    assert f"Er zijn {shown} selecties die even goed zijn" in found.summary()


def test_only_what_is_best_on_every_tier_is_counted(tmp_path: Path) -> None:
    rows = [valued(f"P{i:02}", x="5", herkomst=("bestaand", "nieuw")[i % 2]) for i in range(16)]
    criteria = [
        {"name": "ix", "on": "x", **TOTAL},
        {"name": "her", "measure": "balance", "on": "herkomst"},
    ]
    objective = [{"tier": "criterion", "over": [name]} for name in ("ix", "her")]
    result = result_of(tmp_path, rows, tables(4, criteria=criteria, objective=objective))
    count = result.alternatives(1, 1).count
    assert (count.number, count.exact) == (comb(8, 2) ** 2, True)


def test_beyond_the_most_that_is_counted_it_says_so(tmp_path: Path) -> None:
    rows = [valued(f"P{i:02}", x="5") for i in range(20)]
    criteria = [{"name": "ix", "on": "x", **TOTAL}]
    result = result_of(tmp_path, rows, tables(8, criteria=criteria))
    found = result.alternatives(1, 1)
    assert (found.count.number, found.count.exact) == (counting.MOST_COUNTED + 1, False)
    assert "Er zijn meer dan 10.000 selecties die even goed zijn." in found.summary()


# --- The command


def run(*arguments: str | Path) -> Outcome:
    return invoke("alternatives", *arguments)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ronde")
    return by_hand(folder).save(folder / "uit")


@pytest.fixture
def copy(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "uit"))


def test_the_command_prints_and_writes_the_alternatives(original: Path, tmp_path: Path) -> None:
    out = tmp_path / "alternatieven.json"
    found = run(original, "--count", "1", "--differ", "2", "--out", out)
    assert found.exit_code == 0
    assert "Gekozen: A en B." in found.stdout
    assert "Alternatief 1: bewezen de beste selectie die genoeg verschilt" in found.stdout
    assert "0,500 in plaats van 0,850" in " ".join(found.stdout.split())
    assert "eruit         A, B" in found.stdout
    assert "lagere score  ix: 0,850 → 0,500" in found.stdout
    record = json.loads(out.read_text(encoding="utf-8"))
    assert record["alternatives"] == [
        {
            "number": 1, "status": "optimal", "size": 2, "selected": ["C", "D"], "distance": 2,
            "leaves": ["A", "B"], "enters": ["C", "D"],
            "worsens": {"tier": 1, "kind": "sum", "rank": None, "from": "17/20", "to": "1/2"},
            "tiers": [{"tier": "sum", "value": "1/2", "bound": "1/2", "attained": "1/2"}],
            "criteria": [{"name": "ix", "from": "17/20", "to": "1/2"}],
        }
    ]  # fmt: skip
    assert record["optimal_cohorts"] == {"number": 1, "exact": True}
    assert (record["status"], record["stopped"]) == ("optimal", "count")
    kept = json.loads((original / "cohort.json").read_text(encoding="utf-8"))
    assert record["input"] == kept["input"]
    assert run(original, "--count", "1", "--differ", "2", "--out", out).exit_code == 2


def test_without_options_there_are_three_that_differ_in_two_plans_where_two_are_chosen(
    original: Path, tmp_path: Path
) -> None:
    assert run(original).stdout == run(original, "--count", "3", "--differ", "2").stdout
    single = by_hand(tmp_path, size=1).save(tmp_path / "een")
    assert run(single).stdout == run(single, "--count", "3", "--differ", "1").stdout


def test_when_no_more_are_left_it_says_so(original: Path) -> None:
    found = run(original, "--count", "9", "--differ", "2", "--lang", "en")
    assert found.exit_code == 0
    assert "There is no other cohort that keeps to all rules and differs enough." in found.stdout


def test_all_options_that_make_no_sense_are_told_at_once(original: Path) -> None:
    options = ["--count", "0", "--differ", "-1", "--tolerance", "veel", "--time-limit", "0"]
    found = run(original, *options)
    assert (found.exit_code, found.stdout) == (2, "")
    for option in ("--count", "--differ", "--tolerance", "--time-limit"):
        assert f"`{option}`" in found.stderr
    for tolerance in ("-0,1", "0,00001", ""):
        refused = run(original, "--count", "1", "--differ", "1", "--tolerance", tolerance)
        assert refused.exit_code == 2
    too_far = run(original, "--count", "1", "--differ", "3")
    assert too_far.exit_code == 2
    assert "telt een selectie hoogstens: 2." in too_far.stderr


def test_a_decimal_comma_is_read(original: Path) -> None:
    found = run(original, "--count", "9", "--differ", "1", "--tolerance", "0,15")
    assert found.exit_code == 0
    assert "Alternatief 2" in found.stdout
    assert "Alternatief 3" not in found.stdout
    assert "levert op trap 1 meer dan 0,15 in" in found.stdout


@pytest.mark.parametrize("file", ["aanvragen.csv", "scenario.toml"])
def test_changed_inputs_are_not_built_on(copy: Path, file: str) -> None:
    path = copy / "invoer" / file
    path.write_bytes(path.read_bytes() + b"\n")
    found = run(copy, "--count", "1", "--differ", "1")
    assert (found.exit_code, found.stdout) == (5, "")
    assert f"invoer/{file}" in found.stderr


def test_a_changed_or_unproven_result_is_not_built_on(copy: Path) -> None:
    path = copy / "cohort.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"optimal"', '"feasible"'), encoding="utf-8")
    assert run(copy, "--count", "1", "--differ", "1").exit_code == 4
    record = json.loads(text) | {"selected": ["A", "C"]}
    path.write_text(json.dumps(record), encoding="utf-8")
    assert run(copy, "--count", "1", "--differ", "1").exit_code == 5


def test_where_there_is_no_cohort_there_are_no_alternatives(tmp_path: Path) -> None:
    result = by_hand(tmp_path, 9)
    found = run(result.save(tmp_path / "uit"), "--count", "1", "--differ", "1")
    assert (found.exit_code, found.stdout) == (3, "")
    assert "geen selectie mogelijk" in found.stderr
    assert run(tmp_path, "--count", "1", "--differ", "1").exit_code == 2
    with pytest.raises(ValueError, match="proven"):
        result.alternatives(1)


def test_what_is_not_proven_is_not_called_so(tmp_path: Path) -> None:
    rng = Random(1)
    rows = [
        plan(
            f"P{i:03}", f"GM0{rng.choice((363, 599, 518, 344))}",
            herkomst=rng.choice(("bestaand", "nieuw")), x=str(rng.randint(0, 1000) / 100),
            y=str(rng.randint(0, 1000) / 100),
        )
        for i in range(60)
    ]  # fmt: skip
    criteria = [{"name": c, "on": c, **TOTAL} for c in "xy"]
    plans, scenario = write_case(tmp_path, rows, tables(12, criteria=criteria))
    result = result_from(plans, scenario)
    found = result.alternatives(50, 6, time_limit=0.4)
    assert (found.stopped, found.proven) == ("time", False)
    assert found.as_dict()["status"] == "feasible"
    assert "Er kunnen nog meer alternatieven zijn" in found.summary()
