"""Uncertain assessments: cells with several values, or a second assessor who says otherwise."""

from collections.abc import Iterator
from pathlib import Path

from selector.changes.grammar import Cell
from selector.changes.in_plans import with_cells
from selector.door import read_whole
from selector.errors import InputError, Message, nearest, shorten
from selector.intake import Plans, Regions
from selector.intake.cells import CellFault
from selector.intake.parsing import raw_table
from selector.intake.uncertain import Doubt, beside, values_of
from selector.sweeps.knobs import Knob, Listed
from selector.sweeps.vary import Vary


def doubts_of(plans: Plans, vary: Vary) -> tuple[tuple[Knob, ...], tuple[Message, ...]]:
    """Return a knob for each assessment in doubt, and what is wrong with the second file."""
    doubts, faults = {(d.plan, d.column): d for d in plans.doubts}, list[Message]()
    if vary.second:
        try:
            doubts |= {(d.plan, d.column): d for d in _second(vary.second, plans, faults)}
        except InputError as error:
            faults += error.faults
    varied = {knob.key for knob in vary.knobs}
    found = [_knob(doubt) for _, doubt in sorted(doubts.items())]
    faults += [
        Message("doubted_key", vary.file, value=shorten(knob.key))
        for knob in found
        if knob.key in varied
    ]
    return tuple(found), tuple(faults)


def without_doubts(plans: Plans, regions: Regions) -> Plans:
    """Return plans that any command can read: the file they make has the value that was taken."""
    taken = [Cell(doubt.plan, doubt.column, doubt.values[0]) for doubt in plans.doubts]
    return with_cells(plans, taken, regions)


def _second(path: str, plans: Plans, faults: list[Message]) -> Iterator[Doubt]:
    """Yield what a second assessor says otherwise; an empty cell says nothing."""
    file = Path(path).name
    other = raw_table(shorten(file), read_whole(path))
    faults += other.faults
    if "plan_id" not in other.header:
        faults.append(Message("missing_column", file, value="plan_id"))
        return
    own = raw_table(shorten(plans.file), plans.data)
    first = {(d.plan, d.column): d.values for d in plans.doubts}
    for row, plan, column, text in beside(own, other):
        if plan not in plans.index:
            close = nearest(plan, plans.index)
            faults.append(Message("no_such_plan", file, row, value=shorten(plan), suggestion=close))
            continue
        try:
            said = values_of(column, text)
        except CellFault as fault:
            place = file, row, column, ""
            faults.append(Message(fault.code, *place, fault.value, fault.suggestion, fault.params))
            continue
        mine = first.get((plan, column)) or (_cell(plans, plan, column),)
        values = tuple(dict.fromkeys((*mine, *said)))
        if len(values) > 1:
            yield Doubt(plan, column, values)


def _cell(plans: Plans, plan: str, column: str) -> str:
    return "|".join(plans.rows[plans.index[plan]].cells.get(column, ()))


def _knob(doubt: Doubt) -> Knob:
    return Knob(f"{doubt.plan}.{doubt.column}", Listed(doubt.values), doubt=True)
