"""When the rules cannot all be met: the cheapest way to make room, and which rules clash.

Both come from one model in which the size is open and every rule may give way at a price.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from selector.problem import Problem
from selector.rules import Change, FixedRule, Slack
from selector.solve.engine import Clock, new_solver, run_solver


@dataclass(frozen=True)
class Relaxation:
    """Changes that together make the rules feasible, and what they cost."""

    cost: int
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Infeasible:
    """What was found: sets of rules that clash, and the cheapest relaxations.

    From no clash can a rule be left out, and no two share a rule: each is a reason by itself.
    `confirmed` tells that a second model, independent of the first proof, also found that no
    cohort keeps to all rules.
    """

    clashes: tuple[tuple[str, ...], ...]
    relaxations: tuple[Relaxation, ...]
    confirmed: bool

    @property
    def clash(self) -> tuple[str, ...]:
        """Return the first clash; empty when time ran out before one was found."""
        return self.clashes[0] if self.clashes else ()


def explain(problem: Problem, clock: Clock) -> Infeasible:
    """Find the cheapest relaxation and the clashes.

    When time runs out there is less of an explanation, never another verdict.
    """
    if not problem.eligible:
        unfit = (rule.name for rule in problem.rules if rule.name.startswith("eligibility:"))
        return Infeasible((("size", *unfit),), (), confirmed=True)
    model, chosen, slacks = _relaxed(problem)
    model.minimize(cp_model.LinearExpr.sum([slack.cost * slack.amount for slack in slacks]))
    solver = new_solver()
    status = run_solver(solver, model, clock)
    clashes = tuple(_clashes(problem, clock))
    if status != cp_model.OPTIMAL:
        return Infeasible(clashes, (), confirmed=status == cp_model.INFEASIBLE)
    size = int(solver.value(chosen))
    used = [(slack, int(solver.value(slack.amount))) for slack in slacks]
    changes = tuple(slack.change(amount, size) for slack, amount in used if amount)
    cost = sum(slack.cost * amount for slack, amount in used)
    relaxations = (Relaxation(cost, changes),) if changes else ()
    return Infeasible(clashes, relaxations, confirmed=cost > 0)


def _relaxed(
    problem: Problem,
) -> tuple[cp_model.CpModel, cp_model.LinearExpr, Sequence[Slack]]:
    """State all rules with room to give way; return the model, its open size and that room."""
    model = cp_model.CpModel()
    x = [model.new_bool_var(plan_id) for plan_id in problem.plans.ids]
    size = cp_model.LinearExpr.sum(x)
    model.add(size >= 1)
    slacks = [slack for rule in problem.rules for slack in rule.relax(model, x, size)]
    return model, size, slacks


def _clashes(problem: Problem, clock: Clock) -> Iterator[tuple[str, ...]]:
    """Yield rules that cannot be met together, until what is left of the rules can.

    A plan that is not eligible counts as a fact, and is named only when it was locked in.
    """
    model, _, slacks = _relaxed(problem)
    switches: dict[str, cp_model.IntVar] = {}
    for slack in slacks:
        if slack.rule not in switches:
            switches[slack.rule] = model.new_bool_var(f"keep:{slack.rule}")
        model.add(slack.amount == 0).only_enforce_if(switches[slack.rule])
    left = list(switches)
    while core := _shrink(model, switches, left, clock):
        locked = {rule.partition(":")[2] for rule in core if rule.startswith("locked_in:")}
        unfit = [
            rule.name
            for rule in problem.rules
            if isinstance(rule, FixedRule) and rule.kind == "eligibility" and rule.plan_id in locked
        ]
        yield (*core, *unfit)
        left = [rule for rule in left if rule not in core]


def _shrink(
    model: cp_model.CpModel, switches: dict[str, cp_model.IntVar], rules: list[str], clock: Clock
) -> list[str]:
    """Leave out one rule after the other for as long as the rest still clashes."""
    core = _core(model, switches, rules, clock)
    if core is None:
        return []
    for rule in list(core):
        if rule in core:
            smaller = _core(model, switches, [other for other in core if other != rule], clock)
            core = core if smaller is None else smaller
    return core


def _core(
    model: cp_model.CpModel, switches: dict[str, cp_model.IntVar], rules: list[str], clock: Clock
) -> list[str] | None:
    """Return a part of `rules` that clashes, or None when they do not."""
    trial = model.clone()
    trial.add_assumptions([switches[rule] for rule in rules])
    solver = new_solver()
    if run_solver(solver, trial, clock) != cp_model.INFEASIBLE:
        return None
    indices = set(solver.sufficient_assumptions_for_infeasibility())
    return [rule for rule in rules if switches[rule].index in indices]
