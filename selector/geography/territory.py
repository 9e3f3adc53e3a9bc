"""Territory: which municipalities a plan covers, and how many people live there.

A territory is a set of cells (municipality, sector); its population is the sum over its cells.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from selector.errors import InputError, Message
from selector.intake.types import Plan, Plans, Regions
from selector.numbers import SCALE, scaled
from selector.scenario import TerritoryTable

if TYPE_CHECKING:
    from selector.geography.drawn import Drawn

KM2 = 1_000_000  # square metres
MOSTLY = SCALE * 99 // 100  # ten-thousandths below which a municipality is covered in part


@dataclass(frozen=True)
class Territory:
    """`municipalities` are indices into the regions, ascending.

    `partial` holds, for a polygon, what it covers in part: (code, per mille of the area,
    counted as covered). `drawn` is what a plan handed in as a polygon.
    """

    municipalities: tuple[int, ...]
    sectors: tuple[str, ...]
    partial: tuple[tuple[str, int, bool], ...] = field(default=())
    drawn: "Drawn | None" = field(default=None, compare=False)

    def people(self, regions: Regions) -> int:
        """Return the population of the municipalities, each counted once."""
        return sum(regions.municipalities[m].population for m in self.municipalities)

    def population(self, regions: Regions) -> int:
        """Return the population of the territory: counted once for every sector."""
        return self.people(regions) * len(self.sectors)


def territories(plans: Plans, regions: Regions, table: TerritoryTable) -> tuple[Territory, ...]:
    """Return the territory of every plan; raises `InputError` where it cannot be told."""
    everywhere = tuple(range(len(regions)))
    by_polygon = _from_polygons(plans, regions, table)
    found = []
    for p, plan in enumerate(plans.rows):
        if plan.municipalities:
            inside = tuple(sorted(regions.index[code] for code in plan.municipalities))
            found.append(Territory(inside, plan.sectors))
        elif p in by_polygon:
            found.append(by_polygon[p])
        else:
            found.append(Territory(everywhere, plan.sectors))
    return tuple(found)


def least_area(table: TerritoryTable) -> int:
    """Return the square metres below which an area is a sliver."""
    return scaled(table.min_area_km2) * KM2 // SCALE


def _from_polygons(plans: Plans, regions: Regions, table: TerritoryTable) -> dict[int, Territory]:
    """Cover municipalities with the polygons of plans that name none."""
    drawn = {
        p: plan
        for p, plan in enumerate(plans.rows)
        if plan.geometry is not None and not plan.municipalities
    }
    if not drawn:
        return {}
    if regions.boundaries is None:
        raise InputError([_fault("no_boundaries", plan, plans) for plan in drawn.values()])
    from selector.geography.drawn import take_apart

    least = scaled(table.min_cover)
    found: dict[int, Territory] = {}
    faults: list[Message] = []
    shapes = take_apart([plan.geometry for plan in drawn.values()], regions)
    for (p, plan), shape in zip(drawn.items(), shapes, strict=True):
        enough = [m for m, _, share in shape.parts if share >= least]
        inside = tuple(sorted((*shape.whole, *enough)))
        partial = tuple(
            (regions.municipalities[m].code, share * 1000 // SCALE, share >= least)
            for m, _, share in shape.parts
            if share < MOSTLY
        )
        if not inside:
            faults.append(_fault("polygon_covers_nothing", plan, plans))
        found[p] = Territory(inside, plan.sectors, partial, shape)
    if faults:
        raise InputError(faults)
    return found


def _fault(code: str, plan: Plan, plans: Plans) -> Message:
    return Message(code, plans.file, plan.row, "gemeenten", value=plan.plan_id)
