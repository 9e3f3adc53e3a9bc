"""Does a choice leave the country room: the most that plans without competition can cover.

The chosen plans stay; eligible plans are added, none of which may compete with another. National
plans are left out of this: one of them would cover everything.
"""

from collections.abc import Collection
from dataclasses import dataclass

from ortools.sat.python import cp_model

from selector.analysis.white_spots import covered, rivals_of
from selector.cliques import clique_cover
from selector.problem import Problem
from selector.solve.clock import Clock
from selector.solve.engine import Solved, solve_model

EFFORT = 0.2  # deterministic seconds of the last try; 30 plans take a few thousandths
MOST_PLANS = 500  # eligible plans up to which a run looks for coverings unasked: some 3 s


@dataclass(frozen=True)
class Covering:
    """A set of plans without competition, the people in its cells, and the most there can be.

    `share` is of all people times the sectors. Proven when `people` equals `bound`.
    """

    plans: tuple[str, ...]
    people: int
    bound: int
    total: int

    @property
    def proven(self) -> bool:
        """Tell whether no such set covers more."""
        return self.people == self.bound


def widest_covering(problem: Problem, chosen: Collection[int], clock: Clock) -> Covering:
    """Return the set around the chosen plans that covers most people, with as few plans as can.

    People count once for every sector. Without chosen plans: any set without competition.
    """
    rows, units = problem.plans.rows, problem.regions.municipalities
    fixed = frozenset(p for p in chosen if not rows[p].national)
    rivals = rivals_of(problem, chosen)
    free = [
        p for p in problem.eligible
        if p not in chosen and not rows[p].national and not rivals.get(p)
    ]  # fmt: skip
    held = covered(problem, fixed)
    classes: dict[tuple[int, ...], int] = {}
    coverers: dict[tuple[int, str], list[int]] = {}
    for p in free:
        for cell in covered(problem, [p]) - held:
            coverers.setdefault(cell, []).append(p)
    for (m, _), by in coverers.items():
        key = tuple(sorted(by))
        classes[key] = classes.get(key, 0) + units[m].population
    model = cp_model.CpModel()
    x = {p: model.new_bool_var(f"x{p}") for p in free}
    weights = []
    for plans, people in sorted(classes.items()):
        reached = model.new_bool_var("")
        model.add_bool_or([x[p] for p in plans]).only_enforce_if(reached)
        weights.append((reached, people))
    allowed = set(free)
    pairs = [(a, b) for a, b in problem.competition.forbidden if a in allowed and b in allowed]
    for clique in clique_cover(len(problem.plans), pairs):
        model.add_at_most_one(x[p] for p in clique)
    gained = sum(people * reached for reached, people in weights)
    base = sum(units[m].population for m, _ in held)
    total = sum(unit.population for unit in units) * 3
    if not weights:
        return Covering(_ids(problem, fixed), base, base, total)
    model.maximize(gained)
    most = _solve(model, clock)
    if most.values is None:
        bound = base + sum(people for _, people in weights)
        return Covering(_ids(problem, fixed), base, bound, total)
    best = round(most.value)
    bound = best if most.proven or most.bound is None else most.bound
    model.add(gained >= best)
    model.clear_objective()  # type: ignore[no-untyped-call]
    model.maximize(-sum(x.values()))
    fewest = _solve(model, clock)
    values = fewest.values or most.values
    added = [p for p in free if values[x[p].index]]
    return Covering(_ids(problem, fixed.union(added)), base + best, base + bound, total)


def _solve(model: cp_model.CpModel, clock: Clock) -> Solved:
    return solve_model(model, clock, most=EFFORT)


def _ids(problem: Problem, plans: Collection[int]) -> tuple[str, ...]:
    return tuple(problem.plans.ids[p] for p in sorted(plans))


def coverings(
    problem: Problem, chosen: Collection[int], clock: Clock
) -> tuple[Covering, Covering] | None:
    """Return the most that plans without competition cover, with a cohort and without.

    None when there are too many plans to look for it.
    """
    if len(problem.eligible) > MOST_PLANS:
        return None
    return widest_covering(problem, chosen, clock), widest_covering(problem, (), clock)
