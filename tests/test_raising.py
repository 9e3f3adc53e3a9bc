"""A rank whose ceiling is out of reach: how far it comes down, and when."""

from fractions import Fraction
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import brute_force
import pytest
from builders import plan, problem_of, tables
from depth import sample

from selector import read_regions
from selector.solve import raising, search
from selector.solve.clock import Clock
from selector.solve.optimum import solve
from selector.solve.search import Attempt

NONE, UNTOLD, FOUND = Attempt(None, True), Attempt(None, False), Attempt(frozenset({1}), True)
ONE = Fraction(1)


def rank(units: dict[int, int], alone: dict[int, Fraction] | None = None, cases: int = 2) -> Any:
    """Stand in for a rank of criteria with these units, that can be exempt in so many ways."""
    reached = alone or dict.fromkeys(units, ONE)
    posted = SimpleNamespace(
        search=None,
        many=True,
        unit=lambda _, c: units[c],
        top=lambda c: units[c],
        alone=lambda _: reached,
    )
    return SimpleNamespace(
        tier=None,
        open=tuple(units),
        posted=posted,
        exempt=SimpleNamespace(cases=tuple(((c, 1),) for c in range(cases))),
        asked=lambda *_: (None, None),
        within=lambda case: SimpleNamespace(lower=lambda _: {case[0][0]: {}}),
    )


@pytest.mark.parametrize(
    ("level", "below"),
    [
        (ONE, Fraction(179, 180)),
        (Fraction(179, 180), Fraction(178, 180)),
        (Fraction(44, 45), Fraction(175, 180)),  # 44/45 is 176/180, and above 55/57
        (Fraction(56, 57), Fraction(176, 180)),  # of 57 parts 55/57, which is less
        (Fraction(1, 1000), Fraction(0)),
    ],
)
def test_the_next_level_is_the_highest_score_below_it(level: Fraction, below: Fraction) -> None:
    assert raising._below(rank({0: 180, 1: 57}), level) == below


@pytest.mark.parametrize(
    ("answers", "found", "ceiling"),
    [
        ((NONE, NONE), None, Fraction(179, 180)),
        ((NONE, UNTOLD), None, ONE),
        ((UNTOLD, NONE), None, ONE),
        ((NONE, FOUND), FOUND.chosen, ONE),
    ],
)
def test_a_ceiling_comes_down_only_where_every_case_is_ruled_out(
    monkeypatch: pytest.MonkeyPatch,
    answers: tuple[Attempt, ...],
    found: frozenset[int] | None,
    ceiling: Fraction,
) -> None:
    given, of = iter(answers), rank({0: 180, 1: 57, 2: 10})
    monkeypatch.setattr(raising, "_best_cases", lambda of: of.exempt.cases)
    monkeypatch.setattr(raising, "reach", lambda *_: next(given))
    attempt, left = raising.jump(of, ONE)
    assert (attempt and attempt.chosen, left) == (found, ceiling)


@pytest.mark.parametrize("cases", [0, 1, 2])
def test_it_stays_where_not_all_cases_were_asked(
    monkeypatch: pytest.MonkeyPatch, cases: int
) -> None:
    monkeypatch.setattr(raising, "reach", lambda *_: NONE)
    for asked in (lambda of: of.exempt.cases[:-1], lambda _: ()):
        monkeypatch.setattr(raising, "_best_cases", asked)
        assert raising.jump(rank({0: 180, 1: 57, 2: 10}, cases=cases), ONE) == (None, ONE)


def test_it_stays_where_more_was_asked_than_the_ceiling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the second criterion 1 was asked, and a level of 1/2 needs no more than 1/2."""
    monkeypatch.setattr(raising, "reach", lambda *_: NONE)
    monkeypatch.setattr(raising, "_best_cases", lambda of: of.exempt.cases)
    half = Fraction(1, 2)
    of = rank({0: 10, 1: 10, 2: 10}, {0: half, 1: ONE, 2: half}, cases=1)
    assert raising.jump(of, half) == (None, half)
    exempt = rank({0: 10, 1: 10, 2: 10}, {0: ONE, 1: half, 2: half}, cases=1)
    assert raising.jump(exempt, half) == (None, Fraction(4, 10))


@pytest.mark.parametrize("seed", sample(range(40), every=5))
def test_what_no_case_was_told_of_can_still_be_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Plans that are perfect are locked out, so any ceiling is 1, which some ranks reach."""
    monkeypatch.setattr(search, "LISTABLE", 0)
    rng = Random(seed)
    columns = ["kk1", "kk2", "kk3", "kk4", "kk5"][: rng.choice((3, 4, 5))]
    labels, perfect = ["a", "b", "c", "d"][: rng.choice((3, 4))], ["Q0", "Q1", "Q2"]

    def some() -> str:
        return "|".join(label for label in labels if rng.random() < 0.4) or labels[0]

    first, *others = columns
    rows = [
        plan(f"P{p:02}", **{first: rng.choice(labels[:2])}, **{c: some() for c in others})
        for p in range(12)
    ]
    rows += [plan(name, **dict.fromkeys(columns, "|".join(labels))) for name in perfect]
    covered = [{"name": c, "measure": "coverage", "on": c, "categories": labels} for c in columns]
    scenario = tables(
        size=3, criteria=covered, objective=[{"tier": "leximin"}], cohort={"locked_out": perfect}
    )
    problem = problem_of(tmp_path, rows, scenario, read_regions())
    found = solve(problem, Clock())
    assert found is not None
    assert found.proven
    counted = brute_force.best(problem, brute_force.kept(problem))
    assert counted is not None
    assert [tier.value for tier in found.tiers] == list(counted[0])
