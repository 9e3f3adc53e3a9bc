"""What stands out about a territory by itself: findings for the reader, never verdicts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from selector.geography.territory import Territory, least_area
from selector.intake.types import Plan, Plans, Regions
from selector.scenario import TerritoryTable


@dataclass(frozen=True)
class Finding:
    """One thing that stands out, with what its sentence needs; `code` is its key in the texts."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


Seats = Mapping[str, frozenset[str]]


def find_findings(
    plans: Plans,
    places: Sequence[Territory],
    regions: Regions,
    table: TerritoryTable,
    seats: Seats | None = None,
) -> tuple[tuple[Finding, ...], ...]:
    """Return the findings about every plan, in order; a national plan has none.

    A territory hangs together by the adjacency table, ferries and tunnels included. `seats`
    has by board the codes of the municipalities where it has schools, when that is known.
    """
    near: list[set[int]] = [set() for _ in regions.municipalities]
    for a, b in regions.borders:
        near[a].add(b)
        near[b].add(a)
    country = range(len(regions))
    mainland = max(components(country, near), key=len)
    markets: dict[str, set[int]] = {}
    for m, municipality in enumerate(regions.municipalities):
        markets.setdefault(municipality.labour_market_region_code, set()).add(m)

    @cache
    def of_area(inside: tuple[int, ...]) -> tuple[Finding, ...]:
        held = frozenset(inside)
        return (
            *_parts(held, near, regions),
            *_enclosed(held, near, mainland, regions),
            *_markets(held, markets, regions),
            *_size(held, regions, table),
        )

    return tuple(
        ()
        if plan.national
        else (
            *of_area(place.municipalities),
            *_drawn(place, table),
            *_boards(plan, place, regions, seats or {}),
        )
        for plan, place in zip(plans.rows, places, strict=True)
    )


def components(inside: Iterable[int], near: Sequence[set[int]]) -> list[frozenset[int]]:
    """Return the connected parts of some municipalities, each by position."""
    left = set(inside)
    found = []
    while left:
        part, edge = set[int](), {min(left)}
        while edge:
            part |= edge
            edge = set().union(*(near[m] for m in edge)) & left - part
        left -= part
        found.append(frozenset(part))
    return found


def _parts(held: frozenset[int], near: Sequence[set[int]], regions: Regions) -> list[Finding]:
    """Tell the parts that do not hang together with the one where most people live."""
    parts = components(held, near)
    if len(parts) < 2:
        return []
    main = max(parts, key=lambda part: (_people(part, regions), -min(part)))
    loose = sorted((part for part in parts if part != main), key=min)
    names = tuple(" + ".join(_names(part, regions)) for part in loose)
    return [Finding("not_contiguous", {"count": len(parts), "names": names})]


def _enclosed(
    held: frozenset[int], near: Sequence[set[int]], mainland: frozenset[int], regions: Regions
) -> list[Finding]:
    """Tell the municipalities that the territory cuts off from the rest of the mainland."""
    rest = components(mainland - held, near)
    if len(rest) < 2:
        return []
    outside = max(rest, key=lambda part: (_people(part, regions), -min(part)))
    shut = frozenset().union(*(part for part in rest if part != outside))
    return [Finding("encloses", {"count": len(shut), "names": _names(shut, regions)})]


def _markets(
    held: frozenset[int], markets: Mapping[str, set[int]], regions: Regions
) -> list[Finding]:
    """Tell the labour-market regions of a territory that crosses the border of one."""
    touched = {code: towns for code, towns in sorted(markets.items()) if towns & held}
    if len(touched) < 2 or all(towns <= held for towns in touched.values()):
        return []
    shown = tuple(
        f"{regions.municipalities[min(towns)].labour_market_region} "
        f"({len(towns & held)}/{len(towns)})"
        for towns in touched.values()
    )
    return [Finding("several_labour_markets", {"count": len(touched), "names": shown})]


def _size(held: frozenset[int], regions: Regions, table: TerritoryTable) -> list[Finding]:
    """Hold people and municipalities against the limits of the scenario, if it has any."""
    measured = (
        ("people", _people(held, regions), table.min_people, table.max_people),
        ("municipalities", len(held), table.min_municipalities, table.max_municipalities),
    )
    found = []
    for what, value, least, most in measured:
        if least is not None and value < least:
            found.append(Finding(f"too_few_{what}", {"value": value, "limit": least}))
        if most is not None and value > most:
            found.append(Finding(f"too_many_{what}", {"value": value, "limit": most}))
    return found


def _drawn(place: Territory, table: TerritoryTable) -> list[Finding]:
    """Tell holes in a polygon, and specks of it that are smaller than `min_area_km2`."""
    if place.drawn is None:
        return []
    import shapely

    polygons = shapely.get_parts(place.drawn.polygon)
    found = []
    holes = int(shapely.get_num_interior_rings(polygons).sum())
    if holes:
        found.append(Finding("polygon_holes", {"count": holes}))
    specks = int((shapely.area(polygons) < least_area(table)).sum())
    if 0 < specks < len(polygons):
        found.append(Finding("polygon_specks", {"count": specks, "limit": table.min_area_km2}))
    return found


def _boards(plan: Plan, place: Territory, regions: Regions, seats: Seats) -> list[Finding]:
    """Tell municipalities without a school of the plan's boards, and boards without one inside."""
    known = sorted(board for board in plan.boards if board in seats)
    if not known:
        return []
    held = {regions.municipalities[m].code for m in place.municipalities}
    served = frozenset().union(*(seats[board] for board in known))
    empty = [m for m in place.municipalities if regions.municipalities[m].code not in served]
    outside = tuple(board for board in known if not seats[board] & held)
    found = []
    if empty:
        params = {"count": len(empty), "names": _names(empty, regions)}
        found.append(Finding("boards_elsewhere", params))
    if outside:
        found.append(Finding("boards_outside", {"count": len(outside), "names": outside}))
    return found


def _people(held: Iterable[int], regions: Regions) -> int:
    return sum(regions.municipalities[m].population for m in held)


def _names(held: Iterable[int], regions: Regions) -> tuple[str, ...]:
    return tuple(regions.municipalities[m].name for m in sorted(held))
