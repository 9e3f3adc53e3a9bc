"""The index of a sweep: tables and counts, made from its records and from nothing else.

It can be made again at any time, and is the same whoever worked the scenarios out, and when.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selector.sweeps.desk import record_path
from selector.sweeps.files import is_part
from selector.sweeps.folder import RUNS
from selector.sweeps.record import STATUSES, name_of, read_record
from selector.sweeps.setup import Point, Setup

if TYPE_CHECKING:
    import pandas as pd

PLACES = 6  # decimals of scores in tables; the records have them exactly


@dataclass(frozen=True)
class Row:
    """A scenario of the sweep with its record."""

    point: Point
    run: str
    record: Mapping[str, Any]

    @property
    def proven(self) -> bool:
        """Tell whether there is a choice that is proven."""
        return bool(self.record["status"] == "optimal")

    @cached_property
    def chosen(self) -> frozenset[str]:
        """Return the plan_ids of the cohort."""
        return frozenset(self.record["selected"])


@dataclass(frozen=True)
class Index:
    """The scenarios that have a sound record; `missing` have none, `foreign` files are no record
    of this sweep and count for nothing."""

    setup: Setup
    rows: tuple[Row, ...]
    missing: int = 0
    foreign: int = 0

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Return how many scenarios ended how."""
        found = Counter(row.record["status"] for row in self.rows)
        return {status: found[status] for status in STATUSES}

    @cached_property
    def proven(self) -> tuple[Row, ...]:
        """Return the scenarios with a proven choice."""
        return tuple(row for row in self.rows if row.proven)

    @cached_property
    def plan_ids(self) -> tuple[str, ...]:
        """Return all plans: those of the round, and those that a change makes of two."""
        own = self.setup.plans.ids
        made = {plan for row in self.rows for plan in row.record["verdicts"]}
        return (*own, *sorted(made - set(own)))

    @cached_property
    def chosen(self) -> Mapping[str, int]:
        """Return per plan in how many scenarios it is chosen, of those that are proven."""
        found = Counter(plan for row in self.proven for plan in row.record["selected"])
        return {plan: found[plan] for plan in self.plan_ids}

    def as_dict(self) -> dict[str, Any]:
        """Return what `sweep.json` holds."""
        total = len(self.proven)
        return {
            "scenarios": len(self.rows),
            **self.counts,
            "missing": self.missing,
            "plans": [
                {
                    "plan_id": plan,
                    "chosen": count,
                    "always": 0 < total == count,
                    "never": total > 0 == count,
                    "in_all": self._held("in_optimal", plan, "all"),
                    "eligible": total - self._held("verdicts", plan, "voldoet_niet"),
                }
                for plan, count in self.chosen.items()
            ],
        }

    def _held(self, key: str, plan: str, value: str) -> int:
        return sum(row.record[key].get(plan) == value for row in self.proven)


def read_index(setup: Setup, out: Path) -> Index:
    """Read all records of a sweep; damaged ones and files of something else are left out."""
    rows, names = list[Row](), set[str]()
    for number in range(len(setup)):
        point = setup.point(number)
        name = name_of(setup, point)
        names.add(name)
        record = read_record(record_path(setup, out, point))
        if record is not None:
            rows.append(Row(point, name, record))
    sound = {f"{row.run}.json" for row in rows}
    folder = out / RUNS
    found = (path for path in folder.iterdir() if not is_part(path)) if folder.is_dir() else ()
    foreign = sum(path.name not in sound for path in found)
    return Index(setup, tuple(rows), len(setup) - len(rows), foreign)


def scenarios_table(index: Index) -> "pd.DataFrame":
    """Return one row per scenario: what it is, how it ended, and its scores."""
    import pandas as pd

    rows = list(_scenario_rows(index))
    names = list(dict.fromkeys(name for row in rows for name in row)) or ["scenario"]
    table = pd.DataFrame(rows, columns=names)
    return table.astype({"plans": "Int64"}) if rows else table


def _scenario_rows(index: Index) -> Iterator[dict[str, Any]]:
    for row in index.rows:
        record, knobs = row.record, index.setup.knobs
        yield {
            "scenario": row.point.number + 1,
            "run": row.run,
            "base": row.point.base.name,
            **{knob.key: value for knob, value in zip(knobs, row.point.values, strict=True)},
            "status": record["status"],
            "plans": len(record["selected"]) if row.proven else None,
            "faults": " ".join(record["faults"]) or None,
            **{
                f"score_{n}": round(float(Fraction(s)), PLACES) for n, s in record["scores"].items()
            },
        }


def choices_table(index: Index) -> "pd.DataFrame":
    """Return one row per scenario and one column per plan: chosen 1, not 0; empty: not proven."""
    import pandas as pd

    def cells(row: Row) -> Iterator[int | None]:
        there = row.record["verdicts"]
        for plan in index.plan_ids:
            yield int(plan in row.chosen) if row.proven and plan in there else None

    table = pd.DataFrame(
        [[row.point.number + 1, *cells(row)] for row in index.rows],
        columns=["scenario", *index.plan_ids],
        dtype="Int64",
    )
    return table.astype(object).where(table.notna(), None)


def plans_table(index: Index) -> "pd.DataFrame":
    """Return one row per plan: what `sweep.json` says of it."""
    import pandas as pd

    return pd.DataFrame(index.as_dict()["plans"]).set_index("plan_id")
