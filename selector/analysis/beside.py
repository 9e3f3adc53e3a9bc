"""Another cohort beside the chosen one: which tier differs first, and by how much."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from selector.numbers import SCALE
from selector.problem import Problem
from selector.solve.found import Optimum
from selector.texts.contrast import OtherSize, Shift, Tie
from selector.tiers import Tier, Value


@dataclass(frozen=True)
class Other:
    """The best cohort under some change of the rules, beside the chosen one; all by plan_id.

    `tier` is the position of the first tier with another value, `now` and `then` its values:
    what any cohort can reach before and after the change. A cohort may stay below that by the
    tolerance of the tier: `attained` is what the two cohorts themselves reach. None when no tier
    changes. `criteria`: name, score now, score then. `contrast` is the same, to be said.
    """

    cohort: tuple[str, ...]
    tier: int | None
    now: Value | None
    then: Value | None
    attained: tuple[Value, Value] | None
    leaves: tuple[str, ...]
    enters: tuple[str, ...]
    criteria: tuple[tuple[str, Fraction, Fraction], ...]
    contrast: Shift | Tie


def compare(problem: Problem, optimum: Optimum, found: Optimum) -> Other:
    """Compare the proven optimum of changed rules with that of the problem itself."""
    before, after = ([result.value for result in o.tiers] for o in (optimum, found))
    tier = next((i for i, value in enumerate(after) if value != before[i]), None)
    values = None if tier is None else (before[tier], after[tier])
    return beside(problem, optimum.chosen, found.chosen, tier, values)


def beside(
    problem: Problem,
    chosen: frozenset[int],
    cohort: frozenset[int],
    tier: int | None,
    values: tuple[Value, Value] | None,
) -> Other:
    """Put a cohort beside the chosen one, given the first tier that differs and its two values."""
    ids, attained = problem.plans.ids, None
    said: Shift | Tie = _tie(problem, chosen, cohort)
    if tier is not None and values is not None:
        attained = _attained(problem, problem.tiers[tier], chosen, cohort)
        said = _shift(problem, tier, chosen, cohort, values)
    scores = zip(problem.criteria, problem.scores(chosen), problem.scores(cohort), strict=True)
    return Other(
        cohort=_named(cohort, ids),
        tier=tier,
        now=values[0] if values else None,
        then=values[1] if values else None,
        attained=attained,
        leaves=_named(chosen - cohort, ids),
        enters=_named(cohort - chosen, ids),
        criteria=tuple((criterion.name, now, then) for criterion, now, then in scores),
        contrast=said,
    )


def contrast(
    problem: Problem,
    chosen: frozenset[int],
    cohort: frozenset[int],
    before: Sequence[Value],
    after: Sequence[Value],
) -> Shift | Tie:
    """Return what differs first between the chosen cohort and another, given the tiers' values."""
    tier = next((i for i, value in enumerate(after) if value != before[i]), None)
    if tier is None:
        return _tie(problem, chosen, cohort)
    return _shift(problem, tier, chosen, cohort, (before[tier], after[tier]))


def tier_scores(problem: Problem, tier: Tier, cohort: Collection[int]) -> dict[str, Fraction]:
    """Return what the criteria of a tier score in a cohort, as that tier looks at them."""
    names = [problem.criteria[c].name for c in tier.over]
    return dict(zip(names, problem.tier_scores(tier, cohort), strict=True))


def _attained(
    problem: Problem, tier: Tier, chosen: frozenset[int], cohort: frozenset[int]
) -> tuple[Value, Value]:
    return problem.value(tier, chosen), problem.value(tier, cohort)


def _tie(problem: Problem, chosen: frozenset[int], cohort: frozenset[int]) -> Tie:
    size: OtherSize = ""
    if len(cohort) != len(chosen):
        size = "smaller" if len(cohort) < len(chosen) else "larger"
    pairs = (_attained(problem, tier, chosen, cohort) for tier in problem.tiers)
    return Tie(size, within=any(now != then for now, then in pairs))


def _shift(
    problem: Problem,
    number: int,
    chosen: frozenset[int],
    cohort: frozenset[int],
    values: tuple[Value, Value],
) -> Shift:
    """Return the first place in a tier that differs, and the criteria that stand there."""
    tier = problem.tiers[number]
    attained = _attained(problem, tier, chosen, cohort)
    place = 0
    now, then = values
    if isinstance(now, tuple) and isinstance(then, tuple):
        place = next(i for i, pair in enumerate(zip(now, then, strict=True)) if len({*pair}) > 1)
    first, second = (_part(value, place) for value in attained)
    names = (
        _those(tier_scores(problem, tier, chosen), tier, first),
        _those(tier_scores(problem, tier, cohort), tier, second),
    )
    weighted = tier.kind == "sum" and len({SCALE, *tier.weights}) > 1
    best = None if attained == values else (_part(values[0], place), _part(values[1], place))
    return Shift(number, tier.kind, first, second, place, names, weighted, best, tier.relative)


def _those(scores: dict[str, Fraction], tier: Tier, value: Fraction) -> tuple[str, ...]:
    """Return the criteria that have a value; of a sum that is not one of them."""
    if tier.kind in ("sum", "competition"):
        return ()
    return tuple(name for name, found in scores.items() if found == value)


def _part(value: Value, place: int) -> Fraction:
    return value[place] if isinstance(value, tuple) else value


def _named(plans: frozenset[int], ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(ids[p] for p in sorted(plans))
