"""The fields that follow from where a plan lies: context, landsdeel and provincie."""

from collections.abc import Mapping, Sequence

from selector.criteria.asks import FieldValues
from selector.geography.context import (
    context_people,
    dominant_context,
    largest,
    municipal_context,
    people_by,
)
from selector.geography.territory import Territory
from selector.intake.types import Municipality, Plans, Regions
from selector.numbers import shared_out
from selector.scenario import TerritoryTable
from selector.vocabulary import CONTEXTS, NATIONAL

_PARTS = {"landsdeel": "landsdeel", "provincie": "province"}  # field: what a municipality calls it


def regional_fields(
    plans: Plans, places: Sequence[Territory], regions: Regions, table: TerritoryTable
) -> Mapping[str, FieldValues]:
    """Return `context`, `context_shares`, `landsdeel` and `provincie` of all plans, by name."""
    units = regions.municipalities
    contexts = tuple(context_people(place, regions, table) for place in places)
    dominant = tuple({dominant_context(people): 1} for people in contexts)
    shares = tuple(map(shared_out, contexts))
    everyone = _people(units, [municipal_context(m, table) for m in units])
    return {
        "context": FieldValues("context", dominant, CONTEXTS, everyone),
        "context_shares": FieldValues("context_shares", shares, CONTEXTS, everyone, shares=True),
        **{name: _part(name, plans, places, regions) for name in _PARTS},
    }


def _part(name: str, plans: Plans, places: Sequence[Territory], regions: Regions) -> FieldValues:
    """Return in which part of the country most people of every plan live."""
    units, key = regions.municipalities, _PARTS[name]
    names = {getattr(m, f"{key}_code"): getattr(m, key) for m in units}

    def code(municipality: Municipality) -> str:
        found: str = getattr(municipality, f"{key}_code")
        return found

    parts = tuple(
        {NATIONAL if plan.national else names[largest(people_by(place, regions, code))]: 1}
        for plan, place in zip(plans.rows, places, strict=True)
    )
    domain = tuple(names[of] for of in sorted(names))
    people = _people(units, [getattr(m, key) for m in units])
    return FieldValues(name, parts, domain, people, special=NATIONAL)


def _people(units: Sequence[Municipality], groups: Sequence[str]) -> Mapping[str, int]:
    """Return the people of the country by group."""
    people: dict[str, int] = {}
    for unit, group in zip(units, groups, strict=True):
        people[group] = people.get(group, 0) + unit.population
    return people
