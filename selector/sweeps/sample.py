"""Which combinations of values a sweep tries: all, one at a time, or drawn.

A draw depends on the seed, its number and the key alone: not on the order of the tables, the
workers or the machine. More draws go on where fewer ended (but for a Latin hypercube, whose
draws belong together).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from math import prod
from typing import Literal, get_args

from selector.sweeps.knobs import Knob

Kind = Literal["grid", "one_at_a_time", "random", "latin_hypercube"]
KINDS: tuple[Kind, ...] = get_args(Kind)
DRAWN: tuple[Kind, ...] = ("random", "latin_hypercube")  # which take a count
MOST = 1_000_000  # scenarios of one sweep
Pick = tuple[int | None, ...]  # per knob the place of its value; None: as in the base


@dataclass(frozen=True)
class Sample:
    """How combinations are taken; `count` (of draws) and `seed` only matter where one draws."""

    kind: Kind = "grid"
    count: int = 0
    seed: str = "0"


@dataclass(frozen=True)
class Combinations:
    """The combinations of a sweep, by number from 0."""

    knobs: tuple[Knob, ...]
    sample: Sample

    @property
    def total(self) -> int:
        """Return how many there are, which may be more than any list can hold."""
        sizes = [len(knob.values) for knob in self.knobs]
        if self.sample.kind == "grid":
            return prod(sizes)
        return 1 + sum(sizes) if self.sample.kind == "one_at_a_time" else self.sample.count

    def __getitem__(self, number: int) -> Pick:
        if self.sample.kind == "grid":
            return self._mixed(number)
        if self.sample.kind == "one_at_a_time":
            return self._alone(number)
        if self.sample.kind == "random":
            return tuple(_draw(self.sample.seed, number, knob) for knob in self.knobs)
        return self._cube[number]

    def _mixed(self, number: int) -> Pick:
        """Return a combination of the grid; the last knob turns fastest."""
        found = list[int | None]()
        for knob in reversed(self.knobs):
            number, at = divmod(number, len(knob.values))
            found.append(at)
        return tuple(reversed(found))

    def _alone(self, number: int) -> Pick:
        """Return the base itself (0), or a combination in which one knob is turned."""
        found: list[int | None] = [None] * len(self.knobs)
        left = number - 1
        for k, knob in enumerate(self.knobs):
            if 0 <= left < len(knob.values):
                found[k] = left
            left -= len(knob.values)
        return tuple(found)

    @cached_property
    def _cube(self) -> Sequence[Pick]:
        """Return the draws of a Latin hypercube, its columns in the order of the keys."""
        from scipy.stats.qmc import LatinHypercube

        order = sorted(range(len(self.knobs)), key=lambda k: self.knobs[k].key)
        start = int.from_bytes(sha256(self.sample.seed.encode()).digest()[:8])
        cube = LatinHypercube(max(len(order), 1), rng=start).random(self.sample.count)
        columns = {k: cube[:, c].tolist() for c, k in enumerate(order)}
        sizes = [len(knob.values) for knob in self.knobs]
        return [
            tuple(min(int(columns[k][i] * n), n - 1) for k, n in enumerate(sizes))
            for i in range(self.sample.count)
        ]


def _draw(seed: str, number: int, knob: Knob) -> int:
    digest = sha256(f"{seed}:{number}:{knob.key}".encode()).digest()
    return int.from_bytes(digest) % len(knob.values)  # of 2^256, so that no value is favoured
