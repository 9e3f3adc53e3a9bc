"""The facts that papers show: every number, name and sentence, made from a result once.

A paper only lays out what stands here, so that no two can differ. Sentences are in one language.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal


@dataclass(frozen=True)
class Number:
    """An exact number, and how people read it."""

    exact: Fraction
    text: str


@dataclass(frozen=True)
class Category:
    """One category of a point: how many chosen plans are in it, and how many were wanted.

    `least`: the wanted number is a least number.
    """

    name: str
    count: Number
    wanted: Number | None
    least: bool = False


@dataclass(frozen=True)
class Point:
    """One point of the weighing framework: wanted, achieved and attainable.

    `best` is what a cohort could reach on this point alone, at most that where not `proven`.
    `says` is it all in sentences, `told` in short; `order` the tier, from 1, that looks at it
    (None: none does).
    """

    name: str
    title: str
    wanted: str
    score: Number
    best: Number
    proven: bool
    categories: tuple[Category, ...]
    order: int | None
    told: str
    says: tuple[str, ...]


Standing = Literal["chosen", "not_chosen", "ineligible"]


@dataclass(frozen=True)
class PlanFacts:
    """One plan: what it is, how it was judged, and the answer to "why (not)?".

    `pending` names the conditions that are still in progress; `answer` is the whole answer,
    `short` its first sentence (both empty when none was worked out); `number` is its place among
    the chosen plans, as on the map.
    """

    plan_id: str
    name: str
    standing: Standing
    verdict: str
    provisional: bool
    in_optimal: str | None
    number: int | None
    profile: tuple[tuple[str, str], ...]
    told: str
    pending: tuple[str, ...]
    reasons: tuple[str, ...]
    findings: tuple[str, ...]
    short: str
    answer: tuple[str, ...]


@dataclass(frozen=True)
class PairFacts:
    """Two plans of which a rule of competition had something to say.

    `national`: nothing, but that it is lifted for a national plan.
    """

    first: str
    second: str
    verdict: str
    verdict_word: str
    chosen: tuple[bool, bool]
    national: bool
    why: str


@dataclass(frozen=True)
class Option:
    """Another cohort beside the chosen one, with its price; scores in the order of the points."""

    title: str
    selected: tuple[str, ...]
    leaves: tuple[str, ...]
    enters: tuple[str, ...]
    price: str
    scores: tuple[Number, ...]


@dataclass(frozen=True)
class Moved:
    """A point with another score in another cohort."""

    title: str
    now: Number
    then: Number


@dataclass(frozen=True)
class SwapFacts:
    """The best cohort with one plan in and a chosen one out, with its price.

    `tier` is the first one, from 1, that is worse; None when none is, or there is no such cohort.
    """

    into: str
    out: str
    feasible: bool
    tier: int | None
    leaves: tuple[str, ...]
    enters: tuple[str, ...]
    price: str
    moved: tuple[Moved, ...]


@dataclass(frozen=True)
class Spot:
    """A part of the country, and the people there (per sector counted) by who covers them."""

    name: str
    people: Mapping[str, Number]


@dataclass(frozen=True)
class Filler:
    """An eligible plan that was not chosen and would cover white spots."""

    plan_id: str
    name: str
    people: Number
    competes_with: tuple[str, ...]


@dataclass(frozen=True)
class Certificate:
    """What the result rests on, as pairs of a name and what stands there; and how to redo it."""

    hashes: tuple[tuple[str, str], ...]
    versions: tuple[tuple[str, str], ...]
    proof: tuple[str, ...]
    redo: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """All of it. `marks` must stand on every page; `swaps` is empty when none was worked out.

    Of very many pairs only the first are in `pairs`; `counts["pairs"]` counts all.
    """

    language: str
    scenario: str
    date: str
    seed: str
    status: str
    marks: tuple[str, ...]
    title: str
    request: str
    core: tuple[str, ...]
    counts: Mapping[str, int]
    points: tuple[Point, ...]
    order: tuple[str, ...]
    plans: tuple[PlanFacts, ...]
    pairs: tuple[PairFacts, ...]
    pairs_told: tuple[str, ...]
    options: tuple[Option, ...]
    swaps: tuple[SwapFacts, ...]
    spots: tuple[Spot, ...]
    spots_told: tuple[str, ...]
    fillers: tuple[Filler, ...]
    method: tuple[str, ...]
    notes: tuple[str, ...]
    relative: str
    certificate: Certificate

    def of(self, standing: Standing) -> tuple[PlanFacts, ...]:
        """Return the plans that stand so."""
        return tuple(plan for plan in self.plans if plan.standing == standing)
