"""The map of the page: every municipality, how it stands, and the plans that lie there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot

from selector.outcome import Outcome
from selector.publish.alt import alt_cohort
from selector.publish.country import Unit, country
from selector.publish.on_the_map import note_of
from selector.publish.papers.facts import Facts, PlanFacts
from selector.texts import load_texts

PROVISIONAL = "*"


@dataclass(frozen=True)
class Label:
    """The numbers of chosen plans, where they stand."""

    text: str
    x: int
    y: int


@dataclass(frozen=True)
class PageMap:
    """The drawing with the municipalities by code; `alt` says what it shows, in a sentence.

    `national` plans have no place on it.
    """

    view_box: str
    units: tuple[Unit, ...]
    labels: tuple[Label, ...]
    national: tuple[str, ...]
    alt: str
    source: str


def page_map(outcome: Outcome, facts: Facts) -> PageMap:
    """Return the map of an outcome with a cohort."""
    texts, drawn = load_texts(facts.language), country(outcome)
    return PageMap(
        view_box=drawn.view_box,
        units=drawn.units,
        labels=_labels(facts.of("chosen"), drawn.units),
        national=tuple(plan.plan_id for plan in outcome.problem.plans.rows if plan.national),
        alt=alt_cohort(outcome, texts),
        source=texts(note_of(outcome)),
    )


def _labels(plans: Sequence[PlanFacts], units: Sequence[Unit]) -> tuple[Label, ...]:
    """Put the number of every chosen plan in its municipality nearest to its middle."""
    inside: dict[str, list[Unit]] = {}
    for unit in units:
        for plan_id in unit.plans:
            inside.setdefault(plan_id, []).append(unit)
    found: dict[str, list[str]] = {}
    for plan in plans:
        if own := inside.get(plan.plan_id):
            number = f"{plan.number}{PROVISIONAL if plan.provisional else ''}"
            found.setdefault(_spot(own, found), []).append(number)
    return tuple(
        Label("·".join(found[unit.code]), unit.x, unit.y) for unit in units if unit.code in found
    )


def _spot(own: Sequence[Unit], taken: Mapping[str, object]) -> str:
    """Return the free municipality nearest to the middle of some, else the nearest."""
    x, y = (sum(getattr(unit, axis) for unit in own) / len(own) for axis in "xy")
    near = sorted(own, key=lambda unit: hypot(unit.x - x, unit.y - y))
    return next((unit.code for unit in near if unit.code not in taken), near[0].code)
