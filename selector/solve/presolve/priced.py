"""Columns that a bound fixes: with them otherwise no solution reaches what is asked for."""

from selector.solve.clock import Clock
from selector.solve.duals import LinearRows, Row
from selector.solve.presolve.programs import IntegerProgram


def priced(program: IntegerProgram, aim: Row, clock: Clock) -> IntegerProgram | None:
    """Return a programme with columns fixed by the reduced costs beside a row that has to hold.

    None when the bound tells that no solution keeps to that row.
    """
    bounds = list(zip(program.lower, program.upper, strict=True))
    most = LinearRows(bounds, program.rows).maximum(
        {j: -a for j, a in aim.terms.items()}, clock.left()
    )
    if most is None:
        return program
    if most.below(-aim.most):
        return None
    columns = [j for j in program.open if program.is_yes_no(j)]
    return program.with_fixed(most.fixed(columns, -aim.most))
