"""Does a choice leave the country room: the most that plans without competition can cover.

The chosen plans stay; eligible plans are added, none of which may compete with another. National
plans are left out of this: one of them would cover everything.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from ortools.sat.python import cp_model

from selector.analysis.white_spots import Covering, covered, rivals_of
from selector.cliques import clique_cover
from selector.problem import Problem
from selector.solve.clock import Clock
from selector.solve.engine import Effort, solve_model
from selector.vocabulary import SECTORS

EFFORT = Effort(most=0.2)  # 30 plans take a few thousandths
MOST_PLANS = 500  # eligible plans up to which a run looks for coverings unasked: some 3 s

Gains = Mapping[tuple[int, ...], int]


def widest_covering(problem: Problem, chosen: Collection[int], clock: Clock) -> Covering:
    """Return the set around the chosen plans that covers most people, with as few plans as can.

    People count once for every sector. Without chosen plans: any set without competition.
    """
    units = problem.regions.municipalities
    fixed = frozenset(p for p in chosen if not problem.plans.rows[p].national)
    held = covered(problem, fixed)
    base = sum(units[m].population for m, _ in held)
    total = sum(unit.population for unit in units) * len(SECTORS)
    free = _free(problem, chosen)
    gains = _gains(problem, free, held)
    if not gains:
        return Covering(_ids(problem, fixed), base, base, total)
    added, best, bound = _widest(problem, free, gains, clock)
    return Covering(_ids(problem, fixed | added), base + best, base + bound, total)


def _free(problem: Problem, chosen: Collection[int]) -> list[int]:
    """Return the plans that may be added to the chosen ones."""
    rows, rivals = problem.plans.rows, rivals_of(problem, chosen)
    open_ = (p for p in problem.eligible if p not in chosen and not rows[p].national)
    return [p for p in open_ if not rivals.get(p)]


def _gains(problem: Problem, free: Iterable[int], held: AbstractSet[tuple[int, str]]) -> Gains:
    """Return the people in the cells that are not held, by the plans that would cover them."""
    coverers: dict[tuple[int, str], list[int]] = {}
    for p in free:
        for cell in covered(problem, [p]) - held:
            coverers.setdefault(cell, []).append(p)
    gains: dict[tuple[int, ...], int] = {}
    for (m, _), by in coverers.items():
        plans = tuple(sorted(by))
        gains[plans] = gains.get(plans, 0) + problem.regions.municipalities[m].population
    return gains


def _widest(
    problem: Problem, free: Sequence[int], gains: Gains, clock: Clock
) -> tuple[frozenset[int], int, int]:
    """Return the fewest plans that add most people, how many people, and a bound on these."""
    model, x, gained = _model(problem, free, gains)
    model.maximize(gained)
    most = solve_model(model, clock, effort=EFFORT)
    if most.values is None:
        return *_greedy(problem, free, gains), sum(gains.values())
    best = round(most.value)
    bound = best if most.proven or most.bound is None else most.bound
    model.add(gained >= best)
    model.clear_objective()  # type: ignore[no-untyped-call]
    model.maximize(-sum(x.values()))
    values = solve_model(model, clock, effort=EFFORT).values or most.values
    return frozenset(p for p in free if values[x[p].index]), best, bound


def _greedy(problem: Problem, free: Sequence[int], gains: Gains) -> tuple[frozenset[int], int]:
    """Return plans without competition, those that add most people first, and how many people."""
    pairs = {frozenset(pair) for pair in problem.competition.forbidden}
    alone = {p: sum(people for plans, people in gains.items() if p in plans) for p in free}
    taken: list[int] = []
    for p in sorted(free, key=lambda p: (-alone[p], p)):
        if not any(frozenset((p, q)) in pairs for q in taken):
            taken.append(p)
    return frozenset(taken), sum(n for by, n in gains.items() if not set(by).isdisjoint(taken))


def _model(
    problem: Problem, free: Sequence[int], gains: Gains
) -> tuple[cp_model.CpModel, Mapping[int, cp_model.IntVar], cp_model.LinearExpr | int]:
    """Return the model of the sets without competition, its plans, and the people it gains."""
    model = cp_model.CpModel()
    x = {p: model.new_bool_var(f"x{p}") for p in free}
    weights = []
    for plans, people in sorted(gains.items()):
        reached = model.new_bool_var("")
        model.add_bool_or([x[p] for p in plans]).only_enforce_if(reached)
        weights.append((reached, people))
    pairs = [(a, b) for a, b in problem.competition.forbidden if a in x and b in x]
    for clique in clique_cover(len(problem.plans), pairs):
        model.add_at_most_one(x[p] for p in clique)
    return model, x, sum(people * reached for reached, people in weights)


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
    beside, apart = widest_covering(problem, chosen, clock), widest_covering(problem, (), clock)
    # What stands beside the choice also stands without it, so neither says less than the other.
    most = min(beside.bound, apart.bound)
    best = apart if apart.people >= beside.people else beside
    return replace(beside, bound=most), replace(best, bound=apart.bound)
