"""What the records of a sweep prove of plans and knobs: counts and thresholds, nothing fitted.

All is over the scenarios whose choice is proven.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Literal

from selector.sweeps.index import Index, Row

MOST_VALUES, RANGES = 8, 4  # of a number: more values are told as so many ranges
BASE = "base"  # the knob that stands for the scenario that is varied
Class = Literal["always", "depends", "never"]
Way = Literal["from", "until", "only"]


@dataclass(frozen=True)
class Share:
    """In how many of so many scenarios something is so."""

    count: int
    of: int

    @property
    def part(self) -> Fraction:
        """Return it as a fraction; none of none is none."""
        return Fraction(self.count, self.of) if self.of else Fraction(0)


@dataclass(frozen=True)
class Effect:
    """What one knob does to one plan: how often it is chosen at each value, in order.

    `fine` is by value; `shares` by ranges of values where a number has many.
    """

    plan: str
    knob: str
    fine: Mapping[str, Share]
    shares: Mapping[str, Share]
    numeric: bool

    @cached_property
    def low(self) -> str:
        """Return the value at which the plan is chosen the least."""
        return min(self.shares, key=lambda value: self.shares[value].part)

    @cached_property
    def high(self) -> str:
        """Return the value at which the plan is chosen the most."""
        return max(self.shares, key=lambda value: self.shares[value].part)

    @property
    def reach(self) -> Fraction:
        """Return how far the shares lie apart."""
        return self.shares[self.high].part - self.shares[self.low].part

    @property
    def decides(self) -> bool:
        """Tell whether the knob alone decides: at each value always chosen, or never."""
        known = self.fine.values()
        pure = all(share.count in (0, share.of) for share in known)
        return pure and len({share.part for share in known}) == 2

    @cached_property
    def threshold(self) -> tuple[Way, str, str] | None:
        """Return where the choice turns: which way, and the values on either side of it.

        Only when the knob alone decides, its values are numbers, and it turns once.
        """
        if not (self.decides and self.numeric):
            return None
        turns = [(a, b) for a, b in pairwise(self.fine) if self.fine[a].part != self.fine[b].part]
        if len(turns) != 1:
            return None
        below, above = turns[0]
        return ("from", below, above) if self.fine[above].part else ("until", below, above)


def classes(index: Index) -> Mapping[str, Class]:
    """Return per plan whether it is chosen always, never, or depending on the scenario."""
    total = len(index.proven)
    return {
        plan: "never" if not count else "always" if count == total else "depends"
        for plan, count in index.chosen.items()
    }


def effects(index: Index) -> Sequence[Effect]:
    """Return what each knob does to each plan that depends on the scenario."""
    depending = [plan for plan, kind in classes(index).items() if kind == "depends"]
    found = list[Effect]()
    for name, groups in _groups(index).items():
        if len(groups) < 2:
            continue
        numeric = name != BASE and all(_number(value) is not None for value in groups)
        ranges = _ranges(groups) if numeric and len(groups) > MOST_VALUES else groups
        for plan in depending:
            fine, shares = (
                {value: _share(rows, plan) for value, rows in parts.items()}
                for parts in (groups, ranges)
            )
            found.append(Effect(plan, name, fine, shares, numeric))
    return found


def strongest(found: Sequence[Effect]) -> Mapping[str, Effect]:
    """Return per plan the knob that matters most to it, if any does at all."""
    best = dict[str, Effect]()
    for effect in found:
        if effect.reach > (best[effect.plan].reach if effect.plan in best else 0):
            best[effect.plan] = effect
    return best


def weights(found: Sequence[Effect]) -> Mapping[str, Fraction]:
    """Return per knob how far it moves the plans on average, the strongest first."""
    reaches = defaultdict[str, list[Fraction]](list)
    for effect in found:
        reaches[effect.knob].append(effect.reach)
    means = {knob: sum(r, Fraction(0)) / len(r) for knob, r in reaches.items()}
    return dict(sorted(means.items(), key=lambda pair: (-pair[1], pair[0])))


def _groups(index: Index) -> Mapping[str, Mapping[str, Sequence[Row]]]:
    """Return the proven scenarios by knob and value; values that are numbers in their order.

    Where one knob is turned at a time, those of the others do not count for it.
    """
    found: dict[str, dict[str, list[Row]]] = {BASE: {}}
    for row in index.proven:
        found[BASE].setdefault(row.point.base.name, []).append(row)
    for k, knob in enumerate(index.setup.knobs):
        groups = found.setdefault(knob.key, {})
        for row in index.proven:
            if (value := row.point.values[k]) is not None:
                groups.setdefault(value, []).append(row)
        numbers = {value: _number(value) for value in groups}
        if all(number is not None for number in numbers.values()):
            order = sorted(groups, key=lambda value: numbers[value] or Decimal(0))
            found[knob.key] = {value: groups[value] for value in order}
    return found


def _ranges(groups: Mapping[str, Sequence[Row]]) -> Mapping[str, Sequence[Row]]:
    """Return values in their order as a few ranges with about as many scenarios in each."""
    total = sum(map(len, groups.values()))
    found, start, rows, done = dict[str, list[Row]](), "", list[Row](), 0
    for value, members in groups.items():
        start, rows = start or value, [*rows, *members]
        if (done + len(rows)) * RANGES >= total * (len(found) + 1):
            name = start if start == value else f"{start}\u2013{value}"
            found[name], done, start, rows = rows, done + len(rows), "", []
    return found


def _share(rows: Sequence[Row], plan: str) -> Share:
    return Share(sum(plan in row.chosen for row in rows), len(rows))


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


@dataclass(frozen=True)
class Hanging:
    """What hangs on an assessment in doubt: per value, how often its own plan is eligible and
    chosen, and the other plan whose choice moves the most with it."""

    knob: str
    plan: str
    eligible: Mapping[str, Share]
    chosen: Effect
    other: Effect | None

    @property
    def weight(self) -> Fraction:
        """Return how much hangs on it: the largest of how far the three move."""
        parts = [share.part for share in self.eligible.values()]
        moved = self.other.reach if self.other else Fraction(0)
        return max(max(parts) - min(parts), self.chosen.reach, moved)


def hanging(index: Index) -> Sequence[Hanging]:
    """Return what hangs on each assessment in doubt, that on which most hangs first."""
    groups, found = _groups(index), list[Hanging]()
    for knob in index.setup.knobs:
        values = groups[knob.key]
        if not knob.doubt or len(values) < 2:
            continue
        parts = _ranges(values) if len(values) > MOST_VALUES else values
        moved = {
            plan: Effect(plan, knob.key, shares, shares, False)
            for plan in index.plan_ids
            if (shares := {v: _share(rows, plan) for v, rows in parts.items()})
        }
        plan = max((p for p in moved if knob.key.startswith(f"{p}.")), key=len)
        others = [effect for name, effect in moved.items() if name != plan and effect.reach]
        other = max(others, key=lambda e: (e.reach, e.plan), default=None)
        eligible = {v: _eligible(rows, plan) for v, rows in parts.items()}
        found.append(Hanging(knob.key, plan, eligible, moved[plan], other))
    return sorted(found, key=lambda h: (-h.weight, h.knob))


def _eligible(rows: Sequence[Row], plan: str) -> Share:
    out = sum(row.record["verdicts"].get(plan) == "voldoet_niet" for row in rows)
    return Share(len(rows) - out, len(rows))
