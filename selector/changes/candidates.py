"""Changes in a plan's own application that might have helped it, one cell each."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from decimal import Decimal

from selector.changes.grammar import Agreement, Cell, read_changes, written
from selector.criteria import Criterion
from selector.errors import InputError
from selector.intake.types import Plan
from selector.moments import AMSTERDAM, parse_moment
from selector.numbers import parse_decimal, show_decimal
from selector.problem import Problem
from selector.scalars import later
from selector.vocabulary import CONDITIONS, LIST_SEPARATOR, NOT_APPLICABLE, SECTORS, SHARES

Own = Cell | Agreement
MET = ("voldaan", NOT_APPLICABLE)
HIGHEST = {"ambitie": Decimal(5), **dict.fromkeys(SHARES, Decimal(1))}
LISTS = ("uitdagingen", "accenten", "governance", "besturen", "opleidingen")


def candidates(problem: Problem, plan: int) -> tuple[Own, ...]:
    """Return the changes in a plan's own application that are tried, each in one cell.

    Conditions met, on time, agreements, shares raised, labels added, sectors added or dropped;
    only what can be written as a change.
    """
    row = problem.plans.rows[plan]
    found = [
        *_conditions(problem, row),
        *_on_time(problem, row),
        *_agreements(problem, plan),
        *_numbers(problem, row),
        *_labels(problem, row),
        *_sectors(row),
    ]
    return tuple(change for change in dict.fromkeys(found) if _readable(change, problem))


def _conditions(problem: Problem, row: Plan) -> Iterator[Own]:
    """Yield every condition that is not met; an empty cell counts as the scenario says."""
    empty = problem.scenario.eligibility.unassessed
    for code in CONDITIONS:
        if row.conditions.get(code, empty) not in MET:
            yield Cell(row.plan_id, code, MET[0])


def _on_time(problem: Problem, row: Plan) -> Iterator[Own]:
    """Yield the deadline itself, when the plan was late."""
    deadline = problem.scenario.eligibility.deadline
    if row.submitted is not None and later(row.submitted, deadline):
        yield Cell(row.plan_id, "ingediend_op", _moment(deadline))


def _moment(moment: datetime) -> str:
    """Return a moment as people write it here; with its offset where that could be misread."""
    local = moment.astimezone(AMSTERDAM)
    bare = local.replace(tzinfo=None).isoformat()
    again = parse_moment(bare)
    same = again is not None and again.timestamp() == moment.timestamp()
    return bare if same else local.isoformat()


def _agreements(problem: Problem, plan: int) -> Iterator[Own]:
    """Yield an agreement with every plan with which a rule of competition sees this one."""
    ids, pairs = problem.plans.ids, problem.competition.pairs
    seen = pairs[((pairs["a"] == plan) | (pairs["b"] == plan)) & (pairs["rule"] != "")]
    for a, b in zip(seen["a"].tolist(), seen["b"].tolist(), strict=True):
        yield Agreement(ids[plan], ids[a + b - plan])


def _numbers(problem: Problem, row: Plan) -> Iterator[Own]:
    """Yield for every share and every other number that is scored the values that matter.

    Of a share the least that is eligible, when it is below that; of a number of which a `total`
    takes the mean the top of its range, for every step up counts and none is a threshold.
    """
    table = problem.scenario.eligibility
    least = dict(zip(SHARES, (table.min_aandeel_besturen, table.min_aandeel_opleidingen),
                     strict=True))  # fmt: skip
    for column, floor in least.items():
        now = _number(row, column)
        if now is not None and now < floor:
            yield Cell(row.plan_id, column, show_decimal(floor))
    for column, top in _tops(problem).items():
        now = _number(row, column)
        exempt = row.cells.get(column) == (NOT_APPLICABLE,)
        if not exempt and (now is None or now < top) and top >= least.get(column, top):
            yield Cell(row.plan_id, column, show_decimal(top))


def _tops(problem: Problem) -> Mapping[str, Decimal]:
    """Return per column of which a `total` takes the mean the highest value that may stand there.

    That is the top of the range; the lowest top when there are more.
    """
    tops: dict[str, Decimal] = {}
    for spec in problem.scenario.criteria:
        column = spec.on in problem.plans.columns and spec.on not in CONDITIONS
        if column and spec.measure == "total":
            known = tops.get(spec.on, HIGHEST.get(spec.on, spec.range[1]))
            tops[spec.on] = min(known, spec.range[1])
    return tops


def _number(row: Plan, column: str) -> Decimal | None:
    parsed = parse_decimal(LIST_SEPARATOR.join(row.cells.get(column, ())))
    return parsed[0] if parsed else None


def _labels(problem: Problem, row: Plan) -> Iterator[Own]:
    """Yield every label of a criterion that the plan does not bear, added to those it has."""
    labels: dict[str, list[str]] = {}
    for spec, criterion in zip(problem.scenario.criteria, problem.criteria, strict=True):
        if _listed(problem, row, spec.on):
            labels.setdefault(spec.on, []).extend(_declared(criterion))
    for column, declared in labels.items():
        held = row.cells.get(column, ())
        for label in dict.fromkeys(declared):
            if label not in held:
                yield Cell(row.plan_id, column, LIST_SEPARATOR.join((*held, label)))


def _listed(problem: Problem, row: Plan, column: str) -> bool:
    """Tell whether a label can be added to a cell: it holds a list, or nothing yet."""
    if column in LISTS:
        return True
    if column not in problem.plans.columns or column in (*CONDITIONS, *SHARES, "sectoren"):
        return False
    if column in ("gemeenten", "afstemming", "ingediend_op", "plan_id", "naam"):
        return False
    held = [len(plan.cells.get(column, ())) for plan in problem.plans.rows]
    return max(held) > 1 or not row.cells.get(column)


def _declared(criterion: Criterion) -> Sequence[str]:
    """Return the labels that a criterion counts; none when it counts none."""
    found: Sequence[str] = getattr(criterion, "labels", getattr(criterion, "categories", ()))
    return found


def _sectors(row: Plan) -> Iterator[Own]:
    """Yield the sectors of the plan with one more, or one less."""
    for sector in SECTORS:
        changed = [s for s in SECTORS if (s in row.sectors) is not (s == sector)]
        if changed:
            yield Cell(row.plan_id, "sectoren", LIST_SEPARATOR.join(changed))


def _readable(change: Own, problem: Problem) -> bool:
    """Tell whether a change, as it is written, is read as itself."""
    with suppress(InputError):
        return read_changes([written(change)], problem.plans.ids) == (change,)
    return False
