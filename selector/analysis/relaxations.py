"""The cheapest ways to let rules give way, all of them up to a limit.

One model in which the size is open and every rule may give way at a price. Of forbidden pairs
there are thousands in a large round, so they only give way where that can be among the cheapest:
when what the other rules cost leaves room for one, and for a pair of which neither plan could
leave the cohort for less.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from selector.problem import Problem
from selector.rules import (
    AtMostOneRule,
    Change,
    CompetingRule,
    Costs,
    FixedRule,
    ImplicationRule,
    QuotaRule,
    Rule,
    SizeRule,
    Slack,
)
from selector.solve.clock import Clock
from selector.solve.engine import solve_model

Pairs = tuple[tuple[int, int], ...]
MOST_SHOWN = 20
LOOSER = {"min": -1, "min_share": -1, "max": 1, "max_share": 1}


@dataclass(frozen=True)
class Relaxation:
    """Changes that together make the rules feasible, what they cost, and a cohort as witness."""

    cost: int
    changes: tuple[Change, ...]
    witness: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Relaxations:
    """The cheapest ways, in order; `complete` when there are no others that cost as little.

    `cost` is the proven lowest cost; None when time ran out before it was proven.
    """

    found: tuple[Relaxation, ...]
    complete: bool
    cost: int | None


def cheapest(problem: Problem, clock: Clock) -> Relaxations:
    """Return the cheapest relaxations of a problem with at least one eligible plan."""
    table = problem.scenario.relaxation
    costs = Costs(table.step, table.lock, table.pair)
    strict = _Room(problem, costs)
    least = strict.cheapest(clock)
    if least is None:
        return Relaxations((), False, None)
    found = list(strict.ways(least, clock, MOST_SHOWN + 1))
    most = least - (len(found) > MOST_SHOWN)  # with pairs it has to be cheaper, or there is room
    pairs = _worthwhile(problem, costs) if most >= costs.pair else ()
    if pairs:
        loose = _Room(problem, costs, pairs)
        loose.model.add(loose.cost <= most)
        for way in found:
            loose.block(way)
        lower = loose.cheapest(clock)
        if lower is not None:
            found = found if lower == least else []
            found += loose.ways(lower, clock, MOST_SHOWN + 1 - len(found))
            least = lower
        elif not loose.impossible:
            return Relaxations((), False, None)
    shown = sorted(_tightest([strict.relaxation(way, least) for way in found]), key=_order)
    complete = len(found) <= MOST_SHOWN and clock.left() != 0 and not clock.stopped.is_set()
    return Relaxations(tuple(shown[:MOST_SHOWN]), complete, least)


def any_cohort(problem: Problem, clock: Clock) -> frozenset[int] | None:
    """Return a cohort that keeps every rule, of any size that is allowed; None: none was found."""
    way = next(_Room(problem, Costs()).ways(0, clock, 1), None)
    return None if way is None else way.chosen


@dataclass(frozen=True)
class _Way:
    """A cohort, by how much each rule gives way to it, and the forbidden pairs inside."""

    chosen: frozenset[int]
    amounts: tuple[int, ...]
    pairs: Pairs


class _Room:
    """The model of all rules with room to give way; of the forbidden pairs only `pairs` have it."""

    def __init__(self, problem: Problem, costs: Costs, pairs: Pairs = ()) -> None:
        self.model = cp_model.CpModel()
        self.x = [self.model.new_bool_var(plan_id) for plan_id in problem.plans.ids]
        self.size = cp_model.LinearExpr.sum(self.x)
        self.model.add(self.size >= 1)
        self.slacks: list[Slack] = []
        self.competing: CompetingRule | None = None
        self.impossible = False
        allowed: cp_model.LinearExpr | int = 0
        for rule in problem.rules:
            if not isinstance(rule, CompetingRule):
                self.slacks += rule.relax(self.model, self.x, self.size, costs)
                continue
            self.competing = rule
            strict = tuple(sorted(set(rule.pairs).difference(pairs)))
            replace(rule, pairs=strict).post(self.model, self.x, 0)
            allowed = replace(rule, pairs=pairs).count(self.model, self.x)
        room = cp_model.LinearExpr.sum([slack.cost * slack.amount for slack in self.slacks])
        self.cost = room + costs.pair * allowed

    def cheapest(self, clock: Clock) -> int | None:
        """Return the lowest cost when that is proven."""
        trial = self.model.clone()
        trial.maximize(-self.cost)
        outcome = solve_model(trial, clock)
        self.impossible = outcome.proven and outcome.values is None
        if outcome.values is None or not outcome.proven:
            return None
        return -round(outcome.value)

    def ways(self, cost: int, clock: Clock, limit: int) -> Iterator[_Way]:
        """Yield all ways to give way at the lowest cost, up to a limit."""
        self.model.add(self.cost == cost)
        for _ in range(limit):
            values = solve_model(self.model, clock).values
            if values is None:
                return
            chosen = frozenset(p for p, x in enumerate(self.x) if values[x.index])
            amounts = tuple(values[slack.amount.index] for slack in self.slacks)
            way = _Way(chosen, amounts, self.competing.inside(chosen) if self.competing else ())
            yield way
            self.block(way)

    def block(self, way: _Way) -> None:
        """Exclude a way. Among those of one cost, no other does all of this and more."""
        clause = [~self.x[p] for p in sorted({p for pair in way.pairs for p in pair})]
        for slack, amount in zip(self.slacks, way.amounts, strict=True):
            if amount:
                less = self.model.new_bool_var(f"less:{slack.rule}")
                self.model.add(slack.amount < amount).only_enforce_if(less)
                clause.append(less)
        if any(change.key.endswith("share") for change in self._changes(way)):
            for sign in (1, -1):  # what a share becomes hangs on the size
                other = self.model.new_bool_var(f"size:{sign}")
                self.model.add(sign * self.size > sign * len(way.chosen)).only_enforce_if(other)
                clause.append(other)
        self.model.add_bool_or(clause)

    def relaxation(self, way: _Way, cost: int) -> Relaxation:
        """Return a way in the words of the contract."""
        pairs: tuple[Change, ...] = ()
        if self.competing is not None:
            pairs = tuple(map(self.competing.allow, way.pairs))
        return Relaxation(cost, (*self._changes(way), *pairs), way.chosen)

    def _changes(self, way: _Way) -> Iterator[Change]:
        for slack, amount in zip(self.slacks, way.amounts, strict=True):
            if amount:
                yield slack.change(amount, len(way.chosen))


def _worthwhile(problem: Problem, costs: Costs) -> Pairs:
    """Return the forbidden pairs that can be inside a cohort to which rules give way cheapest.

    When one of the two can leave for less than the pair costs, the cohort without it is cheaper.
    """
    loss = [0] * len(problem.plans)
    for rule in problem.rules:
        for plan in range(len(loss)):
            loss[plan] += _loss(rule, plan, costs)
    competing = (rule for rule in problem.rules if isinstance(rule, CompetingRule))
    pairs = (pair for rule in competing for pair in rule.pairs)
    return tuple((a, b) for a, b in pairs if min(loss[a], loss[b]) >= costs.pair)


def _loss(rule: Rule, plan: int, costs: Costs) -> int:
    """Return what it costs at most, for one rule, that a plan leaves a cohort."""
    match rule:
        case SizeRule():
            return costs.step
        case QuotaRule():
            member = plan in rule.members
            low = (rule.least is not None) + (rule.least_share is not None)
            return costs.step * (low if member else rule.most_share is not None)
        case FixedRule():
            return costs.lock * (rule.kind == "locked_in" and rule.plan == plan)
        case ImplicationRule():
            return costs.lock * (rule.then == plan)
        case CompetingRule() | AtMostOneRule():
            return 0
        case _:
            return costs.pair


def _tightest(ways: Sequence[Relaxation]) -> Iterator[Relaxation]:
    """Yield the relaxations beside which no other does with less; of equal ones the first.

    Only shares can be moved further than needed at one cost: it is counted in whole plans.
    """
    distinct = {way.changes: way for way in reversed(ways)}
    for changes, way in distinct.items():
        if not any(_within(other, changes) for other in distinct if other != changes):
            yield way


def _within(changes: Sequence[Change], others: Sequence[Change]) -> bool:
    """Tell whether some changes give no more room than others do."""
    room = {(change.rule, change.key): change for change in others}
    for change in changes:
        other = room.get((change.rule, change.key))
        if other is None:
            return False
        sign = LOOSER.get(change.key, 0)
        if other != change and (not sign or sign * (other.after - change.after) < 0):
            return False
    return True


def _order(way: Relaxation) -> tuple[object, ...]:
    """Return what relaxations are ordered by: few changes first, pairs last, then by name."""
    pairs = sum(change.rule.startswith("competition:") for change in way.changes)
    return (pairs, len(way.changes), [(c.rule, c.key, str(c.after)) for c in way.changes])
