"""What is meant for hundreds of plans, forced on rounds that are small enough for brute force."""

import signal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import reference
from builders import result_from, result_of, tables, valued
from depth import sample
from round_plans import REGIONS
from rounds import write_round

from selector.publish.record import record
from selector.result import Result
from selector.solve import (
    alone,
    branches,
    exempt,
    posted,
    prices,
    raising,
    ranks,
    reach,
    search,
    stated,
)
from selector.solve.branches import Branch, Branches
from selector.solve.clock import Clock
from selector.solve.exempt import Exempt
from selector.solve.kinds import leximin, weighted
from selector.solve.posted import Posted
from selector.solve.search import Attempt, Search


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every round has many plans, and none is listed."""
    for module in (alone, posted, stated, weighted, search):
        monkeypatch.setattr(module, "MANY", 0)
    monkeypatch.setattr(ranks, "SMALL", 0)
    monkeypatch.setattr(raising, "KERNEL", 3)
    monkeypatch.setattr(search, "LISTABLE", 0)
    monkeypatch.setattr(prices, "KERNELS", (2, 4))
    monkeypatch.setattr(prices, "TIES", 2)
    monkeypatch.setattr(branches, "FEW", 1)


@pytest.mark.parametrize("seed", sample(range(7200, 7240), every=5))
@pytest.mark.usefixtures("many")
def test_models_stated_anew_jumps_and_prices_give_the_answer_of_brute_force(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "FEW", 300 if seed % 4 < 2 else 0)  # of few plans, or of many
    monkeypatch.setattr(prices, "PROOF", 64.0 if seed % 8 < 4 else 0.001)  # one try, or ever longer
    monkeypatch.setattr(exempt, "FEW", 0 if seed % 3 else 99)  # who is sure to be exempt, or any
    monkeypatch.setattr(exempt, "CASES", 40 if seed % 5 else 1)  # told apart, or hardly ever
    monkeypatch.setattr(reach, "WORK", 4_000_000 if seed % 6 else 1000)  # to the end, or given up
    if seed % 4 > 1:
        monkeypatch.setattr(Search, "find", _nothing_at_first(Search.find))
    plans, scenario = write_round(tmp_path, seed, dispersion=seed % 4 == 0, relative=seed % 2 == 0)
    expected = reference.solve(plans, scenario, REGIONS)
    _same(result_from(plans, scenario), expected)


def _nothing_at_first(find: Any) -> Any:
    """What little effort could find is not found, so a question is taken apart."""

    def searched(of: Search, trial: Any = None, tries: int | None = None) -> Attempt:
        known = of.incumbent is not None and tries == 1
        return Attempt(None, False) if known else find(of, trial, tries)

    return searched


@pytest.mark.usefixtures("many")
def test_a_jump_counts_only_where_the_highest_scores_are_left_to_reach(tmp_path: Path) -> None:
    """A has all that is left where y is exempt, 0.9 of x; B has 0.95 of y where x is exempt."""
    names = ("x", "y", "z")
    scores = {"A": (0.9, 0.5, 1), "B": (0.5, 0.95, 1), "C": (0.1, 1, 1)}
    rows = [
        valued(plan_id, **dict(zip(names, map(str, each), strict=True)))
        for plan_id, each in scores.items()
    ]
    criteria = [{"name": name, "measure": "total", "on": name} for name in names]
    objective = [{"tier": "leximin", "over": list(names)}]
    result = result_of(tmp_path, rows, tables(criteria=criteria, objective=objective))
    assert result.as_dict()["tiers"][0]["value"] == ["1/2", "19/20", "1"]


def _same(result: Result, expected: dict[str, Any]) -> None:
    assert result.status == expected["status"]
    if result.status == "optimal":
        found = record(result.outcome, "nl")
        assert found["selected"] == expected["selected"]
        values = [{"tier": tier["tier"], "value": tier["value"]} for tier in found["tiers"]]
        assert values == expected["tiers"]
        for plan in found["plans"]:
            assert plan["in_optimal"] == expected["plans"][plan["plan_id"]]["in_optimal"]


BALANCED_THEN_GOOD = """
[[criteria]]
name = "thema"
measure = "balance"
on = "thema"
target = "equal"
categories = ["taal", "digitaal", "techniek"]

[[criteria]]
name = "uitdagingen"
measure = "balance"
on = "uitdagingen"
target = "equal"
categories = ["instroom", "uitstroom", "krapte", "kwaliteit"]

[[criteria]]
name = "ambitie"
measure = "total"
on = "ambitie"
range = [1, 5]

