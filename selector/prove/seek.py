"""Looking for an answer to a question: a cohort, or the tree that says that there is none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import comb
from typing import Any

from selector.prove.programme import Point, Programme
from selector.prove.relax import Looking, begin
from selector.prove.splits import splits
from selector.verify.proof.question import Question, Var, Weighted
from selector.verify.proof.rows import Row
from selector.verify.proof.tree import cohorts
from selector.verify.recount.measures import Apart

# How many cohorts are looked at one by one, rather than parted further, from how many nodes on.
LISTED = ((3_000, 100), (300, 20), (20, 0))
LAST = 1_000  # the same where no inequality tells them well apart
RECENT = 40  # sums that are tried at a node before any others are looked for
ROUNDS = 30  # of adding rows at one node
DIGITS = (2, 3, 4, 6, 8, 10, 13, 16)  # of the multipliers that are tried
LARGEST = 1 << 62
Known = dict[Var, tuple[int, int]]


@dataclass
class Tree:
    """A tree that is being made: rows by name, sums of them, and the nodes in order."""

    rows: list[Any] = field(default_factory=list)
    sums: list[list[int]] = field(default_factory=list)
    nodes: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """A cohort, or the record of a tree; neither when there was no time."""

    cohort: frozenset[int] | None = None
    tree: Mapping[str, Any] | None = None


def seek(question: Question, more: Callable[[], bool] = lambda: True, keen: bool = False) -> Found:
    """Look for a cohort; `more` tells whether there is time left.

    When `keen`, one is expected: what looks best is tried first.
    """
    return _Search(question, more, keen).run()


@dataclass
class _Open:
    known: Known
    trail: tuple[tuple[int, Known], ...]  # place in the tree and bounds, of every node above


class _Search:
    def __init__(self, question: Question, more: Callable[[], bool], keen: bool) -> None:
        self.question, self.more, self.keen = question, more, keen
        self.programme = Programme(question)
        begin(question, self.programme)
        self.looking = Looking(question, self.programme)
        self.sums: list[tuple[tuple[tuple[int, int], ...], Row, int]] = []
        self.recent: list[int] = []
        self.nodes: list[Any] = []
        self.splits = splits(question)
        sums = (goal for goal in question.goals if isinstance(goal, Weighted))
        self.vague = any(
            isinstance(question.round.measures[c].ground, Apart) for g in sums for c, _ in g.weights
        )

    def run(self) -> Found:
        opened = [_Open({}, ())]
        while opened:
            if not self.more():
                return Found()
            node = opened.pop()
            leaf = self._known_sum(node.known)
            point = None
            if leaf is None:
                leaf, point = self._leaf(node.known)
            if leaf is not None:
                place = self._lifted(leaf, node)
                if place is not None:
                    opened = [
                        o
                        for o in opened
                        if len(o.trail) <= place or o.trail[place][0] != node.trail[place][0]
                    ]
                    del self.nodes[node.trail[place][0] :]
                self.nodes.append(leaf)
                continue
            if point is not None:
                cohort = self._cohort(point)
                if cohort is not None:
                    return Found(cohort)
            var, value = self._branch(node.known, point)
            low, high = node.known.get(var, self.question.span(var))
            trail = (*node.trail, (len(self.nodes), node.known))
            self.nodes.append([var, value])
            opened += [
                _Open({**node.known, var: (value + 1, high)}, trail),
                _Open({**node.known, var: (low, value)}, trail),
            ]
        return Found(tree=self._record())

    def _lifted(self, leaf: int, node: _Open) -> int | None:
        """Return how far up the nodes above a leaf are closed by it too."""
        place = None
        for i in range(len(node.trail) - 1, -1, -1):
            if leaf < 0 or not self._closed_by(leaf, node.trail[i][1]):
                break
            place = i
        return place

    def _closes(self, row: Row, known: Known, least: int | None = None) -> bool:
        """Tell whether a sum closes a node; `least` is what its terms are at least, nothing known.

        In whole numbers, as the checker does.
        """
        terms, span = row[0], self.question.span
        least = self._least(row) if least is None else least
        for var, (low, high) in known.items():
            if a := terms.get(var):
                least += a * (low - span(var)[0] if a > 0 else high - span(var)[1])
        return least > row[1]

    def _closed_by(self, number: int, known: Known) -> bool:
        _, row, least = self.sums[number]
        return self._closes(row, known, least)

    def _least(self, row: Row) -> int:
        ends = ((a, self.question.span(var)) for var, a in row[0].items())
        return sum(a * (low if a > 0 else high) for a, (low, high) in ends)

    def _known_sum(self, known: Known) -> int | None:
        for place in range(len(self.recent) - 1, max(-1, len(self.recent) - RECENT - 1), -1):
            i = self.recent[place]
            if self._closed_by(i, known):
                self.recent.append(self.recent.pop(place))
                return i
        return None

    def _leaf(self, known: Known) -> tuple[int | None, Point | None]:
        """Return what closes a node, if it is found, and else a point that is left."""
        if self._count(known) <= self._few():
            return self._listed(known)
        point = None
        for _ in range(ROUNDS):
            point = self.programme.solve(known)
            if point is None:
                break
            if point.cost > 1e-7:
                leaf = self._sum(point, known)
                if leaf is not None:
                    return leaf, None
            if not self.looking.missing(point.values):
                break
        return None, point

    def _few(self) -> int:
        """Return how many cohorts are soon looked at: the more the longer the tree is."""
        if self.vague:
            return LAST
        return next(few for few, nodes in LISTED if len(self.nodes) >= nodes)

    def _count(self, known: Known) -> int:
        spans = [known.get(p, self.question.span(p)) for p in self.question.round.eligible]
        taken = sum(low > 0 for low, _ in spans)
        free = sum(low <= 0 < high for low, high in spans)
        return comb(free, max(self.question.size - taken, 0)) if free < 200 else 1 << 60

    def _listed(self, known: Known) -> tuple[int | None, Point | None]:
        spans = {p: known.get(p, self.question.span(p)) for p in self.question.round.eligible}
        taken = frozenset(p for p, (low, _) in spans.items() if low > 0)
        free = [p for p, (low, high) in spans.items() if low <= 0 < high]
        for cohort in cohorts(free, taken, self.question.size):
            if self.question.holds(cohort):
                return None, Point(0, {p: float(p in cohort) for p in spans}, ())
        return -1, None

    def _sum(self, point: Point, known: Known) -> int | None:
        """Return the number of a sum that closes a node, with the duals rounded."""
        if not point.duals:
            return None
        most = max(dual for _, dual in point.duals)
        for digits in DIGITS:
            unit = 10**digits / most
            parts = tuple((i, n) for i, dual in point.duals if (n := round(dual * unit)) > 0)
            if parts and max(n for _, n in parts) < LARGEST:
                row = added(self.programme.rows, parts)
                if self._closes(row, known):
                    self.sums.append((parts, row, self._least(row)))
                    self.recent.append(len(self.sums) - 1)
                    return len(self.sums) - 1
        return None

    def _cohort(self, point: Point) -> frozenset[int] | None:
        values = {p: point.values.get(p, 0.0) for p in self.question.round.eligible}
        if any(0.01 < v < 0.99 for v in values.values()):
            return None
        cohort = frozenset(p for p, v in values.items() if v > 0.5)
        return cohort if self.question.holds(cohort) else None

    def _branch(self, known: Known, point: Point | None) -> tuple[Var, int]:
        values = point.values if point else {}
        best: tuple[float, Var, int] | None = None
        for weight, var, terms in self.splits:
            if isinstance(var, tuple) and var[0] == "n":
                total = sum(values.get(p, 0.0) for p in terms)
            else:
                total = values.get(var, 0.5)
            low, high = known.get(var, self.question.span(var))
            part = total - int(total)
            score = weight * min(part, 1 - part)
            if low <= int(total) < high and score > 0.01 and (best is None or score > best[0]):
                best = (score, var, int(total))
        if best is None:
            return self._any(known, values)
        if isinstance(best[1], tuple) and best[1][0] == "n":
            self.programme.add(("set", 1, *best[1][1:]))
            self.programme.add(("set", -1, *best[1][1:]))
        return best[1], best[2]

    def _any(self, known: Known, values: Mapping[Var, float]) -> tuple[Var, int]:
        """Return a variable that is open, where none lies between two values."""
        for _, var, _ in sorted(self.splits, key=lambda s: -s[0]):
            low, high = known.get(var, self.question.span(var))
            if low < high and not (isinstance(var, tuple) and var[0] == "n"):
                return var, low
        raise AssertionError("a node with nothing open was not closed")

    def _record(self) -> dict[str, Any]:
        """Return the tree with the rows and sums that it uses, numbered in order of use."""
        sums, rows = dict[int, int](), dict[int, int]()
        nodes = list[Any]()
        for node in self.nodes:
            nodes.append(
                sums.setdefault(node, len(sums)) if type(node) is int and node >= 0 else node
            )
        listed = list[list[int]]()
        for i in sums:
            parts = list[int]()
            for row, n in self.sums[i][0]:
                parts += [rows.setdefault(row, len(rows)), n]
            listed.append(parts)
        return {"rows": [self.programme.names[i] for i in rows], "sums": listed, "tree": nodes}


def added(rows: Sequence[Row], parts: Sequence[tuple[int, int]]) -> Row:
    """Return rows added up, each a number of times."""
    terms, most = dict[Var, int](), 0
    for i, times in parts:
        row, bound = rows[i]
        most += times * bound
        for var, a in row.items():
            terms[var] = terms.get(var, 0) + times * a
    return {var: a for var, a in terms.items() if a}, most
