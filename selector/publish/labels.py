"""Where labels stand on a map: none over another, none over what it would hide.

Everything is in metres on the ground; a size in points becomes metres by the scale of the map.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import cos, pi, sin
from typing import Any

import shapely

WIDE, HIGH = 0.66, 1.15  # of a bold letter, against its size
Spot = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """The room that a label takes."""

    west: float
    south: float
    east: float
    north: float

    def meets(self, other: "Box") -> bool:
        """Tell whether two boxes cover each other somewhere."""
        return (
            self.west < other.east
            and other.west < self.east
            and self.south < other.north
            and other.south < self.north
        )


@dataclass
class Room:
    """What is taken on one map; `metres` is what a point of type measures on the ground."""

    metres: float
    within: Box
    taken: list[Box] = field(default_factory=list)

    def box(self, spot: Spot, text: str, size: float) -> Box:
        """Return what a text takes around a spot, its size in points."""
        half, up = size_of(text, size * self.metres)
        return Box(spot[0] - half, spot[1] - up, spot[0] + half, spot[1] + up)

    def free(self, box: Box) -> bool:
        """Tell whether nothing stands there yet, and it is on the map."""
        inside = (
            self.within.west <= box.west and box.east <= self.within.east
            and self.within.south <= box.south and box.north <= self.within.north
        )  # fmt: skip
        return inside and not any(box.meets(other) for other in self.taken)

    def take(self, box: Box) -> None:
        """Let nothing else stand there."""
        self.taken.append(box)

    def first(self, spots: Iterable[Spot], text: str, size: float) -> Spot | None:
        """Take the first spot at which a text has room; None when there is none."""
        for spot in spots:
            box = self.box(spot, text, size)
            if self.free(box):
                self.take(box)
                return spot
        return None


def size_of(text: str, size: float) -> tuple[float, float]:
    """Return half the width and half the height of a text, in the unit of its size."""
    return (len(text) * WIDE + 0.35) * size / 2, HIGH * size / 2


def around(spot: Spot, step: float, rings: int = 5) -> Iterator[Spot]:
    """Yield spots in rings around one, the nearest first."""
    for ring in range(1, rings + 1):
        for part in range(16):
            angle = pi / 2 - part * pi / 8
            yield spot[0] + ring * step * cos(angle), spot[1] + ring * step * sin(angle)


def beside(spot: Spot, text: str, size: float, gap: float) -> Iterator[Spot]:
    """Yield the middles of a text right, left, above and below a dot."""
    half, up = size_of(text, size)
    x, y = spot
    yield x + gap + half, y
    yield x - gap - half, y
    yield x, y + gap + up
    yield x, y - gap - up


def within(shape: Any, spot: Spot, half: float, up: float) -> bool:
    """Tell whether a box around a spot lies inside a shape."""
    box = shapely.box(spot[0] - half, spot[1] - up, spot[0] + half, spot[1] + up)
    return bool(shapely.covers(shape, box))


def nearest(spots: Sequence[Spot], to: Spot) -> list[Spot]:
    """Return spots from near to far."""
    return sorted(spots, key=lambda spot: (spot[0] - to[0]) ** 2 + (spot[1] - to[1]) ** 2)
