"""The pairs of plans that have a place on the map, with their distance."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from selector.criteria.asks import Distances
from selector.numbers import SCALE

PER_METRE = SCALE // 1000  # a reference of four places is counted in tenths of a metre


def placed_pairs(distances: Distances, plans: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Yield the pairs of plans with a place, with their distance in metres."""
    placed = distances.placed(plans)
    yield from ((a, b, distances.between(a, b)) for a, b in combinations(placed, 2))