[[objective]]
tier = "leximin"
over = ["thema", "uitdagingen"]

[[objective]]
tier = "sum"
over = ["ambitie"]
"""


@pytest.mark.parametrize(("ties", "tree"), sample([(4, 1), (0, 1000), (1, 2)], every=3))
@pytest.mark.usefixtures("many")
def test_a_last_sum_settled_branch_by_branch_gives_the_answer_of_brute_force(
    tmp_path: Path, ties: int, tree: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prices, "TIES", ties)
    monkeypatch.setattr(prices, "TREE", tree)  # one way to the end, or now this and now that one
    monkeypatch.setattr(prices, "NODES", 16)
    monkeypatch.setattr(prices, "KERNELS", ())
    nodes, ways = list[int](), set[bool]()
    pop = Branches.pop

    def watched(of: Branches, least: int, clock: Clock) -> Branch | None:
        found = pop(of, least, clock)
        nodes.append(of._asked)
        ways.add(not of.splits.counts)
        return found

    monkeypatch.setattr(Branches, "pop", watched)
    for seed in range(7525, 7531):
        plans, scenario = write_round(tmp_path / str(seed), seed)
        rules = scenario.read_text(encoding="utf-8").split("[[criteria]]")[0]
        scenario.write_text(rules + BALANCED_THEN_GOOD, encoding="utf-8")
        _same(result_from(plans, scenario), reference.solve(plans, scenario, REGIONS))
    assert max(nodes) > 1
    assert ways == ({False} if tree == 1000 else {False, True})


@pytest.mark.usefixtures("many")
def test_an_interrupt_while_a_sum_is_taken_apart_keeps_the_best_cohort_and_proves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Interrupted(Branches):
        def pop(self, least: int, clock: Clock) -> Branch | None:
            if not clock.stopped.is_set():
                signal.raise_signal(signal.SIGINT)
            return super().pop(least, clock)

    monkeypatch.setattr(prices, "Branches", Interrupted)
    plans, scenario = write_round(tmp_path, 7525)
    rules = scenario.read_text(encoding="utf-8").split("[[criteria]]")[0]
    scenario.write_text(rules + BALANCED_THEN_GOOD, encoding="utf-8")
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        result = result_from(plans, scenario)
    finally:
        signal.signal(signal.SIGINT, before)
    assert result.status == "feasible"
    assert [tier.proven for tier in result.outcome.cohort.optimum.tiers] == [True, False]


@pytest.mark.usefixtures("many")
def test_an_interrupt_while_a_question_is_stated_keeps_the_best_cohort(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = Posted.stated

    def interrupted(*args: Any, **options: Any) -> Any:
        if args[0].search.incumbent is not None and not args[0].search.clock.stopped.is_set():
            signal.raise_signal(signal.SIGINT)
        return state(*args, **options)

    monkeypatch.setattr(Posted, "stated", interrupted)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        result = result_from(*write_round(tmp_path, 7203))
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)
    assert result.status == "feasible"
    assert result.outcome.cohort.optimum.chosen


@pytest.mark.usefixtures("many")
def test_each_of_them_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    used: set[str] = set()

    def watch(owner: Any, name: str) -> None:
        method = getattr(owner, name)

        def watched(*args: object, **options: object) -> object:
            answer = method(*args, **options)
            if answer:
                used.add(name)
            return answer

        monkeypatch.setattr(owner, name, watched)

    watch(leximin, "jump")
    watch(leximin, "look")
    watch(raising, "reach")
    watch(Posted, "stated")
    watch(Search, "ruled_out")
    monkeypatch.setattr(exempt, "FEW", 99)
    next_cases = Exempt._next

    def counted(*args: Any) -> Any:
        found = next_cases(*args)
        used.update({"several cases"} if len(found) > 1 else ())
        return found

    monkeypatch.setattr(Exempt, "_next", counted)
    by_price = prices.raise_by_price

    def watched(*args: object, **options: object) -> object:
        used.add("raise_by_price")
        return by_price(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(weighted, "raise_by_price", watched)
    for seed in range(7200, 7260, 2):
        if len(used) == 7:
            break
        result_from(*write_round(tmp_path / str(seed), seed, relative=True))
    expected = {"jump", "look", "reach", "stated", "raise_by_price", "ruled_out"}
    assert used == expected | {"several cases"}


def test_prices_are_not_asked_for_when_no_time_is_left() -> None:
    late: Any = SimpleNamespace(incumbent=frozenset({0}), patience=None, clock=Clock(0.0))
    assert prices.raise_by_price(late, [1], last=True) == Attempt(frozenset({0}), False)
