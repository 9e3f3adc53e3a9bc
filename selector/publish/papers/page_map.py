"""The map of the page: every municipality, how it stands, and the plans that lie there."""

from collections.abc import Sequence
from dataclasses import dataclass

import shapely

from selector.geography.context import municipal_context
from selector.geography.shapes import municipal_shapes
from selector.outcome import Outcome
from selector.publish.papers.facts import Facts, PlanFacts
from selector.publish.papers.of_points import label
from selector.texts import Texts, load_texts

STANDINGS = ("chosen", "not_chosen", "ineligible", "none")  # the first that some plan has
WIDTH = 1000  # units of the drawing


@dataclass(frozen=True)
class Unit:
    """A municipality on the map: its outline, a point in it, and its plans by position."""

    name: str
    province: str
    context: str
    context_word: str
    standing: str
    plans: tuple[int, ...]
    d: str
    x: int
    y: int


@dataclass(frozen=True)
class Label:
    """The number of a chosen plan, where it stands."""

    text: str
    x: int
    y: int


@dataclass(frozen=True)
class PageMap:
    """The drawing, of `width` by `height` units; `national` plans have no place on it."""

    width: int
    height: int
    units: tuple[Unit, ...]
    labels: tuple[Label, ...]
    edges: str
    national: tuple[str, ...]
    hexagons: bool

    def count(self, standing: str) -> int:
        """Return how many municipalities stand so."""
        return sum(unit.standing == standing for unit in self.units)


def page_map(outcome: Outcome, facts: Facts) -> PageMap:
    """Return the map of an outcome with a cohort."""
    problem, texts = outcome.problem, load_texts(facts.language)
    plans = [() if plan.national else place.municipalities
             for plan, place in zip(problem.plans.rows, problem.places, strict=True)]  # fmt: skip
    covering: list[list[int]] = [[] for _ in problem.regions.municipalities]
    for p, members in enumerate(plans):
        for m in members:
            covering[m].append(p)
    outlines, height = _outlines(outcome)
    edges = ""
    units = tuple(
        _unit(outcome, facts, texts, m, covering[m], outlines[m]) for m in range(len(covering))
    )
    national = (p.plan_id for p in problem.plans.rows if p.national)
    labels = _labels(facts.plans, plans, units)
    hexagons = problem.regions.boundaries is None
    return PageMap(WIDTH, height, units, labels, edges, tuple(national), hexagons)


def _unit(
    outcome: Outcome, facts: Facts, texts: Texts, m: int, plans: Sequence[int],
    outline: tuple[str, int, int],
) -> Unit:  # fmt: skip
    problem = outcome.problem
    municipality = problem.regions.municipalities[m]
    context = municipal_context(municipality, problem.scenario.territory)
    found = {facts.plans[p].standing for p in plans}
    standing = next((s for s in STANDINGS if s in found), "none")
    return Unit(
        municipality.name, municipality.province, context, label(context, texts), standing,
        tuple(plans), *outline,
    )  # fmt: skip


def _outlines(outcome: Outcome) -> tuple[list[tuple[str, int, int]], int]:
    """Return per municipality its path and a point in it, and the height of all."""
    shapes = municipal_shapes(outcome.problem.regions).to_numpy()
    west, south, east, north = shapely.total_bounds(shapes)
    scale = WIDTH / (east - west)

    def at(x: float, y: float) -> tuple[int, int]:
        return round((x - west) * scale), round((north - y) * scale)

    def ring(line: shapely.Geometry) -> str:
        points = [at(x, y) for x, y in shapely.get_coordinates(line)[:-1]]
        return "M" + "L".join(f"{x} {y}" for x, y in points) + "Z"

    found = []
    for shape in shapes:
        rings = shapely.get_rings(shapely.get_parts(shape))
        point = shapely.point_on_surface(shape)
        middle = at(shapely.get_x(point), shapely.get_y(point))
        found.append(("".join(map(ring, rings)), *middle))
    return found, round((north - south) * scale)


def _labels(
    plans: Sequence[PlanFacts], members: Sequence[Sequence[int]], units: Sequence[Unit]
) -> tuple[Label, ...]:
    """Put the number of every chosen plan on its municipality nearest to its middle."""
    found: dict[int, list[str]] = {}
    for plan, inside in zip(plans, members, strict=True):
        if plan.number is None or not inside:
            continue
        x, y = (sum(getattr(units[m], axis) for m in inside) / len(inside) for axis in "xy")
        near = sorted(inside, key=lambda m: (units[m].x - x) ** 2 + (units[m].y - y) ** 2)
        spot = next((m for m in near if m not in found), near[0])
        found.setdefault(spot, []).append(f"{plan.number}{'*' if plan.provisional else ''}")
    return tuple(Label("·".join(text), units[m].x, units[m].y) for m, text in found.items())
