"""What a result answers, each beside the outcome it is about: to be printed, or taken as data.

A text is in the language that is asked for, else in that of the result it came from, else in
that of the environment variable SELECTOR_LANG, else in Dutch.
"""

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from selector.outcome import Outcome
from selector.texts import language_of

if TYPE_CHECKING:
    import pandas as pd

    from selector.analysis import alternatives as others
    from selector.analysis import merging, pareto, why
    from selector.analysis.counting import Tally
    from selector.changes import would_help
    from selector.draw import lot


class Printed:
    """Something that prints its summary, also in a notebook."""

    language: str | None

    def summary(self, language: str | None = None) -> str:
        """Return it in readable lines, in `nl` or `en`."""
        raise NotImplementedError

    def _spoken(self, language: str | None) -> str:
        """Return the language to speak."""
        return language_of(language or self.language)

    def __str__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.summary())}</pre>"


@dataclass(frozen=True)
class Alternatives(Printed):
    """The best other cohorts, best first.

    >>> others = result.alternatives(count=1)
    >>> others.found[0].leaves, others.found[0].enters, others.proven
    (('A14', 'A21'), ('A02', 'A08'), True)
    >>> others.stopped, others.count.number
    ('count', 1)
    """

    outcome: Outcome
    data: "others.Alternatives"
    language: str | None = None

    @property
    def found(self) -> "tuple[others.Alternative, ...]":
        """Return the alternatives, best first."""
        return self.data.found

    @property
    def stopped(self) -> str:
        """Return why there are no more: `count`, `none_left`, `tolerance` or `time`."""
        return self.data.stopped

    @property
    def count(self) -> "Tally":
        """Return how many cohorts are as good as the chosen one."""
        return self.data.count

    @property
    def proven(self) -> bool:
        """Tell whether every alternative is proven to be the best that is left."""
        return self.data.proven

    def as_dict(self, language: str | None = None) -> dict[str, Any]:
        """Return what `alternatives --out` writes.

        >>> result.alternatives(count=1).as_dict()["alternatives"][0]["enters"]
        ['A02', 'A08']
        """
        from selector.publish.alternatives import record

        return record(self.data, self.outcome, self._spoken(language))

    def summary(self, language: str | None = None) -> str:
        """Return the alternatives in readable lines, in `nl` or `en`.

        >>> print(result.alternatives(count=1).summary("en").splitlines()[0])
        afwegingskader-2023: alternatives to the chosen cohort
        """
        from selector.publish.alternatives import summarise

        return summarise(self.data, self._spoken(language))


@dataclass(frozen=True)
class Front(Printed):
    """An exact Pareto front: what can be had of one criterion for what of the others.

    >>> front = result.pareto("context", "herkomst")
    >>> len(front.points), front.complete, front.proven
    (1, True, True)
    >>> front.table.loc[0, "score_context"]
    '1'
    """

    outcome: Outcome
    data: "pareto.Front"
    language: str | None = None

    @property
    def points(self) -> "tuple[pareto.Point, ...]":
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

    def as_dict(self, language: str | None = None) -> dict[str, Any]:
        """Return what `front.json` holds.

        >>> result.pareto("context", "herkomst").as_dict()["criteria"]
        ['context', 'herkomst']
        """
        from selector.publish.front import record

        return record(self.data, self.outcome, self._spoken(language))

    def summary(self, language: str | None = None) -> str:
        """Return the front in readable lines, in `nl` or `en`.

        >>> print(result.pareto("context", "herkomst").summary("en").splitlines()[0])
        afwegingskader-2023: what can be had together?
        """
        from selector.publish.front import summarise

        return summarise(self.data, self._spoken(language))


