"""What the cohort leaves open: the record, `white_spots.csv` and its sheet, counted again.

That no set of plans covers more is not recounted; that the sets named keep apart and cover what
is said of them, is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from selector.verify.compare.case import Case
from selector.verify.compare.cells import Cells
from selector.verify.compare.delivered import COHORT
from selector.verify.compare.desk import Open
from selector.verify.compare.table import Compared
from selector.verify.recount.places import context_of
from selector.verify.recount.round import Round

HEADER = ("code", "sector", "gemeente", "provincie", "landsdeel", "context", "inwoners",
          "toestand", "aanvragen")  # fmt: skip
STATES = ("chosen", "national", "fillable", "open")
SECTORS = ("po", "vo", "mbo")
MOST_PLANS = 500  # eligible, up to which every result says what a covering could be
Cell = tuple[int, str]


@dataclass(frozen=True)
class _Spots:
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
        return _union(self.cells[p] for p in self.chosen if not self.round.plans[p].national)

    @cached_property
    def others(self) -> list[int]:
        """Return the plans that could be chosen as well, national ones left out."""
        plans = self.round.plans
        return [p for p in self.round.eligible if p not in self.chosen and not plans[p].national]

    @cached_property
    def rivals(self) -> Mapping[int, list[int]]:
        """Return by other plan the chosen plans that it may not stand beside."""
        apart = _apart(self.round)
        return {
            p: [q for q in sorted(self.chosen) if frozenset((p, q)) in apart] for p in self.others
        }

    @cached_property
    def states(self) -> Mapping[Cell, str]:
        """Return what every cell of the country is."""
        national = _union(self.cells[p] for p in self.chosen if self.round.plans[p].national)
        fillable = _union(self.cells[p] for p in self.others if not self.rivals[p])
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


def record(case: Case) -> Compared | None:
    """Hold what the record says of white spots against a count of its own."""
    said = case.record.get("white_spots")
    found = said if isinstance(said, Mapping) else {}
    spots, towns = _Spots(case.round, case.chosen), case.round.facts.towns
    keys: Mapping[str, Callable[[Cell], str]] = {
        "sector": lambda cell: cell[1],
        "landsdeel": lambda cell: towns[cell[0]].landsdeel[1],
        "provincie": lambda cell: towns[cell[0]].province[1],
        "context": lambda cell: context_of(towns[cell[0]], case.round.scenario),
    }
    names = ("plan_id", "cells", "people", "competes_with")
    wanted: dict[str, Any] = {
        "people": spots.people(lambda _: "")[""],
        "by": {name: spots.people(key) for name, key in keys.items()},
        "fill": [dict(zip(names, entry, strict=True)) for entry in spots.fill],
    }
    if "covering" in found or len(case.round.eligible) <= MOST_PLANS:
        wanted["covering"] = {
            "with_cohort": _covering(case, spots, case.chosen, found, "with_cohort"),
            "without_cohort": _covering(case, spots, frozenset(), found, "without_cohort"),
        }
    case.desk.compare(COHORT, "white_spots", wanted, said)
    if "covering" in found:
        case.desk.left("coverings")
    open_cells = sum(name != "chosen" for name in spots.states.values())
    return Compared(open_cells) if found else None


def _union(sets: Iterable[set[Cell]]) -> set[Cell]:
    return set().union(*sets)


def _apart(counted: Round) -> frozenset[frozenset[int]]:
    return frozenset(
        frozenset((pair.a, pair.b)) for pair in counted.pairs if pair.verdict == "forbid"
    )


def _covering(
    case: Case, spots: _Spots, chosen: frozenset[int], said: Mapping[str, Any], which: str
) -> dict[str, Any]:
    """Return what a covering must say, given its plans; note when these cannot stand together."""
    both = said.get("covering")
    told = both.get(which) if isinstance(both, Mapping) else None
    found = told if isinstance(told, Mapping) else {}
    named, counted = found.get("plans"), case.round
    if not isinstance(named, list) or not all(name in counted.index for name in named):
        return {"plans": Open(lambda _: False)}
    plans, towns = counted.positions(named), counted.facts.towns
    people = sum(towns[t].population for t, _ in _union(spots.cells[p] for p in plans))
    total = sum(town.population for town in towns) * len(SECTORS)
    place = f"white_spots.covering.{which}.plans"
    if not _stand_together(counted, plans, chosen):
        case.desk.differ(COHORT, place, named, "", "rule")
    if found.get("people") != people:
        case.desk.differ(COHORT, place, found.get("people"), people)
    return {
        "plans": [counted.ids[p] for p in sorted(plans)],
        "people": people,
        "share": str(Fraction(people, total)),
        "bound": people
        if found.get("proven") is True
        else Open(lambda value: type(value) is int and people <= value <= total),
        "proven": people == found.get("bound"),
    }


def _stand_together(counted: Round, plans: frozenset[int], chosen: frozenset[int]) -> bool:
    """Tell whether the plans of a covering may stand together, beside those that were chosen."""
    if not {p for p in chosen if not counted.plans[p].national} <= plans:
        return False
    if any(p not in counted.eligible or counted.plans[p].national for p in plans):
        return False
    return not any(
        pair <= plans | chosen and not pair <= chosen and not pair.isdisjoint(plans)
        for pair in _apart(counted)
    )


def table(case: Case) -> Cells:
    """Return `white_spots.csv`: every cell that no chosen plan is in."""
    spots, counted, rows = _Spots(case.round, case.chosen), case.round, []
    for (t, sector), state in spots.states.items():
        if state == "chosen":
            continue
        town = counted.facts.towns[t]
        fills = [counted.ids[p] for p in spots.others if (t, sector) in spots.cells[p]]
        rows.append([
            town.code, sector, town.name, town.province[1], town.landsdeel[1],
            context_of(town, counted.scenario), str(town.population),
            case.texts(f"white_spots.state_{state}"), "|".join(fills),
        ])  # fmt: skip
    return Cells(HEADER, rows, 2)


def sheet(case: Case) -> Cells:
    """Return the sheet of the plans that would fill white spots."""
    names: Sequence[str] = ("plan", "cells", "people", "rivals")
    rows = [
        [plan, str(count), str(people), "|".join(against)]
        for plan, count, people, against in _Spots(case.round, case.chosen).fill
    ]
    return Cells([case.texts(f"white_spots.column_{name}") for name in names], rows)
