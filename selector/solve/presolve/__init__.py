"""A presolve of our own: a statement made smaller in whole numbers, before HiGHS is asked.

HiGHS has one as well, but one that works in floats, and was seen to err. Here each step keeps all
solutions (prices: all that keep to the row asked for), and is a file with the reason why. With
thousands of pairs of plans, and for a last sum, that saves HiGHS minutes.
"""

from collections.abc import Sequence
from dataclasses import replace

from selector.solve.clock import Clock
from selector.solve.presolve.joined import exclusions, joined
from selector.solve.presolve.parted import parted
from selector.solve.presolve.patterned import patterned
from selector.solve.presolve.priced import priced
from selector.solve.presolve.programs import IntegerProgram, Restated, read, sides
from selector.solve.presolve.propagated import propagated
from selector.statement import Program, Row

MANY = 100  # columns that are 0 or 1, from which patterns and prices are worth their time


class Presolve:
    """A statement that only gets tighter, kept small: a row of it is read once."""

    def __init__(self, program: Program) -> None:
        self._program, self._read = program, (0, 0)  # columns and rows
        self._known: IntegerProgram | None = IntegerProgram((), (), (), ())

    def smaller(self, rows: Sequence[Row], clock: Clock, apart: bool = False) -> Restated | None:
        """Return a smaller statement of the solutions with more rows; None when there are none.

        The first of the rows is the hardest to keep to: it prices the columns. Taken `apart`, it is
        told more often that there are none; where there are some that is time lost.
        """
        self._catch_up()
        more = [side for row in rows for side in sides(row, self._program.whole)]
        found = self._known and propagated(replace(self._known, rows=(*self._known.rows, *more)))
        if found and more and sum(map(found.is_yes_no, found.open)) >= MANY:
            found = priced(patterned(found), more[0], clock)
            found = found and propagated(found)
            if found and apart:
                found = parted(found, more[0], len(self._program.names), clock)
        return Restated.of(found) if found else None

    def _catch_up(self) -> None:
        """Read what was stated since; rows that exclude are joined when there are more of them."""
        stated = len(self._program.names), len(self._program.rows)
        if self._known is None or stated == self._read:
            return
        before = exclusions(self._known)
        found = propagated(read(self._known, self._program, self._read[1]))
        joining = found and exclusions(found) > before
        self._known, self._read = joined(found) if found and joining else found, stated
