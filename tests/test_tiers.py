"""Tiers, sizes and tickets, by cases small enough to work out by hand.

With one plan to choose, every plan is a cohort, and its scores stand in its own columns.
"""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from builders import Row, Tables, changed, plan, result_of, tables, valued

XYZ = ("x", "y", "z")


def scenario_of(*objective: Tables, size: int | Tables = 1, **others: Any) -> Tables:
    """A scenario with a criterion on each of three columns."""
    criteria = [{"name": name, "measure": "total", "on": name} for name in XYZ]
    return tables(size=size, criteria=criteria, objective=list(objective), **others)


def scored(**plans: str) -> list[Row]:
    """Plans with three scores each."""
    return [
        valued(plan_id, **dict(zip(XYZ, text.split(), strict=True)))
        for plan_id, text in plans.items()
    ]


def solved(folder: Path, rows: list[Row], *objective: Tables, **others: Any) -> dict[str, Any]:
    return result_of(folder, rows, scenario_of(*objective, **others)).as_dict()


def tier(kind: str, *over: str, **keys: Any) -> Tables:
    return {"tier": kind, **({"over": list(over)} if over else {}), **keys}


DISAGREE = scored(A="0.5 0.9 0.9", B="0.6 0.6 0.6", C="0.6 0.8 0.6", D="1 0.6 0.5")


def test_leximin_goes_on_to_the_next_lowest_score(tmp_path: Path) -> None:
    found = solved(tmp_path, DISAGREE, tier("leximin"))
    assert (found["selected"], found["ticket_decided"]) == (["C"], False)
    assert found["tiers"][0]["value"] == ["3/5", "3/5", "4/5"]


def test_worst_looks_at_the_lowest_score_only(tmp_path: Path) -> None:
    found = solved(tmp_path, DISAGREE, tier("worst"))
    assert found["tiers"][0]["value"] == "3/5"
    states = {entry["plan_id"]: entry["in_optimal"] for entry in found["plans"]}
    assert states == {"A": "none", "B": "some", "C": "some", "D": "none"}


def test_sum_lets_one_score_make_up_for_another(tmp_path: Path) -> None:
    found = solved(tmp_path, DISAGREE, tier("sum"))
    assert (found["selected"], found["tiers"][0]["value"]) == (["A"], "23/10")


def test_weights_change_what_a_sum_prefers(tmp_path: Path) -> None:
    found = solved(tmp_path, DISAGREE, tier("sum", weights={"x": 2, "y": 0.5}))
    # A 1 + 0.45 + 0.9 = 2.35; B 2.1; C 2.2; D 2 + 0.3 + 0.5 = 2.8. Without a weight: 1.
    assert (found["selected"], found["tiers"][0]["value"]) == (["D"], "14/5")


def test_a_criterion_by_itself_looks_at_nothing_else(tmp_path: Path) -> None:
    found = solved(tmp_path, DISAGREE, tier("criterion", "x"))
    assert (found["selected"], found["tiers"][0]["value"]) == (["D"], "1")


def test_a_tier_looks_only_at_the_criteria_it_is_over(tmp_path: Path) -> None:
    found = solved(tmp_path, DISAGREE, tier("leximin", "y", "z"))
    assert (found["selected"], found["tiers"][0]["value"]) == (["A"], ["9/10", "9/10"])


def test_leximin_prefers_even_scores_to_a_high_one(tmp_path: Path) -> None:
    rows = scored(A="0.5 0.9 0.9", B="0.5 0.6 1")
    assert solved(tmp_path, rows, tier("leximin"))["selected"] == ["A"]


def test_a_later_tier_gives_up_nothing_of_an_earlier_one(tmp_path: Path) -> None:
    rows = scored(A="0.7 0.2 0", B="0.7 0.3 0", C="0.6999 1 1")
    found = solved(tmp_path, rows, tier("criterion", "x"), tier("criterion", "y"))
    assert found["selected"] == ["B"]
    assert [entry["value"] for entry in found["tiers"]] == ["7/10", "3/10"]


TOLERANT = scored(A="0.9 0.1 0", B="0.88 0.5 0", C="0.8799 0.9 0")


