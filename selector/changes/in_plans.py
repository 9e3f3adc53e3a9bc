"""Changes in the plans: a plans file with other cells, read as any plans file."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from selector.analysis.united import unite
from selector.changes.grammar import Agreement, Cell
from selector.errors import InputError, Message, nearest, shorten
from selector.intake.geo_file import RD
from selector.intake.plans import BY_NAME
from selector.intake.types import Plan, Plans, Regions
from selector.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

AGREEMENTS, ID, SUBMITTED = "afstemming", "plan_id", "ingediend_op"


def with_cells(plans: Plans, changes: Sequence[Cell | Agreement], regions: Regions) -> Plans:
    """Return the plans with other cells; raises `InputError` when a value cannot stand there.

    With every fault at once.
    """
    if not changes:
        return plans
    columns, cells = list(plans.columns), {p.plan_id: dict(p.cells) for p in plans.rows}
    faults = list[Message]()
    for change in changes:
        if fault := _fault(change, plans):
            faults.append(fault)
            continue
        column, value = _cell(change, cells[change.plan])
        cells[change.plan][column] = value
        columns += [column] if column not in columns else []
    try:
        changed = read_cells(plans.rows, columns, cells, regions)
    except InputError as error:
        faults += error.faults
    if faults:
        raise InputError(faults)
    return changed


def merged(
    plans: Plans, one: str, other: str, scenario: Scenario, regions: Regions
) -> tuple[Plans, str]:
    """Return the plans with one in the place of two, and the plan_id of that one."""
    made, name = unite(plans, plans.index[one], plans.index[other], scenario, regions)
    cells = {plan.plan_id: _renamed(plan, (one, other), name) for plan in made.rows}
    moment = made.rows[made.index[name]].submitted
    if SUBMITTED in cells[name]:
        cells[name][SUBMITTED] = () if moment is None else (moment.isoformat(),)
    return read_cells(made.rows, plans.columns, cells, regions), name


def _cell(
    change: Cell | Agreement, cells: Mapping[str, tuple[str, ...]]
) -> tuple[str, tuple[str, ...]]:
    """Return the column that changes, and what stands there then."""
    if isinstance(change, Cell):
        return change.column, (change.value,) if change.value else ()
    known = cells.get(AGREEMENTS, ())
    return AGREEMENTS, known if change.other in known else (*known, change.other)


def _renamed(plan: Plan, both: tuple[str, str], name: str) -> dict[str, tuple[str, ...]]:
    """Return the cells of a plan with the merged plan in its agreements."""
    cells = dict(plan.cells)
    if AGREEMENTS in cells:
        named = (name if q in both else q for q in cells[AGREEMENTS])
        cells[AGREEMENTS] = tuple(dict.fromkeys(q for q in named if q != plan.plan_id))
    return cells | {"naam": (plan.name,)}


def _fault(change: Cell | Agreement, plans: Plans) -> Message | None:
    """Return what is wrong with a change before any value is read."""
    if isinstance(change, Agreement):
        return None
    known = [name for name in dict.fromkeys((*plans.columns, *BY_NAME)) if name != ID]
    if change.column in known:
        return None
    place = shorten(f"{change.plan}.{change.column}={change.value}")
    close = nearest(change.column, known)
    return Message("no_such_column", place=place, value=shorten(change.column), suggestion=close)


def read_cells(
    rows: Sequence[Plan],
    columns: Sequence[str],
    cells: Mapping[str, Mapping[str, tuple[str, ...]]],
    regions: Regions,
) -> Plans:
    """Read plans as the file that they make; a fault names the plan, for there is no file yet."""
    try:
        return Plans.from_frame(_frame(rows, columns, cells), regions)
    except InputError as error:
        ids = [plan.plan_id for plan in rows]
        raise InputError([_placed(fault, ids) for fault in error.faults]) from None


def _frame(
    rows: Sequence[Plan],
    columns: Sequence[str],
    cells: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> "pd.DataFrame":
    import pandas as pd

    table = pd.DataFrame(
        [["|".join(cells[plan.plan_id].get(c, ())) for c in columns] for plan in rows],
        columns=list(columns),
    )
    shapes: list[Any] = [plan.geometry for plan in rows]
    if all(shape is None for shape in shapes):
        return table
    import geopandas

    return geopandas.GeoDataFrame(table, geometry=shapes, crs=RD)


def _placed(fault: Message, ids: Sequence[str]) -> Message:
    """Return a fault with the plan in the place of a row of a file that nobody has."""
    if fault.row is None or not 2 <= fault.row < len(ids) + 2:
        return replace(fault, file="")
    place = f"{ids[fault.row - 2]}.{fault.column}" if fault.column else ids[fault.row - 2]
    return replace(fault, file="", row=None, column="", place=place)
