"""The second solver's word on a result: the same problem, stated anew for HiGHS.

It confirms, or does not get round to it, or finds a contradiction. A contradiction is only
claimed when exact counting bears it out: a cohort that keeps to all rules and is better, or a
value that no cohort in hand attains and that HiGHS says is out of reach.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from selector.numbers import SCALE
from selector.problem import Problem
from selector.solve.clock import Clock
from selector.solve.disagreement import About, DisagreementError, Side, cp_sat_version
from selector.solve.found import Optimum
from selector.solve.highs import HighsResult, SizeSolver, Solution, solve_with_highs
from selector.solve.program import highs_version, through
from selector.solve.unbeaten import Beaten, Verdict, unbeaten
from selector.tiers import better

__all__ = ["Certificate", "DisagreementError", "certify", "infeasible", "solve_with_highs"]

SOLVER = "HiGHS"
Word = Literal["confirmed", "out_of_time", "undecided"]


@dataclass(frozen=True)
class Certificate:
    """What the second solver confirmed: a word per tier, or that the rules cannot all be met.

    `undecided` means that floating point could not tell.
    """

    certified: bool
    version: str
    through: str
    tiers: tuple[Word, ...] = ()
    solver: str = SOLVER


def certify(
    problem: Problem, optimum: Optimum, clock: Clock, from_scratch: bool = False
) -> Certificate:
    """Look on every tier, for every allowed size, for a cohort that is better than the claimed one.

    Where one is found, or this way cannot tell, or when asked to, all tiers are solved
    `from_scratch` and compared.
    Raises `DisagreementError` when the solvers contradict each other. Without time, or without a
    proven optimum to confirm, nothing is confirmed.
    """
    words = _all_tiers(problem, "out_of_time")
    if optimum.proven:
        flaw = _flaw(problem, optimum)
        solve = from_scratch or flaw is not None
        verdict = Verdict(None) if solve else unbeaten(problem, optimum, clock)
        if verdict.tiers is None:
            words = _solved(problem, optimum, clock, flaw)
        else:
            words = (*_all_tiers(problem, "confirmed")[: verdict.tiers], *words[verdict.tiers :])
        if verdict.beaten:  # all the same, when solving did not get as far
            raise _beaten(problem, optimum, verdict.beaten)
    certified = all(word == "confirmed" for word in words)
    return Certificate(certified, highs_version(), through(), words)


def _solved(
    problem: Problem, optimum: Optimum, clock: Clock, flaw: tuple[About, int] | None
) -> tuple[Word, ...]:
    """Solve every tier from scratch, and compare."""
    sizes = (optimum.size, *(s for s in reversed(problem.solvable_sizes) if s != optimum.size))
    # With presolve HiGHS was seen to prove too low a value, once in some 2,000 rounds; so
    # before anything is held against a result it has to stand without presolve.
    words: tuple[Word, ...] = ()
    for presolve in (True, False):
        solution = solve_with_highs(problem, clock, sizes, presolve)
        if flaw:
            raise _contradiction(problem, optimum, solution, *flaw)
        words = _words(problem, optimum, solution, final=not presolve)
        if "undecided" not in words:
            break
    return words


def infeasible(problem: Problem, clock: Clock) -> Certificate:
    """Ask again whether any cohort of any allowed size keeps to all rules.

    Raises `DisagreementError` when there is one.
    """
    certified = True
    for size in problem.solvable_sizes:
        solver = SizeSolver(problem, size, clock)
        answer = solver.exists()
        if answer.cohort is not None:
            sides = (Side("CP-SAT", cp_sat_version()), _highs((), answer.cohort))
            raise DisagreementError(problem, "infeasible", sides, solver.text())
        certified = certified and answer.status == "behind"
    return Certificate(certified, highs_version(), through())


def _flaw(problem: Problem, optimum: Optimum) -> tuple[About, int] | None:
    """Return what is wrong with an optimum by exact counting: its cohort, or the n-th tier."""
    chosen = optimum.chosen
    kept = all(rule.check(chosen) for rule in problem.rules)
    if not kept or len(chosen) != optimum.size or optimum.size not in problem.sizes:
        return "cohort", 0
    for number, (tier, result) in enumerate(zip(problem.tiers, optimum.tiers, strict=True), 1):
        attained = problem.value(tier, chosen)
        tolerance = Fraction(0 if number == len(problem.tiers) else tier.tolerance, SCALE)
        if better(attained, result.value, tier):
            return "tier", number
        if attained == result.value:
            continue
        if isinstance(result.value, tuple) or isinstance(attained, tuple):
            return "tier", number
        if tier.lower_is_better or attained < result.value - tolerance:
            return "tier", number
    return None


def _all_tiers(problem: Problem, word: Word) -> tuple[Word, ...]:
    return (word,) * len(problem.tiers)


def _words(problem: Problem, optimum: Optimum, solution: Solution, final: bool) -> tuple[Word, ...]:
    """Return the word on every tier; after one that is not confirmed the rest is not either."""
    words: list[Word] = []
    for i in range(len(problem.tiers)):
        if words and words[-1] != "confirmed":
            words.append(words[-1])
        elif i == len(solution.tiers):  # HiGHS sees no cohort where there is one in hand
            words.append("undecided")
        else:
            words.append(_compare(problem, optimum, solution, i, final))
    if words[-1] == "confirmed" and max(solution.sizes) > optimum.size:
        raise _contradiction(problem, optimum, solution, "size")
    if optimum.size not in solution.sizes:  # HiGHS dropped it, and another size is no better
        return _all_tiers(problem, "undecided")
    return tuple(words)


def _compare(problem: Problem, optimum: Optimum, solution: Solution, i: int, final: bool) -> Word:
    """Return the word on one tier; a bound alone is held against it only when `final`."""
    tier, claimed, answer = problem.tiers[i], optimum.tiers[i].value, solution.tiers[i]
    proven = answer.status == "proven"
    if answer.value is not None and better(answer.value, claimed, tier):
        raise _contradiction(problem, optimum, solution, "tier", i + 1)
    # The bound of another size says something about the optimum only when all sizes were solved.
    relevant = proven or answer.size == optimum.size
    if relevant and answer.bound is not None and better(claimed, answer.bound, tier):
        if final and problem.value(tier, optimum.chosen) != claimed:
            raise _contradiction(problem, optimum, solution, "tier", i + 1)
        return "undecided"  # perhaps the cohort itself attains what floats say is out of reach
    if proven:
        return "confirmed"
    return "out_of_time" if answer.status == "out_of_time" else "undecided"


def _contradiction(
    problem: Problem, optimum: Optimum, solution: Solution, about: About, tier: int = 0
) -> DisagreementError:
    sides = (_cp_sat(optimum), _highs(solution.tiers, solution.cohort))
    return DisagreementError(problem, about, sides, solution.stated, tier)


def _beaten(problem: Problem, optimum: Optimum, found: Beaten) -> DisagreementError:
    """Hold a better cohort against an optimum, with what it attains on the tiers up to there."""
    values = [problem.value(tier, found.cohort) for tier in problem.tiers[: found.number]]
    answers = tuple(HighsResult("undecided", len(found.cohort), value) for value in values)
    sides = (_cp_sat(optimum), _highs(answers, found.cohort))
    return DisagreementError(problem, "tier", sides, found.stated, found.number)


def _cp_sat(optimum: Optimum) -> Side:
    said = tuple((result.value, result.bound) for result in optimum.tiers)
    return Side("CP-SAT", cp_sat_version(), said, optimum.chosen)


def _highs(tiers: tuple[HighsResult, ...], cohort: frozenset[int] | None) -> Side:
    said = tuple((answer.value, answer.bound) for answer in tiers)
    return Side(SOLVER, f"{highs_version()} ({through()})", said, cohort)
