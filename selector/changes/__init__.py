"""Changes to a round, as one writes them: `R14.c2=voldaan`, `+R14`, `R14~R15`, `size=13`."""

from selector.changes.carry_out import Round, carry_out
from selector.changes.grammar import Agreement, Cell, Change, Key, Lock, Merge, read_changes

__all__ = [
    "Agreement",
    "Cell",
    "Change",
    "Key",
    "Lock",
    "Merge",
    "Round",
    "carry_out",
    "read_changes",
]
