"""The country with the cohort on it: who covers what, the numbers and the ids."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from shapely import Polygon

from selector.outcome import Outcome
from selector.publish.canvas import cut, fill, led, place, towns
from selector.publish.ground import Ground, country_path
from selector.publish.labels import Room, Spot, nearest, size_of
from selector.publish.labels import within as fits
from selector.publish.on_the_map import STAR, Covered, covered, provisional
from selector.theme import Theme

OTHERS = 80  # ids of plans that were not chosen that stay legible
LEAST, MOST = 5.5, 11.0  # points of a number
ID = 5.6  # points of an id


def draw_cohort(axes: Axes, outcome: Outcome, ground: Ground, by_id: bool = False) -> None:
    """Draw the country with the cohort: fills, borders of chosen plans, numbers, ids and towns.

    With `by_id` chosen plans too bear their ids instead of numbers.
    """
    theme = outcome.theme
    cells = covered(outcome)
    room = place(axes, ground, theme)
    fill(axes, ground, [cell.kind for cell in cells], theme.cohort, theme)
    regions = _regions(ground, cells)
    if regions:
        _borders(axes, [shape for _, shape, _ in regions], theme)
    _numbers(axes, outcome, ground, regions, room, theme, by_id)
    _ids(axes, outcome, ground, cells, room, theme)
    towns(axes, outcome, ground, room)


def _borders(axes: Axes, shapes: Sequence[Any], theme: Theme) -> None:
    """Draw the borders of areas on their own side only: what lies beyond keeps its colour."""
    edges = country_path(shapes)
    drawn = PathPatch(edges, facecolor="none", edgecolor=theme.paper, linewidth=2.4)
    axes.add_artist(drawn)
    drawn.set_clip_path(edges, axes.transData)


Region = tuple[tuple[int, ...], Polygon, list[int]]


def _regions(ground: Ground, cells: Sequence[Covered]) -> list[Region]:
    """Return every connected area with the same chosen plans, the small ones first."""
    by_plans: dict[tuple[int, ...], list[int]] = {}
    for m, cell in enumerate(cells):
        if cell.chosen:
            by_plans.setdefault(cell.chosen, []).append(m)
    found: list[Region] = []
    for plans, members in by_plans.items():
        points = shapely.points(ground.points[members])
        for part in shapely.get_parts(ground.whole(members)):
            inside = np.flatnonzero(shapely.covers(part, points))
            found.append((plans, part, [members[i] for i in inside]))
    return sorted(found, key=lambda region: (region[1].area, region[0], region[1].bounds))


def _numbers(
    axes: Axes, outcome: Outcome, ground: Ground, regions: Sequence[Region], room: Room,
    theme: Theme, by_id: bool,
) -> None:  # fmt: skip
    """Write the numbers of the chosen plans where there is most room, or else beside it."""
    order = {
        outcome.problem.plans.index[i]: cut(i, 8) if by_id else str(n)
        for n, i in enumerate(outcome.selected, start=1)
    }
    largest = {plans: part for plans, part, _ in regions}  # the last one is the largest
    taken = shapely.union_all([part for _, part, _ in regions])
    known = {p for plans, _, _ in regions if len(plans) == 1 for p in plans}
    for plans, part, members in reversed(regions):
        if by_id and len(plans) > 1 and known.issuperset(plans):
            continue  # each stands where it is alone, and together they are wider than the place
        text = "·".join(f"{order[p]}{STAR if provisional(outcome, p) else ''}" for p in plans)
        circle = shapely.maximum_inscribed_circle(part, tolerance=300)
        spot = (float(circle.coords[0][0]), float(circle.coords[0][1]))
        if ground.hexagons and members:
            spot = nearest([_spot(ground, m) for m in members], spot)[0]
        wide = (2 * circle.length if not ground.hexagons else _across(ground)) / room.metres
        size = _size(text, wide)
        half, up = size_of(text, size * room.metres)
        tight = 0.8 if part is largest[plans] else 1.0
        if ground.hexagons or fits(part, spot, tight * half, tight * up):
            room.take(room.box(spot, text, size))
            _number(axes, spot, text, size, theme.paper)
        elif part is largest[plans]:
            led(axes, spot, text, taken, room, theme)


def _across(ground: Ground) -> float:
    """Return how wide a hexagon is, in metres."""
    west, _, east, _ = shapely.bounds(ground.units[0])
    return float(east - west)


def _size(text: str, points: float) -> float:
    """Return the size of a number in a circle of so many points."""
    return float(min(MOST, max(LEAST, points / max(len(text) * 0.72, 1.1))))


def _number(axes: Axes, spot: Spot, text: str, size: float, colour: str) -> None:
    axes.text(
        *spot, text, ha="center", va="center_baseline", color=colour, fontsize=size,
        fontweight="bold", zorder=5,
    )  # fmt: skip


def _ids(
    axes: Axes, outcome: Outcome, ground: Ground, cells: Sequence[Covered], room: Room,
    theme: Theme,
) -> None:  # fmt: skip
    """Write the ids of plans that were not chosen, on what no chosen plan covers if they can."""
    problem, selected = outcome.problem, frozenset(outcome.selected)
    others = [
        p
        for p, plan in enumerate(problem.plans.rows)
        if not plan.national and plan.plan_id not in selected and problem.places[p].municipalities
    ]
    for p in others[:OTHERS]:
        members = problem.places[p].municipalities
        middle = ground.points[list(members)].mean(axis=0)
        near = nearest([_spot(ground, m) for m in members], (float(middle[0]), float(middle[1])))
        own = {_spot(ground, m) for m in members if cells[m].kind != "chosen"}
        near.sort(key=lambda spot: spot not in own)
        text = cut(problem.plans.ids[p], 8) + (STAR if provisional(outcome, p) else "")
        spot = room.first(near, text, ID)
        if spot is None:
            continue
        eligible = problem.assessments[p].eligible
        axes.text(
            *spot, text, ha="center", va="center_baseline", fontsize=ID, zorder=5,
            color=theme.colours.ink if eligible else theme.colours.quiet,
            bbox={"boxstyle": "round,pad=0.12", "facecolor": theme.paper,
                  "edgecolor": "none", "linewidth": 0},
        )  # fmt: skip


def _spot(ground: Ground, m: int) -> Spot:
    x, y = ground.points[m]
    return float(x), float(y)
