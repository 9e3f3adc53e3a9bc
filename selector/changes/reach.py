"""What a change in a plan's own application can reach: which rules, and the first tier.

A change of a column leaves everything alone that does not look at that column. So a second change
that reaches no rule and no tier up to the one on which the best cohort with the plan falls behind
cannot help it in: neither that cohort nor the one it falls behind is worth anything else there.
"""

from collections.abc import Collection
from dataclasses import dataclass

from selector.changes.edited import AGREEMENTS, MOMENT, SECTORS, Own
from selector.changes.grammar import Cell
from selector.fields import MET
from selector.problem import Problem
from selector.rules import CompetingRule
from selector.vocabulary import CONDITIONS, SHARES

RULES = -1  # reached before any tier


@dataclass(frozen=True)
class Parts:
    """Parts of a problem: criteria by position, its pairs that compete, its quotas."""

    criteria: frozenset[int] = frozenset()
    penalised: bool = False
    rules: bool = False

    def first(self, problem: Problem) -> int:
        """Return the first tier that looks at them; `RULES`; one past the last for none."""
        if self.rules:
            return RULES
        for place, tier in enumerate(problem.tiers):
            if self.criteria & frozenset(tier.over) or (self.penalised and not tier.over):
                return place
        return len(problem.tiers) + 1

    def also(self, other: "Parts") -> "Parts":
        """Return both."""
        criteria = self.criteria | other.criteria
        penalised, rules = self.penalised or other.penalised, self.rules or other.rules
        return Parts(criteria, penalised, rules)

    def within(self, other: "Parts") -> "Parts":
        """Return what they have in common."""
        criteria = self.criteria & other.criteria
        penalised, rules = self.penalised and other.penalised, self.rules and other.rules
        return Parts(criteria, penalised, rules)


def column_of(change: Own) -> str:
    """Return the column that a change is in."""
    return change.column if isinstance(change, Cell) else AGREEMENTS


def looking(problem: Problem, column: str) -> Parts:
    """Return all that looks at a column, whatever stands there."""
    scenario = problem.scenario
    criteria = [i for i, c in enumerate(scenario.criteria) if _looks(c.on, column)]
    pairs = column in (SECTORS, AGREEMENTS, "besturen", "opleidingen")
    quotas = any(_looks(field, column) for quota in scenario.quotas for field in quota.where)
    return Parts(frozenset(criteria), pairs, quotas or pairs)


def _looks(field: str, column: str) -> bool:
    """Tell whether a field hangs on a column of the same plan."""
    judged = column in (*CONDITIONS, *SHARES, MOMENT)
    return (
        field == column
        or (field == "sector_type" and column == SECTORS)
        or (field == MET and column in CONDITIONS)
        or (field == "verdict" and judged)
    )


def differing(before: Problem, after: Problem) -> Parts:
    """Return what is not the same in two problems of one round."""
    pairs = zip(before.criteria, after.criteria, strict=True)
    criteria = frozenset(i for i, (one, other) in enumerate(pairs) if one != other)
    penalised = before.competition.penalised != after.competition.penalised
    return Parts(criteria, penalised, hard(before) != hard(after))


def hard(problem: Problem) -> tuple[object, ...]:
    """Return what a cohort must keep to, to be compared: rules, and pairs that are forbidden."""
    rules = [rule.pairs if isinstance(rule, CompetingRule) else rule for rule in problem.rules]
    return problem.eligible, tuple(rules)


def reached(problem: Problem, change: Own, own: Parts, others: Collection[Own]) -> int:
    """Return the first that a change can reach when others are made as well.

    `own` is what it makes differ by itself. What another change is looked at for as well may
    differ in another way when both are made.
    """
    all_of_it = looking(problem, column_of(change))
    shared = Parts()
    for other in others:
        shared = shared.also(all_of_it.within(looking(problem, column_of(other))))
    return own.also(shared).first(problem)
