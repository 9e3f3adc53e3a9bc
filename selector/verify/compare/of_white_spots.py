"""What the cohort leaves open: the record, `white_spots.csv` and its sheet, counted again.

That no set of plans covers more is not recounted; that the sets named keep apart and cover what
is said of them, is.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from selector.verify.compare.case import Case
from selector.verify.compare.cells import Cells
from selector.verify.compare.delivered import COHORT
from selector.verify.compare.desk import Open
from selector.verify.compare.table import Compared
from selector.verify.recount.places import context_of
from selector.verify.recount.plans import SECTORS
from selector.verify.recount.spots import STATES, Cell, Spots, union

HEADER = ("code", "sector", "gemeente", "provincie", "landsdeel", "context", "inwoners",
          "toestand", "aanvragen")  # fmt: skip
MOST_PLANS = 500  # eligible, up to which every result says what a covering could be


def record(case: Case) -> Compared | None:
    """Hold what the record says of white spots against a count of its own."""
    said = case.record.get("white_spots")
    found = said if isinstance(said, Mapping) else {}
    spots, towns = case.spots, case.round.facts.towns
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


def _covering(
    case: Case, spots: Spots, chosen: frozenset[int], said: Mapping[str, Any], which: str
) -> dict[str, Any]:
    """Return what a covering must say, given its plans; note when these cannot stand together."""
    both = said.get("covering")
    told = both.get(which) if isinstance(both, Mapping) else None
    found = told if isinstance(told, Mapping) else {}
    named, counted = found.get("plans"), case.round
    if not isinstance(named, list) or not all(name in counted.index for name in named):
        return {"plans": Open(lambda _: False)}
    plans, towns = counted.positions(named), counted.facts.towns
    people = sum(towns[t].population for t, _ in union(spots.cells[p] for p in plans))
    total = sum(town.population for town in towns) * len(SECTORS)
    place = f"white_spots.covering.{which}.plans"
    if not _stand_together(spots, plans, chosen):
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


def _stand_together(spots: Spots, plans: frozenset[int], chosen: frozenset[int]) -> bool:
    """Tell whether the plans of a covering may stand together, beside those that were chosen."""
    counted = spots.round
    if not {p for p in chosen if not counted.plans[p].national} <= plans:
        return False
    if any(p not in counted.eligible or counted.plans[p].national for p in plans):
        return False
    return not any(
        pair <= plans | chosen and not pair <= chosen and not pair.isdisjoint(plans)
        for pair in spots.apart
    )


def table(case: Case) -> Cells:
    """Return `white_spots.csv`: every cell that no chosen plan is in."""
    spots, counted, rows = case.spots, case.round, []
    told = {state: case.texts(f"white_spots.state_{state}") for state in STATES}
    for (t, sector), state in spots.states.items():
        if state == "chosen":
            continue
        town = counted.facts.towns[t]
        fills = [counted.ids[p] for p in spots.fillers.get((t, sector), ())]
        rows.append([
            town.code, sector, town.name, town.province[1], town.landsdeel[1],
            context_of(town, counted.scenario), str(town.population),
            told[state], "|".join(fills),
        ])  # fmt: skip
    return Cells(HEADER, rows, 2)


def sheet(case: Case) -> Cells:
    """Return the sheet of the plans that would fill white spots."""
    names: Sequence[str] = ("plan", "cells", "people", "rivals")
    rows = [
        [plan, str(count), str(people), ", ".join(against)]
        for plan, count, people, against in case.spots.fill
    ]
    return Cells([case.texts(f"white_spots.column_{name}") for name in names], rows)
