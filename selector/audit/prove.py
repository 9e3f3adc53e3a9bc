"""Solve again with the second solver, from the inputs, and hold what a result claims against it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from selector.audit.proof import COHORT, INFEASIBLE, Proof, named, second_cohort
from selector.audit.recorded import recorded_outcome
from selector.audit.refusals import refusals
from selector.audit.ties import drawn, split
from selector.outcome import Outcome
from selector.problem import Best, Problem
from selector.publish.beside import fraction_text
from selector.rules import FixedRule, SizeRule
from selector.solve.certify import certify, infeasible, solve_with_highs
from selector.solve.clock import Clock
from selector.solve.disagreement import DisagreementError
from selector.solve.found import Optimum
from selector.solve.highs import SizeSolver
from selector.texts import load_texts
from selector.tiers import Single, better
from selector.verify.recount.unreadable import Unreadable


def prove(problem: Problem, record: Mapping[str, Any], clock: Clock) -> Proof:
    """Solve every tier again and compare; what time did not allow is told as such."""
    proof = Proof()
    try:
        result = recorded_outcome(problem, record, load_texts("nl"))
        if result.optimum is None:
            _no_cohort(problem, clock, proof)
        elif result.status == "optimal":
            _optimal(result, result.optimum, clock, proof)
        else:
            _best_so_far(result, result.optimum, clock, proof)
    except Unreadable as fault:
        proof.desk.differ(COHORT, fault.place, fault.found, kind="unreadable")
        proof.open("prove_nothing")
    return proof


def _no_cohort(problem: Problem, clock: Clock, proof: Proof) -> None:
    """Ask again whether the rules can all be met."""
    try:
        confirmed = infeasible(problem, clock).certified
    except DisagreementError as found:
        cohort = second_cohort(problem, found)
        proof.desk.differ(INFEASIBLE, "status", "infeasible", cohort, "beaten")
        return
    if confirmed:
        proof.did("prove_infeasible")
    else:
        proof.open("prove_infeasible_open")


def _optimal(result: Outcome, optimum: Optimum, clock: Clock, proof: Proof) -> None:
    """Confirm every tier, and then what hangs on them: the ties and the lot."""
    problem = result.problem
    if len(optimum.tiers) != len(problem.tiers):
        raise Unreadable("tiers", len(optimum.tiers))
    _alone(problem, optimum, clock, proof)
    try:
        certificate = certify(problem, optimum, clock, from_scratch=True)
    except DisagreementError as found:
        _beaten(problem, optimum, found, proof)
        return
    count = sum(word == "confirmed" for word in certificate.tiers)
    if count:
        proof.did("prove_tiers", count=count)
    if not certificate.certified:
        proof.open("prove_tiers_open", count=len(problem.tiers) - count)
        return
    _ties(result, optimum, clock, proof)
    refusals(result, clock, proof)


def _beaten(problem: Problem, optimum: Optimum, found: DisagreementError, proof: Proof) -> None:
    """Tell where the second solver contradicts the record, and with which cohort."""
    if found.about != "tier":
        proof.desk.differ(COHORT, "selected", named(problem, optimum.chosen),
                          second_cohort(problem, found), "beaten")  # fmt: skip
        return
    at = found.tier - 1
    value, bound = found.sides[1].tiers[at] if at < len(found.sides[1].tiers) else (None, None)
    reached = bound if value is None else value
    shown = None if reached is None else fraction_text(reached)
    told = {"value": shown, "selected": second_cohort(problem, found)}
    claimed = fraction_text(optimum.tiers[at].value)
    proof.desk.differ(COHORT, f"tiers[{found.tier}]", claimed, told, "beaten")


def _ties(result: Outcome, optimum: Optimum, clock: Clock, proof: Proof) -> None:
    problem, ids = result.problem, result.problem.plans.ids
    words = split(problem, optimum, clock)
    if words is None:
        proof.open("prove_ties_open")
        return
    for p, word in words.items():
        proof.desk.differ_unless(COHORT, f"plans[{ids[p]}].in_optimal", result.in_optimal(p), word)
    proof.did("prove_ties", count=len(words))
    tied = [p for p, word in words.items() if word == "some"]
    cohort = drawn(problem, optimum, tied, clock) if tied else optimum.chosen
    if cohort is None:
        proof.open("prove_lot_open", count=len(tied))
        return
    if cohort != optimum.chosen:
        own, meant = named(problem, optimum.chosen), named(problem, cohort)
        proof.desk.differ(COHORT, "selected", own, meant, "lot")
    proof.did("prove_lot", count=len(tied))


def _alone(problem: Problem, optimum: Optimum, clock: Clock, proof: Proof) -> None:
    """Solve what each criterion could reach by itself, at every size that a value hangs on."""
    facts = [r for r in problem.rules if isinstance(r, FixedRule) and r.kind == "eligibility"]
    shown, left = 0, list[str]()
    for size, c, (best, proven) in _claims(problem, optimum):
        bare = replace(problem, rules=(SizeRule(size, size), *facts))
        by_itself, name = Single((c,)), problem.criteria[c].name
        answer = SizeSolver(bare, size, clock).solve(by_itself, True, None)
        if answer.status != "proven" or answer.value is None:
            left.append(name if size == optimum.size else f"{name} ({size})")
            continue
        shown += 1
        if answer.value != best if proven else better(answer.value, best, by_itself):
            here = size == optimum.size
            place = f"criteria[{name}].best_alone" if here else f"best_alone.{size}.{name}"
            proof.desk.differ(COHORT, place, str(best), fraction_text(answer.value))
    if shown:
        proof.did("prove_alone", count=shown)
    if left:
        proof.open("prove_alone_open", names=", ".join(left))


def _claims(problem: Problem, optimum: Optimum) -> list[tuple[int, int, Best]]:
    """Return what is said that each criterion could reach: by size, and beside the scores."""
    relative = [
        (n, c, best) for n, found in problem.best_alone.items() for c, best in found.items()
    ]
    own = [(optimum.size, c, best) for c, best in enumerate(optimum.best_alone)]
    return list(dict.fromkeys((*own, *relative)))


def _best_so_far(result: Outcome, optimum: Optimum, clock: Clock, proof: Proof) -> None:
    """Look whether a cohort that was not proven the best is so all the same."""
    problem = result.problem
    solution = solve_with_highs(problem, clock)
    proven = [answer for answer in solution.tiers if answer.status == "proven"]
    for i, answer in enumerate(proven):
        tier, bound = problem.tiers[i], result.cohort.tier_values()[i][2]
        if answer.value is not None and better(answer.value, bound, tier):
            place = f"tiers[{i + 1}].bound"
            proof.desk.differ(COHORT, place, fraction_text(bound), fraction_text(answer.value))
    if len(proven) < len(problem.tiers):
        proof.open("prove_tiers_open", count=len(problem.tiers) - len(proven))
    elif all(
        answer.value == problem.value(tier, optimum.chosen)
        for answer, tier in zip(proven, problem.tiers, strict=True)
    ):
        proof.did("prove_best")
    else:
        better_one = ", ".join(named(problem, solution.cohort or frozenset()))
        proof.did("prove_not_best", plans=better_one)
