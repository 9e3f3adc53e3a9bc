"""A sweep in Python: many scenarios of one round, which act as one result."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from selector.errors import InputError
from selector.intake import Plans, Regions, read_regions
from selector.result import Result
from selector.scenario import Scenario, load_scenario
from selector.sweeps.bar import shown
from selector.sweeps.desk import Desk
from selector.sweeps.doubts import without_doubts
from selector.sweeps.folder import check_place, open_setup
from selector.sweeps.index import Index, choices_table, plans_table, read_index, scenarios_table
from selector.sweeps.prepare import prepare
from selector.sweeps.vary import Vary, parse_vary, read_vary
from selector.sweeps.walk import Progress, here, walk
from selector.texts import load_texts
from selector.views import Printed

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Given = Scenario | str | Path  # a scenario, a bundled one by name, or a file


def sweep(
    plans: Plans,
    scenarios: Given | Sequence[Given] | None = None,
    vary: Mapping[str, Any] | str | Path | None = None,
    *,
    regions: Regions | None = None,
    out: str | Path | None = None,
    workers: int | None = None,
    time_limit: float | None = None,
    watch: Callable[[Progress], None] | None = None,
) -> "Sweep":
    """Solve one round under many scenarios, each proven, and return them together.

    `scenarios` are the bases (without: the weighing framework of 2023); `vary` is a vary file, or
    its tables, tried on each of them. With `out` every scenario is kept there as soon as it is
    solved, and what is there already is not done again; a folder of other inputs is refused.
    `workers` is the number of processes (without: one per processor; a script that starts more
    than one needs `if __name__ == "__main__":`). `time_limit` is in seconds of solving each
    scenario. `watch` is told the progress in the place of the bar. Raises `InputError`.

    >>> tables = {"vary": [{"key": "size", "values": [2, 3]}]}
    >>> selector.sweep(eight, small.problem.scenario, tables, workers=1)
    <Sweep klein: 2 scenarios, 2 optimal>
    """
    bases = _bases(scenarios)
    facts = regions or read_regions()
    setup = prepare(plans, facts, bases[0], _vary(vary, plans), bases[1:])
    with TemporaryDirectory() as folder:
        place = Path(folder) / "sweep" if out is None else Path(out)
        check_place(place)
        with shown(len(setup), watch) as told:
            lost = walk(
                setup, place, here(workers or os.cpu_count() or 1), (1, 1), time_limit, told
            )
        if lost:
            raise RuntimeError(f"workers kept ending at scenarios {[n + 1 for n in lost]}")
        found = Sweep(read_index(setup, place))
        if out is not None:
            found._write(place, None)
    return found


@dataclass(frozen=True)
class Sweep(Printed):
    """Many scenarios of one round: their tables, who stays, and each as a result of its own.

    >>> tables = {"vary": [{"key": "size", "values": [2, 3]}]}
    >>> swept = selector.sweep(eight, small.problem.scenario, tables, workers=1)
    >>> swept.scenarios[["size", "status", "plans"]].values.tolist()
    [['2', 'optimal', 2], ['3', 'optimal', 3]]
    >>> swept.choices.loc[2].sum().item(), len(swept), swept.counts["infeasible"]
    (3, 2, 0)
    >>> swept.plans["chosen"].sum().item()
    5
    """

    index: Index
    language: str | None = None

    def __len__(self) -> int:
        return len(self.index.rows)

    @property
    def counts(self) -> Mapping[str, int]:
        """Return how many scenarios ended how: optimal, infeasible, open, failed."""
        return self.index.counts

    @cached_property
    def scenarios(self) -> "pd.DataFrame":
        """Return one row per scenario, by number: what was changed, how it ended, its scores."""
        return scenarios_table(self.index).set_index("scenario")

    @cached_property
    def choices(self) -> "pd.DataFrame":
        """Return one row per scenario and one column per plan: 1 chosen, 0 not, NA not proven."""
        return choices_table(self.index).astype("Int64").set_index("scenario")

    @cached_property
    def plans(self) -> "pd.DataFrame":
        """Return one row per plan: in how many proven scenarios it is chosen; always, never."""
        return plans_table(self.index)

    def result(self, number: int) -> Result:
        """Return a scenario, by number from 1, as the result that `select` gives.

        >>> tables = {"vary": [{"key": "size", "values": [2, 3]}]}
        >>> selector.sweep(eight, small.problem.scenario, tables, workers=1).result(2).status
        'optimal'
        """
        from selector.run import Asked, run

        if not 1 <= number <= len(self.index.setup):
            raise IndexError(f"there are {len(self.index.setup)} scenarios, from 1")
        setup = self.index.setup
        problem = Desk(setup).problem(setup.point(number - 1))
        plans = without_doubts(problem.plans, problem.regions)
        return Result(run(plans, problem.scenario, problem.regions, Asked()), self.language)

    def summary(self, language: str | None = None) -> str:
        """Return how the scenarios ended, and who is chosen always and never.

        >>> tables = {"vary": [{"key": "size", "values": [2, 3]}]}
        >>> swept = selector.sweep(eight, small.problem.scenario, tables, workers=1)
        >>> print(swept.summary("en").splitlines()[0])
        Scenarios: 2 (2 proven).
        """
        return summarise(self.index, self._spoken(language))

    def plot(self, language: str | None = None) -> "Figure":
        """Return a figure of how often each plan is chosen.

        >>> tables = {"vary": [{"key": "size", "values": [2, 3]}]}
        >>> swept = selector.sweep(eight, small.problem.scenario, tables, workers=1)
        >>> len(swept.plot("en").axes)
        1
        """
        from selector.sweeps.plot import draw

        return draw(self.index, load_texts(self._spoken(language)))

    def save(self, out: str | Path, language: str | None = None) -> Path:
        """Write the folder of `selector sweep`; one of another sweep is refused.

        >>> tables = {"vary": [{"key": "size", "values": [2, 3]}]}
        >>> swept = selector.sweep(eight, small.problem.scenario, tables, workers=1)
        >>> selector.Sweep.load(swept.save(folder / "sweep"))
        <Sweep klein: 2 scenarios, 2 optimal>
        """
        check_place(Path(out))
        self._write(Path(out), language)
        return Path(out)

    @classmethod
    def load(cls, folder: str | Path, language: str | None = None) -> "Sweep":
        """Read the folder of a sweep; raises `InputError` when it is none, or was changed.

        >>> try:
        ...     selector.Sweep.load(folder)
        ... except selector.InputError as error:
        ...     print(error.faults[0].code)
        no_sweep
        """
        return cls(read_index(open_setup(Path(folder)), Path(folder)), language)

    def _write(self, out: Path, language: str | None) -> None:
        from selector.sweeps.write import write_index, write_records

        write_records(self.index, out)
        write_index(self.index, out, self._spoken(language))

    def __repr__(self) -> str:
        bases = ", ".join(base.name for base in self.index.setup.bases)
        ended = ", ".join(f"{count} {status}" for status, count in self.counts.items() if count)
        return f"<Sweep {bases}: {len(self)} scenarios, {ended}>"


def summarise(index: Index, language: str) -> str:
    """Return a sweep in readable lines."""
    texts = load_texts(language)
    ended = [texts(f"sweep.count_{name}", count=n) for name, n in index.counts.items() if n]
    lines = [texts("sweep.done", count=len(index.rows), ended=", ".join(ended) or "-")]
    total = len(index.proven)
    for key, plans in (
        ("always", [p for p, n in index.chosen.items() if total and n == total]),
        ("never", [p for p, n in index.chosen.items() if total and n == 0]),
    ):
        if plans:
            lines.append(texts(f"sweep.{key}", plans=texts.shown(plans), count=len(plans)))
    return "\n".join(lines)


def _bases(given: Given | Sequence[Given] | None) -> list[Scenario]:
    if given is None:
        return [load_scenario("afwegingskader-2023")]
    several = [given] if isinstance(given, Scenario | str | Path) else given
    found = [s if isinstance(s, Scenario) else load_scenario(s) for s in several]
    if not found:
        raise ValueError("a sweep needs a scenario")
    return found


def _vary(given: Mapping[str, Any] | str | Path | None, plans: Plans) -> Vary:
    if given is None:
        return Vary()
    if isinstance(given, Mapping):
        return parse_vary(given, plans.ids)
    try:
        return read_vary(given, plans.ids)
    except InputError as error:
        return Vary(str(given), faults=tuple(error.faults))
