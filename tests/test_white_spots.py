"""What a cohort leaves open, by hand and by brute force over all sets of plans."""

from itertools import combinations
from pathlib import Path

import pytest
from builders import country, plan, problem_of, result_of, tables
from depth import sample
from rounds import write_round

from selector import load_scenario, read_plans, read_regions
from selector.analysis.covering import coverings, widest_covering
from selector.analysis.white_spots import STATES, covered, find_white_spots
from selector.problem import Problem, make_problem
from selector.publish.summary import summarise
from selector.solve.clock import Clock
from selector.texts import load_texts

OVERLAP = {"rule": "overlap", "min_share": 0}


def by_hand(folder: Path) -> Problem:
    """A chosen; B overlaps A; C stands apart; D is national for mbo; E is not eligible."""
    rows = [
        plan("A", "Aadorp|Beekdam", sectoren="po"),
        plan("B", "Beekdam|Ceestad", sectoren="po"),
        plan("C", "Duinzicht|Florijn", sectoren="po|vo"),
        plan("D", "", sectoren="mbo", samenwerking="landelijk"),
        plan("E", "Geerdal", sectoren="po", c2="ontbreekt"),
    ]
    return problem_of(folder, rows, tables(competition=[OVERLAP]), country())


def test_every_cell_has_the_state_of_who_covers_it(tmp_path: Path) -> None:
    problem = by_hand(tmp_path)
    spots = find_white_spots(problem, {0, 3})
    # Aadorp, Beekdam, Ceestad, Duinzicht, Eeland, Florijn, Geerdal
    assert spots.states["po"] == (
        "chosen", "chosen", "open", "fillable", "open", "fillable", "open",
    )  # fmt: skip
    assert spots.states["vo"] == ("open", "open", "open", "fillable", "open", "fillable", "open")
    assert set(spots.states["mbo"]) == {"national"}


def test_who_would_fill_most_goes_first_and_rivals_are_named(tmp_path: Path) -> None:
    spots = find_white_spots(by_hand(tmp_path), {0, 3})
    told = [(f.plan_id, f.cells, f.people, f.competes_with) for f in spots.fillers]
    assert told == [("C", 4, 208_000, ()), ("B", 1, 40_000, ("A",))]


def test_the_states_share_out_all_people_of_all_sectors(tmp_path: Path) -> None:
    problem = by_hand(tmp_path)
    people = find_white_spots(problem, {0, 3}).people(problem, lambda unit, sector: sector)
    country_people = sum(m.population for m in problem.regions.municipalities)
    assert {sum(states.values()) for states in people.values()} == {country_people}
    assert people["po"]["chosen"] == 176_000
    assert all(tuple(states) == STATES for states in people.values())


def test_what_can_still_be_covered_leaves_out_rivals_of_the_chosen(tmp_path: Path) -> None:
    problem = by_hand(tmp_path)
    around = widest_covering(problem, {0, 3}, Clock())
    assert (around.plans, around.people, around.proven) == (("A", "C"), 384_000, True)
    free = widest_covering(problem, (), Clock())
    assert (free.plans, free.people) == (("A", "C"), 384_000)  # B instead of A: 324,000


def most_people(problem: Problem, chosen: frozenset[int]) -> tuple[int, int]:
    """The most people that a set around the chosen covers, and the fewest plans that do it."""
    rows = problem.plans.rows
    fixed = [p for p in chosen if not rows[p].national]
    others = [p for p in problem.eligible if p not in chosen and not rows[p].national]
    forbidden = set(problem.competition.forbidden)
    best = (-1, 0)
    for size in range(len(others) + 1):
        for added in combinations(others, size):
            new = [
                (min(p, q), max(p, q)) for i, p in enumerate(added) for q in (*chosen, *added[:i])
            ]
            if forbidden.isdisjoint(new):
                cells = covered(problem, [*fixed, *added])
                people = sum(problem.regions.municipalities[m].population for m, _ in cells)
                best = max(best, (people, -len(fixed) - size))
    return best


@pytest.mark.parametrize("seed", sample(range(12), every=5))
def test_the_widest_covering_is_that_of_all_sets_tried(tmp_path: Path, seed: int) -> None:
    plans, scenario = write_round(tmp_path, seed, n_plans=11)
    problem = make_problem(read_plans(plans), load_scenario(scenario), read_regions())
    for chosen in (frozenset(), frozenset(problem.eligible[:2]), frozenset(problem.eligible[3:4])):
        found = widest_covering(problem, chosen, Clock())
        assert found.proven
        assert (found.people, -len(found.plans)) == most_people(problem, chosen)


def test_out_of_time_the_coverings_say_the_best_that_is_known_and_agree(tmp_path: Path) -> None:
    problem, late = by_hand(tmp_path), Clock()
    late.stopped.set()
    both = coverings(problem, {0, 3}, late)
    assert both is not None
    assert (both[0].plans, both[0].people) == (("A", "C"), 384_000)
    assert both[1].people >= both[0].people  # A and C stand without the choice as well
    assert both[0].people <= both[0].bound <= both[1].bound


def test_it_is_told_that_everyone_counts_once_per_sector(tmp_path: Path) -> None:
    outcome = result_of(tmp_path, [plan("A", "GM0363"), plan("B", "GM0599")], tables(1)).outcome
    people = sum(town.population for town in outcome.problem.regions.municipalities)
    said = " ".join(summarise(outcome, "nl").split())
    shown = [load_texts("nl").number(n) for n in (people, 3 * people)]
    assert f"3 keer {shown[0]} inwoners, samen {shown[1]}" in said
    assert "inwoners)" not in said
