"""What would have helped: the smallest changes in a plan's own application that bring it in.

One change first, then pairs of two that do not help alone. A change is shown when the changed
round is solved and proven, as a run solves it, and the plan is in its cohort. It is left out when
it is proven that it cannot help: the best cohort with the plan, in the changed round, falls behind
the cohort that was chosen, which is there in the changed round just as well.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from selector.changes.candidates import candidates
from selector.changes.edited import Own, Rounds
from selector.changes.grammar import Agreement, written
from selector.changes.known import Known
from selector.changes.reach import Parts, column_of, differing, hard, reached
from selector.eligibility import assess_plan
from selector.errors import InputError
from selector.problem import Problem
from selector.rules import FixedRule, Turn, TurnedRule
from selector.solve.as_good import AsGood, as_good
from selector.solve.clock import Clock
from selector.solve.found import Optimum
from selector.solve.optimum import solve
from selector.tiers import Value

NOTHING = Parts()
Set = tuple[Own, ...]


@dataclass(frozen=True)
class Help:
    """Changes, as one writes them, and the cohort (plan_ids) that a run gives with them."""

    changes: tuple[str, ...]
    selected: tuple[str, ...]


@dataclass(frozen=True)
class WouldHelp:
    """The answer for one plan; for a plan that was `chosen` there is nothing to look for.

    `no_help`: the changes that help neither alone nor in a pair. `complete` is False when time
    ran out: then more may help, and what stands in neither was not settled.
    """

    plan_id: str
    chosen: bool = False
    help: tuple[Help, ...] = ()
    no_help: tuple[str, ...] = ()
    complete: bool = True


@dataclass(frozen=True)
class Verdict:
    """What came of a set of changes: `selected` when they help.

    Else the tier on which the plan falls `behind` (-1: no cohort can have it; past the last: not
    known, or it loses at full equality), and what `differs` by them from the round as it is.
    """

    selected: tuple[str, ...] | None = None
    behind: int | None = None
    differs: Parts = NOTHING
    settled: bool = True


@dataclass(frozen=True)
class _Asked:
    """One plan of a round, and what was worked out on the way."""

    rounds: Rounds
    optimum: Optimum
    clock: Clock
    alone: Known
    known: dict[Hashable, Verdict] = field(default_factory=dict)


def would_help(problem: Problem, optimum: Optimum, plan: int, clock: Clock) -> WouldHelp:
    """Return every smallest set of at most two changes by which a plan would be chosen.

    `optimum` is the proven one. What is not settled in time leaves the answer incomplete.
    """
    plan_id = problem.plans.ids[plan]
    if plan in optimum.chosen:
        return WouldHelp(plan_id, chosen=True)
    asked = _Asked(Rounds(problem, plan), optimum, clock, Known(clock))
    tried = candidates(problem, plan)
    if FixedRule("locked_out", plan_id, plan) in problem.rules:
        return WouldHelp(plan_id, no_help=tuple(map(written, tried)))
    alone = {change: _verdict(asked, (change,)) for change in tried}
    verdicts: dict[Set, Verdict] = {(change,): found for change, found in alone.items()}
    verdicts |= {pair: _verdict(asked, pair) for pair in _pairs(asked, alone)}
    return _answer(plan_id, verdicts)


def _answer(plan_id: str, verdicts: dict[Set, Verdict]) -> WouldHelp:
    shown = {changes: v.selected for changes, v in verdicts.items() if v.selected is not None}
    helping = {change for changes in shown for change in changes}
    complete = all(verdict.settled for verdict in verdicts.values())
    singles = [changes[0] for changes, v in verdicts.items() if len(changes) == 1 and v.settled]
    return WouldHelp(
        plan_id,
        help=tuple(Help(tuple(map(written, c)), selected) for c, selected in shown.items()),
        no_help=tuple(written(change) for change in singles if change not in helping),
        complete=complete,
    )


def _pairs(asked: _Asked, alone: dict[Own, Verdict]) -> Iterator[tuple[Own, Own]]:
    """Yield the pairs that may help: neither change does alone, and both reach far enough."""
    left = [change for change, found in alone.items() if found.selected is None]
    for pair in combinations(left, 2):
        one, other = pair
        same = column_of(one) == column_of(other) and not isinstance(one, Agreement)
        if same or not _eligible(asked, pair):
            continue
        if all(_far_enough(asked, alone, a, b) for a, b in (pair, pair[::-1])):
            yield pair


def _far_enough(asked: _Asked, alone: dict[Own, Verdict], first: Own, then: Own) -> bool:
    """Tell whether a change reaches the tier on which the plan falls behind with another alone."""
    behind = alone[first].behind
    if behind is None or not _eligible(asked, (first,)):
        return True
    # Of a plan that only now is eligible, whatever counts the eligible plans may differ too.
    fresh = asked.rounds.plan not in asked.rounds.problem.eligible
    others = (first, then) if fresh else (first,)
    return reached(asked.rounds.problem, then, alone[then].differs, others) <= behind


def _eligible(asked: _Asked, changes: Sequence[Own]) -> bool:
    row = asked.rounds.edited(changes)
    return assess_plan(row, asked.rounds.problem.scenario.eligibility).eligible


def _verdict(asked: _Asked, changes: tuple[Own, ...]) -> Verdict:
    """Return whether the plan is chosen after changes; what is the same round is asked once."""
    if asked.clock.left() == 0 or asked.clock.stopped.is_set():
        return Verdict(settled=False)
    before, row = asked.rounds.problem, asked.rounds.edited(changes)
    try:
        problem = asked.rounds.problem_of(row)
    except InputError:  # the scenario cannot be read with them
        return Verdict()
    differs = differing(before, problem)
    if asked.rounds.plan not in problem.eligible:
        return Verdict(differs=differs)
    same = (problem.criteria, problem.competition.penalised, hard(problem))
    if same not in asked.known:
        try:
            asked.known[same] = _solved(asked, problem, alone=len(changes) == 1)
        except TimeoutError:
            asked.known[same] = Verdict(settled=False)
    return replace(asked.known[same], differs=differs)


def _solved(asked: _Asked, problem: Problem, alone: bool) -> Verdict:
    """Look first whether the plan keeps up with the cohort that was chosen, then solve."""
    problem, plan = asked.alone.relative(problem), asked.rounds.plan
    forced = replace(problem, rules=(*problem.rules, TurnedRule((Turn(into=plan),))))
    values = [problem.value(tier, asked.optimum.chosen) for tier in problem.tiers]
    found = as_good(forced, values, asked.clock) if problem.ordered else AsGood(False)
    if found.none:
        return Verdict(behind=_behind(forced, values, asked.clock) if alone else None)
    optimum = solve(problem, asked.clock, start=found.cohort)
    if optimum is None or not optimum.proven:
        raise TimeoutError
    if plan not in optimum.chosen:
        return Verdict(behind=len(values))
    return Verdict(tuple(problem.plans.ids[p] for p in sorted(optimum.chosen)))


def _behind(forced: Problem, values: Sequence[Value], clock: Clock) -> int:
    """Return the first tier on which it is proven that every cohort with the plan falls behind."""
    for place in range(len(values)):
        if as_good(forced, values[:place], clock).none:
            return place - 1
    return len(values) - 1
