"""Where the plans lie: municipalities, people, context, and the distance between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Any

from selector.verify.recount.exact import UNIT
from selector.verify.recount.facts import Facts, Town, repair
from selector.verify.recount.plans import Plan
from selector.verify.recount.scenario import Scenario
from selector.verify.recount.unreadable import Unreadable

CONTEXTS = ("stedelijk", "niet-stedelijk", "krimp")
TIES = ("krimp", "niet-stedelijk", "stedelijk")
ALMOST = UNIT - 1  # from this share on it is covered whole
MOSTLY = UNIT * 99 // 100  # covered for less than this share is covered in part


@dataclass(frozen=True)
class Place:
    """The territory of a plan: `towns` by position, `bits` the same as a set of bits.

    `partial` tells what a polygon covers in part: code, per mille, and whether it counts.
    `pieces` holds by position what a polygon covers of each town; None for a plan with codes.
    """

    towns: tuple[int, ...]
    bits: int
    near: int
    markets: frozenset[str]
    people: int
    contexts: dict[str, int]
    partial: tuple[tuple[str, int, bool], ...] = ()
    pieces: dict[int, Any] | None = None

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
    return tuple(_locate(plan, facts, scenario) for plan in plans)


def _locate(plan: Plan, facts: Facts, scenario: Scenario) -> Place:
    partial: tuple[tuple[str, int, bool], ...] = ()
    pieces = None
    towns = plan.towns
    if not towns and plan.shape is not None:
        towns, partial, pieces = _covered(plan, facts, scenario)
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
        pieces,
    )


def _covered(
    plan: Plan, facts: Facts, scenario: Scenario
) -> tuple[tuple[int, ...], tuple[tuple[str, int, bool], ...], dict[int, Any]]:
    """Return what a polygon covers: enough of, in part, and the pieces themselves.

    By area, in ten-thousandths; a town of which at most one is missing is covered whole.
    """
    if facts.shapes is None:
        raise Unreadable(f"{plan.row}, geometry", plan.plan_id)
    polygon: Any = repair(plan.shape)
    cuts = [u.intersection(polygon) for u in facts.shapes]
    shares = [round(cut.area / u.area * UNIT) for cut, u in zip(cuts, facts.shapes, strict=True)]
    pieces = {
        t: facts.shapes[t] if share >= ALMOST else cuts[t]
        for t, share in enumerate(shares)
        if share > 0
    }
    towns = tuple(t for t, share in enumerate(shares) if share >= scenario.min_cover and share > 0)
    partial = tuple(
        (facts.towns[t].code, share * 1000 // UNIT, t in towns)
        for t, share in enumerate(shares)
        if 0 < share < MOSTLY
    )
    if not towns:
        raise Unreadable(f"{plan.row}, geometry", plan.plan_id)
    return towns, partial, pieces


def shared_area(one: Place, other: Place, facts: Facts) -> int:
    """Return the square metres that two plans share: within boundaries, else of land."""
    if facts.shapes is None:
        both = one.bits & other.bits
        return sum(facts.towns[t].hectares * 10_000 for t in one.towns if both >> t & 1)
    if one.pieces is None and other.pieces is None:
        both = one.bits & other.bits
        return sum(round(float(facts.shapes[t].area)) for t in one.towns if both >> t & 1)
    mine, yours = _pieces(one, facts.shapes), _pieces(other, facts.shapes)
    common = mine.keys() & yours.keys()
    return round(sum(float(mine[t].intersection(yours[t]).area) for t in common))


def _pieces(place: Place, shapes: Sequence[Any]) -> dict[int, Any]:
    return {t: shapes[t] for t in place.towns} if place.pieces is None else place.pieces


def centre(place: Place, facts: Facts) -> tuple[Fraction, Fraction]:
    """Return the mean of the municipalities' centres by population, in metres."""
    inside = [facts.towns[t] for t in place.towns]
    x = sum(town.x * town.population for town in inside)
    y = sum(town.y * town.population for town in inside)
    return Fraction(x, place.people), Fraction(y, place.people)


def metres(a: tuple[Fraction, Fraction], b: tuple[Fraction, Fraction]) -> int:
    """Return the distance between two points, rounded down to a whole metre."""
    return isqrt(int((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2))
