"""A rank whose ceiling is out of reach: how far it comes down, and when."""

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from selector.solve import raising
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


def test_it_stays_where_not_all_cases_were_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raising, "reach", lambda *_: NONE)
    for asked in (lambda of: of.exempt.cases[:1], lambda _: ()):
        monkeypatch.setattr(raising, "_best_cases", asked)
        assert raising.jump(rank({0: 180, 1: 57, 2: 10}), ONE) == (None, ONE)


def test_it_stays_where_more_was_asked_than_the_ceiling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the second criterion 1 was asked, and a level of 1/2 needs no more than 1/2."""
    monkeypatch.setattr(raising, "reach", lambda *_: NONE)
    monkeypatch.setattr(raising, "_best_cases", lambda of: of.exempt.cases)
    half = Fraction(1, 2)
    of = rank({0: 10, 1: 10, 2: 10}, {0: half, 1: ONE, 2: half}, cases=1)
    assert raising.jump(of, half) == (None, half)
    exempt = rank({0: 10, 1: 10, 2: 10}, {0: ONE, 1: half, 2: half}, cases=1)
    assert raising.jump(exempt, half) == (None, Fraction(4, 10))
