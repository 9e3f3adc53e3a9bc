"""Scores worked out by hand, for every measure and target."""

from fractions import Fraction
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from builders import Row, Tables, codes, country, plan, problem_of, result_of, tables, valued

from selector import InputError, Regions, Result
from selector.criteria.balance import Balance
from selector.numbers import shared_out
from selector.problem import Problem


@pytest.fixture(scope="module")
def land() -> Regions:
    return country()


def case(folder: Path, rows: list[Row], land: Regions, size: int = 1, **keys: Any) -> Problem:
    """A problem with one criterion."""
    scenario = tables(size=size, criteria=[{"name": "doel", **keys}])
    return problem_of(folder, rows, scenario, land)


def score(problem: Problem, *plan_ids: str) -> Fraction:
    """The score of a cohort on the one criterion."""
    return problem.scores([problem.plans.ids.index(plan_id) for plan_id in plan_ids])[0]


def balance(problem: Problem) -> Balance:
    found = problem.criteria[0]
    assert isinstance(found, Balance)
    return found


# --- Sharing out a thousand


@pytest.mark.parametrize(
    ("amounts", "shares"),
    [
        ({"b": 1, "a": 1, "c": 1}, {"a": 334, "b": 333, "c": 333}),  # a tie: in order of name
        ({"a": 7, "b": 4, "c": 2}, {"a": 538, "b": 308, "c": 154}),  # 538.46, 307.69, 153.85
        ({"a": 1, "b": 2, "c": 0}, {"a": 333, "b": 667, "c": 0}),
        ({"b": 1, "a": 1999}, {"a": 1000, "b": 0}),  # 999.5 and 0.5
        ({"a": 1, "b": 1999}, {"a": 1, "b": 999}),
        ({"a": 0, "b": 0}, {"a": 0, "b": 0}),
        ({"a": 10**15, "b": 1}, {"a": 1000, "b": 0}),
    ],
)
def test_per_mille_gives_what_is_left_to_the_largest_remainders(
    amounts: dict[str, int], shares: dict[str, int]
) -> None:
    assert shared_out(amounts) == shares


def third(*numerators: int) -> tuple[Fraction, ...]:
    return tuple(Fraction(n, 3) for n in numerators)


def thousandths(*numerators: int) -> tuple[Fraction, ...]:
    return tuple(Fraction(n, 1000) for n in numerators)


# --- Balance


CONTEXTS = [  # two urban, one not, one krimp
    plan("A", "Aadorp"),
    plan("B", "Florijn"),
    plan("C", "Beekdam"),
    plan("D", "Ceestad"),
]


def test_balance_is_one_minus_half_the_deviation_from_equal_targets(
    tmp_path: Path, land: Regions
) -> None:
    problem = case(tmp_path, CONTEXTS, land, 4, measure="balance", on="context")
    # Targets of 4/3 each: D = |2 - 4/3| + 2 x |1 - 4/3| = 4/3 of 8.
    assert score(problem, "A", "B", "C", "D") == Fraction(5, 6)
    assert score(problem, "A", "C", "D") == 1  # three, one of each
    assert score(problem, "A") == Fraction(1, 3)  # D = 2/3 + 1/3 + 1/3 of 2


def test_equal_targets_are_exactly_equal_whatever_the_order_of_the_categories(
    tmp_path: Path, land: Regions
) -> None:
    for order in permutations(["krimp", "stedelijk", "niet-stedelijk"]):
        keys: Tables = {"measure": "balance", "on": "context", "categories": list(order)}
        problem = case(tmp_path, CONTEXTS, land, **keys)
        assert balance(problem).targets == third(1, 1, 1)
        assert {score(problem, p) for p in "ACD"} == {Fraction(1, 3)}


def test_the_target_of_applicants_follows_the_eligible_plans_those_locked_out_included(
    tmp_path: Path, land: Regions
) -> None:
    rows = [*CONTEXTS, plan("E", "Ceestad", a1="ontbreekt"), plan("F", "Ceestad")]
    scenario = tables(
        size=2,
        cohort={"locked_out": ["F"]},
        criteria=[{"name": "x", "measure": "balance", "on": "context", "target": "applicants"}],
    )
    problem = problem_of(tmp_path, rows, scenario, land)
    assert balance(problem).targets == thousandths(400, 200, 400)  # E fell out; F counts
    # A and D: D = |1 - 4/5| + |0 - 2/5| + |1 - 4/5| = 4/5 of 4.
    assert score(problem, "A", "D") == Fraction(4, 5)


