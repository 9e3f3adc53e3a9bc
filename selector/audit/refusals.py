"""Ask the second solver whether there is really no cohort where an answer or a swap says so."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from selector.audit.proof import COHORT, Proof, second_cohort
from selector.outcome import Outcome
from selector.problem import Problem
from selector.rules import FixedRule
from selector.solve.certify import infeasible
from selector.solve.clock import Clock
from selector.solve.disagreement import DisagreementError

Asked = tuple[str, Problem]  # the place that says so, and the problem that has no cohort


def refusals(result: Outcome, clock: Clock, proof: Proof) -> None:
    """Ask it of the answers, and of the swaps for which it does not follow from these."""
    for asked, done, left in (
        (list(_answers(result)), "prove_refusals", "prove_refusals_open"),
        (list(_swaps(result)), "prove_swaps", "prove_swaps_open"),
    ):
        shown = sum(_refused(place, problem, clock, proof) for place, problem in asked)
        if shown:
            proof.did(done, count=shown)
        if shown < len(asked):
            proof.open(left, count=len(asked) - shown)


def _refused(place: str, problem: Problem, clock: Clock, proof: Proof) -> bool:
    """Tell whether it was settled; a cohort that there is all the same becomes a difference."""
    try:
        return infeasible(problem, clock).certified
    except DisagreementError as found:
        proof.desk.differ(COHORT, place, False, second_cohort(problem, found), "refuted")
        return True


def _answers(result: Outcome) -> Iterator[Asked]:
    for answer in result.answers or ():
        if answer.other is None:
            lock = _lock(result.problem, answer.plan_id, answer.forced == "in")
            place = f"answers[{answer.plan_id}].feasible"
            yield place, _locked(result.problem, [lock])


def _swaps(result: Outcome) -> Iterator[Asked]:
    """Yield the swaps, but for those of a plan that is locked, or cannot be turned by itself."""
    problem = result.problem
    fixed = {problem.plans.ids[r.plan] for r in problem.rules if isinstance(r, FixedRule)}
    fixed |= {answer.plan_id for answer in result.answers or () if answer.other is None}
    for swap in result.swaps.found if result.swaps else ():
        if swap.other is None and not fixed & {swap.into, swap.out}:
            locks = [_lock(problem, swap.into, True), _lock(problem, swap.out, False)]
            yield f"swaps[{swap.into}|{swap.out}].feasible", _locked(problem, locks)


def _lock(problem: Problem, plan_id: str, inside: bool) -> FixedRule:
    plan = problem.plans.index[plan_id]
    return FixedRule("locked_in" if inside else "locked_out", plan_id, plan)


def _locked(problem: Problem, locks: Iterable[FixedRule]) -> Problem:
    """Return the problem with some plans locked, whatever the scenario locks of these."""
    new = {lock.plan: lock for lock in locks}
    others = [r for r in problem.rules if not (isinstance(r, FixedRule) and r.plan in new)]
    return replace(problem, rules=(*others, *new.values()))
