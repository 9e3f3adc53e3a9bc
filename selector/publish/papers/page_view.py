"""What the page needs beside the facts to lay them out: places, choices to filter on, bars."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from markupsafe import Markup

from selector.publish.papers.facts import Facts, Number, PairFacts, PlanFacts, Point, Spot
from selector.publish.papers.of_points import label
from selector.publish.papers.page_map import PageMap
from selector.texts import Texts
from selector.vocabulary import CONTEXTS

MOST_PLANS, MOST_PAIRS = 400, 400  # that one page shows and stays workable
BAR = 200  # units of the width of a bar
FACETS = ("sectors", "context", "province")  # of the profile of a plan
STACKED = {"chosen": "got", "national": "national", "fillable": "fillable"}  # the rest is open
_STACK = (
    '<svg class="bar" viewBox="0 0 200 10" preserveAspectRatio="none" aria-hidden="true" '
    'focusable="false"><rect class="rail" width="200" height="10"/>{}</svg>'
)
JOINT = " + "  # between the sectors of a profile


@dataclass(frozen=True)
class Shown:
    """A plan on the page: its place among all plans, and its values of every facet."""

    at: int
    plan: PlanFacts
    facets: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class View:
    """The plans and pairs that are shown, the values of the facets, and the data of the script.

    `places` gives the place of a shown plan by its id.
    """

    plans: tuple[Shown, ...]
    places: Mapping[str, int]
    names: Mapping[str, str]
    chosen: frozenset[str]
    facets: Mapping[str, tuple[str, ...]]
    pairs: tuple[PairFacts, ...]
    contexts: Mapping[str, str]
    data: Markup

    @staticmethod
    def width(number: Number, of: Fraction = Fraction(1)) -> int:
        """Return how many units of a bar a number takes, of what fills the bar."""
        return int(min(number.exact / of, Fraction(1)) * BAR + Fraction(1, 2)) if of else 0

    @staticmethod
    def stack(spot: Spot) -> Markup:
        """Return the people of a part of the country as one bar, by who covers them."""
        total = sum(number.exact for number in spot.people.values()) or 1
        parts, start = [], 0
        for state, name in STACKED.items():
            end = start + View.width(spot.people[state], Fraction(total))
            parts.append(f'<rect class="{name}" x="{start}" width="{end - start}" height="10"/>')
            start = end
        return Markup(_STACK.format("".join(parts)))

    @staticmethod
    def most(point: Point) -> Fraction:
        """Return the largest number that stands at a category of a point."""
        numbers = (n.exact for c in point.categories for n in (c.count, c.wanted) if n)
        return max(numbers, default=Fraction(0))


def view(facts: Facts, drawn: PageMap, texts: Texts) -> View:
    """Return what the page needs; of very many plans and pairs the chosen and the first."""
    labels = {facet: texts(f"plan.label_{facet}") for facet in FACETS}
    numbered = sorted(enumerate(facts.plans), key=lambda pair: pair[1].standing != "chosen")
    kept = sorted(numbered[:MOST_PLANS], key=lambda pair: pair[0])
    shown = tuple(Shown(at, plan, _facets(plan, labels)) for at, plan in kept)
    pairs = sorted(facts.pairs, key=lambda pair: -sum(pair.chosen))[:MOST_PAIRS]
    return View(
        plans=shown,
        places={each.plan.plan_id: each.at for each in shown},
        names={plan.plan_id: plan.name for plan in facts.plans},
        facets={facet: _values(each.facets[facet] for each in shown) for facet in FACETS},
        pairs=tuple(sorted(pairs, key=lambda pair: (pair.first, pair.second))),
        chosen=frozenset(plan.plan_id for plan in facts.of("chosen")),
        contexts={context: label(context, texts) for context in CONTEXTS},
        data=_data(shown, drawn),
    )


def _facets(plan: PlanFacts, labels: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    profile = dict(plan.profile)
    found = {facet: profile.get(name, "") for facet, name in labels.items()}
    return {facet: tuple(value.split(JOINT)) if value else () for facet, value in found.items()}


def _values(found: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({value for values in found for value in values}))


def _data(shown: tuple[Shown, ...], drawn: PageMap) -> Markup:
    """Return what the script works with: the municipalities, and the plans that lie in each."""
    places = {each.plan.plan_id: each.at for each in shown}
    units: list[dict[str, Any]] = [
        {
            "n": unit.name, "x": unit.x, "y": unit.y,
            "p": [places[plan_id] for plan_id in unit.plans if plan_id in places],
        }
        for unit in drawn.units
    ]  # fmt: skip
    text = json.dumps({"units": units}, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
