"""Two plans as one: territory, sectors, boards and labels united, conditions at the weaker."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from selector.intake.types import Plan, Plans, Regions
from selector.numbers import parse_decimal
from selector.scenario import Scenario
from selector.vocabulary import CONDITIONS, COOPERATION, NOT_APPLICABLE, SECTORS, SHARES

# From weak to strong; what does not apply counts as met.
STRENGTH = ("ontbreekt", "werkt_toe", "voldaan", "nvt")
NUMBERS = ("ambitie", *SHARES)


def unite(plans: Plans, a: int, b: int, scenario: Scenario, regions: Regions) -> tuple[Plans, str]:
    """Return the plans with one in the place of two, and the plan_id of that one."""
    one, other = plans.rows[a], plans.rows[b]
    name = f"{one.plan_id}+{other.plan_id}"
    while name in plans.ids:
        name += "'"
    both = {one.plan_id, other.plan_id}
    merged = _united(one, other, name, scenario, regions)
    rest = [
        replace(plan, agreements=frozenset(name if q in both else q for q in plan.agreements))
        for plan in plans.rows
        if plan.plan_id not in both
    ]
    rows = sorted([*rest, merged], key=lambda plan: plan.plan_id)
    return replace(plans, rows=tuple(rows), notes=()), name


def rename(scenario: Scenario, both: Sequence[str], name: str) -> Scenario:
    """Return the scenario with the merged plan wherever it named one of the two.

    Groups in which nothing is left to exclude fall away. Raises `InputError` when the two are
    locked in opposite ways.
    """

    def names(plans: Sequence[str]) -> list[str]:
        return list(dict.fromkeys(name if plan in both else plan for plan in plans))

    tables = scenario.model_dump(by_alias=True)
    cohort = {
        **tables["cohort"],
        "locked_in": names(scenario.cohort.locked_in),
        "locked_out": names(scenario.cohort.locked_out),
    }
    changed: dict[str, Any] = {}
    for key in ("allowed", "at_most_one"):
        groups = [{**table, "plans": names(table["plans"])} for table in tables[key]]
        changed[key] = [table for table in groups if len(table["plans"]) > 1]
    implications = [
        {**table, "if": names([table["if"]])[0], "then": names([table["then"]])[0]}
        for table in tables["implications"]
    ]
    changed["implications"] = [t for t in implications if t["if"] != t["then"]]
    return scenario.replace(cohort=cohort, **changed)


def _united(one: Plan, other: Plan, name: str, scenario: Scenario, regions: Regions) -> Plan:
    sectors = tuple(s for s in SECTORS if s in {*one.sectors, *other.sectors})
    conditions = _weaker(one, other, scenario.eligibility.unassessed)
    cells = {c: _cell(c, one, other) for c in {**one.cells, **other.cells}}
    scale = max(one.cooperation, other.cooperation, key=COOPERATION.index)
    origin = "bestaand" if one.origin == other.origin == "bestaand" else "nieuw"
    cells |= {
        "plan_id": (name,),
        "sectoren": sectors,
        "samenwerking": (scale,),
        "herkomst": (origin,),
        **{c: (state,) for c, state in conditions.items() if c in cells},
    }
    moments = [p.submitted for p in (one, other) if p.submitted is not None]
    drawn = one.geometry is not None or other.geometry is not None
    geometry = _geometry(one, other, regions) if drawn else None
    codes = () if geometry is not None else (*one.municipalities, *other.municipalities)
    return replace(
        one,
        plan_id=name,
        name=f"{one.name} + {other.name}",
        sectors=sectors,
        municipalities=tuple(dict.fromkeys(codes)),
        cooperation=scale,
        origin=origin,
        submitted=max(moments, default=None),
        boards=one.boards | other.boards,
        institutes=one.institutes | other.institutes,
        board_share=_share(cells, SHARES[0]),
        institute_share=_share(cells, SHARES[1]),
        agreements=(one.agreements | other.agreements) - {one.plan_id, other.plan_id},
        conditions=conditions,
        cells=cells,
        geometry=geometry,
    )


def _weaker(one: Plan, other: Plan, unassessed: str) -> dict[str, str]:
    """Return the weaker of two assessments per condition; empty counts as the scenario says."""
    found = {}
    for condition in CONDITIONS:
        states = [plan.conditions.get(condition) for plan in (one, other)]
        weakest = min(states, key=lambda state: STRENGTH.index(state or unassessed))
        if weakest is not None:
            found[condition] = weakest
    return found


def _cell(column: str, one: Plan, other: Plan) -> tuple[str, ...]:
    """Return the labels of both, or of two numbers the lower; `nvt` gives way to a number."""
    first, second = one.cells.get(column, ()), other.cells.get(column, ())
    if column in SHARES and (NOT_APPLICABLE,) in (first, second):
        return second if first == (NOT_APPLICABLE,) else first
    numbers = [parse_decimal("|".join(cell)) for cell in (first, second)]
    if column in NUMBERS or all(number is not None for number in numbers):
        if not first or not second:
            return ()
        return min((first, second), key=lambda cell: parse_decimal("|".join(cell)) or (0, False))
    return tuple(dict.fromkeys((*first, *second)))


def _share(cells: Mapping[str, tuple[str, ...]], column: str) -> Decimal | None:
    found = parse_decimal("|".join(cells.get(column, ())))
    return found[0] if found else None


def _geometry(one: Plan, other: Plan, regions: Regions) -> Any:
    """Return the union of two territories; of codes the boundaries are taken."""
    import shapely

    from selector.intake.boundaries import repair

    shapes: list[Any] = []
    for plan in (one, other):
        if plan.municipalities and regions.boundaries is not None:
            shapes += list(regions.boundaries.loc[list(plan.municipalities)])
        else:
            shapes += list(repair([plan.geometry]))
    return shapely.union_all(shapes)
