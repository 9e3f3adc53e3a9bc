"""What if? A changed round, solved, beside the choice that was made."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from selector.analysis.infeasible import explain
from selector.changes.carry_out import Round, changed
from selector.outcome import Outcome
from selector.problem import Problem, bind, make_problem
from selector.scenario import Scenario
from selector.solve.alone import with_best_alone
from selector.solve.certify import infeasible
from selector.solve.clock import Clock
from selector.solve.found import Optimum
from selector.solve.optimum import solve
from selector.tiers import Value

# What of a scenario can change a choice, but for the size and the locks.
RULING = tuple(f for f in Scenario.model_fields if f not in ("cohort", "name", "notice"))


@dataclass(frozen=True)
class WhatIf:
    """The outcome of a changed round beside the proven outcome of the round itself.

    `changes` as they were written.
    """

    changes: tuple[str, ...]
    before: Outcome
    after: Outcome

    @property
    def leaves(self) -> tuple[str, ...]:
        """Return the plan_ids that are no longer chosen; none when no cohort is."""
        return self._without(self.before, self.after)

    @property
    def enters(self) -> tuple[str, ...]:
        """Return the plan_ids that are chosen instead."""
        return self._without(self.after, self.before)

    @cached_property
    def shift(self) -> tuple[int, Value, Value] | None:
        """Return the first tier with another value, counted from 1, and both its values.

        None when every tier stays the same, when the tiers themselves are others, and when there
        is no cohort.
        """
        if self.after.optimum is None or self._tiers(self.before) != self._tiers(self.after):
            return None
        rows = zip(self.before.cohort.tier_values(), self.after.cohort.tier_values(), strict=True)
        for number, (now, then) in enumerate(rows, start=1):
            if now[1] != then[1]:
                return number, now[1], then[1]
        return None

    @property
    def united(self) -> tuple[str, ...]:
        """Return the plan_ids of the plans that were two before."""
        known = set(self.before.problem.plans.ids)
        return tuple(plan for plan in self.after.problem.plans.ids if plan not in known)

    @property
    def attainable(self) -> tuple[tuple[str, Fraction, Fraction], ...]:
        """Return the criteria that alone reach another score: name, best before, best after."""
        if self.after.optimum is None or self.before.optimum is None:
            return ()
        was, now = (
            dict(zip((c.name for c in found.problem.criteria), best, strict=True))
            for found, best in (
                (self.before, self.before.optimum.best_alone),
                (self.after, self.after.optimum.best_alone),
            )
        )
        both = [(name, was[name], best) for name, best in now.items() if name in was]
        return tuple((n, a[0], b[0]) for n, a, b in both if a[1] and b[1] and a[0] != b[0])

    @property
    def moved(self) -> tuple[tuple[str, Fraction, Fraction], ...]:
        """Return the criteria with another score: name, score before, score after."""
        if self.after.optimum is None:
            return ()
        then = self.after.cohort.scores
        rows = self.before.cohort.scores.items()
        return tuple((n, s, then[n]) for n, s in rows if n in then and then[n] != s)

    def _without(self, one: Outcome, other: Outcome) -> tuple[str, ...]:
        if self.after.optimum is None:
            return ()
        return tuple(plan for plan in one.selected if plan not in other.selected)

    @staticmethod
    def _tiers(outcome: Outcome) -> object:
        scenario = outcome.problem.scenario
        return scenario.objective, [scenario.over(tier) for tier in scenario.objective]


def what_if(before: Outcome, changes: Sequence[str], clock: Clock) -> WhatIf:
    """Carry out changes on the round of an outcome, and choose again.

    Raises `InputError` when a change cannot be, `ValueError` when the outcome is not proven, and
    `TimeoutError` when time ran out before any cohort was found.
    """
    problem = before.proven.problem
    made = changed(changes, Round(problem.plans, problem.scenario, problem.regions))
    return WhatIf(tuple(changes), before, _outcome(problem_of(problem, made), clock, before))


def problem_of(before: Problem, changed: Round) -> Problem:
    """Return the problem of a changed round; what was measured of unchanged plans serves again."""
    if changed.plans is not before.plans:
        return make_problem(changed.plans, changed.scenario, changed.regions)
    return bind(before.survey.under(changed.scenario.territory), changed.scenario)


def _still_known(problem: Problem, before: Problem, optimum: Optimum) -> Problem:
    """Return the problem with the best scores alone that are as they were.

    These hang on the criterion, the size and the eligible plans, and on no rule.
    """
    if problem.eligible != before.eligible or problem.best_alone:
        return problem
    rows = zip(before.criteria, optimum.best_alone, strict=True)
    was = {measure.name: (measure, best) for measure, best in rows if best[1]}
    alike = {c: was[m.name] for c, m in enumerate(problem.criteria) if m.name in was}
    same = {c: best for c, (measure, best) in alike.items() if measure == problem.criteria[c]}
    return replace(problem, best_alone={optimum.size: same})


def only_locked(before: Problem, after: Problem) -> bool:
    """Tell whether a problem is another with nothing changed but more plans locked in or out."""
    was, now = before.scenario.cohort, after.scenario.cohort
    return (
        after.survey is before.survey
        and set(was.locked_in) <= set(now.locked_in)
        and set(was.locked_out) <= set(now.locked_out)
        and was.size == now.size
        and all(getattr(before.scenario, f) == getattr(after.scenario, f) for f in RULING)
    )


def _asked(scenario: Scenario, before: Scenario) -> frozenset[str]:
    """Return the plans that are locked in or out now and were not before."""
    pairs = ((scenario.cohort.locked_in, before.cohort.locked_in),
             (scenario.cohort.locked_out, before.cohort.locked_out))  # fmt: skip
    return frozenset().union(*(set(now) - set(was) for now, was in pairs))


def _outcome(problem: Problem, clock: Clock, before: Outcome) -> Outcome:
    proven = before.proven
    problem = with_best_alone(_still_known(problem, proven.problem, proven.optimum), clock)
    narrower = only_locked(proven.problem, problem)
    optimum = solve(problem, clock, proven.optimum if narrower else None)
    found = replace(before, problem=problem, optimum=optimum, answers=None, runner_up=None)
    found = replace(found, certificate=None, coverings=None, swaps=None, notes=problem.notes)
    found = replace(found, asked=_asked(problem.scenario, proven.problem.scenario))
    if optimum is not None:
        return found
    certificate = infeasible(problem, clock)
    return replace(found, certificate=certificate, infeasible=explain(problem, clock))
