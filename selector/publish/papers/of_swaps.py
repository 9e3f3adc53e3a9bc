"""Swaps as facts: "X in plaats van Y?", what changes and what it costs."""

from collections.abc import Iterable, Iterator

from selector.analysis.beside import Other, beside
from selector.analysis.swaps import Swap
from selector.outcome import Outcome
from selector.publish.papers.facts import Moved, Point, SwapFacts
from selector.publish.papers.of_others import price
from selector.publish.papers.of_points import number_pair
from selector.texts import Texts


def swap_facts(
    outcome: Outcome, swaps: Iterable[Swap], points: tuple[Point, ...], texts: Texts
) -> tuple[SwapFacts, ...]:
    """Return the facts of swaps, in their order; moved points in the order of the points."""
    return tuple(_swap(outcome, swap, points, texts) for swap in swaps)


def _swap(outcome: Outcome, swap: Swap, points: tuple[Point, ...], texts: Texts) -> SwapFacts:
    if swap.cohort is None:
        said = texts("swap.infeasible", into=swap.into, out=swap.out)
        return SwapFacts(swap.into, swap.out, False, None, (), (), said, ())
    other = _beside(outcome, swap, swap.cohort)
    return SwapFacts(
        into=swap.into,
        out=swap.out,
        feasible=True,
        tier=swap.tier,
        leaves=other.leaves,
        enters=other.enters,
        price=price(other, texts),
        moved=tuple(_moved(other, points, texts)),
    )


def _beside(outcome: Outcome, swap: Swap, cohort: tuple[str, ...]) -> Other:
    problem = outcome.problem
    found = frozenset(problem.plans.index[plan_id] for plan_id in cohort)
    if swap.tier is None or swap.now is None or swap.then is None:
        return beside(problem, outcome.cohort.chosen, found, None, None)
    return beside(problem, outcome.cohort.chosen, found, swap.tier - 1, (swap.now, swap.then))


def _moved(other: Other, points: tuple[Point, ...], texts: Texts) -> Iterator[Moved]:
    """Yield the points with another score."""
    scores = {name: (now, then) for name, now, then in other.criteria}
    for point in points:
        now, then = scores[point.name]
        if now != then:
            yield Moved(point.title, *number_pair(now, then, texts))
