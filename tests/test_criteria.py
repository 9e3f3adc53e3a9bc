"""Scores worked out by hand, for every measure and target."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from builders import Row, Tables, codes, country, plan, problem_of, result_of, tables, valued

from selector import InputError, Regions, Result
from selector.criteria.balance import Balance
from selector.numbers import per_mille
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


# --- Rounding to a thousand


@pytest.mark.parametrize(
    ("parts", "shares"),
    [
        ([1, 1, 1], (334, 333, 333)),
        ([7, 4, 2], (538, 308, 154)),  # 538.46, 307.69, 153.85
        ([1, 1, 1, 1, 1, 1, 1], (143, 143, 143, 143, 143, 143, 142)),
        ([1, 2, 0], (333, 667, 0)),
        ([1, 1999], (1, 999)),  # 0.5 and 999.5: the tie goes to the first
        ([1999, 1], (1000, 0)),
        ([0, 5], (0, 1000)),
        ([10**15, 1], (1000, 0)),
    ],
)
def test_per_mille_gives_what_is_left_to_the_largest_remainders(
    parts: list[int], shares: tuple[int, ...]
) -> None:
    assert per_mille(parts) == shares


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
    # Targets 334, 333, 333: D = |2000 - 1336| + 2 x |1000 - 1332| = 1328 of 8000.
    assert score(problem, "A", "B", "C", "D") == Fraction(417, 500)
    # Three, one of each: D = |1000 - 1002| + 2 x |1000 - 999| = 4 of 6000.
    assert score(problem, "A", "C", "D") == 1 - Fraction(4, 6000)
    # One: D = |1000 - 334| + 333 + 333 = 1332 of 2000.
    assert score(problem, "A") == Fraction(334, 1000)


def test_the_spare_per_mille_of_equal_targets_goes_to_the_category_declared_first(
    tmp_path: Path, land: Regions
) -> None:
    order = ["krimp", "stedelijk", "niet-stedelijk"]
    keys: Tables = {"measure": "balance", "on": "context", "categories": order}
    problem = case(tmp_path, CONTEXTS, land, **keys)
    assert (balance(problem).categories, balance(problem).targets) == (
        tuple(order),
        (334, 333, 333),
    )


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
    assert balance(problem).targets == (400, 200, 400)  # E fell out; F counts
    # A and D: D = |1000 - 800| + |0 - 400| + |1000 - 800| = 800 of 4000.
    assert score(problem, "A", "D") == Fraction(4, 5)


def test_the_target_of_the_population_follows_the_country(tmp_path: Path, land: Regions) -> None:
    keys: Tables = {"measure": "balance", "on": "context", "target": "population"}
    problem = case(tmp_path, CONTEXTS, land, **keys)
    # 200,000 urban; 76,000 + 4,000 + 40,000 + 76,001 not; 40,000 krimp; of 436,001.
    assert balance(problem).targets == (459, 449, 92)  # 458.71, 449.54 and 91.74
    assert score(problem, "C") == Fraction(449, 1000)


def test_the_bundled_country_is_534_389_and_77_per_mille(tmp_path: Path) -> None:
    criterion = {"name": "x", "measure": "balance", "on": "context_shares", "target": "population"}
    problem = problem_of(tmp_path, [plan("A")], tables(criteria=[criterion]))
    assert balance(problem).targets == (534, 389, 77)


def test_a_given_target_is_in_per_mille_and_its_keys_are_the_categories(
    tmp_path: Path, land: Regions
) -> None:
    target = {"krimp": 600, "stedelijk": 399.5, "niet-stedelijk": 0.5}
    problem = case(tmp_path, CONTEXTS, land, measure="balance", on="context", target=target)
    assert balance(problem).categories == ("krimp", "stedelijk", "niet-stedelijk")
    assert balance(problem).targets == (600, 400, 0)  # a tie of halves
    # A and D: D = |1000 - 1200| + |1000 - 800| + 0 = 400 of 4000.
    assert score(problem, "A", "D") == Fraction(9, 10)


def test_a_given_target_must_sum_to_a_thousand(tmp_path: Path, land: Regions) -> None:
    target = {"krimp": 600, "stedelijk": 399}
    with pytest.raises(InputError) as caught:
        case(tmp_path, CONTEXTS, land, measure="balance", on="context", target=target)
    assert codes(caught.value.faults) == {"target_total"}


def test_a_category_without_a_target_gets_none(tmp_path: Path, land: Regions) -> None:
    keys: Tables = {"target": {"nieuw": 1000}, "categories": ["bestaand", "nieuw"]}
    problem = case(tmp_path, CONTEXTS, land, measure="balance", on="herkomst", **keys)
    assert balance(problem).targets == (0, 1000)


def test_labels_share_a_plan_and_the_declared_ones_go_first(tmp_path: Path, land: Regions) -> None:
    rows = [
        plan("A", "Aadorp", thema="c|b|a"),
        plan("B", "Aadorp", thema="b"),
        plan("C", "Aadorp", thema=""),
        plan("D", "Aadorp", thema="z|b|a"),
    ]
    keys: Tables = {"measure": "balance", "on": "thema", "categories": ["b", "c"]}
    problem = case(tmp_path, rows, land, **keys)
    # A: three labels, of which a is not declared: 334 for b, 333 for c, 333 outside.
    # D: b has 334, the rest falls outside. C bears nothing.
    assert balance(problem).weights == ((334, 333), (1000, 0), (0, 0), (334, 0))
    # A and B: |1334 - 1000| + |333 - 1000| = 1001 of 4000.
    assert score(problem, "A", "B") == 1 - Fraction(1001, 4000)


def test_a_plan_outside_the_categories_counts_for_none_and_is_warned_of(
    tmp_path: Path, land: Regions
) -> None:
    keys: Tables = {"measure": "balance", "on": "context", "categories": ["stedelijk", "krimp"]}
    problem = case(tmp_path, CONTEXTS, land, **keys)
    assert score(problem, "C") == Fraction(1, 2)  # D = 500 + 500 of 2000
    notes = [note for note in problem.notes if note.code == "undeclared"]
    assert [note.params["plans"] for note in notes] == [["C"]]


def test_shares_of_people_are_the_weights_of_context_shares(tmp_path: Path, land: Regions) -> None:
    rows = [plan("A", "Aadorp|Ceestad"), plan("B", "Beekdam")]  # A: 5/7 urban, 2/7 krimp
    problem = case(tmp_path, rows, land, measure="balance", on="context_shares")
    assert balance(problem).weights == ((714, 0, 286), (0, 1000, 0))
    # |714 - 668| + |1000 - 666| + |286 - 666| = 760 of 4000.
    assert score(problem, "A", "B") == 1 - Fraction(760, 4000)


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
