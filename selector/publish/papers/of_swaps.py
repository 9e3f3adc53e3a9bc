"""Swaps as facts: "X in plaats van Y?", what changes and what it costs."""

from collections.abc import Iterator
from dataclasses import replace

from selector.analysis.beside import Other
from selector.analysis.swaps import Swap
from selector.outcome import Outcome
from selector.publish.papers.facts import Moved, Point, SwapFacts
from selector.publish.papers.of_others import price
from selector.publish.papers.of_plans import without_relative
from selector.publish.papers.of_points import number_pair, point_titles
from selector.texts import Texts


def swap_facts(outcome: Outcome, points: tuple[Point, ...], texts: Texts) -> tuple[SwapFacts, ...]:
    """Return the facts of the swaps by who goes out and who comes in; none when not worked out."""
    found = outcome.swaps.found if outcome.swaps else ()
    return tuple(
        replace(fact, price=without_relative(outcome, fact.price, texts))
        for fact in (_swap(swap, points, texts) for swap in found)
    )


def _swap(swap: Swap, points: tuple[Point, ...], texts: Texts) -> SwapFacts:
    other = swap.other
    if other is None:
        said = texts("swap.infeasible", into=swap.into, out=swap.out)
        return SwapFacts(swap.into, swap.out, False, None, (), (), said, ())
    return SwapFacts(
        into=swap.into,
        out=swap.out,
        feasible=True,
        tier=None if other.tier is None else other.tier + 1,
        leaves=other.leaves,
        enters=other.enters,
        price=price(other, point_titles(points), texts),
        moved=tuple(_moved(other, points, texts)),
    )


def _moved(other: Other, points: tuple[Point, ...], texts: Texts) -> Iterator[Moved]:
    """Yield the points with another score."""
    scores = {name: (now, then) for name, now, then in other.criteria}
    for point in points:
        now, then = scores[point.name]
        if now != then:
            yield Moved(point.title, *number_pair(now, then, texts))
