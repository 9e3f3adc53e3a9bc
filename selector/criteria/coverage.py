"""`coverage`: the share of the declared labels that at least m chosen plans bear."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from selector.criteria.asks import Fields
from selector.criteria.base import CriterionSpec, Label
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
        return Coverage(self.name, labels, self.at_least, bearers)


@dataclass(frozen=True)
class Coverage:
    """`bearers[label]` holds the plans that bear it; without any label the score is 1."""

    measure: ClassVar[str] = "coverage"
    name: str
    labels: tuple[str, ...]
    at_least: int
    bearers: tuple[tuple[int, ...], ...]

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

    def state(self, program: "Program", x: "Sequence[Linear]", size: int) -> "Linear":
        """State one yes/no per label, which needs that many bearers to be yes."""
        covered = []
        for label, plans in zip(self.labels, self.bearers, strict=True):
            yes = program.yes_no(f"{self.name}:{label}")
            program.row(program.total([x[p] for p in plans]) - self.at_least * yes, low=0)
            covered.append(yes)
        return program.total(covered) if covered else program.total([1])

    def detail(self, chosen: Collection[int]) -> Mapping[str, Any]:
        """Return per label how many chosen plans bear it."""
        counts = self._counts(chosen)
        return {
            label: {"count": count, "at_least": self.at_least}
            for label, count in zip(self.labels, counts, strict=True)
        }

    def _counts(self, chosen: Collection[int]) -> list[int]:
        members = frozenset(chosen)
        return [len(members & plans) for plans in self._members]

    @cached_property
    def _members(self) -> tuple[frozenset[int], ...]:
        return tuple(map(frozenset, self.bearers))
