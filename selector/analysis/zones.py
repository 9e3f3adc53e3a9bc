"""Which vectors of whole numbers are not yet known to be dominated: a set of search zones.

A zone is all that exceeds a corner in every component. Together the zones hold exactly the
vectors that no vector found so far reaches in every component, so when the last zone is proven
empty, everything is found. (Klamroth, Lacour and Vanderpooten, "On the representation of the
search region in multi-objective optimization", 2015.)
"""

Corner = tuple[int, ...]


class Zones:
    """The zones that are open, within ceilings that no vector exceeds."""

    def __init__(self, ceilings: Corner) -> None:
        self._ceilings = ceilings
        self._open: list[Corner] = []
        self._empty: list[Corner] = []
        self._add((-1,) * len(ceilings))

    def next(self) -> Corner | None:
        """Return the corner of an open zone, or None when there is none left."""
        return min(self._open, default=None)

    def empty(self, corner: Corner) -> None:
        """Close a zone that holds nothing."""
        self._open.remove(corner)
        self._empty.append(corner)

    def cut(self, found: Corner) -> None:
        """Leave out all that a vector reaches in every component."""
        above = [c for c in self._open if all(a < b for a, b in zip(c, found, strict=True))]
        self._open = [corner for corner in self._open if corner not in above]
        for corner in above:
            for k, value in enumerate(found):
                self._add((*corner[:k], value, *corner[k + 1 :]))

    def _add(self, corner: Corner) -> None:
        """Open a zone, unless nothing can lie in it or it lies in another."""
        if any(a >= top for a, top in zip(corner, self._ceilings, strict=True)):
            return
        if any(_within(corner, other) for other in (*self._open, *self._empty)):
            return
        self._open = [other for other in self._open if not _within(other, corner)]
        self._open.append(corner)


def _within(corner: Corner, other: Corner) -> bool:
    """Tell whether the zone of a corner lies in the zone of another."""
    return all(a >= b for a, b in zip(corner, other, strict=True))