def test_the_target_of_the_population_follows_the_country(tmp_path: Path, land: Regions) -> None:
    keys: Tables = {"measure": "balance", "on": "context", "target": "population"}
    problem = case(tmp_path, CONTEXTS, land, **keys)
    # 200,000 urban; 76,000 + 4,000 + 40,000 + 76,001 not; 40,000 krimp; of 436,001.
    assert balance(problem).targets == thousandths(459, 449, 92)  # 458.71, 449.54 and 91.74
    assert score(problem, "C") == Fraction(449, 1000)


def test_the_bundled_country_is_534_389_and_77_per_mille(tmp_path: Path) -> None:
    criterion = {"name": "x", "measure": "balance", "on": "context_shares", "target": "population"}
    problem = problem_of(tmp_path, [plan("A")], tables(criteria=[criterion]))
    assert balance(problem).targets == thousandths(534, 389, 77)


def test_a_given_target_is_divided_by_its_own_sum_and_its_keys_are_the_categories(
    tmp_path: Path, land: Regions
) -> None:
    target = {"krimp": 1.5, "stedelijk": 1, "niet-stedelijk": 0.5}
    problem = case(tmp_path, CONTEXTS, land, measure="balance", on="context", target=target)
    assert balance(problem).categories == ("krimp", "stedelijk", "niet-stedelijk")
    assert balance(problem).targets == (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6))
    # A and D: D = |1 - 1| + |1 - 2/3| + |0 - 1/3| = 2/3 of 4.
    assert score(problem, "A", "D") == Fraction(5, 6)


def test_a_given_target_of_nothing_but_zeros_is_refused(tmp_path: Path, land: Regions) -> None:
    target = {"krimp": 0, "stedelijk": 0}
    with pytest.raises(InputError) as caught:
        case(tmp_path, CONTEXTS, land, measure="balance", on="context", target=target)
    assert codes(caught.value.faults) == {"target_zero"}


def test_a_category_without_a_target_gets_none(tmp_path: Path, land: Regions) -> None:
    keys: Tables = {"target": {"nieuw": 7}, "categories": ["bestaand", "nieuw"]}
    problem = case(tmp_path, CONTEXTS, land, measure="balance", on="herkomst", **keys)
    assert list(balance(problem).targets) == [0, 1]


def test_the_target_of_applicants_is_the_mean_over_all_of_them(
    tmp_path: Path, land: Regions
) -> None:
    keys: Tables = {"target": "applicants", "categories": ["krimp", "niet-stedelijk"]}
    problem = case(tmp_path, CONTEXTS, land, measure="balance", on="context", **keys)
    assert balance(problem).targets == (Fraction(1, 4), Fraction(1, 4))  # two of four are urban


def test_weights_with_too_fine_a_common_denominator_are_refused(
    tmp_path: Path, land: Regions
) -> None:
    counts = (31, 29, 27, 25, 23, 19, 17, 13, 11, 7)  # labels; all different primes or powers
    rows = [plan(f"P{n}", "Aadorp", thema="|".join(f"t{i}" for i in range(n))) for n in counts]
    with pytest.raises(InputError) as caught:
        case(tmp_path, rows, land, measure="balance", on="thema")
    assert codes(caught.value.faults) == {"target_too_fine"}


def test_labels_share_a_plan_in_equal_parts(tmp_path: Path, land: Regions) -> None:
    rows = [
        plan("A", "Aadorp", thema="c|b|a"),
        plan("B", "Aadorp", thema="b"),
        plan("C", "Aadorp", thema=""),
        plan("D", "Aadorp", thema="z|b|a"),
    ]
    keys: Tables = {"measure": "balance", "on": "thema", "categories": ["b", "c"]}
    problem = case(tmp_path, rows, land, **keys)
    # A bears three labels, of which a is not declared, and D b and two others. C bears nothing.
    assert balance(problem).weights == (third(1, 1), third(3, 0), third(0, 0), third(1, 0))
    # A and B: |4/3 - 1| + |1/3 - 1| = 1 of 4.
    assert score(problem, "A", "B") == Fraction(3, 4)


