"""When the rules cannot all be met: held against brute force over all cohorts of small rounds."""

import json
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import chain, combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from builders import (
    EXAMPLE,
    MODELS,
    Row,
    Tables,
    codes,
    plan,
    problem_of,
    result_from,
    result_of,
    selector,
    tables,
    write_case,
    write_plans,
)
from rounds import make_plans, make_quota, make_scenario

from selector import InputError, load_scenario, read_plans, read_regions, select
from selector.analysis.arithmetic import shortfalls
from selector.analysis.clashes import clashes
from selector.analysis.infeasible import Infeasible, explain
from selector.analysis.patch import relaxed_scenario, relaxed_text
from selector.analysis.relaxations import MOST_SHOWN
from selector.problem import Problem, make_problem, with_rules
from selector.rules import (
    AtMostOneRule,
    CompetingRule,
    FixedRule,
    ImplicationRule,
    QuotaRule,
    SizeRule,
)
from selector.scenario import parse_scenario
from selector.solve.engine import Clock
from selector.texts import load_texts

SEEDS = range(24)
OVERLAP = {"rule": "overlap", "min_share": 0, "lifted_by": []}
Cohort = frozenset[int]
Way = frozenset[tuple[str, str, Any]]  # rule, key, to


# --- Brute force


def tight_round(seed: int) -> tuple[list[Row], Tables]:
    """A small round with locks, quotas and overlap that seldom go together."""
    rng = Random(seed)
    rows = make_plans(rng, 9)
    scenario = make_scenario(rng, rows, dispersion=True)
    ids = [row["plan_id"] for row in rows]
    size = rng.randint(3, 5)
    picked = rng.sample(ids, 4)
    locked = rng.randint(0, 2)
    scenario["cohort"] = {
        "size": rng.choice((size, {"min": size, "max": size + 1})),
        "locked_in": picked[:locked],
        "locked_out": picked[locked:3],
    }
    scenario["competition"] = [OVERLAP, {"rule": "neighbours", "lifted_by": []}]
    for field in ("herkomst", "samenwerking"):
        quota: Tables = {"name": field, "where": {field: rng.choice(("nieuw", "bestaand"))}}
        bounds: list[Tables] = [{"min": size}, {"max": 1}, {"min_share": 0.7}, {"max_share": 0.3}]
        quota |= rng.choice(bounds)
        if field == "samenwerking":
            quota["where"] = {field: rng.choice(("lokaal", "regionaal"))}
        scenario["quotas"] = [*scenario["quotas"], quota]
    scenario["quotas"].append({"name": "vrij", **make_quota(rng, rows, size)})
    if rng.random() < 0.6:
        prices = {key: rng.randint(1, 3) for key in ("step", "lock", "pair")}
        scenario["relaxation"] = prices
    return rows, scenario


