"""Rows that let at most one of two columns be 1, joined into rows about many.

Of columns of which every two exclude each other at most one is 1. That follows from the pairs,
so no solution is lost, and the linear relaxation of it is far tighter.
"""

from itertools import combinations

from selector.cliques import clique_cover
from selector.solve.duals import Row
from selector.solve.presolve.programs import IntegerProgram

LONGEST = 100  # columns of a row whose pairs are written out


def joined(program: IntegerProgram) -> IntegerProgram:
    """Return a programme with rows for cliques in the place of those for pairs."""
    excluding = [row for row in program.rows if _is_clique(row, program)]
    others = [row for row in program.rows if not _is_clique(row, program)]
    pairs = {pair for row in excluding for pair in combinations(sorted(row.terms), 2)}
    cliques = clique_cover(len(program.lower), sorted(pairs))
    rows = [*others, *(Row(dict.fromkeys(clique, 1), 1) for clique in cliques)]
    return IntegerProgram(program.lower, program.upper, program.whole, rows)


def exclusions(program: IntegerProgram) -> int:
    """Return how many rows let at most one of some columns be 1."""
    return sum(_is_clique(row, program) for row in program.rows)


def _is_clique(row: Row, program: IntegerProgram) -> bool:
    return row.excludes and len(row.terms) <= LONGEST and all(map(program.is_yes_no, row.terms))
