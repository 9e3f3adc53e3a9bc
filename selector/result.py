"""The result of a run: what was chosen, what is proven, and tables to look at it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selector.errors import Message
from selector.moments import current_day
from selector.problem import Problem
from selector.tiers import Value

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from selector.analysis.alternatives import Alternatives
    from selector.analysis.covering import Covering
    from selector.analysis.infeasible import Infeasible
    from selector.analysis.pareto import Front
    from selector.analysis.runner_up import RunnerUp
    from selector.analysis.white_spots import WhiteSpots
    from selector.analysis.why import Answer
    from selector.solve.certify import Certificate
    from selector.solve.optimum import Optimum


@dataclass(frozen=True)
class Result:
    """Either `optimum` or `infeasible` is there; printing a result gives its summary.

    `certificate` is what the second solver said, `answers` what each eligible plan would cost or
    bring; None when not asked. `runner_up` is None as well when it was not settled in time.
    `day` is the day of the run in Europe/Amsterdam, which stands on everything that is written.
    `versions` are those it was made with; None: those of now.
    """

    problem: Problem
    optimum: "Optimum | None"
    infeasible: "Infeasible | None"
    notes: tuple[Message, ...] = ()
    certificate: "Certificate | None" = None
    answers: "tuple[Answer, ...] | None" = None
    runner_up: "RunnerUp | None" = None
    day: date = field(default_factory=current_day)
    versions: Mapping[str, str] | None = None

    @property
    def status(self) -> str:
        """Return `optimal` (proven), `feasible` (a cohort without proof) or `infeasible`."""
        if self.optimum is None:
            return "infeasible"
        return "optimal" if self.optimum.proven else "feasible"

    @cached_property
    def selected(self) -> tuple[str, ...]:
        """Return the plan_ids of the cohort, in order."""
        ids = self.problem.plans.ids
        return tuple(ids[p] for p in sorted(self.optimum.chosen)) if self.optimum else ()

    @cached_property
    def scores(self) -> Mapping[str, Fraction]:
        """Return the exact score of the cohort on every criterion."""
        if self.optimum is None:
            return {}
        scores = self.problem.scores(self.optimum.chosen)
        return {c.name: s for c, s in zip(self.problem.criteria, scores, strict=True)}

    @cached_property
    def tied(self) -> tuple[str, ...]:
        """Return the plans between which the tickets decided."""
        if self.optimum is None or not self.optimum.sometimes:
            return ()
        return tuple(self.problem.plans.ids[p] for p in sorted(self.optimum.sometimes))

    def in_optimal(self, plan: int) -> str | None:
        """Return `all`, `some` or `none` of the optimal cohorts; None when not settled in time."""
        if self.optimum is None or not self.problem.assessments[plan].eligible:
            return "none"
        if self.optimum.always is None or self.optimum.sometimes is None:
            return None
        if plan in self.optimum.always:
            return "all"
        return "some" if plan in self.optimum.sometimes else "none"

    def tier_values(self) -> list[tuple[str, Value, Value, Value]]:
        """Return per tier its kind, value, bound, and what the cohort itself attains.

        A tier that was not reached in time gets the cohort's own value and the widest bound.
        """
        assert self.optimum is not None
        rows = []
        for i, tier in enumerate(self.problem.tiers):
            attained = self.problem.value(tier, self.optimum.chosen)
            if i < len(self.optimum.tiers):
                reached = self.optimum.tiers[i]
                rows.append((tier.kind, reached.value, reached.bound, attained))
                continue
            rows.append((tier.kind, attained, tier.widest(), attained))
        return rows

    @cached_property
    def plans(self) -> "pd.DataFrame":
        """Return one row per plan: verdict, chosen, all/some/none, context, and its columns."""
        from selector.publish.tables import plans_table

        return plans_table(self, "nl").set_index("plan_id")

    @cached_property
    def criteria(self) -> "pd.DataFrame":
        """Return one row per criterion: score, what it could reach alone, and what was given up."""
        from selector.publish.tables import criteria_table

        return criteria_table(self)

    @cached_property
    def conflicts(self) -> "pd.DataFrame":
        """Return one row per pair of plans with any evidence of competition."""
        from selector.publish.tables import conflicts_table

        return conflicts_table(self)

    @cached_property
    def white_spots(self) -> "WhiteSpots":
        """Return what the cohort leaves open; raises `ValueError` when there is no cohort."""
        from selector.analysis.white_spots import find_white_spots

        if self.optimum is None:
            raise ValueError("no cohort keeps to all rules")
        return find_white_spots(self.problem, self.optimum.chosen)

    @cached_property
    def coverings(self) -> "tuple[Covering, Covering] | None":
        """Return the most that plans without competition cover, with this cohort and without.

        None when there are too many plans to look for it, or no cohort.
        """
        from selector.analysis.covering import MOST, widest_covering
        from selector.solve.engine import Clock

        if self.optimum is None or len(self.problem.eligible) > MOST:
            return None
        return (
            widest_covering(self.problem, self.optimum.chosen, Clock()),
            widest_covering(self.problem, (), Clock()),
        )

    def summary(self, language: str = "nl") -> str:
        """Return a readable summary, in `nl` or `en`."""
        from selector.publish.summary import summarise

        return summarise(self, language)

    def alternatives(
        self,
        count: int,
        differ: int = 1,
        tolerance: Fraction | None = None,
        time_limit: float | None = None,
    ) -> "Alternatives":
        """Return the best other cohorts, at a distance of at least `differ` plans.

        See `selector.analysis.alternatives.find_alternatives`. Raises `ValueError` when this
        cohort is not proven optimal.
        """
        from selector.analysis.alternatives import find_alternatives
        from selector.solve.engine import Clock

        if self.status != "optimal":
            raise ValueError(f"a proven cohort is needed, and this result is {self.status}")
        return find_alternatives(self, count, differ, tolerance, Clock(time_limit))

    def pareto(self, *criteria: str, time_limit: float | None = None) -> "Front":
        """Return the exact Pareto front of two or three criteria, by name.

        Raises `InputError` when these are not two or three criteria of the scenario, and
        `ValueError` when there is no cohort.
        """
        from selector.analysis.pareto import find_front, positions
        from selector.solve.engine import Clock

        if self.optimum is None:
            raise ValueError("no cohort keeps to all rules")
        over = positions(self.problem.scenario, criteria)
        return find_front(self, over, Clock(time_limit))

    def map(self, language: str = "nl") -> "Figure":
        """Return the map as a matplotlib figure, as `map.png` shows it."""
        from selector.publish.map import make_figure

        return make_figure(self, language)

    def as_dict(self, language: str = "nl") -> dict[str, Any]:
        """Return what `cohort.json` or `infeasible.json` holds."""
        from selector.publish.record import record

        return record(self, language)

    def save(self, out: str | Path, language: str = "nl", force: bool = False) -> Path:
        """Write the whole directory at once; an existing one is refused without `force`."""
        from selector.publish.dossier import write_dossier
        from selector.publish.folder import check_out, finish_others

        finish_others(Path(out))
        check_out(Path(out), force)
        return write_dossier(self, Path(out), language, force).path

    def __str__(self) -> str:
        return self.summary()

    def __repr__(self) -> str:
        name = self.problem.scenario.name
        return f"<Result {name}: {self.status}, {len(self.selected)} of {len(self.problem.plans)}>"

    def _repr_html_(self) -> str:
        from html import escape

        return f"<pre>{escape(self.summary())}</pre>"
