"""The best cohort for each of many questions "with X in, Y out", in far fewer solves.

The best cohort that meets any of the open questions is the best one for each question that it
meets: first in a larger set is first in every part that it is in, and the tickets go the same
way. So one solve settles several questions, and the cohorts that it listed on the way settle
more. The rest is asked again; what it found before is a ceiling for what is left. Where that
settles few, a question by itself costs less: each time the way is taken that was cheaper lately.
It holds where the tiers order all cohorts (`Problem.ordered`); else each is asked by itself.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from selector.analysis.beside import Other, beside
from selector.problem import Problem
from selector.rules import Turn, TurnedRule
from selector.solve.clock import Clock, Stage
from selector.solve.found import Optimum
from selector.solve.optimum import solve
from selector.solve.tickets import pick_from_list
from selector.tiers import Value

ASKING = 0.02  # deterministic seconds that it takes to ask, besides the solving
ALONE = 0.05  # that a question by itself is thought to cost, before one was asked


@dataclass(frozen=True)
class Found:
    """The best cohort that meets a question, and the values of the tiers with that question.

    A cohort may stay below such a value by the tolerance of the tier.
    """

    cohort: frozenset[int]
    values: tuple[Value, ...]

    def changes(self, optimum: Optimum) -> int | None:
        """Return the first tier, by position, with another value than an optimum has."""
        before = (result.value for result in optimum.tiers)
        pairs = enumerate(zip(self.values, before, strict=True))
        return next((tier for tier, (then, now) in pairs if then != now), None)

    def beside(self, problem: Problem, optimum: Optimum) -> Other:
        """Set it beside the chosen cohort."""
        tier = self.changes(optimum)
        values = None if tier is None else (optimum.tiers[tier].value, self.values[tier])
        return beside(problem, optimum.chosen, self.cohort, tier, values)


def settle(
    problem: Problem,
    optimum: Optimum,
    turns: Iterable[Turn],
    clock: Clock,
    stage: Stage | None = None,
) -> dict[Turn, Found | None]:
    """Return the best cohort for every question (None: there is none), as far as time allows.

    `stage` is how far it was before, of everything that is asked: what is settled here is added
    and told to the clock.
    """
    still = sorted(set(turns))
    settled = from_listed(problem, optimum, still)
    known, near = optimum, _neighbours(problem, optimum, settled, still)
    price = {True: 0.0, False: ALONE}  # of an answer lately, when asked together or one by one
    while still := [turn for turn in still if turn not in settled]:
        if stage is not None:
            clock.stage = replace(stage, settled=stage.settled + len(settled))
            clock.tell()
        together = problem.ordered and price[True] <= price[False]
        asked, before = still if together else still[:1], clock.spent
        near = [cohort for cohort in near if any(turn.met(cohort) for turn in still)]
        start = next((c for c in near if any(turn.met(c) for turn in asked)), None)
        base = known if together else replace(known, habits=optimum.habits)
        found, answers = _asked(problem, base, asked, clock, start)
        if not answers:
            break
        settled |= answers
        known = found if found and together else known
        paid = (clock.spent - before + ASKING) / len(answers)
        price[together] = (price[together] + paid) / 2
    clock.stage = None
    return settled


def _asked(
    problem: Problem,
    base: Optimum,
    turns: Sequence[Turn],
    clock: Clock,
    start: frozenset[int] | None,
) -> tuple[Optimum | None, dict[Turn, Found | None]]:
    """Look for the best cohort that meets any of the questions; nothing when time ran out."""
    if clock.left() == 0 or clock.stopped.is_set():
        return None, {}
    changed = replace(problem, rules=(*problem.rules, TurnedRule(tuple(turns))))
    try:
        found = solve(changed, clock, base, start)
    except TimeoutError:
        return None, {}
    if found is None:
        return None, dict.fromkeys(turns)
    if not found.proven:
        return None, {}
    best = Found(found.chosen, tuple(tier.value for tier in found.tiers))
    answers: dict[Turn, Found | None] = {turn: best for turn in turns if turn.met(found.chosen)}
    return found, {**answers, **from_listed(changed, found, turns)}


def from_listed(
    problem: Problem, optimum: Optimum, turns: Iterable[Turn]
) -> dict[Turn, Found | None]:
    """Settle the questions that a cohort meets of those listed on the way to an optimum."""
    worth = {cohort: _worth(problem, cohort) for cohort in optimum.listed}
    settled: dict[Turn, Found | None] = {}
    for turn in turns:
        fits = [cohort for cohort in optimum.listed if turn.met(cohort)]
        if fits:
            top = max(worth[cohort] for cohort in fits)
            tied = [cohort for cohort in fits if worth[cohort] == top]
            cohort = pick_from_list(tied, problem.plans.ids, problem.scenario.seed)
            settled[turn] = _found(problem, cohort)
    return settled


def _found(problem: Problem, cohort: frozenset[int]) -> Found:
    return Found(cohort, tuple(problem.value(tier, cohort) for tier in problem.tiers))


def _neighbours(
    problem: Problem, optimum: Optimum, settled: Container[Turn], turns: Iterable[Turn]
) -> list[frozenset[int]]:
    """Return the cohorts one exchange away that keep all rules and serve a turn, best first."""
    left = [turn for turn in turns if turn not in settled]
    chosen, others = optimum.chosen, frozenset(problem.eligible) - optimum.chosen
    swaps = [(chosen - {out}) | {into} for out in sorted(chosen) for into in sorted(others)]
    near = [cohort for cohort in swaps if any(turn.met(cohort) for turn in left)]
    sound = [cohort for cohort in near if all(rule.check(cohort) for rule in problem.rules)]
    return sorted(sound, key=lambda cohort: _worth(problem, cohort), reverse=True)


def _worth(problem: Problem, cohort: frozenset[int]) -> list[tuple[Fraction, ...]]:
    """Return what a cohort is worth tier by tier, in an order that can be compared."""
    worths = []
    for tier in problem.tiers:
        value = problem.value(tier, cohort)
        parts = value if isinstance(value, tuple) else (value,)
        worths.append(tuple(-v for v in parts) if tier.lower_is_better else parts)
    return worths