def test_a_plan_outside_the_categories_counts_for_none_and_is_warned_of(
    tmp_path: Path, land: Regions
) -> None:
    keys: Tables = {"measure": "balance", "on": "context", "categories": ["stedelijk", "krimp"]}
    problem = case(tmp_path, CONTEXTS, land, **keys)
    assert score(problem, "C") == Fraction(1, 2)  # D = 500 + 500 of 2000
    notes = [note for note in problem.notes if note.code == "undeclared"]
    assert [note.params["plans"] for note in notes] == [["C"]]


def test_a_plan_without_a_value_is_told_to_have_none(tmp_path: Path, land: Regions) -> None:
    rows = [plan("A", "Aadorp", thema="x"), plan("B", "Beekdam"), plan("C", "Ceestad", thema="y")]
    problem = case(
        tmp_path, rows, land, measure="balance", on="thema", categories=["x"], target="equal"
    )
    told = {note.code: note.params["plans"] for note in problem.notes}
    assert (told["undeclared"], told["undeclared_empty"]) == (["C"], ["B"])


def test_shares_of_people_are_the_weights_of_context_shares(tmp_path: Path, land: Regions) -> None:
    rows = [plan("A", "Aadorp|Ceestad"), plan("B", "Beekdam")]  # A: 5/7 urban, 2/7 krimp
    problem = case(tmp_path, rows, land, measure="balance", on="context_shares")
    assert balance(problem).weights == (thousandths(714, 0, 286), thousandths(0, 1000, 0))
    # In thousandths, with targets of 2000/3: D = 142/3 + 1000/3 + 1142/3 = 2284/3 of 4000.
    assert score(problem, "A", "B") == 1 - Fraction(2284, 3) / 4000


def test_yes_and_no_are_categories_like_any_other(tmp_path: Path, land: Regions) -> None:
    rows = [plan("A", "Aadorp", proef="ja"), plan("B", "Aadorp", proef="nee")]
    problem = case(
        tmp_path, rows, land, measure="balance", on="proef", target={"ja": 750, "nee": 250}
    )
    assert score(problem, "A") == Fraction(3, 4)
    assert score(problem, "A", "B") == Fraction(3, 4)  # |1000 - 1500| + |1000 - 500| of 4000


def test_a_population_target_needs_a_field_of_the_map(tmp_path: Path, land: Regions) -> None:
    with pytest.raises(InputError) as caught:
        case(tmp_path, CONTEXTS, land, measure="balance", on="herkomst", target="population")
    assert codes(caught.value.faults) == {"no_population"}


# --- Coverage


LABELLED = [
    plan("A", "Aadorp", thema="a"),
    plan("B", "Aadorp", thema="a|b"),
    plan("C", "Aadorp", thema="b|c|d"),
]


def test_coverage_is_the_share_of_labels_with_enough_bearers(tmp_path: Path, land: Regions) -> None:
    keys: Tables = {"measure": "coverage", "on": "thema", "categories": ["a", "b", "c"]}
    problem = case(tmp_path, LABELLED, land, at_least=2, **keys)
    assert score(problem, "A", "B", "C") == Fraction(2, 3)
    assert score(problem, "A", "B") == Fraction(1, 3)
    assert score(problem, "A", "C") == 0


def test_coverage_asks_for_one_bearer_unless_told_otherwise(tmp_path: Path, land: Regions) -> None:
    problem = case(tmp_path, LABELLED, land, measure="coverage", on="thema")
    assert score(problem, "C") == Fraction(3, 4)  # of the labels a, b, c and d that occur
    assert score(problem, "B") == Fraction(1, 2)


