"""Every hard rule: the model admits exactly the cohorts that its check accepts."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import chain, combinations
from typing import Any

import pytest
from ortools.sat.python import cp_model

from selector.numbers import scaled
from selector.rules import (
    AtMostOneRule,
    Change,
    CompetingRule,
    FixedRule,
    ImplicationRule,
    QuotaRule,
    Rule,
    SizeRule,
    Slack,
)

N = 6
IDS = tuple("ABCDEF")
MEMBERS = (0, 1, 2)
SIZES = range(1, N + 1)
RULES: tuple[Rule, ...] = (
    QuotaRule("q", MEMBERS, least=2),
    QuotaRule("q", MEMBERS, most=1),
    QuotaRule("q", MEMBERS, least=1, most=2),
    QuotaRule("q", MEMBERS, least_share=3333),
    QuotaRule("q", MEMBERS, least_share=3334),
    QuotaRule("q", MEMBERS, most_share=5000),
    QuotaRule("q", MEMBERS, most_share=0),
    QuotaRule("q", MEMBERS, least=1, least_share=5000, most_share=6667),
    QuotaRule("q", (), least=1),
    FixedRule("locked_in", "B", 1),
    FixedRule("locked_out", "B", 1),
    FixedRule("eligibility", "B", 1),
    ImplicationRule("i", 0, 1),
    AtMostOneRule("g", (0, 2, 4, 5)),
    CompetingRule(IDS, ((0, 1), (0, 2), (1, 2), (2, 3), (4, 5))),
    CompetingRule(IDS, ((0, 1), (0, 2), (1, 2), (2, 3)), ((0, 1, 2), (2, 3, 4))),
)
SIZE_RULES = (SizeRule(3, 3), SizeRule(2, 4), SizeRule(1, 6))
Cohort = frozenset[int]


def every_cohort(sizes: range = SIZES) -> set[Cohort]:
    found = chain.from_iterable(combinations(range(N), size) for size in sizes)
    return set(map(frozenset, found))


class Collector(cp_model.CpSolverSolutionCallback):
    """Keeps every cohort that the solver comes across."""

    def __init__(self, x: list[cp_model.IntVar]) -> None:
        super().__init__()
        self.x, self.found = x, set[Cohort]()

    def on_solution_callback(self) -> None:
        """Keep one cohort."""
        self.found.add(frozenset(p for p in range(N) if self.boolean_value(self.x[p])))


def admitted(state: Callable[[cp_model.CpModel, list[cp_model.IntVar]], None]) -> set[Cohort]:
    """All cohorts that a model admits."""
    model = cp_model.CpModel()
    x = [model.new_bool_var(plan_id) for plan_id in IDS]
    state(model, x)
    solver, collector = cp_model.CpSolver(), Collector(x)
    solver.parameters.num_workers = 1
    solver.parameters.enumerate_all_solutions = True
    assert solver.solve(model, collector) in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    return collector.found


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("rule", RULES, ids=repr)
def test_a_posted_rule_admits_exactly_what_its_check_accepts(rule: Rule, size: int) -> None:
    def state(model: cp_model.CpModel, x: list[cp_model.IntVar]) -> None:
        model.add(sum(x) == size)
        rule.post(model, x, size)

    expected = {cohort for cohort in every_cohort(range(size, size + 1)) if rule.check(cohort)}
    assert admitted(state) == expected


@pytest.mark.parametrize("rule", SIZE_RULES, ids=repr)
def test_a_posted_size_admits_the_cohorts_of_that_size(rule: SizeRule) -> None:
    for size in range(rule.low, rule.high + 1):
        found = admitted(lambda model, x, size=size: rule.post(model, x, size))  # type: ignore[misc]
        assert found == every_cohort(range(size, size + 1))
    accepted = {cohort for cohort in every_cohort() if rule.check(cohort)}
    assert accepted == every_cohort(range(rule.low, rule.high + 1))


@pytest.mark.parametrize("rule", [*RULES, *SIZE_RULES], ids=repr)
def test_a_rule_with_no_room_used_admits_exactly_what_its_check_accepts(rule: Rule) -> None:
    def state(model: cp_model.CpModel, x: list[cp_model.IntVar]) -> None:
        size = cp_model.LinearExpr.sum(x)
        model.add(size >= 1)
        for slack in rule.relax(model, x, size):
            model.add(slack.amount == 0)

    assert admitted(state) == {cohort for cohort in every_cohort() if rule.check(cohort)}


def cheapest(rule: Rule, cohort: Cohort) -> tuple[int, list[Change]] | None:
    """What it costs to let a rule give way to one cohort, and the changes; None: never."""
    model = cp_model.CpModel()
    x = [model.new_constant(p in cohort) for p in range(N)]
    slacks: list[Slack] = list(rule.relax(model, x, cp_model.LinearExpr.sum(x)))
    model.minimize(sum(slack.cost * slack.amount for slack in slacks))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    if solver.solve(model) != cp_model.OPTIMAL:
        return None
    used = [(slack, solver.value(slack.amount)) for slack in slacks]
    changes = [slack.change(amount, len(cohort)) for slack, amount in used if amount]
    return round(solver.objective_value), changes


def after(rule: Rule, changes: list[Change]) -> Rule | None:
    """The rule as the changes would have it; None when it is gone."""
    for change in changes:
        assert change.rule == rule.name or isinstance(rule, CompetingRule)
        match rule:
            case SizeRule():
                keys = {"size": ("low", "high"), "min": ("low",), "max": ("high",)}[change.key]
                rule = replace(rule, **dict.fromkeys(keys, change.after))
            case QuotaRule():
                names = {"min": "least", "max": "most"}
                shares = {"min_share": "least_share", "max_share": "most_share"}
                value: Any = change.after
                if change.key in shares:
                    value = scaled(Decimal(str(value)))
                rule = replace(rule, **{{**names, **shares}[change.key]: value})
            case CompetingRule():
                first, second = change.rule.removeprefix("competition:").split("|")
                pair = IDS.index(first), IDS.index(second)
                rule = replace(rule, pairs=tuple(p for p in rule.pairs if p != pair))
            case _:
                return None
    return rule


RELAXABLE = [rule for rule in (*RULES, *SIZE_RULES) if not rule.name.startswith("eligibility:")]


@pytest.mark.parametrize("rule", RELAXABLE, ids=repr)
def test_a_rule_that_gave_way_accepts_the_cohort_it_gave_way_to(rule: Rule) -> None:
    for cohort in every_cohort():
        answer = cheapest(rule, cohort)
        assert answer is not None
        cost, changes = answer
        changed = after(rule, changes)
        assert changed is None or changed.check(cohort), (sorted(cohort), changes)
        assert (cost == 0) == rule.check(cohort)


def test_eligibility_never_gives_way() -> None:
    rule = FixedRule("eligibility", "B", 1)
    assert cheapest(rule, frozenset({0, 1})) is None
    assert cheapest(rule, frozenset({0})) == (0, [])


@pytest.mark.parametrize(
    ("rule", "cohort", "cost"),
    [
        (SizeRule(4, 5), {0, 1}, 2),
        (SizeRule(1, 2), {0, 1, 2, 3, 4}, 3),
        (QuotaRule("q", MEMBERS, least=3), {0, 4, 5}, 2),
        (QuotaRule("q", MEMBERS, least_share=5000), {3, 4, 5}, 2),  # 1.5 of 3: two plans
        (QuotaRule("q", MEMBERS, most_share=5000), {0, 1, 2}, 2),  # 3 where 1.5 is allowed
        (FixedRule("locked_in", "B", 1), {0}, 2),
        (FixedRule("locked_out", "B", 1), {1}, 2),
        (ImplicationRule("i", 0, 1), {0}, 2),
        (AtMostOneRule("g", (0, 2, 4)), {0, 2, 4}, 2),
        (CompetingRule(IDS, ((0, 1), (1, 2))), {0, 1, 2}, 6),
    ],
    ids=repr,
)
def test_giving_way_costs_what_the_documentation_says(
    rule: Rule, cohort: set[int], cost: int
) -> None:
    answer = cheapest(rule, frozenset(cohort))
    assert answer is not None
    assert answer[0] == cost


@pytest.mark.parametrize(
    ("rule", "cohort", "change"),
    [
        (SizeRule(4, 4), {0, 1}, Change("size", "size", 4, 2)),
        (SizeRule(3, 4), {0, 1}, Change("size", "min", 3, 2)),
        (SizeRule(1, 2), {0, 1, 2}, Change("size", "max", 2, 3)),
        (QuotaRule("krimp", MEMBERS, least=3), {0, 1, 5}, Change("quota:krimp", "min", 3, 2)),
        (QuotaRule("q", MEMBERS, most=1), {0, 1, 2}, Change("quota:q", "max", 1, 3)),
    ],
    ids=repr,
)
def test_a_change_names_rule_key_and_both_values(
    rule: Rule, cohort: set[int], change: Change
) -> None:
    assert cheapest(rule, frozenset(cohort)) == (abs(change.before - change.after), [change])


@pytest.mark.parametrize(
    ("share", "size", "low"),
    [(3333, 12, 4), (3334, 12, 5), (5000, 5, 3), (0, 5, 0), (10_000, 5, 5)],
)
def test_a_least_share_is_rounded_up_to_whole_plans(share: int, size: int, low: int) -> None:
    assert QuotaRule("q", MEMBERS, least_share=share).bounds(size)[0] == low


@pytest.mark.parametrize(
    ("share", "size", "high"), [(3333, 12, 3), (3334, 12, 4), (5000, 5, 2), (10_000, 5, 5)]
)
def test_a_most_share_is_rounded_down_to_whole_plans(share: int, size: int, high: int) -> None:
    assert QuotaRule("q", MEMBERS, most_share=share).bounds(size)[1] == high