@pytest.mark.parametrize(
    ("tolerance", "chosen"), [(0, "A"), (0.0199, "A"), (0.02, "B"), (0.0201, "C")]
)
def test_tolerance_is_absolute_and_its_end_counts(
    tmp_path: Path, tolerance: float, chosen: str
) -> None:
    first = tier("criterion", "x", tolerance=tolerance)
    found = solved(tmp_path, TOLERANT, first, tier("criterion", "y"))
    assert found["selected"] == [chosen]
    assert found["tiers"][0]["value"] == "9/10", "a tier reports its optimum"


@pytest.mark.parametrize(
    ("kind", "chosen"),
    [("worst", "B"), ("sum", "C")],
)
def test_tolerance_holds_for_the_worst_score_and_for_a_sum(
    tmp_path: Path, kind: str, chosen: str
) -> None:
    rows = scored(A="0.5 0.5 0", B="0.4 0.4 0.5", C="0.3 0.6 1")
    # Worst of x and y: 0.5, 0.4, 0.3. Sum: 1, 0.8, 0.9.
    first = tier(kind, "x", "y", tolerance=0.1)
    assert solved(tmp_path, rows, first, tier("criterion", "z"))["selected"] == [chosen]


def test_a_tolerance_in_the_last_tier_has_no_effect(tmp_path: Path) -> None:
    for first in ([], [tier("criterion", "z")]):
        last = tier("criterion", "x", tolerance=0.5)
        found = solved(tmp_path, TOLERANT, *first, last)
        assert (found["selected"], found["ticket_decided"]) == (["A"], False)


# --- Sizes


def test_a_larger_cohort_wins_a_full_tie(tmp_path: Path) -> None:
    rows = scored(A="0.5 0 0", B="0.5 0 0", C="0.5 0 0")
    found = solved(tmp_path, rows, tier("criterion", "x"), size={"min": 1, "max": 3})
    assert (found["size"], found["selected"]) == (3, ["A", "B", "C"])


def test_a_smaller_cohort_wins_when_it_is_better(tmp_path: Path) -> None:
    rows = scored(A="0.9 0 0", B="0.9 0 0", C="0.8 0 0")
    found = solved(tmp_path, rows, tier("criterion", "x"), size={"min": 1, "max": 3})
    assert (found["size"], found["selected"]) == (2, ["A", "B"])


def test_sizes_are_compared_on_a_later_tier_when_the_first_ties(tmp_path: Path) -> None:
    rows = scored(A="0.5 0.9 0", B="0.5 0.5 0")
    tiers = [tier("criterion", "x"), tier("criterion", "y")]
    found = solved(tmp_path, rows, *tiers, size={"min": 1, "max": 2})
    assert found["selected"] == ["A"]


def test_a_size_that_cannot_be_met_is_passed_over(tmp_path: Path) -> None:
    rows = scored(A="0.5 0 0", B="0.5 0 0", C="0.5 0 0")
    limit = [{"name": "hooguit-twee", "where": {"herkomst": "nieuw"}, "max": 2}]
    tiers = tier("criterion", "x")
    found = solved(tmp_path, rows, tiers, size={"min": 1, "max": 9}, quotas=limit)
    assert (found["status"], found["size"]) == ("optimal", 2)


# --- Competition


def competing(*pairs: str) -> list[Row]:
    """Four plans in four places; each pair shares a board of its own."""
    towns = ("GM0014", "GM0363", "GM0599", "GM0935")
    rows = [plan(i, town, x="0", y="0", z="0") for i, town in zip("ABCD", towns, strict=True)]
    for row in rows:
        row["besturen"] = "|".join(pair for pair in pairs if row["plan_id"] in pair)
    return rows


def test_the_least_competition_is_the_weight_of_the_pairs_inside_the_cohort(
    tmp_path: Path,
) -> None:
    rule = {"rule": "shared_party", "verdict": "penalise", "weight": 3}
    # Of any three of the four plans, those without B hold one pair and the others two or more.
    rows = competing("AB", "BC", "BD", "CD")
    rows[0]["besturen"] += "|AD"
    rows[3]["besturen"] += "|AD"
    found = solved(tmp_path, rows, tier("competition"), size=3, competition=[rule])
    # ABC: AB, BC. ABD: AB, BD, AD. ACD: CD, AD. BCD: BC, BD, CD.
    assert found["tiers"][0]["value"] == "6"
    states = {entry["plan_id"]: entry["in_optimal"] for entry in found["plans"]}
    assert states == {"A": "all", "B": "some", "C": "all", "D": "some"}


