"""Swaps: for every chosen plan Y and eligible plan X outside the cohort, "X in and Y out"."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from selector.analysis.beside import Other
from selector.analysis.questions import Found, settle
from selector.analysis.why import Answer
from selector.errors import Message
from selector.problem import Problem
from selector.rules import FixedRule, Turn
from selector.solve.clock import Clock, Stage
from selector.solve.found import Optimum, TierResult

MOST_SWAPPED = 60  # eligible plans up to which a run makes the swaps unasked
TOGETHER = 100  # swaps that are settled together; of more, those with one plan in


@dataclass(frozen=True)
class Swap:
    """The best cohort with one plan in and a chosen one out (`other` None: there is none)."""

    into: str
    out: str
    other: Other | None = None

    @property
    def feasible(self) -> bool:
        """Tell whether any cohort has the one and lacks the other."""
        return self.other is not None


@dataclass(frozen=True)
class Swaps:
    """The swaps by Y and then X; `complete` when time allowed them all."""

    found: tuple[Swap, ...]
    complete: bool = True


def swap_all(
    problem: Problem,
    optimum: Optimum,
    clock: Clock,
    asked: bool = True,
    answers: Sequence[Answer] = (),
) -> tuple[Swaps | None, tuple[Message, ...]]:
    """Make all swaps, for as long as there is time; and say what is left.

    There is nothing to compare with when the optimum is not proven, and of more than `MOST_SWAPPED`
    plans the swaps must be `asked` for: then None. `answers` are those to single plans.
    """
    if not optimum.proven:
        return None, (Message("swaps_unproven"),)
    count = len(problem.eligible)
    if count > MOST_SWAPPED and not asked:
        return None, (Message("swaps_many", params={"count": count, "limit": MOST_SWAPPED}),)
    swaps = find_swaps(problem, optimum, clock, answers)
    notes = () if swaps.complete else (swaps_unfinished(problem, optimum, len(swaps.found)),)
    return swaps, notes


def swaps_unfinished(problem: Problem, optimum: Optimum, made: int) -> Message:
    """Return the remark that only so many of the swaps were made."""
    return Message("swaps_unfinished", params={"made": made, "count": len(pairs(problem, optimum))})


def find_swaps(
    problem: Problem, optimum: Optimum, clock: Clock, answers: Sequence[Answer] = ()
) -> Swaps:
    """Return the swaps, as far as time allows; the optimum must be proven.

    A plan that the scenario locks stays where it is locked: such a swap is not feasible.
    """
    if not optimum.proven:
        raise ValueError("a proven cohort is needed")
    turns, ids = pairs(problem, optimum), problem.plans.ids
    known = dict(_known(problem, turns, answers))
    settled = _settled(problem, optimum, [t for t in turns if t not in known], answers, clock)
    sides: Mapping[Found, Other] = {
        found: found.beside(problem, optimum) for found in set(settled.values()) if found
    }
    known |= {turn: None if found is None else sides[found] for turn, found in settled.items()}
    made = (Swap(ids[t.into], ids[t.out], known[t]) for t in turns if t in known)
    return Swaps(tuple(made), len(known) == len(turns))


def _settled(
    problem: Problem,
    optimum: Optimum,
    turns: Sequence[Turn],
    answers: Sequence[Answer],
    clock: Clock,
) -> dict[Turn, Found | None]:
    """Settle swaps; when they are many, those with the same plan in at a time.

    With that plan locked in, "one of these out" is a single clause, and its answer a ceiling.
    """
    stage = Stage("swaps", 0, len(turns))
    if len(turns) <= TOGETHER or not problem.ordered:
        return settle(problem, optimum, turns, clock, stage)
    by_plan = {answer.plan_id: answer.other for answer in answers}
    settled: dict[Turn, Found | None] = {}
    for into in dict.fromkeys(turn.into for turn in turns):
        plan_id = problem.plans.ids[into]
        locked = (*problem.rules, FixedRule("locked_in", plan_id, into))
        base = _base(problem, optimum, into, by_plan.get(plan_id))
        outs = [Turn(out=turn.out) for turn in turns if turn.into == into]
        stage = replace(stage, settled=len(settled))
        found = settle(replace(problem, rules=locked), base, outs, clock, stage)
        settled |= {Turn(into, turn.out): best for turn, best in found.items()}
    return settled


def _base(problem: Problem, optimum: Optimum, into: int, other: Other | None) -> Optimum:
    """Return what no cohort with a plan in is better than: the answer to it, if there is one."""
    base = replace(optimum, listed=tuple(c for c in optimum.listed if into in c))
    if other is None:
        return base
    cohort = frozenset(problem.plans.index[plan_id] for plan_id in other.cohort)
    values = (problem.value(tier, cohort) for tier in problem.tiers)
    return replace(base, chosen=cohort, tiers=tuple(TierResult(v, v, True) for v in values))


def pairs(problem: Problem, optimum: Optimum) -> list[Turn]:
    """Return every pair of an eligible plan outside the cohort and a chosen one, by the latter."""
    others = [p for p in problem.eligible if p not in optimum.chosen]
    return [Turn(into, out) for out in sorted(optimum.chosen) for into in others]


def _known(
    problem: Problem, turns: Sequence[Turn], answers: Sequence[Answer]
) -> Iterator[tuple[Turn, Other | None]]:
    """Yield the swaps that locks and the answers to single plans settle.

    What no cohort does by itself, none does together with something else. And where the tiers
    order all cohorts, the best one with X in is also the best of those among them without Y, if
    it lacks Y; and so the other way round.
    """
    ids, by_plan = problem.plans.ids, {answer.plan_id: answer for answer in answers}
    locked = {rule.plan for rule in problem.rules if isinstance(rule, FixedRule)}
    for turn in turns:
        if locked & {turn.into, turn.out}:
            yield turn, None
            continue
        both = [by_plan[ids[p]] for p in (turn.into, turn.out) if ids[p] in by_plan]
        if any(answer.other is None for answer in both):
            yield turn, None
        elif problem.ordered:
            cohorts = (a.other for a in both if a.other and _serves(a.other, ids, turn))
            if found := next(cohorts, None):
                yield turn, found


def _serves(other: Other, ids: Sequence[str], turn: Turn) -> bool:
    return ids[turn.into] in other.cohort and ids[turn.out] not in other.cohort
