"""What the peers on dispersion share: the plans that may be chosen, and their distances."""

from typing import Any

import numpy as np

from selector.geography.distance import measure_distances
from selector.problem import Problem

Metres = np.ndarray[Any, np.dtype[np.int32]]


def candidates(problem: Problem) -> tuple[list[int], Metres]:
    """Return the eligible plans with a place on the map, and the metres between each two."""
    distances = measure_distances(problem.plans, problem.places, problem.regions)
    plans = distances.placed(problem.eligible)
    sites = [site for p in plans if (site := distances.site[p]) is not None]
    return plans, distances.metres[np.ix_(sites, sites)]
