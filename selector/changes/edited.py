"""A round in which one plan's application differs, at the cost of what differs.

It is the round that `carry_out` makes, without a file in between: only to be solved, never kept.
"""

from collections.abc import Hashable, Sequence
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
        share = parsed[0] if parsed else None
        if column == SHARES[0]:
            return replace(row, board_share=share)
        return replace(row, institute_share=share)
    if column == "besturen":
        return replace(row, boards=frozenset(row.cells[column]))
    return replace(row, institutes=frozenset(row.cells[column])) if column == "opleidingen" else row


class Rounds:
    """Problems in which one plan's application differs, on the same municipalities.

    What pairs have in common is measured once for all that competition sees alike.
    """

    def __init__(self, problem: Problem, plan: int) -> None:
        self.problem, self.plan = problem, plan
        self._evidence = {_shown(problem.plans.rows[plan]): problem.survey.evidence}

    def edited(self, changes: Sequence[Own]) -> Plan:
        """Return the plan with changes."""
        return edited(self.problem.plans.rows[self.plan], changes)

    def problem_of(self, row: Plan) -> Problem:
        """Return the problem with another application; `InputError` when nothing can be bound."""
        before = self.problem.plans
        new = [name for name in row.cells if name not in before.columns]
        rows = (*before.rows[: self.plan], row, *before.rows[self.plan + 1 :])
        plans = replace(before, rows=rows, columns=(*before.columns, *new))
        survey = self.problem.survey.with_plans(plans, self._evidence.get(_shown(row)))
        self._evidence[_shown(row)] = survey.evidence
        return bind(survey, self.problem.scenario)


def _shown(row: Plan) -> Hashable:
    """Return what competition hangs on, but for the municipalities."""
    return frozenset(row.sectors), row.agreements, row.boards, row.institutes
