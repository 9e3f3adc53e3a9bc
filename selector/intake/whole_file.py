"""What shows only in a plans file as a whole: its header, its plan_ids, its agreements."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from selector.errors import MOST_SUGGESTED, Message, nearest, shorten
from selector.intake.columns import BY_NAME, COLUMNS
from selector.intake.output_names import output_names
from selector.intake.records import Plan
from selector.intake.table import RawTable
from selector.near import bare
from selector.vocabulary import COOPERATION, NATIONAL

MAX_COLUMN_NAME = 100  # characters
_LOCAL = tuple(scale for scale in COOPERATION if scale != NATIONAL)


def header_faults(table: RawTable) -> list[Message]:
    """Find columns with too long a name, double and missing ones."""
    if not table.header:
        return []
    file, top = table.file, table.top
    faults = []
    for name, count in Counter(table.header).items():
        if len(name) > MAX_COLUMN_NAME:
            params = {"limit": MAX_COLUMN_NAME}
            faults.append(Message("too_long", file, top, value=shorten(name, 40), params=params))
        if count > 1:
            params = {"count": count}
            faults.append(Message("double_column", file, top, shorten(name), params=params))
    unknown = [name for name in table.header if name not in BY_NAME]
    required = [c.name for c in COLUMNS if c.required or (c.name == "gemeenten" and _local(table))]
    return faults + [
        Message("missing_column", file, top, name, suggestion=nearest(name, unknown))
        for name in required
        if name not in table.header
    ]


def _local(table: RawTable) -> bool:
    """Tell whether some plan needs municipalities: it has no geometry and is not national."""
    scale = table.header.index("samenwerking") if "samenwerking" in table.header else None
    shapes = table.geometries or [None] * len(table.rows)
    return any(
        shape is None and scale is not None and row[scale].casefold() in _LOCAL
        for (_, row), shape in zip(table.rows, shapes, strict=True)
    )


def header_notes(table: RawTable) -> list[Message]:
    """Tell which columns the contract does not know; they are kept, some under another name."""
    missing = [c.name for c in COLUMNS if c.name not in table.header]
    shown = output_names(table.header)
    unknown = [name for name in table.header if name not in BY_NAME]
    return [
        Message("unknown_column", table.file, table.top, name, suggestion=nearest(name, missing))
        if shown[name] == name
        else Message("renamed_column", table.file, table.top, name, params={"name": shown[name]})
        for name in unknown
    ]


def duplicate_ids(file: str, plans: list[Plan]) -> list[Message]:
    """Find plan_ids that an earlier row has."""
    first: dict[str, int] = {}
    faults: list[Message] = []
    for plan in plans:
        name = plan.plan_id
        if name and first.setdefault(name, plan.row) != plan.row:
            params = {"first": first[name]}
            faults.append(
                Message("double_id", file, plan.row, "plan_id", value=name, params=params)
            )
    return faults


def alike_ids(file: str, plans: list[Plan]) -> list[Message]:
    """Tell which plan_ids differ in no more than capitals, separators and zeros before a number."""
    first: dict[str, Plan] = {}
    notes: list[Message] = []
    for plan in plans:
        other = first.setdefault(bare(plan.plan_id) or plan.plan_id, plan)
        if other is not plan:
            params = {"other": other.plan_id, "where": other.row}
            notes.append(
                Message("alike_ids", file, plan.row, "plan_id", value=plan.plan_id, params=params)
            )
    return notes


def agreement_faults(table: RawTable, plans: list[Plan], part: bool = False) -> list[Message]:
    """Find agreements with itself or with an unknown plan, also not one that could not be read.

    In a `part` of a round the unknown plan is elsewhere.
    """
    known = {plan.plan_id for plan in plans if plan.plan_id}
    written = {text for plan in plans for text in plan.cells.get("plan_id", ())} | table.unread
    faults: list[Message] = []
    for plan in plans:
        for other in sorted(plan.agreements):
            close, shown = "", shorten(other)
            if other == plan.plan_id:
                code = "agrees_with_itself"
            elif not part and other not in known | written:
                seek = len(faults) < MOST_SUGGESTED
                code, close = "no_such_plan", nearest(other, known - {plan.plan_id}) if seek else ""
            else:
                continue
            faults.append(Message(code, table.file, plan.row, "afstemming", "", shown, close))
    return faults


def elsewhere(file: str, plans: list[Plan]) -> list[Message]:
    """Tell of which agreements the other plan is not in this part of a round."""
    known = {plan.plan_id for plan in plans}
    return [
        Message("agreed_elsewhere", file, plan.row, "afstemming", value=shorten(other))
        for plan in plans
        for other in sorted(plan.agreements - known)
    ]


def by_themselves(plans: list[Plan]) -> list[Plan]:
    """Return plans without their agreements with others."""
    known = {plan.plan_id for plan in plans}
    return [replace(plan, agreements=plan.agreements & known) for plan in plans]


def one_sided(file: str, plans: list[Plan]) -> list[Message]:
    """Tell which agreements only one of the two plans recorded."""
    by_id = {plan.plan_id: plan for plan in plans}
    params = {plan: {"plan": plan} for plan in by_id}
    return [
        Message("one_sided", file, plan.row, "afstemming", value=other, params=params[plan.plan_id])
        for plan in plans
        for other in sorted(plan.agreements)
        if plan.plan_id not in by_id[other].agreements
    ]


def in_order(faults: list[Message], header: Sequence[str]) -> list[Message]:
    """Sort faults by row, and within a row as the columns stand in the file."""
    order = {name: i for i, name in enumerate(header)}
    return sorted(faults, key=lambda fault: (fault.row or 0, order.get(fault.column, -1)))
