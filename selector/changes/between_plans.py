"""Which cells differ between two files with the same plans, and plans with some of them changed."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from selector.changes.in_plans import ID, read_cells
from selector.intake.types import Plan, Plans, Regions

SHAPE = "geometry"  # of a drawn plan, which is no cell of a table


@dataclass(frozen=True)
class CellDifference:
    """A cell that holds something else in a second file: texts, empty where nothing stands."""

    plan_id: str
    column: str
    before: str
    after: str

    @property
    def key(self) -> str:
        """Return the cell as a change names it: `A07.c2`."""
        return f"{self.plan_id}.{self.column}"

    @property
    def change(self) -> str | None:
        """Return the change that makes the difference; a shape cannot be written."""
        return None if self.column == SHAPE else f"{self.key}={self.after}"


def between_plans(one: Plans, other: Plans) -> tuple[CellDifference, ...]:
    """Return the cells that differ of the plans that are in both, in the order of the first."""
    columns = dict.fromkeys((*one.columns, *other.columns))
    return tuple(
        difference
        for plan in one.rows
        if plan.plan_id in other.index
        for difference in _of_plan(plan, other.rows[other.index[plan.plan_id]], columns)
    )


def with_differences(
    one: Plans, other: Plans, chosen: Collection[CellDifference], regions: Regions
) -> Plans:
    """Return the first plans with some of their cells as in the second; raises `InputError`."""
    if not chosen:
        return one
    cells = {plan.plan_id: dict(plan.cells) for plan in one.rows}
    rows = {plan.plan_id: plan for plan in one.rows}
    for found in chosen:
        source = other.rows[other.index[found.plan_id]]
        if found.column == SHAPE:
            rows[found.plan_id] = replace(rows[found.plan_id], geometry=source.geometry)
        else:
            cells[found.plan_id][found.column] = source.cells.get(found.column, ())
    columns = [c for c in dict.fromkeys((*one.columns, *other.columns)) if c != SHAPE]
    return read_cells(list(rows.values()), columns, cells, regions)


def _of_plan(one: Plan, other: Plan, columns: Collection[str]) -> Iterator[CellDifference]:
    for column in columns:
        before, after = one.cells.get(column, ()), other.cells.get(column, ())
        if before != after and column not in (ID, SHAPE):
            yield CellDifference(one.plan_id, column, "|".join(before), "|".join(after))
    shapes = [plan.geometry for plan in (one, other)]
    if shapes[0] != shapes[1]:
        words = ["" if shape is None else shape.wkt for shape in shapes]
        yield CellDifference(one.plan_id, SHAPE, *words)
