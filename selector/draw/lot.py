"""From the directory of a proven result to the draw: the tied plans, and what a seed decides."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from selector.problem import Problem, rebind
from selector.reopen import Refused, named, reopen, solve_proven
from selector.solve.found import Optimum
from selector.solve.tickets import ticket

__all__ = ["Lot", "Refused", "draw"]


@dataclass(frozen=True)
class Lot:
    """The draw: `before` is the cohort of the directory, `chosen` that of the seed drawn.

    Without a seed drawn `seed` is None and the two are the same.
    """

    folder: Path
    problem: Problem
    hashes: Mapping[str, str]
    before_seed: str
    before: frozenset[str]
    always: frozenset[str]
    tied: tuple[str, ...]
    seed: str | None = None
    chosen: frozenset[str] = frozenset()

    @property
    def seats(self) -> int:
        """Return how many of the tied plans are chosen, whatever the seed."""
        return len(self.before) - len(self.always)

    def tickets(self) -> list[tuple[str, str, bool]]:
        """Return the tied plans in order of ticket: plan_id, digest, and whether it is kept."""
        assert self.seed is not None
        drawn = sorted((ticket(self.seed, plan_id), plan_id) for plan_id in self.tied)
        return [(plan_id, digest, plan_id in self.chosen) for digest, plan_id in drawn]


def draw(folder: Path, seed: str | None = None, regions: str | None = None) -> Lot:
    """Return what a seed decides among the optimal cohorts of a result.

    Without a seed: between which plans it will decide. Raises `Refused`, and `InputError` when
    the regions cannot be read.
    """
    own = reopen(folder, regions)
    return draw_among(folder, own.problem, own.optimum, own.hashes, seed)


def draw_among(
    folder: Path,
    problem: Problem,
    optimum: Optimum,
    hashes: Mapping[str, str],
    seed: str | None = None,
) -> Lot:
    """Return what a seed decides among the optimal cohorts, of which one is the proven optimum.

    `folder` is what the papers of the draw call the result. Raises `Refused`.
    """
    ids = problem.plans.ids
    before = frozenset(named(optimum.chosen, ids))
    lot = Lot(
        folder,
        problem,
        hashes,
        problem.scenario.seed,
        before,
        frozenset(named(optimum.always or frozenset(), ids)),
        tuple(named(optimum.sometimes or frozenset(), ids)),
        chosen=before,
    )
    if seed is None:
        return lot
    fresh = rebind(problem, problem.scenario.with_seed(seed))
    drawn = solve_proven(fresh, folder).chosen
    return replace(lot, seed=seed, chosen=frozenset(named(drawn, ids)))
