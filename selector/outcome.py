"""What a run found, as data: a cohort, or why there is none, and all that was worked out beside it.

Nothing here is solved or written: whoever shows an outcome works nothing out anew.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from selector.analysis.white_spots import WhiteSpots, find_white_spots
from selector.cohort import Cohort
from selector.errors import Message
from selector.moments import current_day
from selector.problem import Problem
from selector.theme import NEUTRAL, Theme

if TYPE_CHECKING:  # these load the solver, which data can do without
    from selector.analysis.infeasible import Infeasible
    from selector.analysis.runner_up import RunnerUp
    from selector.analysis.swaps import Swaps
    from selector.analysis.white_spots import Covering
    from selector.analysis.why import Answer
    from selector.prove.make import Proof
    from selector.solve.certify import Certificate
    from selector.solve.found import Optimum

T = TypeVar("T")


@dataclass(frozen=True)
class Outcome:
    """Either `optimum` or `infeasible` is there.

    `certificate` is what the second solver said, `answers` what each eligible plan would cost or
    bring, `swaps` the same for each pair of a plan in and one out; None when not asked. `runner_up`
    is None as well when it was not settled in time, and `coverings` (the most that plans without
    competition cover, with this cohort and without) when there are too many plans to look for it.
    `day` is the day of the run in Europe/Amsterdam, which stands on everything that is written;
    `versions` those it was made with (None: those of now). `left_out` names the papers that are
    not made; `time_limit`, in seconds, is there when that time ran out; `theme` is how all that is
    written looks. `proof` is there when it was asked for. `asked` are the plans that a question
    locked in or out, and not the scenario.
    """

    problem: Problem
    optimum: "Optimum | None"
    infeasible: "Infeasible | None" = None
    notes: tuple[Message, ...] = ()
    certificate: "Certificate | None" = None
    answers: "tuple[Answer, ...] | None" = None
    runner_up: "RunnerUp | None" = None
    coverings: "tuple[Covering, Covering] | None" = None
    day: date = field(default_factory=current_day)
    versions: Mapping[str, str] | None = None
    swaps: "Swaps | None" = None
    left_out: tuple[str, ...] = ()
    time_limit: float | None = None
    theme: Theme = NEUTRAL
    proof: "Proof | None" = None
    asked: frozenset[str] = frozenset()

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Return what is kept under a name: made at the first call, for papers that share it."""
        kept: dict[str, T] = self.__dict__.setdefault("_kept", {})
        if name not in kept:
            kept[name] = make()
        return kept[name]

    @property
    def hashes(self) -> Mapping[str, str]:
        """Return the digests of all that was read, as a result names them."""
        return {**self.problem.hashes, **self.theme.hashes}

    @property
    def status(self) -> str:
        """Return `optimal` (proven), `feasible` (a cohort without proof) or `infeasible`."""
        return "infeasible" if self.optimum is None else self.cohort.status

    @cached_property
    def cohort(self) -> Cohort:
        """Return the cohort; raises `ValueError` when there is none."""
        if self.optimum is None:
            raise ValueError("no cohort keeps to all rules")
        return Cohort(self.problem, self.optimum)

    @property
    def proven(self) -> Cohort:
        """Return the cohort; raises `ValueError` when it is not proven optimal."""
        if self.status != "optimal":
            raise ValueError(f"a proven cohort is needed, and this result is {self.status}")
        return self.cohort

    @property
    def selected(self) -> tuple[str, ...]:
        """Return the plan_ids of the cohort, in order; none when there is no cohort."""
        return () if self.optimum is None else self.cohort.selected

    def in_optimal(self, plan: int) -> str | None:
        """Return `all`, `some` or `none` of the optimal cohorts; None when not settled in time."""
        return "none" if self.optimum is None else self.cohort.in_optimal(plan)

    @cached_property
    def white_spots(self) -> WhiteSpots:
        """Return what the cohort leaves open; raises `ValueError` when there is no cohort."""
        return find_white_spots(self.problem, self.cohort.chosen)
