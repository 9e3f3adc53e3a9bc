"""Competition: evidence for every pair of plans, and the rules that turn it into a verdict.

Note, section 2b: regions in the same or an adjacent area do not compete.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from selector.competition import CompetitionRule, Evidence
from selector.geography.evidence import Ints, collect_evidence
from selector.geography.territory import Territory
from selector.intake.types import Plans, Regions
from selector.numbers import SCALE, scaled
from selector.scenario import Scenario

ALLOWED = "toegestaan"
KM2 = 1_000_000  # square metres


@dataclass(frozen=True)
class Competition:
    """`pairs` has one row per pair with any evidence, in order of `plan_a`, `plan_b`.

    Columns: `a`, `b` (positions), `plan_a`, `plan_b`, `rule` (or empty), `verdict` (`forbid`,
    `penalise`, `report` or `free`), `weight`, `lifted` (rules that applied but were lifted, and
    by what; for a pair that the scenario allows, a rule that only reports), the counts and the
    flags of the evidence, and `shared_sectors`.
    """

    pairs: pd.DataFrame

    @cached_property
    def forbidden(self) -> tuple[tuple[int, int], ...]:
        """Return the pairs that may not be chosen together."""
        return self._with("forbid")

    @cached_property
    def penalised(self) -> tuple[tuple[int, int, int], ...]:
        """Return the penalised pairs, each with its weight."""
        rows = self.pairs[self.pairs["verdict"] == "penalise"]
        return tuple(
            zip(rows["a"].tolist(), rows["b"].tolist(), rows["weight"].tolist(), strict=True)
        )

    def _with(self, verdict: str) -> tuple[tuple[int, int], ...]:
        rows = self.pairs[self.pairs["verdict"] == verdict]
        return tuple(zip(rows["a"].tolist(), rows["b"].tolist(), strict=True))


def find_competition(
    plans: Plans, places: Sequence[Territory], regions: Regions, scenario: Scenario
) -> Competition:
    """Collect the evidence for every pair and judge it by the scenario's rules, in order."""
    pairs, measured = collect_evidence(plans, places, regions)
    a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
    populations = np.array([place.population(regions) for place in places], dtype=np.int64)
    national = np.array([plan.national for plan in plans.rows], dtype=bool)
    least = _least_area(scenario)
    judge = _Judge(
        Evidence(
            pairs,
            smaller=np.minimum(populations[a], populations[b]),
            sliver=measured & (pairs["shared_area_m2"].to_numpy() < least),
        ),
        lifts={
            "afstemming": pairs["agreement"].to_numpy(),
            "landelijk": national[a] | national[b],
        },
        allowed=_allowed(a, b, plans.ids, scenario),
    )
    judged = judge.verdicts(scenario.competition)
    ids = pd.Index(plans.ids, dtype=object)
    names = {"plan_a": a, "plan_b": b}
    for place, (name, codes) in enumerate(names.items()):
        pairs.insert(place, name, pd.Series(pd.Categorical.from_codes(codes, categories=ids)))
    for place, (name, column) in enumerate(judged.items(), start=2):
        pairs.insert(place, name, column)
    return Competition(pairs)


def _least_area(scenario: Scenario) -> int:
    """Return the square metres from which a shared area is no sliver."""
    return scaled(scenario.territory.min_area_km2) * KM2 // SCALE


def _allowed(a: Ints, b: Ints, ids: Sequence[str], scenario: Scenario) -> Any:
    """Tell for every pair whether the scenario allows it by name."""
    position = {plan_id: p for p, plan_id in enumerate(ids)}
    named = [
        pair
        for table in scenario.allowed
        for pair in combinations(sorted(position[plan] for plan in set(table.plans)), 2)
    ]
    keys = [first * len(ids) + second for first, second in named]
    return np.isin(a * len(ids) + b, np.array(keys, dtype=np.int64))


@dataclass(frozen=True)
class _Judge:
    """The evidence, and of every pair what lifts a rule."""

    evidence: Evidence
    lifts: Mapping[str, Any]
    allowed: Any

    def verdicts(self, rules: Sequence[CompetitionRule]) -> dict[str, Any]:
        """Let the first rule that applies and is not lifted decide; a pair without one is free.

        Of an allowed pair a rule that forbids only reports.
        """
        count = len(self.evidence.pairs)
        rule, verdict, lifted = (_Words(count, first) for first in ("", "free", ""))
        weight = np.zeros(count, dtype=np.int64)
        open_ = np.ones(count, dtype=bool)
        for table in rules:
            applies = open_ & table.applies(self.evidence)
            for reason in dict.fromkeys(table.lifted_by):
                lifted.add(applies & self.lifts[reason], f"{table.rule}:{reason}")
            for reason in table.lifted_by:
                applies = applies & ~self.lifts[reason]
            rule.put(applies, table.rule)
            verdict.put(applies, table.verdict)
            if table.verdict == "forbid":
                lifted.add(applies & self.allowed, f"{table.rule}:{ALLOWED}")
                verdict.put(applies & self.allowed, "report")
            weight[applies] = table.weight if table.verdict == "penalise" else 0
            open_ &= ~applies
        return {
            "rule": rule.column,
            "verdict": verdict.column,
            "weight": weight,
            "lifted": lifted.column,
        }


class _Words:
    """A word for every pair, kept as a number: millions of pairs have a handful of words."""

    def __init__(self, count: int, first: str) -> None:
        self.codes = np.zeros(count, dtype=np.int16)
        self.words = [first]

    def put(self, where: Any, word: str) -> None:
        """Give some pairs a word."""
        self.codes[where] = self._code(word)

    def add(self, where: Any, mark: str) -> None:
        """Add a mark to the words of some pairs."""
        before = self.codes.copy()
        for code in np.unique(before[where]):
            marked = f"{self.words[code]}|{mark}".lstrip("|")
            self.codes[where & (before == code)] = self._code(marked)

    @property
    def column(self) -> "pd.Series[Any]":
        """Return the words as a column."""
        words = pd.Index(self.words, dtype=object)
        return pd.Series(pd.Categorical.from_codes(self.codes, categories=words))

    def _code(self, word: str) -> int:
        if word not in self.words:
            self.words.append(word)
        return self.words.index(word)
