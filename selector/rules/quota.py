"""`quota:NAME`: at least or at most so many, or such a share, of the plans of some kind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from selector.numbers import SCALE, show_decimal
from selector.rules.base import COSTS, Change, Costs, Slack

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from selector.statement import Linear, Program


@dataclass(frozen=True)
class QuotaRule:
    """Of the plans in `members` at least `least` (or a share of the cohort), at most `most`.

    Shares are in ten-thousandths. None means: no such bound.
    """

    label: str
    members: tuple[int, ...]
    least: int | None = None
    most: int | None = None
    least_share: int | None = None
    most_share: int | None = None

    @property
    def name(self) -> str:
        """Return `quota:NAME`."""
        return f"quota:{self.label}"

    def bounds(self, size: int) -> tuple[int, int]:
        """Return the lowest and highest number of members in a cohort of `size` plans."""
        low = max(self.least or 0, _whole(self.least_share or 0, size, -1))
        high = size if self.most is None else self.most
        if self.most_share is not None:
            high = min(high, _whole(self.most_share, size, 1))
        return low, high

    def post(self, model: "cp_model.CpModel", x: "Sequence[cp_model.IntVar]", size: int) -> None:
        """Bound the number of members; in whole numbers, since the size is known."""
        from ortools.sat.python.cp_model import LinearExpr

        low, high = self.bounds(size)
        count = LinearExpr.sum([x[p] for p in self.members])
        if low > 0:
            model.add(count >= low)
        if high < size:
            model.add(count <= high)

    def state(self, program: "Program", x: "Sequence[Linear]", size: int) -> None:
        """State every bound in a row of its own, shares in ten-thousandths of the cohort."""
        count = program.total([x[p] for p in self.members])
        if self.least is not None:
            program.row(count, low=self.least)
        if self.most is not None:
            program.row(count, high=self.most)
        if self.least_share is not None:
            program.row(SCALE * count, low=self.least_share * size)
        if self.most_share is not None:
            program.row(SCALE * count, high=self.most_share * size)

    def check(self, chosen: frozenset[int]) -> bool:
        """Tell whether the number of members is within the bounds."""
        low, high = self.bounds(len(chosen))
        return low <= len(chosen.intersection(self.members)) <= high

    def relax(
        self,
        model: "cp_model.CpModel",
        x: "Sequence[cp_model.IntVar]",
        size: "cp_model.LinearExpr",
        costs: Costs = COSTS,
    ) -> Sequence[Slack]:
        """Let each bound move, at a step per plan."""
        from ortools.sat.python.cp_model import LinearExpr

        count = LinearExpr.sum([x[p] for p in self.members])
        room: list[Slack] = []

        def slack(key: str, limit: int, before: int) -> "cp_model.IntVar":
            amount = model.new_int_var(0, limit, f"{self.name}:{key}")
            room.append(Slack(self.name, costs.step, amount, self._change(key, before)))
            return amount

        if self.least is not None:
            model.add(count >= self.least - slack("min", self.least, self.least))
        if self.most is not None:
            model.add(count <= self.most + slack("max", len(x), self.most))
        if self.least_share is not None:
            whole = model.new_int_var(0, len(x), f"{self.name}:least")
            model.add(SCALE * whole >= self.least_share * size)
            model.add(count >= whole - slack("min_share", len(x), self.least_share))
        if self.most_share is not None:
            whole = model.new_int_var(0, len(x), f"{self.name}:most")
            model.add(SCALE * whole <= self.most_share * size)
            model.add(count <= whole + slack("max_share", len(x), self.most_share))
        return room

    def _change(self, key: str, before: int) -> Callable[[int, int], Change]:
        """Return what a bound becomes after so many steps, in a cohort of so many plans."""
        sign = -1 if key.startswith("min") else 1

        def count(steps: int, found: int) -> Change:
            return Change(self.name, key, before, before + sign * steps)

        def share(steps: int, found: int) -> Change:
            bound = _whole(before, found, sign) + sign * steps
            after = min(max(-sign * (-sign * SCALE * bound // found), 0), SCALE)
            return Change(self.name, key, _share(before), _share(after))

        return share if key.endswith("share") else count


def _whole(share: int, size: int, sign: int) -> int:
    """Return the whole number of plans that a share of a size comes to: up for at least."""
    return share * size // SCALE if sign > 0 else -(-share * size // SCALE)


def _share(parts: int) -> float:
    return float(show_decimal(Decimal(parts) / SCALE))