def test_only_penalised_pairs_count_as_competition(tmp_path: Path) -> None:
    rows = competing("AB", "CD")
    rule = {"rule": "shared_party", "verdict": "report", "weight": 3}
    found = solved(tmp_path, rows, tier("competition"), size=4, competition=[rule])
    assert found["tiers"][0]["value"] == "0"


# --- Tickets


def by_ticket(seed: str, plan_ids: str) -> list[str]:
    """Plans in ascending order of the SHA-256 hex digest of `seed:plan_id`."""
    return sorted(plan_ids, key=lambda i: sha256(f"{seed}:{i}".encode()).hexdigest())


EQUAL = scored(A="0.5 0 0", B="0.5 0 0", C="0.5 0 0", D="0.5 0 0", E="0.5 0 0")


@pytest.mark.parametrize("seed", ["2023-05-11", "lot", "é", ""])
def test_the_lowest_tickets_are_kept_among_equals(tmp_path: Path, seed: str) -> None:
    scenario = changed(scenario_of(tier("sum"), size=2), "seed", to=seed)
    found = result_of(tmp_path, EQUAL, scenario).as_dict()
    assert found["selected"] == sorted(by_ticket(seed, "ABCDE")[:2])
    assert found["ticket_decided"] is True
    assert found["seed"] == seed
    assert {entry["in_optimal"] for entry in found["plans"]} == {"some"}


def test_a_plan_is_kept_only_with_those_kept_before_it(tmp_path: Path) -> None:
    first, second, third, *_ = by_ticket("lot", "ABCDE")
    apart = [{"name": "niet samen", "plans": [first, second]}]
    found = solved(tmp_path, EQUAL, tier("sum"), size=2, at_most_one=apart)
    assert found["selected"] == sorted([first, third])


def test_the_first_ticket_goes_before_all_that_come_after_it(tmp_path: Path) -> None:
    first, *others = by_ticket("lot", "ABCDE")
    # The first plan stands alone in its optimal cohort; the others make one of four.
    rows = [row | {"groep": "een" if row["plan_id"] == first else "vier"} for row in EQUAL]
    rules = [{"name": f"{first} of {other}", "plans": [first, other]} for other in others[1:]]
    found = solved(tmp_path, rows, tier("sum"), size=2, at_most_one=rules)
    assert found["selected"] == sorted([first, others[0]])


def test_tickets_decide_nothing_when_there_is_one_best_cohort(tmp_path: Path) -> None:
    rows = scored(A="0.9 0 0", B="0.8 0 0", C="0.1 0 0")
    found = solved(tmp_path, rows, tier("sum"), size=2)
    assert (found["selected"], found["ticket_decided"]) == (["A", "B"], False)
    states = {entry["plan_id"]: entry["in_optimal"] for entry in found["plans"]}
    assert states == {"A": "all", "B": "all", "C": "none"}


def test_tickets_never_go_before_a_tier(tmp_path: Path) -> None:
    lowest, *_, highest = by_ticket("lot", "ABCDE")
    rows = [row | {"x": "0.6" if row["plan_id"] == highest else "0.5"} for row in EQUAL]
    found = solved(tmp_path, rows, tier("sum"), size=2)
    assert found["selected"] == sorted([lowest, highest])


def test_more_ties_than_fit_in_one_batch_are_settled_by_ticket(tmp_path: Path) -> None:
    ids = [f"P{number:02}" for number in range(40)]
    rows = [valued(plan_id, x="0.5", y="0", z="0") for plan_id in ids]
    found = solved(tmp_path, rows, tier("sum"), size=25)
    tickets = sorted(ids, key=lambda i: sha256(f"lot:{i}".encode()).hexdigest())
    assert found["selected"] == sorted(tickets[:25])