@dataclass(frozen=True)
class Mergers(Printed):
    """What merging two plans would do to the best cohort, the most helpful mergers first.

    >>> mergers = small.merge()
    >>> mergers.proven, mergers.found[0].plans, mergers.table.loc[0, "effect"]
    (True, ('A05', 'A07'), 'better')
    """

    outcome: Outcome
    data: "merging.Mergers"
    language: str | None = None

    @property
    def found(self) -> "tuple[merging.Merger, ...]":
        """Return the mergers, the most helpful first."""
        return self.data.found

    @property
    def proven(self) -> bool:
        """Tell whether no merger was left open."""
        return self.data.proven

    @property
    def table(self) -> "pd.DataFrame":
        """Return one row per merger: what it changes first, and who leaves and enters."""
        from selector.publish.merging import mergers_table

        return mergers_table(self.data)

    def as_dict(self) -> dict[str, Any]:
        """Return what `merge --out` writes.

        >>> small.merge().as_dict()["status"]
        'optimal'
        """
        from selector.publish.merging import record

        return record(self.data)

    def summary(self, language: str | None = None, count: int = 10) -> str:
        """Return the mergers that help, at most `count`, and what the others do.

        >>> print(small.merge().summary("en").splitlines()[0])
        klein: 4 possible mergers worked out
        """
        from selector.publish.merging import summarise

        return summarise(self.data, count, self._spoken(language))


@dataclass(frozen=True)
class Why(Printed):
    """Why a plan is in or out: what it would cost to turn its choice round.

    `answer` is None for a plan that is not eligible: then its reasons are the answer.

    >>> why = result.why("A22")
    >>> why.eligible, why.answer.forced, why.answer.other.leaves
    (True, 'in', ('A01', 'A05', 'A10', 'A21'))
    """

    outcome: Outcome
    plan_id: str
    answer: "why.Answer | None" = None
    language: str | None = None

    @property
    def eligible(self) -> bool:
        """Tell whether the plan may be chosen."""
        return self.answer is not None

    def summary(self, language: str | None = None) -> str:
        """Return the answer in sentences, one a line, in `nl` or `en`.

        >>> print(result.why("A22").summary("en").splitlines()[0])
        A22 (Zuiderzeerand voor het Basisonderwijs) was not chosen.
        This is the best selection that contains it.
        """
        from selector.publish.answers import plan_lines

        lines = plan_lines(self.outcome, self.plan_id, self.answer, self._spoken(language))
        return "\n".join(lines)


@dataclass(frozen=True)
class Helping(Printed):
    """What would have helped a plan: the smallest changes in its own application.

    >>> helping = result.what_would_help("A19")
    >>> [one.changes for one in helping.found], helping.no_help[0], helping.complete
    ([('A19~A16',), ('A19.sectoren=mbo',)], 'A19.b2=voldaan', True)
    """

    outcome: Outcome
    data: "would_help.WouldHelp"
    language: str | None = None

    @property
    def found(self) -> "tuple[would_help.Help, ...]":
        """Return the sets of changes that help, single ones first, each with the cohort then."""
        return self.data.help

    @property
    def no_help(self) -> tuple[str, ...]:
        """Return the changes that help neither alone nor in a pair."""
        return self.data.no_help

    @property
    def complete(self) -> bool:
        """Tell whether everything was settled in time."""
        return self.data.complete

    def as_dict(self) -> dict[str, Any]:
        """Return what `why --what-would-help --json` prints.

        >>> result.what_would_help("A25").as_dict()["help"][0]["changes"]
        ['A25.c2=voldaan']
        """
        from selector.publish.would_help import record

        return record(self.data)

    def summary(self, language: str | None = None) -> str:
        """Return it in readable lines, in `nl` or `en`.

        >>> print(result.what_would_help("A01").summary("en"))
        A01 (Maasstad voor de Klas) was chosen. There is nothing that should have helped.
        """
        from selector.publish.would_help import summarise_help

        return summarise_help(self.outcome, self.data, self._spoken(language))


@dataclass(frozen=True)
class Lot(Printed):
    """The public lot among cohorts that are equally good; without a seed the sheet to sign.

    >>> lot = result.draw("trekking 11 mei 2023")
    >>> lot.tied, len(lot.selected)
    ((), 12)
    """

    data: "lot.Lot"
    language: str | None = None

    @property
    def tied(self) -> tuple[str, ...]:
        """Return the plans between which the seed decides."""
        return self.data.tied

    @property
    def selected(self) -> tuple[str, ...]:
        """Return the plan_ids of the cohort that the seed gives, in order."""
        return tuple(sorted(self.data.chosen))

    def summary(self, language: str | None = None) -> str:
        """Return the receipt of the draw, or without a seed the sheet to sign beforehand.

        >>> print(result.draw().summary("en").splitlines()[0])
        Sheet for a public draw
        """
        from selector.draw import receipt, sheet

        page = sheet if self.data.seed is None else receipt
        return page(self.data, self._spoken(language))
