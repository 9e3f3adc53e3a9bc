"""Of plans that exclude each other those left out are in no cohort, or another stands for them."""

from itertools import combinations
from pathlib import Path
from random import Random

import numpy as np
import pytest
import reference
from builders import result_from
from depth import sample
from ortools.sat.python import cp_model
from round_plans import REGIONS
from test_concave import distances_first

from selector.solve import levels, optimum, packing, search, threshold
from selector.solve.dominance import dominance
from selector.solve.packed import packed
from selector.solve.packing import possible
from selector.solve.standing import Standing

Flags = np.typing.NDArray[np.bool_]


def near_each_other(seed: int, count: int = 11) -> Flags:
    """Points in a rectangle of which those near each other exclude each other."""
    rng = Random(seed)
    points = np.array([[rng.random(), rng.choice((0.6, 2.0)) * rng.random()] for _ in range(count)])
    apart = np.hypot(*(points[:, None] - points).transpose(2, 0, 1))
    near: Flags = apart < rng.choice((0.3, 0.5, 0.7))
    np.fill_diagonal(near, False)
    return near


def together(excluded: Flags, size: int) -> list[tuple[int, ...]]:
    """Return by brute force all sets of a size without two that exclude each other."""
    sets = combinations(range(len(excluded)), size)
    return [s for s in sets if not excluded[np.ix_(s, s)].any()]


@pytest.mark.parametrize("seed", range(40))
def test_every_cohort_has_an_image_of_plans_that_are_kept(seed: int) -> None:
    excluded, rng = near_each_other(seed), Random(seed)
    roles = np.array([rng.randint(0, 1) for _ in excluded]) if seed % 2 else None
    found = dominance(excluded, roles)
    stands = found.kept[found.by]
    assert (stands[found.kept] == found.kept).all()
    if roles is not None:
        assert (roles[stands] == roles).all()
    for size in range(2, 6):
        for cohort in together(excluded, size):
            image = {int(stands[p]) for p in cohort}
            assert len(image) == size
            assert not excluded[np.ix_(sorted(image), sorted(image))].any()


def test_dominance_leaves_out_plans() -> None:
    assert sum(len(dominance(near_each_other(seed)).kept) for seed in range(40)) < 40 * 11 * 0.6


@pytest.mark.parametrize("seed", range(40))
def test_who_is_left_out_is_in_no_cohort(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if seed % 4 == 0:  # prices that are no good leave out fewer, and no others
        draw = np.random.default_rng(seed)
        monkeypatch.setattr(
            packing, "_prices", lambda cliques: draw.integers(0, packing.PARTS, len(cliques))
        )
    excluded = near_each_other(seed)
    for size in range(2, 8):
        seen = {p for cohort in together(excluded, size) for p in cohort}
        assert seen <= set(possible(excluded, size).tolist())


def test_mostly_nobody_else_is_left() -> None:
    """A path of five: three plans, or two with the one in the middle; and no way for four."""
    path = np.eye(5, k=1, dtype=bool) | np.eye(5, k=-1, dtype=bool)
    assert possible(path, 3).tolist() == [0, 2, 4]
    assert possible(path, 4).tolist() == []
    left, seen = 0, 0
    for seed in range(40):
        excluded = near_each_other(seed)
        most = max(size for size in range(1, 12) if together(excluded, size))
        left += len(possible(excluded, most))
        seen += len({p for cohort in together(excluded, most) for p in cohort})
        left += len(possible(excluded, most + 1))
    assert seen <= left < 1.2 * seen


@pytest.mark.parametrize("seed", range(40))
def test_a_cohort_is_found_where_there_is_one(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if seed % 2:  # nobody is proven to be in none, so that plans are taken in and left out
        monkeypatch.setattr("selector.solve.packed.possible", lambda near, _: np.arange(len(near)))
        monkeypatch.setattr("selector.solve.packed.dominance", lambda near: dominance(near & False))
    excluded = near_each_other(seed)
    for size in range(1, 9):
        found, cohorts = packed(excluded, size, 10_000), together(excluded, size)
        assert found is not None
        assert bool(found) == bool(cohorts)
        assert not found or tuple(found) in cohorts
    assert packed(excluded, 2, 0) is None
    assert packed(excluded, 2, 10_000, lambda: True) is None


def test_roles_are_those_that_leave_a_model_as_it_is() -> None:
    model = cp_model.CpModel()
    a, b, c, d, e, f = (model.new_bool_var(name) for name in "abcdef")
    spare = model.new_bool_var("")
    total = model.new_int_var(0, 9, "")
    model.add(a + b + c + d + e + f == 3)
    model.add(2 * a + 2 * b + c + d + e + f <= 6)
    model.add_at_most_one(a, c)
    model.add_at_most_one(b, c, d)
    model.add_at_most_one(d, spare)  # says something of a variable that is no plan
    model.add(total >= 2).only_enforce_if(~e)
    model.add_max_equality(total, [f, spare])
    standing = Standing.of(model, [x.index for x in (a, b, c, d, e, f)])
    pairs = {(int(i), int(j)) for i, j in np.argwhere(standing.excluded) if i < j}
    assert pairs == {(0, 2), (1, 2), (1, 3), (2, 3)}
    roles = standing.roles.tolist()
    assert roles[0] == roles[1]
    assert len(set(roles)) == 5


@pytest.mark.parametrize("seed", sample(range(5000, 5060), every=6))
def test_a_smallest_distance_of_many_plans_gets_the_answer_of_brute_force(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = Random(seed)
    monkeypatch.setattr(search, "LISTABLE", 0)
    monkeypatch.setattr(threshold, "MANY", 0)
    monkeypatch.setattr(threshold, "WINDOW", 0 if seed % 3 else 400)  # by images as well, or not
    monkeypatch.setattr(optimum, "PILOT", rng.choice((3, 200)))
    monkeypatch.setattr(levels, "STALL", rng.choice((0, 60)))
    monkeypatch.setattr(threshold, "STARTS", rng.choice((1, 20)))
    monkeypatch.setattr(threshold, "WORK", rng.choice((0, 20, 60_000)))
    plans, scenario = distances_first(tmp_path, seed, "min_distance")
    expected = reference.solve(plans, scenario, REGIONS)
    result = result_from(plans, scenario)
    assert result.status == expected["status"]
    if result.status == "infeasible":
        return
    found = result.as_dict()
    assert found["selected"] == expected["selected"]
    assert [t["value"] for t in found["tiers"]] == [t["value"] for t in expected["tiers"]]
    for p, plan_id in enumerate(result.problem.plans.ids):
        assert result.outcome.in_optimal(p) == expected["plans"][plan_id]["in_optimal"]
