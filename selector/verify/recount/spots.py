"""Which cells of the country the chosen plans are in, and which others would fill the rest."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from selector.verify.recount.plans import SECTORS
from selector.verify.recount.round import Round

STATES = ("chosen", "national", "fillable", "open")
Cell = tuple[int, str]


@dataclass(frozen=True)
class Spots:
    """Which cells of the country the chosen plans are in, and which others would fill the rest."""

    round: Round
    chosen: frozenset[int]

    @cached_property
    def cells(self) -> list[set[Cell]]:
        """Return the cells of every plan."""
        places, plans = self.round.places, self.round.plans
        return [{(t, s) for t in place.towns for s in plan.sectors}
                for place, plan in zip(places, plans, strict=True)]  # fmt: skip

    @cached_property
    def regional(self) -> set[Cell]:
        """Return the cells of the chosen plans that are not national."""
        return union(self.cells[p] for p in self.chosen if not self.round.plans[p].national)

    @cached_property
    def others(self) -> list[int]:
        """Return the plans that could be chosen as well, national ones left out."""
        plans = self.round.plans
        return [p for p in self.round.eligible if p not in self.chosen and not plans[p].national]

    @cached_property
    def apart(self) -> frozenset[frozenset[int]]:
        """Return the pairs of plans that may not stand together."""
        pairs = self.round.pairs
        return frozenset(frozenset((p.a, p.b)) for p in pairs if p.verdict == "forbid")

    @cached_property
    def rivals(self) -> Mapping[int, list[int]]:
        """Return by other plan the chosen plans that it may not stand beside."""
        return {
            p: [q for q in sorted(self.chosen) if frozenset((p, q)) in self.apart]
            for p in self.others
        }

    @cached_property
    def fillers(self) -> Mapping[Cell, list[int]]:
        """Return by cell the other plans that are in it, in order."""
        found: dict[Cell, list[int]] = {}
        for p in self.others:
            for cell in self.cells[p]:
                found.setdefault(cell, []).append(p)
        return found

    @cached_property
    def states(self) -> Mapping[Cell, str]:
        """Return what every cell of the country is."""
        national = union(self.cells[p] for p in self.chosen if self.round.plans[p].national)
        fillable = union(self.cells[p] for p in self.others if not self.rivals[p])
        held = {"chosen": self.regional, "national": national, "fillable": fillable}
        country = [(t, s) for t in range(len(self.round.facts.towns)) for s in SECTORS]
        return {
            cell: next((name for name, own in held.items() if cell in own), "open")
            for cell in country
        }

    @cached_property
    def fill(self) -> list[tuple[str, int, int, list[str]]]:
        """Return what every other plan would add, and its rivals; the most people first."""
        found = []
        for p in self.others:
            if left := self.cells[p] - self.regional:
                people = sum(self.round.facts.towns[t].population for t, _ in left)
                against = [self.round.ids[q] for q in self.rivals[p]]
                found.append((self.round.ids[p], len(left), people, against))
        return sorted(found, key=lambda entry: (-entry[2], entry[0]))

    def people(self, key: Callable[[Cell], str]) -> dict[str, dict[str, int]]:
        """Return how many people live in cells of each state, by what a key makes of a cell."""
        found: dict[str, dict[str, int]] = {}
        for cell, state in self.states.items():
            group = found.setdefault(key(cell), dict.fromkeys(STATES, 0))
            group[state] += self.round.facts.towns[cell[0]].population
        return found


def union(sets: Iterable[set[Cell]]) -> set[Cell]:
    """Return the cells that are in any of some sets."""
    return set().union(*sets)
