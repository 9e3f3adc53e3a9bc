"""The result of a run: one door to its tables, maps and files, and to the questions after it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selector.errors import InputError, Message, nearest, shorten
from selector.outcome import Outcome
from selector.problem import Problem
from selector.texts import language_of
from selector.views import Alternatives, Front, Lot, Mergers, Printed, Why

if TYPE_CHECKING:
    import geopandas
    import pandas as pd
    from matplotlib.figure import Figure

    from selector.analysis.white_spots import WhiteSpots
    from selector.verify import Report

OUT = "uitkomst"  # what a result that is not saved is called


@dataclass(frozen=True)
class Result(Printed):
    """What was chosen and what is proven; printing it gives the summary, and solves nothing.

    Tables, summary, map and files are in its `language`; None: in that of the environment variable
    SELECTOR_LANG, else in Dutch. Names of columns and values are the same in every language.

    >>> result
    <Result afwegingskader-2023: optimal, 12 of 29>
    >>> result.status, result.selected[:3], result.scores["context"]
    ('optimal', ('A01',), Fraction(1, 1))
    >>> result.plans.loc["A01", ["selected", "in_optimal", "sectoren"]].tolist()
    []
    >>> result.plans.crs.to_string(), result.criteria.loc["context", "score"]
    ()
    >>> result.conflicts.loc[0, ["plan_a", "plan_b", "verdict"]].tolist()
    []
    >>> result.white_spots.fillers[0].plan_id, result.notes[0].code, len(result.problem.eligible)
    ()
    """

    outcome: Outcome
    language: str | None = None

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

    def speaking(self, language: str) -> "Result":
        """Return the same result in another language, `nl` or `en`.

        >>> print(result.speaking("en").plans.loc["A22", "reasons"])
        """
        return replace(self, language=language_of(language))

    @cached_property
    def plans(self) -> "geopandas.GeoDataFrame":
        """Return one row per plan: what was decided about it, and its columns with their types.

        Lists are lists, `selected` is true or false, shares are numbers (`nvt` and empty: NaN), and
        the geometry is the territory in EPSG:28992. See `selector.publish.frame.plans_frame`.
        """
        from selector.publish.frame import plans_frame

        return plans_frame(self.outcome, self.spoken(None))

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

    def summary(self, language: str | None = None) -> str:
        """Return a readable summary, in `nl` or `en`.

        >>> print(result.summary("en").splitlines()[0])
        """
        from selector.publish.summary import summarise

        return summarise(self.outcome, self.spoken(language))

    def why(self, plan_id: str, time_limit: float | None = None) -> Why:
        """Return why a plan is in or out, worked out when the run was not asked for it.

        Raises `InputError` for an unknown plan, `ValueError` for an eligible one when this cohort
        is not proven optimal, and `TimeoutError`.

        >>> print(str(result.why("A16").summary("en")).splitlines()[0])
        """
        known = self.problem.plans.index
        if plan_id not in known:
            near, file = nearest(plan_id, known), self.problem.plans.file
            fault = Message("no_such_plan", file, value=shorten(plan_id), suggestion=near)
            raise InputError([fault])
        if not self.problem.assessments[known[plan_id]].eligible:
            return Why(self.outcome, plan_id, None, self.language)
        from selector.analysis.why import answer
        from selector.solve.engine import Clock

        found = next((a for a in self.outcome.answers or () if a.plan_id == plan_id), None)
        if found is None:
            optimum = self.outcome.proven.optimum
            found = answer(self.problem, optimum, known[plan_id], Clock(time_limit))
        return Why(self.outcome, plan_id, found, self.language)

    def alternatives(
        self,
        count: int,
        differ: int = 1,
        tolerance: Fraction | None = None,
        time_limit: float | None = None,
    ) -> Alternatives:
        """Return the best other cohorts, at a distance of at least `differ` plans.

        See `selector.analysis.alternatives.find_alternatives`. Raises `ValueError` when this
        cohort is not proven optimal.

        >>> [other.enters for other in result.alternatives(count=1).found]
        """
        from selector.analysis.alternatives import find_alternatives
        from selector.solve.engine import Clock

        chosen, clock = self.outcome.proven, Clock(time_limit)
        found = find_alternatives(chosen, count, differ, tolerance, clock)
        return Alternatives(self.outcome, found, self.language)

    def pareto(self, *criteria: str, time_limit: float | None = None) -> Front:
        """Return the exact Pareto front of two or three criteria, by name.

        Raises `InputError` when these are not two or three criteria of the scenario, and
        `ValueError` when there is no cohort.

        >>> len(result.pareto("context", "herkomst").points)
        """
        from selector.analysis.pareto import find_front, positions
        from selector.solve.engine import Clock

        cohort = self.outcome.cohort
        over = positions(self.problem.scenario, criteria)
        found = find_front(cohort, over, Clock(time_limit))
        return Front(self.outcome, found, self.language)

    def merge(self, time_limit: float | None = None) -> Mergers:
        """Return what merging two plans that compete or touch would do to the best cohort.

        Raises `TimeoutError` when the cohort without any merger was not proven in time.

        >>> small.merge().table[["plan_a", "plan_b", "effect"]].loc[0].tolist()
        """
        from selector.analysis.merging import find_mergers
        from selector.solve.engine import Clock

        return Mergers(self.outcome, find_mergers(self.problem, Clock(time_limit)), self.language)

    def draw(self, seed: str | None = None, out: str | Path = OUT) -> Lot:
        """Return what a public seed decides among equally good cohorts; without one, the sheet.

        `out` is what the papers call this result. Raises `ValueError` when it is not proven.

        >>> print(result.draw("trekking 11 mei 2023").summary("en").splitlines()[0])
        """
        from selector.draw import draw_among

        optimum = self.outcome.proven.optimum
        found = draw_among(Path(out), self.problem, optimum, self.problem.hashes, seed)
        return Lot(found, self.language)

    def map(self, language: str | None = None) -> "Figure":
        """Return the map as a matplotlib figure, as `map.png` shows it.

        >>> result.map("en").axes[0].get_aspect()
        """
        from selector.publish.map import make_figure

        return make_figure(self.outcome, self.spoken(language))

    def as_dict(self, language: str | None = None) -> dict[str, Any]:
        """Return what `cohort.json` or `infeasible.json` holds.

        >>> result.as_dict()["status"]
        'optimal'
        """
        from selector.publish.record import record

        return record(self.outcome, self.spoken(language))

    def save(self, out: str | Path, language: str | None = None, force: bool = False) -> Path:
        """Write the whole directory at once; an existing one is refused without `force`.

        >>> result.save(folder / "uitkomst").name
        'uitkomst'
        """
        from selector.publish.dossier import write_dossier
        from selector.publish.folder import check_out, finish_others

        finish_others(Path(out))
        check_out(Path(out), force)
        return write_dossier(self.outcome, Path(out), self.spoken(language), force).path

    def verify(self) -> "Report":
        """Return the recount, from its files, of what `save` would write.

        >>> result.verify().agrees
        True
        """
        from tempfile import TemporaryDirectory

        from selector import resources
        from selector.verify import recount

        with TemporaryDirectory() as folder:
            report = recount(self.save(Path(folder) / OUT), None, resources.boundaries)
        return replace(report, folder=Path(OUT))

    def __repr__(self) -> str:
        name = self.problem.scenario.name
        return f"<Result {name}: {self.status}, {len(self.selected)} of {len(self.problem.plans)}>"
