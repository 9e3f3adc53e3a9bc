"""What a claim says there is not: a cohort of one size that keeps the rules and attains the goals.

Variables are whole: a plan by its position (1 when chosen), and as lists that start with a letter
`n` (how many of these plans are chosen), `y` (a label has its bearers), `z` and `w` (two plans are
both chosen) and `u` (a score reaches a level).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import Any

from selector.verify.recount.exact import read_fraction
from selector.verify.recount.measures import Apart
from selector.verify.recount.round import Round
from selector.verify.recount.rules import Rule

MOST_NEAR = 1_000  # levels of distance that one question is asked about
Var = Any  # a position, or a tuple that starts with a letter
Pairs = frozenset[tuple[int, int]]


class Fault(Exception):  # noqa: N818  (it is a fault of the proof, not of the program)
    """A proof does not hold."""


@dataclass(frozen=True)
class Level:
    """A score on a criterion that is to be reached, or passed when `strict`."""

    criterion: int
    least: Fraction
    strict: bool = False

    def reached(self, score: Fraction) -> bool:
        """Tell whether a score will do."""
        return score > self.least if self.strict else score >= self.least

    @property
    def var(self) -> Var:
        """Return the variable that is 1 when it is reached."""
        return ("u", self.criterion, str(self.least), int(self.strict))


@dataclass(frozen=True)
class Levels:
    """All of some levels but at most `missed` are to be reached."""

    levels: tuple[Level, ...]
    missed: int = 0


@dataclass(frozen=True)
class Weighted:
    """A sum of scores by criterion, each times a weight, that is to be reached or passed."""

    weights: tuple[tuple[int, Fraction], ...]
    least: Fraction
    strict: bool = False


@dataclass(frozen=True)
class Rivalry:
    """The penalised pairs inside the cohort are to weigh at most so much."""

    most: int


Goal = Levels | Weighted | Rivalry


@dataclass(frozen=True)
class Question:
    """Is there such a cohort? `fixed` holds plans that must be in (1) or out (0).

    When `free`, only eligibility counts of the rules. `unlike`: some plan of its first set is to
    be chosen, or one of its second is not; no plan is in both. `best` is what no cohort of this
    size exceeds; rules of a name in `freed` do not count.
    """

    round: Round
    size: int
    goals: tuple[Goal, ...] = ()
    fixed: Mapping[int, int] = field(default_factory=dict)
    unlike: tuple[frozenset[int], frozenset[int]] | None = None
    free: bool = False
    best: Mapping[int, Fraction] = field(default_factory=dict)
    freed: frozenset[str] = frozenset()

    def holds(self, cohort: frozenset[int]) -> bool:
        """Tell of a cohort whether it is one, counted from the definitions."""
        scores = self.round.scores(cohort)
        return (
            len(cohort) == self.size
            and cohort <= set(self.round.eligible)
            and all(rule.kept(cohort) for rule in self.rules)
            and all((p in cohort) == bool(value) for p, value in self.fixed.items())
            and (not self.unlike or bool(cohort & self.unlike[0] or self.unlike[1] - cohort))
            and all(self._attained(goal, cohort, scores) for goal in self.goals)
        )

    def _attained(self, goal: Goal, cohort: frozenset[int], scores: Sequence[Fraction]) -> bool:
        if isinstance(goal, Levels):
            missed = sum(not at.reached(scores[at.criterion]) for at in goal.levels)
            return missed <= goal.missed
        if isinstance(goal, Weighted):
            total = sum((w * scores[c] for c, w in goal.weights), Fraction(0))
            return total > goal.least if goal.strict else total >= goal.least
        return sum(w for (a, b), w in self.penalised.items() if {a, b} <= cohort) <= goal.most

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Return the rules that count."""
        return tuple(r for r in self.round.rules if not self.free and r.name not in self.freed)

    @cached_property
    def penalised(self) -> Mapping[tuple[int, int], int]:
        """Return the weight of every penalised pair."""
        pairs = (pair for pair in self.round.pairs if pair.verdict == "penalise")
        return {(pair.a, pair.b): pair.weight for pair in pairs if pair.weight}

    @cached_property
    def spans(self) -> Mapping[Var, tuple[int, int]]:
        """Return the variables that are known to be less free than by their kind."""
        may, found = set(self.round.eligible), dict[Var, tuple[int, int]]()
        for p in range(len(self.round.plans)):
            fixed = self.fixed.get(p)
            found[p] = (0, int(p in may)) if fixed is None else (fixed, fixed)
        single = [r for r in self.rules if list(r.signs.values()) == [1]]
        for p, low, high in ((*r.signs, *r.bounds(self.size)) for r in single):
            low, high = max(found[p][0], low), min(found[p][1], high)
            found[p] = (low, high) if low <= high else found[p]  # else its row says that it cannot
        return found | {at.var: (1, 1) for at in self.hard}

    @cached_property
    def hard(self) -> tuple[Level, ...]:
        """Return the levels of which none can be missed."""
        groups = [g for g in self.goals if isinstance(g, Levels) and not g.missed]
        return tuple(at for group in groups for at in group.levels)

    def span(self, var: Var) -> tuple[int, int]:
        """Return the lowest and highest value of a variable."""
        if var in self.spans:
            return self.spans[var]
        if type(var) is tuple and var and var[0] in ("n", "y", "z", "w", "u"):
            return 0, len(var) - 1 if var[0] == "n" else 1
        raise Fault(f"variable {var}")

    @cached_property
    def apart(self) -> Pairs:
        """Return the pairs of plans that cannot both be in such a cohort."""
        found = set[tuple[int, int]]()
        for rule in self.rules:
            if rule.bounds(self.size)[1] <= 1 and set(rule.signs.values()) == {1}:
                found.update(combinations(sorted(rule.signs), 2))
        for goal in self.goals:
            if isinstance(goal, Rivalry):
                found |= {pair for pair, weight in self.penalised.items() if weight > goal.most}
        return frozenset(found.union(*map(self.near, self.hard)))

    def near(self, at: Level) -> Pairs:
        """Return the pairs of plans that keep a level of distance from being reached."""
        ground, known = self.round.measures[at.criterion].ground, self._near
        if not isinstance(ground, Apart) or not ground.nearest:
            return frozenset()
        if at not in known:
            if len(known) == MOST_NEAR:
                raise Fault(f"more than {MOST_NEAR} levels of distance")
            pairs = combinations(sorted(ground.placed.intersection(self.round.eligible)), 2)
            known[at] = frozenset(pair for pair in pairs if not at.reached(ground.score(*pair)))
        return known[at]

    @cached_property
    def _near(self) -> dict[Level, Pairs]:
        return {}


def level_of(var: Sequence[Any]) -> Level:
    """Return the level that a variable is about; raises `Fault`, or what a senseless one raises."""
    kind, c, text, strict = var
    least = read_fraction(text)
    if kind != "u" or least is None or type(c) is not int or strict not in (0, 1):
        raise Fault(f"level {var}")
    return Level(c, least, bool(strict))
