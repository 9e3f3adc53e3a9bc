"""A question taken apart: what is counted out has no solution, whatever the tree proposes."""

import sys
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest
from by_highs import FOREVER
from depth import sample
from statements import Small, asked, small

from selector.solve.clock import Clock
from selector.solve.duals import Row
from selector.solve.halves import Splits
from selector.solve.presolve.parted import _Parts, parted
from selector.solve.presolve.patterned import patterned
from selector.solve.presolve.programs import IntegerProgram, sides
from selector.solve.presolve.propagated import propagated
from selector.solve.simplex import Answer, Simplex

MODULE = sys.modules["selector.solve.presolve.parted"]
YES_NO = (0, 1)


def ready(case: Small) -> tuple[IntegerProgram, Row, int] | None:
    """Return what is left of a question, with its patterns, and the row that it is about."""
    (aim,) = sides(case.question, case.program.whole)
    found = propagated(asked(case))
    found = found and propagated(patterned(found))
    return None if found is None else (found, aim, len(case.program.names))


QUESTIONS = [(case, left) for case in map(small, range(400)) if (left := ready(case))]


def test_the_questions_are_of_all_sorts() -> None:
    empty = [left for case, left in QUESTIONS if not case.solutions]
    some = [left for case, left in QUESTIONS if case.solutions]
    assert len(empty) > 20
    assert len(some) > 50
    settled = [left for left in empty if parted(*left, FOREVER) is None]
    assert 3 * len(settled) > 2 * len(empty)


@pytest.mark.parametrize("part", sample(range(8), every=4))
def test_what_has_a_solution_is_never_counted_out(part: int) -> None:
    for case, (program, aim, stated) in QUESTIONS[part::8]:
        if case.solutions:
            assert parted(program, aim, stated, FOREVER) is program


def roughly(size: float) -> Callable[..., Answer | None]:
    """Ask the tree, and change its duals and its bound at random."""
    ask, rng = Simplex.ask, Random(1)

    def changed(self: Simplex, state: Any, least: int, seconds: float | None) -> Answer | None:
        answer = ask(self, state, least, seconds)
        if answer is None:
            return None
        off = [int(rng.gauss(0, size) * answer.fine) for _ in answer.duals]
        slope = np.array([rng.randint(-(1 << 40), 1 << 40) for _ in answer.slope])
        return replace(answer, top=-(1 << 60), slope=slope, duals=answer.duals + off)

    return changed


@pytest.mark.parametrize(("size", "settles"), [(0.0, True), (0.01, True), (10.0, False)])
def test_nothing_is_believed_of_what_the_tree_says_of_bounds(
    monkeypatch: pytest.MonkeyPatch, size: float, settles: bool
) -> None:
    monkeypatch.setattr(Simplex, "ask", roughly(size))
    settled = 0
    for case, (program, aim, stated) in QUESTIONS:
        found = parted(program, aim, stated, FOREVER)
        assert found is program or not case.solutions
        settled += found is None
    assert (settled > 5) is settles


def test_halves_that_leave_a_solution_out_settle_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rng, halves = Random(2), Splits.halves

    def losing(self: Splits, state: Any, values: Any) -> Any:
        found = halves(self, state, values)
        if found is None:
            return None
        (here, value), (there, other) = found
        free = np.flatnonzero(state == MODULE.FREE)
        return rng.choice(
            [
                ((here, value), (np.append(there, rng.choice(free.tolist())), other)),
                ((here, value), (here, value)),
                ((free[:2], 0), (free[-2:], 0)),
                ((free[:2], 1), (free[2:4], 0)),
            ]
        )

    monkeypatch.setattr(Splits, "halves", losing)
    for case, (program, aim, stated) in QUESTIONS:
        assert parted(program, aim, stated, FOREVER) is program or not case.solutions


def parts() -> _Parts:
    """Exactly one of 0, 1 and 2, at most one of 3 and 4; 5 is a number, and 6 below 0 at times."""
    rows = [
        Row({5: -1}, -1),
        Row(dict.fromkeys(range(3), 1), 1, equal=True),
        Row({3: 1, 4: 1}, 1),
        Row({0: 1, 5: 1}, 4),
        Row({2: 1, 3: 1, 6: 1}, 1),
    ]
    bounds = [YES_NO] * 5 + [(0, 3), (-3, 3)]
    lower, upper = zip(*bounds, strict=True)
    return _Parts(IntegerProgram(lower, upper, [True] * 7, rows), rows[0], 7)


@pytest.mark.parametrize(
    ("one", "other", "covers"),
    [
        (([0], 0), ([0], 1), True),
        (([0], 1), ([0], 0), True),
        (([0], 0), ([0], 0), False),
        (([0, 1], 0), ([0, 1], 1), False),  # one of them may be 1
        (([5], 0), ([5], 1), False),  # it may be 2
        (([0, 1], 0), ([2], 0), True),
        (([0], 0), ([1], 0), True),
        (([3], 0), ([4], 0), True),
        (([0, 1], 0), ([1, 2], 0), False),  # 1 may be 1
        (([0], 0), ([3], 0), False),  # of different rows
        (([0], 1), ([1, 2], 0), False),  # another than 0 may be 1, then neither
        (([0], 1), ([1], 1), False),
        (([0], 0), ([5], 0), False),
        (([2], 0), ([3], 0), False),  # both may be 1, with 6 at -1
    ],
)
def test_halves_cover_all_just_when_no_solution_is_in_neither(
    one: tuple[list[int], int], other: tuple[list[int], int], covers: bool
) -> None:
    first, second = ((np.array(at), value) for at, value in (one, other))
    assert parts()._covers(first, second) is covers


def test_what_cannot_be_told_in_time_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    settled = [left for _, left in QUESTIONS if parted(*left, FOREVER) is None]
    stopped = Clock()
    stopped.stopped.set()
    for clock in (stopped, Clock(0.0)):
        for program, aim, stated in settled:
            assert parted(program, aim, stated, clock) is program
    monkeypatch.setattr(MODULE, "NODES", 0)
    for program, aim, stated in settled:
        assert parted(program, aim, stated, FOREVER) is program


def test_numbers_too_large_for_a_tree_are_left_as_they_were() -> None:
    settled = [left for _, left in QUESTIONS if parted(*left, FOREVER) is None]
    program, aim, stated = settled[0]
    large = replace(program, lower=[*program.lower, 0], upper=[*program.upper, 1 << 70])
    large = replace(large, whole=[*program.whole, True])
    assert parted(large, aim, stated, FOREVER) is large
