"""Territory: which municipalities a plan covers, and how many people live there.

A territory is a set of cells (municipality, sector); its population is the sum over its cells.
"""

from dataclasses import dataclass, field

from selector.errors import InputError, Message
from selector.intake.types import Plan, Plans, Regions
from selector.numbers import SCALE, scaled
from selector.scenario import TerritoryTable


@dataclass(frozen=True)
class Territory:
    """`municipalities` are indices into the regions, ascending.

    `partial` holds, for a polygon, what it covers in part: (code, per mille of the area,
    counted as covered).
    """

    municipalities: tuple[int, ...]
    sectors: tuple[str, ...]
    partial: tuple[tuple[str, int, bool], ...] = field(default=())

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
    from selector.geography.boundaries import covered_shares

    shares = covered_shares([plan.geometry for plan in drawn.values()], regions.boundaries)
    least = scaled(table.min_cover)
    found: dict[int, Territory] = {}
    faults: list[Message] = []
    for (p, plan), row in zip(drawn.items(), shares, strict=True):
        inside = tuple(m for m, share in enumerate(row) if share >= least and share > 0)
        partial = tuple(
            (regions.municipalities[m].code, share * 1000 // SCALE, m in inside)
            for m, share in enumerate(row)
            if 0 < share < SCALE * 99 // 100
        )
        if not inside:
            faults.append(_fault("polygon_covers_nothing", plan, plans))
        found[p] = Territory(inside, plan.sectors, partial)
    if faults:
        raise InputError(faults)
    return found


def _fault(code: str, plan: Plan, plans: Plans) -> Message:
    return Message(code, plans.file, plan.row, "gemeenten", value=plan.plan_id)
