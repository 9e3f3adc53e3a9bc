"""Regret: what a cohort would cost under every other scenario, against the proven best there.

Tiers are compared one by one, exactly; a cohort that breaks a rule of a scenario cannot be chosen
there at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

from selector.problem import Best, Problem
from selector.solve.alone import with_best_alone
from selector.solve.clock import Clock
from selector.sweeps.desk import Desk
from selector.sweeps.index import Index, Row
from selector.tiers import Value

Standing = Literal["equal", "broken"]


@dataclass(frozen=True)
class Loss:
    """The first tier (from 1) on which a cohort is worse than the best, and by how much."""

    row: Row
    tier: int
    best: Value
    value: Value
    gap: Fraction


@dataclass(frozen=True)
class Regret:
    """A cohort under all scenarios: where it is as good as the best, where it breaks rules.

    `worst` is the loss on the earliest tier, and there the largest: it decides.
    """

    cohort: frozenset[str]
    equal: int
    broken: int
    losses: tuple[Loss, ...]

    @property
    def worst(self) -> Loss | None:
        """Return the loss that decides; None when there is none."""
        return min(self.losses, key=lambda loss: (loss.tier, -loss.gap), default=None)


def regrets(index: Index, cohorts: Sequence[frozenset[str]]) -> Sequence[Regret]:
    """Return what each cohort would cost in every scenario whose best is proven."""
    desk = Desk(index.setup)
    found: list[list[Loss | Standing]] = [[] for _ in cohorts]
    for row in index.proven if cohorts else ():
        problem = _with_best_alone(desk.problem(row.point), row)
        for cohort, priced in zip(cohorts, found, strict=True):
            priced.append(_priced(problem, row, cohort))
    return [_summed(cohort, priced) for cohort, priced in zip(cohorts, found, strict=True)]


def _summed(cohort: frozenset[str], priced: Sequence[Loss | Standing]) -> Regret:
    losses = tuple(found for found in priced if isinstance(found, Loss))
    return Regret(cohort, priced.count("equal"), priced.count("broken"), losses)


def _priced(problem: Problem, row: Row, cohort: frozenset[str]) -> Loss | Standing:
    """Return what a cohort loses in a scenario, or that it is as good, or breaks a rule."""
    index = problem.plans.index
    if any(plan not in index for plan in cohort):
        return "broken"
    chosen = frozenset(index[plan] for plan in cohort)
    if not all(rule.check(chosen) for rule in problem.rules):
        return "broken"
    if len(chosen) != row.record["size"]:
        problem = with_best_alone(problem, Clock())  # what the record has is of another size
    said = zip(problem.tiers, row.record["tiers"], strict=True)
    for number, (tier, entry) in enumerate(said, start=1):
        best, value = _exact(entry["value"]), problem.value(tier, chosen)
        if value != best:
            return Loss(row, number, best, value, _gap(best, value))
    return "equal"


def _gap(best: Value, value: Value) -> Fraction:
    """Return the distance at the first place where two values differ."""
    ours, theirs = (v if isinstance(v, tuple) else (v,) for v in (best, value))
    return next((abs(Fraction(a) - Fraction(b)) for a, b in zip(ours, theirs, strict=False)
                 if a != b), Fraction(0))  # fmt: skip


def _exact(said: Any) -> Value:
    if isinstance(said, list):
        return tuple(Fraction(part) for part in said)
    return Fraction(said)


def _with_best_alone(problem: Problem, row: Row) -> Problem:
    """Return the problem with what its relative tiers are relative to, as the record has it."""
    said = row.record["best_alone"]
    known: dict[int, Best] = {
        c: (Fraction(said[criterion.name]), True) for c, criterion in enumerate(problem.criteria)
    }
    return replace(problem, best_alone={row.record["size"]: known})
