"""What can be recounted of the optimum: its ties, the tickets, and cohorts that lie next to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations
from math import comb

from selector.verify.recount.round import Round, Value, beats

MOST_COHORTS = 5_000  # tied cohorts, or cohorts next to the chosen one, that are looked at
MOST_CHECKS = 500_000  # of a rule for a cohort
BETTER, EQUAL, WORSE = "better", "equal", "worse"


def ticket(seed: str, plan_id: str) -> str:
    """Return the ticket of a plan."""
    return sha256(f"{seed}:{plan_id}".encode()).hexdigest()


@dataclass(frozen=True)
class Optimum:
    """What a result says: the cohort, the value of every tier, and all/some/none by plan."""

    round: Round
    chosen: frozenset[int]
    values: tuple[Value, ...]
    in_optimal: Mapping[int, str]

    def those(self, word: str) -> frozenset[int]:
        """Return the plans that are in all, some or none of the optimal cohorts."""
        return frozenset(p for p, found in self.in_optimal.items() if found == word)

    def standing(self, cohort: frozenset[int]) -> str:
        """Tell whether a cohort that keeps the rules is better than the optimum, equal or worse."""
        tiers = self.round.tiers
        for i, value in enumerate(self.round.values(cohort)):
            best, last = self.values[i], i == len(tiers) - 1
            if beats(value, best, tiers[i]):
                return BETTER
            slack = 0 if last else tiers[i].tolerance
            if value != best and not (slack and value >= best - slack):  # type: ignore[operator]
                return WORSE
        return EQUAL

    def tied(self) -> list[frozenset[int]] | None:
        """Return all optimal cohorts by what is said of the plans; None when too many to try."""
        core, some = self.those("all"), sorted(self.those("some"))
        seats = len(self.chosen) - len(core)
        if seats < 0 or not self._few(comb(len(some), seats)):
            return None
        cohorts = (core.union(extra) for extra in combinations(some, seats))
        return [c for c in cohorts if self._keeps(c) and self.standing(c) == EQUAL]

    def exchanges(self) -> Iterator[tuple[int, int, str]] | None:
        """Yield who leaves, who enters and how that stands, for every exchange that is allowed."""
        others = sorted(set(self.round.eligible) - self.chosen)
        if not self._few(len(others) * len(self.chosen)):
            return None
        swaps = ((out, new) for out in sorted(self.chosen) for new in others)
        cohorts = ((out, new, self.chosen - {out} | {new}) for out, new in swaps)
        return ((out, new, self.standing(c)) for out, new, c in cohorts if self._keeps(c))

    def drawn(self, cohorts: list[frozenset[int]], seed: str) -> frozenset[int]:
        """Return the cohort that the tickets pick."""
        ids = self.round.ids
        for p in sorted(self.those("some"), key=lambda p: ticket(seed, ids[p])):
            cohorts = [cohort for cohort in cohorts if p in cohort] or cohorts
        return cohorts[0]

    def _keeps(self, cohort: frozenset[int]) -> bool:
        return not any(self.round.broken(cohort))

    def _few(self, cohorts: int) -> bool:
        return cohorts <= MOST_COHORTS and cohorts * len(self.round.rules) <= MOST_CHECKS
