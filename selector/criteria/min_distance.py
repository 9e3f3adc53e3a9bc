"""`dispersion` on `min_distance`: how far apart the two plans lie that are nearest to each other.

National plans have no place on the map and do not take part; fewer than two others score 1.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from selector.cliques import covering
from selector.criteria.asks import Distances
from selector.criteria.base import Part
from selector.criteria.pairs import PER_METRE, placed_pairs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from ortools.sat.python import cp_model

    from selector.statement import Linear, Program


@dataclass(frozen=True, eq=False)
class MinDistance:
    """`reference` is in tenths of a metre; `low` and `high` bound what a cohort can have.

    Of other than `plans` no cohort consists, if given.
    """

    measure: ClassVar[str] = "dispersion"
    name: str
    reference: int
    distances: Distances
    low: int = 0
    high: int | None = None
    plans: frozenset[int] | None = None

    def denominator(self, size: int) -> int:
        """Return the reference distance, whatever the size."""
        return self.reference

    def numerator(self, chosen: Collection[int]) -> int:
        """Return the distance of the nearest two, at most the reference."""
        apart = self.distances.apart(chosen)
        return min(min(apart) * PER_METRE, self.reference) if apart else self.reference

    def joined(self, rest: Collection[int], plans: Sequence[int]) -> list[int]:
        """Return the numerators of the rest of a cohort with each of the plans in turn."""
        import numpy as np

        far = -(-self.reference // PER_METRE)
        rows = [self.distances.row(p, without=far)[list(plans)] for p in rest]
        nearest = np.min([*rows, np.full(len(plans), far)], axis=0)
        within = np.minimum(nearest, min(self.distances.apart(rest), default=far))
        found: list[int] = np.minimum(within * PER_METRE, self.reference).tolist()
        return found

    def profile(self, plan: int) -> int:
        """Return the plan itself: two plans on one site are not the same as one twice."""
        return plan

    def require(
        self, model: "cp_model.CpModel", x: "Sequence[cp_model.IntVar]", least: int
    ) -> None:
        """Forbid every pair that lies too near, as cliques."""
        plans = range(len(x)) if self.plans is None else sorted(self.plans)
        for clique in covering(self.excluded(plans, least)):
            model.add_at_most_one(x[plans[i]] for i in clique)

    def excluded(self, plans: Sequence[int], least: int) -> "NDArray[np.bool_]":
        """Tell which of some plans lie too near to each other to be chosen together."""
        import numpy as np

        placed, apart = self._apart(plans)
        found = np.zeros((len(plans), len(plans)), dtype=bool)
        found[np.ix_(placed, placed)] = apart < -(-least // PER_METRE)
        np.fill_diagonal(found, False)
        return found

    def levels(self, plans: Collection[int], low: int, high: int) -> list[int]:
        """Return, ascending, the numerators above `low` up to `high` that a cohort can have."""
        import numpy as np

        sites = sorted({s for p in plans if (s := self.distances.site[p]) is not None})
        apart = np.unique(self.distances.metres[np.ix_(sites, sites)]) * PER_METRE
        found = {int(n) for n in apart if low < n <= high and n < self.reference}
        return sorted(found | ({self.reference} if low < self.reference <= high else set()))

    def shortfalls(self, plan: int, least: int) -> "NDArray[np.int64]":
        """Return by position, below 0, how many metres too near every other plan lies."""
        metres = -(-least // PER_METRE)
        return (self.distances.row(plan, without=metres) - metres).clip(max=0)

    def within(self, low: int, high: int) -> "MinDistance":
        """Return the criterion for cohorts that are known to lie between two numerators."""
        return replace(self, low=low, high=min(high, self.reference))

    def among(self, plans: Collection[int]) -> "MinDistance":
        """Return the criterion for cohorts of these plans only."""
        return replace(self, plans=frozenset(plans))

    def post(
        self, model: "cp_model.CpModel", x: "Sequence[cp_model.IntVar]", size: int
    ) -> "cp_model.LinearExpr":
        """Post the distance: every pair chosen caps it, and one attains it."""
        low, high = self.low, self.reference if self.high is None else self.high
        self.require(model, x, low)
        nearest = model.new_int_var(low, high, self.name)
        attained = []
        for a, b, metres in self._between(len(x), low, high):
            apart = metres * PER_METRE
            both = model.new_bool_var(f"{self.name}:{a}:{b}")
            model.add_bool_or(~x[a], ~x[b], both)
            model.add_implication(both, x[a])
            model.add_implication(both, x[b])
            model.add(nearest <= apart).only_enforce_if(both)
            here = model.new_bool_var(f"{self.name}:{a}:{b}:nearest")
            attained.append(here)
            model.add_implication(here, both)
            model.add(nearest >= apart).only_enforce_if(here)
            model.add(nearest < apart).only_enforce_if(both, ~here)
        far = model.new_bool_var(f"{self.name}:far")
        model.add(nearest == high).only_enforce_if(far)
        model.add(nearest < high).only_enforce_if(~far)
        model.add_bool_or(far, *attained)
        return nearest + 0

    def state(self, program: "Program", x: "Sequence[Linear]", size: int) -> "Linear":
        """State one row per pair: the distance is the reference at most, less when both are in."""
        nearest = program.number(self.name, 0, self.reference)
        for a, b, metres in placed_pairs(self.distances, range(len(x))):
            short = self.reference - metres * PER_METRE
            if short > 0:
                spare = 2 - x[a] - x[b]
                program.row(nearest - short * spare, high=metres * PER_METRE)
        return nearest

    def detail(self, chosen: Collection[int]) -> Mapping[str, Part]:
        """Return nothing: a distance has no categories."""
        return {}

    def out_of_reach(self, plans: Collection[int]) -> Iterator[str]:
        """Yield nothing: a distance has no categories."""
        return iter(())

    def is_fixed(self, plans: Collection[int], locked: Collection[int], sizes: range) -> bool:
        """Tell whether fewer than two of the plans have a place on the map."""
        return len(self.distances.placed(sorted(plans))) < 2

    def _between(self, count: int, low: int, high: int) -> Iterator[tuple[int, int, int]]:
        """Yield the pairs that can be the nearest two, with their distance in metres."""
        import numpy as np

        plans = range(count) if self.plans is None else sorted(self.plans)
        placed, apart = self._apart(plans)
        nearest = (apart >= -(-low // PER_METRE)) & (apart < -(-high // PER_METRE))
        first, second = np.nonzero(np.triu(nearest, 1))
        for i, j in zip(first.tolist(), second.tolist(), strict=True):
            yield plans[placed[i]], plans[placed[j]], int(apart[i, j])

    def _apart(self, plans: Sequence[int]) -> "tuple[list[int], NDArray[np.int32]]":
        """Return at which places plans stand that have a place on the map, and how far apart."""
        import numpy as np

        placed = [i for i, p in enumerate(plans) if self.distances.site[p] is not None]
        sites = [s for p in plans if (s := self.distances.site[p]) is not None]
        return placed, self.distances.metres[np.ix_(sites, sites)]
