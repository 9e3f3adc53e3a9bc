"""How much a check may ask for: whoever sends a file decides what is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from selector.verify.proof.question import Fault

MOST_STEPS = 500_000_000  # of a file: terms added up, and what else takes as long

ROW_STEPS, COHORT_STEPS = 20, 1_000  # that a term of a row takes to work out, a cohort to look at
NAME_STEPS, LONGEST = 1_000, 60_000  # that any row takes; characters of its name


@dataclass
class Effort:
    """Counts the steps of a check, so that no file can keep it busy for ever."""

    left: int = MOST_STEPS

    def spend(self, steps: int) -> None:
        """Take off so many steps; raises `Fault` when there are none left."""
        self.left -= steps
        if self.left < 0:
            raise Fault("too much work")

    def name(self, name: Sequence[Any]) -> None:
        """Take off what working out the row of a name takes; raises `Fault` when that is long."""
        if (length := len(repr(name))) > LONGEST:
            raise Fault(f"a name of {length} characters")
        self.spend(NAME_STEPS + length + len(name) ** 2)
