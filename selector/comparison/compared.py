"""The comparison of results: each beside the first, with the steps between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from selector.changes.between import Difference
from selector.changes.between_plans import CellDifference
from selector.comparison.sides import Side, Sides, cells_between, keys_between
from selector.comparison.steps import Flip, Path, walk
from selector.solve.clock import Clock


@dataclass(frozen=True)
class Pair:
    """The first result beside another: what differs, and which step flipped which plan."""

    one: Side
    other: Side
    keys: tuple[Difference, ...]
    cells: tuple[CellDifference, ...]
    path: Path
    flips: tuple[Flip, ...]
    flipped: tuple[str, ...]


@dataclass(frozen=True)
class Compared:
    """Results beside each other, and the first beside each of the others."""

    sides: Sides
    pairs: tuple[Pair, ...]

    def scores(self, criterion: str) -> tuple[Fraction | None, ...]:
        """Return the score of each result on a criterion; None where it has none."""
        return tuple(_scores(side).get(criterion) for side in self.sides.sides)

    @property
    def always(self) -> tuple[str, ...]:
        """Return the plans that every result chose."""
        sides = self.sides.sides
        return tuple(p for p in self.sides.ids if all(p in side.chosen for side in sides))


def compare(sides: Sides, clock: Clock) -> Compared:
    """Lay results beside each other, and solve the steps from the first to each other one.

    Raises `DisagreementError` when the solvers contradict each other.
    """
    first, *others = sides.sides
    return Compared(sides, tuple(_pair(sides, first, other, clock) for other in others))


def _pair(sides: Sides, one: Side, other: Side, clock: Clock) -> Pair:
    flipped, path = sides.flipped(other), walk(one, other, clock)
    return Pair(
        one, other, keys_between(one, other), cells_between(one, other), path,
        path.flips(flipped), flipped,
    )  # fmt: skip


def _scores(side: Side) -> Mapping[str, Fraction]:
    return {} if side.outcome.optimum is None else side.outcome.cohort.scores
