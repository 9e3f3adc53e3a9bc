"""The cohorts at hand, with which what a record says is best can be refuted.

They are the cohorts of the answers and of the swaps, and those next to the chosen one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from selector.verify.compare.beside import Chosen, cohort_of, named
from selector.verify.compare.case import Case
from selector.verify.compare.delivered import COHORT
from selector.verify.recount.lot import MOST_CHECKS, MOST_COHORTS
from selector.verify.recount.round import Round, Value, beats


@dataclass(frozen=True)
class AtHand:
    """Cohorts with the rules that each breaks; `worth` keeps what those looked at attain."""

    case: Case
    broken: Mapping[Chosen, frozenset[str]]
    worth: dict[Chosen, tuple[Value, ...]] = field(default_factory=dict)

    def meeting(
        self, met: Callable[[Chosen], bool], free: frozenset[str] = frozenset()
    ) -> list[Chosen]:
        """Return those that meet something and break no rules but those that are free."""
        return [c for c, broken in self.broken.items() if broken <= free and met(c)]

    def refute(self, place: str, given: Chosen | None, can_be: Sequence[Chosen]) -> None:
        """Note when a cohort is one that the record says there is not, or a better one."""
        desk, counted = self.case.desk, self.case.round
        if given is None:
            if can_be:
                this = named(counted, can_be[0])
                desk.differ(COHORT, f"{place}.feasible", False, this, "refuted")
        elif better := self.beating(given, can_be):
            both = named(counted, given), named(counted, better)
            desk.differ(COHORT, f"{place}.cohort", *both, "beaten")

    def beating(self, given: Chosen, among: Iterable[Chosen]) -> Chosen | None:
        """Return a cohort because of which a given one cannot be the best, if there is one."""
        own = self._values(given)
        return next((c for c in among if _worse(self.case.round, own, self._values(c))), None)

    def _values(self, cohort: Chosen) -> tuple[Value, ...]:
        if cohort not in self.worth:
            self.worth[cohort] = tuple(self.case.round.values(cohort))
        return self.worth[cohort]


def at_hand(case: Case) -> AtHand | None:
    """Return the cohorts at hand; None when they are too many to try."""
    counted, chosen = case.round, case.chosen
    others = set(counted.eligible) - chosen
    count = len(others) * len(chosen) + len(counted.plans)
    if count > MOST_COHORTS or count * len(counted.rules) > MOST_CHECKS:
        return None
    entries = [e for key in ("answers", "swaps") for e in entries_of(case, key)[:count]]
    found = {chosen, *(c for entry in entries if (c := cohort_of(counted, entry)))}
    found |= {chosen - {out} | {new} for out in chosen for new in others}
    found |= {chosen ^ {p} for p in counted.eligible}
    cohorts = sorted(found - {frozenset()}, key=sorted)
    return AtHand(case, {c: frozenset(rule.name for rule in counted.broken(c)) for c in cohorts})


def entries_of(case: Case, key: str) -> Sequence[Any]:
    """Return a list of the record, as far as it is one."""
    found = case.record.get(key)
    return found if isinstance(found, list) else []


def _worse(counted: Round, first: Sequence[Value], second: Sequence[Value]) -> bool:
    """Tell whether a cohort cannot be the best because of another, by what they attain.

    Within a tolerance a cohort may be behind; one that is ahead stays in the running all the same.
    """
    last = len(counted.tiers) - 1
    for i, (tier, one, other) in enumerate(zip(counted.tiers, first, second, strict=True)):
        slack = 0 if i == last else tier.tolerance
        if slack and one != other:
            if other - slack > one:  # type: ignore[operator]
                return True
            if other < one:  # type: ignore[operator]
                return False
        elif one != other:
            return beats(other, one, tier)
    return False