@cache
def problem_at(seed: int) -> Problem:
    """The problem of a tight round."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        return problem_of(Path(folder), *tight_round(seed))


@cache
def explained(seed: int) -> Infeasible:
    """What is said about a tight round."""
    return explain(problem_at(seed), Clock())


def cohorts(problem: Problem) -> Iterator[Cohort]:
    """Every cohort of one or more eligible plans."""
    sizes = range(1, len(problem.eligible) + 1)
    return map(frozenset, chain.from_iterable(combinations(problem.eligible, n) for n in sizes))


def is_infeasible(problem: Problem) -> bool:
    return not any(all(rule.check(c) for rule in problem.rules) for c in cohorts(problem))


INFEASIBLE = [seed for seed in SEEDS if is_infeasible(problem_at(seed))]


def ceiling(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)


def gives_way(problem: Problem, cohort: Cohort) -> tuple[int, Way]:
    """What it costs that all rules give way to a cohort, and how: counted without a model."""
    prices, size = problem.scenario.relaxation, len(cohort)
    cost, way = 0, set[tuple[str, str, Any]]()

    def change(price: int, rule: str, key: str, after: object) -> None:
        nonlocal cost
        cost += price
        if price:
            way.add((rule, key, after))

    for rule in problem.rules:
        match rule:
            case SizeRule(low, high):
                exact = low == high
                if size < low:
                    change(prices.step * (low - size), "size", "size" if exact else "min", size)
                if size > high:
                    change(prices.step * (size - high), "size", "size" if exact else "max", size)
            case QuotaRule():
                count = len(cohort.intersection(rule.members))
                if rule.least is not None and count < rule.least:
                    change(prices.step * (rule.least - count), rule.name, "min", count)
                if rule.most is not None and count > rule.most:
                    change(prices.step * (count - rule.most), rule.name, "max", count)
                if rule.least_share is not None:
                    short = ceiling(Fraction(rule.least_share * size, 10_000)) - count
                    after = count * 10_000 // size / 10_000
                    change(prices.step * max(short, 0), rule.name, "min_share", after)
                if rule.most_share is not None:
                    over = count - rule.most_share * size // 10_000
                    after = ceiling(Fraction(count * 10_000, size)) / 10_000
                    change(prices.step * max(over, 0), rule.name, "max_share", after)
            case FixedRule():
                if (rule.plan in cohort) != bool(rule.value):
                    change(prices.lock, rule.name, rule.kind, None)
            case ImplicationRule():
                if rule.first in cohort and rule.then not in cohort:
                    change(prices.lock, rule.name, "implications", None)
            case AtMostOneRule():
                if len(cohort.intersection(rule.plans)) > 1:
                    change(prices.lock, rule.name, "at_most_one", None)
            case CompetingRule():
                for a, b in combinations(sorted(cohort), 2):
                    if (a, b) in rule.pairs:
                        name = f"competition:{rule.plan_ids[a]}|{rule.plan_ids[b]}"
                        change(prices.pair, name, "verdict", "report")
    return cost, frozenset(way)


def gives_less(way: Way, other: Way) -> bool:
    """Whether another way does all that this one does, and moves a share as far or further."""
    mine, theirs = ({(r, k): to for r, k, to in w} for w in (way, other))
    if not mine.keys() <= theirs.keys() or mine == theirs:
        return False
    for (rule, key), to in mine.items():
        other = theirs[rule, key]
        if to != other and not (to > other if key == "min_share" else key == "max_share"):
            return False
        if key == "max_share" and to > other:
            return False
    return True


def as_way(changes: Any) -> Way:
    return frozenset((c.rule, c.key, c.after) for c in changes)


def test_enough_small_rounds_clash() -> None:
    assert len(INFEASIBLE) >= 15


@pytest.mark.parametrize("seed", INFEASIBLE)
def test_all_cheapest_relaxations_are_found_and_no_others(seed: int) -> None:
    problem, found = problem_at(seed), explained(seed)
    ways = [gives_way(problem, cohort) for cohort in cohorts(problem)]
    least = min(cost for cost, _ in ways)
    every = {way for cost, way in ways if cost == least}
    expected = {way for way in every if not any(gives_less(other, way) for other in every)}
    shown = [as_way(relaxation.changes) for relaxation in found.relaxations]
    assert {relaxation.cost for relaxation in found.relaxations} == {least}
    assert len(set(shown)) == len(shown)
    assert found.complete == (len(every) <= MOST_SHOWN)
    if found.complete:
        assert set(shown) == expected
    else:
        assert set(shown) <= every


@pytest.mark.parametrize("seed", INFEASIBLE)
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


@pytest.mark.parametrize("seed", INFEASIBLE)
def test_clashes_are_minimal_and_the_first_is_the_smallest(seed: int) -> None:
    problem, found = problem_at(seed), explained(seed)
    broken = [broken_rules(problem, cohort) for cohort in cohorts(problem)]

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


def broken_rules(problem: Problem, cohort: Cohort) -> set[str]:
    """The names of the rules that a cohort breaks, pairs one by one."""
    names = {r.name for r in problem.rules if not r.check(cohort) and r.name != "competition"}
    _, way = gives_way(problem, cohort)
    return names | {rule for rule, _, _ in way if rule.startswith("competition:")}


@pytest.mark.parametrize("seed", SEEDS)
def test_what_counting_shows_is_true(seed: int) -> None:
    problem = problem_at(seed)
    broken = [broken_rules(problem, cohort) for cohort in cohorts(problem)]
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


# --- Counting, by hand


ROWS = [
    plan("A", "GM0363", herkomst="nieuw"),
    plan("B", "GM0363", herkomst="bestaand"),
    plan("C", "GM0014", herkomst="bestaand"),
    plan("D", "GM0518", herkomst="bestaand", a1="ontbreekt"),
]
NEW = {"name": "nieuw", "where": {"herkomst": "nieuw"}}
OLD = {"name": "oud", "where": {"herkomst": "bestaand"}}


@pytest.mark.parametrize(
    ("scenario", "code", "counts"),
    [
        (tables(4), "too_few", {"need": 4, "have": 3}),
        (
            tables(3, competition=[OVERLAP]),
            "too_few_together",
            {"need": 3, "have": 3, "together": 2},
        ),
        (tables(2, quotas=[{**NEW, "min": 2}]), "quota_short",
         {"name": "nieuw", "need": 2, "have": 1}),
        (tables(1, quotas=[{**OLD, "min": 2}]), "quota_over_size",
         {"name": "oud", "need": 2, "size": 1}),
        (tables(3, quotas=[{**OLD, "max": 1}]), "quota_rest",
         {"name": "oud", "most": 1, "rest": 1, "size": 3}),
        (tables(2, quotas=[{**OLD, "max": 1}], cohort={"locked_in": ["B", "C"]}), "quota_locked",
         {"name": "oud", "most": 1, "have": 2}),
        (tables(2, quotas=[{**NEW, "min": 1}, {**OLD, "min": 2}]), "quotas_over_size",
         {"names": ["nieuw", "oud"], "need": 3, "size": 2}),
        (
            tables(2, quotas=[{**NEW, "min": 1}, {"name": "po", "where": {"sectoren": "po"},
                                                  "max": 0}]),
            "quotas_nested",
            {"name": "nieuw", "need": 1, "other": "po", "most": 0},
        ),
        (tables(1, cohort={"locked_in": ["A", "C"]}), "locked_over_size", {"have": 2, "size": 1}),
        (tables(2, cohort={"locked_in": ["D"]}), "locked_unfit", {"plan": "D"}),
        (tables(2, cohort={"locked_in": ["A", "B"]}, competition=[OVERLAP]), "locked_pair",
         {"first": "A", "second": "B"}),
        (
            tables(2, cohort={"locked_in": ["A", "C"]},
                   at_most_one=[{"name": "een", "plans": ["C", "A"]}]),
            "locked_group",
            {"plans": ["A", "C"], "name": "een"},
        ),
        (
            tables(2, cohort={"locked_in": ["A"]},
                   implications=[{"name": "samen", "if": "A", "then": "D"}]),
            "locked_then",
            {"first": "A", "then": "D", "name": "samen"},
        ),
    ],
)  # fmt: skip
def test_counting_says_what_does_not_add_up(
    tmp_path: Path, scenario: Tables, code: str, counts: dict[str, Any]
) -> None:
    result = result_of(tmp_path, ROWS, scenario)
    assert result.status == "infeasible"
    found = {entry["code"]: entry for entry in result.as_dict()["arithmetic"]}
    assert found[code]["counts"] == counts
    assert f"  - {found[code]['sentence']}" in result.summary().splitlines()


def test_counting_is_silent_when_the_rules_can_be_met(tmp_path: Path) -> None:
    scenario = tables(2, quotas=[{**NEW, "min": 1}, {**OLD, "min": 1}], competition=[OVERLAP])
    assert list(shortfalls(problem_of(tmp_path, ROWS, scenario))) == []


# --- Prices, limits, order


def test_the_scenario_sets_the_prices(tmp_path: Path) -> None:
    scenario = tables(2, cohort={"locked_in": ["A", "B"]}, competition=[OVERLAP])
    for prices, rules in (
        ({}, {"locked_in:A", "locked_in:B"}),
        ({"pair": 1}, {"competition:A|B"}),
        ({"pair": 2}, {"locked_in:A", "locked_in:B", "competition:A|B"}),
    ):
        found = result_of(tmp_path, ROWS, {**scenario, "relaxation": prices}).outcome.infeasible
        assert found is not None
        assert {c.rule for way in found.relaxations for c in way.changes} == rules
        assert all(len(way.changes) == 1 for way in found.relaxations)


@pytest.mark.parametrize("prices", [{"step": 0}, {"lock": 1.5}, {"pairs": 2}])
def test_a_wrong_price_is_refused(prices: Tables) -> None:
    with pytest.raises(InputError):
        parse_scenario(tables(2, relaxation=prices))


def test_more_ways_than_the_limit_are_not_all_shown_and_said_so(tmp_path: Path) -> None:
    rows = [plan(f"P{n:02}") for n in range(30)]
    locked = tables(1, cohort={"locked_out": [row["plan_id"] for row in rows]})
    result = result_of(tmp_path, rows, locked)
    assert result.outcome.infeasible is not None
    assert len(result.outcome.infeasible.relaxations) == MOST_SHOWN
    assert not result.outcome.infeasible.complete
    assert load_texts("nl")("infeasible.more") in result.summary()


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


def test_a_clash_of_very_many_rules_is_still_a_clash(tmp_path: Path) -> None:
    rows = [plan(f"P{n:02}", ("GM0014", "GM0034", "GM0037")[n % 3]) for n in range(24)]
    problem = problem_of(tmp_path, rows, tables(5, competition=[OVERLAP]))
    (found,) = clashes(problem, Clock())
    # Five of three groups: of every two plans of one group at most one.
    assert found.rules[0] == "size"
    assert found.minimal
    assert len(found.rules) > 2


# --- A pair that is allowed


def test_an_allowed_pair_is_reported_and_marked(tmp_path: Path) -> None:
    scenario = tables(3, competition=[OVERLAP], allowed=[{"plans": ["B", "A"]}])
    result = result_of(tmp_path, ROWS, scenario)
    assert result.selected == ("A", "B", "C")
    (row,) = result.conflicts.query("plan_a == 'A' and plan_b == 'B'").to_dict("records")
    assert (row["rule"], row["verdict"]) == ("overlap", "report")
    assert row["lifted"] == "overlap:toegestaan"


def test_an_allowed_pair_is_still_penalised(tmp_path: Path) -> None:
    penalise = {"rule": "overlap", "verdict": "penalise", "weight": 3, "lifted_by": []}
    scenario = tables(3, competition=[penalise], allowed=[{"plans": ["A", "B"]}])
    scenario["objective"] = [{"tier": "competition"}]
    result = result_of(tmp_path, ROWS, scenario)
    assert [value for _, value, *_ in result.outcome.cohort.tier_values()] == [3]


def test_an_unknown_plan_under_allowed_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        problem_of(tmp_path, ROWS, tables(2, allowed=[{"plans": ["A", "Z"]}]))
    (fault,) = caught.value.faults
    assert (fault.code, fault.place, fault.value) == ("no_such_plan", "allowed[1]", "Z")


# --- The looser scenario as a file


def test_comments_and_layout_stay(tmp_path: Path) -> None:
    text = (MODELS / "krimp-eerst.toml").read_text(encoding="utf-8")
    path = tmp_path / "kader.toml"
    path.write_text(text.replace("min = 4", "min = 9 # veel"), encoding="utf-8")
    result = result_from(EXAMPLE, path)
    assert result.outcome.infeasible is not None
    changes = result.outcome.infeasible.relaxations[0].changes
    looser = relaxed_text(load_scenario(path), changes, "anders", ["bovenaan"]).splitlines()
    kept = path.read_text(encoding="utf-8").splitlines()
    assert looser[0] == "# bovenaan"
    assert [(old, new) for old, new in zip(kept, looser[1:], strict=True) if old != new] == [
        ('name = "krimp-eerst"', 'name = "anders"'),
        ("min = 9 # veel", "min = 5 # veel"),
    ]


@pytest.mark.parametrize("seed", INFEASIBLE)
def test_the_file_says_what_was_checked(seed: int, tmp_path: Path) -> None:
    rows, tables_ = tight_round(seed)
    _, path = write_case(tmp_path, rows, tables_)
    read, made = load_scenario(path), parse_scenario(tables_)
    for relaxation in explained(seed).relaxations[:4]:
        wanted = relaxed_scenario(read, relaxation.changes).model_dump()
        for scenario in (read, made):  # from a file, and made in Python
            text = relaxed_text(scenario, relaxation.changes, read.name)
            written = parse_scenario(tomllib.loads(text, parse_float=Decimal)).model_dump()
            assert written == wanted


def run(folder: Path, *options: str, scenario: Tables | None = None) -> Any:
    plans = write_plans(folder, ROWS)
    if scenario is not None:
        from builders import write_scenario

        write_scenario(folder, scenario, "kader.toml")
    where = ["--scenario", str(folder / "kader.toml"), "--out", str(folder / "uit"), "--force"]
    return selector("run", plans, *where, *options, cwd=folder)


CROWDED = tables(3, cohort={"locked_in": ["A", "B"]}, competition=[OVERLAP], relaxation={"pair": 1})


def test_relax_writes_a_scenario_that_can_be_met_and_replaces_nothing(tmp_path: Path) -> None:
    found = run(tmp_path, "--relax", "1", scenario=CROWDED)
    assert found.returncode == 3, found.stderr
    looser = tmp_path / "kader-ruimer-1.toml"
    assert str(looser) in found.stderr
    assert (tmp_path / "uit" / "infeasible.json").exists()
    assert not (tmp_path / "uit" / "cohort.json").exists()
    assert tomllib.loads(looser.read_text(encoding="utf-8"))["allowed"] == [{"plans": ["A", "B"]}]
    again = selector(
        "run", tmp_path / "aanvragen.csv", "--scenario", looser, "--out", tmp_path / "uit2"
    )
    assert again.returncode == 0, again.stderr
    record = json.loads((tmp_path / "uit2" / "cohort.json").read_text(encoding="utf-8"))
    assert record["selected"] == ["A", "B", "C"]
    assert record["scenario"] == "proef-ruimer-1"
    assert "overlap:toegestaan" in (tmp_path / "uit2" / "conflicts.csv").read_text("utf-8")
    for folder in ("uit", "uit2"):
        verified = selector("verify", tmp_path / folder)
        assert verified.returncode == 0, verified.stdout
    before = looser.read_bytes()
    twice = run(tmp_path, "--relax", "1")
    assert twice.returncode == 2
    assert looser.read_bytes() == before


def test_relax_out_names_the_file(tmp_path: Path) -> None:
    other = tmp_path / "ander.toml"
    assert (
        run(tmp_path, "--relax", "1", "--relax-out", str(other), scenario=CROWDED).returncode == 3
    )
    assert other.exists()
    assert not (tmp_path / "kader-ruimer-1.toml").exists()


@pytest.mark.parametrize("options", [("--relax", "0"), ("--relax", "7"), ("--relax-out", "x.toml")])
def test_a_proposal_that_does_not_exist_is_a_fault(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    found = run(tmp_path, *options, scenario=CROWDED)
    assert found.returncode == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["aanvragen.csv", "kader.toml"]


def test_relax_does_nothing_when_all_rules_can_be_met(tmp_path: Path) -> None:
    found = run(tmp_path, "--relax", "1", scenario=tables(2))
    assert found.returncode == 0
    assert load_texts("nl")("infeasible.not_needed") in found.stderr
    assert not list(tmp_path.glob("*ruimer*"))


# --- Speed and the example


def test_the_example_round_with_eight_shrinking_regions(tmp_path: Path) -> None:
    facts = read_regions()
    framework = load_scenario("krimp-eerst")
    quotas = [quota.model_dump(exclude_none=True) for quota in framework.quotas]
    quotas[0]["min"] = 8
    result = select(read_plans(EXAMPLE, facts), framework.replace(quotas=quotas), facts)
    found = result.as_dict()
    assert found["clash"] == ["quota:krimp"]
    assert [way["cost"] for way in found["relaxations"]] == [3]
    assert {entry["code"] for entry in found["arithmetic"]} == {"quota_short", "quota_together"}
    assert codes(result.notes).isdisjoint({"quota_idle"})
