"""What the cohort leaves open: the record, `white_spots.csv` and its sheet, counted again.

That no set of plans covers more is not recounted; that the sets named keep apart and cover what
is said of them, is.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from selector.texts import Texts
from selector.verify.compare.delivered import COHORT, Delivered
from selector.verify.compare.desk import Desk, Open
from selector.verify.recount.places import context_of
from selector.verify.recount.round import Round
from selector.verify.recount.tables import as_text

FILE = "white_spots.csv"
HEADER = ("code", "sector", "gemeente", "provincie", "landsdeel", "context", "inwoners",
          "toestand", "aanvragen")  # fmt: skip
STATES = ("chosen", "national", "fillable", "open")
SECTORS = ("po", "vo", "mbo")
Cell = tuple[int, str]


def check_white_spots(
    delivered: Delivered, round_: Round, chosen: frozenset[int], texts: Texts, desk: Desk
) -> None:
    """Hold everything that is said about white spots against a count of its own."""
    plans = round_.plans
    cells = [{(t, s) for t in round_.places[p].towns for s in plans[p].sectors}
             for p in range(len(plans))]  # fmt: skip
    regional = _union(cells[p] for p in chosen if not plans[p].national)
    others = [p for p in round_.eligible if p not in chosen and not plans[p].national]
    apart = _apart(round_)
    rivals = {p: [q for q in sorted(chosen) if frozenset((p, q)) in apart] for p in others}
    by_state = {
        "national": _union(cells[p] for p in chosen if plans[p].national),
        "fillable": _union(cells[p] for p in others if not rivals[p]),
    }
    towns = round_.facts.towns

    def state(cell: Cell) -> str:
        if cell in regional:
            return "chosen"
        return next((name for name, held in by_state.items() if cell in held), "open")

    country = [(t, s) for t in range(len(towns)) for s in SECTORS]
    states = {cell: state(cell) for cell in country}
    fill = []
    for p in others:
        left = cells[p] - regional
        if left:
            people = sum(towns[t].population for t, _ in left)
            against = [round_.ids[q] for q in rivals[p]]
            fill.append((round_.ids[p], len(left), people, against))
    fill.sort(key=lambda entry: (-entry[2], entry[0]))
    said = delivered.record.get("white_spots")
    found = said if isinstance(said, Mapping) else {}
    keys = {
        "sector": lambda cell: cell[1],
        "landsdeel": lambda cell: towns[cell[0]].landsdeel[1],
        "provincie": lambda cell: towns[cell[0]].province[1],
        "context": lambda cell: context_of(towns[cell[0]], round_.scenario),
    }
    wanted: dict[str, Any] = {
        "people": _people(round_, states, lambda cell: "")[""],
        "by": {name: _people(round_, states, key) for name, key in keys.items()},
        "fill": [
            dict(zip(("plan_id", "cells", "people", "competes_with"), entry, strict=True))
            for entry in fill
        ],
    }
    if "covering" in found or len(round_.eligible) <= 1_000:
        told = found.get("covering")
        both = told if isinstance(told, Mapping) else {}
        wanted["covering"] = {
            "with_cohort": _covering(round_, cells, chosen, both, "with_cohort", desk),
            "without_cohort": _covering(round_, cells, frozenset(), both, "without_cohort", desk),
        }
    desk.compare(COHORT, "white_spots", wanted, said)
    _table(delivered, round_, cells, states, others, texts, desk)
    _sheet(delivered, fill, texts, desk)
    if "covering" in found:
        desk.left("coverings")
    desk.did("white_spots", count=sum(name != "chosen" for name in states.values()))


def _union(sets: Any) -> set[Cell]:
    return set().union(*sets)


def _apart(round_: Round) -> frozenset[frozenset[int]]:
    return frozenset(
        frozenset((pair.a, pair.b)) for pair in round_.pairs if pair.verdict == "forbid"
    )


def _people(round_: Round, states: Mapping[Cell, str], key: Any) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for cell, state in states.items():
        group = found.setdefault(key(cell), dict.fromkeys(STATES, 0))
        group[state] += round_.facts.towns[cell[0]].population
    return found


def _covering(
    round_: Round,
    cells: Sequence[set[Cell]],
    chosen: frozenset[int],
    said: Mapping[str, Any],
    which: str,
    desk: Desk,
) -> dict[str, Any]:
    """Return what a covering must say, given its plans; note when these cannot stand together."""
    told = said.get(which)
    found = told if isinstance(told, Mapping) else {}
    named = found.get("plans")
    if not isinstance(named, list) or not all(name in round_.index for name in named):
        return {"plans": Open(lambda _: False)}
    plans = round_.positions(named)
    must = {p for p in chosen if not round_.plans[p].national}
    forbidden = _apart(round_)
    wrong = not must <= plans or any(
        p not in round_.eligible or round_.plans[p].national for p in plans
    )
    wrong |= any(
        pair <= plans | chosen and not pair <= chosen and not pair.isdisjoint(plans)
        for pair in forbidden
    )
    held = _union(cells[p] for p in plans)
    towns = round_.facts.towns
    people = sum(towns[t].population for t, _ in held)
    total = sum(town.population for town in towns) * len(SECTORS)
    place = f"white_spots.covering.{which}.plans"
    if wrong:
        desk.differ(COHORT, place, named, "", "rule")
    if found.get("people") != people:
        desk.differ(COHORT, place, found.get("people"), people)
    bound = found.get("bound")
    return {
        "plans": [round_.ids[p] for p in sorted(plans)],
        "people": people,
        "share": str(Fraction(people, total)),
        "bound": people
        if found.get("proven") is True
        else Open(lambda value: type(value) is int and people <= value <= total),
        "proven": people == bound,
    }


def _table(
    delivered: Delivered,
    round_: Round,
    cells: Sequence[set[Cell]],
    states: Mapping[Cell, str],
    others: Sequence[int],
    texts: Texts,
    desk: Desk,
) -> None:
    if FILE not in delivered.tables:
        return
    columns, *found = delivered.tables[FILE] or [[]]
    expected = {}
    for (t, sector), state in states.items():
        if state == "chosen":
            continue
        town = round_.facts.towns[t]
        fills = [round_.ids[p] for p in others if (t, sector) in cells[p]]
        expected[f"{town.code}|{sector}"] = [
            town.code, sector, town.name, town.province[1], town.landsdeel[1],
            context_of(town, round_.scenario), str(town.population),
            texts(f"white_spots.state_{state}"), "|".join(fills),
        ]  # fmt: skip
    desk.compare_rows(FILE, HEADER, expected, columns, found, 2)


def _sheet(delivered: Delivered, fill: Sequence[Any], texts: Texts, desk: Desk) -> None:
    title = texts("sheet.white_spots")
    if not delivered.sheets:
        return
    if title not in delivered.sheets:
        desk.differ("cohort.xlsx", title, kind="absent")
        return
    header = [texts(f"white_spots.column_{k}") for k in ("plan", "cells", "people", "rivals")]
    columns, *found = [[as_text(c) for c in row] for row in delivered.sheets[title]] or [[]]
    expected = {plan: [plan, str(n), str(people), "|".join(against)]
                for plan, n, people, against in fill}  # fmt: skip
    desk.compare_rows("cohort.xlsx", header, expected, columns, found, sheet=title)
