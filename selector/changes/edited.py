"""A round in which one plan's application differs, at the cost of what differs.

It is the round that `carry_out` makes, without a file in between: only to be solved, never kept.
"""

from collections.abc import Sequence
from dataclasses import replace

from selector.changes.grammar import Agreement, Cell
from selector.intake.types import Plan
from selector.moments import parse_moment
from selector.numbers import parse_decimal
from selector.problem import Problem, bind
from selector.vocabulary import CONDITIONS, LIST_SEPARATOR, NOT_APPLICABLE, SHARES

Own = Cell | Agreement
SECTORS, MOMENT, AGREEMENTS = "sectoren", "ingediend_op", "afstemming"


def edited(row: Plan, changes: Sequence[Own]) -> Plan:
    """Return a plan with changes of the kinds that are tried in its own application."""
    for change in changes:
        if isinstance(change, Agreement):
            cells = (*row.cells.get(AGREEMENTS, ()), change.other)
            row = replace(row, agreements=row.agreements | {change.other})
            row = replace(row, cells={**row.cells, AGREEMENTS: tuple(dict.fromkeys(cells))})
        else:
            row = _with_cell(row, change)
    return row


def _with_cell(row: Plan, change: Cell) -> Plan:
    column, value = change.column, change.value
    row = replace(row, cells={**row.cells, column: tuple(value.split(LIST_SEPARATOR))})
    if column in CONDITIONS:
        return replace(row, conditions={**row.conditions, column: value})
    if column == SECTORS:
        return replace(row, sectors=row.cells[column])
    if column == MOMENT:
        return replace(row, submitted=parse_moment(value))
    if column in SHARES and value != NOT_APPLICABLE:
        parsed = parse_decimal(value)
        name = "board_share" if column == SHARES[0] else "institute_share"
        return replace(row, **{name: parsed[0] if parsed else None})
    if column == "besturen":
        return replace(row, boards=frozenset(row.cells[column]))
    return replace(row, institutes=frozenset(row.cells[column])) if column == "opleidingen" else row


def problem_with(problem: Problem, plan: int, row: Plan) -> Problem:
    """Return the problem with another application of one plan, on the same municipalities.

    What competition hangs on is measured anew only when it differs. Raises `InputError` when the
    scenario does not fit.
    """
    before, old = problem.plans, problem.plans.rows[plan]
    new = [name for name in row.cells if name not in before.columns]
    rows = (*before.rows[:plan], row, *before.rows[plan + 1 :])
    plans = replace(before, rows=rows, columns=(*before.columns, *new))
    same = _shown(old) == _shown(row)
    return bind(problem.survey.with_plans(plans, same_pairs=same), problem.scenario)


def _shown(row: Plan) -> object:
    """Return what competition hangs on, but for the municipalities."""
    return set(row.sectors), row.agreements, row.boards, row.institutes

