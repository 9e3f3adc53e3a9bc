"""Proving how large a concave total can be: tangent planes, prices, and what they rule out.

Rounds (Kelley, 1960): the linear relaxation of a model with the planes so far has its best
point; planes that touch there, and halfway to the best cohort, come in, until little is won.
Meanwhile plans of which the price shows that no cohort with them has the total asked for are
dropped, and those without which none has it are held. Points and prices are proposals in
floating point; planes, bounds and what is dropped are counted in whole numbers.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from ortools.sat.python import cp_model
from scipy.sparse import csr_array, hstack, vstack

from selector.criteria import Case, Plane
from selector.solve.relaxation import relax
from selector.solve.search import Search

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Floats = NDArray[np.float64]

UNIT = 1 << 10  # parts of a plan to which a point of the relaxation is rounded
ROUNDS = 100
PATIENCE, WON = 6, 0.03  # rounds that must close this part of the gap, or they end


class Tangents:
    """The planes of one case in one model, and the plans that are left to choose from.

    `bound` is the total that no cohort of the case exceeds, or none with the total last asked
    for; None as long as it is not known.
    """

    def __init__(self, search: Search, case: Case, model: cp_model.CpModel) -> None:
        self.search, self.case = search, case
        self.relaxation = relax(model)
        self.columns = np.array([x.index for x in search.x])
        self.planes: list[Plane] = []
        self.bound: int | None = None

    def refute(self, least: int, best: Collection[int] = ()) -> bool:
        """Tell whether the rounds show that no cohort of the case has so large a total.

        Plans that are in no such cohort are dropped on the way. `best` is a good one.
        """
        gaps: list[int] = []
        self._begin(best)
        while len(gaps) < ROUNDS and self.case.count <= len(self.case.plans):
            if self.search.clock.is_over:
                return False
            point = self._round(least)
            if self.bound is not None and self.bound < least:
                return True
            if point is None or self.bound is None:
                return False
            gaps.append(self.bound - least + 1)
            if len(gaps) > PATIENCE and gaps[-1] > (1 - WON) * gaps[-1 - PATIENCE]:
                return False
            self.touch(point)
            self.touch((point + self._flags(best)) / 2)
        return self.case.count > len(self.case.plans)

    def touch(self, point: "Floats") -> None:
        """Add the plane that touches near a point, given by place in the plans of the case."""
        whole = self.case.count * UNIT
        if not point.sum():
            return
        parts = np.maximum(point, 0) * (whole / point.sum())
        weights = np.floor(parts).astype(np.int64)
        order = np.argsort(weights - parts)
        weights[order[: max(whole - int(weights.sum()), 0)]] += 1
        weights[order[0]] += whole - int(weights.sum())
        self.planes.append(self.case.plane(weights, UNIT))

    def exact(self, cohort: Collection[int]) -> Plane:
        """Add and return the plane that is exact in a cohort of the plans that are left."""
        self.planes.append(self.case.plane(self._flags(cohort).astype(np.int64), 1))
        return self.planes[-1]

    def recall(self, cohorts: Iterable[Collection[int]]) -> None:
        """Add the planes of those cohorts that are of the case and the plans that are left."""
        for cohort in cohorts:
            if self._flags(cohort).sum() == self.case.count:
                self.exact(cohort)

    def fixed(self, plans: Collection[int]) -> dict[int, int]:
        """Return those of the plans that are dropped (0) or held (1)."""
        lower, upper = self.relaxation.lower[self.columns], self.relaxation.upper[self.columns]
        return {p: int(lower[p]) for p in plans if lower[p] == upper[p]}

    def _begin(self, best: Collection[int]) -> None:
        self.planes = self.planes[-ROUNDS:]
        self.recall([best])
        self.touch(np.ones(len(self.case.plans)))

    def _flags(self, cohort: Collection[int]) -> "Floats":
        return np.array([p in cohort for p in self.case.plans], dtype=float)

    def _round(self, least: int) -> "Floats | None":
        """Solve the relaxation, bound the total, drop what can be, and return the best point."""
        slopes = np.zeros((len(self.planes), len(self.relaxation.lower)), dtype=np.int64)
        plans = list(self.case.plans)
        slopes[:, self.columns[plans]] = [plane.factors[plans] for plane in self.planes]
        constants = [plane.constant for plane in self.planes]
        proposed = self._propose(slopes, constants)
        if proposed is None:
            return None
        point, weights, prices = proposed
        found = self.relaxation.bound(slopes, constants, weights, prices)
        if found is None:
            return None
        bound, rest, unit = found
        self.bound = bound // unit if self.bound is None else min(self.bound, bound // unit)
        self.planes = [p for p, weight in zip(self.planes, weights, strict=True) if weight > 0]
        if self.bound >= least:
            self._drop(rest, bound - least * unit)
        left: Floats = point[self.columns[list(self.case.plans)]]
        return left

    def _propose(
        self, slopes: "Whole", constants: Sequence[int]
    ) -> "tuple[Floats, Floats, Floats] | None":
        """Return the best point of the relaxation, and weights and prices that show it is."""
        from scipy.optimize import linprog  # only who measures distances loads it

        relaxation, point = self.relaxation, self.relaxation.lower.astype(float)
        free = np.flatnonzero(relaxation.free)
        level = csr_array(np.ones((len(slopes), 1)))
        rows = hstack([relaxation.matrix[:, free], csr_array((len(relaxation.high), 1))])
        held = np.where(relaxation.free, 0, relaxation.lower)
        ends: Any = [*zip(relaxation.lower[free], relaxation.upper[free], strict=True)]
        matrix: Any = vstack([hstack([csr_array(-slopes[:, free]), level]), rows])
        high = np.append(constants + slopes @ held, relaxation.high - relaxation.matrix @ held)
        limits: Any = {"time_limit": self.search.clock.left()}
        try:
            answer: Any = linprog(
                [*[0.0] * len(free), -1.0],
                A_ub=matrix.astype(float),
                b_ub=high.astype(float),
                bounds=[*ends, (None, None)],
                options=limits,
            )
        except KeyboardInterrupt:
            self.search.clock.stopped.set()
            return None
        if answer.status != 0:
            return None
        point[free] = answer.x[:-1]
        shadows = -answer.ineqlin.marginals
        return point, shadows[: len(slopes)], shadows[len(slopes) :]

    def _drop(self, rest: "Whole", gap: int) -> None:
        """Fix every variable that would cost more than the gap where it leaves its end."""
        lower, upper = self.relaxation.lower.copy(), self.relaxation.upper.copy()
        lower[rest > gap] = upper[rest > gap]
        upper[rest < -gap] = lower[rest < -gap]
        if (lower != self.relaxation.lower).any() or (upper != self.relaxation.upper).any():
            self.relaxation = self.relaxation.tightened(lower, upper)
            left = {p for p in self.case.plans if upper[self.columns[p]]}
            self.case = self.case.among(left)
