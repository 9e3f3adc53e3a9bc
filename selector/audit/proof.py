"""What the second solver showed of a result."""

from dataclasses import dataclass, field

from selector.problem import Problem
from selector.solve.disagreement import DisagreementError
from selector.solve.program import highs_version
from selector.verify.compare.desk import Desk

COHORT, INFEASIBLE = "cohort.json", "infeasible.json"


@dataclass
class Proof:
    """What the second solver showed, and whether it got round to everything it was asked."""

    desk: Desk = field(default_factory=Desk)
    complete: bool = True

    def did(self, key: str, **params: object) -> None:
        """Note what was solved again."""
        self.desk.did(key, solver=f"HiGHS {highs_version()}", **params)

    def open(self, key: str, **params: object) -> None:
        """Note what was not settled."""
        self.complete = False
        self.desk.left(key, **params)


def named(problem: Problem, cohort: frozenset[int]) -> list[str]:
    """Return the plan_ids of a cohort, in order."""
    return [problem.plans.ids[p] for p in sorted(cohort)]


def second_cohort(problem: Problem, found: DisagreementError) -> list[str] | None:
    """Return the cohort of the second solver in a disagreement, if it has one."""
    cohort = found.sides[1].cohort
    return None if cohort is None else named(problem, cohort)
