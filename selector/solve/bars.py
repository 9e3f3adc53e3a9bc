"""The tiers as bars, for rows over one programme: what reaches a value, what passes it.

Stated from the definitions, without a look at the CP-SAT model. Wherever a tier looks at single
scores the rows are about single numerators: small whole numbers, that floats keep apart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import ceil, floor, inf

from selector.solve.goals import Statement
from selector.statement import Linear, Program, Row
from selector.tiers import LeastCompetition, Sum, Tier, Value

EXACT = 1e6  # sums up to this are told apart by the tolerance of HiGHS, which is a millionth


@dataclass(frozen=True)
class Bar:
    """Rows for the cohorts that reach a value, for those that pass it, and what is laid down then.

    `passed` is None when the bounds of the columns leave no such cohort. `size` is more than any
    sum in the rows comes to, on either side of zero. `settled`: of how many values of the tier,
    from the lowest up, it tells.
    """

    reached: tuple[Row, ...]
    passed: tuple[Row, ...] | None
    kept: tuple[Row, ...]
    size: float
    settled: int = 1


@dataclass(frozen=True)
class Score:
    """A criterion as a tier looks at it: `unit` of the numerator make 1, `most` is out of reach."""

    numerator: Linear
    unit: int
    most: float

    def reaching(self, value: Fraction) -> int:
        """Return the least numerator that is worth a value."""
        return ceil(value * self.unit)

    def passing(self, value: Fraction) -> int:
        """Return the least numerator that is worth more than a value."""
        return floor(value * self.unit) + 1


def bars(statement: Statement, tier: Tier, value: Value, tolerance: Fraction) -> Iterator[Bar]:
    """Yield the bars of a tier; each is about the cohorts that keep to what came before it."""
    if isinstance(tier, Sum | LeastCompetition):
        assert isinstance(value, Fraction)
        yield _total(statement, tier, value, tolerance)
        return
    scores = _scores(statement, tier)
    if isinstance(value, tuple):
        yield from _ladder(statement.program, scores, value)
    else:
        yield _each(statement.program, scores, value, tolerance)


def _total(statement: Statement, tier: Tier, value: Fraction, tolerance: Fraction) -> Bar:
    """State a weighted sum, or minus the competition."""
    goal, program = statement.goal(tier), statement.program
    passing = floor(value * goal.unit) + 1
    return Bar(
        (_at_least(program, goal.expression, goal.units(value)),),
        None
        if program.most(goal.expression) < passing
        else (_at_least(program, goal.expression, passing),),
        (_at_least(program, goal.expression, goal.units(value - tolerance)),),
        program.size(goal.expression),
    )


def _each(program: Program, scores: Sequence[Score], value: Fraction, tolerance: Fraction) -> Bar:
    """State the lowest score: every one of them reaches a value, or passes it."""
    beyond = [(score, score.passing(value)) for score in scores]
    return Bar(
        tuple(_at_least(program, s.numerator, s.reaching(value)) for s in scores),
        None
        if any(least > score.most for score, least in beyond)
        else tuple(_at_least(program, score.numerator, least) for score, least in beyond),
        tuple(_at_least(program, s.numerator, s.reaching(value - tolerance)) for s in scores),
        _size(program, scores),
    )


def _ladder(program: Program, scores: Sequence[Score], value: Sequence[Fraction]) -> Iterator[Bar]:
    """State the scores from the lowest up, a bar for each of the values that differ.

    A cohort that attains all values up to v has a known number of scores that are v at most. It
    passes v, and attains those before it, just when it has fewer of them. So one column per
    criterion says whether its score is v at most; a criterion that cannot score just v needs
    none.
    """
    low = [_Rung(Linear({}), 0)] * len(scores)  # no score is below the lowest of all
    count, size = 0, _size(program, scores)
    for level, equal in groupby(value):
        count += len(list(equal))
        low = [_climb(program, s, r, level) for s, r in zip(scores, low, strict=True)]
        found = program.total([rung.low for rung in low])
        none = found.constant >= count
        passed = None if none else ((found, -inf, count - 1),)
        yield Bar(((found, -inf, count),), passed, ((found, count, count),), size, count)


@dataclass(frozen=True)
class _Rung:
    """Where a criterion stands: `low` is 1 when it scores the last level at most.

    Its numerator is at least `sure` in any case.
    """

    low: Linear
    sure: int


def _climb(program: Program, score: Score, rung: _Rung, level: Fraction) -> _Rung:
    """Let a criterion that was above the last level reach the next, and tell whether it passes."""
    if rung.low == Linear({}, 1):
        return rung
    least, beyond = score.reaching(level), score.passing(level)
    _unless(program, score, rung, rung.low, least)
    sure = rung.sure if rung.low.terms else least
    if least == beyond or least > score.most:
        return _Rung(rung.low, sure)
    if beyond > score.most:
        return _Rung(Linear({}, 1), sure)
    low = program.yes_no(f"at most {level}")
    program.row(low - rung.low, low=0)
    _unless(program, score, _Rung(rung.low, sure), low, beyond)
    return _Rung(low, sure)


def _unless(program: Program, score: Score, rung: _Rung, low: Linear, least: int) -> None:
    """State that a numerator is at least so much, unless `low` is 1."""
    room = least - rung.sure
    program.rows.append(_at_least(program, score.numerator + room * low, rung.sure + room))


def _scores(statement: Statement, tier: Tier) -> list[Score]:
    """Return the criteria of a tier; one that every cohort scores 1 on counts 1 of 1."""
    scores = []
    for c in tier.over:
        unit = statement.unit(tier, c)
        numerator = statement.numerator(c) if unit else Linear({}, 1)
        scores.append(Score(numerator, unit or 1, statement.program.most(numerator)))
    return scores


def _size(program: Program, scores: Sequence[Score]) -> float:
    return max(program.size(score.numerator) for score in scores)


def _at_least(program: Program, expression: Linear, least: int) -> Row:
    """Let an expression be at least so much, less the half that floats may need.

    At its most every column is at a bound, which floats tell.
    """
    most = least >= program.most(expression)
    half = 0.5 if program.size(expression) > EXACT and not most else 0
    return expression, least - half, inf
