"""Small random statements, of the kind that a certificate makes, with all their solutions."""

from dataclasses import dataclass, replace
from itertools import combinations, product
from math import inf
from random import Random

from selector.solve.presolve.programs import IntegerProgram, read
from selector.statement import Program
from selector.statement import Row as Stated

PLANS, CATEGORIES = 7, 2
NOTHING = IntegerProgram((), (), (), ())


@dataclass(frozen=True)
class Small:
    """A statement as a certificate makes them: plans, deviations, and a yes/no that gives room."""

    program: Program
    question: Stated
    solutions: frozenset[frozenset[int]]


def small(seed: int) -> Small:
    """State a random one, and count out which plans and yes/no can be 1 together."""
    rng, program = Random(seed), Program()
    x = [program.yes_no(f"x{p}") for p in range(PLANS)]
    low = program.yes_no("low")
    size = rng.randint(2, 4)
    program.row(program.total(x), low=size, high=size)
    pairs = rng.sample(list(combinations(range(PLANS), 2)), rng.randint(0, 9))
    for a, b in pairs:
        program.row(x[a] + x[b], high=1)
    weights = [[rng.choice((0, 2, 3, 6)) for _ in x] for _ in range(CATEGORIES)]
    wanted = [rng.randint(2, 14) for _ in weights]
    off = []
    for row, goal in zip(weights, wanted, strict=True):
        deviation = program.number("d", 0, 6 * size)
        program.row(deviation - program.total(x, row), low=-goal)
        program.row(deviation + program.total(x, row), low=goal)
        off.append(deviation)
    most, room = rng.randint(0, 12), rng.randint(1, 8)
    half = rng.choice((0, 0.5))
    program.row(program.total(off) - room * low, high=most + half)
    worth = [rng.randint(0, 9) for _ in x]
    least = rng.randint(4, 9 * size)
    question = program.total([*x, low], [*worth, -1]), least - half, inf

    def keeps(chosen: frozenset[int], is_low: int) -> bool:
        apart = sum(
            abs(sum(row[p] for p in chosen) - goal)
            for row, goal in zip(weights, wanted, strict=True)
        )
        near = apart <= most + room * is_low and not any({a, b} <= chosen for a, b in pairs)
        return near and sum(worth[p] for p in chosen) - is_low >= least

    every = product(map(frozenset, combinations(range(PLANS), size)), (0, 1))
    kept = (c | ({PLANS} if is_low else set()) for c, is_low in every if keeps(c, is_low))
    return Small(program, question, frozenset(kept))


def asked(case: Small) -> IntegerProgram:
    program = replace(case.program, rows=[*case.program.rows, case.question])
    return read(NOTHING, program, 0)
