"""Following a tree that says that a question has no answer, in whole numbers."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import comb
from typing import Any

from selector.verify.proof.effort import COHORT_STEPS, ROW_STEPS, Effort
from selector.verify.proof.question import Fault, Question, Var
from selector.verify.proof.rows import Row, row_of

LARGEST = 1 << 63  # of a multiplier
MOST_LISTED = 5_000  # cohorts that one leaf leaves to be looked at
MOST_DEEP, MOST_OPEN = 1_000, 2_000  # variables that are bounded at a node; nodes that wait
MOST_TERMS = 5_000_000  # of the rows and sums of one tree
Spans = Mapping[Var, tuple[int, int]]


def refute(question: Question, record: Mapping[str, Any], effort: Effort) -> None:
    """Follow a tree to its last leaf; raises `Fault` at the first that does not hold.

    A node is a list (a variable, and the value up to which the first branch goes), the number of
    a sum of rows, or -1: the cohorts that are left are few, and looked at one by one.
    """
    room, rows = Effort(MOST_TERMS), list[Row]()
    for name in record["rows"]:
        effort.name(name)
        rows.append(row_of(question, name))
        effort.spend(ROW_STEPS * (len(rows[-1][0]) + 1))
        room.spend(len(rows[-1][0]) + 1)
    sums = [_added(rows, parts, effort, room) for parts in record["sums"]]
    waiting: list[Spans] = [{}]
    for place, node in enumerate(record["tree"]):
        if not waiting:
            raise Fault(f"node {place} is one too many")
        known = waiting.pop()
        effort.spend(len(known) + 1)
        if isinstance(node, list):
            waiting += _branches(question, known, node, place)
            if len(known) > MOST_DEEP or len(waiting) > MOST_OPEN:
                raise Fault(f"node {place} is too deep")
        elif type(node) is not int or not _closed(question, known, node, sums, effort):
            raise Fault(f"node {place} is not closed")
    if waiting:
        raise Fault(f"{len(waiting)} nodes are missing")


def _added(rows: Sequence[Row], parts: Sequence[int], effort: Effort, room: Effort) -> Row:
    """Add up rows, each a whole number of times: their numbers and multipliers by turns."""
    terms, bound = dict[Var, int](), 0
    for i, times in zip(parts[::2], parts[1::2], strict=True):
        if type(i) is not int or type(times) is not int or not (i >= 0 and 0 < times < LARGEST):
            raise Fault(f"sum {i}, {times}")
        row, most = rows[i]
        effort.spend(len(row) + 1)
        bound += times * most
        for var, a in row.items():
            terms[var] = terms.get(var, 0) + times * a
    room.spend(len(terms) + 1)
    return {var: a for var, a in terms.items() if a}, bound


def _branches(question: Question, known: Spans, node: Sequence[Any], place: int) -> list[Spans]:
    """Return what is known in either branch, the one that comes first last."""
    var, value = tuple(node[0]) if isinstance(node[0], list) else node[0], node[1]
    low, high = known[var] if var in known else question.span(var)
    if type(value) is not int or not low <= value < high:
        raise Fault(f"node {place} is no branch")
    return [{**known, var: (value + 1, high)}, {**known, var: (low, value)}]


def _closed(
    question: Question, known: Spans, node: int, sums: Sequence[Row], effort: Effort
) -> bool:
    """Tell whether nothing is left below a leaf."""
    if node == -1:
        return _none(question, known, effort)
    terms, bound = sums[node] if 0 <= node < len(sums) else ({}, 0)
    effort.spend(len(terms))
    ends = ((a, known[v] if v in known else question.span(v)) for v, a in terms.items())
    return sum(a * (low if a > 0 else high) for a, (low, high) in ends) > bound


def _none(question: Question, known: Spans, effort: Effort) -> bool:
    """Tell whether none of the few cohorts that are left is one."""
    ends = {p: known.get(p, question.span(p)) for p in question.round.eligible}
    taken = frozenset(p for p, (low, _) in ends.items() if low > 0)
    free = [p for p, (low, high) in ends.items() if low <= 0 < high]
    count = comb(len(free), max(question.size - len(taken), 0))
    effort.spend(COHORT_STEPS * count)
    left = cohorts(free, taken, question.size)
    return count <= MOST_LISTED and not any(map(question.holds, left))


def cohorts(free: Sequence[int], taken: frozenset[int], size: int) -> Iterator[frozenset[int]]:
    """Yield every cohort of a size with all that are taken and others of those free."""
    if size >= len(taken):
        yield from (taken.union(more) for more in combinations(free, size - len(taken)))
