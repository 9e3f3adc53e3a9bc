"""The result of a run: one door to its tables, maps and files, and to the questions after it.

The questions are in `selector.questions`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selector.errors import Message
from selector.problem import Problem
from selector.questions import OUT, Questions
from selector.texts import language_of

if TYPE_CHECKING:
    import geopandas
    import pandas as pd
    from matplotlib.figure import Figure

    from selector.analysis.white_spots import WhiteSpots
    from selector.verify import Report


@dataclass(frozen=True)
class Result(Questions):
    """What was chosen and what is proven; printing it gives the summary, and solves nothing.

    Tables, summary, map and files are in its `language`; None: in that of the environment variable
    SELECTOR_LANG, else in Dutch. Names of columns and values are the same in every language.

    >>> result
    <Result afwegingskader-2023: optimal, 12 of 29>
    >>> result.status, result.selected[:3], result.scores["context"]
    ('optimal', ('A01', 'A05', 'A06'), Fraction(1, 1))
    >>> result.plans.loc["A01", "sectoren"], result.plans.crs.to_string()
    (['po', 'vo'], 'EPSG:28992')
    >>> result.criteria.loc["context", "score"], result.criteria.loc["besturen", "score"]
    ('1', '53/75')
    >>> result.conflicts.loc[0, ["plan_a", "plan_b", "verdict"]].tolist()
    ['A01', 'A12', 'penalise']
    >>> asked = selector.select(eight, small.problem.scenario, swaps=True)
    >>> asked.swaps.loc[14, ["in", "out", "leaves", "cohort"]].tolist()
    ['A07', 'A08', ['A08'], ['A01', 'A05', 'A07']]
    >>> result.white_spots.fillers[0].plan_id, result.notes[0].code, len(result.problem.eligible)
    ('A12', 'one_sided', 26)
    """

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

        >>> print(result.speaking("en").plans.loc["A08", "reasons"])
        Still in progress: c1 (steps towards governance with a role for the profession).
        """
        return replace(self, language=language_of(language))

    @cached_property
    def plans(self) -> "geopandas.GeoDataFrame":
        """Return one row per plan: what was decided about it, and its columns with their types.

        Lists are lists, `selected` is true or false, shares are numbers (`nvt` and empty: NaN), and
        the geometry is the territory in EPSG:28992. See `selector.publish.frame.plans_frame`.
        """
        from selector.publish.frame import plans_frame

        return plans_frame(self.outcome, self._spoken(None))

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

    @cached_property
    def swaps(self) -> "pd.DataFrame":
        """Return one row per swap, a plan in and a chosen one out: what changes, for whom.

        Empty when the run was not asked for swaps. See `selector.publish.beside.swaps_table`.
        """
        from selector.publish.beside import swaps_table

        return swaps_table(self.outcome)

    @property
    def white_spots(self) -> "WhiteSpots":
        """Return what the cohort leaves open; raises `ValueError` when there is no cohort."""
        return self.outcome.white_spots

    def summary(self, language: str | None = None) -> str:
        """Return a readable summary, in `nl` or `en`.

        >>> print(result.summary("en").splitlines()[0])
        afwegingskader-2023: 12 of 29 plans chosen, proven optimal
        """
        from selector.publish.summary import summarise

        return summarise(self.outcome, self._spoken(language))

    def map(self, language: str | None = None) -> "Figure":
        """Return the map as a matplotlib figure, as `map.png` shows it.

        >>> len(result.map("en").axes)
        1
        """
        from selector.publish.map import make_figure

        return make_figure(self.outcome, self._spoken(language))

    def as_dict(self, language: str | None = None) -> dict[str, Any]:
        """Return what `cohort.json` or `infeasible.json` holds.

        >>> result.as_dict()["status"]
        'optimal'
        """
        from selector.publish.record import record

        return record(self.outcome, self._spoken(language))

    def save(
        self,
        out: str | Path,
        language: str | None = None,
        force: bool = False,
        only: Collection[str] = (),
    ) -> Path:
        """Write the whole directory at once; an existing one is refused without `force`.

        With `only` no other papers than those are made, by name (`dossier`, `slides`) or file.
        Raises `KeyError` of a name that no output has.

        >>> result.save(folder / "uitkomst").name
        'uitkomst'
        """
        from selector.publish.dossier import write_dossier
        from selector.publish.folder import check_out, finish_others
        from selector.publish.outputs import left_out

        finish_others(Path(out))
        check_out(Path(out), force)
        outcome = replace(self.outcome, left_out=left_out(only))
        return write_dossier(outcome, Path(out), self._spoken(language), force).path

    def letters(
        self,
        out: str | Path,
        template: str | Path | None = None,
        language: str | None = None,
        force: bool = False,
        only: Collection[str] = (),
    ) -> Path:
        """Write a letter (DOCX) per plan with its answer, in a new directory; nothing is sent.

        `template` is one of your own, with places such as `{{naam}}`; with `only` these plans get
        a letter, by plan_id. Answers that the run was not asked for are worked out. Raises
        `InputError`, and `ValueError` when this cohort is not proven optimal.

        >>> sorted(path.name for path in small.letters(folder / "brieven", only=["A05"]).iterdir())
        ['A05.docx', 'SHA256SUMS']
        """
        from selector.publish.folder import check_out, finish_others
        from selector.publish.letters.prepared import read_template
        from selector.publish.letters.write import unanswered, with_answers, write_letters

        outcome, spoken = self.outcome, self._spoken(language)
        finish_others(Path(out))
        check_out(Path(out), force)
        form = None if template is None else read_template(template)
        if unanswered(outcome):
            outcome = with_answers(outcome, outcome.proven.optimum)
        return write_letters(outcome, Path(out), spoken, force, form, only).path

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