def test_coverage_of_a_category_counts_each_plan_once(tmp_path: Path, land: Regions) -> None:
    problem = case(tmp_path, CONTEXTS, land, measure="coverage", on="context")
    assert score(problem, "A", "B") == Fraction(1, 3)
    assert score(problem, "A", "C", "D") == 1


def test_coverage_of_ambition_counts_levels_and_not_their_height(
    tmp_path: Path, land: Regions
) -> None:
    rows = [plan("A", "Aadorp", ambitie="5"), plan("B", "Aadorp", ambitie="1")]
    keys: Tables = {"categories": [1, 2, 3, 4, 5]}
    problem = case(tmp_path, rows, land, measure="coverage", on="ambitie", **keys)
    assert score(problem, "A") == score(problem, "B") == Fraction(1, 5)


# --- Total


def test_total_is_the_mean_of_a_column_scaled_to_its_range(tmp_path: Path, land: Regions) -> None:
    rows = [plan(i, "Aadorp", ambitie=a) for i, a in (("A", "4"), ("B", ""), ("C", "5"))]
    problem = case(tmp_path, rows, land, measure="total", on="ambitie", range=[1, 5])
    assert score(problem, "A", "B", "C") == Fraction(7, 12)  # (3 + 0 + 4) / (4 x 3)
    assert score(problem, "C") == 1


def test_an_empty_value_counts_as_the_low_end_and_is_reported(
    tmp_path: Path, land: Regions
) -> None:
    rows = [plan("A", "Aadorp", punten="2"), plan("B", "Aadorp", punten="")]
    problem = case(tmp_path, rows, land, measure="total", on="punten", range=[-2, 2])
    assert score(problem, "A", "B") == Fraction(1, 2)
    notes = [note for note in problem.notes if note.code == "empty_is_low"]
    assert [note.params["plans"] for note in notes] == [["B"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0.25", "1/4"), ("0,25", "1/4"), ("25%", "1/4"), ("0.33335", "3334/10000"), ("1", "1")],
)
def test_total_reads_shares_as_people_write_them(
    tmp_path: Path, land: Regions, text: str, expected: str
) -> None:
    rows = [plan("A", "Aadorp", aandeel_besturen=text)]
    problem = case(tmp_path, rows, land, measure="total", on="aandeel_besturen")
    assert score(problem, "A") == Fraction(expected)


def test_a_value_outside_the_range_is_a_fault(tmp_path: Path, land: Regions) -> None:
    rows = [plan("A", "Aadorp", punten="1.5")]
    with pytest.raises(InputError) as caught:
        case(tmp_path, rows, land, measure="total", on="punten")
    assert codes(caught.value.faults) == {"outside_range"}


def test_met_conditions_are_a_share_of_the_required_ones(tmp_path: Path, land: Regions) -> None:
    rows = [plan("A", "Aadorp", a1="werkt_toe", a2="werkt_toe", b1="nvt", m1="werkt_toe")]
    problem = case(tmp_path, rows, land, measure="total", on="voorwaarden_voldaan")
    assert score(problem, "A") == Fraction(8, 10)


# --- Best alone


def best_alone(folder: Path, land: Regions, **extra: Any) -> Result:
    rows = [valued("A", x="0.9"), valued("B", x="0.6"), valued("C", x="0.3"), valued("D", x="0.1")]
    rows = [row | {"gemeenten": "Aadorp"} for row in rows]
    rows[0] |= {"a1": "ontbreekt"}
    scenario = tables(size=2, criteria=[{"name": "x", "measure": "total", "on": "x"}], **extra)
    return result_of(folder, rows, scenario, land)


def test_best_alone_leaves_out_all_rules_but_eligibility_and_size(
    tmp_path: Path, land: Regions
) -> None:
    # Only B, C and D are eligible: 0.6 and 0.3 make 0.45, although B is locked out ...
    found = best_alone(tmp_path, land, cohort={"locked_out": ["B"]}).as_dict()["criteria"][0]
    assert (found["score"], found["best_alone"]) == ("1/5", "9/20")
    # ... or all overlap of B is forbidden.
    pair = [{"rule": "overlap", "lifted_by": []}]
    infeasible = best_alone(tmp_path, land, competition=pair)
    assert infeasible.status == "infeasible"
