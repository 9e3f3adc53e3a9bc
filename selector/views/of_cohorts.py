"""Other cohorts: the next best ones, a front of them, and those of merged plans."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from selector.outcome import Outcome
from selector.views.printed import Printed

if TYPE_CHECKING:
    import pandas as pd

    from selector.analysis import alternatives as others
    from selector.analysis import merging, pareto
    from selector.analysis.counting import Tally


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
        klein: possible mergers worked out: 4
        """
        from selector.publish.merging import summarise

        return summarise(self.data, count, self._spoken(language))
