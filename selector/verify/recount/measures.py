"""The criteria, counted anew: the exact score of a cohort and what stands behind it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import lcm
from typing import Any

from selector.verify.recount.exact import UNIT, given_number, shared_out
from selector.verify.recount.fields import Fields
from selector.verify.recount.places import centre, metres
from selector.verify.recount.scenario import Section, labels
from selector.verify.recount.unreadable import Unreadable

Cohort = Sequence[int]


@dataclass(frozen=True)
class Balance:
    """Weights by plan and category in whole parts of `unit`; `goal`: the share of each category."""

    weights: Sequence[Sequence[int]]
    unit: int
    goal: Sequence[Fraction]


@dataclass(frozen=True)
class Coverage:
    """The plans that bear each label, and how many of them must be chosen."""

    bearers: Sequence[frozenset[int]]
    least: int


@dataclass(frozen=True)
class Total:
    """What each plan adds to the sum of which a cohort's score is the mean."""

    shares: Sequence[Fraction]


@dataclass(frozen=True)
class Apart:
    """How far two plans are from each other, in metres; only plans that are `placed` are anywhere.

    A cohort scores the distance of its nearest pair when `nearest`, else the mean of all, rounded
    down: each metre counts for `scale`, up to 1.
    """

    placed: frozenset[int]
    metres: Callable[[int, int], int]
    scale: Fraction
    nearest: bool

    def score(self, a: int, b: int) -> Fraction:
        """Return what a cohort of two scores."""
        return min(self.metres(a, b) * self.scale, Fraction(1))


Ground = Balance | Coverage | Total | Apart


def _nothing(_: Cohort) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class Measure:
    """A criterion; `best` gives what a size could reach by it alone, where that is arithmetic.

    `ground` is what a proof builds inequalities from.
    """

    name: str
    kind: str
    score: Callable[[Cohort], Fraction]
    ground: Ground
    detail: Callable[[Cohort], Mapping[str, Any]] = _nothing
    best: Callable[[int], Fraction] | None = None


def measure(table: Section, fields: Fields) -> Measure:
    """Return a `[[criteria]]` table of the scenario as something that counts."""
    if table["measure"] not in MEASURES:
        raise Unreadable(f"criteria, {table['name']}", table["measure"])
    return MEASURES[table["measure"]](table, fields)


def _balance(table: Section, fields: Fields) -> Measure:
    target = table.get("target", "equal")
    declared = labels(table.get("categories") or _given(target)) or fields.declared(table["on"])
    weights = [
        [Fraction(parts.get(c, 0), sum(parts.values()) or 1) for c in declared]
        for parts in fields.parts(table["on"])
    ]
    goal = _goal(target, table["on"], declared, weights, fields)
    unit = lcm(*(weight.denominator for row in weights for weight in row))
    whole = [[int(weight * unit) for weight in row] for row in weights]  # soon added up

    def counts(cohort: Cohort) -> list[Fraction]:
        return [Fraction(sum(whole[p][i] for p in cohort), unit) for i in range(len(declared))]

    def score(cohort: Cohort) -> Fraction:
        size = len(cohort)
        off = sum(abs(n - t * size) for n, t in zip(counts(cohort), goal, strict=True))
        return 1 - Fraction(off) / (2 * size)

    def detail(cohort: Cohort) -> Mapping[str, Any]:
        return {
            c: {"count": int(n) if n.denominator == 1 else str(n), "target": str(t)}
            for c, n, t in zip(declared, counts(cohort), goal, strict=True)
        }

    return Measure(table["name"], "balance", score, Balance(whole, unit, goal), detail)


def _given(target: object) -> list[str]:
    return list(target) if isinstance(target, Mapping) else []


def _goal(
    target: object,
    name: str,
    declared: Sequence[str],
    weights: Sequence[Sequence[Fraction]],
    fields: Fields,
) -> list[Fraction]:
    """Return the share of the cohort that belongs in each category."""
    if isinstance(target, Mapping):
        amounts = [Fraction(given_number(target.get(c, 0))) for c in declared]
        return [amount / sum(amounts) for amount in amounts]
    if target == "population":
        people = fields.population(name)
        shares = shared_out({c: people.get(c, 0) for c in declared})
        return [Fraction(shares[c], 1000) for c in declared]
    if target == "applicants" and fields.eligible:
        sums = [sum(weights[p][i] for p in fields.eligible) for i in range(len(declared))]
        if any(sums):
            return [Fraction(n) / len(fields.eligible) for n in sums]
    return [Fraction(1, len(declared))] * len(declared)


def _coverage(table: Section, fields: Fields) -> Measure:
    declared = labels(table.get("categories") or []) or fields.declared(table["on"])
    parts, least = fields.parts(table["on"]), table.get("at_least", 1)

    def counts(cohort: Cohort) -> list[int]:
        return [sum(label in parts[p] for p in cohort) for label in declared]

    def score(cohort: Cohort) -> Fraction:
        if not declared:
            return Fraction(1)
        return Fraction(sum(n >= least for n in counts(cohort)), len(declared))

    def detail(cohort: Cohort) -> Mapping[str, Any]:
        found = zip(declared, counts(cohort), strict=True)
        return {label: {"count": n, "at_least": least} for label, n in found}

    bearers = [frozenset(p for p, held in enumerate(parts) if label in held) for label in declared]
    return Measure(table["name"], "coverage", score, Coverage(bearers, least), detail)


def _total(table: Section, fields: Fields) -> Measure:
    low, high = map(given_number, table.get("range", (0, 1)))
    above = [0 if n is None else n - low for n in fields.numbers(table["on"])]
    if any(not 0 <= n <= high - low for n in above):
        raise Unreadable(f"criteria, {table['name']}", "range")

    def score(cohort: Cohort) -> Fraction:
        return Fraction(sum(above[p] for p in cohort), (high - low) * len(cohort))

    def best(size: int) -> Fraction:
        most = sorted((above[p] for p in fields.eligible), reverse=True)[:size]
        return Fraction(sum(most), (high - low) * size)

    shares = [Fraction(n, high - low) for n in above]
    return Measure(table["name"], "total", score, Total(shares), best=best)


def _dispersion(table: Section, fields: Fields) -> Measure:
    reference = given_number(table["reference_km"])  # in tenths of a metre
    nearest = table["on"] == "min_distance"
    placed = {p for p, plan in enumerate(fields.plans) if not plan.national}
    centres = {p: centre(fields.places[p], fields.facts) for p in placed}
    known: dict[tuple[int, int], int] = {}

    def between(a: int, b: int) -> int:
        if (a, b) not in known:
            known[a, b] = metres(centres[a], centres[b])
        return known[a, b]

    def score(cohort: Cohort) -> Fraction:
        apart = [between(a, b) for a, b in combinations(sorted(placed.intersection(cohort)), 2)]
        if not apart:
            return Fraction(1)
        distance = min(apart) if nearest else sum(apart) // len(apart)
        return min(Fraction(distance * UNIT, 1000 * reference), Fraction(1))

    ground = Apart(frozenset(placed), between, Fraction(UNIT, 1000 * reference), nearest)
    return Measure(table["name"], "dispersion", score, ground)


MEASURES: Mapping[str, Callable[[Section, Fields], Measure]] = {
    "balance": _balance, "coverage": _coverage, "total": _total, "dispersion": _dispersion,
}  # fmt: skip
