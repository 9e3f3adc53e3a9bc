"""`dispersion` on `mean_distance`: the mean over all pairs, rounded down to a metre.

National plans have no place on the map and do not take part; fewer than two others score 1.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from selector.criteria.asks import Distances
from selector.criteria.base import Part
from selector.criteria.pair_sum import PairSum
from selector.criteria.pairs import PER_METRE, placed_pairs

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from selector.statement import Linear, Program


@dataclass(frozen=True, eq=False)
class MeanDistance:
    """`reference` is in tenths of a metre; of other than `plans` no cohort consists, if given."""

    measure: ClassVar[str] = "dispersion"
    name: str
    reference: int
    distances: Distances
    plans: frozenset[int] | None = None

    def denominator(self, size: int) -> int:
        """Return the reference distance, whatever the size."""
        return self.reference

    def numerator(self, chosen: Collection[int]) -> int:
        """Return the mean distance in whole metres, at most the reference."""
        apart = [metres for _, _, metres in placed_pairs(self.distances, sorted(chosen))]
        return (
            min(sum(apart) // len(apart) * PER_METRE, self.reference) if apart else self.reference
        )

    def joined(self, rest: Collection[int], plans: Sequence[int]) -> list[int]:
        """Return the numerators of the rest of a cohort with each of the plans in turn."""
        import numpy as np

        sums = np.full(len(plans), sum(self.distances.apart(rest)), dtype=np.int64)
        for p in rest:
            sums += self.distances.row(p, without=0)[list(plans)]
        others = len(self.distances.placed(sorted(rest)))
        counts = others + np.array([self.distances.site[q] is not None for q in plans], dtype=int)
        pairs = counts * (counts - 1) // 2
        means = np.minimum(sums // np.maximum(pairs, 1) * PER_METRE, self.reference)
        found: list[int] = np.where(pairs, means, self.reference).tolist()
        return found

    def profile(self, plan: int) -> int:
        """Return the plan itself: two plans on one site are not the same as one twice."""
        return plan

    def cases(self, plans: Collection[int], size: int) -> list[PairSum]:
        """Return the cohorts by the number of plans with a place, the fewest first."""
        placed = tuple(self.distances.placed(sorted(plans)))
        fewest = max(size - (len(plans) - len(placed)), 0)
        return [
            PairSum(placed, count, self.distances, PER_METRE, self.reference)
            for count in range(fewest, min(size, len(placed)) + 1)
        ]

    def among(self, plans: Collection[int]) -> "MeanDistance":
        """Return the criterion for cohorts of these plans only."""
        return replace(self, plans=frozenset(plans))

    def post(
        self, model: "cp_model.CpModel", x: "Sequence[cp_model.IntVar]", size: int
    ) -> "cp_model.LinearExpr":
        """Post per plan its distance to the other chosen ones, and their sum over the pairs."""
        from ortools.sat.python.cp_model import LinearExpr

        kept = range(len(x)) if self.plans is None else sorted(self.plans)
        placed = self.distances.placed(kept)
        sums = []
        for p in placed:
            apart = [self.distances.between(p, q) for q in placed]
            most = sum(sorted(apart)[len(apart) - min(size - 1, len(apart)) :])
            to_others = LinearExpr.weighted_sum([x[q] for q in placed], apart)
            mine = model.new_int_var(0, most, f"{self.name}:{p}")
            model.add(mine == to_others).only_enforce_if(x[p])
            model.add(mine == 0).only_enforce_if(~x[p])
            sums.append(mine)
        total = LinearExpr.sum(sums)  # every pair twice
        count = LinearExpr.sum([x[p] for p in placed])
        widest = int(self.distances.metres.max(initial=0))
        mean = model.new_int_var(0, max(widest, self.reference), f"{self.name}:mean")
        for k in range(min(size, len(placed)) + 1):
            these = model.new_bool_var(f"{self.name}:{k} placed")
            model.add(count == k).only_enforce_if(these)
            model.add(count != k).only_enforce_if(~these)
            if k < 2:
                model.add(mean == self.reference).only_enforce_if(these)
                continue
            model.add(total >= k * (k - 1) * mean).only_enforce_if(these)
            model.add(total < k * (k - 1) * (mean + 1)).only_enforce_if(these)
        score = model.new_int_var(0, self.reference, self.name)
        model.add_min_equality(score, [PER_METRE * mean, self.reference])
        return score + 0

    def state(self, program: "Program", x: "Sequence[Linear]", size: int) -> "Linear":
        """State a part of each pair that needs both plans, and a whole mean per count of plans."""
        together, apart = [], []
        for a, b, metres in placed_pairs(self.distances, range(len(x))):
            both = program.number(f"{self.name}:{a}:{b}", 0, 1)
            program.row(both - x[a], high=0)
            program.row(both - x[b], high=0)
            together.append(both)
            apart.append(metres)
        total = program.total(together, apart)
        placed = self.distances.placed(range(len(x)))
        counts = [program.yes_no(f"{self.name}:{k} placed") for k in range(size + 1)]
        program.row(program.total(counts), low=1, high=1)
        count = program.total([x[p] for p in placed])
        program.row(program.total(counts, range(size + 1)) - count, low=0, high=0)
        most = max([*apart, self.reference])
        mean = program.number(f"{self.name}:mean", 0, most, whole=True)
        for k in range(2, size + 1):
            pairs = k * (k - 1) // 2
            program.row(total - pairs * mean - pairs * most * counts[k], low=-pairs * most)
        score = program.number(self.name, 0, self.reference)
        program.row(score - PER_METRE * mean, high=0)
        return score

    def detail(self, chosen: Collection[int]) -> Mapping[str, Part]:
        """Return nothing: a distance has no categories."""
        return {}

    def out_of_reach(self, plans: Collection[int]) -> Iterator[str]:
        """Yield nothing: a distance has no categories."""
        return iter(())

    def is_fixed(self, plans: Collection[int], locked: Collection[int], sizes: range) -> bool:
        """Tell whether fewer than two of the plans have a place on the map."""
        return len(self.distances.placed(sorted(plans))) < 2
