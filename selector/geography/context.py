"""Context: how many people of a plan live in krimp, urban and non-urban municipalities.

Note, section 3: "verschillende context (stedelijk/niet-stedelijk/krimpregio's)".
"""

from collections.abc import Callable, Mapping

from selector.geography.territory import Territory
from selector.intake.types import Municipality, Regions
from selector.scenario import TerritoryTable
from selector.vocabulary import CONTEXTS, DOMINANCE


def municipal_context(municipality: Municipality, table: TerritoryTable) -> str:
    """Return `krimp`, else `stedelijk`, else `niet-stedelijk`."""
    shrinking = ("krimp", "anticipeer") if table.anticipeer_is_krimp else ("krimp",)
    if municipality.shrinking in shrinking:
        return "krimp"
    return "stedelijk" if municipality.urbanity in table.urban_classes else "niet-stedelijk"


def people_by(
    territory: Territory, regions: Regions, key: Callable[[Municipality], str]
) -> Mapping[str, int]:
    """Return the people of a territory by some property of their municipality."""
    people: dict[str, int] = {}
    for m in territory.municipalities:
        municipality = regions.municipalities[m]
        group = key(municipality)
        people[group] = people.get(group, 0) + municipality.population
    return people


def context_people(
    territory: Territory, regions: Regions, table: TerritoryTable
) -> Mapping[str, int]:
    """Return the people of a territory in each of the three contexts, zeros included."""
    people = people_by(territory, regions, lambda m: municipal_context(m, table))
    return {context: people.get(context, 0) for context in CONTEXTS}


def dominant_context(people: Mapping[str, int]) -> str:
    """Return the context with most people; ties in the order krimp, niet-stedelijk, stedelijk."""
    return max(DOMINANCE, key=lambda context: people[context])


def largest(people: Mapping[str, int]) -> str:
    """Return the key with most people; ties go to the lowest key."""
    return min(people, key=lambda key: (-people[key], key))
