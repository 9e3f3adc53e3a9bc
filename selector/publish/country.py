"""The country as paths for a page that lets one point at every municipality."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from selector.geography.context import municipal_context
from selector.outcome import Outcome
from selector.publish.ground import Ground, ground_of, simplified
from selector.publish.on_the_map import covered

TALL = 3000  # units from north to south: the coordinates are whole numbers
MOST = 300_000  # characters of all paths together
COARSE = 100.0  # metres, to begin with


@dataclass(frozen=True)
class Unit:
    """One municipality: its path, a point in it, who covers it (plan_ids), and what it is.

    `kind` is `chosen`, `not_chosen`, `ineligible` or `none`, as on the map; national plans are
    not counted.
    """

    code: str
    name: str
    d: str
    x: int
    y: int
    kind: str
    plans: tuple[str, ...]
    province: str
    context: str
    population: int


@dataclass(frozen=True)
class Country:
    """The municipalities in order of code, in a box of `width` by `height`, y downwards."""

    width: int
    height: int
    units: tuple[Unit, ...]

    @property
    def view_box(self) -> str:
        """Return the `viewBox` of the element around the paths."""
        return f"0 0 {self.width} {self.height}"


def country(outcome: Outcome) -> Country:
    """Return the municipalities as paths, borders shared, in all at most some 300 kB."""
    problem = outcome.problem
    ground = ground_of(outcome, COARSE)
    west, south, east, north = ground.bounds
    scale = TALL / (north - south)

    def laid(points: Any) -> Any:
        """Return points in metres as whole numbers in the box."""
        flipped = (np.atleast_2d(points) - (west, north)) * (scale, -scale)
        return np.rint(flipped).astype(int)

    paths = _paths(ground, laid)
    middles, cells = laid(ground.points).tolist(), covered(outcome)
    plans: list[list[str]] = [[] for _ in paths]
    for p, plan in enumerate(problem.plans.rows):
        for m in () if plan.national else problem.places[p].municipalities:
            plans[m].append(plan.plan_id)
    units = (
        Unit(
            unit.code, unit.name, path, x, y, cell.kind, tuple(ids), unit.province,
            municipal_context(unit, problem.scenario.territory), unit.population,
        )
        for unit, path, (x, y), cell, ids in zip(
            problem.regions.municipalities, paths, middles, cells, plans, strict=True
        )
    )  # fmt: skip
    return Country(round((east - west) * scale), TALL, tuple(units))


def _paths(ground: Ground, laid: Any) -> list[str]:
    """Return the path of every shape; coarser for as long as they are too long together."""
    coarse, shapes = COARSE, ground.units
    while True:
        paths = [" ".join(_rings(shape, laid)) for shape in shapes]
        if ground.hexagons or sum(map(len, paths)) <= MOST or coarse > 20 * COARSE:
            return paths
        coarse *= 1.6
        shapes = simplified(ground.units, coarse)


def _rings(shape: Any, laid: Any) -> Iterator[str]:
    """Yield the rings of a shape; those that shrink to a line are left out, but for the largest."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    corners = [_distinct(laid(shapely.get_coordinates(ring)).tolist()) for ring in rings]
    largest = max(corners, key=len)
    for ring in corners:
        if len(ring) > 2 or ring is largest:
            steps = np.diff(np.array(ring), axis=0).tolist()
            moves = " ".join(f"{x} {y}" for x, y in steps)
            yield (
                f"M{ring[0][0]} {ring[0][1]}l{moves}z" if moves else f"M{ring[0][0]} {ring[0][1]}z"
            )


def _distinct(points: Sequence[Sequence[int]]) -> list[Sequence[int]]:
    """Return the corners of a closed ring without repetition, the last one included."""
    kept = [point for i, point in enumerate(points) if i == 0 or point != points[i - 1]]
    return kept[:-1] if len(kept) > 1 and kept[0] == kept[-1] else kept
