"""Results beside each other, in Python."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from selector.changes.between import Difference
from selector.changes.between_plans import CellDifference
from selector.comparison.compared import Compared
from selector.errors import InputError
from selector.outcome import Outcome
from selector.views import Printed

if TYPE_CHECKING:
    import pandas as pd


class _Found(Protocol):
    """A result: it has an outcome."""

    @property
    def outcome(self) -> Outcome: ...


@dataclass(frozen=True)
class Comparison(Printed):
    """Results side by side: plans, points, what differs, and which difference flipped which plan.

    >>> fewer = selector.select(eight, small.problem.scenario.replace(cohort={"size": 2}))
    >>> beside = selector.compare({"drie": small, "twee": fewer})
    >>> beside.plans.loc["A05"].tolist(), beside.plans.columns.tolist()
    ([True, False], ['drie', 'twee'])
    >>> beside.criteria.loc["context"].tolist()
    ['1', '2/3']
    >>> beside.differences.loc[0, ["key", "before", "after"]].tolist()
    ['cohort.size', 3, 2]
    >>> beside.flips.loc[0, ["plan_id", "into", "keys", "alone"]].tolist()
    ['A01', False, ['cohort.size'], ['cohort.size']]
    """

    compared: Compared
    language: str | None = None

    @property
    def plans(self) -> "pd.DataFrame":
        """Return one row per shared plan, a column per result: whether it is chosen."""
        import pandas as pd

        sides, ids = self.compared.sides.sides, list(self.compared.sides.ids)
        chosen = {side.name: [plan in side.chosen for plan in ids] for side in sides}
        return pd.DataFrame(chosen, index=pd.Index(ids, name="plan_id"))

    @property
    def criteria(self) -> "pd.DataFrame":
        """Return one row per criterion, a column per result: the exact score as text."""
        import pandas as pd

        names = self.compared.sides.criteria
        rows = [["" if s is None else str(s) for s in self.compared.scores(n)] for n in names]
        columns = [side.name for side in self.compared.sides.sides]
        return pd.DataFrame(rows, columns=columns, index=pd.Index(names, name="name"))

    @property
    def differences(self) -> "pd.DataFrame":
        """Return one row per key of the scenario and cell of the plans that differs."""
        import pandas as pd

        from selector.publish.scenarios import as_json

        rows = []
        for pair in self.compared.pairs:
            both: tuple[Difference | CellDifference, ...] = (*pair.keys, *pair.cells)
            names = (pair.one.name, pair.other.name)
            rows += [(*names, d.key, as_json(d.before), as_json(d.after)) for d in both]
        return pd.DataFrame(rows, columns=["one", "other", "key", "before", "after"], dtype=object)

    @property
    def flips(self) -> "pd.DataFrame":
        """Return one row per plan that flipped: at which keys, and which do so by themselves.

        `alone_complete` is false where a step cannot stand by itself, or was not settled.
        """
        import pandas as pd

        rows = []
        for pair in self.compared.pairs:
            keys = [[move.key for move in step.moves] for step in pair.path.steps]
            for flip in pair.flips:
                at = [key for number in flip.steps for key in keys[number - 1]]
                alone = [key for number in flip.alone for key in keys[number - 1]]
                names = (pair.one.name, pair.other.name)
                rows.append((*names, flip.plan_id, flip.into, at, alone, flip.complete))
        columns = ["one", "other", "plan_id", "into", "keys", "alone", "alone_complete"]
        return pd.DataFrame(rows, columns=columns, dtype=object)

    def as_dict(self) -> dict[str, Any]:
        """Return what `vergelijking.json` holds.

        >>> list(selector.compare([small, small]).as_dict())
        ['results', 'plans', 'criteria', 'pairs']
        """
        from selector.publish.compared.data import as_record

        return as_record(self.compared)

    def summary(self, language: str | None = None) -> str:
        """Return the comparison in readable lines, in `nl` or `en`.

        >>> print(selector.compare([small, small]).summary("en").splitlines()[0])
        2 results side by side
        """
        from selector.publish.compared.words import summarise_compared

        return summarise_compared(self.compared, self._spoken(language))

    def save(self, out: str | Path, language: str | None = None, force: bool = False) -> Path:
        """Write page, workbook, data, words and maps at once; an existing directory is refused.

        >>> selector.compare([small, small]).save(folder / "vergelijking").name
        'vergelijking'
        """
        from selector.publish.compared.folder import write_compared
        from selector.publish.folder import check_out, finish_others

        finish_others(Path(out))
        check_out(Path(out), force)
        return write_compared(self.compared, Path(out), self._spoken(language), force).path

    def __repr__(self) -> str:
        names = ", ".join(side.name for side in self.compared.sides.sides)
        return f"<Comparison {names}>"


def compare(
    results: Sequence[_Found] | Mapping[str, _Found],
    shared: bool = False,
    time_limit: float | None = None,
) -> Comparison:
    """Lay results beside each other, and solve the steps from the first to each other one.

    A mapping gives them names; else they bear those of their scenarios. Raises `InputError` for
    unlike rounds, unless these are to be compared on what is `shared`, `ValueError` for fewer
    than two results, and `DisagreementError`.

    >>> selector.compare([small, small])
    <Comparison klein, klein (2)>
    """
    from selector.comparison.compared import compare as lay
    from selector.comparison.sides import Side, Sides
    from selector.solve.clock import Clock

    named = dict(results) if isinstance(results, Mapping) else _by_scenario(results)
    if len(named) < 2:
        raise ValueError("at least two results are needed")
    sides = Sides(tuple(Side(name, result.outcome) for name, result in named.items()))
    if sides.unlike and not shared:
        raise InputError(sides.unlike)
    return Comparison(lay(sides, Clock(time_limit)))


def _by_scenario(results: Sequence[_Found]) -> dict[str, _Found]:
    """Return results by the names of their scenarios, each name once."""
    found, counts = dict[str, _Found](), Counter[str]()
    for result in results:
        name = result.outcome.problem.scenario.name
        counts[name] += 1
        found[f"{name} ({counts[name]})" if counts[name] > 1 else name] = result
    return found
