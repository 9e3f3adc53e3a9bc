"""The cohort that was found, with what is proven about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from selector.problem import Problem
from selector.tiers import Value

if TYPE_CHECKING:  # it loads the solver, which data can do without
    from selector.solve.found import Optimum


@dataclass(frozen=True)
class Cohort:
    """The chosen plans by name, their scores, and who is in all, some or none of the optima."""

    problem: Problem
    optimum: "Optimum"

    @property
    def status(self) -> str:
        """Return `optimal` (proven) or `feasible` (a cohort without proof)."""
        return "optimal" if self.optimum.proven else "feasible"

    @property
    def chosen(self) -> frozenset[int]:
        """Return the chosen plans by position."""
        return self.optimum.chosen

    @cached_property
    def selected(self) -> tuple[str, ...]:
        """Return the plan_ids of the chosen plans, in order."""
        return tuple(self.problem.plans.ids[p] for p in sorted(self.chosen))

    @cached_property
    def scores(self) -> Mapping[str, Fraction]:
        """Return the exact score on every criterion."""
        scores = self.problem.scores(self.chosen)
        return {c.name: s for c, s in zip(self.problem.criteria, scores, strict=True)}

    @cached_property
    def tied(self) -> tuple[str, ...]:
        """Return the plans between which the tickets decided."""
        return tuple(self.problem.plans.ids[p] for p in sorted(self.optimum.sometimes or ()))

    def in_optimal(self, plan: int) -> str | None:
        """Return `all`, `some` or `none` of the optimal cohorts; None when not settled in time."""
        if not self.problem.assessments[plan].eligible:
            return "none"
        if self.optimum.always is None or self.optimum.sometimes is None:
            return None
        if plan in self.optimum.always:
            return "all"
        return "some" if plan in self.optimum.sometimes else "none"

    def tier_values(self) -> list[tuple[str, Value, Value, Value]]:
        """Return per tier its kind, value, bound, and what the cohort itself attains.

        A tier that was not reached in time gets the cohort's own value and the widest bound.
        """
        rows = []
        for i, tier in enumerate(self.problem.tiers):
            attained = self.problem.value(tier, self.chosen)
            if i < len(self.optimum.tiers):
                reached = self.optimum.tiers[i]
                rows.append((tier.kind, reached.value, reached.bound, attained))
                continue
            rows.append((tier.kind, attained, tier.widest(), attained))
        return rows
