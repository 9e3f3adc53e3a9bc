"""How much a check may ask for: whoever sends a file decides what is in it."""

from dataclasses import dataclass

from selector.verify.proof.question import Fault

MOST_STEPS = 500_000_000  # of a file: terms added up, and what else takes as long


@dataclass
class Effort:
    """Counts the steps of a check, so that no file can keep it busy for ever."""

    left: int = MOST_STEPS

    def spend(self, steps: int) -> None:
        """Take off so many steps; raises `Fault` when there are none left."""
        self.left -= steps
        if self.left < 0:
            raise Fault("too much work")
