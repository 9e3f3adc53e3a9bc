"""Every inequality that the checker writes holds for every cohort that answers its question."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from depth import DEEP, sample
from proofs import Told, random_round

from selector.prove.programme import Programme
from selector.prove.relax import Looking, begin
from selector.verify.proof.effort import Effort
from selector.verify.proof.question import (
    Fault,
    Level,
    Levels,
    Question,
    Rivalry,
    Weighted,
    level_of,
)
from selector.verify.proof.rows import row_of
from selector.verify.proof.tree import refute
from selector.verify.recount.measures import Apart, Balance, Coverage
from selector.verify.recount.round import Round

Cohort = frozenset[int]


def value(counted: Round, var: Any, cohort: Cohort) -> int:
    """What a variable is for a cohort, by its definition."""
    if isinstance(var, int):
        return int(var in cohort)
    kind, *about = var
    if kind == "n":
        return len(cohort.intersection(about))
    if kind in ("z", "w"):
        return int(cohort.issuperset(about))
    if kind == "y":
        ground = counted.measures[about[0]].ground
        assert isinstance(ground, Coverage)
        return int(len(cohort & ground.bearers[about[1]]) >= ground.least)
    at = level_of(var)
    return int(at.reached(counted.scores(cohort)[at.criterion]))


def cohorts(question: Question) -> Iterator[Cohort]:
    for plans in combinations(question.round.eligible, question.size):
        if question.holds(frozenset(plans)):
            yield frozenset(plans)


def random_question(told: Told, rng: Random) -> Question:
    """A question that some cohorts answer: levels, a sum and a weight that one of them has."""
    counted, size = told.counted, len(told.record["selected"])
    chosen = rng.choice(
        [c for c in map(frozenset, combinations(counted.eligible, size))
         if not any(counted.broken(c))]
    )  # fmt: skip
    scores, criteria = counted.scores(chosen), range(len(counted.measures))
    levels = tuple(Level(c, scores[c] - Fraction(rng.choice((0, 0, 1)), 20)) for c in criteria)
    above = tuple(Level(c, scores[c] + Fraction(1, 50), rng.random() < 0.5) for c in criteria)
    weights = tuple((c, Fraction(rng.randint(0, 3), 2)) for c in criteria)
    total = sum((w * scores[c] for c, w in weights), Fraction(0))
    bare = Question(counted, size)
    weight = sum(w for (a, b), w in bare.penalised.items() if {a, b} <= chosen)
    half = rng.sample(levels, max(1, len(levels) // 2))
    sums = Weighted(weights, total - Fraction(1, 10), rng.random() < 0.5)
    goals = (Levels(tuple(half)), Levels(above, rng.randint(0, len(above))), sums, Rivalry(weight))
    old = frozenset(sorted(chosen)[:2])
    new = frozenset(rng.sample(counted.eligible, 3)) - old
    return Question(counted, size, goals, unlike=(new, old))


def names(question: Question, rng: Random) -> Iterator[tuple[Any, ...]]:
    """Names of rows of every kind: those that a search asks for, and others at random."""
    programme = Programme(question)
    begin(question, programme)
    looking = Looking(question, programme)
    for _ in range(15):
        values: dict[Any, float] = {p: rng.random() for p in question.round.eligible}
        looking.missing(values)
    yield from programme.names
    for c, measure in enumerate(question.round.measures):
        at = Level(c, Fraction(rng.randint(0, 10), 10), rng.random() < 0.5)
        ground = measure.ground
        if isinstance(ground, Balance):
            for _ in range(5):
                signs = tuple(rng.choice((-1, 0, 1)) for _ in ground.goal)
                yield ("level", at.var, signs)
        elif isinstance(ground, Apart):
            yield ("level", at.var, ("1/10", "1/4", "3/4"))
            if not ground.nearest:
                yield ("mean", at.var)
                yield from (("pairs", p, rng.choice((1, -1))) for p in question.round.eligible)
        else:
            yield ("level", at.var, "all")
    yield ("set", rng.choice((1, -1)), *rng.sample(question.round.eligible, 3))


@pytest.mark.parametrize("seed", sample([*range(0, 24, 2), 1, 3, 5], every=4))
def test_no_row_cuts_off_a_cohort_that_answers_the_question(tmp_path: Path, seed: int) -> None:
    told, rng = random_round(tmp_path, seed, 10), Random(seed)
    if told.record["status"] != "optimal":
        pytest.skip("this round has no cohort")
    for _ in range(4):
        question = random_question(told, rng)
        answers = list(cohorts(question))
        for name in names(question, rng):
            terms, most = row_of(question, name)
            for cohort in answers:
                held = {v: value(told.counted, v, cohort) for v in terms}
                assert sum(a * held[v] for v, a in terms.items()) <= most, (name, cohort)
                assert all(low <= held[v] <= high for v in terms
                           for low, high in [question.span(v)])  # fmt: skip


HALF = ("u", 0, "1/2", 0)
SENSELESS: list[tuple[Any, ...]] = [
    ("size", 0), ("size", 2), ("size", 1.0), ("size", True), ("rule", 0, 1), ("rule", 0, -1),
    ("clique", 0, 1, 2, 3, 4, 5), ("near", HALF, 0, 1), ("set", 0, 1, 2), ("mean", HALF),
    ("level", ("u", 0, "0.5", 0), "all"), ("level", ("u", 0, "1/2", 2), "all"),
    ("level", ("y", 0, "1/2", 0), "all"), ("levels", 0), ("weight", 0), ("sum", 0, ()),
    ("unlike",), ("both", 1, 0, 1), ("both", 0, 1, 2), ("pairs", 99, 1), ("bears", 0, 99),
    ("level", HALF, "best"), ("nothing",),
]  # fmt: skip


@pytest.mark.parametrize("name", sample([(name,) for name in SENSELESS], every=3))
def test_a_name_without_sense_gives_no_row(tmp_path: Path, name: tuple[Any, ...]) -> None:
    told = random_round(tmp_path, 1)
    question = Question(told.counted, 3)
    with pytest.raises((Fault, LookupError, TypeError, ValueError, AttributeError)):
        row_of(question, name)


def test_an_implication_bounds_from_one_side_only(tmp_path: Path) -> None:
    seeds = (s for s in range(0, 60, 2))
    for seed in seeds:
        told = random_round(tmp_path / str(seed), seed)
        for i, rule in enumerate(told.counted.rules):
            if rule.name.startswith("implication"):
                question = Question(told.counted, 3)
                assert row_of(question, ("rule", i, 1)) == (dict(rule.signs), 0)
                with pytest.raises(Fault):
                    row_of(question, ("rule", i, -1))
                return
    raise AssertionError("no round with an implication")


def random_record(question: Question, known: list[tuple[Any, ...]], rng: Random) -> dict[str, Any]:
    """Rows, sums and a tree at random, of names and variables that there are."""
    rows = [name for name in known if rng.random() < 0.5]
    pairs = [(rng.randrange(len(rows)), 10 ** rng.randrange(4)) for _ in range(24)]
    sums = [[n for pair in rng.sample(pairs, 4) for n in pair] for _ in range(8)]
    tree: list[Any] = []
    waiting = 1
    while waiting and len(tree) < 40:
        if rng.random() < 0.45:
            tree.append([rng.choice(question.round.eligible), 0])
            waiting += 1
        else:
            tree.append(rng.randrange(-1, len(sums)))
            waiting -= 1
    return {"rows": [list(name) for name in rows], "sums": sums, "tree": tree}


@DEEP
@pytest.mark.parametrize("seed", sample([1, 4], every=3))
def test_what_is_not_so_is_not_proven_by_searching_at_random(tmp_path: Path, seed: int) -> None:
    told, rng = random_round(tmp_path, seed), Random(seed)
    asked = (random_question(told, rng) for _ in range(50))
    question = next(q for q in asked if next(cohorts(q), None) is not None)
    known = list(names(question, rng))
    for _ in range(1_000):
        record = random_record(question, known, rng)
        with pytest.raises((Fault, LookupError, TypeError, ValueError, AttributeError)):
            refute(question, record, Effort())
