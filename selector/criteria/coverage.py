"""`coverage`: the share of the declared labels that at least m chosen plans bear."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Literal

from selector.criteria.asks import Fields
from selector.criteria.base import CriterionSpec, Label, Part
from selector.errors import Reporter
from selector.scalars import Whole

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from selector.statement import Linear, Program


class CoverageSpec(CriterionSpec):
    """A `[[criteria]]` table with `measure = "coverage"`."""

    measure: Literal["coverage"]
    categories: tuple[Label, ...] = ()
    at_least: Whole = 1

    def bind(self, fields: Fields, report: Reporter) -> "Coverage | None":
        """Find the plans that bear each declared label."""
        values = fields.categories_of(self.on, report)
        if values is None:
            return None
        labels = fields.declared(values, self.categories, report)
        if not labels:
            report.note("no_labels", name=self.name, on=self.on)
        bearers = tuple(
            tuple(p for p, parts in enumerate(values.parts) if label in parts) for label in labels
        )
        return Coverage(self.name, labels, self.at_least, bearers, bool(self.categories))


@dataclass(frozen=True)
class Coverage:
    """`bearers[label]` holds the plans that bear it; without any label the score is 1.

    `declared`: the scenario lists the labels, else it is whatever occurs.
    """

    measure: ClassVar[str] = "coverage"
    name: str
    labels: tuple[str, ...]
    at_least: int
    bearers: tuple[tuple[int, ...], ...]
    declared: bool = True

    def denominator(self, size: int) -> int:
        """Return the number of declared labels, whatever the size."""
        return max(len(self.labels), 1)

    def numerator(self, chosen: Collection[int]) -> int:
        """Count the labels that enough chosen plans bear."""
        if not self.labels:
            return 1
        return sum(count >= self.at_least for count in self._counts(chosen))

    def profile(self, plan: int) -> tuple[str, ...]:
        """Return the declared labels that the plan bears."""
        pairs = zip(self.labels, self._members, strict=True)
        return tuple(label for label, plans in pairs if plan in plans)

    def post(
        self, model: "cp_model.CpModel", x: "Sequence[cp_model.IntVar]", size: int
    ) -> "cp_model.LinearExpr":
        """Post one yes/no per label: yes exactly when enough bearers are chosen."""
        from ortools.sat.python.cp_model import LinearExpr

        if not self.labels:
            return LinearExpr.sum([]) + 1
        covered = []
        for label, plans in zip(self.labels, self.bearers, strict=True):
            yes = model.new_bool_var(f"{self.name}:{label}")
            count = LinearExpr.sum([x[p] for p in plans])
            model.add(count >= self.at_least).only_enforce_if(yes)
            model.add(count < self.at_least).only_enforce_if(~yes)
            covered.append(yes)
        return LinearExpr.sum(covered)

    def tighten(
        self,
        model: "cp_model.CpModel",
        x: "Sequence[cp_model.IntVar]",
        plans: Collection[int],
        size: int,
        least: int,
    ) -> bool:
        """Post that every label has its bearers, when that is what a numerator comes to."""
        from ortools.sat.python.cp_model import LinearExpr

        if least < len(self.labels):
            return False
        for bearers in self.bearers:
            model.add(LinearExpr.sum([x[p] for p in bearers]) >= self.at_least)
        return True

    def state(self, program: "Program", x: "Sequence[Linear]", size: int) -> "Linear":
        """State one yes/no per label, which needs that many bearers to be yes."""
        covered = []
        for label, plans in zip(self.labels, self.bearers, strict=True):
            yes = program.yes_no(f"{self.name}:{label}")
            program.row(program.total([x[p] for p in plans]) - self.at_least * yes, low=0)
            covered.append(yes)
        return program.total(covered) if covered else program.total([1])

    def detail(self, chosen: Collection[int]) -> Mapping[str, Part]:
        """Return per label how many chosen plans bear it."""
        counts = map(Fraction, self._counts(chosen))
        return {
            label: Part(count, at_least=self.at_least)
            for label, count in zip(self.labels, counts, strict=True)
        }

    def out_of_reach(self, plans: Collection[int]) -> Iterator[str]:
        """Yield the declared labels that too few of the plans bear.

        Of an open list there are none: what occurs is wanted, and as much as can be had.
        """
        for label, members in zip(self.labels, self._members, strict=True):
            if self.declared and len(members.intersection(plans)) < self.at_least:
                yield label

    def is_fixed(self, plans: Collection[int], locked: Collection[int], sizes: range) -> bool:
        """Tell whether of every label every cohort has enough bearers, or none has."""
        free = frozenset(plans)
        return bool(self.labels) and all(
            self._is_settled(members & free, free, locked, sizes) for members in self._members
        )

    def _is_settled(
        self, bearers: frozenset[int], free: frozenset[int], locked: Collection[int], sizes: range
    ) -> bool:
        sure = max(sizes[0] - len(free - bearers), len(bearers.intersection(locked)))
        return sure >= self.at_least or min(len(bearers), sizes[-1]) < self.at_least

    def _counts(self, chosen: Collection[int]) -> list[int]:
        members = frozenset(chosen)
        return [len(members & plans) for plans in self._members]

    @cached_property
    def _members(self) -> tuple[frozenset[int], ...]:
        return tuple(map(frozenset, self.bearers))
