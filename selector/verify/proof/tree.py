"""Following a tree that says that a question has no answer."""

from collections.abc import Mapping
from math import comb
from typing import Any

from selector.verify.proof.question import Fault, Question, Row, Var, cohorts

LARGEST = 1 << 63  # of a multiplier
MOST_LISTED = 5_000  # cohorts that one leaf leaves to be looked at
MOST_STEPS = 300_000_000  # of a file: terms added up, cohorts looked at times a thousand


class Effort:
    """Counts the steps of a check, so that no file can keep it busy for ever."""

    def __init__(self, most: int = MOST_STEPS) -> None:
        self.left = most

    def spend(self, steps: int) -> None:
        """Take off so many steps; raises `Fault` when there are none left."""
        self.left -= steps
        if self.left < 0:
            raise Fault("too much work")


def refute(question: Question, record: Mapping[str, Any], effort: Effort) -> None:
    """Follow a tree to its last leaf; raises `Fault` at the first that does not hold.

    A node is a list (a variable and the value up to which the first branch goes), the number of
    a sum of rows, or -1: the cohorts that are left are few, and looked at one by one.
    """
    rows = []
    for name in record["rows"]:
        rows.append(question.row(name))
        effort.spend(len(rows[-1][0]))
    sums = [_sum(rows, parts, effort) for parts in record["sums"]]
    open_nodes: list[dict[Var, tuple[int, int]]] = [{}]
    for place, node in enumerate(record["tree"]):
        if not open_nodes:
            raise Fault(f"node {place} too many")
        known = open_nodes.pop()
        effort.spend(len(known) + 1)
        if isinstance(node, list):
            var, value = node[0] if type(node[0]) is int else tuple(node[0]), node[1]
            low, high = known[var] if var in known else question.span(var)
            if type(value) is not int or not low <= value < high:
                raise Fault(f"node {place}")
            open_nodes += [{**known, var: (value + 1, high)}, {**known, var: (low, value)}]
        elif type(node) is not int or not _closed(question, known, node, sums, effort):
            raise Fault(f"node {place}")
    if open_nodes:
        raise Fault(f"{len(open_nodes)} nodes too few")


def _closed(
    question: Question,
    known: Mapping[Var, tuple[int, int]],
    node: int,
    sums: list[Row],
    effort: Effort,
) -> bool:
    """Tell whether nothing is left below a leaf."""
    if node == -1:
        return _none(question, known, effort)
    terms, bound = sums[node] if 0 <= node < len(sums) else ({}, 0)
    effort.spend(len(terms))
    least = 0
    for var, a in terms.items():
        low, high = known[var] if var in known else question.span(var)
        least += a * (low if a > 0 else high)
    return least > bound


def _sum(rows: list[Row], parts: list[int], effort: Effort) -> Row:
    """Add up rows, each a whole number of times: their numbers and multipliers by turns."""
    terms: dict[Var, int] = {}
    bound = 0
    for i, times in zip(parts[::2], parts[1::2], strict=True):
        if type(i) is not int or type(times) is not int or not (i >= 0 and 0 < times < LARGEST):
            raise Fault(f"sum {i}, {times}")
        row, most = rows[i]
        effort.spend(len(row))
        bound += times * most
        for var, a in row.items():
            terms[var] = terms.get(var, 0) + times * a
    return {var: a for var, a in terms.items() if a}, bound


def _none(question: Question, known: Mapping[Var, tuple[int, int]], effort: Effort) -> bool:
    """Tell whether none of the few cohorts that are left is one."""
    ends = {p: known.get(p, question.span(p)) for p in question.round.eligible}
    taken = frozenset(p for p, (low, _) in ends.items() if low > 0)
    free = [p for p, (low, high) in ends.items() if low <= 0 < high]
    count = comb(len(free), max(question.size - len(taken), 0))
    if count > MOST_LISTED:
        return False
    effort.spend(1000 * count)
    return not any(map(question.holds, cohorts(free, taken, question.size)))
