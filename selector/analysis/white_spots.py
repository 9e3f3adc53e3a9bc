"""White spots: what a cohort leaves open, and who could fill it.

The note, section 3: in 2024/2025 regions must cover the whole country, and those that are not
chosen now must not be pushed into irreversible steps. Counted per cell: municipality x sector.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from selector.intake.types import Municipality
from selector.problem import Problem
from selector.vocabulary import SECTORS

STATES = ("chosen", "national", "fillable", "open")


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


@dataclass(frozen=True)
class Filler:
    """A plan that is not chosen, and what it would fill: cells and the people in them.

    `competes_with` are the chosen plans that it may not be chosen with.
    """

    plan_id: str
    cells: int
    people: int
    competes_with: tuple[str, ...]


@dataclass(frozen=True)
class WhiteSpots:
    """What a cohort leaves open.

    `states[sector]` tells for every municipality, in the order of the regions, who covers the
    cell: `chosen` (a chosen plan that is not national), `national` (only a chosen national plan),
    `fillable` (no chosen plan, but an eligible one that competes with none of them) or `open`.
    `fillers` are the eligible plans that would cover cells without a chosen regional plan, most
    people first. People count once for every sector.
    """

    states: Mapping[str, tuple[str, ...]]
    fillers: tuple[Filler, ...]

    def people(
        self, problem: Problem, key: Callable[[Municipality, str], str]
    ) -> dict[str, dict[str, int]]:
        """Return the people by some property of a cell, and within it by state."""
        found: dict[str, dict[str, int]] = {}
        for sector, states in self.states.items():
            for unit, state in zip(problem.regions.municipalities, states, strict=True):
                group = found.setdefault(key(unit, sector), dict.fromkeys(STATES, 0))
                group[state] += unit.population
        return found


def find_white_spots(problem: Problem, chosen: Collection[int]) -> WhiteSpots:
    """Return what the chosen plans leave open."""
    rows, people = problem.plans.rows, [m.population for m in problem.regions.municipalities]
    rivals = rivals_of(problem, chosen)
    regional = covered(problem, [p for p in chosen if not rows[p].national])
    national = covered(problem, [p for p in chosen if rows[p].national])
    others = [p for p in problem.eligible if p not in chosen and not rows[p].national]
    fillable = covered(problem, [p for p in others if not rivals.get(p)])
    states = {
        sector: tuple(
            "chosen"
            if (m, sector) in regional
            else "national"
            if (m, sector) in national
            else "fillable"
            if (m, sector) in fillable
            else "open"
            for m in range(len(people))
        )
        for sector in SECTORS
    }
    fillers = []
    for p in others:
        cells = covered(problem, [p]) - regional
        if cells:
            against = tuple(problem.plans.ids[q] for q in rivals.get(p, ()))
            total = sum(people[m] for m, _ in cells)
            fillers.append(Filler(problem.plans.ids[p], len(cells), total, against))
    fillers.sort(key=lambda filler: (-filler.people, filler.plan_id))
    return WhiteSpots(states, tuple(fillers))


def covered(problem: Problem, plans: Collection[int]) -> set[tuple[int, str]]:
    """Return the cells that some plans cover."""
    return {(m, s) for p in plans for m in problem.places[p].municipalities
            for s in problem.places[p].sectors}  # fmt: skip


def rivals_of(problem: Problem, chosen: Collection[int]) -> Mapping[int, tuple[int, ...]]:
    """Return for plans that are not chosen the chosen ones that they may not stand beside."""
    among, found = frozenset(chosen), dict[int, list[int]]()
    for a, b in problem.competition.forbidden:
        if (a in among) != (b in among):
            one, other = (a, b) if b in among else (b, a)
            found.setdefault(one, []).append(other)
    return {p: tuple(sorted(against)) for p, against in found.items()}
