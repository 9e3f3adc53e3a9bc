"""Merging: what if two plans that compete or lie side by side were one?

In May 2023 some applicants were asked to explore it. Every merger is carried out and solved.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from selector.analysis.united import rename, unite
from selector.errors import InputError
from selector.problem import Problem, make_problem
from selector.solve.clock import Clock
from selector.solve.found import Optimum
from selector.solve.optimum import solve
from selector.tiers import Value, better

Effect = Literal["better", "same", "worse", "infeasible", "ineligible", "open"]
ORDER: tuple[Effect, ...] = ("better", "open", "same", "worse", "ineligible", "infeasible")


@dataclass(frozen=True)
class Merger:
    """What merging two plans does to the best cohort.

    `tier` is the first tier (from 0) whose value changes, from `now` to `then`; `now` is None
    when without the merger no cohort keeps the rules. `open`: time ran out before it was known.
    """

    plans: tuple[str, str]
    name: str
    effect: Effect
    tier: int | None = None
    now: Value | None = None
    then: Value | None = None
    chosen: bool = False
    leaves: tuple[str, ...] = ()
    enters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mergers:
    """All mergers of a round, the most helpful first; `before` is the best cohort without."""

    problem: Problem
    before: Optimum | None
    found: tuple[Merger, ...]

    @property
    def proven(self) -> bool:
        """Tell whether no merger was left open."""
        return all(merger.effect != "open" for merger in self.found)


def find_mergers(problem: Problem, clock: Clock) -> Mergers:
    """Try every merger of two eligible regional plans that compete or touch.

    Raises `TimeoutError` when the best cohort without any merger was not proven in time.
    """
    before = solve(problem, clock)
    if before is not None and not before.proven:
        raise TimeoutError
    found = [_try(problem, before, a, b, clock) for a, b in candidates(problem)]
    found.sort(key=lambda merger: _rank(problem, merger))
    return Mergers(problem, before, tuple(found))


def candidates(problem: Problem) -> Iterator[tuple[int, int]]:
    """Yield the pairs of eligible plans, not national, that share ground, a border or a rule."""
    rows, eligible = problem.plans.rows, set(problem.eligible)
    pairs = problem.competition.pairs
    near = (pairs["shared_municipalities"] > 0) | pairs["adjacent"]
    near |= (pairs["rule"] != "") | (pairs["lifted"] != "")
    for a, b in pairs.loc[near, ["a", "b"]].itertuples(index=False):
        if a in eligible and b in eligible and not (rows[a].national or rows[b].national):
            yield int(a), int(b)


def _try(problem: Problem, before: Optimum | None, a: int, b: int, clock: Clock) -> Merger:
    """Carry out one merger and solve the round again."""
    ids = problem.plans.ids
    both = (ids[a], ids[b])
    plans, name = unite(problem.plans, a, b, problem.scenario, problem.regions)
    try:
        merged = make_problem(plans, rename(problem.scenario, both, name), problem.regions)
    except InputError:  # locked in opposite ways, or named by a rule that needs two
        return Merger(both, name, "infeasible")
    place = merged.plans.ids.index(name)
    if not merged.assessments[place].eligible:
        return Merger(both, name, "ineligible")
    try:
        after = solve(merged, clock)
    except TimeoutError:
        return Merger(both, name, "open")
    if after is None:
        return Merger(both, name, "infeasible")
    if not after.proven:
        return Merger(both, name, "open")
    cohort = {merged.plans.ids[p] for p in after.chosen}
    if before is None:
        value = after.tiers[0].value
        return Merger(both, name, "better", 0, None, value, name in cohort, (), tuple(cohort))
    old = {ids[p] for p in before.chosen}
    leaves, enters = tuple(sorted(old - cohort)), tuple(sorted(cohort - old))
    for i, tier in enumerate(problem.tiers):
        now, then = before.tiers[i].value, after.tiers[i].value
        if now != then:
            effect: Effect = "better" if better(then, now, tier) else "worse"
            return Merger(both, name, effect, i, now, then, name in cohort, leaves, enters)
    return Merger(both, name, "same", None, None, None, name in cohort, leaves, enters)


def _rank(problem: Problem, merger: Merger) -> tuple[object, ...]:
    """Return the place in the list: better first, by tier and then by what it comes to."""
    if merger.tier is None or merger.then is None:
        return (ORDER.index(merger.effect), 0, (), merger.plans)
    then = merger.then if isinstance(merger.then, tuple) else (merger.then,)
    sign = 1 if problem.tiers[merger.tier].lower_is_better else -1
    # Among what worsens a late tier comes first: that is the least harm.
    tier = merger.tier if merger.effect == "better" else -merger.tier
    return (ORDER.index(merger.effect), tier, tuple(sign * v for v in then), merger.plans)
