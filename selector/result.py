"""The result of a run: one door to its tables, maps and files, and to the questions after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selector.errors import Message
from selector.outcome import Outcome
from selector.problem import Problem

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from selector.analysis import alternatives as others
    from selector.analysis import pareto as fronts
    from selector.analysis.counting import Count
    from selector.analysis.white_spots import WhiteSpots


@dataclass(frozen=True)
class Result:
    """What was chosen and what is proven; printing it gives the summary, and solves nothing."""

    outcome: Outcome

    @property
    def problem(self) -> Problem:
        """Return what there was to choose from, in whole numbers."""
        return self.outcome.problem

    @property
    def status(self) -> str:
        """Return `optimal` (proven), `feasible` (a cohort without proof) or `infeasible`."""
        return self.outcome.status

    @property
    def selected(self) -> tuple[str, ...]:
        """Return the plan_ids of the cohort, in order; none when there is no cohort."""
        return self.outcome.selected

    @property
    def scores(self) -> Mapping[str, Fraction]:
        """Return the exact score of the cohort on every criterion; none when there is no cohort."""
        return {} if self.outcome.optimum is None else self.outcome.cohort.scores

    @property
    def notes(self) -> tuple[Message, ...]:
        """Return what is worth knowing about the input."""
        return self.outcome.notes

    @cached_property
    def plans(self) -> "pd.DataFrame":
        """Return one row per plan: verdict, chosen, all/some/none, context, and its columns."""
        from selector.publish.tables import plans_table

        return plans_table(self.outcome, "nl").set_index("plan_id")

    @cached_property
    def criteria(self) -> "pd.DataFrame":
        """Return one row per criterion: score, what it could reach alone, and what was given up."""
        from selector.publish.tables import criteria_table

        return criteria_table(self.outcome)

    @cached_property
    def conflicts(self) -> "pd.DataFrame":
        """Return one row per pair of plans with any evidence of competition."""
        from selector.publish.tables import conflicts_table

        return conflicts_table(self.outcome)

    @property
    def white_spots(self) -> "WhiteSpots":
        """Return what the cohort leaves open; raises `ValueError` when there is no cohort."""
        return self.outcome.white_spots

    def summary(self, language: str = "nl") -> str:
        """Return a readable summary, in `nl` or `en`."""
        from selector.publish.summary import summarise

        return summarise(self.outcome, language)

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
        clock = Clock(time_limit)
        found = find_alternatives(self.outcome.cohort, count, differ, tolerance, clock)
        return Alternatives(self.outcome, found)

    def pareto(self, *criteria: str, time_limit: float | None = None) -> "Front":
        """Return the exact Pareto front of two or three criteria, by name.

        Raises `InputError` when these are not two or three criteria of the scenario, and
        `ValueError` when there is no cohort.
        """
        from selector.analysis.pareto import find_front, positions
        from selector.solve.engine import Clock

        cohort = self.outcome.cohort
        over = positions(self.problem.scenario, criteria)
        return Front(self.outcome, find_front(cohort, over, Clock(time_limit)))

    def map(self, language: str = "nl") -> "Figure":
        """Return the map as a matplotlib figure, as `map.png` shows it."""
        from selector.publish.map import make_figure

        return make_figure(self.outcome, language)

    def as_dict(self, language: str = "nl") -> dict[str, Any]:
        """Return what `cohort.json` or `infeasible.json` holds."""
        from selector.publish.record import record

        return record(self.outcome, language)

    def save(self, out: str | Path, language: str = "nl", force: bool = False) -> Path:
        """Write the whole directory at once; an existing one is refused without `force`."""
        from selector.publish.dossier import write_dossier
        from selector.publish.folder import check_out, finish_others

        finish_others(Path(out))
        check_out(Path(out), force)
        return write_dossier(self.outcome, Path(out), language, force).path

    def __str__(self) -> str:
        return self.summary()

    def __repr__(self) -> str:
        name = self.problem.scenario.name
        return f"<Result {name}: {self.status}, {len(self.selected)} of {len(self.problem.plans)}>"

    def _repr_html_(self) -> str:
        return _preformatted(self.summary())


@dataclass(frozen=True)
class Alternatives:
    """The best other cohorts, as they are shown beside the outcome that they differ from."""

    outcome: Outcome
    data: "others.Alternatives"

    @property
    def found(self) -> "tuple[others.Alternative, ...]":
        """Return the alternatives, best first."""
        return self.data.found

    @property
    def stopped(self) -> str:
        """Return why there are no more: `count`, `none_left`, `tolerance` or `time`."""
        return self.data.stopped

    @property
    def count(self) -> "Count":
        """Return how many cohorts are as good as the chosen one."""
        return self.data.count

    @property
    def proven(self) -> bool:
        """Tell whether every alternative is proven to be the best that is left."""
        return self.data.proven

    def as_dict(self, language: str = "nl") -> dict[str, Any]:
        """Return what `alternatives --out` writes."""
        from selector.publish.alternatives import record

        return record(self.data, self.outcome, language)

    def summary(self, language: str = "nl") -> str:
        """Return the alternatives in readable lines, in `nl` or `en`."""
        from selector.publish.alternatives import summarise

        return summarise(self.data, language)

    def __str__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return _preformatted(self.summary())


@dataclass(frozen=True)
class Front:
    """A Pareto front, as it is shown beside the outcome that it belongs to."""

    outcome: Outcome
    data: "fronts.Front"

    @property
    def points(self) -> "tuple[fronts.Point, ...]":
        """Return the points, from high to low on the first criterion."""
        return self.data.points

    @property
    def complete(self) -> bool:
        """Tell whether no points may be missing."""
        return self.data.complete

    @property
    def proven(self) -> bool:
        """Tell whether it is complete and the choice of the scenario proven."""
        return self.data.proven

    @property
    def table(self) -> "pd.DataFrame":
        """Return one row per point."""
        from selector.publish.front import front_table

        return front_table(self.data)

    def as_dict(self, language: str = "nl") -> dict[str, Any]:
        """Return what `front.json` holds."""
        from selector.publish.front import record

        return record(self.data, self.outcome, language)

    def summary(self, language: str = "nl") -> str:
        """Return the front in readable lines, in `nl` or `en`."""
        from selector.publish.front import summarise

        return summarise(self.data, language)

    def __str__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return _preformatted(self.summary())


def _preformatted(text: str) -> str:
    from html import escape

    return f"<pre>{escape(text)}</pre>"
