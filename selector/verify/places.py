"""Where the plans lie: municipalities, people, context, and the distance between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Any

from selector.verify.exact import UNIT
from selector.verify.facts import Facts, Town, repair
from selector.verify.plans import Plan
from selector.verify.report import Unreadable
from selector.verify.scenario import Scenario

CONTEXTS = ("stedelijk", "niet-stedelijk", "krimp")
TIES = ("krimp", "niet-stedelijk", "stedelijk")
MOSTLY = UNIT * 99 // 100  # covered for less than this share is covered in part


@dataclass(frozen=True)
class Place:
    """The territory of a plan: `towns` by position, `bits` the same as a set of bits.

    `partial` tells what a polygon covers in part: code, per mille, and whether it counts.
    """

    towns: tuple[int, ...]
    bits: int
    near: int
    markets: frozenset[str]
    people: int
    contexts: dict[str, int]
    partial: tuple[tuple[str, int, bool], ...] = ()

    @property
    def context(self) -> str:
        """Return the class in which most people live."""
        return max(TIES, key=lambda context: self.contexts[context])


def context_of(town: Town, scenario: Scenario) -> str:
    """Return the context of a municipality: krimp goes first."""
    if town.shrinking in scenario.shrinking:
        return "krimp"
    return "stedelijk" if town.urbanity in scenario.urban else "niet-stedelijk"


def places(plans: Sequence[Plan], facts: Facts, scenario: Scenario) -> tuple[Place, ...]:
    """Return the territory of every plan; raises `Unreadable` where it cannot be told."""
    return tuple(_place(plan, facts, scenario) for plan in plans)


def _place(plan: Plan, facts: Facts, scenario: Scenario) -> Place:
    partial: tuple[tuple[str, int, bool], ...] = ()
    towns = plan.towns
    if not towns and plan.shape is not None:
        towns, partial = _covered(plan, facts, scenario)
    elif not towns:
        towns = tuple(range(len(facts.towns)))
    inside = [facts.towns[t] for t in towns]
    near = 0
    for t in towns:
        near |= facts.near[t]
    contexts = dict.fromkeys(CONTEXTS, 0)
    for town in inside:
        contexts[context_of(town, scenario)] += town.population
    return Place(
        towns,
        sum(1 << t for t in towns),
        near,
        frozenset(town.market for town in inside),
        sum(town.population for town in inside),
        contexts,
        partial,
    )


def _covered(
    plan: Plan, facts: Facts, scenario: Scenario
) -> tuple[tuple[int, ...], tuple[tuple[str, int, bool], ...]]:
    """Return what a polygon covers: enough of, and in part; by area, in ten-thousandths."""
    if facts.shapes is None:
        raise Unreadable(f"{plan.row}, geometry", plan.plan_id)
    polygon: Any = repair(plan.shape)
    shares = [round(u.intersection(polygon).area / u.area * UNIT) for u in facts.shapes]
    towns = tuple(t for t, share in enumerate(shares) if share >= scenario.min_cover and share > 0)
    partial = tuple(
        (facts.towns[t].code, share * 1000 // UNIT, t in towns)
        for t, share in enumerate(shares)
        if 0 < share < MOSTLY
    )
    if not towns:
        raise Unreadable(f"{plan.row}, geometry", plan.plan_id)
    return towns, partial


def centre(place: Place, facts: Facts) -> tuple[Fraction, Fraction]:
    """Return the mean of the municipalities' centres by population, in metres."""
    inside = [facts.towns[t] for t in place.towns]
    x = sum(town.x * town.population for town in inside)
    y = sum(town.y * town.population for town in inside)
    return Fraction(x, place.people), Fraction(y, place.people)


def metres(a: tuple[Fraction, Fraction], b: tuple[Fraction, Fraction]) -> int:
    """Return the distance between two points, rounded down to a whole metre."""
    return isqrt(int((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2))
